"""How projects are delivered everywhere: months of stages, tranches of money and conditions, looked up by name."""

from dataclasses import dataclass
from functools import cached_property

from peakfolio.errors import MissingData
from peakfolio.plan.delivery_tables import Condition, StageDuration, Tranche
from peakfolio.plan.rows import Source
from peakfolio.plan.vocabulary import ConditionName, FundingSource, ProjectSize, Stage, WorkType
from peakfolio.words import say

MEDIUM_FROM, LARGE_FROM = 1000.0, 10000.0  # 万元, as scenarios/delivery/stages.csv defines its sizes


@dataclass(frozen=True)
class DeliveryBook:
    """Every row of ``scenarios/delivery``, each with its source."""

    sources: tuple[Source, ...] = ()
    stages: tuple[StageDuration, ...] = ()
    tranches: tuple[Tranche, ...] = ()
    conditions: tuple[Condition, ...] = ()

    @cached_property
    def source_by_id(self) -> dict[str, Source]:
        """Sources by their key."""
        return {row.source_id: row for row in self.sources}

    @cached_property
    def _stage_by_key(self) -> dict[tuple[str, str, str], StageDuration]:
        return {(row.work_type, row.size, row.stage): row for row in self.stages}

    def find_stage(self, work_type: WorkType, size: ProjectSize, stage: Stage) -> StageDuration:
        """The months of a stage for a kind of work and size. Raises MissingData where the table lacks them."""
        found = self._stage_by_key.get((work_type, size, stage))
        if found is None:
            raise _lack("stages.csv", f"{work_type}, {size}, {stage}")
        return found

    def find_tranche(self, funding_source: FundingSource) -> Tranche:
        """When the money of a source arrives. Raises MissingData where the table lacks it."""
        found = next((row for row in self.tranches if row.funding_source == funding_source), None)
        if found is None:
            raise _lack("tranches.csv", funding_source)
        return found

    def find_condition(self, condition: ConditionName) -> Condition:
        """One condition of delivery. Raises MissingData where the table lacks it."""
        found = next((row for row in self.conditions if row.condition == condition), None)
        if found is None:
            raise _lack("conditions.csv", condition)
        return found


def find_size(cost_wan_yuan: float) -> ProjectSize:
    """The size of a project by its cost: small below 1,000 万元, medium below 10,000 万元, else large."""
    if cost_wan_yuan < MEDIUM_FROM:
        return "small"
    return "medium" if cost_wan_yuan < LARGE_FROM else "large"


def _lack(file: str, what: str) -> MissingData:
    return MissingData(say("scenarios/delivery/{file}: there is no row for {what}.", file=file, what=what))
