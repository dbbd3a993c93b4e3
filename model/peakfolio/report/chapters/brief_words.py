"""What the page to decide by is made from, and its first sentences: what was asked and found."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from peakfolio.assess.counting import count_effects
from peakfolio.carbon.outlook import CarbonOutlook
from peakfolio.delivery.outlook import DeliveryOutlook
from peakfolio.plan.claims import BasicCondition
from peakfolio.plan.plan import Plan
from peakfolio.plan.words import STANDARDS
from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.information import Information
from peakfolio.portfolio.objectives import QUESTIONS
from peakfolio.portfolio.scenario_targets import choose_standard
from peakfolio.report import names as wording
from peakfolio.report.chapters.brief_fates import UNKNOWN, FirstFew
from peakfolio.report.chapters.brief_open import Today
from peakfolio.report.summary import explain_nothing, is_rule_passed, list_conditions, list_missing_points
from peakfolio.report.targets import list_undecided
from peakfolio.report.undecided import say_counts
from peakfolio.run import Run
from peakfolio.words import NOTHING, SEMICOLON, SPACE, Words, format_number, listing, say, say_in, say_many

NAMES, LOST = 160, 36  # Latin letters of names in a sentence; of those that lose points


@dataclass(frozen=True)
class Facts:
    """What the page is made from. Parts that are not worked out yet, or cannot be, are None and the page says less."""

    plan: Plan
    answer: Answer | None
    refusal: Words | None = None
    delivery: DeliveryOutlook | None = None
    outlook: CarbonOutlook | None = None
    information: Information | None = None
    points: Mapping[str, float | None] = field(default_factory=dict)
    lost_points: tuple[str, ...] = ()

    @classmethod
    def of_run(cls, run: Run) -> "Facts":
        """The facts of a whole run."""
        plan = run.plan if run.answer is None else run.answer.plan
        return cls(
            plan, run.answer, run.refusal, run.delivery, run.outlook, run.information, run.points, run.lost_points
        )


def say_standing(today: Today) -> Words:
    """How many indicators meet their targets today."""
    counts = Counter(today.counts)
    return say(
        "Of the {standard} for {year} {missed} indicators miss their target, {met} meet it, {unknown} cannot be judged.",
        standard=STANDARDS[today.standard],
        year=today.milestone,
        missed=counts["not_met"],
        met=counts["met"],
        unknown=counts["unknown"] + counts["untestable"],
    )


def say_obstacle(facts: Facts) -> Words:
    """Why no portfolio can be chosen yet, and what comes next."""
    plan, answer = facts.plan, facts.answer
    if answer is not None:
        count = count_effects(plan)
        next_step = (
            say("Next: decide on the {proposed} proposed effects.", proposed=count.proposed)
            if count.proposed
            else say("Next: have effects proposed, and decide on them.")
        )
        why = say("No portfolio is chosen yet: no effect of a project is settled, so projects cannot be weighed.")
        return listing((why, say_counts(plan), next_step), SPACE)
    if not plan.projects:
        return say(
            "No portfolio can be chosen: the document lists no project. Next: draw up projects with their costs."
        )
    if all(row.cost_wan_yuan is None for row in plan.projects):
        return say(
            "No portfolio can be chosen: none of the {count} projects prints a cost. Next: estimate what they cost.",
            count=len(plan.projects),
        )
    return facts.refusal or NOTHING


def say_found(answer: Answer) -> Words:
    """What was asked, what is chosen and what it costs, how many targets it meets, and how many nothing can meet."""
    given = list_conditions(answer)
    asked = say_many(
        "{n} target of the {standard} for {years} is not met yet.",
        "{n} targets of the {standard} for {years} are not met yet.",
        len(answer.problem.targets),
        standard=STANDARDS[choose_standard(answer.plan, answer.scenario)],
        years=listing(map(str, answer.problem.milestones), say_in("between years", " and ")),
    )
    found = say(
        "{question}{given}: {found}",
        question=wording.Capitalised(QUESTIONS[answer.scenario.question].title),
        given=say(" (given: {conditions})", conditions=listing(given, SEMICOLON)) if given else NOTHING,
        found=_say_chosen(answer),
    )
    ruled = [_say_rule(answer)] if answer.problem.ruled else []
    return listing((asked, found, *ruled, *_count_rest(answer), *list_missing_points(answer)), SPACE)


def _say_rule(answer: Answer) -> Words:
    return say("The rule is passed.") if is_rule_passed(answer) else say("The rule is not passed.")


def _say_chosen(answer: Answer) -> Words:
    """The projects and measures chosen, what they cost and what they meet; why there are none."""
    portfolio, met = answer.choice.portfolio, sum(each.is_met for each in answer.verification.outcomes)
    if not portfolio.starts:
        return explain_nothing(answer)
    projects = len(wording.list_projects(answer.plan, portfolio))
    count = len(portfolio.starts) - projects
    measures = say_many("{n} policy measure", "{n} policy measures", count)
    if not projects:
        return say(
            "no project is chosen; {measures} alone can meet {met} of them without any investment.",
            measures=measures,
            met=met,
        )
    return say(
        "{projects} for {money}{measures} can meet {met} of them if built on time.",
        projects=say_many("{n} project", "{n} projects", projects),
        money=wording.show_money(round(answer.verification.cost_wan_yuan)),
        measures=say(" and {measures}", measures=measures) if count else NOTHING,
        met=met,
    )


def tell_score(facts: Facts) -> Iterator[Words]:
    """The points on paper and the conditions with a veto, where a plan that is scored would not pass with what is chosen."""
    points, needed = facts.points.get("chosen"), facts.plan.settings.assessment.pass_points
    if points is None or needed is None or facts.answer is None or facts.answer.verification.points is not None:
        return  # a question that asks for points has told them
    if points < needed:
        yield say(
            "Even so the plan scores {points} of the {needed} points to pass; it loses at {names}.",
            points=format_number(points),
            needed=format_number(needed),
            names=FirstFew(tuple(_name_lost(facts.answer, key) for key in facts.lost_points), LOST),
        )
    failing = [each.name for each in list_vetoes(facts)]
    if failing:
        yield say("A condition with a veto fails: '{names}'.", names=shorten_names(failing))


def _name_lost(answer: Answer, key: str) -> Words:
    """An indicator that loses points, by the part that is missed where only one is."""
    plan, missed = answer.plan, answer.choice.portfolio.missed
    parts = [each.indicator_id for each in plan.find_parts(key) if each.indicator_id in missed]
    return wording.name_briefly(plan, parts[0] if len(parts) == 1 else key)


def list_vetoes(facts: Facts) -> list[BasicCondition]:
    """The conditions with a veto that do not hold."""
    return [each for each in facts.plan.basic_conditions if each.status != "met"]


def is_failing(facts: Facts) -> bool:
    """Whether a plan that is scored does not pass with what is chosen."""
    points, needed = facts.points.get("chosen"), facts.plan.settings.assessment.pass_points
    return points is not None and needed is not None and (points < needed or bool(list_vetoes(facts)))


def _count_rest(answer: Answer) -> Iterator[Words]:
    """The targets that stay missed or undecided, by what that means for a decision."""
    reaches, broken = answer.choice.reaches, answer.choice.portfolio.broken
    open_ones = sum(each.missing > 0 and each.cause == "not_searched" for each in reaches)
    unknown = Counter[str](each.cause for each in reaches if each.missing > 0 and each.cause in UNKNOWN)
    far = sum(each.missing > 0 for each in reaches) - open_ones - unknown.total()
    near = sum(not each.missing > 0 and not (each.missing == 0 and each.key in broken) for each in reaches)
    undecided = len(list_undecided(answer))
    said = (
        (far, say_many("{n} is out of reach of all projects.", "{n} are out of reach of all projects.", far)),
        *_count_unknown(unknown),
        (near, say_many("{n} is within reach and not taken.", "{n} are within reach and not taken.", near)),
        (open_ones, say_many("{n} was not settled in time.", "{n} were not settled in time.", open_ones)),
        (
            len(broken),
            say_many(
                "{n} met today is lost: {names}.",
                "{n} met today are lost: {names}.",
                len(broken),
                names=shorten_names([wording.name_briefly(answer.plan, key) for key in broken]),
            ),
        ),
        (undecided, say_many("{n} only reaches its number.", "{n} only reach their number.", undecided)),
    )
    yield from (words for count, words in said if count)


def _count_unknown(causes: Counter[str]) -> Iterator[tuple[int, Words]]:
    """The targets of which no figure says how far they could come, by why that is."""
    figures, costs, projects = (causes[each] for each in ("only_shared", "unpriced", "no_project"))
    yield (
        figures,
        say_many(
            "{n} is unknown: its projects have no figure.", "{n} are unknown: their projects have no figure.", figures
        ),
    )
    yield (
        costs,
        say_many("{n} is unknown: its projects have no cost.", "{n} are unknown: their projects have no cost.", costs),
    )
    yield projects, say_many("{n} has no project.", "{n} have no project.", projects)


def shorten_names(names: Sequence[Words]) -> Words:
    """As many names as a line bears, and how many more there are."""
    return FirstFew(tuple(names), NAMES)
