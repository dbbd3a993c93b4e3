"""What a person decided about proposals: remembered beside the package, so that what was refused is not proposed again."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from peakfolio.errors import Fault, PlanFaults
from peakfolio.keeping import write_file
from peakfolio.plan.chains import Pair
from peakfolio.plan.csv_files import TornRow, decode, describe_encoding, split_rows
from peakfolio.plan.rows import Identifier, Row
from peakfolio.plan.wrong_values import describe_wrong, mend_wrong
from peakfolio.words import Words, say

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


COLUMNS = tuple(Decision.model_fields)


def remember(kept: Iterable[Decision], made: Iterable[Decision]) -> tuple[Decision, ...]:
    """All decisions, of each effect the last, in the order in which the effects were first decided on."""
    return tuple({each.pair: each for each in (*kept, *made)}.values())


def list_refused(decisions: Iterable[Decision]) -> frozenset[Pair]:
    """The effects that are not to be proposed again."""
    return frozenset(each.pair for each in decisions if each.decision == "refused")


def read_decisions(folder: Path) -> tuple[Decision, ...]:
    """The decisions kept beside a package; none where there is no such file. Raises PlanFaults with every fault of the file."""
    path = folder / DECISIONS
    if not path.is_file():
        return ()
    content = path.read_bytes()
    text = decode(content)
    if text is None:
        raise _refuse(folder, [_fault(None, describe_encoding(content), say("save it as UTF-8"))])
    try:
        rows = split_rows(text)
    except TornRow as torn:
        raise _refuse(folder, [_fault(torn.number, torn.finding, say("close every quoted cell"))]) from torn
    header = tuple(cell.strip() for cell in rows.pop(1, []))
    if set(header) != set(COLUMNS) or len(header) != len(COLUMNS):
        finding = say("its columns are not {columns}", columns=",".join(COLUMNS))
        raise _refuse(folder, [_fault(1, finding, say("write them into the first line"))])
    read = [_read_row(number, dict(zip(header, cells, strict=False))) for number, cells in rows.items()]
    faults = [fault for each in read if not isinstance(each, Decision) for fault in each]
    if faults:
        raise _refuse(folder, faults)
    return remember((), (each for each in read if isinstance(each, Decision)))


def _read_row(number: int, cells: dict[str, str]) -> Decision | list[Fault]:
    try:
        return Decision.model_validate({column: cell for column, cell in cells.items() if cell.strip()})
    except ValidationError as error:
        return list(_list_faults(number, error))


def _list_faults(number: int, error: ValidationError) -> Iterator[Fault]:
    for each in error.errors(include_url=False):
        column = ".".join(str(part) for part in each["loc"]) or None
        yield Fault(DECISIONS, number, column, describe_wrong(each), mend_wrong(each))


def _fault(row: int | None, finding: Words, mend: Words) -> Fault:
    return Fault(DECISIONS, row, None, finding, mend)


def _refuse(folder: Path, faults: list[Fault]) -> PlanFaults:
    return PlanFaults(folder.resolve().name, tuple(faults))


def write_decisions(decisions: Iterable[Decision], folder: Path, day: date) -> None:
    """Writes the decisions beside a package; those not dated yet were made on this day."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for each in decisions:
        dated = {**each.model_dump(), "decided_on": each.decided_on or day}
        writer.writerow("" if dated[column] is None else str(dated[column]) for column in COLUMNS)
    write_file(folder / DECISIONS, text.getvalue().encode())
