"""Finds a figure of the county among what a plan holds, or says which must be asked for."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from peakfolio.assess.wholes import Figure
from peakfolio.plan.chain_tables import Parameter
from peakfolio.plan.claims import Quantity
from peakfolio.plan.plan import Plan
from peakfolio.units import COUNTING_WORDS, measures_same

OF_A_PROJECT = re.compile(r"P\d")  # a parameter named after a project is no figure of the county
VILLAGE_WORDS = {"村", "行政村"}


@dataclass(frozen=True)
class Found:
    """The key of a parameter that stands for a figure; the row to add where the plan has it among its quantities only.

    ``bridge`` is a factor of one, where the plan counts the same villages by another word.
    """

    key: str
    row: Parameter | None = None
    bridge: Parameter | None = None


@dataclass(frozen=True)
class Sought:
    """Figures a route takes: where each was found, and which must be asked for."""

    figures: tuple[Figure, ...]
    found: Mapping[str, Found]

    @property
    def asked(self) -> tuple[Figure, ...]:
        """Those the plan does not hold."""
        return tuple(each for each in self.figures if each.key not in self.found)

    def name(self, figure: Figure) -> str:
        """The key of the parameter that stands for a figure."""
        return self.found[figure.key].key if figure.key in self.found else figure.key


def list_rows(sought: Iterable[Sought]) -> Iterator[Parameter]:
    """The parameters a plan lacks for them."""
    for part in sought:
        for each in part.found.values():
            yield from (row for row in (each.row, each.bridge) if row is not None)


def seek_one(plan: Plan, alternatives: Sequence[tuple[Figure, ...]]) -> Sought:
    """The first alternative that the plan holds whole; else the first of all, of which something must be asked for."""
    sought = [_seek(plan, each) for each in alternatives or ((),)]
    return next((each for each in sought if not each.asked), sought[0])


def _seek(plan: Plan, figures: tuple[Figure, ...]) -> Sought:
    found = {each.key: _find_parameter(plan, each) or _find_quantity(plan, each) for each in figures}
    return Sought(figures, {key: each for key, each in found.items() if each is not None})


def _find_parameter(plan: Plan, figure: Figure) -> Found | None:
    for name in figure.names:
        for row in plan.parameters:
            is_own = OF_A_PROJECT.search(row.name_zh) or OF_A_PROJECT.search(row.parameter_id.upper())
            if name not in row.name_zh or is_own:
                continue
            if measures_same(row.unit, figure.unit):
                return Found(row.parameter_id)
            if {row.unit, figure.unit} <= VILLAGE_WORDS:
                return Found(row.parameter_id, bridge=_bridge(row, figure))
    return None


def _bridge(row: Parameter, figure: Figure) -> Parameter:
    return Parameter(
        parameter_id=f"one_of_{row.parameter_id}",
        name_zh=f"{row.name_zh}：“{row.unit}”即“{figure.unit}”",
        name_en=f"{row.name_en}: counted by another word",
        unit=f"{row.unit}/{figure.unit}",
        central=1.0,
        source_id=row.source_id,
        lines=row.lines,
    )


def _find_quantity(plan: Plan, figure: Figure) -> Found | None:
    base = plan.settings.years.base_year
    for name in figure.names:
        rows = [row for row in plan.quantities if row.name_zh == name and _can_be(row, figure)]
        if rows:
            best = min(rows, key=lambda row: abs((row.year or base) - base))
            return Found(figure.key, _write_parameter(figure, best))
    return None


def _can_be(row: Quantity, figure: Figure) -> bool:
    """Whether it is of the same kind; a count may carry another counting word, an amount a year leaves the year out."""
    unit = figure.unit.removesuffix("/年")
    return measures_same(row.unit, unit) or (row.unit in COUNTING_WORDS and unit in COUNTING_WORDS)


def _write_parameter(figure: Figure, row: Quantity) -> Parameter:
    unit = row.unit
    if row.unit in COUNTING_WORDS:
        unit = figure.unit
    elif figure.unit.endswith("/年"):
        unit = f"{row.unit}/年"
    return Parameter(
        parameter_id=figure.key,
        name_zh=row.name_zh,
        name_en=row.name_en,
        unit=unit,
        central=row.value,
        source_id=row.source_id,
        lines=row.lines,
    )
