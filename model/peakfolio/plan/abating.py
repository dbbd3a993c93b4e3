"""What a project's abatement is worth in a year: its amount, weighed by the grid or the gas, for the years it is in service."""

from collections.abc import Sequence

from peakfolio.plan.carbon_tables import Abatement
from peakfolio.plan.plan import Plan
from peakfolio.plan.settings import EffectLevel

TONNES_PER_WAN = 1e4


def weigh_abatement(plan: Plan, row: Abatement, level: EffectLevel = "central") -> float:
    """Full yearly amount of an abatement, 万tCO2e, at the grid factor of the settings; 0 where none is known."""
    amount = getattr(row, level)
    return 0.0 if amount is None else float(amount) * weigh_unit(plan, row)


def weigh_unit(plan: Plan, row: Abatement) -> float:
    """万tCO2e of one tonne of the row's gas, or of one MWh at the grid factor of the settings."""
    if row.form == "electricity":
        return average_grid(plan) / TONNES_PER_WAN  # kg/kWh is t/MWh
    if row.form == "none_known":
        return 0.0
    return weigh_gas(plan, row.form)


def weigh_gas(plan: Plan, gas: str) -> float:
    """万tCO2e of one tonne of a gas, by the plan's GWP set."""
    gwp = 1.0 if gas == "co2" else plan.factors.find_gwp(plan.carbon.gwp_set, gas)
    return gwp / TONNES_PER_WAN


def average_grid(plan: Plan) -> float:
    """The grid factor of the settings, kgCO2/kWh."""
    carbon = plan.carbon
    return plan.factors.average_grid(carbon.grid, carbon.grid_years)


def find_finish(plan: Plan, action_id: str, start: int) -> int:
    """The year at whose end an action that starts in a year is in service, if it keeps its printed length.

    A project without printed years is taken to fill those from the plan's first to its assessment year.
    """
    if action_id in plan.measure_by_id:
        return start + plan.measure_by_id[action_id].duration_years - 1
    project = plan.project_by_id[action_id]
    first = project.start_year or plan.settings.years.first_year
    return start + (project.end_year or max(first, plan.settings.assessment.milestone)) - first


def find_service_share(row: Abatement, finish: int, year: int) -> float:
    """Share of an abatement that works during a year: from the year after it is finished, growing over its ramp, for its life."""
    years_in_service = year - finish
    if not 1 <= years_in_service <= row.life_years:
        return 0.0
    return min(years_in_service / (row.ramp_years + 1), 1.0)


def sum_service(row: Abatement, finish: int, years: Sequence[int], grid_ratios: tuple[float, ...] = ()) -> float:
    """Years of full service within ``years``, electricity weighed by the grid of each year."""
    ratios = grid_ratios if grid_ratios and row.form == "electricity" else (1.0,) * len(years)
    return sum(ratio * find_service_share(row, finish, year) for year, ratio in zip(years, ratios, strict=True))
