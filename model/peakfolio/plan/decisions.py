"""What a person decided about proposals: remembered beside the package, so that what was refused is not proposed again."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field

from peakfolio.plan.chains import Pair
from peakfolio.plan.rows import Identifier, Row
from peakfolio.plan.side_rows import read_side_rows, write_side_rows

DECISIONS = "decisions.csv"
Verdict = Literal["accepted", "changed", "refused", "unknown"]


class Decision(Row):
    """One decision about the effect of a project or measure on an indicator; ``decided_on`` is set when it is written."""

    action_id: Identifier
    indicator_id: Identifier
    decision: Verdict
    reason: str | None = None
    decided_on: date | None = Field(None, description="Day such as 2026-03-01.")

    @property
    def pair(self) -> Pair:
        """The action and the indicator it is about."""
        return self.action_id, self.indicator_id


def remember(kept: Iterable[Decision], made: Iterable[Decision]) -> tuple[Decision, ...]:
    """All decisions, of each effect the last, in the order in which the effects were first decided on."""
    return tuple({each.pair: each for each in (*kept, *made)}.values())


def list_refused(decisions: Iterable[Decision]) -> frozenset[Pair]:
    """The effects that are not to be proposed again."""
    return frozenset(each.pair for each in decisions if each.decision == "refused")


def read_decisions(folder: Path) -> tuple[Decision, ...]:
    """The decisions kept beside a package; none where there is no such file. Raises PlanFaults with every fault of the file."""
    return remember((), read_side_rows(folder, DECISIONS, Decision))


def write_decisions(decisions: Iterable[Decision], folder: Path, day: date) -> None:
    """Writes the decisions beside a package; those not dated yet were made on this day."""
    dated = (each if each.decided_on else each.model_copy(update={"decided_on": day}) for each in decisions)
    write_side_rows(folder / DECISIONS, Decision, dated)
