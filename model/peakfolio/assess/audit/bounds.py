"""Holds figures against what nature allows: no share above 100, no area above the land, no square metres of earth moved."""

import math
from collections.abc import Iterator

from peakfolio.assess.audit.finding import Amount, Finding, cite
from peakfolio.assess.audit.printed_units import find_amounts, find_scale, is_counted, read_plainly
from peakfolio.plan.claims import Activity, Quantity
from peakfolio.plan.plan import Plan
from peakfolio.plan.tables import Indicator, Observation, Target
from peakfolio.units import FACTORS, is_known_unit, name_in_chinese, name_in_english, normalise_unit
from peakfolio.words import Name, Words, say

LAND = "land_area"
TOWN_BOUNDS = ("urban_boundary_area", "built_up_area")
TOWN_WORDS = ("城市", "城区", "建成区", "城镇")
FLOOR_WORDS = ("建筑", "住房", "房屋", "厂房", "清扫")  # floors lie above each other, streets are swept again
SHARE_WORDS = ("占比", "比例", "覆盖率", "普及率", "利用率", "处理率", "处置率", "达标率", "合格率", "绿地率")
WHOLE = 100.0
LOOK_AHEAD = 24  # characters behind a word in which its number and unit must stand
BEYOND_WHOLE = ("≥100", ">100", "100%以上", "100以上")
SIZES = {
    "土方": "立方米",
    "库容": "立方米",
    "容积": "立方米",
    "面积": "平方米",
    "全长": "米",
    "里程": "公里",
}  # what a word just before a number says of its unit


def audit_bounds(plan: Plan) -> Iterator[Finding]:
    """A finding for each figure that is larger than the thing it is a part of, or measured in what cannot measure it."""
    wholes = [row for row in plan.quantities if row.topic in (LAND, *TOWN_BOUNDS)]
    for row in plan.quantities:
        yield from _hold_share(row)
        if row not in wholes:
            yield from _hold_area(row, row.name, row.name_zh, wholes)
    for activity in plan.activities:
        yield from _hold_area(activity, plan.project_by_id[activity.project_id].name, "", wholes)
    yield from _find_open_ends(plan)
    yield from _compare_units(plan)


def _hold_share(row: Quantity) -> Iterator[Finding]:
    is_share = normalise_unit(row.unit) == "%" and any(word in row.name_zh for word in SHARE_WORDS)
    if is_share and row.value > WHOLE:
        amount = Amount(row.value, row.unit)
        sentence = say("{name}: {amount}, but a share cannot exceed 100%.", name=row.name, amount=amount)
        yield Finding("beyond_whole", "error", row.quantity_id, sentence, (amount.read("zh"), "100 %"), cite(row))


def _hold_area(row: Quantity | Activity, name: Words, name_zh: str, wholes: list[Quantity]) -> Iterator[Finding]:
    if any(word in name_zh + row.as_written for word in FLOOR_WORDS):
        return
    in_town = any(word in name_zh for word in TOWN_WORDS)
    bounds = [each for each in wholes if each.topic == LAND or in_town]
    for bound in sorted(bounds, key=lambda each: each.topic == LAND):
        scale = find_scale(bound.unit, row.unit)
        room = math.inf if scale is None else bound.value * scale
        if row.value <= room or room <= 0:
            continue
        amount, most = Amount(row.value, row.unit), Amount(bound.value, bound.unit)
        sentence = say(
            "{name}: {amount} is {times:.1f} times the whole it lies in ({bound}, {most}).",
            name=name,
            amount=amount,
            times=row.value / room,
            bound=bound.name,
            most=most,
        )
        subject = row.quantity_id if isinstance(row, Quantity) else row.project_id
        figures = (amount.read("zh"), most.read("zh"))
        yield Finding("beyond_whole", "error", subject, sentence, figures, cite(row, bound))
        return


def _find_open_ends(plan: Plan) -> Iterator[Finding]:
    """Shares of which more than all of it is asked: ≥100, 100%以上."""
    targets = [
        (row, plan.indicator_by_id[row.indicator_id].name, row.indicator_id)
        for row in plan.targets
        if row.value == WHOLE and normalise_unit(plan.indicator_by_id[row.indicator_id].unit or "") == "%"
    ]
    quantities = [
        (row, row.name, row.quantity_id)
        for row in plan.quantities
        if row.value == WHOLE and normalise_unit(row.unit) == "%"
    ]
    rows: list[tuple[Target | Quantity, Words, str]] = [*targets, *quantities]
    for row, name, subject in rows:
        if any(sign in read_plainly(row.as_written) for sign in BEYOND_WHOLE):
            sentence = say(
                "{name}: '{as_written}' asks a share for more than 100%; it can only mean all of it.",
                name=name,
                as_written=row.as_written,
            )
            yield Finding("share_open_above", "note", subject, sentence, None, cite(row))


def _compare_units(plan: Plan) -> Iterator[Finding]:
    said: set[tuple[str | None, str]] = set()
    rows: list[tuple[Quantity | Activity | Observation, Words, str, str | None]] = [
        *((row, row.name, row.quantity_id, row.unit) for row in plan.quantities),
        *((row, plan.project_by_id[row.project_id].name, row.project_id, row.unit) for row in plan.activities),
    ]
    for seen in plan.observations:
        indicator = plan.indicator_by_id[seen.indicator_id]
        rows.append((seen, indicator.name, seen.indicator_id, _unit_of(indicator)))
    for row, name, subject, unit in rows:
        pair = None if row.value is None or unit is None else _find_wrong_unit(row.value, unit, row.as_written)
        if pair is None or (row.lines, pair[0]) in said:
            continue
        said.add((row.lines, pair[0]))
        found, wanted = (Name(name_in_chinese(each), name_in_english(each) or each) for each in pair)
        sentence = say(
            "{name}: '{as_written}' is printed in '{found}'; what is measured there needs {wanted} or the like.",
            name=name,
            as_written=row.as_written,
            found=found,
            wanted=wanted,
        )
        yield Finding("unit_does_not_fit", "warning", subject, sentence, pair, cite(row))


def _unit_of(indicator: Indicator) -> str | None:
    return indicator.unit if indicator.unit and is_known_unit(indicator.unit) else None


def _find_wrong_unit(value: float, unit: str, as_written: str) -> tuple[str, str] | None:
    """The unit printed behind a number and the one it should be, where the row or a word before the number asks for another."""
    wanted = normalise_unit(unit)
    found = [printed for number, printed in find_amounts(as_written) if number == abs(value)]
    wrong = [printed for printed in found if printed is not None and not _fits(printed, wanted)]
    if not wrong or len(wrong) < len(found):
        return _find_wrong_size(value, as_written)
    return wrong[0], wanted


def _fits(printed: str, wanted: str) -> bool:
    """Whether a printed unit is the wanted one: 吨 fits 吨/日, because the text says the day elsewhere."""
    if printed in FACTORS:
        return wanted.startswith(printed)
    if printed == wanted or is_counted(printed) or is_counted(wanted):
        return True
    if wanted.split("/")[0] == printed or printed.split("/")[0] == wanted:
        return True
    return math.isclose(find_scale(printed, wanted) or 0.0, 1.0)


def _find_wrong_size(value: float, as_written: str) -> tuple[str, str] | None:
    plain = read_plainly(as_written)
    for word, sample in SIZES.items():
        number, printed = next(find_amounts(plain.partition(word)[2][:LOOK_AHEAD]), (None, None))
        is_size = printed is not None and any(find_scale(printed, each) for each in SIZES.values())
        if number == abs(value) and printed is not None and is_size and find_scale(printed, sample) is None:
            return printed, sample
    return None
