"""The few figures of a run in one table, each with the place where it is explained."""

from collections import Counter
from collections.abc import Iterable, Iterator

from peakfolio.assess.counting import count_effects
from peakfolio.carbon.outlook import PEAK_YEAR
from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.outcomes import CIRCLES, Outcome
from peakfolio.report import names as wording
from peakfolio.report.carbon.names import name_pathway
from peakfolio.report.content import (
    CARBON,
    MONEY,
    PERCENT,
    POINTS,
    PROJECTS,
    WHOLE_FROM,
    Cell,
    Table,
    number_column,
    refer,
    text_column,
)
from peakfolio.report.delivery.letters import name_courses
from peakfolio.report.portfolio import find_other_reading
from peakfolio.report.reasons import list_unknown
from peakfolio.run import Run
from peakfolio.words import Words, say, show_share

KeyFigure = tuple[Words, Cell, Words | str, Words]  # what it is, its value, its unit, where it stands


def list_key_figures(run: Run) -> Iterator[Table]:
    """The table; nothing where a run found no figure."""
    figures = (*_count_answer(run), *_count_delivery(run), *_count_emissions(run))
    columns = (
        text_column("item", say("Key figure"), 2.4),
        number_column("value", say("Value")),
        text_column("unit", say("Unit"), 0.9),
        text_column("place", say("See"), 0.9),
    )
    if figures:
        yield Table("key_figures", say("Key figures"), columns, figures)


def _round_share(share: float) -> Cell:
    """A share in whole per cents, as sentences show it."""
    shown = show_share(share).removesuffix("%")
    return int(shown) if shown.isdigit() else shown


def _round_money(wan_yuan: float) -> float:
    """Money in whole 万元, as sentences show it; a small amount as it is."""
    return round(wan_yuan) if abs(wan_yuan) >= WHOLE_FROM else wan_yuan


def _count_answer(run: Run) -> Iterator[KeyFigure]:
    """What the portfolio costs and meets, in numbers."""
    answer = run.answer
    if answer is None:
        return
    if answer.is_undecided:
        yield from _count_undecided(answer)
        return
    plan, outcomes = answer.plan, answer.verification.outcomes
    projects, starts = len(wording.list_projects(plan, answer.choice.portfolio)), len(answer.choice.portfolio.starts)
    priced = [row.cost_wan_yuan for row in plan.projects if row.cost_wan_yuan is not None]
    met = sum(each.is_met for each in outcomes)
    targets, measures = say("targets"), say("measures")
    yield from (
        (say("Targets still open (counting measured parts)"), len(outcomes), targets, refer("open_targets")),
        (say("met by the portfolio"), met, targets, refer("open_targets")),
        *_count_evidence(outcomes),
        *_count_open_tasks(outcomes),
        (say("still missed"), sum(not each.is_reached for each in outcomes), targets, refer("portfolio")),
        *_count_unknown(answer),
        (say("Projects in the pool with a cost"), len(priced), PROJECTS, refer("all_projects")),
        (say("Cost of the pool"), _round_money(sum(priced)), MONEY, refer("all_projects")),
        (say("Projects chosen"), projects, PROJECTS, refer("chosen")),
        (say("Cost of the portfolio"), _round_money(answer.verification.cost_wan_yuan), MONEY, refer("chosen")),
        (say("Policy measures to be put in force (no investment)"), starts - projects, measures, refer("portfolio")),
    )
    yield from _count_other_reading(answer)
    sure = answer.certainty
    if sure is not None and sure.by_target:
        item = say(
            "Probability that all {count} targets met hold (effects drawn from their ranges, no delay)",
            count=len(sure.by_target),
        )
        where = "portfolio" if run.delivery is None else "risks"
        yield item, _round_share(sure.all_met), PERCENT, refer(where)
    score = run.points["chosen"]
    if score is not None:
        place = refer("comparison") if run.frontier else refer("points")
        yield say("Points the portfolio would earn"), score, POINTS, place


def _count_undecided(answer: Answer) -> Iterator[KeyFigure]:
    """What can be counted before any effect is known."""
    priced = [row.cost_wan_yuan for row in answer.plan.projects if row.cost_wan_yuan is not None]
    count, effects = count_effects(answer.plan), say("effects")
    yield from (
        (
            say("Targets still open (counting measured parts)"),
            len(answer.problem.targets),
            say("targets"),
            refer("standing_now"),
        ),
        (say("Projects in the pool with a cost"), len(priced), PROJECTS, refer("pool")),
        (say("Cost of the pool"), _round_money(sum(priced)), MONEY, refer("pool")),
        (say("Effects decided"), count.decided, effects, refer("claims")),
        (say("Effects proposed"), count.proposed, effects, refer("claims")),
        (say("Effects unknown"), count.unknown, effects, refer("claims")),
    )


def _count_open_tasks(outcomes: Iterable[Outcome]) -> Iterator[KeyFigure]:
    """The targets whose number is reached while a task besides stays unknown; nothing where there are none."""
    count = sum(each.is_undecided for each in outcomes)
    if count:
        yield say("number reached, a task besides unknown"), count, say("targets"), refer("open_targets")


def _count_evidence(outcomes: Iterable[Outcome]) -> Iterator[KeyFigure]:
    """The targets met by what they rest on; what is circular together, with its kinds."""
    kinds: Counter[str] = Counter(each.evidence for each in outcomes if each.is_met)
    for kind, item in (
        ("figure", say("of these on quantities or promises that can be checked")),
        ("estimate", say("of these estimated from money")),
        ("law", say("of these by law")),
    ):
        if kinds[kind] or kind == "figure":
            yield item, kinds[kind], say("targets"), refer("open_targets")
    item = say(
        "of these on the document's word only (promise {promise}, order {order}, share of the gap {shared})",
        promise=kinds["promise"],
        order=kinds["order"],
        shared=kinds["shared"],
    )
    yield item, sum(kinds[kind] for kind in CIRCLES), say("targets"), refer("open_targets")


def _count_unknown(answer: Answer) -> Iterator[KeyFigure]:
    """The missed targets of which some project's effect is unknown; nothing where there is none."""
    unknown = sum(bool(list_unknown(answer, reach)) for reach in answer.choice.reaches)
    if unknown:
        item = say("of these with projects of which nothing says how much they bring")
        yield item, unknown, say("targets"), refer("portfolio")


def _count_other_reading(answer: Answer) -> Iterator[KeyFigure]:
    """What the other reading of projects without a figure costs, beside the portfolio's cost."""
    other = find_other_reading(answer)
    if other is None:
        return
    found = {"projects": len(other.chosen), "met": other.met}
    item = (
        say("For comparison, as the document says: cost of {projects} projects that meet {met} targets", **found)
        if other.use_shared_effects
        else say("For comparison, by figures only: cost of {projects} projects that meet {met} targets", **found)
    )
    yield item, _round_money(other.cost_wan_yuan), MONEY, refer("switches")


def _count_delivery(run: Run) -> Iterator[KeyFigure]:
    """How sure the targets are in time, of the chosen and of the robust portfolio."""
    if run.delivery is not None and run.delivery.aims:
        item = say(
            "Probability that all {count} targets are met by the end of {year} ({name}; delays and effects drawn)",
            count=len(run.delivery.aims),
            year=run.delivery.milestone,
            name=name_courses(run.delivery)[run.delivery.chosen.name],
        )
        yield item, _round_share(run.delivery.likely.all_met), PERCENT, refer("money")
    if run.delivery is None:
        return
    for course in (run.delivery.chosen, run.delivery.secure):
        item = say(
            "Probability that all {count} targets are met by the end of {year} ({name}; delays drawn, effects as read)",
            count=len(course.aims),
            year=course.by or course.study.problem.milestone,
            name=name_courses(run.delivery)[course.name],
        )
        yield item, _round_share(course.chance), PERCENT, refer("money")


def _count_emissions(run: Run) -> Iterator[KeyFigure]:
    """What the main pathway emits around the year of the national target, and how likely it has peaked by then."""
    if run.outlook is None:
        return
    main = run.outlook.main
    place = int(min(max(PEAK_YEAR - main.model.years[0], 0), len(main.model.years) - 1))
    year, median = int(main.model.years[place]), float(main.ensemble.fans["net"][2, place])
    title = name_pathway(run.plan, main.pathway_name)
    peaked = _round_share(float(main.ensemble.peaked_by[place]))
    yield (
        say("Energy CO2 in {year}, middle of the cases ({title})", year=year, title=title),
        round(median, 1),
        CARBON,
        refer("carbon"),
    )
    yield say("Probability of a peak by {year} (same pathway)", year=year), peaked, PERCENT, refer("carbon")
