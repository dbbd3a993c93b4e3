"""Checks of the levers and of ``[carbon]``: a lever names what it moves, periods follow each other, pathways exist."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from peakfolio.errors import Fault
from peakfolio.language import Sentence
from peakfolio.plan.settings import Settings

NumberedRows = tuple[tuple[int, Any], ...]
BASELINE = "baseline"
WHOLE = {
    "gdp_growth": ("sector", "fuel", "item"),
    "population_growth": ("sector", "fuel", "item"),
    "share_change": ("fuel", "item"),
    "intensity_change": ("fuel", "item"),
    "fuel_shift": ("item",),
    "grid_factor_change": ("sector", "fuel", "item"),
    "item_change": ("sector", "fuel"),
    "carbon_intensity_change": ("sector", "fuel", "item"),
}
LARGEST_RATE = 50.0  # % a year; anything beyond is a slip of the pen
SUBJECTS = {
    "gdp_growth": (),
    "population_growth": (),
    "share_change": ("sector",),
    "intensity_change": (),
    "fuel_shift": ("fuel",),
    "grid_factor_change": (),
    "item_change": ("item",),
    "carbon_intensity_change": (),
}


def check_levers(settings: Settings, rows: NumberedRows, items: set[str] | None) -> Iterator[Fault]:
    """Every fault of the levers, and of their periods within each pathway; ``items`` are those of the other emissions."""
    spans: dict[tuple[Any, ...], list[tuple[int, int, int]]] = defaultdict(list)
    for number, row in rows:
        yield from _check_lever(settings, number, row, items)
        key = (row.pathway, row.lever, row.sector, row.fuel, row.item)
        spans[key].append((row.first_year, row.last_year, number))
    for (pathway, *subject), periods in spans.items():
        own = {first for first, _, _ in periods}
        kept = (
            [] if pathway == BASELINE else [each for each in spans.get((BASELINE, *subject), []) if each[0] not in own]
        )
        for (_, last, before), (first, _, number) in pairwise(sorted([*periods, *kept])):
            if first <= last:
                is_taken = before in {each[2] for each in kept}
                finding = Sentence(
                    f"时段从 {first} 年开始，与止于 {last} 年的时段重叠{'（沿用 baseline）' if is_taken else ''}",
                    f"the period begins in {first}, inside one that ends in {last}"
                    f"{' (taken over from baseline)' if is_taken else ''}",
                )
                mend = Sentence("让各时段前后相接，不重叠", "make the periods follow each other")
                yield Fault("levers.csv", number, "first_year", finding, mend)


def _check_lever(settings: Settings, number: int, row: Any, items: set[str] | None) -> Iterator[Fault]:
    def fault(column: str, finding: Sentence, mend: Sentence) -> Fault:
        return Fault("levers.csv", number, column, finding, mend)

    if row.pathway not in settings.pathways:
        known = settings.pathways
        finding = Sentence(
            f"plan.toml 中没有路径“{row.pathway}”（现有：{'、'.join(known) or '无'}）",
            f'"{row.pathway}" is not a pathway of plan.toml ({", ".join(known) or "none"})',
        )
        mend = Sentence("在那里补上 [pathways.名称]，或在这里改正", "add [pathways.NAME] there or correct it here")
        yield fault("pathway", finding, mend)
    ends = [value for value in (row.low, row.central, row.high) if value is not None]
    if any(abs(value) > LARGEST_RATE for value in ends):
        largest = max(ends, key=abs)
        yield fault(
            "central",
            Sentence(f"每年变化 {largest:g}，超过 {LARGEST_RATE:g}", f"{largest:g} a year is beyond {LARGEST_RATE:g}"),
            Sentence("写每年百分之几（或几个百分点）", "write per cent (or points) a year"),
        )
    if row.last_year < row.first_year:
        yield fault(
            "last_year",
            Sentence(
                f"末年 {row.last_year} 早于首年 {row.first_year}", f"{row.last_year} lies before {row.first_year}"
            ),
            Sentence("改正时段", "correct the period"),
        )
    yield from _check_subjects(number, row)
    if row.item is not None and items is not None and row.item not in items:
        yield fault(
            "item",
            Sentence(f"other_emissions.csv 中没有“{row.item}”", f'"{row.item}" is not in other_emissions.csv'),
            Sentence("在那里补上，或在这里改正", "add it there or correct it here"),
        )


def _check_subjects(number: int, row: Any) -> Iterator[Fault]:
    """A lever names what it moves and nothing that it cannot tell apart."""
    for subject in WHOLE[row.lever]:
        if getattr(row, subject) not in (None, "all"):
            finding = Sentence(f"{row.lever} 不区分 {subject}", f"{row.lever} does not tell one {subject} from another")
            mend = Sentence("写 all，或把 item 空着", "write all, or leave the item empty")
            yield Fault("levers.csv", number, subject, finding, mend)
    for subject in SUBJECTS[row.lever]:
        if getattr(row, subject) in (None, "all"):
            finding = Sentence(f"{row.lever} 的这一列空着，或写了 all", f"is empty or all for {row.lever}")
            mend = Sentence(f"写明它改变的是哪个 {subject}", f"name the {subject} it moves")
            yield Fault("levers.csv", number, subject, finding, mend)


def check_settings(settings: Settings, tables: Mapping[str, NumberedRows], torn: frozenset[str]) -> Iterator[Fault]:
    """Every fault of ``[carbon]`` and ``[pathways]``."""
    carbon = settings.carbon
    if tables["energy"] and carbon is None:
        finding = Sentence("有能源数据，却没有 [carbon] 一节", "the package has energy but no [carbon] section")
        mend = Sentence("补上这一节并写 base_year", "add it with base_year")
        yield Fault("plan.toml", None, "carbon", finding, mend)
    if carbon is not None and settings.pathways and carbon.main_pathway not in settings.pathways:
        yield Fault(
            "plan.toml",
            None,
            "carbon.main_pathway",
            Sentence(f"没有路径“{carbon.main_pathway}”", f'"{carbon.main_pathway}" is not a pathway'),
            Sentence("写 [pathways] 中的一个", "name one of [pathways]"),
        )
    known = {row.source_id for _, row in tables["sources"]}
    for target in carbon.intensity_targets if carbon is not None else ():
        place = "carbon.intensity_targets"
        if carbon is not None and not carbon.base_year <= target.first_year < target.year <= carbon.horizon:
            finding = Sentence(
                f"{target.name} 不在基准年 {carbon.base_year} 与末年 {carbon.horizon} 之间",
                f"{target.name} does not lie between base year {carbon.base_year} and horizon {carbon.horizon}",
            )
            mend = Sentence("把目标改写为从基准年起", "restate the target from the base year")
            yield Fault("plan.toml", None, place, finding, mend)
        if target.source_id not in known and "sources" not in torn:
            finding = Sentence(f"sources.csv 中没有“{target.source_id}”", f'"{target.source_id}" is not in sources.csv')
            yield Fault("plan.toml", None, place, finding, Sentence("在那里补上", "add it there"))
    if settings.pathways and "baseline" not in settings.pathways:
        yield Fault(
            "plan.toml",
            None,
            "pathways",
            Sentence("没有 baseline", "there is no baseline"),
            Sentence(
                "补上 [pathways.baseline]；其他路径沿用它的参数",
                "add [pathways.baseline]; the others take its levers over",
            ),
        )
