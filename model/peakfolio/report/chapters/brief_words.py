"""The sentences of the page to decide by: what was asked and found, what is advised, and the conditions that decide."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from peakfolio.assess.counting import count_effects
from peakfolio.carbon.outlook import CarbonOutlook
from peakfolio.delivery.outlook import DeliveryOutlook
from peakfolio.plan.plan import Plan
from peakfolio.plan.words import STANDARDS
from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.information import Information
from peakfolio.portfolio.objectives import QUESTIONS
from peakfolio.portfolio.scenario_targets import choose_standard
from peakfolio.report import names as wording
from peakfolio.report.chapters.brief_open import Today
from peakfolio.report.chapters.brief_tables import LIKELY, UNKNOWN, FirstFew, list_shared
from peakfolio.report.chapters.options import Option
from peakfolio.report.delivery.summary import list_deciders
from peakfolio.report.information import find_link, name_figure, names_figures
from peakfolio.report.proof import tell_proof
from peakfolio.report.standpoint import say_standpoint
from peakfolio.report.summary import explain_nothing, is_rule_passed, list_conditions, list_missing_points
from peakfolio.report.targets import list_undecided
from peakfolio.report.undecided import say_counts
from peakfolio.run import Run
from peakfolio.words import NOTHING, SEMICOLON, SPACE, Words, format_number, listing, say, say_in, say_many, show_share

MOST_CONDITIONS = 3
NAMES = 160  # Latin letters of names in a sentence
WHOLE_SHARE = 0.005  # of the pool, what a whole per cent can show


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

    @classmethod
    def of_run(cls, run: Run) -> "Facts":
        """The facts of a whole run."""
        plan = run.plan if run.answer is None else run.answer.plan
        return cls(plan, run.answer, run.refusal, run.delivery, run.outlook, run.information, run.points)


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
        "{projects} for {money} ({share} of the money of the pool){measures} can meet {met} of them if built in their years.",
        projects=say_many("{n} project", "{n} projects", projects),
        money=wording.show_money(round(answer.verification.cost_wan_yuan)),
        share=_show_part(answer),
        measures=say(" and {measures}", measures=measures) if count else NOTHING,
        met=met,
    )


def tell_score(facts: Facts) -> Iterator[Words]:
    """The points on paper and the conditions with a veto, where a plan that is scored would not pass with what is chosen."""
    points, needed = facts.points.get("chosen"), facts.plan.settings.assessment.pass_points
    if points is None or needed is None or facts.answer is None or facts.answer.verification.points is not None:
        return  # a question that asks for points has told them
    if points < needed:
        shown = {"points": format_number(points), "needed": format_number(needed)}
        yield say("On paper the plan still fails its assessment: {points} points, {needed} to pass.", **shown)
    failing = sum(each.status != "met" for each in facts.plan.basic_conditions)
    if failing:
        yield say_many(
            "{n} condition with a veto is not fulfilled.", "{n} conditions with a veto are not fulfilled.", failing
        )


def _show_part(answer: Answer) -> str:
    """The cost in whole per cents of the pool."""
    pool = sum(row.cost_wan_yuan for row in answer.plan.projects if row.cost_wan_yuan is not None)
    share = answer.verification.cost_wan_yuan / pool if pool else 0.0
    return "<1%" if 0 < share < WHOLE_SHARE else f"{share:.0%}"


def _count_rest(answer: Answer) -> Iterator[Words]:
    """The targets that stay missed or undecided, by what that means for a decision."""
    reaches, broken = answer.choice.reaches, answer.choice.portfolio.broken
    open_ones = sum(each.missing > 0 and each.cause == "not_searched" for each in reaches)
    unknown = sum(each.missing > 0 and each.cause in UNKNOWN for each in reaches)
    far = sum(each.missing > 0 for each in reaches) - open_ones - unknown
    near = sum(not each.missing > 0 and not (each.missing == 0 and each.key in broken) for each in reaches)
    undecided = len(list_undecided(answer))
    said = (
        (far, say_many("{n} is out of reach of any choice.", "{n} are out of reach of any choice.", far)),
        (
            unknown,
            say_many(
                "{n} is unknown: its projects have no figure.",
                "{n} are unknown: their projects have no figure.",
                unknown,
            ),
        ),
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
        (
            undecided,
            say_many(
                "{n} more reaches its number but cannot be judged.",
                "{n} more reach their number but cannot be judged.",
                undecided,
            ),
        ),
    )
    yield from (words for count, words in said if count)


def say_advice(facts: Facts, options: tuple[Option, ...]) -> Words:
    """What is to be decided, and what speaks for which option; how sure each is stands in the table."""
    answer, outlook = facts.answer, facts.delivery
    if answer is None or not answer.choice.portfolio.starts:
        return NOTHING
    if outlook is None or not options:
        return _say_effects_alone(answer)
    return listing((_say_choice(answer, outlook, options), *_say_weakest(answer, options)), SPACE)


def _say_choice(answer: Answer, outlook: DeliveryOutlook, options: tuple[Option, ...]) -> Words:
    """Which option is advised by its dates, or what has to be decided where none keeps all; how sure is with dates and effects."""
    first, year = options[0], outlook.milestone
    chance = _tell_sure(answer, first)
    if first.chance >= outlook.settings.alpha:
        return say("Advised: option A; all its targets are met in time with {chance}.", chance=chance)
    if outlook.robust.is_reached and len(options) > 1:
        sure = _tell_sure(answer, options[1])
        return say(
            "Advised: option B; all its targets are met in time with {sure}, with option A only {chance}.",
            chance=chance,
            sure=sure,
        )
    if len(options) == 1:
        watched = listing(each.action_id for each in list_deciders(outlook))
        return say(
            "To decide: option A meets all its targets in time with only {chance}, and no surer choice was found. Watch {projects}.",
            chance=chance,
            projects=watched,
        )
    later = next((each for each in options if each.by > year), None)
    less = next((each for each in options if each.dropped), None)
    either = [
        *([] if less is None else [_say_less(answer, less, year)]),
        *([] if later is None else [_say_later(later)]),
    ]
    best = _tell_sure(answer, max(options, key=lambda each: each.likely.all_met))
    said = say(
        "To decide: option A meets all its targets in time with only {chance}, no option with more than {best}.",
        chance=chance,
        best=best,
    )
    return listing((said, *either), SPACE)


def _tell_sure(answer: Answer, option: Option) -> Words | str:
    """How sure an option is with dates and effects; by dates alone where shares without a figure would make the rest up."""
    if list_shared(answer, option):
        return say("{chance} (dates alone)", chance=show_share(option.chance))
    return show_share(option.likely.all_met)


def _say_weakest(answer: Answer, options: tuple[Option, ...]) -> Iterator[Words]:
    """The target that is the weakest in the surest option, where that is not sure."""
    best = max(options, key=lambda each: each.likely.all_met)
    shared = list_shared(answer, best)
    if shared:
        yield say(
            "How sure the effects are nobody can say: {count} targets share their gap among projects without a figure.",
            count=len(shared),
        )
        return
    aims = [key for key in options[0].likely.by_target if key in answer_aims(answer) and key not in best.dropped]
    if best.likely.all_met >= LIKELY or not aims:
        return
    weakest = min(aims, key=lambda key: best.likely.by_target[key])
    yield say("Weakest: {target}.", target=wording.name_briefly(answer.plan, weakest))


def answer_aims(answer: Answer) -> set[str]:
    """The targets that the chosen portfolio meets on paper by more than somebody's word."""
    word = {each.key for each in answer.verification.outcomes if each.is_circular}
    return {each.key for each in answer.problem.targets if each.key not in {*answer.choice.portfolio.missed, *word}}


def _say_effects_alone(answer: Answer) -> Words:
    """How sure the effects are where no delivery was simulated."""
    sure, outcomes = answer.certainty, answer.verification.outcomes
    is_shared = any(each.is_met and each.evidence == "shared" for each in outcomes)
    if sure is None or not sure.by_target or is_shared or all(each.is_circular for each in outcomes if each.is_met):
        return NOTHING  # of what rests on somebody's word alone nobody knows how sure it is
    return say(
        "Effects drawn from their ranges, all targets met hold with {share}; delays are not in this.",
        share=show_share(sure.all_met),
    )


def _say_less(answer: Answer, less: Option, year: int) -> Words:
    names = shorten_names([wording.name_briefly(answer.plan, key) for key in less.dropped])
    return say("If {year} stands: option {letter}, which gives up {names}.", year=year, letter=less.letter, names=names)


def _say_later(later: Option) -> Words:
    return say(
        "If no target may be given up: option {letter}, all by the end of {year}.", letter=later.letter, year=later.by
    )


def shorten_names(names: list[Words]) -> Words:
    """As many names as a line bears, and how many more there are."""
    return FirstFew(tuple(names), NAMES)


def list_brief_conditions(facts: Facts) -> tuple[Words, ...]:
    """The conditions that decide, most weighty first, three at most; where the page looks from is always among them."""
    said = [each for each in _list_weighty(facts) if each is not NOTHING][: MOST_CONDITIONS - 1]
    return (*said, say_standpoint(facts.plan))


def _list_weighty(facts: Facts) -> Iterator[Words]:
    answer = facts.answer
    if answer is None or answer.is_undecided:
        return
    if not answer.choice.portfolio.is_proved:
        yield say("That nothing is cheaper is not proved: the search was stopped before its end.")
    yield from (each.said for each in tell_proof(answer) if each.rank == "decides")
    if facts.delivery is not None:
        yield _say_money(facts.delivery)
    yield _say_circular(answer)
    if facts.information is not None and names_figures(facts.information):
        most = facts.information.figures[0]
        link = find_link(answer.plan, most.figure)
        yield say(
            "Count or measure first: {figure}; it bears on {targets}.",
            figure=name_figure(answer, most.figure, link),
            targets=shorten_names([wording.name_briefly(answer.plan, key) for key in most.targets]),
        )
    yield _say_unjudged(answer)


def _say_money(outlook: DeliveryOutlook) -> Words:
    """The chosen projects that are only a reserve, and those that name no source of money."""
    jobs = outlook.chosen.delivery.jobs
    held = {row.project_id for row in outlook.plan.delivery if row.is_reserve}
    reserve = [each.action_id for each in jobs if each.action_id in held]
    unpaid = [each.action_id for each in jobs if "unstated" in each.funding and each.cost_wan_yuan > 0]
    said = (
        (reserve, say("{keys} are only in reserve", keys=listing(reserve))),
        (unpaid, say("{keys} name no source of money", keys=listing(unpaid))),
    )
    parts = [words for keys, words in said if keys]
    return (
        say("{parts}: settle approval and money first.", parts=wording.Capitalised(listing(parts, SEMICOLON)))
        if parts
        else NOTHING
    )


def _say_circular(answer: Answer) -> Words:
    """How many targets are met by the document's word alone; which, the table says."""
    count = sum(each.is_circular for each in answer.verification.outcomes)
    if not count:
        return NOTHING
    return say_many(
        "{n} of the targets met rests on the document's word alone ('word only' in the table).",
        "{n} of the targets met rest on the document's word alone ('word only' in the table).",
        count,
    )


def _say_unjudged(answer: Answer) -> Words:
    """The targets whose number is reached and that ask for a task besides."""
    keys = [each.key for each in list_undecided(answer)]
    if not keys:
        return NOTHING
    return say(
        "Not to be judged, for a task without a number is asked besides: {names}.",
        names=shorten_names([wording.name_briefly(answer.plan, key) for key in keys]),
    )
