"""The words of looking back: what a forecast rests on, what became of a target, why it was missed, and what is missing."""

import math
from collections.abc import Mapping

from peakfolio.plan.plan import Plan
from peakfolio.portfolio.bands import Band
from peakfolio.report.chains import GRADES
from peakfolio.report.content import Worded
from peakfolio.report.names import name_indicator, show_number, show_value
from peakfolio.review.cases import Case
from peakfolio.review.knowing import Asked
from peakfolio.units import Measured
from peakfolio.words import NOTHING, Name, Words, format_number, say

BASES: Mapping[str, Words] = {
    "projects": say("projects as promised"),
    "counts": say("counted units"),
    "history": say("drift of its own values"),
    "value": say("one value, no drift known"),
    "none": say("no forecast possible"),
}
RESULTS: Mapping[str, Words] = {
    "met": say("target met"),
    "missed": say("target missed"),
    "met_early": say("met before the year"),
    "not_yet": say("not met so far"),
    "open": say("no number"),
}
CAUSES: Mapping[str, Words] = {
    "delay": say("a project that serves it came late"),
    "effect": say("projects done, value not there"),
    "drift": say("no project serves it, and its own course fell short"),
    "unknown": say("of its projects nothing is reported"),
}
LACKS: Mapping[str, Words] = {
    "no_outcome": say("no outcome found"),
    "only_apart": say("only values that are set aside"),
    "broken": say("counted in another way since"),
}
FORECASTS: Mapping[str, Words] = {
    "stays": say("the value stays"),
    "line": say("the straight line goes on"),
    "promised": say("as promised"),
    "document": say("the document's own judgement"),
}
TOTALS: Mapping[str, Words] = {
    "gdp": say("GDP (prices of the year)"),
    "gdp_growth": say("GDP growth"),
    "population": say("population"),
    "energy": say("all energy used"),
    "electricity": say("electricity"),
    "co2": say("energy CO2"),
    "co2_intensity_change": say("change of CO2 per GDP"),
    "energy_intensity_change": say("change of energy per GDP"),
}
UNITS: Mapping[str, str] = {
    "gdp": "亿元",
    "gdp_growth": "%",
    "population": "万人",
    "energy": "万吨标准煤",
    "electricity": "亿千瓦时",
    "co2": "万吨",
    "co2_intensity_change": "%",
    "energy_intensity_change": "%",
}
STATES: Mapping[str, Words] = {
    "done": say("fulfilled"),
    "partial": say("fulfilled in part"),
    "not_done": say("not fulfilled"),
    "unknown": say("unknown"),
}
KNOWN_GRADES: Mapping[str, Words] = {**GRADES, "official": say("official page")}
GUESSED = 2  # digits that the width of an interval keeps


def name_target(plan: Plan, asked: Asked) -> Words:
    """The indicator of a target."""
    return name_indicator(plan, asked.indicator_id)


def show_asked(asked: Asked) -> Words:
    """What is asked, as a number with its sign; of several bands the nearest."""
    if asked.bands:
        return _show_band(asked.bands[0])
    return STATES["done"] if asked.is_state else RESULTS["open"]


def _show_band(band: Band) -> Words:
    low, high = format_number(band.low), format_number(band.high)
    if math.isinf(band.high):
        text = f"{'>' if band.is_low_strict else '≥'} {low}"
    elif math.isinf(band.low):
        text = f"{'<' if band.is_high_strict else '≤'} {high}"
    else:
        text = low if band.low == band.high else f"{low}-{high}"
    return Name(text, text)


def name_result(case: Case) -> str:
    """What became of a target: met or missed in its year, or in the last year known before it."""
    if case.is_met is None:
        return "open"
    if case.is_due:
        return "met" if case.is_met else "missed"
    return "met_early" if case.is_met else "not_yet"


def show_forecast(value: float | None, interval: tuple[float, float] | None) -> Worded | None:
    """A forecast value, with no more digits than its interval tells."""
    if value is None or interval is None:
        return None
    return Worded(value, format_number(value, find_decimals(interval)))


def show_interval(interval: tuple[float, float] | None) -> Words:
    """Both ends of an interval, as exact as its width."""
    if interval is None:
        return NOTHING
    decimals = find_decimals(interval)
    low, high = (format_number(each, decimals) for each in interval)
    if low == high:
        return Name(low, low)
    return say("{low} to {high}", low=low, high=high)


def find_decimals(interval: tuple[float, float]) -> int:
    """Decimals at which an interval has two digits; those of a plain number where it is a point."""
    width = interval[1] - interval[0]
    if width <= 0.0:
        return 2
    return max(GUESSED - 1 - math.floor(math.log10(width)), 0)


def show_outcome(plan: Plan, indicator_id: str, value: float | None, state: str | None) -> Words:
    """What came about: a value with its unit, else its state."""
    if value is not None:
        return show_value(plan, indicator_id, value)
    return STATES.get(state or "unknown", STATES["unknown"])


def show_total(quantity: str, value: float) -> Words:
    """A yearly total with its unit."""
    return Measured(show_number(value), UNITS[quantity])
