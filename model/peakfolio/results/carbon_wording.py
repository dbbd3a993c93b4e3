"""The words of the carbon answer: sectors, fuels, ledgers, levers, drivers and figures in Chinese and English."""

from collections.abc import Mapping

from peakfolio.carbon.parameters import Parameter
from peakfolio.language import Sentence
from peakfolio.plan.carbon_tables import Abatement, EnergyUse, FuelFactor, Lever, OtherEmission
from peakfolio.plan.plan import Plan
from peakfolio.results.wording import show_unit

POINTS = ("share_change", "fuel_shift")  # levers that move by points, not by per cent
FACTOR_SETS: Mapping[str, Sentence] = {
    "guideline": Sentence("省级清单指南", "the provincial inventory guideline"),
    "ipcc2006": Sentence("IPCC 2006 缺省值", "IPCC 2006 defaults"),
    "aggregate": Sentence("煤、油、气综合值", "aggregate values of coal, oil and gas"),
    "aggregate_high": Sentence("煤、油、气综合值（高）", "aggregate values of coal, oil and gas (high)"),
}
SECTORS: Mapping[str, Sentence] = {
    "all": Sentence("全部部门", "all sectors"),
    "primary": Sentence("第一产业", "primary sector"),
    "energy_intensive": Sentence("高耗能工业", "energy-intensive industry"),
    "industry": Sentence("其他工业", "other industry"),
    "construction": Sentence("建筑业", "construction"),
    "transport": Sentence("交通", "transport"),
    "services": Sentence("服务业", "services"),
    "households": Sentence("居民生活", "households"),
}
FUELS: Mapping[str, Sentence] = {
    "all": Sentence("全部品种", "all fuels"),
    "coal": Sentence("煤", "coal"),
    "anthracite": Sentence("无烟煤", "anthracite"),
    "bituminous": Sentence("烟煤", "bituminous coal"),
    "lignite": Sentence("褐煤", "lignite"),
    "coke": Sentence("焦炭", "coke"),
    "oil": Sentence("油品", "oil products"),
    "crude": Sentence("原油", "crude oil"),
    "gasoline": Sentence("汽油", "gasoline"),
    "diesel": Sentence("柴油", "diesel"),
    "fuel_oil": Sentence("燃料油", "fuel oil"),
    "lpg": Sentence("液化石油气", "LPG"),
    "natural_gas": Sentence("天然气", "natural gas"),
    "electricity": Sentence("电力", "electricity"),
    "non_fossil": Sentence("非化石能源", "non-fossil energy"),
    "feedstock": Sentence("原料用能", "feedstock"),
}
LEVERS: Mapping[str, Sentence] = {
    "gdp_growth": Sentence("GDP 增速", "GDP growth"),
    "population_growth": Sentence("人口增速", "population growth"),
    "share_change": Sentence("产业结构变动", "change of the economy's structure"),
    "intensity_change": Sentence("能耗强度变动", "change of energy intensity"),
    "fuel_shift": Sentence("能源品种替代", "fuel shift"),
    "grid_factor_change": Sentence("电网排放因子变动", "change of the grid factor"),
    "item_change": Sentence("其他排放源变动", "change of another source"),
    "carbon_intensity_change": Sentence("碳强度变动（增长率引擎）", "change of carbon intensity (growth-rate engine)"),
}
DRIVERS: Mapping[str, Sentence] = {
    "population": Sentence("人口", "population"),
    "gdp_per_head": Sentence("人均 GDP", "GDP per head"),
    "structure": Sentence("产业结构", "structure"),
    "intensity": Sentence("能耗强度", "energy intensity"),
    "fuel_mix": Sentence("能源结构", "fuel mix"),
    "emission_factor": Sentence("排放因子（电网）", "emission factors (grid)"),
    "projects": Sentence("工程项目", "projects"),
}
CALLS: Mapping[str, Sentence] = {
    "peaked": Sentence("达峰", "peaks"),
    "plateau": Sentence("平台期", "plateau"),
    "rising": Sentence("期末最高", "highest at end"),
    "unknown": Sentence("不能认定", "no call"),
}
VARIANTS: Mapping[str, Sentence] = {
    "none": Sentence("不建任何项目", "no project"),
    "chosen": Sentence("优选组合", "the chosen portfolio"),
    "all": Sentence("全部项目", "all projects of the plan"),
}


def name_pathway(plan: Plan, key: str) -> Sentence:
    """A pathway's title."""
    pathway = plan.find_pathway(key)
    return Sentence(pathway.title_zh, pathway.title_en)


def name_item(row: OtherEmission) -> Sentence:
    """A source of other gases, or a sink."""
    return Sentence(row.name_zh, row.name_en)


def name_parameter(plan: Plan, parameter: Parameter) -> Sentence:
    """An uncertain figure as a reader calls it."""
    row = parameter.row
    if isinstance(row, Lever):
        return _name_lever(plan, row)
    if isinstance(row, EnergyUse):
        return _name_energy(parameter, row)
    if isinstance(row, FuelFactor):
        return Sentence(f"{FUELS[row.fuel].zh}排放因子", f"factor of {FUELS[row.fuel].en}")
    if isinstance(row, OtherEmission):
        return name_item(row)
    if isinstance(row, Abatement):
        return Sentence(
            f"{row.action_id} 的减排量（{row.component}）", f"abatement of {row.action_id} ({row.component})"
        )
    sector = SECTORS.get(parameter.name.removeprefix("value added "))
    if sector is not None:
        return Sentence(f"{sector.zh}增加值占比", f"value-added share of {sector.en}")
    return Sentence(parameter.name, parameter.name)


def _name_lever(plan: Plan, row: Lever) -> Sentence:
    item = next((name_item(each) for each in plan.other_emissions if each.item == row.item), None)
    subjects = [
        SECTORS[row.sector] if row.sector != "all" else None,
        FUELS[row.fuel] if row.fuel != "all" else None,
        item,
    ]
    named = [each for each in subjects if each is not None]
    lever, span = LEVERS[row.lever], f"{row.first_year}-{row.last_year}"
    zh, en = "、".join(each.zh for each in named), ", ".join(each.en for each in named)
    return Sentence(f"{lever.zh}{f'（{zh}）' if zh else ''} {span}", f"{lever.en}{f' ({en})' if en else ''} {span}")


def _name_energy(parameter: Parameter, row: EnergyUse) -> Sentence:
    if row.sector == "all" and row.fuel == "all":
        return Sentence("基准年能源消费总量", "total energy use in the base year")
    if row.fuel == "all":
        return Sentence(f"{SECTORS[row.sector].zh}用能占比", f"energy share of {SECTORS[row.sector].en}")
    place = SECTORS[parameter.name.split()[1]]
    fuel = FUELS[row.fuel]
    return Sentence(f"{place.zh}中{fuel.zh}占比", f"share of {fuel.en} in {place.en}")


def name_unit(parameter: Parameter) -> Sentence:
    """The unit of a drawn figure."""
    row = parameter.row
    if isinstance(row, Lever):
        return Sentence("百分点/年", "points a year") if row.lever in POINTS else Sentence("%/年", "% a year")
    if isinstance(row, FuelFactor):
        return Sentence("tCO2/tce", "tCO2/tce")
    if isinstance(row, Abatement):
        return Sentence("MWh/年", "MWh a year") if row.form == "electricity" else Sentence("吨/年", "t a year")
    return show_unit(getattr(row, "unit", None))
