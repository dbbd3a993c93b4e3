"""A plan to begin with: empty, or with the indicators of a system and what it asks of them."""

from collections.abc import Iterator, Sequence

from peakfolio.plan.plan import Plan
from peakfolio.plan.rows import Source
from peakfolio.plan.settings import AssessmentSettings, Region, Settings, Years
from peakfolio.plan.system_book import SystemBook
from peakfolio.plan.system_tables import IndicatorSystem, SystemStandard
from peakfolio.plan.tables import Target
from peakfolio.plan.vocabulary import Terrain

SOURCE = "system"  # the key of the one source of what a system brings into a plan
BASE_YEAR, MILESTONES = 2025, (2030, 2035)  # those of the next two five-year plans; to be overwritten
Span = tuple[int, int]  # first and last year of a plan
TERRAINS_ZH: dict[Terrain, str] = {"mountains": "山区", "hills": "丘陵地区", "plains": "平原地区"}


def start_blank(span: Span | None = None) -> Plan:
    """A plan without rows, its settings an example."""
    return Plan(settings=_start_settings(None, None, span))


def start_plan(book: SystemBook, system_id: str, terrain: Terrain | None = None, span: Span | None = None) -> Plan:
    """A plan with the indicators of a system and its standards as targets.

    A standard that is not known to hold in the place (of a terrain not given, or under another condition) is not used, and its
    note says when it holds. With a ``span`` of years the plan has targets of its own for the last: the standards with a number.
    """
    system = book.find_system(system_id)
    indicators = book.list_indicators(system.system_id)
    targets = tuple(
        _ask(standard, system, is_used=is_known)
        for row in indicators
        for standard, is_known in book.choose_standards(row, terrain)
    )
    own = () if span is None else tuple(_list_own(targets, span[1]))
    return Plan(
        settings=_start_settings(system, terrain, span),
        sources=(_cite(system),),
        indicators=tuple(row.make_indicator(SOURCE) for row in indicators),
        targets=(*targets, *own),
    )


def _list_own(targets: Sequence[Target], year: int) -> Iterator[Target]:
    """The plan's own targets for a year, equal to the standards: those with a number, and what is enough in place of one."""
    numbered = {(row.indicator_id, row.any_of) for row in targets if row.value is not None and row.any_of is not None}
    said = {
        "note": "Equal to the standard of the system; write the county's own target where it has one.",
        "note_zh": "取指标体系的标准值；本地另有目标的，请改写。",
        "standard": "plan",
        "year": year,
    }
    for row in targets:
        if row.is_used and (row.value is not None or (row.indicator_id, row.any_of) in numbered):
            yield row.model_copy(update=said)


def name_condition(row: SystemStandard) -> str:
    """Where a standard holds, in Chinese: its terrain, then any other condition; empty where it holds everywhere."""
    return "，".join(_list_conditions(row))


def _list_conditions(row: SystemStandard) -> Iterator[str]:
    if row.terrain is not None:
        yield TERRAINS_ZH[row.terrain]
    if row.condition_zh is not None:
        yield row.condition_zh


def _ask(row: SystemStandard, system: IndicatorSystem, *, is_used: bool) -> Target:
    target = row.make_target(system.standard, SOURCE, is_used=is_used)
    if is_used:
        return target
    where = ", ".join(each for each in (row.terrain, row.condition_en) if each)
    said = {
        "note": f"Holds only here: {where}. Set is_used to true where this is so. {row.note or ''}".strip(),
        "note_zh": f"仅适用于：{name_condition(row)}。符合的把is_used改为true。{row.note_zh or ''}",
    }
    return target.model_copy(update=said)


def _cite(system: IndicatorSystem) -> Source:
    """The system as a source of the plan: its own document, with how far it was read."""
    number = f"{system.number_zh}. " if system.number_zh else ""
    return Source(
        source_id=SOURCE,
        kind="publication",
        title=system.name_zh,
        title_en=system.name_en,
        citation=f"{number}{system.place_en}, {system.year}. {system.note or ''}".strip(),
        citation_zh=f"{number.replace('. ', '，')}{system.place_zh}，{system.year}年。{system.note_zh or ''}",
    )


def _start_settings(system: IndicatorSystem | None, terrain: Terrain | None, span: Span | None = None) -> Settings:
    first, last = span or (BASE_YEAR + 1, MILESTONES[-1])
    milestones = MILESTONES if span is None else (last,)
    years = Years(
        title_zh="规划名称",
        title_en="Title of the plan",
        base_year=first - 1,
        first_year=first,
        last_year=last,
        milestones=milestones,
    )
    region = Region(
        id="my-county",
        name_zh="某县",
        name_en="My county",
        province_zh="某省",
        province_en="My province",
        system=None if system is None else system.system_id,
        terrain=terrain,
    )
    standards = ("plan",) if system is None else ("plan", system.standard)
    assessment = AssessmentSettings(rule="threshold", milestone=milestones[0], standards=standards)
    return Settings(region=region, years=years, assessment=assessment)
