"""The indicator systems that ship: which lists counties and cities are measured by, and what each asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from peakfolio.errors import UnknownName
from peakfolio.plan.evidence_tables import Publication
from peakfolio.plan.system_tables import IndicatorSystem, SystemIndicator, SystemStandard
from peakfolio.plan.vocabulary import Terrain
from peakfolio.words import say


@dataclass(frozen=True)
class SystemBook:
    """Every row of ``scenarios/systems``, each with its source."""

    sources: tuple[Publication, ...] = ()
    systems: tuple[IndicatorSystem, ...] = ()
    system_indicators: tuple[SystemIndicator, ...] = ()
    system_standards: tuple[SystemStandard, ...] = ()

    @cached_property
    def source_by_id(self) -> Mapping[str, Publication]:
        """Sources by their key."""
        return {row.source_id: row for row in self.sources}

    @cached_property
    def system_by_id(self) -> Mapping[str, IndicatorSystem]:
        """Systems by their key."""
        return {row.system_id: row for row in self.systems}

    def find_system(self, system_id: str) -> IndicatorSystem:
        """The system of a key, or of its Chinese name or number.

        Raises UnknownName where there is none.
        """
        for row in self.systems:
            if system_id in (row.system_id, row.name_zh, row.number_zh):
                return row
        raise UnknownName(say("indicator system"), system_id, tuple(self.system_by_id))

    def list_indicators(self, system_id: str) -> tuple[SystemIndicator, ...]:
        """The indicators of a system, groups and parts, in the order of its list."""
        return tuple(row for row in self.system_indicators if row.system_id == system_id)

    def list_standards(self, system_id: str, indicator_id: str | None = None) -> tuple[SystemStandard, ...]:
        """What a system asks, of all its indicators or of one."""
        return tuple(
            row
            for row in self.system_standards
            if row.system_id == system_id and indicator_id in (None, row.indicator_id)
        )

    def choose_standards(
        self, row: SystemIndicator, terrain: Terrain | None
    ) -> tuple[tuple[SystemStandard, bool], ...]:
        """What is asked of an indicator in a place, each with whether it is known to hold there.

        Standards of another terrain are left out where the terrain is known. One that depends on a terrain that is not known,
        or on another condition, is not known to hold.
        """
        rows = self.list_standards(row.system_id, row.indicator_id)
        if terrain is not None:
            rows = tuple(each for each in rows if each.terrain in (None, terrain))
        return tuple(
            (each, each.condition_zh is None and (each.terrain is None or terrain is not None)) for each in rows
        )
