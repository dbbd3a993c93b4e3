"""Writes a proposal as the rows a plan takes: parameters, steps of a chain, an effect and the assumption behind it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from peakfolio.assess.asking import Sought, list_rows
from peakfolio.assess.sizing import Size
from peakfolio.assess.wholes import Route
from peakfolio.plan.chain_tables import ChainStep, Parameter
from peakfolio.plan.rows import Source
from peakfolio.plan.tables import Effect, Indicator, Observation, Project
from peakfolio.plan.vocabulary import ChainOperation, ChainTaking
from peakfolio.words import Words, format_number, say

COUNTED = "A_counted_share"
WEAK_PRICE = "A_weak_unit_cost"
QUANTITY = "quantity_"
OWN_PARAMETERS = (
    QUANTITY,
    "counted_",
    "unit_cost_",
    "base_",
    "gap_",
)  # how the keys of figures begin that chains are written with
COUNTED_SHARES = {"count": (0.4, 0.7, 1.0), "load": (0.0, 0.5, 1.0), "none": (0.0, 0.0, 1.0)}
Step = tuple[ChainOperation, ChainTaking, str | None]  # operation, takes, of


@dataclass(frozen=True)
class Counting:
    """A project, the indicator it may serve, and where that stands."""

    project: Project
    indicator: Indicator
    base: Observation | None

    @property
    def tag(self) -> str:
        """What tells its parameters from those of others."""
        return f"{self.project.project_id}_{self.indicator.indicator_id}"


@dataclass(frozen=True)
class Proposal:
    """Rows ready to be put into a plan."""

    effect: Effect
    steps: tuple[ChainStep, ...]
    parameters: tuple[Parameter, ...]
    sources: tuple[Source, ...]


def write_proposal(counting: Counting, size: Size, route: Route, sought: tuple[Sought, Sought]) -> Proposal:
    """The chain along a route; a figure that was not found keeps the key under which it is asked for."""
    parameters = {row.parameter_id: row for row in _list_parameters(counting, size, route)}
    parameters |= {row.parameter_id: row for row in list_rows(sought)}
    steps = tuple(_list_steps(counting, size, route, sought))
    taken = {of for _, takes, of in steps if takes == "parameter"}
    rows = tuple(
        ChainStep(
            action_id=counting.project.project_id,
            indicator_id=counting.indicator.indicator_id,
            step=number,
            operation=operation,
            takes=takes,
            of=of,
        )
        for number, (operation, takes, of) in enumerate(steps, 1)
    )
    kept = tuple(row for key, row in parameters.items() if key in taken)
    cited = {row.source_id for row in kept}
    sources = tuple(each for each in _list_assumptions() if each.source_id in cited)
    return Proposal(_write_effect(counting, size), rows, kept, sources)


def _list_steps(counting: Counting, size: Size, route: Route, sought: tuple[Sought, Sought]) -> Iterator[Step]:
    sign: ChainOperation = "minus" if counting.indicator.direction == "less" else "plus"
    yield from _begin(sign, counting, size)
    yield from ((operation, "unit_effect", of) for operation, of in route.turns)
    yield "times", "parameter", _name_counted(counting, size)
    times, per = sought
    yield from (("times", "parameter", times.name(each)) for each in times.figures)
    yield from (("divided_by", "parameter", per.name(each)) for each in per.figures)
    bridges = (each.bridge for each in per.found.values() if each.bridge is not None)
    yield from (("times", "parameter", each.parameter_id) for each in bridges)
    yield from ((operation, "unit_effect", of) for operation, of in route.then)
    if route.times_base:
        yield "times", "parameter", f"base_{counting.indicator.indicator_id}"
    if find_gap(counting) is not None:
        yield "at_most", "parameter", f"gap_{counting.indicator.indicator_id}"


def _begin(sign: ChainOperation, counting: Counting, size: Size) -> Iterator[Step]:
    if size.origin == "content":
        yield sign, "parameter", f"quantity_{counting.tag}"
        return
    yield sign, "cost", None
    if size.price is not None and size.price.is_central:
        yield "divided_by", "unit_cost", size.kind.class_id
    else:
        yield "divided_by", "parameter", f"unit_cost_{size.kind.class_id}"


def _name_counted(counting: Counting, size: Size) -> str:
    return f"counted_{size.kind.class_id}_{counting.indicator.indicator_id}"


def find_gap(counting: Counting) -> float | None:
    """How far an indicator can still get better before its own end; None where it has no end or no value."""
    base, end = counting.base, _find_end(counting.indicator)
    return None if base is None or base.value is None or end is None else abs(end - base.value)


def _find_end(indicator: Indicator) -> float | None:
    return indicator.lower_bound if indicator.direction == "less" else indicator.upper_bound


def _list_parameters(counting: Counting, size: Size, route: Route) -> Iterator[Parameter]:
    """The figures of the project's own: its quantity or a unit cost, what of it counts, and where the indicator stands."""
    yield from _write_begun(counting, size)
    name, kind = counting.indicator.name, size.kind.effect_kind
    said = say("Part of it that newly counts: {name}", name=name)
    yield _write(
        _name_counted(counting, size), said, "-", COUNTED_SHARES[kind], _say_counted(kind), {"source_id": COUNTED}
    )
    yield from _write_base(counting, route)


def _write_begun(counting: Counting, size: Size) -> Iterator[Parameter]:
    project, reading, price = counting.project, size.reading, size.price
    if size.origin == "content":
        said, why = (
            say("Quantity of {id}", id=project.project_id),
            say("Read from its row: {text}", text=reading.as_written),
        )
        figures = (reading.low, reading.central, reading.high)
        cited = {"source_id": project.source_id, "lines": project.lines}
        yield _write(f"quantity_{counting.tag}", said, reading.unit, figures, why, cited)
    elif price is not None:
        said = say("Unit cost: {name}", name=size.kind.name)
        why = say("No row of the class may carry its centre; median and range of all {count} rows.", count=price.count)
        figures, unit = (price.low, price.central, price.high), f"万元/{size.kind.quantity_unit}"
        yield _write(f"unit_cost_{size.kind.class_id}", said, unit, figures, why, {"source_id": WEAK_PRICE})


def _write_base(counting: Counting, route: Route) -> Iterator[Parameter]:
    base, indicator = counting.base, counting.indicator
    if base is None or base.value is None:
        return
    cited = {"source_id": base.source_id, "lines": base.lines}
    unit, key = indicator.unit or "-", indicator.indicator_id
    if route.times_base:
        said, why = say("{name}, as it stands", name=indicator.name), say("The value the plan starts from.")
        yield _write(f"base_{key}", said, unit, (base.value,) * 3, why, cited)
    gap = find_gap(counting)
    if gap is not None:
        said, why = (
            say("{name}, what is left", name=indicator.name),
            say("Nothing gets better than the end of its own range."),
        )
        row = _write(f"gap_{key}", said, unit, (gap,) * 3, why, cited)
        ends = (f"{_find_end(indicator):g}", f"{base.value!r}")
        yield row.model_copy(update={"formula": "-".join(reversed(ends) if indicator.direction == "less" else ends)})


def _write(
    key: str, name: Words, unit: str, figures: tuple[float, ...], reasoning: Words, cited: Mapping[str, str | None]
) -> Parameter:
    low, central, high = (float(f"{each:.6g}") for each in figures)
    ends = {} if low == high else {"low": low, "high": high}
    return Parameter(
        parameter_id=key, name_zh=name.read("zh"), name_en=name.read("en"), unit=unit, central=central, **ends,
        reasoning=reasoning.read("en"), reasoning_zh=reasoning.read("zh"), **cited,
    )  # fmt: skip


def _say_counted(effect_kind: str) -> Words:
    return {
        "count": say(
            "Not printed. At least 0.4: of finished rural works two surveys found 40 and 46 % working or up to standard; at most all."
        ),
        "load": say("Not printed: nothing to all. Ask for the part that is new and does work."),
        "none": say("Works of this class move the indicator by little or nothing; at most all of it counts."),
    }[effect_kind]


def _list_assumptions() -> tuple[Source, ...]:
    said = (
        (
            COUNTED,
            say("What part of the works newly counts for an indicator"),
            say("Not printed in the plan; the range is wide on purpose."),
        ),
        (
            WEAK_PRICE,
            say("Unit cost of a class of which no row may carry the centre"),
            say("Median and range of rows that are mixed or partial."),
        ),
    )
    return tuple(
        Source(
            source_id=key,
            kind="assumption",
            title=title.read("en"),
            title_zh=title.read("zh"),
            reasoning=why.read("en"),
            reasoning_zh=why.read("zh"),
        )
        for key, title, why in said
    )


def _write_effect(counting: Counting, size: Size) -> Effect:
    project = counting.project
    is_estimated = size.origin == "cost" and size.price is not None and size.price.is_central
    why = (
        say("Proposed from its own quantity ({text}); class {name}.", text=size.reading.as_written, name=size.kind.name)
        if size.origin == "content"
        else say(
            "Proposed from its cost ({text}) and the unit cost of class {name}; it buys about {amount} {unit}.",
            text=size.reading.as_written,
            name=size.kind.name,
            amount=format_number(size.reading.central, 2),
            unit=size.reading.unit,
        )
    )
    return Effect(
        action_id=project.project_id, indicator_id=counting.indicator.indicator_id, mode="adds",
        basis="estimated" if is_estimated else "quantified", reasoning=why.read("en"), reasoning_zh=why.read("zh"),
        source_id=project.source_id, lines=project.lines,
    )  # fmt: skip
