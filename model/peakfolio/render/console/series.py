"""What the command line shows of a series of the user's own: peak calls, and a regression."""

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from peakfolio.carbon.peaks import CLASS_NAMES, RULE_NAMES, PeakCall
from peakfolio.carbon.regression import LinearFit, Projection, Regression
from peakfolio.carbon.trends import METHOD_NAMES, Trend
from peakfolio.render.console.screen import Screen
from peakfolio.report.content import make_table, number_column, text_column
from peakfolio.report.names import read_all
from peakfolio.words import SEMICOLON, Words, format_number, listing, say, say_in

LEAST_P = 0.001
MEASURED = (
    "peak_year", "maximum_year", "peak_value", "last_to_peak", "years_since", "at_edge", "at_start",
)  # fmt: skip
BETWEEN_FIGURES = say_in("between figures", ", ")


def show_peaks(screen: Screen, name: str, calls: tuple[PeakCall, ...], trend: Trend) -> None:
    """What the rules say of a series in one line, then each with its criteria, and the trend of the whole series."""
    screen.say(say("{name}  {calls}", name=name, calls=listing(map(_sum_up, calls), SEMICOLON)), style="bold")
    for call in calls:
        screen.say(call.verdict)
        screen.say_each((each.reason for each in call.criteria), "    - ")
    if trend.z is not None and trend.p is not None:
        screen.say(
            say(
                "  {test}, all years: Z = {z:.2f}, p {chance}; Sen slope {slope} a year.",
                test=METHOD_NAMES[trend.method],
                z=trend.z,
                chance=f"< {LEAST_P}" if trend.p < LEAST_P else f"= {trend.p:.3f}",
                slope=format_number(trend.slope_per_year or 0.0, 6),
            )
        )
    screen.say_each(trend.warnings)


def _sum_up(call: PeakCall) -> Words:
    rule, kind = RULE_NAMES[call.rule], CLASS_NAMES[call.peak_class]
    if call.peak_year is None:
        return say("{rule}: {kind}", rule=rule, kind=kind)
    return say("{rule}: {kind} {year}", rule=rule, kind=kind, year=call.said_year)


def list_peaks(name: str, calls: tuple[PeakCall, ...]) -> list[dict[str, Any]]:
    """Peak calls as plain values for JSON."""
    return [
        {
            "series": name,
            "rule": call.rule,
            "class": call.peak_class,
            "class_zh": CLASS_NAMES[call.peak_class].read("zh"),
            **{key: getattr(call, key) for key in MEASURED},
            "peak_year_said": read_all(call.said_year),
            "vintage": call.vintage,
            "vintage_age": call.vintage_age,
            "mann_kendall_z": call.trend.z,
            "mann_kendall_p": call.trend.p,
            "sen_slope": call.trend.slope_per_year,
            "criteria": [{"holds": each.holds, **read_all(each.text)} for each in call.criteria],
        }
        for call in calls
    ]


RIDGE_WORDS: Mapping[str, Words] = {
    "gcv": say("generalised cross-validation"),
    "hkb": say("formula of Hoerl, Kennard and Baldwin"),
    "rolling_origin": say("rolling origin"),
    "leave_one_out": say("leave one year out"),
}


def show_regression(screen: Screen, found: Regression) -> None:
    """Coefficients by OLS and ridge, variance inflation, errors and warnings."""
    columns = (
        text_column("driver", say("Driver"), 2.0),
        number_column("ols", "OLS", digits=4),
        number_column("p", "p", digits=3),
        number_column("ridge", say("Ridge"), digits=4),
        number_column("vif", "VIF"),
    )
    slopes = (found.ols.fit.slopes, found.ols.p_values, found.ridge.fit.slopes)
    rows = (
        {"driver": driver.name, "ols": ols, "p": f"<{LEAST_P}" if p < LEAST_P else p, "ridge": ridge,
         "vif": found.inflation[driver.name]}
        for driver, ols, p, ridge in zip(found.sample.drivers, *slopes, strict=True)
    )  # fmt: skip
    screen.show_table(make_table("regression", say("Driver"), columns, rows))
    error, ridge, years = found.out_of_sample, found.ridge, len(found.sample.years)
    plain, shrunk = found.ols.fit.r_squared, ridge.fit.r_squared
    screen.say(
        say(
            "n = {years}; R2: OLS {plain:.3f}, ridge {shrunk:.3f}; k = {k:.4g} ({rule}).",
            years=years,
            plain=plain,
            shrunk=shrunk,
            k=ridge.k,
            rule=RIDGE_WORDS[ridge.k_rule],
        )
    )
    shown = {"OLS": error.ols, say("ridge"): error.ridge, say("last year repeated"): error.naive}
    errors = listing(
        (say("{name} {value:.2f}%", name=name, value=value) for name, value in shown.items() if value is not None),
        BETWEEN_FIGURES,
    )
    screen.say(
        say(
            "Out-of-sample MAPE ({scheme}, {splits} splits): {errors}.",
            scheme=RIDGE_WORDS[error.scheme],
            splits=error.splits,
            errors=errors,
        )
    )
    screen.say_each(found.warnings)


def show_projection(screen: Screen, ahead: Projection) -> None:
    """The years ahead with their prediction interval, and what to beware of."""
    for row in list_projection(ahead):
        span = f"{row['low']:,.4g}-{row['high']:,.4g}"
        said = {"year": row["year"], "central": row["central"], "span": span}
        screen.say(say("{year}: {central:,.4g} (95% prediction {span})", **said))
    screen.say_each(ahead.warnings)


def list_projection(ahead: Projection) -> list[dict[str, Any]]:
    """The years ahead as plain values for JSON."""
    rows = zip(ahead.years, ahead.central, ahead.low, ahead.high, strict=True)
    return [
        {"year": int(year), "central": float(central), "low": float(low), "high": float(high)}
        for year, central, low, high in rows
    ]


def list_regression(found: Regression) -> dict[str, Any]:
    """A regression as plain values for JSON."""
    names = [driver.name for driver in found.sample.drivers]
    trace = pd.DataFrame(found.trace.standardised, columns=names).assign(k=found.trace.ks)
    return {
        "response": found.sample.name,
        "years": [int(year) for year in found.sample.years],
        "ols": _list_fit(names, found.ols.fit),
        "ridge": {
            "k": found.ridge.k,
            "k_rule": found.ridge.k_rule,
            "k_by_rule": dict(found.ridge.k_by_rule),
            **_list_fit(names, found.ridge.fit),
        },
        "r_squared": {"ols": found.ols.fit.r_squared, "ridge": found.ridge.fit.r_squared},
        "vif": dict(found.inflation),
        "out_of_sample": dict(vars(found.out_of_sample)),
        "warnings": [read_all(each) for each in found.warnings],
        "trace": json.loads(trace.to_json(orient="records")),
    }


def _list_fit(names: list[str], fit: LinearFit) -> dict[str, float]:
    return {"intercept": fit.intercept, **dict(zip(names, map(float, fit.slopes), strict=True))}
