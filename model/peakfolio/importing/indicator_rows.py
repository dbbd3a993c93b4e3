"""From a table of indicators to indicators, targets, present values and printed judgements."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from peakfolio.importing.cleaning import flatten, is_blank, label, squeeze
from peakfolio.importing.documents import Cell
from peakfolio.importing.entries import LETTERS, Entry, Leaf, list_entries
from peakfolio.importing.framing import Frame
from peakfolio.importing.judgements import read_status
from peakfolio.importing.known import FindKnown, Known
from peakfolio.importing.leaning import find_bounds, find_direction, find_kind
from peakfolio.importing.making import Made, MadeRow, Told, Unread, Value, make_row, mark_of
from peakfolio.importing.tables import PlanTable, name_category
from peakfolio.importing.target_rows import Asking, Base, make_targets, read_asking, read_present
from peakfolio.plan.claims import BasicCondition, PrintedAssessment
from peakfolio.plan.tables import Indicator, Observation
from peakfolio.plan.vocabulary import Direction, Nature
from peakfolio.units import DASHES, is_known_unit, normalise_unit
from peakfolio.words import say

NATURES: tuple[tuple[str, Nature], ...] = (
    ("约束", "binding"),
    ("预期", "anticipatory"),
    ("参考|指导|引导", "reference"),
)
UNIT_BEHIND = re.compile(r"(.+?)\s*[(（\[]([^()（）\[\]]{1,12})[)）\]]")
BASIC = re.compile(r"基本条件|前置条件|申报条件|否决")


@dataclass(frozen=True)
class Reading:
    """A table of indicators as it is being read: the table, the frame, the chapter and prefix of its keys, the list to match with."""

    table: PlanTable
    frame: Frame
    prefix: str
    chapter: str
    find_known: FindKnown

    def told(self, cell: Cell | None) -> Told:
        """Words of the table and where they stand."""
        return Told.of(cell, self.table.file, self.table.place)

    def cite(self, lines: Sequence[int]) -> Mapping[str, object]:
        """The source of a row."""
        numbers = sorted({each for each in lines if each > 0})
        joined = ";".join(str(each) for each in numbers)
        if len(numbers) > 1 and numbers == list(range(numbers[0], numbers[-1] + 1)):
            joined = f"{numbers[0]}-{numbers[-1]}"
        return {"source_id": self.frame.sources[self.table.file], "lines": joined or None}

    def find(self, leaf: Leaf, field: str) -> Cell | None:
        """The cell of a field; of several columns of it the first that says something."""
        return next((leaf.own(place) for place in self.table.find(field) if leaf.own(place) is not None), None)


def read_indicators(reading: Reading) -> Iterator[Made]:
    """Everything a table of indicators says."""
    for place, entry in enumerate(list_entries(reading.table), start=1):
        if not entry.name:
            continue
        domain = _find_above(reading, entry, "domain")
        if domain is not None and BASIC.search(squeeze(str(domain.value))):
            yield from _make_condition(reading, entry, place)
            continue
        yield from _read_entry(reading, entry, entry.number or place)


def _read_entry(reading: Reading, entry: Entry, number: int) -> Iterator[Made]:
    key = f"{reading.prefix}{number:02d}"
    if not entry.is_group:
        yield from _read_leaf(reading, entry, entry.leaves[0], key, None)
        return
    first = entry.lines[0].cells[reading.table.find("indicator")[0]]
    values = {"name_zh": Value(label(entry.name), reading.told(first)), **_read_place(reading, entry, entry.leaves[0])}
    lines = [cell.line for line in entry.lines for cell in line.cells]
    yield from make_row(
        "indicators", Indicator, values, indicator_id=key, number=entry.number, name_en="", chapter=reading.chapter,
        kind="group", direction="none", **_state_nature(values), **reading.cite(lines),
    )  # fmt: skip
    for letter, leaf in zip(LETTERS, entry.leaves, strict=False):
        yield from _read_leaf(reading, entry, leaf, f"{key}{letter}", key)
    if len(entry.leaves) > len(LETTERS):
        yield say("{name}: only the first {count} of its parts were read", name=entry.name, count=len(LETTERS))


def _state_nature(values: Mapping[str, Value]) -> Mapping[str, object]:
    return {} if "nature" in values else {"nature": "unstated"}


def _read_place(reading: Reading, entry: Entry, leaf: Leaf) -> dict[str, Value]:
    """Domain, task, nature and lead of an entry."""
    found: dict[str, Value] = {}
    for field in ("domain", "task"):
        above = _find_above(reading, entry, field)
        if above is not None:
            found[f"{field}_zh"] = above
    nature, lead = reading.find(leaf, "nature"), reading.find(leaf, "lead")
    if lead is not None:
        found["lead_zh"] = Value(label(lead.text), reading.told(lead))
    if nature is not None:
        kinds = [kind for words, kind in NATURES if re.search(words, nature.text)]
        if len(kinds) == 1:
            found["nature"] = Value(kinds[0], reading.told(nature))
        else:
            why = say("the nature is none of binding, anticipatory, reference")
            found["nature"] = Value("unstated", reading.told(nature), "unread", why)
    return found


def _find_above(reading: Reading, entry: Entry, field: str) -> Value | None:
    """The domain or task of an entry: its own column, or the category rows above it."""
    for place in reading.table.find(field):
        cell = entry.lines[0].cells[place]
        if not is_blank(cell.text):
            doubts = (
                (say("its cell is empty; that of the row above was taken"),) if place in entry.lines[0].taken else ()
            )
            return Value(label(cell.text), reading.told(cell), *mark_of(doubts))
    depth = {"domain": 0, "task": 1}[field]
    categories = entry.lines[0].categories
    if reading.table.find("domain") and field == "task":
        depth = 0
    if depth < len(categories) and not (field == "domain" and reading.table.find("domain")):
        told = Told(categories[depth], reading.table.file, reading.table.place, entry.lines[0].cells[0].line)
        return Value(name_category(categories[depth]), told)
    return None


def _read_leaf(reading: Reading, entry: Entry, leaf: Leaf, key: str, parent: str | None) -> Iterator[Made]:
    printed = reading.find(leaf, "unit")
    leaf, named_unit = _take_unit(leaf)
    known = reading.find_known(leaf.name, printed.text if printed is not None and is_known_unit(printed.text) else None)
    unit, unit_value = _read_unit(reading, leaf, known, named_unit)
    askings = [each for each in read_asking(reading.table, reading.frame, leaf)]
    bases = list(read_present(reading.table, reading.frame, leaf, unit))
    conditions = [each for asking in askings for each in asking.reading.conditions]
    leaning = find_direction(leaf.name, unit, conditions, known)
    unit = unit or next((each.unit for each in conditions if each.unit and each.change_from is None), None)
    unit = unit or next((each.reading.unit for each in bases if each.reading.unit), None)
    has_number = any(each.reading.value is not None for each in bases) or any(
        each.value is not None for each in conditions
    )
    kind, mark, why = find_kind(has_number, unit, [each.relation or "" for each in conditions], known)
    first = leaf.cells[reading.table.find("indicator")[0]]
    told = reading.told(first[0] if first else entry.lines[0].cells[reading.table.find("indicator")[0]])
    values = {"name_zh": _name_leaf(leaf, told), **_read_place(reading, entry, leaf)}
    values |= {"unit": unit_value} if unit_value is not None else {}
    direction: Direction = leaning.direction if kind == "numeric" else "none"
    values["kind"] = Value(kind, told, mark, why)
    values["direction"] = Value(
        direction, told, *((leaning.mark, leaning.why) if kind == "numeric" else ("sure", None))
    )
    lower, upper = find_bounds(leaf.name, unit, known) if kind == "numeric" else (None, None)
    values |= _take_known(known, told, values)
    lines = [cell.line for cells in leaf.cells for cell in cells]
    fixed = {"unit": unit} if unit_value is None and unit and is_known_unit(unit) else {}
    yield from make_row(
        "indicators", Indicator, values, indicator_id=key, parent_id=parent, number=None if parent else entry.number,
        chapter=reading.chapter, area=leaf.area or "all", lower_bound=lower, upper_bound=upper, **fixed,
        **_state_nature(values), **reading.cite(lines),
    )  # fmt: skip
    yield from _make_values(reading, leaf, key, (unit, direction), (askings, bases))


def _make_values(
    reading: Reading, leaf: Leaf, key: str, what: tuple[str | None, Direction], read: tuple[list[Asking], list[Base]]
) -> Iterator[Made]:
    unit, direction = what
    askings, bases = read
    made = [row for each in bases for row in _make_observation(reading, key, each, unit)]
    yield from made
    base = next((row.row for row in made if isinstance(row, MadeRow) and getattr(row.row, "role", "") == "base"), None)
    for asking in askings:
        yield from make_targets(key, asking, (unit, direction, leaf.name), base, reading.cite([asking.cell.line]))
    yield from _make_status(reading, leaf, key)


def _name_leaf(leaf: Leaf, told: Told) -> Value:
    if leaf.is_named:
        return Value(leaf.name, told, *mark_of(() if leaf.doubt is None else (leaf.doubt,)))
    return Value(leaf.name, told, "check", say("the name was made of the words of its values"))


def _take_unit(leaf: Leaf) -> tuple[Leaf, str | None]:
    """The unit that stands in brackets behind a name, and the name without it."""
    found = UNIT_BEHIND.fullmatch(leaf.name)
    if found is None or not is_known_unit(found[2]) or normalise_unit(found[2]) in DASHES:
        return leaf, None
    return replace(leaf, name=found[1].strip()), normalise_unit(found[2])


def _read_unit(reading: Reading, leaf: Leaf, known: Known | None, named: str | None) -> tuple[str | None, Value | None]:
    """The unit of an indicator: its cell, the brackets behind its name, the head of its values, or that of its system."""
    cell = reading.find(leaf, "unit")
    if cell is not None:
        said = normalise_unit(cell.text).strip("()")
        if is_known_unit(said):
            return said, Value(said, reading.told(cell))
        return None, Value(None, reading.told(cell), "unread", say("the unit is not known"))
    told = reading.told(
        leaf.cells[reading.table.find("indicator")[0]][0] if leaf.cells[reading.table.find("indicator")[0]] else None
    )
    if named is not None:
        return named, Value(named, told)
    for head in reading.table.heads:
        if head.unit is not None and head.field in ("base", "target", "dated"):
            return head.unit, None
    if known is not None and known.row.unit and known.is_sure:
        return known.row.unit, Value(
            known.row.unit, told, "check", say("no unit is printed; that of the indicator system was taken")
        )
    return None, None


def _take_known(known: Known | None, told: Told, values: Mapping[str, Value]) -> dict[str, Value]:
    """What a system says and the plan does not: the English name, the nature."""
    if known is None or not known.is_sure:
        return {}
    why = say("taken from the indicator system")
    taken = {"name_en": Value(known.row.name_en, told, "sure", why)} if known.row.name_en else {}
    if "nature" not in values and known.row.nature != "unstated":
        taken["nature"] = Value(known.row.nature, told, "sure", why)
    return taken


def _make_observation(reading: Reading, key: str, base: Base, unit: str | None) -> Iterator[Made]:
    told = reading.told(base.cell)
    if not base.reading.is_read:
        yield Unread("observations", f"{key}|{base.year}", "value", told, say("the cell was not understood"))
        return
    if base.reading.value is None and base.reading.state is None:
        return
    values = {"value": Value(base.value_in(unit), told, *base.judge(unit))} if base.reading.value is not None else {}
    if base.reading.state is not None:
        values["state"] = Value(
            base.reading.state, told, *(base.judge(unit) if base.reading.value is None else ("sure", None))
        )
    yield from make_row(
        "observations", Observation, values, indicator_id=key, year=base.year, role=base.role,
        as_written=flatten(base.cell.text), **reading.cite([base.cell.line]),
    )  # fmt: skip


def _make_status(reading: Reading, leaf: Leaf, key: str) -> Iterator[Made]:
    cell = reading.find(leaf, "status")
    if cell is None:
        return
    status, why = read_status(cell.text)
    told = reading.told(cell)
    if status is None:
        yield Unread("printed_assessments", key, "status", told, say("the judgement was not understood"))
        return
    values = {"status": Value(status, told, "sure" if why is None else "check", why)}
    yield from make_row(
        "printed_assessments", PrintedAssessment, values, indicator_id=key, year=reading.frame.base_year,
        as_written=flatten(cell.text), **reading.cite([cell.line]),
    )  # fmt: skip


def _make_condition(reading: Reading, entry: Entry, number: int) -> Iterator[Made]:
    """A precondition with a veto, which some lists print above their indicators."""
    leaf = entry.leaves[0]
    state, status = reading.find(leaf, "base"), reading.find(leaf, "status") or reading.find(leaf, "note")
    verdict = read_status(status.text)[0] if status is not None else None
    if state is None or verdict is None:
        yield say("Basic condition '{name}' has no present state or judgement that could be read", name=entry.name)
        return
    values = {
        "name_zh": Value(entry.name, reading.told(entry.lines[0].cells[reading.table.find("indicator")[0]])),
        "state_zh": Value(label(state.text), reading.told(state)),
        "status": Value(verdict, reading.told(status)),
    }
    lines = [cell.line for line in entry.lines for cell in line.cells]
    yield from make_row(
        "basic_conditions", BasicCondition, values, condition_id=f"B{number}", name_en="", **reading.cite(lines)
    )
