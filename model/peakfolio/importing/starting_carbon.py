"""Starts the carbon tables of a plan from GDP, people, three shares and its energy, with the structure of its province.

Every row is an assumption that says so, as wide as provinces lie apart; a figure of the plan keeps its source and lines.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from peakfolio.errors import PeakfolioError
from peakfolio.importing.carbon_given import TOPICS, CarbonGiven, Figure, complete_given
from peakfolio.importing.started import Started, is_started
from peakfolio.importing.starting_levers import PLANNED, cite_levers, list_levers, name_pathways
from peakfolio.importing.structures import Spread, Structure, build_structure
from peakfolio.plan.carbon_tables import BaseDriver, EnergyUse
from peakfolio.plan.plan import Plan
from peakfolio.plan.rows import Source
from peakfolio.plan.settings import LEAST_HORIZON, LEAST_SPAN, CarbonSettings
from peakfolio.plan.starter_book import StarterBook, is_province
from peakfolio.words import Words, listing, say

GIVEN, STRUCTURE, BALANCE = "starter_given", "starter_structure", "starter_balance"
CARBON_TABLES = ("drivers", "energy", "levers", "other_emissions")
HORIZON = 2060
NATION = "China"
GDP_WIDTH, PEOPLE_WIDTH, ENERGY_WIDTH, SHARE_WIDTH = 0.03, 0.02, 0.15, 0.1
STEEL = say(
    "industry: with a steel mill, coking or cement works emissions lie above the range (so it was in two of five plans); find their coke and "
    "coal, and write their shares"
)
BUILDING = Spread(8.0, 18.0, 35.0)  # construction, % of secondary industry
TCE_OF_POWER = 10.0  # 亿kWh at 1 kgce/kWh are 10 万tce


@dataclass(frozen=True)
class _Base:
    """What the rows are made of."""

    plan: Plan
    given: CarbonGiven
    structure: Structure
    power: float  # kgce per kWh at equivalent value


def start_carbon(plan: Plan, given: CarbonGiven, book: StarterBook) -> Started:
    """Drivers, energy, levers, settings and two pathways. Raises PeakfolioError where figures are missing or rows of a person's stand."""
    _refuse_own(plan)
    complete = complete_given(plan, given)
    year = complete.year or plan.settings.years.base_year
    power, calorific = _find_power(plan, year)
    structure = build_structure(book, complete.province, power / calorific)
    base = _Base(plan, complete, structure, power)
    grid, grid_told = _find_grid(plan, complete.province)
    carbon = CarbonSettings(
        base_year=year,
        horizon=max(HORIZON, year + LEAST_SPAN, LEAST_HORIZON),
        grid=grid,
        grid_years=tuple(plan.factors.grids[grid]),
        main_pathway=PLANNED,
    )
    pathways = {name: row.model_dump(mode="json", exclude_defaults=True) for name, row in name_pathways().items()}
    total = find_total(base.given, structure, power)
    return Started(
        {
            "drivers": tuple(_list_drivers(base)),
            "energy": tuple(_list_energy(base, total)),
            "levers": list_levers(year),
        },
        (_cite_given(), _cite_structure(structure, complete.province), _cite_balance(book), cite_levers()),
        {"carbon": carbon.model_dump(mode="json", exclude_defaults=True), "pathways": pathways},
        tuple(_tell_taken(complete)),
        tuple(_tell_assumed(structure, complete.province)),
        (_tell_total(total, complete, year), STEEL, *grid_told),
    )


def find_total(given: CarbonGiven, structure: Structure, power: float) -> Spread:
    """All energy used, 万tce: what is given, or what industry's energy and all electricity each point to."""
    if given.energy is not None:
        value = given.energy.value
        return Spread(value * (1 - ENERGY_WIDTH), value, value * (1 + ENERGY_WIDTH))
    if given.industrial_energy is None or given.electricity is None:
        raise PeakfolioError(say("Neither all energy nor industry and electricity are given."))
    industry, electricity = given.industrial_energy.value, given.electricity.value * power * TCE_OF_POWER
    share, power_share = structure.sectors["industry"], structure.electricity
    ways = [
        tuple(100.0 * amount / each for each in (spread.high, spread.central, spread.low))
        for amount, spread in ((industry, share), (electricity, power_share))
    ]
    central = (ways[0][1] * ways[1][1]) ** 0.5
    low = max(min(way[0] for way in ways), industry)
    return Spread(low, max(central, low), max(way[2] for way in ways))


def _refuse_own(plan: Plan) -> None:
    tables = [f"{table}.csv" for table in CARBON_TABLES if any(not is_started(row) for row in getattr(plan, table))]
    if tables:
        raise PeakfolioError(
            say(
                "{tables} already hold rows of your own, which a starter would mix with its own; nothing is begun.",
                tables=listing(tables),
            )
        )


def _find_power(plan: Plan, year: int) -> tuple[float, float]:
    """Standard coal of a kWh, kg, at equivalent and at calorific value."""
    find = plan.factors.find_standard_coal
    return find("electricity", "equivalent", year).value, find("electricity", "calorific", year).value


def _find_grid(plan: Plan, province: str) -> tuple[str, tuple[Words, ...]]:
    """The grid of the province; the nation's, with a mark, where none is published."""
    for name, years in plan.factors.grids.items():
        if any(is_province(province, row.province_zh) for row in years.values()):
            return name, ()
    told = say(
        "no grid factor of {province} is published; the nation's is used: set carbon.grid", province=province or "-"
    )
    return NATION, (told,)


def _list_drivers(base: _Base) -> Iterator[BaseDriver]:
    given = base.given
    if given.gdp is None or given.people is None or given.shares is None:
        raise PeakfolioError(say("GDP, people or shares are missing."))
    yield _make_driver("gdp", "all", "亿元", (given.gdp, GDP_WIDTH))
    yield _make_driver("population", "all", "万人", (given.people, PEOPLE_WIDTH))
    first, second, third = (round(each, 2) for each in given.shares)
    third = round(third + 100.0 - first - second - third, 2)
    building = round(second * BUILDING.central / 100.0, 2)
    parts = {
        "primary": Spread(first * (1 - SHARE_WIDTH), first, first * (1 + SHARE_WIDTH)),
        "industry": Spread(
            second * (1 - BUILDING.high / 100), round(second - building, 2), second * (1 - BUILDING.low / 100)
        ),
        "construction": Spread(second * BUILDING.low / 100, building, second * BUILDING.high / 100),
        "services": Spread(third * (1 - SHARE_WIDTH), third, min(third * (1 + SHARE_WIDTH), 100.0)),
    }
    for sector, spread in parts.items():
        why = say(
            "One of the three shares given; building is taken as 8 to 35 %, most likely 18 %, of secondary industry."
        )
        yield BaseDriver(
            driver="value_added_share", sector=sector, unit="%", low=round(spread.low, 3), central=spread.central,
            high=round(spread.high, 3), reasoning=why.read("en"), reasoning_zh=why.read("zh"), source_id=STRUCTURE,
        )  # fmt: skip


def _make_driver(driver: str, sector: str, unit: str, figure: tuple[Figure, float]) -> BaseDriver:
    known, width = figure
    source, lines = _find_source(known)
    why = say("The figure of the base year; {width:.0f} % for later revision.", width=100 * width)
    return BaseDriver(
        driver=driver, sector=sector, unit=unit, low=known.value * (1 - width), central=known.value,
        high=known.value * (1 + width), reasoning=why.read("en"), reasoning_zh=why.read("zh"), source_id=source, lines=lines,
    )  # fmt: skip


def _find_source(figure: Figure | None) -> tuple[str, str | None]:
    row = None if figure is None else figure.row
    return (GIVEN, None) if row is None else (row.source_id, row.lines)


def _list_energy(base: _Base, total: Spread) -> Iterator[EnergyUse]:
    source, lines = _find_source(base.given.energy) if base.given.energy is not None else (STRUCTURE, None)
    why = _explain_total(base.given)
    yield EnergyUse(
        sector="all", fuel="all", kind="amount", unit="万吨标准煤", low=total.low, central=total.central, high=total.high,
        reasoning=why.read("en"), reasoning_zh=why.read("zh"), source_id=source, lines=lines,
    )  # fmt: skip
    for sector, spread in base.structure.sectors.items():
        yield _make_share(sector, "all", spread, base)
    for sector, fuels in base.structure.fuels.items():
        for fuel, spread in fuels.items():
            yield _make_share(sector, fuel, spread, base)


def _explain_total(given: CarbonGiven) -> Words:
    if given.energy is not None:
        return say(
            "All energy as given; 15 %, for it is not known how electricity is counted (at equivalent or calorific value) and what is revised."
        )
    return say(
        "Industry above size over industry's share, and all electricity over its share of all energy; the range spans both ways and the spread of "
        "provinces."
    )


def _make_share(sector: str, fuel: str, spread: Spread, base: _Base) -> EnergyUse:
    structure = base.structure
    whose = (
        say("Share of the province in 2021") if structure.is_own else say("Mean of the provinces read (not this one)")
    )
    why = say(
        "{whose}; as far either way as the farthest of {n} provinces, and fuels of industry from none to twice.",
        whose=whose,
        n=len(structure.provinces),
    )
    return EnergyUse(
        sector=sector, fuel=fuel, kind="share", unit="%", low=spread.low, central=spread.central, high=spread.high,
        reasoning=why.read("en"), reasoning_zh=why.read("zh"), source_id=STRUCTURE,
    )  # fmt: skip


def _tell_total(total: Spread, given: CarbonGiven, year: int) -> Words:
    known = {"year": year, "low": total.low, "high": total.high}
    if given.energy is not None:
        return say(
            "energy of {year}: {low:.1f}-{high:.1f} x 10,000 tce; verify its total and how electricity is counted",
            **known,
        )
    return say(
        "energy of {year}: {low:.1f}-{high:.1f} x 10,000 tce, not printed but inferred; find its total first", **known
    )


def _tell_taken(given: CarbonGiven) -> Iterator[Words]:
    for name in TOPICS:
        figure: Figure | None = getattr(given, name)
        if figure is None:
            continue
        if figure.row is None:
            yield say("{name} {value:g}, as typed, without a source", name=say_name(name), value=figure.value)
        else:
            lines = figure.row.lines or "-"
            yield say(
                "{name} {value:g}, quantities.csv {key}, lines {lines}",
                name=say_name(name), value=figure.value, key=figure.row.quantity_id, lines=lines,
            )  # fmt: skip


def say_name(name: str) -> Words:
    """What a figure is called."""
    return {
        "gdp": say("GDP (100 million yuan)"),
        "people": say("people (10,000)"),
        "energy": say("energy (10,000 tce)"),
        "industrial_energy": say("energy of industry above size (10,000 tce)"),
        "electricity": say("electricity (100 million kWh)"),
    }[name]


def _tell_assumed(structure: Structure, province: str) -> Iterator[Words]:
    if structure.is_own:
        yield say(
            "sectors and fuels as in {province} in 2021, as wide as {n} provinces",
            province=province,
            n=len(structure.provinces),
        )
    else:
        yield say(
            "the energy balance of {province} was not read: sectors and fuels are the mean of {n} provinces ({names})",
            province=province or "-", n=len(structure.provinces), names=listing(structure.provinces),
        )  # fmt: skip
    yield say("growth, saving and switching by period from national targets and judgement; nothing is the county's own")
    yield say("other greenhouse gases and sinks are not begun: unknown, not nought")


def _cite_given() -> Source:
    return Source(
        source_id=GIVEN,
        kind="assumption",
        title="Figures typed by the user to begin carbon",
        title_zh="起步碳核算时由使用者填入的数值",
        reasoning="Typed without a source; replace it by the document they stand in.",
        reasoning_zh="填入时未注明来源，请补充所据文件。",
    )


def _cite_structure(structure: Structure, province: str) -> Source:
    names = "、".join(structure.provinces)
    whose = province if structure.is_own else f"mean of {len(structure.provinces)} provinces"
    whose_zh = province if structure.is_own else f"{len(structure.provinces)}省平均（{province or '未知省份'}未读到）"
    return Source(
        source_id=STRUCTURE,
        kind="assumption",
        title="The county uses energy as its province does",
        title_zh="本县用能结构与所在省相同",
        reasoning=f"Final energy of 2021 by sector and fuel: {whose}. Ranges span the provinces read ({names}), for a county differs from its "
        "province at least as much as provinces differ; fuels of industry go further (judgement), for one plant can be all of it. Electricity "
        "at equivalent value, bought heat counted as coal, feedstock left out. A county of steel or cement can still lie beyond the range: look "
        f"at industry first. Figures: {BALANCE}.",
        reasoning_zh=f"2021年分行业、分品种终端用能：{whose_zh}。区间取已读各省（{names}）的最低至最高，因县与省的差异不小于省际差异；工业各品种区间更宽（判断值），因县内工业可能"
        f"只有一家企业。电力按等价值，外购热力计入煤，不含原料用能。以钢铁、水泥为主的县仍可能超出区间，请先核实工业。数据见 {BALANCE}。",
    )


def _cite_balance(book: StarterBook) -> Source:
    row = next(row for row in book.sources if row.source_id == book.province_energy[0].source_id)
    said = row.model_dump(include=set(Source.model_fields))
    return Source(**{**said, "source_id": BALANCE, "citation": f"{row.citation} {row.address or ''}".strip()})
