"""What a person changed in the tables of a plan: kept beside the package, and told in it as an assumption with its reason."""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from pydantic import Field

from peakfolio.plan.chinese_heads import TABLE_NAMES, list_heads
from peakfolio.plan.limits import shorten
from peakfolio.plan.rows import Row, Source
from peakfolio.plan.side_rows import read_side_rows, write_side_rows
from peakfolio.words import SEMICOLON, Name, Words, listing, say

CHANGES = "changes.csv"
OWN_CHANGE = "A_own_change_"  # how the keys of the sources of such changes begin
MOST_TOLD = 6  # changes that a source names one by one


class Change(Row):
    """One change by hand: of a cell; of a whole row where ``column`` is empty, which came where ``was`` is empty and else went."""

    table: str = Field(description="The table.")
    row: str = Field(description="The key of the row; its parts joined by a bar.")
    column: str | None = Field(None, description="The column; empty where the whole row came or went.")
    was: str | None = Field(None, description="What stood there.")
    becomes: str | None = Field(None, description="What stands there now.")
    reason: str = Field(description="Why, in the words of whoever changed it.")
    changed_on: date = Field(description="Day such as 2026-03-01.")

    @property
    def said(self) -> Words:
        """The change in a few words."""
        table = say_table(self.table)
        if self.column is None:
            added = say("{table}: {row} added", table=table, row=self.row)
            return added if self.was is None else say("{table}: {row} deleted", table=table, row=self.row)
        column, was, becomes = say_column(self.table, self.column), _show(self.was), _show(self.becomes)
        return say("{row} {column}: {was} → {becomes}", row=self.row, column=column, was=was, becomes=becomes)


def _show(text: str | None) -> Words | str:
    return say("empty") if text is None else shorten(text)


def say_table(table: str) -> Words:
    """What a table is called in each language."""
    return _both(TABLE_NAMES[table][0], table)


def say_column(table: str, column: str) -> Words:
    """What a column is called in each language."""
    return _both((*list_heads(table, column), column)[0], column)


def _both(chinese: str, english: str) -> Words:
    return Name(chinese, english.replace("_", " "))


def tell_changes(changes: Sequence[Change]) -> Words:
    """Several changes in one line."""
    more = len(changes) - MOST_TOLD
    said = [each.said for each in changes[:MOST_TOLD]]
    return listing([*said, *([say("and {more} more", more=more)] if more > 0 else [])], SEMICOLON)


def name_change(sources: Iterable[Source]) -> str:
    """The key of the source of the next batch of changes."""
    numbers = [each.source_id.removeprefix(OWN_CHANGE) for each in sources if each.source_id.startswith(OWN_CHANGE)]
    return f"{OWN_CHANGE}{1 + max((int(each) for each in numbers if each.isdecimal()), default=0)}"


def write_source(key: str, changes: Sequence[Change], reason: str) -> Source:
    """The assumption under which changes made together stand in the plan."""
    told = say("Changed by the user: {changes}", changes=tell_changes(changes))
    return Source(
        source_id=key,
        kind="assumption",
        title=told.read("en"),
        title_zh=told.read("zh"),
        reasoning=reason,
        reasoning_zh=reason,
    )


def read_changes(folder: Path) -> tuple[Change, ...]:
    """The changes kept beside a package. Raises PlanFaults with every fault of their file."""
    return read_side_rows(folder, CHANGES, Change)


def write_changes(changes: Iterable[Change], folder: Path) -> None:
    """Writes the changes beside a package."""
    write_side_rows(folder / CHANGES, Change, changes)
