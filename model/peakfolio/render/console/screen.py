"""What the command line shows: tables and sentences in one language, or JSON, and how far the work is."""

import contextlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table

from peakfolio.report import content
from peakfolio.report.document import Column
from peakfolio.report.numbering import read_records, read_table
from peakfolio.report.wrapping import fold_text, wrap_text
from peakfolio.words import Language, Words, say

NARROW = 8  # signs in a line of the heading of numbers
LEAST_TEXT = 16  # signs in a line of text, or eight Chinese ones
SHORT = 5  # a first column of this width is a number or a key, and the name of its row follows
GAP = 3  # signs between two columns


class FoldingConsole(Console):
    """A console that breaks Chinese sentences where Chinese may be broken; rich breaks them at spaces only."""

    def print(self, *objects: Any, **options: Any) -> None:
        """Prints, with sentences in lines as broad as the console."""
        super().print(*(fold_text(each, self.width) if isinstance(each, str) else each for each in objects), **options)


class Screen:
    """A console that knows its language."""

    def __init__(self, language: Language, console: Console | None = None) -> None:
        self.language = language
        # what stands in square brackets or between colons is the plan's word, not a style
        self.console = console or FoldingConsole(highlight=False, soft_wrap=False, markup=False, emoji=False)

    def read(self, said: Words) -> str:
        """A sentence in the language of the screen."""
        return said.read(self.language)

    def say(self, said: Words, style: str | None = None) -> None:
        """Prints a sentence."""
        self.console.print(self.read(said), style=style)

    def say_each(self, points: Iterable[Words], mark: str = "  ! ") -> None:
        """Prints points, each after a mark."""
        for each in points:
            self.console.print(mark + self.read(each))

    def show_json(self, value: Any) -> None:
        """Prints a value as JSON and nothing else."""
        print(json.dumps(_clear_unknown(value), ensure_ascii=False, indent=2, allow_nan=False))

    def show_tables(self, tables: Iterable[content.Table], *, as_json: bool) -> None:
        """Tables one after another, or all of them as one JSON object in the language of the screen."""
        if as_json:
            self.show_json({each.name: read_records(each, self.language) for each in tables})
            return
        for each in tables:
            if each.rows:
                self.show_table(each)
                self.console.print()
            else:
                self.say(say("(none)"))

    def show_table(self, table: content.Table) -> None:
        """A table; numbers stand to the right and are never broken, under narrow headings."""
        shown = read_table(table, self.language)
        cells = [[each.show(row[place]) for row in shown.rows] for place, each in enumerate(shown.columns)]
        widths = [_find_least_width(each, cells[place]) for place, each in enumerate(shown.columns)]
        for number, group in enumerate(_group_columns(widths, self.console.width)):
            if number:
                self.console.print()
            made = Table(show_edge=False, pad_edge=False, header_style="bold")
            for place in group:
                column = shown.columns[place]
                if column.is_number:
                    made.add_column(wrap_text(column.heading, NARROW), justify="right", no_wrap=True)
                else:
                    made.add_column(column.heading, overflow="fold", min_width=widths[place])
            for row in zip(*(cells[place] for place in group), strict=True):
                made.add_row(*row)
            self.console.print(made)


def _find_least_width(column: Column, cells: Sequence[str]) -> int:
    """The signs a column needs: numbers whole, texts in lines that can be read."""
    heading = wrap_text(column.heading, NARROW) if column.is_number else column.heading
    longest = max(cell_len(line) for each in (*cells, heading) for line in each.split("\n"))
    return longest if column.is_number else min(longest, LEAST_TEXT)


def _group_columns(widths: Sequence[int], room: int) -> list[list[int]]:
    """The columns in as many tables below each other as the console is too narrow for one; each begins with the names of the rows."""
    named = [0] if widths[0] > SHORT or len(widths) == 1 else [0, 1]
    groups = [list(named)]
    for place in range(len(named), len(widths)):
        if sum(widths[each] + GAP for each in (*groups[-1], place)) - GAP > room and len(groups[-1]) > len(named):
            groups.append(list(named))
        groups[-1].append(place)
    return groups


@contextlib.contextmanager
def track_progress() -> Iterator[Callable[[str, int, int], None]]:
    """Bars with the time left on the error stream: a function that moves the bar of a label to so many of a total."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        tasks: dict[str, TaskID] = {}

        def move(label: str, done: int, total: int) -> None:
            if label not in tasks:
                tasks[label] = progress.add_task(label, total=total)
            progress.update(tasks[label], completed=done, total=total)

        yield move


def _clear_unknown(value: Any) -> Any:
    """The value with null where a number is unknown: JSON has no NaN."""
    if isinstance(value, dict):
        return {key: _clear_unknown(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_clear_unknown(each) for each in value]
    return None if isinstance(value, float) and value != value else value
