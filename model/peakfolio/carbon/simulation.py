"""From one row of parameter values to one path: the extended Kaya identity by sector and fuel.

C_t = sum_s activity_s,t x intensity_s,t x sum_f mix_s,f,t x factor_f,t, less what projects abate (Kaya 1990; IPCC 2006 V2 Eq 2.1).

Runs and years are the two axes of every array; the loops run over the few sectors, fuels and levers, so that each step works on
a block that fits the processor's cache.
"""

import numpy as np

from peakfolio.carbon.levers import PERCENT, Moved
from peakfolio.carbon.model import CarbonModel, Detail, Paths
from peakfolio.carbon.parameters import Floats
from peakfolio.carbon.refusing import QUANTITIES, refuse_emptied, refuse_endless, refuse_vanishing


def simulate_paths(model: CarbonModel, values: Floats, *, in_detail: bool = False) -> Paths:
    """The paths of a model at parameter values of shape (runs, parameters).

    ``in_detail`` also keeps the emissions of every sector, fuel and project; it is meant for few runs. Raises PlanFaults with lever,
    sector and year where a path cannot be reckoned.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        paths = _run_paths(model, values, in_detail=in_detail)
    refuse_endless(model, **{name: getattr(paths, name) for name in QUANTITIES})
    return paths


def _run_paths(model: CarbonModel, values: Floats, *, in_detail: bool) -> Paths:
    shape = (len(values), len(model.years))
    cells = (*shape, len(model.sectors), len(model.fuels)) if in_detail else (0, 0, 0, 0)
    emissions, energies = np.zeros(cells), np.zeros(cells)
    gdp = grow(sum_rates(model, values, "gdp_growth"))
    grid = grow(sum_rates(model, values, "grid_factor_change"))
    activity = measure_activity(model, values, gdp)
    gross, energy = np.zeros(shape), np.zeros(shape)
    for number in range(len(model.sectors)):
        intensity = grow(sum_rates(model, values, "intensity_change", number))
        used = find_base_energy(model, values, number) * activity[number] * intensity
        mix, whole = mix_fuels(model, values, number)
        carbon: Floats | float = 0.0
        for fuel, share in mix.items():
            is_power = model.fuels[fuel] == "electricity"
            factor = model.grid_tco2_per_tce * grid if is_power else values[:, [model.fuel_factors[fuel]]]
            carbon = carbon + share * factor
            if in_detail:
                energies[:, :, number, fuel] = used * share / whole
                emissions[:, :, number, fuel] = used * share / whole * factor
        gross += used * carbon / whole
        energy += used
    worked, projects = apply_projects(model, values, grid, in_detail=in_detail)
    items = run_items(model, values)
    return Paths(
        years=model.years,
        gross=gross,
        net=gross - worked["energy_co2"],
        other=items["other_ghg"] - worked["other_ghg"],
        sink=items["sink"] + worked["sink"],
        energy=energy,
        gdp=gdp,
        detail=Detail(emissions, energies, np.stack(activity, axis=2), projects) if in_detail else None,
    )


def recur_growth(model: CarbonModel, values: Floats) -> Floats:
    """Energy CO2 by growth rates alone, before projects: C_t = C_{t-1} (1 + g_GDP)(1 + g_CI), shape (runs, years).

    The second engine, for places of which only growth rates are known.
    """
    start = simulate_paths(model, values).gross[:, :1]
    growth = grow(sum_rates(model, values, "gdp_growth")) * grow(sum_rates(model, values, "carbon_intensity_change"))
    return np.asarray(start * growth)


def sum_rates(
    model: CarbonModel, values: Floats, lever: str, sector: int | None = None, item: int | None = None
) -> Floats:
    """Yearly rates of a lever as shares, shape (runs, years); none in the base year. A sector's own row beats that of all."""
    weights = model.levers.find_weights(Moved(lever, sector, item=item))
    rates: Floats = values[:, weights.parameters] @ weights.by_year
    refuse_vanishing(model, rates, lever, sector)
    return rates


def cumulate_rates(model: CarbonModel, values: Floats, lever: str, sector: int, fuel: int | None = None) -> Floats:
    """Sums of yearly rates since the base year, shape (runs, years)."""
    weights = model.levers.find_weights(Moved(lever, sector, fuel))
    sums: Floats = values[:, weights.parameters] @ np.cumsum(weights.by_year, axis=1)
    return sums


def grow(rates: Floats) -> Floats:
    """Ratios to the base year from yearly rates."""
    return np.asarray(np.cumprod(1.0 + rates, axis=1))


def measure_activity(model: CarbonModel, values: Floats, gdp: Floats) -> list[Floats]:
    """Activity of each sector as a ratio to its base year: GDP, people, or GDP times its share of value added."""
    people = grow(sum_rates(model, values, "population_growth"))
    shares: dict[int, Floats] = {}
    for number, sector in enumerate(model.sectors):
        if sector.value_added is not None:
            moved = cumulate_rates(model, values, "share_change", number)
            shares[number] = np.maximum(PERCENT * values[:, [sector.value_added]] + moved, 0.0)
    whole = np.asarray(sum(shares.values())) if shares else np.ones_like(gdp)
    refuse_emptied(model, whole, "share_change", None)
    activity = []
    for number, sector in enumerate(model.sectors):
        if number in shares:
            part = shares[number] / whole
            base = np.broadcast_to(part[:, :1], part.shape)
            activity.append(gdp * np.divide(part, base, out=np.zeros_like(part), where=base > 0))
        else:
            activity.append(people if sector.follows == "population" else gdp)
    return activity


def find_base_energy(model: CarbonModel, values: Floats, number: int) -> Floats:
    """Energy of a sector in the base year, 万tce, shape (runs, 1)."""
    sector = model.sectors[number]
    if sector.amount is not None:
        return values[:, [sector.amount]]
    if sector.share is not None and model.total is not None:
        whole = sum(values[:, [each.share]] for each in model.sectors if each.share is not None)
        return np.asarray(values[:, [model.total]] * values[:, [sector.share]] / whole)
    cells = [cell.parameter for cell in model.cells if cell.sector == number]
    return np.asarray(values[:, cells].sum(axis=1, keepdims=True))


def mix_fuels(model: CarbonModel, values: Floats, number: int) -> tuple[dict[int, Floats], Floats]:
    """Each fuel's part of a sector's energy and their sum, shapes (runs, years), or (runs, 1) where nothing shifts.

    Parts move by their levers, never below zero; dividing by the sum brings them back to one.
    """
    parts = {cell.fuel: values[:, [cell.parameter]] for cell in model.cells if cell.sector == number}
    start = sum(parts.values())
    mix: dict[int, Floats] = {}
    for fuel, part in parts.items():
        mix[fuel] = np.asarray(part / start)
        if Moved("fuel_shift", number, fuel) in model.levers.weights:
            mix[fuel] = np.maximum(mix[fuel] + cumulate_rates(model, values, "fuel_shift", number, fuel), 0.0)
    whole = np.asarray(sum(mix.values()))
    refuse_emptied(model, whole, "fuel_shift", number)
    return mix, whole


def run_items(model: CarbonModel, values: Floats) -> dict[str, Floats]:
    """Ledgers B and C before projects, 万tCO2e, shape (runs, years)."""
    ledgers = {name: np.zeros((len(values), len(model.years))) for name in ("other_ghg", "sink")}
    for number, item in enumerate(model.items):
        amount = item.weight * values[:, [item.parameter]]
        ledgers[item.ledger] += amount * grow(sum_rates(model, values, "item_change", item=number))
    return ledgers


def apply_projects(
    model: CarbonModel, values: Floats, grid: Floats, *, in_detail: bool = False
) -> tuple[dict[str, Floats], Floats]:
    """What projects take off each ledger (add to the sink), 万tCO2e, shape (runs, years); and by project where asked."""
    shape = (len(values), len(model.years))
    ledgers = {name: np.zeros(shape) for name in ("energy_co2", "other_ghg", "sink")}
    by_project = np.zeros((*shape, len(model.projects)) if in_detail else (0, 0, 0))
    for number, each in enumerate(model.projects):
        worked = each.weight * values[:, [each.parameter]] * each.service
        if each.follows_grid:
            worked = worked * grid
        ledgers[each.ledger] += worked
        if in_detail:
            by_project[:, :, number] = worked
    return ledgers, by_project
