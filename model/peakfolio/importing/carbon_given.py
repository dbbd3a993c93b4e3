"""The few figures that a carbon inventory begins with: typed by a person, or found in quantities.csv with their lines."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from peakfolio.errors import PeakfolioError
from peakfolio.plan.claims import Quantity
from peakfolio.plan.plan import Plan
from peakfolio.units import convert, measures_same
from peakfolio.words import SEMICOLON, Words, listing, say

# field -> the topics an import gives it, its unit, what it is called and the option that gives it
TOPICS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "gdp": (("gdp",), "亿元"),
    "people": (("resident_population",), "万人"),
    "energy": (("energy_total",), "万吨标准煤"),
    "industrial_energy": (("industrial_energy",), "万吨标准煤"),
    "electricity": (("electricity_total",), "亿千瓦时"),
}
NAMES: Mapping[str, Words] = {
    "gdp": say("GDP, 100 million yuan (--gdp)"),
    "people": say("people, 10,000 (--people)"),
    "shares": say("shares of the three industries, % (--shares 8.4:25.5:66.1)"),
    "energy": say(
        "energy used in all, 10,000 tce (--energy), or industry above size and electricity (--industry-energy, --electricity)"
    ),
    "industrial_energy": say("energy of industry above size, 10,000 tce (--industry-energy)"),
    "electricity": say("electricity used in all, 100 million kWh (--electricity)"),
}
INDUSTRIES = ("value_added_primary", "value_added_secondary", "value_added_tertiary")
SHARE_SLACK = 0.6  # percentage points by which three printed shares may miss 100


@dataclass(frozen=True)
class Figure:
    """A number, and the row of quantities.csv it stands in; none where a person typed it."""

    value: float
    row: Quantity | None = None


@dataclass(frozen=True)
class CarbonGiven:
    """What is known of the base year; the province is that of plan.toml where none is given."""

    gdp: Figure | None = None
    shares: tuple[float, float, float] | None = None
    people: Figure | None = None
    energy: Figure | None = None
    industrial_energy: Figure | None = None
    electricity: Figure | None = None
    province: str = ""
    year: int | None = None  # of the inventory; none is the base year of the plan
    shares_row: Quantity | None = field(default=None, compare=False)

    @property
    def missing(self) -> tuple[str, ...]:
        """What must still be asked."""
        has_energy = self.energy is not None or (self.industrial_energy is not None and self.electricity is not None)
        lacking = [name for name in ("gdp", "shares", "people") if getattr(self, name) is None]
        return (*lacking, *(() if has_energy else ("energy",)))


def complete_given(plan: Plan, given: CarbonGiven) -> CarbonGiven:
    """What was given, completed by the figures of the base year in quantities.csv; raises PeakfolioError naming all that is missing."""
    complete = find_given(plan, given)
    _refuse(complete)
    return complete


def find_given(plan: Plan, given: CarbonGiven) -> CarbonGiven:
    """What was given, completed by the figures of the base year in quantities.csv; what is in neither is left out."""
    found = {each.name: getattr(given, each.name) for each in fields(given)}
    year = given.year or plan.settings.years.base_year
    for name in TOPICS:
        found[name] = found[name] or _find(plan, name, year)
    if found["shares"] is None:
        found["shares"], found["shares_row"] = _find_shares(plan, year)
    found["province"] = given.province or plan.settings.region.province_zh
    found["year"] = year
    return CarbonGiven(**found)


def _refuse(given: CarbonGiven) -> None:
    faults = [NAMES[name] for name in given.missing]
    if faults:
        raise PeakfolioError(say("To begin carbon, give also: {names}.", names=listing(faults, SEMICOLON)))
    for name in ("gdp", "people", "energy", "industrial_energy", "electricity"):
        figure = getattr(given, name)
        if figure is not None and figure.value <= 0:
            raise PeakfolioError(say("{name} must be above 0.", name=NAMES[name]))
    total = sum(given.shares or ())
    if min(given.shares or (0.0,)) < 0:
        raise PeakfolioError(say("A share cannot be below 0."))
    if abs(total - 100.0) > SHARE_SLACK:
        raise PeakfolioError(say("The three shares add to {total:g}, not 100.", total=total))


def _find(plan: Plan, name: str, year: int) -> Figure | None:
    """The figure of the base year; none where there is none, or where two rows differ."""
    topics, unit = TOPICS[name]
    rows = [row for row in plan.quantities if row.topic in topics and row.year == year]
    values = {convert(row.value, row.unit, unit): row for row in rows if measures_same(row.unit, unit)}
    return None if len(values) != 1 else Figure(*next(iter(values.items())))


def _find_shares(plan: Plan, year: int) -> tuple[tuple[float, float, float] | None, Quantity | None]:
    rows = {row.topic: row for row in plan.quantities if row.topic in INDUSTRIES and row.year == year}
    if len(rows) != len(INDUSTRIES):
        return None, None
    amounts = [convert(rows[topic].value, rows[topic].unit, "亿元") for topic in INDUSTRIES]
    first, second, third = (100.0 * each / sum(amounts) for each in amounts)
    return (first, second, third), rows[INDUSTRIES[0]]
