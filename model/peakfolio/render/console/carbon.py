"""What the command line shows of emissions: pathways, what projects take off, drivers, and what decides the result."""

import math
from collections.abc import Sequence

from peakfolio.carbon.budgets import CarbonBudget
from peakfolio.carbon.decomposition import Chain
from peakfolio.carbon.decoupling import STATE_NAMES, find_decoupling
from peakfolio.carbon.drivers import DriverSplit
from peakfolio.carbon.outlook import PEAK_YEAR, CarbonOutlook
from peakfolio.carbon.pathways import Projection
from peakfolio.carbon.sensitivity import Screening
from peakfolio.plan.plan import Plan
from peakfolio.plan.words import LEDGERS
from peakfolio.portfolio.choice import Portfolio
from peakfolio.render.console.screen import Screen
from peakfolio.report.carbon.budgets import headline_budget, list_budget_grounds, make_budget_table
from peakfolio.report.carbon.caveats import list_carbon_caveats
from peakfolio.report.carbon.summary import describe_drivers, headline_outlook
from peakfolio.report.carbon.tables import (
    CALL_COLUMNS,
    CLASSES,
    LETTERS,
    make_chain_table,
    make_effect_table,
    make_morris_table,
    make_pathway_table,
    make_project_table,
    make_sobol_table,
    make_swing_table,
    pick_levels,
)
from peakfolio.report.content import Table
from peakfolio.words import NOTHING, Name, Words, format_number, say

SHOWN_FIGURES = 8
CALLED = CALL_COLUMNS[:-1]  # the last, with levers of another shape, is told among the caveats


def show_outlook(screen: Screen, outlook: CarbonOutlook) -> None:
    """The answer first, then every pathway in three narrow tables, what drives the main one, and what it all rests on."""
    pathways, last = make_pathway_table(outlook), int(outlook.main.model.years[-1])
    screen.console.print()
    screen.say(headline_outlook(outlook), style="bold")
    calls = say("Call (middle values) and probability of a peak (simulated cases):")
    classes = say("Share of the draws by class (before rounding they add to 100 %):")
    by_then = {CALLED[-1]: say("Peaks by {year}", year=PEAK_YEAR)}
    _show_part(screen, calls, pathways.pick(*CALLED).retitle(**by_then))
    _show_part(screen, classes, pathways.pick("title", *CLASSES))
    for year in dict.fromkeys((PEAK_YEAR, last)):
        levels = pick_levels(pathways, (year,))
        if len(levels.columns) > 1:
            ends = {f"y{year}": say("Median"), f"y{year}_low": Name("5%", "5%"), f"y{year}_high": Name("95%", "95%")}
            head = say("Levels in {year} (middle and 90 % range of the cases):", year=year)
            _show_part(screen, head, levels.retitle(**ends))
    screen.console.print()
    screen.say(describe_drivers(outlook))
    screen.console.print()
    screen.say(say("This path rests on:"))
    screen.say_each(list_carbon_caveats(outlook))


def _show_part(screen: Screen, head: Words, table: Table) -> None:
    screen.console.print()
    screen.say(head)
    screen.show_table(table)


def show_portfolio(screen: Screen, plan: Plan, portfolio: Portfolio | None) -> None:
    """The portfolio that keeps a ceiling: its projects, start years and cost."""
    chosen = {} if portfolio is None else portfolio.starts
    starts = ", ".join(f"{key} {year}" for key, year in chosen.items()) or "-"
    cost = sum(row.cost_wan_yuan or 0.0 for row in plan.projects if row.project_id in chosen)
    screen.say(
        say(
            "Cheapest portfolio that keeps the ceiling: {cost} x 10,000 yuan; projects and start years: {starts}",
            cost=format_number(cost, 2),
            starts=starts,
        )
    )


def show_projects(screen: Screen, outlook: CarbonOutlook) -> None:
    """What each project takes off each ledger in a full year, what a tonne costs, and the figures that decide the result."""
    if outlook.costs:
        table = make_project_table(outlook).retitle(**{ledger: LEDGERS[ledger] for ledger in LETTERS})
        projects = table.pick("action_id", "name", *LETTERS, "yuan_per_tonne")
        _show_part(screen, say("Projects (full year, minus is more emissions):"), projects)
    swings = make_swing_table(outlook).first(SHOWN_FIGURES)
    head = say("One figure at a time, result of {split_year} (10,000 t CO2):", split_year=outlook.split_year)
    _show_part(screen, head, swings.pick("name", "low_result", "high_result"))


def show_budgets(screen: Screen, budgets: Sequence[CarbonBudget]) -> None:
    """The national path as yearly ceilings: the answer, the years, and what the ceilings rest on; the others in a sentence each."""
    budget, *others = budgets
    screen.console.print()
    screen.say(headline_budget(budget), style="bold")
    table = make_budget_table(budget)
    _show_part(screen, table.title, table)
    for each in others:
        screen.console.print()
        screen.say(headline_budget(each))
    screen.console.print()
    screen.say(say("These ceilings rest on:"))
    screen.say_each(tuple(list_budget_grounds(budget)))


def show_split(screen: Screen, split: DriverSplit, title: Words) -> None:
    """A difference split among its drivers, closing to its ends."""
    screen.say(title, style="bold")
    screen.show_table(make_effect_table(split))
    effects, how = split.effects.values(), _name_span(is_chained=split.decomposition.span == "chained")
    ends = {"start": split.start, "end": split.end, "how": how}
    if split.decomposition.kind == "multiplicative":
        screen.say(
            say(
                "{start:,.2f} -> {end:,.2f} x 10,000 t CO2, ratio {change:.6f}; the parts multiply to {product:.6f}. Method: "
                "LMDI-I, multiplicative ({how}).",
                change=split.end / split.start,
                product=math.prod(effects),
                **ends,
            )
        )
        return
    screen.say(
        say(
            "{start:,.2f} -> {end:,.2f}, change {moved:+,.2f} x 10,000 t CO2; the parts add to {total:+,.2f}. Method: "
            "LMDI-I, additive ({how}).",
            moved=split.end - split.start,
            total=sum(effects),
            **ends,
        )
    )


def _name_span(*, is_chained: bool) -> Words:
    return say("chained year by year") if is_chained else say("end to end")


def show_chain(screen: Screen, chain: Chain, *, chained: bool) -> None:
    """A file's factors decomposed: the effect of each, end to end or chained."""
    found = chain.chained if chained else chain.end_to_end
    screen.show_table(make_chain_table(chain).pick("factor", found.span))
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


def show_screening(screen: Screen, plan: Plan, found: Screening) -> None:
    """Sobol and Morris indices of the figures that count most."""
    for table in (make_sobol_table(plan, found), make_morris_table(plan, found)):
        _show_part(screen, table.title, table.first(SHOWN_FIGURES))


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
