"""What the readers of tables hand on: rows, the cells they were read from, questions, and parts that went nowhere."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from peakfolio.importing.cleaning import flatten
from peakfolio.importing.documents import Cell
from peakfolio.importing.imported import Asked, Mark, ReadCell
from peakfolio.plan.rows import Row
from peakfolio.words import SEMICOLON, Words, listing, say

# What tells one row of a table from another when a document is imported again: its lines may have moved, its words been corrected.
STABLE: Mapping[str, tuple[str, ...]] = {
    "targets": ("indicator_id", "standard", "year"),
    "observations": ("indicator_id", "year"),
    "printed_assessments": ("indicator_id", "year"),
}


@dataclass(frozen=True)
class Told:
    """Words of a document and where they stand."""

    words: str
    file: str
    place: str
    line: int

    @classmethod
    def of(cls, cell: Cell | None, file: str, place: str) -> "Told":
        """The words of a cell of a table."""
        return cls("", file, place, 0) if cell is None else cls(flatten(cell.text), file, place, cell.line)


@dataclass(frozen=True)
class Value:
    """A value of a row with the words it was read from, its mark and why it is not sure."""

    value: object
    told: Told
    mark: Mark = "sure"
    why: Words | None = None


@dataclass(frozen=True)
class MadeRow:
    """A row of a table, and the reading of its columns."""

    table: str
    row: Row
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Unread:
    """Words that give no row or no value: kept with the column they would have filled."""

    table: str
    key: str
    column: str
    told: Told
    why: Words
    mark: Mark = "unread"


Made = MadeRow | Unread | Asked | Words


def mark_of(doubts: Sequence[Words]) -> tuple[Mark, Words | None]:
    """Sure where nothing speaks against a reading, else to be checked, with every reason."""
    unique = tuple(dict.fromkeys(doubts))
    return ("check", listing(unique, SEMICOLON) if len(unique) > 1 else unique[0]) if unique else ("sure", None)


def make_row(table: str, row_type: type[Row], values: Mapping[str, Value], **fixed: object) -> Iterator[Made]:
    """A row of read values and fixed ones; where the row cannot be, its words are kept as not understood."""
    named = {**fixed, **{column: each.value for column, each in values.items()}}
    if (
        "name_en" in row_type.model_fields
        and not named.get("name_en")
        and row_type.model_fields["name_en"].is_required()
    ):
        named["name_en"] = named.get("name_zh")  # whoever reads English sees the name as printed
    try:
        row = row_type(**named)
    except ValueError:  # what pydantic says of a row that cannot be
        key = "|".join(str(fixed.get(column, "")) for column in row_type.key if column in fixed)
        for column, each in values.items():
            yield Unread(table, key, column, each.told, say("the row cannot be written with this value"))
        return
    yield MadeRow(table, row, values)


def name_keys(table: str, rows: Sequence[Row]) -> tuple[str, ...]:
    """What tells each row from the others, whatever lines it stands in; a second one of the same is #2."""
    seen: dict[str, int] = {}
    keys = []
    for row in rows:
        columns = STABLE.get(table, type(row).key)
        said = "|".join("" if getattr(row, column) is None else str(getattr(row, column)) for column in columns)
        seen[said] = seen.get(said, 0) + 1
        keys.append(said if seen[said] == 1 else f"{said}#{seen[said]}")
    return tuple(keys)


def list_cells(table: str, rows: Sequence[MadeRow]) -> Iterator[ReadCell]:
    """The cells that rows were read from, under their stable keys."""
    for key, made in zip(name_keys(table, [each.row for each in rows]), rows, strict=True):
        for column, each in made.values.items():
            told = each.told
            yield ReadCell(table, key, column, told.words, told.file, told.place, told.line, each.mark, each.why)
