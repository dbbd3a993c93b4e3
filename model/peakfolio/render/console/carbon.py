"""What the command line shows of emissions: pathways, what projects take off, drivers, and what decides the result."""

import math
from collections.abc import Mapping
from typing import Any

from peakfolio.carbon.decomposition import Chain
from peakfolio.carbon.decoupling import STATE_NAMES, find_decoupling
from peakfolio.carbon.drivers import DRIVERS, PROJECTS, DriverSplit
from peakfolio.carbon.outlook import PEAK_YEAR, CarbonOutlook
from peakfolio.carbon.pathways import Projection
from peakfolio.carbon.peaks import CLASSES
from peakfolio.carbon.sensitivity import find_measure, find_sobol, screen_morris
from peakfolio.portfolio.choice import Portfolio
from peakfolio.render.console.screen import Screen
from peakfolio.report.carbon.caveats import list_carbon_caveats
from peakfolio.report.carbon.names import CALLS, name_parameter
from peakfolio.report.carbon.names import DRIVERS as DRIVER_NAMES
from peakfolio.report.carbon.summary import describe_drivers, headline_outlook
from peakfolio.report.carbon.tables import list_pathway_lines, make_project_table, make_swing_table
from peakfolio.words import NOTHING, Words, format_number, say, say_in

SHOWN_FIGURES = 8


def show_outlook(screen: Screen, outlook: CarbonOutlook) -> None:
    """The answer first, then every pathway, what drives the main one, and what it all rests on."""
    screen.console.print()
    screen.say(headline_outlook(outlook), style="bold")
    screen.console.print()
    _show_pathways(screen, outlook)
    screen.say(describe_drivers(outlook))
    screen.console.print()
    screen.say(say("This path rests on:"))
    screen.say_each(list_carbon_caveats(outlook))


def _show_pathways(screen: Screen, outlook: CarbonOutlook) -> None:
    """Three narrow tables, for eighty columns: the calls, what the draws come to by class, and the levels."""
    lines, last = list_pathway_lines(outlook, screen.language), int(outlook.main.model.years[-1])
    tables: Mapping[Words, Mapping[str, Words | str]] = {
        say("Call (central path) and probability of a peak (draws):"): {
            "kind": say("Call"),
            "year": say("Peak year"),
            "by": f"P(≤{PEAK_YEAR})",
            "other": say("Other shape"),
        },
        say("Share of the draws by class (before rounding they add to 100 %):"): {
            name: CALLS[name] for name in CLASSES
        },
        say("Levels (median and 90 % range of the draws):"): {
            "near": say("{year} 10,000 t", year=PEAK_YEAR),
            "far": say("{year} 10,000 t", year=last),
        },
    }
    for head, columns in tables.items():
        screen.say(head)
        shown = {"title": say("Pathway"), **columns}
        screen.show_frame([{name: line[key] for key, name in shown.items()} for line in lines])
        screen.console.print()


def show_portfolio(screen: Screen, outlook: CarbonOutlook, portfolio: Portfolio | None) -> None:
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


def show_projects(screen: Screen, outlook: CarbonOutlook) -> None:
    """What each project takes off each ledger in a full year, what a tonne costs, and the figures that decide the result."""
    table = make_project_table(outlook, screen.language)
    columns = {
        "action_id": say("No."),
        "name": say("Project"),
        "energy_co2": say("A 10,000 t CO2"),
        "other_ghg": say("B 10,000 t CO2e"),
        "sink": say("C 10,000 t CO2"),
        "yuan_per_tonne": say("CNY/t (A+B)"),
    }
    if not table.empty:
        screen.console.print()
        screen.say(say("Projects (full year, minus is more emissions):"))
        screen.show_frame(table[list(columns)].rename(columns=columns))
    swings = make_swing_table(outlook, screen.language).head(SHOWN_FIGURES)
    names = {
        "name": say("Figure"),
        "low_result": say("at its 5% point"),
        "high_result": say("at its 95% point"),
        "source_id": say("Source"),
    }
    screen.console.print()
    screen.say(say("One figure at a time, result of {split_year} (10,000 t CO2):", split_year=outlook.split_year))
    screen.show_frame(swings[list(names)].rename(columns=names))


def show_split(screen: Screen, split: DriverSplit, title: Words) -> None:
    """A difference split among its drivers, closing to its ends."""
    screen.say(title, style="bold")
    if split.decomposition.kind == "multiplicative":
        _show_ratios(screen, split)
        return
    moved = split.end - split.start
    rows = [
        {
            say("Driver"): DRIVER_NAMES[name],
            say("10,000 t CO2"): split.effects[name],
            "%": 100.0 * split.effects[name] / split.start if split.start else None,
        }
        for name in (*DRIVERS, PROJECTS)
    ]
    screen.show_frame(rows)
    screen.say(
        say(
            "{start:,.2f} -> {end:,.2f}, change {moved:+,.2f} x 10,000 t CO2; the parts add to {total:+,.2f}. Method: "
            "LMDI-I, additive ({how}).",
            start=split.start,
            end=split.end,
            moved=moved,
            total=sum(split.effects.values()),
            how=_name_span(is_chained=split.decomposition.span == "chained"),
        )
    )


def _show_ratios(screen: Screen, split: DriverSplit) -> None:
    rows = [{say("Driver"): DRIVER_NAMES[name], say("Ratio"): split.effects[name]} for name in (*DRIVERS, PROJECTS)]
    screen.show_frame(rows)
    change, product = split.end / split.start, math.prod(split.effects.values())
    screen.say(
        say(
            "{start:,.2f} -> {end:,.2f} x 10,000 t CO2, ratio {change:.6f}; the parts multiply to {product:.6f}. Method: "
            "LMDI-I, multiplicative ({how}).",
            start=split.start,
            end=split.end,
            change=change,
            product=product,
            how=_name_span(is_chained=split.decomposition.span == "chained"),
        )
    )


def _name_span(*, is_chained: bool) -> Words:
    return say("chained year by year") if is_chained else say("end to end")


def list_sensitivity(outlook: CarbonOutlook) -> dict[str, Any]:
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
    screen.show_frame([{say("Factor"): name, say("Effect"): value} for name, value in found.by_factor.items()])
    kind = say("additive") if found.kind == "additive" else say("multiplicative")
    screen.say(
        say(
            "{first}-{last}: {start:,.6g} -> {end:,.6g}; LMDI-I, {kind}, {how}.",
            first=chain.years[0],
            last=chain.years[-1],
            start=found.start,
            end=found.end,
            kind=kind,
            how=_name_span(is_chained=chained),
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


def show_sensitivity(screen: Screen, outlook: CarbonOutlook) -> None:
    """Sobol and Morris indices of the main pathway's emissions in the split year."""
    model, measure = outlook.main.model, find_measure("emissions", outlook.split_year)
    screen.console.print()
    screen.say(say("Sobol indices (emissions of {split_year}):", split_year=outlook.split_year))
    rows = [
        {
            say("Figure"): name_parameter(outlook.plan, each.parameter),
            say("First"): round(each.first, 3),
            "±": round(each.first_spread, 3),
            say_in("Sobol index", "Total"): round(each.total, 3),
        }
        for each in find_sobol(model, measure)[:SHOWN_FIGURES]
    ]
    screen.show_frame(rows)
    screen.say(say("Morris screening (10,000 t CO2):"))
    effects = [
        {
            say("Figure"): name_parameter(outlook.plan, each.parameter),
            "mu*": round(each.mu_star, 3),
            "sigma": round(each.sigma, 3),
        }
        for each in screen_morris(model, measure)[:SHOWN_FIGURES]
    ]
    screen.show_frame(effects)


def show_decoupling(screen: Screen, projection: Projection, first: int, last: int) -> None:
    """Tapio's state of the central path over the period."""
    years = [int(year) for year in projection.model.years]
    emissions = dict(zip(years, map(float, projection.central.net[0]), strict=True))
    activity = dict(zip(years, map(float, projection.central.gdp[0]), strict=True))
    (found,) = find_decoupling(emissions, activity, [(first, last)])
    if found.state is None or found.elasticity is None:
        screen.say(found.reason or NOTHING)
        return
    state = STATE_NAMES[found.state]
    screen.say(
        say("Decoupling (Tapio 2005): {state}, elasticity {elasticity:.2f}.", state=state, elasticity=found.elasticity)
    )
