"""What the command line shows of emissions: pathways, drivers, peak calls of a series, and a regression."""

import json
import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from peakfolio.carbon.decomposition import Chain
from peakfolio.carbon.decoupling import STATE_NAMES, find_decoupling
from peakfolio.carbon.driving import DRIVERS, PROJECTS, DriverSplit
from peakfolio.carbon.outlook import PEAK_YEAR, Outlook
from peakfolio.carbon.peaks import CLASS_NAMES, CLASSES, RULE_NAMES, PeakCall
from peakfolio.carbon.projecting import Projection
from peakfolio.carbon.regression import Regression
from peakfolio.carbon.sensitivity import find_measure, find_sobol, screen_morris
from peakfolio.carbon.trends import METHOD_NAMES, Trend
from peakfolio.portfolio.choosing import Portfolio
from peakfolio.results.carbon_caveats import list_carbon_caveats
from peakfolio.results.carbon_tables import list_pathway_lines, make_project_table, make_swing_table
from peakfolio.results.carbon_text import describe_drivers, headline_outlook
from peakfolio.results.carbon_wording import CALLS, name_parameter
from peakfolio.results.carbon_wording import DRIVERS as DRIVER_NAMES
from peakfolio.screen import Screen
from peakfolio.words import Words, format_number, say, say_in

SHOWN_FIGURES = 8


def show_outlook(screen: Screen, outlook: Outlook) -> None:
    """The answer first, then every pathway, what drives the main one, and what it all rests on."""
    screen.console.print()
    screen.console.print(headline_outlook(outlook).read(screen.language), style="bold")
    screen.console.print()
    _show_pathways(screen, outlook)
    screen.console.print(describe_drivers(outlook).read(screen.language))
    screen.console.print()
    screen.say(say("This path rests on:"))
    for caveat in list_carbon_caveats(outlook):
        screen.console.print("  ! " + caveat.read(screen.language))


def _show_pathways(screen: Screen, outlook: Outlook) -> None:
    """Three narrow tables, for eighty columns: the calls, what the draws come to by class, and the levels."""
    last, unit = int(outlook.main.model.years[-1]), screen.read(say("10,000 t"))
    lines, title = list_pathway_lines(outlook, screen.language), screen.read(say("Pathway"))
    calls = {
        "kind": screen.read(say("Call")),
        "year": screen.read(say("Peak year")),
        "by": f"P(≤{PEAK_YEAR})",
        "other": screen.read(say("Other shape")),
    }
    classes: dict[str, str] = {name: CALLS[name].read(screen.language) for name in CLASSES}
    levels = {"near": f"{PEAK_YEAR} {unit}", "far": f"{last} {unit}"}
    heads = (
        say("Call (central path) and probability of a peak (draws):"),
        say("Share of the draws by class (before rounding they add to 100 %):"),
        say("Levels (median and 90 % range of the draws):"),
    )
    for head, columns in zip(heads, (calls, classes, levels), strict=True):
        screen.say(head.zh, head.en)
        rows = [{title: line["title"], **{name: line[key] for key, name in columns.items()}} for line in lines]
        screen.show_frame(pd.DataFrame(rows))
        screen.console.print()


def show_portfolio(screen: Screen, outlook: Outlook, portfolio: Portfolio | None) -> None:
    """The portfolio that keeps a ceiling: its projects, start years and cost."""
    said = list_portfolio(portfolio)
    starts = ", ".join(f"{key} {year}" for key, year in said["starts"].items()) or "-"
    cost = sum(
        outlook.plan.project_by_id[key].cost_wan_yuan or 0.0
        for key in said["starts"]
        if key in outlook.plan.project_by_id
    )
    screen.say(
        say(
            "Cheapest portfolio that keeps the ceiling: {cost} x 10,000 yuan; projects and start years: {starts}",
            cost=format_number(cost, 2),
            starts=starts,
        )
    )


def list_portfolio(portfolio: Portfolio | None) -> dict[str, Any]:
    """A portfolio as plain values for JSON; empty where none was chosen."""
    return {"starts": {} if portfolio is None else dict(portfolio.starts)}


def show_projects(screen: Screen, outlook: Outlook) -> None:
    """What each project takes off each ledger in a full year, what a tonne costs, and the figures that decide the result."""
    table = make_project_table(outlook, screen.language)
    columns = {
        "action_id": screen.read(say("No.")),
        "name": screen.read(say("Project")),
        "energy_co2": screen.read(say("A 10,000 t CO2")),
        "other_ghg": screen.read(say("B 10,000 t CO2e")),
        "sink": screen.read(say("C 10,000 t CO2")),
        "yuan_per_tonne": screen.read(say("CNY/t (A+B)")),
    }
    if not table.empty:
        screen.console.print()
        screen.say(say("Projects (full year, minus is more emissions):"))
        screen.show_frame(table[list(columns)].rename(columns=columns))
    swings = make_swing_table(outlook, screen.language).head(SHOWN_FIGURES)
    names = {
        "name": screen.read(say("Figure")),
        "low_result": screen.read(say("at its 5% point")),
        "high_result": screen.read(say("at its 95% point")),
        "source_id": screen.read(say("Source")),
    }
    screen.console.print()
    screen.say(say("One figure at a time, result of {split_year} (10,000 t CO2):", split_year=outlook.split_year))
    screen.show_frame(swings[list(names)].rename(columns=names))


def show_split(screen: Screen, split: DriverSplit, title: Words) -> None:
    """A difference split among its drivers, closing to its ends."""
    screen.console.print(title.read(screen.language), style="bold")
    if split.decomposition.kind == "multiplicative":
        _show_ratios(screen, split)
        return
    moved = split.end - split.start
    rows = [
        {
            screen.read(say("Driver")): DRIVER_NAMES[name].read(screen.language),
            screen.read(say("10,000 t CO2")): split.effects[name],
            "%": 100.0 * split.effects[name] / split.start if split.start else None,
        }
        for name in (*DRIVERS, PROJECTS)
    ]
    screen.show_frame(pd.DataFrame(rows))
    screen.say(
        say(
            "{start:,.2f} -> {end:,.2f}, change {moved:+,.2f} x 10,000 t CO2; the parts add to {values:+,.2f}. Method: "
            "LMDI-I, additive ({split}).",
            start=split.start,
            end=split.end,
            moved=moved,
            values=sum(split.effects.values()),
            split=_name_span(split),
        )
    )


def _show_ratios(screen: Screen, split: DriverSplit) -> None:
    driver, ratio = screen.read(say("Driver")), screen.read(say("Ratio"))
    rows = [
        {driver: DRIVER_NAMES[name].read(screen.language), ratio: split.effects[name]} for name in (*DRIVERS, PROJECTS)
    ]
    screen.show_frame(pd.DataFrame(rows))
    change, product = split.end / split.start, math.prod(split.effects.values())
    screen.say(
        say(
            "{start:,.2f} -> {end:,.2f} x 10,000 t CO2, ratio {change:.6f}; the parts multiply to {product:.6f}. Method: "
            "LMDI-I, multiplicative ({split}).",
            start=split.start,
            end=split.end,
            change=change,
            product=product,
            split=_name_span(split),
        )
    )


def _name_span(split: DriverSplit) -> Words:
    is_chained = split.decomposition.span == "chained"
    return say("chained year by year") if is_chained else say("end to end")


def list_sensitivity(outlook: Outlook) -> dict[str, Any]:
    """Sobol and Morris indices of the main pathway as plain values for JSON."""
    model, measure = outlook.main.model, find_measure("emissions", outlook.split_year)
    return {
        "measure": f"emissions {outlook.split_year}",
        "sobol": [
            {"figure": each.parameter.name, "first": each.first, "first_spread": each.first_spread, "total": each.total}
            for each in find_sobol(model, measure)
        ],
        "morris": [
            {"figure": each.parameter.name, "mu_star": each.mu_star, "sigma": each.sigma}
            for each in screen_morris(model, measure)
        ],
    }


def list_split(split: DriverSplit) -> dict[str, Any]:
    """A split as plain values for JSON."""
    span = split.decomposition.span
    return {
        "start": split.start,
        "end": split.end,
        "method": f"LMDI-I {split.decomposition.kind}",
        "span": span,
        "effects": dict(split.effects),
    }


def show_chain(screen: Screen, chain: Chain, *, chained: bool) -> None:
    """A file's factors decomposed: the effect of each, end to end or chained."""
    found = chain.chained if chained else chain.end_to_end
    rows = [
        {screen.read(say("Factor")): name, screen.read(say("Effect")): value} for name, value in found.by_factor.items()
    ]
    screen.show_frame(pd.DataFrame(rows))
    kind = say("additive") if found.kind == "additive" else say("multiplicative")
    how = screen.read(say("chained year by year")) if chained else screen.read(say("end to end"))
    screen.say(
        say(
            "{years}-{years_2}: {start:,.6g} -> {end:,.6g}; LMDI-I, {kind}, {how}.",
            years=chain.years[0],
            years_2=chain.years[-1],
            start=found.start,
            end=found.end,
            kind=kind,
            how=how,
        )
    )


def list_chain(chain: Chain) -> dict[str, Any]:
    """Both decompositions of a file's factors as plain values for JSON."""
    return {
        "years": list(chain.years),
        "start": chain.end_to_end.start,
        "end": chain.end_to_end.end,
        "end_to_end": {name: float(value) for name, value in chain.end_to_end.by_factor.items()},
        "chained": {name: float(value) for name, value in chain.chained.by_factor.items()},
    }


def show_sensitivity(screen: Screen, outlook: Outlook) -> None:
    """Sobol and Morris indices of the main pathway's emissions in the split year."""
    model, measure = outlook.main.model, find_measure("emissions", outlook.split_year)
    screen.console.print()
    screen.say(say("Sobol indices (emissions of {split_year}):", split_year=outlook.split_year))
    rows = [
        {
            screen.read(say("Figure")): name_parameter(outlook.plan, each.parameter).read(screen.language),
            screen.read(say("First")): round(each.first, 3),
            "±": round(each.first_spread, 3),
            screen.read(say_in("screen_carbon", "Total")): round(each.total, 3),
        }
        for each in find_sobol(model, measure)[:SHOWN_FIGURES]
    ]
    screen.show_frame(pd.DataFrame(rows))
    screen.say(say("Morris screening (10,000 t CO2):"))
    effects = [
        {
            screen.read(say("Figure")): name_parameter(outlook.plan, each.parameter).read(screen.language),
            "mu*": round(each.mu_star, 3),
            "sigma": round(each.sigma, 3),
        }
        for each in screen_morris(model, measure)[:SHOWN_FIGURES]
    ]
    screen.show_frame(pd.DataFrame(effects))


def show_decoupling(screen: Screen, projection: Projection, first: int, last: int) -> None:
    """Tapio's state of the central path over the period."""
    years = [int(year) for year in projection.model.years]
    emissions = dict(zip(years, map(float, projection.central.net[0]), strict=True))
    activity = dict(zip(years, map(float, projection.central.gdp[0]), strict=True))
    (found,) = find_decoupling(emissions, activity, [(first, last)])
    if found.state is None or found.elasticity is None:
        screen.say(found.reason.zh if found.reason else "", found.reason.en if found.reason else "")
        return
    state = STATE_NAMES[found.state]
    screen.say(
        say("Decoupling (Tapio 2005): {state}, elasticity {elasticity:.2f}.", state=state, elasticity=found.elasticity)
    )


def show_peaks(screen: Screen, name: str, calls: tuple[PeakCall, ...], trend: Trend) -> None:
    """What the rules say of a series in one line, then each with its criteria, and the trend of the whole series."""
    found = [(RULE_NAMES[call.rule], CLASS_NAMES[call.peak_class], call.said_year) for call in calls]
    zh = "；".join(f"{rule.zh}：{kind.zh}{f' {year.zh}' if year.zh else ''}" for rule, kind, year in found)
    en = "; ".join(f"{rule.en}: {kind.en}{f' {year.en}' if year.en else ''}" for rule, kind, year in found)
    screen.console.print(f"{name}  {screen.t(zh, en)}", style="bold")
    for call in calls:
        screen.console.print(call.verdict.read(screen.language))
        for criterion in call.criteria:
            screen.console.print("    - " + criterion.reason.read(screen.language))
    test = METHOD_NAMES[trend.method]
    if trend.z is not None and trend.p is not None:
        slope, chance = (
            format_number(trend.slope_per_year or 0.0, 6),
            "< 0.001" if trend.p < 0.001 else f"= {trend.p:.3f}",
        )
        screen.say(
            say(
                "  {test}, all years: Z = {z:.2f}, p {chance}; Sen slope {slope} a year.",
                test=test,
                z=trend.z,
                chance=chance,
                slope=slope,
            )
        )
    for warning in trend.warnings:
        screen.console.print("  ! " + warning.read(screen.language))


def list_peaks(name: str, calls: tuple[PeakCall, ...]) -> list[dict[str, Any]]:
    """Peak calls as plain values for JSON."""
    return [
        {
            "series": name,
            "rule": call.rule,
            "class": call.peak_class,
            "class_zh": CLASS_NAMES[call.peak_class].zh,
            "peak_year": call.peak_year,
            "maximum_year": call.maximum_year,
            "peak_value": call.peak_value,
            "last_to_peak": call.last_to_peak,
            "years_since": call.years_since,
            "at_edge": call.at_edge,
            "at_start": call.at_start,
            "peak_year_said": {"zh": call.said_year.zh, "en": call.said_year.en},
            "vintage": call.vintage,
            "vintage_age": call.vintage_age,
            "mann_kendall_z": call.trend.z,
            "mann_kendall_p": call.trend.p,
            "sen_slope": call.trend.slope_per_year,
            "criteria": [{"holds": each.holds, "zh": each.text.zh, "en": each.text.en} for each in call.criteria],
        }
        for call in calls
    ]


LEAST_P = 0.001
RIDGE_WORDS: Mapping[str, Words] = {
    "gcv": say("generalised cross-validation"),
    "hkb": say("formula of Hoerl, Kennard and Baldwin"),
    "rolling_origin": say("rolling origin"),
    "leave_one_out": say("leave one year out"),
}


def show_regression(screen: Screen, found: Regression) -> None:
    """Coefficients by OLS and ridge, variance inflation, errors and warnings."""
    rows = [
        {
            screen.read(say("Driver")): driver.name,
            "OLS": float(found.ols.fit.slopes[place]),
            "p": _show_probability(float(found.ols.p_values[place])),
            screen.read(say("Ridge")): float(found.ridge.fit.slopes[place]),
            "VIF": found.inflation[driver.name],
        }
        for place, driver in enumerate(found.sample.drivers)
    ]
    screen.show_frame(pd.DataFrame(rows))
    error, ridge, years = found.out_of_sample, found.ridge, len(found.sample.years)
    plain, shrunk = found.ols.fit.r_squared, ridge.fit.r_squared
    rule, scheme = (RIDGE_WORDS[word].read(screen.language) for word in (ridge.k_rule, error.scheme))
    screen.say(
        say(
            "n = {years}; R2: OLS {plain:.3f}, ridge {shrunk:.3f}; k = {k:.4g} ({rule}).",
            years=years,
            plain=plain,
            shrunk=shrunk,
            k=ridge.k,
            rule=rule,
        )
    )
    shown = {
        "OLS": error.ols,
        screen.read(say("ridge")): error.ridge,
        screen.read(say("last year repeated")): error.naive,
    }
    parts = screen.read(say_in("screen_carbon", ", ")).join(
        f"{name} {value:.2f}%" for name, value in shown.items() if value is not None
    )
    screen.say(
        say("Out-of-sample MAPE ({scheme}, {splits} splits): {parts}.", scheme=scheme, splits=error.splits, parts=parts)
    )
    for warning in found.warnings:
        screen.console.print("  ! " + warning.read(screen.language))


def _show_probability(p: float) -> str:
    """A p-value in three decimals; a small one is never nought."""
    return "<0.001" if p < LEAST_P else f"{p:.3f}"


def list_regression(found: Regression) -> dict[str, Any]:
    """A regression as plain values for JSON."""
    names = [driver.name for driver in found.sample.drivers]
    error = found.out_of_sample
    return {
        "response": found.sample.name,
        "years": [int(year) for year in found.sample.years],
        "ols": {
            "intercept": found.ols.fit.intercept,
            **dict(zip(names, map(float, found.ols.fit.slopes), strict=True)),
        },
        "ridge": {
            "k": found.ridge.k,
            "k_rule": found.ridge.k_rule,
            "k_by_rule": dict(found.ridge.k_by_rule),
            "intercept": found.ridge.fit.intercept,
            **dict(zip(names, map(float, found.ridge.fit.slopes), strict=True)),
        },
        "r_squared": {"ols": found.ols.fit.r_squared, "ridge": found.ridge.fit.r_squared},
        "vif": dict(found.inflation),
        "out_of_sample": {
            "scheme": error.scheme,
            "splits": error.splits,
            "ols": error.ols,
            "ridge": error.ridge,
            "naive": error.naive,
        },
        "warnings": [{"zh": each.zh, "en": each.en} for each in found.warnings],
        "trace": json.loads(
            pd.DataFrame(found.trace.standardised, columns=names).assign(k=found.trace.ks).to_json(orient="records")
        ),
    }
