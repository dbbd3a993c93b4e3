"""What tables can be started from where the county knows little, looked up by province."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from peakfolio.plan.evidence_tables import Publication
from peakfolio.plan.starter_tables import FloodSeason, KindOfWork, MonthlyTemperature, ProvinceEnergy

FREEZING = 0.0  # °C: the ground freezes in a month whose mean lies below


@dataclass(frozen=True)
class StarterBook:
    """Every row of ``scenarios/starters``, each with its source."""

    sources: tuple[Publication, ...] = ()
    kinds_of_work: tuple[KindOfWork, ...] = ()
    monthly_temperatures: tuple[MonthlyTemperature, ...] = ()
    flood_seasons: tuple[FloodSeason, ...] = ()
    province_energy: tuple[ProvinceEnergy, ...] = ()

    @cached_property
    def source_by_id(self) -> Mapping[str, Publication]:
        """Sources by their key."""
        return {row.source_id: row for row in self.sources}

    def find_season(self, province_zh: str) -> FloodSeason | None:
        """The flood season of a province; None where none was read."""
        return next((row for row in self.flood_seasons if is_province(province_zh, row.province_zh)), None)

    def list_temperatures(self, province_zh: str) -> tuple[MonthlyTemperature, ...]:
        """The years of monthly temperatures of a province; none where none were read."""
        return tuple(row for row in self.monthly_temperatures if is_province(province_zh, row.province_zh))

    def find_cold_months(self, province_zh: str) -> tuple[int, ...]:
        """Months whose mean over the years that were read lies below freezing."""
        rows = self.list_temperatures(province_zh)
        if not rows:
            return ()
        means = [sum(months) / len(rows) for months in zip(*(row.months for row in rows), strict=True)]
        return tuple(month for month, mean in enumerate(means, start=1) if mean < FREEZING)


def is_province(said: str, province_zh: str) -> bool:
    """Whether a name, long or short, is that of a province: 云南 for 云南省."""
    short, own = said.strip(), province_zh
    return len(short) > 1 and (own.startswith(short) or short.startswith(own))
