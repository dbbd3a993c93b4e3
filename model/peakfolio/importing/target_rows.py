"""From the cells of an indicator to its targets and present values: which year and standard they are for, and in which unit."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from peakfolio.errors import PeakfolioError
from peakfolio.importing.base_cells import BaseReading, read_base
from peakfolio.importing.cleaning import clean, flatten
from peakfolio.importing.documents import Cell
from peakfolio.importing.entries import Leaf
from peakfolio.importing.framing import Frame
from peakfolio.importing.heads import Head
from peakfolio.importing.imported import Asked, Mark
from peakfolio.importing.leaning import falls, is_change
from peakfolio.importing.making import Made, Told, Unread, Value, make_row, mark_of
from peakfolio.importing.parts import split_parts
from peakfolio.importing.tables import PlanTable
from peakfolio.importing.target_cells import Condition, TargetReading, read_target
from peakfolio.plan.rows import Row
from peakfolio.plan.tables import Observation, Target
from peakfolio.plan.vocabulary import Direction, ObservationRole, Standard, TargetRelation
from peakfolio.units import convert, is_known_unit, normalise_unit
from peakfolio.words import Words, say

PERCENT = ("%", "个百分点", "百分点")
CONDITIONS_OF = {
    "terrain": say("Which terrain is the county?"),
    "zone": say("Which zone of the standard is the county in?"),
}
WHOLE = 100.0
# A year that a cell names as its own; not one it is compared with, nor one of a span.
OWN_YEAR = re.compile(r"(?<![比较与对自从于过\d至到—~–-])(?<!超过)((?:19|20)\d{2})年(?![-—–~至到])")
CAN_JOIN = "all_of" in Target.model_fields


@dataclass(frozen=True)
class Asking:
    """A cell that asks for something: whose standard, for which year, and what was read."""

    cell: Cell
    told: Told
    standard: Standard
    year: int | None
    reading: TargetReading
    doubts: tuple[Words, ...] = ()
    asked: Asked | None = None
    head_doubts: tuple[Words, ...] = ()  # those of its standard and year


@dataclass(frozen=True)
class Base:
    """A cell of present values: its year and role, and what was read."""

    cell: Cell
    year: int
    role: ObservationRole
    reading: BaseReading
    doubts: tuple[Words, ...] = ()

    def value_in(self, unit: str | None) -> float | None:
        """The value in the unit of the indicator."""
        return self._convert(unit)[0]

    def judge(self, unit: str | None) -> tuple[Mark, Words | None]:
        """How sure the value is."""
        return mark_of((*self.reading.doubts, *self.doubts, *self._convert(unit)[1]))

    def _convert(self, unit: str | None) -> tuple[float | None, tuple[Words, ...]]:
        value = self.reading.value
        return (None, ()) if value is None else put_into(value, self.reading.unit, unit, self.cell.text)


def put_into(value: float, own: str | None, unit: str | None, words: str) -> tuple[float | None, tuple[Words, ...]]:
    """A value in the unit of its indicator; none where the units measure different things."""
    doubts: list[Words] = []
    plain = normalise_unit(unit or "")
    if own is not None and unit is not None and normalise_unit(own) not in (plain, *(PERCENT if plain == "%" else ())):
        try:
            value = float(f"{convert(value, own, unit):.10g}")
        except PeakfolioError:
            return None, (say("the cell is in {own}, the indicator in {unit}", own=own, unit=unit),)
    if plain == "%" and own is None and 0 < abs(value) <= 1:
        doubts.append(say("a number of one or less in per cent"))
    if plain == "%" and abs(value) > WHOLE:
        doubts.append(say("more than a hundred per cent"))
    if value < 0:
        doubts.append(say("a number below zero"))
    return value, tuple(doubts)


def read_asking(table: PlanTable, frame: Frame, leaf: Leaf) -> Iterator[Asking]:
    """The cells of an indicator that ask for something."""
    for place, head in enumerate(table.heads):
        standard = _find_standard(head, frame)
        if standard is None or place >= len(leaf.cells) or not leaf.cells[place]:
            continue
        year, doubts = _find_year(head, frame) if standard == "plan" else (None, _doubt_level(head, frame))
        cells = leaf.cells[place]
        told = Told.of(cells[0], table.file, table.place)
        reading, asked, more = _read_cell(cells[0].text.removeprefix(leaf.label), frame)
        if place in leaf.shared:
            more = (*more, say("one cell stands for several parts of the name"))
        more = (*more, leaf.doubt) if leaf.doubt is not None else more
        if len(cells) > 1:
            more = (*more, say("the column holds several cells for this indicator; the first was read"))
        if standard == "plan":
            more = (*more, *doubt_year(cells[0].text, year))
        yield Asking(cells[0], told, standard, year, _put_unit(reading, head), more, asked, doubts)


def _put_unit(reading: TargetReading, head: Head) -> TargetReading:
    """The reading with the unit of its column where a number has none of its own."""
    if head.unit is None:
        return reading
    return replace(
        reading,
        groups=tuple(
            tuple(
                tuple(
                    replace(each, unit=head.unit)
                    if each.value is not None and each.unit is None and each.change_from is None
                    else each
                    for each in way
                )
                for way in group
            )
            for group in reading.groups
        ),
    )


def doubt_year(words: str, year: int | None) -> tuple[Words, ...]:
    """A doubt where a cell names another year than that of its column."""
    said = {int(each) for each in OWN_YEAR.findall(clean(words).text)}
    if year is None or not said or said == {year}:
        return ()
    return (say("the cell names {year}, its column {head}", year=str(max(said)), head=str(year)),)


def _read_cell(words: str, frame: Frame) -> tuple[TargetReading, Asked | None, tuple[Words, ...]]:
    """What a cell asks for; where it depends on terrain or zone, what it asks for there, or the question."""
    parts = split_parts(words)
    how = parts[0].how if parts else None
    if how not in ("terrain", "zone"):
        return read_target(words), None, ()
    labels = tuple(each.label for each in parts)
    answer = frame.answers.get(how)
    asked = Asked(how, CONDITIONS_OF[how], labels, answer)
    chosen = next(
        (each for each in parts if answer is not None and (each.label in answer or answer in each.label)), None
    )
    if chosen is None:
        return TargetReading(is_read=False), asked, (say("the value depends on the answer to a question"),)
    return read_target(chosen.text), asked, ()


def _find_standard(head: Head, frame: Frame) -> Standard | None:
    field = head.field or ""
    if field == "target" or (field == "dated" and (head.year or 0) > frame.base_year):
        return "plan"
    if field.startswith("standard:"):
        return field.partition(":")[2]  # type: ignore[return-value]
    return (frame.level or "national") if field == "standard" else None


def _doubt_level(head: Head, frame: Frame) -> tuple[Words, ...]:
    if head.field != "standard" or frame.is_level_sure:
        return ()
    if frame.level is None:
        return (say("of which level the standard is was not said; national was taken"),)
    return (say("of which level the standard is was taken from the title of the plan"),)


def _find_year(head: Head, frame: Frame) -> tuple[int | None, tuple[Words, ...]]:
    if head.year is not None:
        doubts = (
            (say("the head gives a year only; it was taken for a target"),)
            if head.field == "dated" and not frame.is_base_sure
            else ()
        )
        return head.year, doubts
    for term in (head.term, {"中远期": "远期", "期末": "远期", "规划期末": "远期"}.get(head.term or "")):
        if term is not None and term in frame.terms:
            return frame.terms[term], ()
    if head.term == "近期":
        return frame.milestones[0], (say("the head gives no year; the first milestone was taken"),)
    return frame.last, (say("the head gives no year; the last milestone was taken"),) if len(
        frame.milestones
    ) > 1 or head.term is None else ()


def read_present(table: PlanTable, frame: Frame, leaf: Leaf, unit: str | None) -> Iterator[Base]:
    """The cells of an indicator that say how it stands."""
    for place, head in enumerate(table.heads):
        is_base = head.field == "base" or (
            head.field == "dated" and (head.year or frame.base_year + 1) <= frame.base_year
        )
        cell = leaf.own(place) if is_base else None
        if cell is None:
            continue
        year = head.year or frame.base_year
        role: ObservationRole = (
            "base" if year == frame.base_year else ("history" if year < frame.base_year else "latest")
        )
        doubts: list[Words] = (
            [] if head.year or frame.is_base_sure else [say("the year of the present values was not said")]
        )
        doubts += [say("the head gives a year only; it was taken for a present value")] if head.field == "dated" else []
        doubts += [say("one cell stands for several parts of the name")] if place in leaf.shared else []
        doubts += [leaf.doubt] if leaf.doubt is not None else []
        reading = read_base(cell.text.removeprefix(leaf.label), unit, is_change=is_change(leaf.name))
        doubts += doubt_year(cell.text, year)
        if reading.unit is None and reading.value is not None and head.unit is not None:
            reading = replace(reading, unit=head.unit)
        yield Base(cell, year, role, reading, tuple(doubts))


def make_targets(
    key: str, asking: Asking, what: tuple[str | None, Direction, str], base: Row | None, cited: Mapping[str, object]
) -> Iterator[Made]:
    """The rows of a cell that asks for something."""
    if asking.asked is not None:
        yield asking.asked
    name = f"{key}|{asking.standard}|{asking.year or ''}"
    if not asking.reading.is_read:
        why = asking.doubts[-1] if asking.asked is not None and asking.doubts else say("the cell was not understood")
        yield Unread("targets", name, "value", asking.told, why)
        return
    is_single = len(asking.reading.conditions) == 1
    for group_number, group in enumerate(asking.reading.groups, start=1):
        either = None if len(group) == 1 else ("either" if group_number == 1 else f"either_{group_number}")
        for way_number, way in enumerate(group, start=1):
            joint = str(way_number) if len(way) > 1 and either is not None else None
            if joint is not None and not CAN_JOIN:
                yield Unread(
                    "targets", name, "value", asking.told, say("conditions that hold together beside alternatives")
                )
                continue
            for condition in way:
                grouping = {"any_of": either, **({"all_of": joint} if joint is not None else {})}
                words = flatten(asking.cell.text if is_single else condition.words or asking.cell.text)
                yield from _make_target(
                    key, asking, condition, what, (base, {**cited, **grouping, "as_written": words})
                )


def _make_target(
    key: str,
    asking: Asking,
    condition: Condition,
    what: tuple[str | None, Direction, str],
    rest: tuple[Row | None, Mapping[str, object]],
) -> Iterator[Made]:
    base, fixed = rest
    settled = _settle(condition, what, base)
    mark, why = mark_of((*asking.reading.doubts, *asking.doubts, *settled.doubts))
    if settled.relation is None:
        yield Unread(
            "targets",
            f"{key}|{asking.standard}|{asking.year or ''}",
            "value",
            asking.told,
            why or say("the cell was not understood"),
        )
        return
    values = {
        "standard": Value(asking.standard, asking.told, *mark_of(asking.head_doubts)),
        "relation": Value(settled.relation, asking.told, mark, why),
    }
    values |= {"year": Value(asking.year, asking.told, *mark_of(asking.head_doubts))} if asking.year is not None else {}
    if settled.value is not None:
        values["value"] = Value(settled.value, asking.told, mark, why)
    if settled.upper is not None:
        values["upper_value"] = Value(settled.upper, asking.told, mark, why)
    yield from make_row(
        "targets", Target, values, indicator_id=key, standard=asking.standard, year=asking.year, **fixed
    )


@dataclass(frozen=True)
class _Settled:
    relation: TargetRelation | None
    value: float | None = None
    upper: float | None = None
    doubts: tuple[Words, ...] = ()


def _settle(condition: Condition, what: tuple[str | None, Direction, str], base: Row | None) -> _Settled:
    """The relation and the number of a condition, in the unit of its indicator."""
    unit, direction, name = what
    if condition.change_from is not None:
        return _settle_change(condition, what, base)
    if condition.value is None:
        return _Settled(condition.relation)
    value, doubts = put_into(condition.value, condition.unit, unit, condition.words)
    if value is None:
        return _Settled(None, doubts=doubts)
    if unit is not None and not is_known_unit(unit):
        doubts = (*doubts, say("the unit is not known"))
    if condition.upper is not None:
        upper, more = put_into(condition.upper, condition.unit, unit, condition.words)
        return _Settled("between", value, upper, (*doubts, *more))
    relation = condition.relation
    if relation is None:
        relation = "at_most" if direction == "less" else "at_least"
        doubts = (*doubts, *_doubt_bare(condition, what, value))
    against = (direction == "more" and relation in ("at_most", "below")) or (
        direction == "less" and relation in ("at_least", "above")
    )
    if against and not is_change(name):
        doubts = (*doubts, say("the sign speaks against the direction of the indicator"))
    return _Settled(relation, value, None, doubts)


def _doubt_bare(condition: Condition, what: tuple[str | None, Direction, str], value: float) -> tuple[Words, ...]:
    unit, direction, name = what
    is_whole = value == WHOLE and normalise_unit(unit or condition.unit or "") == "%"
    is_plain_share = (
        normalise_unit(unit or "") == "%"
        and direction == "more"
        and re.search(r"率|比例|占比|比重|满意度|参与度", name)
    )
    if is_whole or is_plain_share:
        return ()
    return (say("no sign stands before the number; its direction was taken"),)


def _settle_change(condition: Condition, what: tuple[str | None, Direction, str], base: Row | None) -> _Settled:
    """A change as a level: only where the year it is measured from is the base year, and its value known."""
    unit, _, name = what
    change = condition.value or 0.0
    if is_change(name) and not condition.change_from:
        against = condition.is_fall != falls(name)
        doubt = say("the cell speaks of a fall and its indicator of a rise, or the other way round")
        return _Settled("at_least", change, None, (doubt,) if against else ())
    if (
        not isinstance(base, Observation)
        or base.value is None
        or condition.change_from not in (str(base.year), "现状", "基准年", "基期")
    ):
        return _Settled(None, doubts=(say("a change against a year whose value is not known"),))
    sign = -1.0 if condition.is_fall else 1.0
    is_points = normalise_unit(condition.unit or "") in ("个百分点", "百分点")
    if normalise_unit(condition.unit or "") == "%":
        level = base.value * (1 + sign * change / WHOLE)
    elif is_points or condition.unit is None or normalise_unit(condition.unit) == normalise_unit(unit or ""):
        level = base.value + sign * change
    else:
        return _Settled(None, doubts=(say("a change in another unit than the indicator"),))
    doubt = say("worked out from the value of {year}", year=base.year)
    return _Settled("at_most" if condition.is_fall else "at_least", float(f"{level:.10g}"), None, (doubt,))
