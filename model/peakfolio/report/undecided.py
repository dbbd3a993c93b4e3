"""What can be said before any project's effect is known: where the indicators stand, what the pool costs, who claims what, what comes next."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from peakfolio.assess.counting import count_effects, count_projects, list_claimants, list_claims
from peakfolio.assess.judging import Verdict, judge_all
from peakfolio.plan.plan import Plan
from peakfolio.plan.target_keys import TargetKey
from peakfolio.plan.words import STANDARDS
from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.scenario_targets import choose_standard
from peakfolio.report import names
from peakfolio.report.content import MONEY, PROJECTS, Table, name_column, number_column, tabulate, text_column
from peakfolio.report.targets import list_siblings, write_targets
from peakfolio.words import NOTHING, SPACE, Way, Words, listing, say, say_in, say_many

KNOWLEDGE: Mapping[str, Words] = {
    "decided": say_in("effect", "decided"),
    "proposed": say_in("effect", "proposed"),
    "unknown": say("unknown"),
}
LARGEST = 3  # categories of the pool that the headline names


@dataclass(frozen=True)
class Stand:
    """An indicator with what is asked of it, and the projects said to serve it."""

    verdict: Verdict
    claimants: tuple[str, ...]


def say_counts(plan: Plan) -> Words:
    """How many effects are decided, proposed and unknown, in one short sentence."""
    count = count_effects(plan)
    silent = say_many(
        "; {n} project is named for no indicator", "; {n} projects are named for no indicator", count.silent
    )
    return say(
        "Effects: {decided} decided, {proposed} proposed, {unknown} unknown{silent}.",
        decided=count.decided,
        proposed=count.proposed,
        unknown=count.unknown,
        silent=silent if count.silent else NOTHING,
    )


def describe_undecided(answer: Answer) -> Words:
    """That nothing was weighed, where the indicators stand, what the pool costs, who is named, and what comes next."""
    said = (
        say(
            "No effect of a project can be counted yet, so projects were not weighed and no portfolio is called the cheapest."
        ),
        *_say_measures(answer),
        _say_stands(answer),
        _say_pool(answer.plan),
        _say_claims(answer),
        _say_projects(answer.plan),
        _say_next(answer.plan),
    )
    return listing((each for each in said if each is not NOTHING), SPACE)


def _say_measures(answer: Answer) -> tuple[Words, ...]:
    measures = [key for key in answer.choice.portfolio.starts if key in answer.plan.measure_by_id]
    met = sum(each.is_met for each in answer.verification.outcomes)
    if not measures:
        return ()
    return (say("{measures} policy measures alone meet {met} of the targets.", measures=len(measures), met=met),)


def list_stands(answer: Answer) -> tuple[Stand, ...]:
    """Every measured indicator of which the standard asks something for the milestone, in the plan's order."""
    plan, standard = answer.plan, choose_standard(answer.plan, answer.scenario)
    verdicts = judge_all(
        plan, standard, answer.problem.milestone, at_latest=False, improve_step=answer.scenario.improve_step
    )
    return tuple(Stand(each, list_claimants(plan, key)) for key, each in verdicts.items())


def _say_stands(answer: Answer) -> Words:
    counts = Counter(each.verdict.status for each in list_stands(answer))
    return say(
        "Now {met} indicators meet the {standard} for {year}, {missed} miss it, {unknown} cannot be judged.",
        met=counts["met"],
        missed=counts["not_met"],
        unknown=counts["unknown"] + counts["untestable"],
        standard=STANDARDS[choose_standard(answer.plan, answer.scenario)],
        year=answer.problem.milestone,
    )


def _say_pool(plan: Plan) -> Words:
    """What the pool costs together, and its largest categories."""
    sums = sum_categories(plan)
    priced = sum(count for count, _ in sums.values())
    parts = sorted(sums.items(), key=lambda each: -each[1][1])[:LARGEST]
    shown = (
        say("{name} {money}", name=names.name_category(name), money=names.show_money(money))
        for name, (_, money) in parts
    )
    return say(
        "The pool: {priced} of {all} projects with a cost, {money} in all ({parts}).",
        priced=priced,
        all=len(plan.projects),
        money=names.show_money(sum(money for _, money in sums.values())),
        parts=listing(shown),
    )


def sum_categories(plan: Plan) -> dict[str, tuple[int, float]]:
    """Number and cost of the projects that print one, 万元, by category."""
    sums: dict[str, tuple[int, float]] = {}
    for row in plan.projects:
        if row.cost_wan_yuan is not None:
            count, money = sums.get(row.category_zh, (0, 0.0))
            sums[row.category_zh] = (count + 1, money + row.cost_wan_yuan)
    return sums


def _say_claims(answer: Answer) -> Words:
    targets = answer.problem.targets
    named = sum(bool(list_claimants(answer.plan, TargetKey(each.key).indicator_id)) for each in targets)
    return say(
        "Projects are named for {named} of the {count} open targets, without an effect anybody has settled.",
        named=named,
        count=len(targets),
    )


def _say_projects(plan: Plan) -> Words:
    found = count_projects(plan)
    unknown, proposed = found["unknown"], found["proposed"]
    said = (
        (unknown, say_many("Effects are unknown for {n} project.", "Effects are unknown for {n} projects.", unknown)),
        (proposed, say_many("They are proposed for {n} project.", "They are proposed for {n} projects.", proposed)),
    )
    return listing((words for count, words in said if count), SPACE)


def _say_next(plan: Plan) -> Words:
    if count_effects(plan).proposed:
        return say("Next: decide on the proposed effects.")
    return Way(
        say("Next: let effects be proposed (peakfolio suggest FOLDER --write, or the workbench), and decide on them."),
        say("Next: look at the effects proposed in the tab Review of effects, and decide on them."),
    )


def make_stand_table(answer: Answer) -> Table:
    """Where every indicator stands against what is asked, and who is said to serve it."""
    plan = answer.plan
    return tabulate(
        "standing_now",
        say("Where every indicator stands, and who is named for it"),
        list_stands(answer),
        (text_column("indicator_id", say("No."), 0.6), lambda each: each.verdict.indicator_id),
        (
            name_column("name", say("Indicator"), 2.2),
            lambda each: names.name_indicator(plan, each.verdict.indicator_id),
        ),
        (
            number_column("value", say("Base value")),
            lambda each: each.verdict.seen.value if each.verdict.seen else None,
        ),
        (
            text_column("asked", say("Asked"), 1.2),
            lambda each: write_targets(list_siblings(plan, each.verdict.target)) if each.verdict.target else None,
        ),
        (text_column("status", say("Judged"), 0.9, names.STATUSES), lambda each: each.verdict.status),
        (number_column("gap", say("Missing")), lambda each: each.verdict.gap or None),
        (text_column("unit", say("Unit"), 0.7), lambda each: plan.indicator_by_id[each.verdict.indicator_id].unit),
        (text_column("named", say("Named for it, effect not settled"), 1.6), lambda each: " ".join(each.claimants)),
    )


def make_pool_table(plan: Plan) -> Table:
    """What the pool costs, by category."""
    return tabulate(
        "pool",
        say("What the pool costs, by category"),
        sum_categories(plan).items(),
        (text_column("category_zh", say("Category"), 1.6, names.CATEGORIES), lambda each: each[0]),
        (number_column("projects", say("Projects with a cost"), PROJECTS, 0), lambda each: each[1][0]),
        (number_column("cost_wan_yuan", say("Cost"), MONEY), lambda each: each[1][1]),
    ).add_up()


def make_claim_table(plan: Plan) -> Table:
    """Who is said to serve what, and what is known of it."""
    return tabulate(
        "claims",
        say("Who is said to serve what"),
        list_claims(plan),
        (text_column("project_id", say("No."), 0.6), lambda each: each.project.project_id),
        (name_column("name", say("Project"), 2.0), lambda each: names.name_action(plan, each.project.project_id)),
        (
            name_column("indicator", say("Named for"), 2.0),
            lambda each: NOTHING if each.indicator_id is None else names.name_indicator(plan, each.indicator_id),
        ),
        (text_column("as_written", say("In the plan's words"), 1.4), lambda each: each.as_written or None),
        (text_column("knowledge", say("How its effect is known"), 0.8, KNOWLEDGE), lambda each: each.knowledge),
    )


def list_undecided_tables(answer: Answer) -> tuple[Table, ...]:
    """The tables of an answer before any effect is known; empty ones are left out."""
    tables = make_stand_table(answer), make_pool_table(answer.plan), make_claim_table(answer.plan)
    return tuple(each for each in tables if each.rows)
