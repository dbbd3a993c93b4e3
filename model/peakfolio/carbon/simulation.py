"""From one row of parameter values to one path: the extended Kaya identity by sector and fuel.

C_t = sum_s activity_s,t x intensity_s,t x sum_f mix_s,f,t x factor_f,t, less what projects abate (Kaya 1990; IPCC 2006 V2 Eq 2.1).

Runs and years are the two axes of every array; the loops run over the few sectors, fuels and levers, so that each step works on
a block that fits the processor's cache.
"""

import numpy as np

from peakfolio.carbon.model import CarbonModel, Detail, LeverSlot, Paths
from peakfolio.carbon.parameters import Floats
from peakfolio.carbon.refusing import QUANTITIES, refuse_emptied, refuse_endless, refuse_vanishing
from peakfolio.plan.vocabulary import LeverShape

PERCENT = 0.01


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
    model: CarbonModel,
    values: Floats,
    lever: str,
    sector: int | None = None,
    fuel: int | None = None,
    item: int | None = None,
) -> Floats:
    """Yearly rates of a lever as shares, shape (runs, years); none in the base year. A sector's own row beats that of all."""
    parameters, weights = find_weights(model, lever, sector, fuel, item)
    rates: Floats = values[:, parameters] @ weights
    refuse_vanishing(model, rates, lever, sector)
    return rates


def cumulate_rates(model: CarbonModel, values: Floats, lever: str, sector: int, fuel: int | None = None) -> Floats:
    """Sums of yearly rates since the base year, shape (runs, years)."""
    parameters, weights = find_weights(model, lever, sector, fuel, None)
    sums: Floats = values[:, parameters] @ np.cumsum(weights, axis=1)
    return sums


def find_weights(
    model: CarbonModel, lever: str, sector: int | None, fuel: int | None, item: int | None
) -> tuple[list[int], Floats]:
    """The parameters of a lever that hold in any year, and their weights as shares, shape (parameters, years); once per model."""
    key = (lever, sector, fuel, item)
    if key not in model.rate_weights:
        own = [each for each in model.levers if _acts(each, lever, sector, fuel, item)]
        weights = PERCENT * weigh_years(own, len(model.years), model.lever_shape)
        held = np.flatnonzero(weights.any(axis=1))
        model.rate_weights[key] = ([own[place].parameter for place in held], weights[held])
    return model.rate_weights[key]


def weigh_years(slots: list[LeverSlot], years: int, shape: LeverShape) -> Floats:
    """How much of each lever's rate holds in each year after the base year, shape (slots, years).

    step: the whole rate in every year of its period. linear: the rate moves in a straight line from the middle of one period to
    the middle of the next, and is level before the first middle and after the last. Periods count as they are stated, also
    before the base year and beyond the horizon, so that neither moves a middle.
    """
    cut = np.zeros((len(slots), years))
    if not slots:
        return cut
    origin, end = min(each.first for each in slots), max(each.last for each in slots)
    weights = _weigh_stated(slots, origin, end, shape)
    first, last = max(origin, 1), min(end, years - 1)
    if first <= last:
        cut[:, first : last + 1] = weights[:, first - origin : last + 1 - origin]
    return cut


def _weigh_stated(slots: list[LeverSlot], origin: int, end: int, shape: LeverShape) -> Floats:
    """The weights over all stated periods, from the first of them to the last."""
    weights = np.zeros((len(slots), end - origin + 1))
    holder = np.full(end - origin + 1, -1)
    for number in sorted(range(len(slots)), key=lambda each: -len(slots[each].sectors)):
        holder[slots[number].first - origin : slots[number].last - origin + 1] = number
    held = np.flatnonzero(holder >= 0)
    if shape == "step":
        weights[holder[held], held] = 1.0
        return weights
    starts = [held[0], *(year for year in held[1:] if holder[year] != holder[year - 1])]
    ends = [*(each - 1 for each in starts[1:]), held[-1]]
    middles = [(first + last) / 2.0 for first, last in zip(starts, ends, strict=True)]
    for place, first in enumerate(starts):
        hat = np.zeros(len(starts))
        hat[place] = 1.0
        weights[holder[first], held] += np.interp(held, middles, hat)
    return weights


def _acts(slot: LeverSlot, lever: str, sector: int | None, fuel: int | None, item: int | None) -> bool:
    return (
        slot.lever == lever
        and (sector is None or sector in slot.sectors)
        and (fuel is None or slot.fuel == fuel)
        and (item is None or slot.item == item)
    )


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
    moved = {slot.fuel for slot in model.levers if slot.lever == "fuel_shift" and number in slot.sectors}
    mix: dict[int, Floats] = {}
    for fuel, part in parts.items():
        mix[fuel] = np.asarray(part / start)
        if fuel in moved:
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
