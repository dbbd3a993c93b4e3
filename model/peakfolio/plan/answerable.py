"""What a package can answer, chapter by chapter, and what each chapter that it cannot answer, or only in part, still needs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from peakfolio.plan.package import SETTINGS_FILE, TABLES
from peakfolio.plan.plan import Plan
from peakfolio.plan.rows import CitedRow
from peakfolio.plan.tables import Indicator
from peakfolio.words import SEMICOLON, Name, Words, listing, say, say_many

UNUSED = ("shared", "proposed")  # effects of which nobody knows, or nobody has accepted, how much they bring
SUPPLY_LEVERS = ("gdp_growth", "intensity_change")  # what any pathway needs of its baseline


@dataclass(frozen=True)
class Lack:
    """What is missing: in which table and column, in how many rows, and what it would serve."""

    file: str
    column: str | None
    count: int
    said: Words


@dataclass(frozen=True)
class Chapter:
    """One thing a reader asks of a plan: whether the package answers it, and what it lacks."""

    name: str
    title: Words
    is_answered: bool
    lacks: tuple[Lack, ...]


def list_chapters(plan: Plan) -> tuple[Chapter, ...]:
    """Every chapter in the order of a report."""
    return tuple(
        Chapter(name, title, is_answered(plan), tuple(find_lacks(plan)))
        for name, (title, is_answered, find_lacks) in CHAPTERS.items()
    )


def tell_mended(plan: Plan) -> Words:
    """Which chapters a package with faults could answer once they are mended, by the rows of it that can be read."""
    chapters = list_chapters(plan)
    answered = [each.title for each in chapters if each.is_answered]
    rest = [each.title for each in chapters if not each.is_answered]
    said = say("Once this is mended, the package can answer: {chapters}.", chapters=listing(answered, SEMICOLON))
    if not rest:
        return said
    missing = say("Not yet: {chapters}.", chapters=listing(rest, SEMICOLON))
    return listing((said, missing), Name("", " "))


def _judge(plan: Plan) -> tuple[list[Indicator], list[Indicator]]:
    """The measured indicators that have a used target of the plan or a standard, and those of them that have a value."""
    aimed = {row.indicator_id for row in plan.targets if row.is_used}
    asked = [row for row in plan.measured_indicators if row.indicator_id in aimed]
    return asked, [row for row in asked if _is_seen(plan, row)]


def _is_seen(plan: Plan, indicator: Indicator) -> bool:
    seen = plan.find_latest(indicator.indicator_id)
    return seen is not None and (seen.value is not None or seen.state not in (None, "unknown"))


def _has_status(plan: Plan) -> bool:
    return bool(_judge(plan)[1])


def _lack_status(plan: Plan) -> Iterator[Lack]:
    measured, (asked, seen) = plan.measured_indicators, _judge(plan)
    base = plan.settings.years.base_year
    if len(asked) < len(measured) or not measured:
        count = len(measured) - len(asked)
        said = say("{count} of {all} indicators have no target", count=count, all=len(measured))
        yield Lack("targets.csv", "value", count, said)
    if len(seen) < len(asked):
        count = len(asked) - len(seen)
        said = say(
            "{count} of {all} indicators have no value of {year} or later", count=count, all=len(asked), year=base
        )
        yield Lack("observations.csv", "value", count, said)


def _lack_audit(plan: Plan) -> Iterator[Lack]:
    if not plan.stated_totals:
        said = say("no total or count that the document prints: none is added up again")
        yield Lack("stated_totals.csv", "value", 0, said)
    count = count_unlined(plan)
    if count:
        said = say_many(
            "1 row of a document does not say its lines", "{n:,} rows of documents do not say their lines", count
        )
        yield Lack("*.csv", "lines", count, said)


def count_unlined(plan: Plan) -> int:
    """How many rows are from a document and do not say where they stand in it."""
    documents = {row.source_id for row in plan.sources if row.kind == "document"}
    cited = (row for table in TABLES for row in getattr(plan, table) if isinstance(row, CitedRow))
    return sum(1 for row in cited if row.lines is None and row.source_id in documents)


def _list_moving(plan: Plan) -> set[str]:
    """The actions of which it is known how much they bring."""
    return {row.action_id for row in plan.effects if row.basis not in UNUSED}


def _has_portfolio(plan: Plan) -> bool:
    free = {row.measure_id for row in plan.measures}
    costed = {row.project_id for row in plan.projects if row.cost_wan_yuan is not None}
    return bool(_list_moving(plan) & (free | costed)) and bool(costed) and _has_status(plan)


def _lack_portfolio(plan: Plan) -> Iterator[Lack]:
    count = len(plan.projects)
    if not count:
        yield Lack("projects.csv", None, 0, say("there is no project"))
        return
    unpriced = sum(1 for row in plan.projects if row.cost_wan_yuan is None)
    if unpriced:
        said = say("{count} of {all} projects have no cost", count=unpriced, all=count)
        yield Lack("projects.csv", "cost_wan_yuan", unpriced, said)
    moving = _list_moving(plan)
    unknown = sum(1 for row in plan.projects if row.project_id not in moving)
    if unknown:
        said = say("what {count} of {all} projects bring is not known", count=unknown, all=count)
        yield Lack("effects.csv", "central", unknown, said)


def _has_delivery(plan: Plan) -> bool:
    return bool(plan.delivery) and _has_portfolio(plan)


def _lack_delivery(plan: Plan) -> Iterator[Lack]:
    told = {row.project_id for row in plan.delivery}
    costed = [row for row in plan.projects if row.cost_wan_yuan is not None]
    count = sum(1 for row in costed if row.project_id not in told)
    if not costed:
        yield Lack("projects.csv", "cost_wan_yuan", len(plan.projects), say("no project has a cost"))
    elif count:
        said = say(
            "the kind of work of {count} of {all} projects with a cost is not said", count=count, all=len(costed)
        )
        yield Lack("delivery.csv", "work_type", count, said)


def _has_carbon(plan: Plan) -> bool:
    return bool(plan.energy) and bool(plan.settings.pathways)


def _lack_carbon(plan: Plan) -> Iterator[Lack]:
    if not plan.energy:
        yield Lack(
            "energy.csv", "central", 0, say("no energy: its total, the shares of the sectors, the shares of fuels")
        )
    if not plan.drivers:
        said = say("no GDP and no value added of the three industries in the base year")
        yield Lack("drivers.csv", "central", 0, said)
    moved = {row.lever for row in plan.levers}
    missing = sum(1 for each in SUPPLY_LEVERS if each not in moved)
    if missing:
        yield Lack(
            "levers.csv", "central", missing, say("no growth of GDP and no change of energy intensity by period")
        )
    if plan.settings.carbon is None or not plan.settings.pathways:
        said = say("no [carbon] with base_year and no [pathways.baseline]")
        yield Lack(SETTINGS_FILE, "carbon", 0, said)


Ask = tuple[Words, Callable[[Plan], bool], Callable[[Plan], Iterator[Lack]]]
CHAPTERS: dict[str, Ask] = {
    "status": (say("where the indicators stand"), _has_status, _lack_status),
    "audit": (say("whether the document agrees with itself"), lambda _: True, _lack_audit),
    "portfolio": (say("which projects to choose"), _has_portfolio, _lack_portfolio),
    "delivery": (say("whether they are finished in time"), _has_delivery, _lack_delivery),
    "carbon": (say("when carbon peaks"), _has_carbon, _lack_carbon),
}
