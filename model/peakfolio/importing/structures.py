"""How the energy of provinces splits over sectors and fuels, and how far provinces lie apart: what a county's inventory begins with."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from peakfolio.plan.starter_book import StarterBook, is_province
from peakfolio.plan.starter_tables import ProvinceEnergy

SERVICES = ("trade", "other")
HEAT_AS = "coal"  # the model has no bought heat; most of it is made from coal
LEAST_SHARE = 0.5  # %: a fuel below it is left out of a sector
LEAST_WIDTH = 0.25  # of the central share: a county can lie beyond the outermost province
Shares = Mapping[str, float]


@dataclass(frozen=True)
class Spread:
    """A share with its range, %."""

    low: float
    central: float
    high: float


@dataclass(frozen=True)
class Structure:
    """Shares of sectors in all energy and of fuels in each sector, electricity at equivalent value; whether it is the province's own."""

    sectors: Mapping[str, Spread]
    fuels: Mapping[str, Mapping[str, Spread]]
    is_own: bool
    provinces: tuple[str, ...]  # those the ranges span, in Chinese
    electricity: Spread  # share of all energy


def build_structure(book: StarterBook, province_zh: str, power: float) -> Structure:
    """The structure of a province; of one that was not read the mean of those that were. ``power`` is equivalent over calorific value."""
    balances = {name: _read_balance(rows, power) for name, rows in _group(book.province_energy).items()}
    own = next((name for name in balances if is_province(province_zh, name)), None)
    chosen = [balances[own]] if own is not None else list(balances.values())
    names = tuple(dict.fromkeys(sector for each in balances.values() for sector in each))
    all_sectors = [_share({sector: sum(each[sector].values()) for sector in names}) for each in balances.values()]
    sectors = _average([_share({sector: sum(each[sector].values()) for sector in names}) for each in chosen])
    fuels = {}
    for sector in names:
        central = _average([_share(each[sector]) for each in chosen])
        fuels[sector] = _spread(_drop_small(central), [_share(each[sector]) for each in balances.values()])
    fuels["industry"] = {name: _open(spread.central) for name, spread in fuels["industry"].items()}
    power_shares = [_share_of_power(each) for each in balances.values()]
    power_share = _spread_one(_average([{"power": _share_of_power(each)} for each in chosen])["power"], power_shares)
    return Structure(_spread(sectors, all_sectors), fuels, own is not None, tuple(balances), power_share)


def _group(rows: Iterable[ProvinceEnergy]) -> Mapping[str, list[ProvinceEnergy]]:
    groups: dict[str, list[ProvinceEnergy]] = defaultdict(list)
    for row in rows:
        groups[row.province_zh].append(row)
    return groups


def _read_balance(rows: Iterable[ProvinceEnergy], power: float) -> Mapping[str, dict[str, float]]:
    """Energy that is burnt or used as power, by sector and fuel of the model."""
    found: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for row in rows:
        sector = "services" if row.sector in SERVICES else row.sector
        fuel = HEAT_AS if row.fuel == "heat" else row.fuel
        found[sector][fuel] += (row.amount - row.non_energy) * (power if fuel == "electricity" else 1.0)
    return found


def _share(amounts: Mapping[str, float]) -> Shares:
    total = sum(amounts.values())
    return {name: 100.0 * amount / total for name, amount in amounts.items()}


def _share_of_power(balance: Mapping[str, Mapping[str, float]]) -> float:
    total = sum(sum(each.values()) for each in balance.values())
    return 100.0 * sum(each.get("electricity", 0.0) for each in balance.values()) / total


def _average(shares: list[Shares]) -> Shares:
    names = dict.fromkeys(name for each in shares for name in each)
    return {name: sum(each.get(name, 0.0) for each in shares) / len(shares) for name in names}


def _drop_small(shares: Shares) -> Shares:
    return _share({name: share for name, share in shares.items() if share >= LEAST_SHARE})


def _spread(central: Shares, provinces: list[Shares]) -> Mapping[str, Spread]:
    """Each share from the lowest to the highest province; the central ones rounded so that they add to 100."""
    rounded = {name: round(share, 1) for name, share in central.items()}
    largest = max(rounded, key=lambda name: rounded[name])
    rounded[largest] = round(rounded[largest] + 100.0 - sum(rounded.values()), 1)
    return {name: _spread_one(share, [each.get(name, 0.0) for each in provinces]) for name, share in rounded.items()}


def _open(central: float) -> Spread:
    """From none to twice a share: one plant can be all the industry of a county, where that of a province is the mean of hundreds."""
    return _reach(central, central)


def _spread_one(central: float, provinces: list[float]) -> Spread:
    """As far either way as the farthest province, so that the middle of the draws stays where the province is."""
    return _reach(central, max(*(abs(each - central) for each in provinces), LEAST_WIDTH * central))


def _reach(central: float, width: float) -> Spread:
    most = min(width, central, 100.0 - central)
    return Spread(round(central - most, 1), round(central, 1), round(central + most, 1))
