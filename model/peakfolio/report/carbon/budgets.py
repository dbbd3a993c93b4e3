"""The carbon budget in words and as a table: what each year may emit, what it does emit, and what is left over."""

from collections.abc import Iterator
from typing import Any

from peakfolio.carbon.budgets import BudgetYear, CarbonBudget
from peakfolio.plan.progress_tables import PathStep
from peakfolio.report.carbon.names import name_pathway
from peakfolio.report.carbon.summary import Tonnes, tell_record
from peakfolio.report.content import CARBON, Table, make_table, number_column, year_column
from peakfolio.report.names import read_all
from peakfolio.words import NOTHING, SEMICOLON, SPACE, Words, format_number, listing, say

LEAST_GAP = 0.05  # 万tCO2, half of what is shown


def make_budget_table(budget: CarbonBudget) -> Table:
    """One row for each year: the ceiling, the emissions without and with projects (万tCO2), and what lies above the ceiling."""
    columns = (
        year_column("year", say("Year")),
        number_column("intensity", say("CO2 per GDP ({year} = 100)", year=budget.start_year), digits=1),
        number_column("gdp", say("GDP ({year} = 100)", year=budget.start_year), digits=1),
        number_column("ceiling", say("Ceiling"), CARBON, 1),
        number_column("without_projects", say("Without projects"), CARBON, 1),
        number_column("with_projects", say("With projects"), CARBON, 1),
        number_column("gap", say("Above the ceiling"), CARBON, 1),
    )
    rows = (
        {
            "year": each.year,
            "intensity": 100.0 * each.intensity_ratio,
            "gdp": 100.0 * each.gdp_ratio,
            "ceiling": each.ceiling,
            "without_projects": each.without_projects,
            "with_projects": each.with_projects,
            "gap": each.gap,
        }
        for each in budget.years
    )
    return make_table("carbon_budget", say("What the national path leaves to each year"), columns, rows)


def headline_budget(budget: CarbonBudget) -> Words:
    """Whether the pathway stays under its ceilings, by how much not, and what all projects of the plan could change."""
    over = [each for each in budget.years if each.gap >= LEAST_GAP]
    last = budget.years[-1]
    parts: list[Words] = [
        say(
            "By the national path (CO2 per GDP down {fall:g}% in {first}-{last}) pathway '{title}' may emit {ceiling} of energy CO2 in {last}; "
            "it emits {net}.",
            fall=-(budget.step.asked or 0.0),
            first=budget.step.first_year,
            last=last.year,
            title=name_pathway(budget.plan, budget.pathway_name),
            ceiling=Tonnes(last.ceiling),
            net=Tonnes(last.with_projects),
        )
    ]
    if not over:
        parts.append(say("It stays under every yearly ceiling (middle values)."))
    else:
        worst = max(over, key=lambda each: each.gap)
        parts.append(
            say(
                "It lies above the ceiling in {years}, most in {year}, by {gap}.",
                years=_name_years(over),
                year=worst.year,
                gap=Tonnes(worst.gap),
            )
        )
        parts.append(_tell_reach(budget))
    return listing(parts, SPACE)


def _tell_reach(budget: CarbonBudget) -> Words:
    """Whether all projects of the plan that lower emissions would close the gap."""
    short = max(budget.years, key=lambda each: each.shortfall)
    if short.shortfall < LEAST_GAP:
        return say("With every project of the plan that lowers it, it would stay under every ceiling.")
    return say(
        "Even every project of the plan that is known to lower it leaves {short} above the ceiling in {year}: what is missing must come "
        "from saving and fuels, or from projects the plan does not have.",
        short=Tonnes(short.shortfall),
        year=short.year,
    )


def _name_years(years: list[BudgetYear]) -> str:
    first, last = years[0].year, years[-1].year
    if len(years) > 1 and last - first + 1 == len(years):
        return f"{first}-{last}"
    return ", ".join(str(each.year) for each in years)


def list_budget_grounds(budget: CarbonBudget) -> Iterator[Words]:
    """What the ceilings rest on, each in one sentence."""
    plan, start = budget.plan, budget.start_year
    yield _tell_start(budget)
    yield say(
        "Ceiling of a year: that of {start}, times GDP and CO2 per GDP of the year against {start}. GDP grows as in the pathway, by "
        "{growth}% in all: if it grows less, so does the ceiling.",
        start=start,
        growth=format_number(round(100.0 * (budget.years[-1].gdp_ratio - 1.0))),
    )
    yield say(
        "CO2 per GDP: {steps}; the other years fall at an even pace. Source: '{source}'.",
        steps=listing([_tell_step(row) for row in (budget.step, *budget.yearly)], SEMICOLON),
        source=plan.find_source(budget.step.source_id).name,
    )
    yield say(
        "The national fall is put to this place unchanged. Where a task of its own has been handed down, that one counts."
    )
    yield say(
        "Until the peak intensity comes first and the total second: a ceiling that growth lifts is no breach. After the peak it is "
        "the reverse, and these ceilings no longer hold."
    )
    for row in plan.factors.list_path("non_fossil_share"):
        if row.last_year == budget.step.last_year and row.asked is not None:
            yield say(
                "The nation also asks for {share:g}% of non-fossil energy in {year}; no ceiling follows from it here.",
                share=row.asked,
                year=row.last_year,
            )
    record = tell_record(plan)
    if record is not NOTHING and not plan.national_targets:  # else it stands beside the chance
        yield record


def _tell_start(budget: CarbonBudget) -> Words:
    """Where the ceilings start, and whether that was counted or reckoned on."""
    said = {"start": budget.start_year, "amount": Tonnes(budget.start_wan_tco2)}
    base = budget.plan.carbon.base_year
    if budget.start_year == base:
        return say("Start: energy CO2 of {start} is {amount}, that of the inventory.", **said)
    return say(
        "Start: energy CO2 of {start} is {amount}, reckoned by the pathway from the inventory of {base} without projects; it is not a "
        "reported figure.",
        base=base,
        **said,
    )


def _tell_step(row: PathStep) -> Words:
    span = str(row.first_year) if row.first_year == row.last_year else f"{row.first_year}-{row.last_year}"
    return say("{fall:g}% down in {span}", fall=-(row.asked or 0.0), span=span)


def record_budget(budget: CarbonBudget) -> dict[str, Any]:
    """The budget for programs: its years with what all projects could reach, and what it rests on."""
    reach = {each.year: each.least for each in budget.years}
    rows = make_budget_table(budget).to_records()
    return {
        "answer": read_all(headline_budget(budget)),
        "pathway": budget.pathway_name,
        "start_year": budget.start_year,
        "start_wan_tco2": budget.start_wan_tco2,
        "years": [{**row, "least_with_projects": reach[row["year"]]} for row in rows],  # type: ignore[index]
        "grounds": [read_all(each) for each in list_budget_grounds(budget)],
    }
