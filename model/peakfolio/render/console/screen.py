"""What the command line shows: tables and sentences of findings, assessments and answers, in one language."""

import contextlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd
from pandas.api.types import is_numeric_dtype
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table

from peakfolio.assess.assessment import AssessedIndicator, Assessment
from peakfolio.assess.audit import SEVERITIES, Finding
from peakfolio.plan.plan import Plan
from peakfolio.plan.words import CLASSES
from peakfolio.report import content
from peakfolio.report import names as wording
from peakfolio.report.assessment import LEGEND, describe_assessment
from peakfolio.report.numbering import read_table
from peakfolio.report.prices import HEADINGS
from peakfolio.report.tables import make_finding_table
from peakfolio.report.wrapping import fold_text, wrap_text
from peakfolio.words import LANGUAGES, Language, Words, format_number, say, say_in

GRAVITY, LINES = say_in("finding", "Severity"), say_in("finding", "Lines")
PRINTED = say_in("assessment", "Printed")
STANDARDS: Mapping[str, Words] = {
    "plan": say("plan"),
    "national": say_in("standard", "national"),
    "provincial": say_in("standard", "provincial"),
    "municipal": say_in("standard", "municipal"),
    "text": say("text"),
}
NARROW = 8  # signs in a line of the heading of numbers


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

    def _make_table(self, columns: Mapping[Any, bool]) -> Table:
        """An empty table; of each column its heading, and whether it holds numbers."""
        table = Table(show_edge=False, pad_edge=False, header_style="bold")
        for heading, is_number in columns.items():
            shown = self.read(heading) if isinstance(heading, Words) else heading
            table.add_column(shown, justify="right" if is_number else "left", overflow="fold")
        return table

    def show_tables(self, tables: Mapping[str, pd.DataFrame], *, as_json: bool) -> None:
        """Tables under their headings, or all of them as one JSON object."""
        if as_json:
            self.show_json({name: json.loads(table.to_json(orient="records")) for name, table in tables.items()})
            return
        for data in tables.values():
            if data.empty:
                self.say(say("(none)"))
                continue
            shown = self._make_table({HEADINGS[str(name)]: is_numeric_dtype(data[name]) for name in data})
            for row in data.itertuples(index=False):
                shown.add_row(
                    *(format_number(cell, 4) if isinstance(cell, (int, float)) else str(cell) for cell in row)
                )
            self.console.print(shown)
            self.console.print()

    def show_table(self, table: content.Table) -> None:
        """A table; numbers stand to the right and are never broken, under narrow headings."""
        shown = read_table(table, self.language)
        made = Table(show_edge=False, pad_edge=False, header_style="bold")
        for each in shown.columns:
            if each.is_number:
                made.add_column(wrap_text(each.heading, NARROW), justify="right", no_wrap=True)
            else:
                made.add_column(each.heading, overflow="fold")
        for row in shown.rows:
            made.add_row(*(each.show(cell) for each, cell in zip(shown.columns, row, strict=True)))
        self.console.print(made)

    def show_frame(self, rows: Any) -> None:
        """A data frame or what one is made of; headings and cells may be words."""
        data = pd.DataFrame(rows)
        shown = self._make_table({name: is_numeric_dtype(data[name]) for name in data})
        for row in data.itertuples(index=False):
            shown.add_row(*(self.read(cell) if isinstance(cell, Words) else _show_cell(cell) for cell in row))
        self.console.print(shown)

    def show_findings(self, plan: Plan, findings: Sequence[Finding]) -> None:
        """The findings of an audit, the gravest first."""
        counts = Counter(finding.severity for finding in findings)
        table = self._make_table({GRAVITY: False, say("Finding"): False, LINES: False})
        for finding in findings:
            lines = " / ".join(place.lines or "-" for place in finding.places[:3])
            more = " …" if len(finding.places) > 3 else ""
            table.add_row(self.read(wording.SEVERITIES[finding.severity]), self.read(finding.sentence), lines + more)
        self.console.print(table)
        shown = ", ".join(f"{self.read(wording.SEVERITIES[each])} {counts[each]}" for each in SEVERITIES)
        name = plan.settings.region.name
        self.say(say("{name}: {count} findings ({shown}).", name=name, count=len(findings), shown=shown))

    def show_assessment(self, plan: Plan, assessment: Assessment) -> None:
        """Each headline indicator, then the counts and the verdict of the rule."""
        columns: list[Words] = [
            say("No."),
            say("Indicator"),
            *(STANDARDS[each] for each in plan.settings.assessment.standards),
        ]
        columns += [PRINTED, say("Used")]
        columns += [say("Points")] if assessment.points is not None else []
        columns += [say("Class"), say("Printed class")] if assessment.rule == "elapsed_progress" else []
        table = self._make_table({each: each == say("Points") for each in columns})
        for row in assessment.rows:
            table.add_row(*self._describe_indicator(row, assessment))
        self.console.print(table)
        for sentence in (LEGEND, *describe_assessment(plan, assessment)):
            self.say(sentence)

    def _describe_indicator(self, row: AssessedIndicator, assessment: Assessment) -> list[str]:
        def word(code: str | None, words: Mapping[str, Words] = wording.STATUSES) -> str:
            return self.read(words[code]) if code else "-"

        printed = row.printed.status if row.printed is not None else None
        mark = " !" if row.status_disagrees else " *" if row.is_printed else ""
        cells = [row.indicator.indicator_id, self.read(row.indicator.name)]
        cells += [word(status) for status in row.statuses.values()]
        cells += [word(printed), word(row.status) + mark]
        if assessment.points is not None:
            earned, full = sum(each.earned for each in row.scores), sum(each.full for each in row.scores)
            cells.append(f"{format_number(earned)}/{format_number(full)}")
        if assessment.rule == "elapsed_progress":
            said = row.printed.progress_class if row.printed is not None else None
            cells.append(word(row.progress_class, CLASSES))
            cells.append(word(said, CLASSES) + (" !" if row.class_disagrees else ""))
        return cells


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


def list_languages(said: Words) -> dict[str, str]:
    """What is said, in every language, as plain values for JSON."""
    return {each: said.read(each) for each in LANGUAGES}


def _clear_unknown(value: Any) -> Any:
    """The value with null where a number is unknown: JSON has no NaN."""
    if isinstance(value, dict):
        return {key: _clear_unknown(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_clear_unknown(each) for each in value]
    return None if isinstance(value, float) and value != value else value


ONE, MANY = 10.0, 1000.0  # from here on two decimals, then none


def _show_cell(cell: Any) -> str:
    if isinstance(cell, (int, float)):
        return "-" if cell != cell else format_number(cell, 4 if abs(cell) < ONE else 2 if abs(cell) < MANY else 0)
    return "-" if cell is None else str(cell)


def list_findings(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Findings as plain values for JSON."""
    return [{str(key): value for key, value in row.items()} for row in make_finding_table(findings).to_dict("records")]
