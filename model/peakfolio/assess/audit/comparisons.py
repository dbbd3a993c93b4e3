"""Holds quantities against each other where the tables do not pair them: heads and stock, dated and undated, one figure of two names."""

import math
from collections import defaultdict
from collections.abc import Iterator

from peakfolio.assess.audit.finding import Amount, Finding, cite
from peakfolio.assess.audit.printed_units import list_lines, overlap
from peakfolio.errors import PeakfolioError
from peakfolio.plan.claims import Quantity
from peakfolio.plan.plan import Plan
from peakfolio.plan.printed import agrees, count_decimals
from peakfolio.plan.tables import Indicator, Observation
from peakfolio.units import convert, normalise_unit
from peakfolio.words import Words, format_number, listing, say, say_in

PER_HEAD = "人均"
HEADS = ("population", "population_resident", "resident_population", "population_registered", "registered_population")
URBAN_HEADS = ("population_urban_resident", "population_registered_urban", "urban_population")
NO_STOCK = ("居民", "收入", "工资", "新建", "新增", "扩建", "改造", "修复", "恢复", "规划", "计划", "基本农田")
MEAN_GROWTH = "年均增长"
LEAST_DIGITS = 2
LEAST_YEARS = 2
COVER = ("林草", "森林", "林地", "草原", "绿化", "绿地")


def audit_comparisons(plan: Plan) -> Iterator[Finding]:
    """A finding for each pair of quantities that ought to fit together and does not."""
    stocks = [row for row in plan.quantities if _can_be_stock(row)]
    for row in plan.quantities:
        if PER_HEAD in row.name_zh and not _is_claimed(plan, row):
            yield from _hold_heads(plan, row, Amount(row.value, row.unit), row.name, stocks)
        if row.name_zh.endswith(MEAN_GROWTH):
            yield from _hold_growth(plan, row)
    for indicator in plan.measured_indicators:
        if PER_HEAD not in indicator.name_zh or not indicator.unit:
            continue
        base = plan.find_latest(indicator.indicator_id)
        if base is not None and base.value is not None:
            yield from _hold_heads(plan, base, Amount(base.value, indicator.unit), indicator.name, stocks)
    yield from _compare_undated(plan)
    yield from _compare_names(plan)


def _is_claimed(plan: Plan, row: Quantity) -> bool:
    """Whether the figure is recomputed already as one of the document's totals."""
    lines = list_lines(row)
    return any(
        claim.value == row.value and claim.unit == row.unit and overlap(lines, list_lines(claim))
        for claim in plan.stated_totals
    )


def _hold_heads(
    plan: Plan, row: Quantity | Observation, said: Amount, name: Words, stocks: list[Quantity]
) -> Iterator[Finding]:
    """A figure a head, against the stock and the people that the same document prints."""
    unit = said.unit.split("/")[0]
    known = _share_out(plan, name.read("zh"), stocks, unit)
    if not known or any(agrees(said.value, share, row.as_written) for _, _, share in known):
        return
    stock, people, share = min(known, key=lambda each: abs(each[2] - said.value))
    digits = count_decimals(row.as_written, said.value) + 1
    printed, found = Amount(said.value, unit), Amount(round(share, digits), unit)
    sentence = say(
        "{name}: {printed} a head is printed; {stock} of {heads} people give {found}.",
        name=name,
        printed=printed,
        stock=say("{amount} ({name})", amount=Amount(stock.value, stock.unit), name=stock.name),
        heads=Amount(people.value, "万" if people.unit == "万人" else people.unit),
        found=found,
    )
    subject = row.quantity_id if isinstance(row, Quantity) else row.indicator_id
    figures = (printed.read("zh"), found.read("zh"))
    yield Finding("per_head_differs", "warning", subject, sentence, figures, cite(row, stock, people))


def _share_out(plan: Plan, name_zh: str, stocks: list[Quantity], unit: str) -> list[tuple[Quantity, Quantity, float]]:
    """Every stock that a figure a head may speak of, over every count of its people."""
    stem = name_zh.partition(PER_HEAD)[2].removesuffix("面积")
    heads = [each for each in plan.quantities if each.topic in (URBAN_HEADS if "城" in name_zh else HEADS)]
    own = [each for each in stocks if stem and stem in each.name_zh]
    shares = ((each, people, _divide(each, people, unit)) for each in own for people in heads)
    return [(each, people, share) for each, people, share in shares if share is not None]


def _can_be_stock(row: Quantity) -> bool:
    return PER_HEAD not in row.name_zh and not any(word in row.name_zh for word in NO_STOCK)


def _divide(stock: Quantity, people: Quantity, unit: str) -> float | None:
    try:
        return convert(stock.value, stock.unit, unit) / convert(people.value, people.unit, "人")
    except (PeakfolioError, ZeroDivisionError):
        return None


def _hold_growth(plan: Plan, row: Quantity) -> Iterator[Finding]:
    """A mean yearly growth, against the first and the last figure of what grew."""
    what = row.name_zh.removesuffix(MEAN_GROWTH)
    dated = [each for each in plan.quantities if each.name_zh == what and each.year is not None and each.value > 0]
    years = sorted(dated, key=lambda each: each.year or 0)
    if len(years) < LEAST_YEARS or years[0].unit != years[-1].unit or years[0].year == years[-1].year:
        return
    first, last = years[0], years[-1]
    span = (last.year or 0) - (first.year or 0)
    growth = 100.0 * (math.pow(last.value / first.value, 1.0 / span) - 1.0)
    is_first = next(each for each in plan.quantities if each.topic == row.topic) is row
    if agrees(row.value, growth, row.as_written) or not is_first:
        return
    sentence = say(
        "{name}: {printed}% a year is printed; from {first} in {begin} to {last} in {end} it is {growth:.1f}%. Perhaps the "
        "growth is at constant prices; the text does not say so.",
        name=row.name,
        printed=format_number(row.value),
        first=Amount(first.value, first.unit),
        begin=first.year,
        last=Amount(last.value, last.unit),
        end=last.year,
        growth=growth,
    )
    figures = (format_number(row.value), f"{growth:.1f}")
    yield Finding("growth_differs", "note", row.quantity_id, sentence, figures, cite(row, first, last))


def _compare_undated(plan: Plan) -> Iterator[Finding]:
    """A figure without a year that none of the dated figures of its topic agrees with, nor their sum."""
    by_topic: dict[str, list[Quantity]] = defaultdict(list)
    for row in plan.quantities:
        by_topic[row.topic].append(row)
    for rows in by_topic.values():
        undated = next((row for row in rows if row.year is None), None)
        if undated is not None:
            yield from _hold_undated(undated, [row for row in rows if row.year and row.unit == undated.unit])


def _hold_undated(undated: Quantity, dated: list[Quantity]) -> Iterator[Finding]:
    sums = [row.value for row in dated] + [math.fsum(row.value for row in dated)]
    if not dated or any(_agree(undated.value, undated.as_written, each, dated[0].as_written) for each in sums):
        return
    parts = [say("{amount} ({year})", amount=Amount(row.value, row.unit), year=row.year) for row in dated]
    others = listing(parts, say_in("between figures", ", "))
    sentence = say(
        "{name}: {one} without a year, but {others}; no year fits, nor all together.",
        name=undated.name,
        one=Amount(undated.value, undated.unit),
        others=others,
    )
    figures = (Amount(undated.value, undated.unit).read("zh"), others.read("zh"))
    yield Finding("undated_differs", "warning", undated.quantity_id, sentence, figures, cite(undated, *dated))


def _agree(one: float, one_text: str, other: float, other_text: str) -> bool:
    return agrees(one, other, one_text) or agrees(other, one, other_text)


def _compare_names(plan: Plan) -> Iterator[Finding]:
    """One figure under two names: a share of one kind of cover printed as that of another."""
    by_value: dict[float, list[Quantity]] = defaultdict(list)
    for row in plan.quantities:
        if _names_cover(row.name_zh):
            by_value[row.value].append(row)
    said: set[str] = set()
    for indicator in plan.measured_indicators:
        if not by_value or not _names_cover(indicator.name_zh):
            continue
        base = plan.find_base(indicator.indicator_id)
        for row in by_value.get(base.value, ()) if base is not None and base.value is not None else ():
            if base is not None and row.topic not in said and _is_same_figure(row, indicator, base):
                said.add(row.topic)
                yield _report_names(row, indicator, base)


def _report_names(row: Quantity, indicator: Indicator, base: Observation) -> Finding:
    sentence = say(
        "{value} is {one} in one place and {two} in another: one figure for two things.",
        value=Amount(row.value, row.unit),
        one=indicator.name,
        two=row.name,
    )
    figures = (indicator.name_zh, row.name_zh)
    return Finding("one_figure_two_names", "warning", indicator.indicator_id, sentence, figures, cite(base, row))


def _names_cover(name: str) -> bool:
    return any(word in name for word in COVER)


def _is_same_figure(row: Quantity, indicator: Indicator, base: Observation) -> bool:
    """Whether a figure too exact to agree by chance stands under another name in the same year."""
    digits = format_number(row.value).replace(".", "").strip("0")
    is_same_unit = normalise_unit(row.unit) == normalise_unit(indicator.unit or "")
    is_same_year = row.year in (None, base.year)
    return is_same_unit and is_same_year and len(digits) >= LEAST_DIGITS and row.name_zh != indicator.name_zh
