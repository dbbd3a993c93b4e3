"""The tables that lie beside a package and are no part of the plan: rows of one kind, read whole or refused with every fault."""

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from peakfolio.errors import Fault, PlanFaults
from peakfolio.keeping import write_file
from peakfolio.plan.csv_files import TornRow, decode, describe_encoding, split_rows
from peakfolio.plan.rows import Row
from peakfolio.plan.wrong_values import describe_wrong, mend_wrong
from peakfolio.words import say

Kind = TypeVar("Kind", bound=Row)


def read_side_rows(folder: Path, name: str, kind: type[Kind]) -> tuple[Kind, ...]:
    """The rows of a file beside a package; none where there is no such file. Raises PlanFaults with every fault of the file."""
    path, columns = folder / name, tuple(kind.model_fields)
    if not path.is_file():
        return ()
    content = path.read_bytes()
    text = decode(content)
    if text is None:
        raise _refuse(folder, [Fault(name, None, None, describe_encoding(content), say("save it as UTF-8"))])
    try:
        rows = split_rows(text)
    except TornRow as torn:
        raise _refuse(folder, [Fault(name, torn.number, None, torn.finding, say("close every quoted cell"))]) from torn
    header = tuple(cell.strip() for cell in rows.pop(1, []))
    if set(header) != set(columns) or len(header) != len(columns):
        finding = say("its columns are not {columns}", columns=",".join(columns))
        raise _refuse(folder, [Fault(name, 1, None, finding, say("write them into the first line"))])
    read = [_read_row(name, number, dict(zip(header, cells, strict=False)), kind) for number, cells in rows.items()]
    faults = [fault for each in read if not isinstance(each, Row) for fault in each]
    if faults:
        raise _refuse(folder, faults)
    return tuple(each for each in read if isinstance(each, Row))


def write_side_rows(path: Path, kind: type[Row], rows: Iterable[Row]) -> None:
    """Writes such a file; an empty cell is None."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(kind.model_fields)
    for each in rows:
        cells = each.model_dump()
        writer.writerow("" if cells[column] is None else str(cells[column]) for column in kind.model_fields)
    write_file(path, text.getvalue().encode())


def _read_row(name: str, number: int, cells: dict[str, str], kind: type[Kind]) -> Kind | list[Fault]:
    try:
        return kind.model_validate({column: cell for column, cell in cells.items() if cell.strip()})
    except ValidationError as error:
        return list(_list_faults(name, number, error))


def _list_faults(name: str, number: int, error: ValidationError) -> Iterator[Fault]:
    for each in error.errors(include_url=False):
        column = ".".join(str(part) for part in each["loc"]) or None
        yield Fault(name, number, column, describe_wrong(each), mend_wrong(each))


def _refuse(folder: Path, faults: list[Fault]) -> PlanFaults:
    return PlanFaults(folder.resolve().name, tuple(faults))
