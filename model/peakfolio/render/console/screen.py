"""What the command line shows: tables and sentences in one language, or JSON, and how far the work is."""

import contextlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any, Literal

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table

from peakfolio.render.console.layout import SHORT, ShownColumn, lay_out
from peakfolio.report import content
from peakfolio.report.numbering import read_records, read_table
from peakfolio.report.wrapping import fold_text
from peakfolio.words import NOTHING, Language, Words, say


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

    def show_blocks(self, blocks: Iterable[content.Block]) -> None:
        """Sentences, points and tables one after another; a figure as the table it is drawn from."""
        for each in blocks:
            if isinstance(each, content.Bullets):
                marks = (f"  {number}. " if each.is_numbered else "  - " for number in range(1, len(each.items) + 1))
                for mark, item in zip(marks, each.items, strict=True):
                    self.say_each((item,), mark)
            elif isinstance(each, content.Table | content.Figure):
                if each.title is not NOTHING:
                    self.say(each.title, "bold")
                self.show_table(each.table if isinstance(each, content.Figure) else each)
            elif isinstance(each, content.Text) and each.role == "caveat":
                self.say_each((each.said,))
            elif isinstance(each, content.Text):
                self.say(each.said, "bold" if each.role in ("answer", "heading") else None)
            else:
                self.say(each)

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
        shown = read_table(table.round_shares(), self.language)
        cells = [[each.show(row[place]) for row in shown.rows] for place, each in enumerate(shown.columns)]
        names = {each.key for each in table.columns if each.is_said}
        columns = [
            ShownColumn(each.title, each.shown_unit, each.is_number, each.key in names, tuple(cells[place]))
            for place, each in enumerate(shown.columns)
        ]
        if len(columns) > 1 and columns[0].whole <= SHORT and columns[1].is_name:
            columns[1] = replace(columns[1], is_keyed=True)
        for number, (places, widths) in enumerate(lay_out(columns, self.console.width)):
            if number:
                self.console.print()
            made = Table(show_edge=False, pad_edge=False, header_style="bold")
            for place, width in zip(places, widths, strict=True):
                column = columns[place]
                side: Literal["right", "left"] = "right" if column.is_number else "left"
                made.add_column(column.write_heading(width), justify=side, width=width, overflow="fold")
            for row in range(len(shown.rows)):
                made.add_row(*(columns[place].wrap(row, width) for place, width in zip(places, widths, strict=True)))
            self.console.print(made)


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
