"""Have measured emissions peaked, and when: named rules (``path_peaks`` judges simulated paths).

A bare argmax calls a "peak" on most noisy series that merely grow, so every call names its rule and says which of the rule's
criteria hold. The last year that reaches the maximum counts, which is the cautious reading of a tie.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from peakfolio.carbon.path_peaks import ROUNDING, PeakClass
from peakfolio.carbon.trends import Trend, TrendMethod, find_slope_range, find_trend
from peakfolio.words import NOTHING, Words, format_number, say, say_many

PeakRule = Literal["c40", "rolling_mean", "five_year", "plateau"]
CLASS_NAMES: Mapping[PeakClass, Words] = {
    "peaked": say("peaked"),
    "plateau": say("on a plateau"),
    "rising": say("not peaked yet"),
    "unknown": say("cannot be told"),
}
RULE_NAMES: Mapping[PeakRule, Words] = {
    "c40": say("C40 city rule"),
    "rolling_mean": say("rule of the five-year rolling mean"),
    "five_year": say("rule of five years not exceeded"),
    "plateau": say("plateau rule"),
}
RULE_HEADS: Mapping[PeakRule, Words] = {
    "c40": RULE_NAMES["c40"],
    "rolling_mean": say("Rule of the five-year rolling mean"),
    "five_year": say("Rule of five years not exceeded"),
    "plateau": say("Plateau rule"),
}  # as they begin a sentence
# The C40 rule as published: three years of data or more, not older than five, a maximum more than five years back and 10 % higher.
C40_LEAST_YEARS = 3
OLD_AFTER = 5
FRESH_WITHIN = 5
DROP = 0.10
WINDOW = 5  # years of the rolling mean (Bersalli et al. 2023)
COUNTED_FROM = 10  # years since its maximum from which that rule counts a peak


@dataclass(frozen=True)
class PeakSettings:
    """What a user may set: how wide, long and level a plateau is, where the rolling mean's year stands, which trend test.

    A plateau lasts ``plateau_years``, its mean lies within ``plateau_share`` of the maximum, and its slope, with 90 % confidence,
    within ``plateau_slope`` per cent a year either way.
    """

    plateau_share: float = 0.05
    plateau_years: int = 15
    plateau_slope: float = 0.5
    alignment: Literal["centred", "trailing"] = "centred"
    edge_years: int = 5
    significance: float = 0.05
    trend_method: TrendMethod = "mann_kendall"


@dataclass(frozen=True)
class Criterion:
    """One condition of a rule with its figures, and whether it holds."""

    text: Words
    holds: bool

    @property
    def reason(self) -> Words:
        """The condition with its answer in front."""
        return say("true: {text}", text=self.text) if self.holds else say("false: {text}", text=self.text)


@dataclass(frozen=True)
class PeakCall:
    """What a rule says of a series.

    ``peak_year`` is None unless the class is peaked; ``maximum_year`` and the values always stand, and are those of the rolling
    mean under ``rolling_mean``. ``last_to_peak`` is None where the maximum is not positive. ``years_since`` counts from the
    maximum to ``vintage``, the last year with data; ``vintage_age`` from there to today. ``at_edge``: the maximum lies in the
    last years of the data and may yet be exceeded; ``at_start``: it is the first datum, so that the peak may lie before it.
    ``trend`` is the one the rule looks at, else that of the whole series.
    """

    rule: PeakRule
    peak_class: PeakClass
    peak_year: int | None
    maximum_year: int
    peak_value: float
    last_value: float
    last_to_peak: float | None
    years_since: int
    at_edge: bool
    at_start: bool
    vintage: int
    vintage_age: int
    criteria: tuple[Criterion, ...]
    trend: Trend

    @property
    def said_year(self) -> Words:
        """The year of the peak in words, empty where none is called: no datum tells whether a falling series peaked before it began."""
        if self.peak_year is None:
            return NOTHING
        if self.at_start:
            return say("{year} or before", year=self.peak_year)
        return say("{year}", year=self.peak_year)

    @property
    def verdict(self) -> Words:
        """The call in one sentence."""
        said = {"rule": RULE_HEADS[self.rule], "name": CLASS_NAMES[self.peak_class], "vintage": self.vintage}
        if self.peak_year is None:
            return say("{rule}: {name} (data to {vintage}).", **said)
        return say("{rule}: {name} in {year} (data to {vintage}).", year=self.said_year, **said)


@dataclass(frozen=True)
class _Facts:
    """What the rules look at: the values judged, where their maximum stands, and how old that and the data are."""

    values: NDArray[np.float64]
    position: int
    maximum_year: int
    vintage: int
    today_year: int

    @property
    def since(self) -> int:
        return self.vintage - self.maximum_year

    @property
    def maximum(self) -> float:
        return float(self.values[self.position])

    @property
    def last(self) -> float:
        return float(self.values[-1])


_Judgement = tuple[PeakClass, tuple[Criterion, ...], Trend]


def call_peak(
    years: NDArray[np.int64],
    values: NDArray[np.float64],
    rule: PeakRule,
    today_year: int,
    settings: PeakSettings | None = None,
) -> PeakCall:
    """What a named rule says of measured values, one for each of ``years`` without gaps."""
    chosen = settings or PeakSettings()
    axis, series = np.asarray(years, dtype=np.int64), np.asarray(values, dtype=np.float64)
    _refuse_gaps(axis, series)
    judged_years, judged = _take_means(axis, series, chosen) if rule == "rolling_mean" else (axis, series)
    facts = _find_facts(judged_years, judged, int(axis[-1]), today_year)
    peak_class, criteria, trend = JUDGES[rule](facts, series, chosen)
    return PeakCall(
        rule=rule,
        peak_class=peak_class,
        peak_year=facts.maximum_year if peak_class == "peaked" else None,
        maximum_year=facts.maximum_year,
        peak_value=facts.maximum,
        last_value=facts.last,
        last_to_peak=facts.last / facts.maximum if facts.maximum > 0 else None,
        years_since=facts.since,
        at_edge=facts.since < chosen.edge_years,
        at_start=facts.position == 0,
        vintage=facts.vintage,
        vintage_age=today_year - facts.vintage,
        criteria=criteria,
        trend=trend,
    )


def _refuse_gaps(years: NDArray[np.int64], values: NDArray[np.float64]) -> None:
    if years.shape != values.shape or years.ndim != 1 or not len(years) or np.any(np.diff(years) != 1):
        raise ValueError("a peak is called on one value for each year, without gaps")
    if not np.all(np.isfinite(values)):
        raise ValueError("a peak is called on known, finite values")


def _take_means(
    years: NDArray[np.int64], values: NDArray[np.float64], settings: PeakSettings
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The five-year rolling mean and the years it stands for; the values themselves where they are too few."""
    if len(values) < WINDOW:
        return years, values
    means = np.lib.stride_tricks.sliding_window_view(values, WINDOW).mean(axis=1)
    shift = WINDOW // 2 if settings.alignment == "centred" else WINDOW - 1
    return years[shift : shift + len(means)], means


def _find_facts(years: NDArray[np.int64], values: NDArray[np.float64], vintage: int, today_year: int) -> _Facts:
    slack = ROUNDING["float64"] * np.max(np.abs(values))
    position = int(np.flatnonzero(values >= np.max(values) - slack)[-1])
    return _Facts(values, position, int(years[position]), vintage, today_year)


def _judge_c40(facts: _Facts, series: NDArray[np.float64], settings: PeakSettings) -> _Judgement:
    """All four hold: peaked. The first and the third hold, the second and the fourth do not: not peaked. Else unknown.

    Kept as published (C40 Cities 2018; so in C40's own description of its peaking analysis, 2019). It guards against growth, not
    against noise about a level: with 5 % noise it calls a peak on every second one.
    """
    age = facts.today_year - facts.vintage
    long_enough = _ask_length(len(series), C40_LEAST_YEARS)
    fresh = Criterion(
        say_many(
            "the last datum, {vintage}, is {n} year old in {today} (at most {most})",
            "the last datum, {vintage}, is {n} years old in {today} (at most {most})",
            age,
            vintage=facts.vintage,
            today=facts.today_year,
            most=FRESH_WITHIN,
        ),
        age <= FRESH_WITHIN,
    )
    old, dropped = _ask_age(facts, OLD_AFTER + 1), _ask_drop(facts)
    criteria = (long_enough, old, fresh, dropped)
    calls: Mapping[tuple[bool, ...], PeakClass] = {
        (True, True, True, True): "peaked",
        (True, False, True, False): "rising",
    }
    peak_class = calls.get(tuple(each.holds for each in criteria), "unknown")
    return peak_class, criteria, find_trend(series, settings.trend_method)


def _judge_rolling_mean(facts: _Facts, series: NDArray[np.float64], settings: PeakSettings) -> _Judgement:
    """The maximum of the five-year rolling mean, counted when ten years old (Bersalli et al. 2023, Commun. Earth Environ. 4:44).

    Added to the published rule, which calls one on most level but noisy series: a peak also needs a falling trend after it or a
    rolling mean that is now 10 % lower. Without either it is a plateau while the mean stays within the plateau's width and the last
    years are level, as in the plateau rule.
    """
    long_enough = _ask_length(len(series), WINDOW)
    if not long_enough.holds:
        return "unknown", (long_enough,), find_trend(series, settings.trend_method)
    old, dropped = _ask_age(facts, COUNTED_FROM), _ask_drop(facts)
    after = find_trend(series[len(series) - facts.since :], settings.trend_method)
    falling = _ask_trend(after, "falling", say("after the maximum"), settings)
    criteria = (long_enough, old, dropped, falling)
    if facts.position == len(facts.values) - 1:
        return "rising", criteria, find_trend(series, settings.trend_method)
    if old.holds and (dropped.holds or falling.holds):
        return "peaked", criteria, after
    level = _ask_level(series, settings)
    is_plateau = old.holds and _is_near(facts.last, facts, settings) and all(each.holds for each in level)
    return "plateau" if is_plateau else "unknown", (*criteria, *level), after


def _judge_five_year(facts: _Facts, series: NDArray[np.float64], settings: PeakSettings) -> _Judgement:
    """The maximum is more than five years old, never reached since, and the years after it fall by the trend test.

    Rising: the maximum is recent, the last value is near it and the whole series rises. The maximum itself is left out of the
    trend after it, for it would bend that downwards.
    """
    old, dropped = _ask_age(facts, OLD_AFTER + 1), _ask_drop(facts)
    after, whole = (find_trend(part, settings.trend_method) for part in (series[facts.position + 1 :], series))
    falling = _ask_trend(after, "falling", say("after the maximum"), settings)
    rising = _ask_trend(whole, "rising", say("over all years"), settings)
    criteria = (old, falling, dropped, rising)
    if old.holds and falling.holds:
        return "peaked", criteria, after
    if not old.holds and not dropped.holds and rising.holds:
        return "rising", criteria, whole
    return "unknown", criteria, after if old.holds else whole


def _judge_plateau(facts: _Facts, series: NDArray[np.float64], settings: PeakSettings) -> _Judgement:
    """The last fifteen years lie near the maximum and their slope is shown to be small: an equivalence test, not a missing trend.

    Two one-sided tests at 5 % each: the 90 % interval of the slope lies within the band (Schuirmann 1987, J. Pharmacokinet.
    Biopharm. 15:657). Rising: no plateau, a recent maximum, and the whole series rises. This rule calls no peak.
    """
    held, whole = (find_trend(part, settings.trend_method) for part in (series[-settings.plateau_years :], series))
    wide, mean = format_number(100 * settings.plateau_share, 1), float(np.mean(series[-settings.plateau_years :]))
    near = Criterion(
        say("their mean lies within {share} % of the maximum", share=wide), _is_near(mean, facts, settings)
    )
    rising = _ask_trend(whole, "rising", say("over all years"), settings)
    level = _ask_level(series, settings)
    asked = (*level, near) if level[0].holds else level
    if all(each.holds for each in asked):
        return "plateau", (*asked, rising), held
    is_rising = facts.since < settings.edge_years and rising.holds
    return "rising" if is_rising else "unknown", (*asked, rising), whole


JUDGES: Mapping[PeakRule, Callable[[_Facts, NDArray[np.float64], PeakSettings], _Judgement]] = {
    "c40": _judge_c40,
    "rolling_mean": _judge_rolling_mean,
    "five_year": _judge_five_year,
    "plateau": _judge_plateau,
}


def _is_near(value: float, facts: _Facts, settings: PeakSettings) -> bool:
    return value >= facts.maximum - (settings.plateau_share + ROUNDING["float64"]) * abs(facts.maximum)


def _ask_level(series: NDArray[np.float64], settings: PeakSettings) -> tuple[Criterion, ...]:
    """Are there enough years, and is the slope of the last ones shown to lie within the band; fewer years cannot show it."""
    needed, band = settings.plateau_years, format_number(settings.plateau_slope, 2)
    long_enough = _ask_length(len(series), needed)
    if not long_enough.holds:
        return (long_enough,)
    low, high = find_slope_range(series[-needed:])
    shown = " ~ ".join(f"{value:+.2f}" for value in (low, high))
    text = say(
        "the slope of the last {years} years (90 % interval {interval} % a year) lies within ±{band} % a year",
        years=needed,
        interval=shown,
        band=band,
    )
    return long_enough, Criterion(text, -settings.plateau_slope < low and high < settings.plateau_slope)


def _ask_length(count: int, least: int) -> Criterion:
    text = say_many("{n} year of data (at least {least})", "{n} years of data (at least {least})", count, least=least)
    return Criterion(text, count >= least)


def _ask_age(facts: _Facts, least: int) -> Criterion:
    text = say_many(
        "the maximum, in {year}, lies {n} year before the last datum (at least {least})",
        "the maximum, in {year}, lies {n} years before the last datum (at least {least})",
        facts.since,
        year=facts.maximum_year,
        least=least,
    )
    return Criterion(text, facts.since >= least)


def _ask_drop(facts: _Facts) -> Criterion:
    above = facts.maximum - facts.last
    least = format_number(100 * DROP, 0)
    if facts.last:
        share = format_number(100 * above / abs(facts.last), 1)
        text = say("the maximum is {share} % above the last value (more than {least} %)", share=share, least=least)
    else:
        shown = format_number(above)
        text = say("the maximum is {above} above the last value (more than {least} %)", above=shown, least=least)
    return Criterion(text, above > DROP * abs(facts.last) * (1 + ROUNDING["float64"]))


def _ask_trend(trend: Trend, way: Literal["falling", "rising"], span: Words, settings: PeakSettings) -> Criterion:
    if way == "falling":
        said, holds = say("falling {span}", span=span), trend.is_falling(settings.significance)
    else:
        said, holds = say("rising {span}", span=span), trend.is_rising(settings.significance)
    if trend.z is None or trend.p is None:
        return Criterion(say("{said} (too few years to test)", said=said), False)
    if trend.p >= 0.001:
        return Criterion(say("{said} (Z = {z:.2f}, p = {p:.3f})", said=said, z=trend.z, p=trend.p), holds)
    return Criterion(say("{said} (Z = {z:.2f}, p < 0.001)", said=said, z=trend.z), holds)
