"""The words of the carbon answer: sectors, fuels, ledgers, levers, drivers and figures."""

from collections.abc import Mapping

from peakfolio.carbon.parameters import Parameter
from peakfolio.plan.carbon_tables import Abatement, EnergyUse, FuelFactor, Lever, OtherEmission
from peakfolio.plan.plan import Plan
from peakfolio.report.names import show_unit
from peakfolio.words import Name, Words, listing, say

POINTS = ("share_change", "fuel_shift")  # levers that move by points, not by per cent
FACTOR_SETS: Mapping[str, Words] = {
    "guideline": say("the provincial inventory guideline"),
    "ipcc2006": say("IPCC 2006 defaults"),
    "aggregate": say("aggregate values of coal, oil and gas"),
    "aggregate_high": say("aggregate values of coal, oil and gas (high)"),
}
SECTORS: Mapping[str, Words] = {
    "all": say("all sectors"),
    "primary": say("primary sector"),
    "energy_intensive": say("energy-intensive industry"),
    "industry": say("other industry"),
    "construction": say("construction"),
    "transport": say("transport"),
    "services": say("services"),
    "households": say("households"),
}
FUELS: Mapping[str, Words] = {
    "all": say("all fuels"),
    "coal": say("coal"),
    "anthracite": say("anthracite"),
    "bituminous": say("bituminous coal"),
    "lignite": say("lignite"),
    "coke": say("coke"),
    "oil": say("oil products"),
    "crude": say("crude oil"),
    "gasoline": say("gasoline"),
    "diesel": say("diesel"),
    "fuel_oil": say("fuel oil"),
    "lpg": say("LPG"),
    "natural_gas": say("natural gas"),
    "electricity": say("electricity"),
    "non_fossil": say("non-fossil energy"),
    "feedstock": say("feedstock"),
}
LEVERS: Mapping[str, Words] = {
    "gdp_growth": say("GDP growth"),
    "population_growth": say("population growth"),
    "share_change": say("change of the economy's structure"),
    "intensity_change": say("change of energy intensity"),
    "fuel_shift": say("fuel shift"),
    "grid_factor_change": say("change of the grid factor"),
    "item_change": say("change of another source"),
    "carbon_intensity_change": say("change of carbon intensity (growth-rate engine)"),
}
DRIVERS: Mapping[str, Words] = {
    "population": say("population"),
    "gdp_per_head": say("GDP per head"),
    "structure": say("structure"),
    "intensity": say("energy intensity"),
    "fuel_mix": say("fuel mix"),
    "emission_factor": say("emission factors (grid)"),
    "projects": say("projects"),
}
CALLS: Mapping[str, Words] = {
    "peaked": say("peaks"),
    "plateau": say("plateau"),
    "rising": say("highest at end"),
    "unknown": say("no call"),
}
VARIANTS: Mapping[str, Words] = {
    "none": say("no project"),
    "chosen": say("the chosen projects"),
    "all": say("all projects of the plan"),
}


def name_pathway(plan: Plan, key: str) -> Words:
    """A pathway's title."""
    pathway = plan.find_pathway(key)
    return Name(pathway.title_zh, pathway.title_en)


def name_item(row: OtherEmission) -> Words:
    """A source of other gases, or a sink."""
    return Name(row.name_zh, row.name_en)


def name_parameter(plan: Plan, parameter: Parameter) -> Words:
    """An uncertain figure as a reader calls it."""
    row = parameter.row
    if isinstance(row, Lever):
        return _name_lever(plan, row)
    if isinstance(row, EnergyUse):
        return _name_energy(parameter, row)
    if isinstance(row, FuelFactor):
        return say("factor of {fuel}", fuel=FUELS[row.fuel])
    if isinstance(row, OtherEmission):
        return name_item(row)
    if isinstance(row, Abatement):
        return say("abatement of {action_id} ({component})", action_id=row.action_id, component=row.component)
    sector = SECTORS.get(parameter.name.removeprefix("value added "))
    if sector is not None:
        return say("value-added share of {sector}", sector=sector)
    return Name(parameter.name, parameter.name)


def _name_lever(plan: Plan, row: Lever) -> Words:
    sector = [SECTORS[row.sector]] if row.sector != "all" else []
    fuel = [FUELS[row.fuel]] if row.fuel != "all" else []
    items = [name_item(each) for each in plan.other_emissions if each.item == row.item][:1]
    subjects = listing([*sector, *fuel, *items])
    lever, span = LEVERS[row.lever], f"{row.first_year}-{row.last_year}"
    if not subjects.parts:
        return say("{lever} {span}", lever=lever, span=span)
    return say("{lever} ({subjects}) {span}", lever=lever, subjects=subjects, span=span)


def _name_energy(parameter: Parameter, row: EnergyUse) -> Words:
    if row.sector == "all" and row.fuel == "all":
        return say("total energy use in the base year")
    if row.fuel == "all":
        return say("energy share of {sector}", sector=SECTORS[row.sector])
    return say("share of {fuel} in {sector}", fuel=FUELS[row.fuel], sector=SECTORS[parameter.name.split()[1]])


def name_unit(parameter: Parameter) -> Words:
    """The unit of a drawn figure."""
    row = parameter.row
    if isinstance(row, Lever):
        return say("points a year") if row.lever in POINTS else say("% a year")
    if isinstance(row, FuelFactor):
        return say("tCO2/tce")
    if isinstance(row, Abatement):
        return say("MWh a year") if row.form == "electricity" else say("t a year")
    return show_unit(getattr(row, "unit", None))
