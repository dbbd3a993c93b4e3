"""A row as the cells of its file, and cells as a row."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from peakfolio.plan.rows import Row
from peakfolio.plan.wrong_values import describe_wrong, mend_wrong
from peakfolio.words import Words


def write_cell(value: Any) -> str:
    """A value as a cell holds it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def list_cells(row: Row) -> dict[str, str]:
    """The filled cells of a row by their column; an English name that only repeats the Chinese one is none."""
    cells = {column: write_cell(getattr(row, column)) for column in type(row).model_fields}
    if cells.get("name_en") == cells.get("name_zh"):
        cells.pop("name_en", None)
    return {column: text for column, text in cells.items() if text}


def form_row(kind: type[Row], cells: Mapping[str, str]) -> tuple[Row | None, Mapping[str, tuple[Words, Words]]]:
    """The row that cells make, or by column what is wrong with them and how to mend it."""
    try:
        row = kind.model_validate({column: text for column, text in cells.items() if text})
    except ValidationError as error:
        flaws = {
            ".".join(str(part) for part in each["loc"]): (describe_wrong(each), mend_wrong(each))
            for each in error.errors(include_url=False)
        }
        return None, flaws
    flaws = {flaw.column or "": (flaw.finding, flaw.mend) for flaw in row.find_flaws()}
    return (None, flaws) if flaws else (row, {})
