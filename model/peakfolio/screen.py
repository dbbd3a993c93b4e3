"""What the command line shows: tables and sentences of findings, assessments and answers, in one language."""

import contextlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table

from peakfolio.plan.assessment import AssessedIndicator, Assessment
from peakfolio.plan.audit import SEVERITIES, Finding
from peakfolio.plan.plan import Plan
from peakfolio.portfolio.answering import Answer
from peakfolio.results import wording
from peakfolio.results.assessment_text import LEGEND, describe_assessment
from peakfolio.results.maps import HEADINGS
from peakfolio.results.reasons import explain_reach, explain_reason
from peakfolio.results.report import headline, list_caveats
from peakfolio.results.tables import make_finding_table
from peakfolio.results.wrapping import fold_text
from peakfolio.words import Language, format_number, say, say_in


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

    def say(self, said: Words) -> None:
        """Prints a sentence."""
        self.console.print(self.read(said))

    def show_json(self, value: Any) -> None:
        """Prints a value as JSON and nothing else."""
        print(json.dumps(_clear_unknown(value), ensure_ascii=False, indent=2, allow_nan=False))

    def _make_table(self, *columns: tuple[str, str, bool]) -> Table:
        table = Table(show_edge=False, pad_edge=False, header_style="bold")
        for zh, en, is_number in columns:
            table.add_column(self.t(zh, en), justify="right" if is_number else "left", overflow="fold")
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
            shown = self._make_table(
                *(
                    (HEADINGS[name].zh, HEADINGS[name].en, pd.api.types.is_numeric_dtype(data[name]))
                    for name in map(str, data)
                )
            )
            for row in data.itertuples(index=False):
                shown.add_row(
                    *(format_number(cell, 4) if isinstance(cell, (int, float)) else str(cell) for cell in row)
                )
            self.console.print(shown)
            self.console.print()

    def show_frame(self, data: pd.DataFrame) -> None:
        """A data frame whose columns are already in the reader's language."""
        shown = self._make_table(*((str(name), str(name), pd.api.types.is_numeric_dtype(data[name])) for name in data))
        for row in data.itertuples(index=False):
            shown.add_row(*(_show_cell(cell) for cell in row))
        self.console.print(shown)

    def show_findings(self, plan: Plan, findings: Sequence[Finding]) -> None:
        """The findings of an audit, the gravest first."""
        counts = Counter(finding.severity for finding in findings)
        table = self._make_table(
            (say_in("screen", "Severity"), False), (say("Finding"), False), (say_in("screen", "Lines"), False)
        )
        for finding in findings:
            lines = " / ".join(place.lines or "-" for place in finding.places[:3])
            more = " …" if len(finding.places) > 3 else ""
            severity = wording.SEVERITIES[finding.severity].read(self.language)
            table.add_row(severity, finding.sentence.read(self.language), lines + more)
        self.console.print(table)
        shown = ", ".join(f"{wording.SEVERITIES[each].read(self.language)} {counts[each]}" for each in SEVERITIES)
        name = self.t(plan.settings.region.name_zh, plan.settings.region.name_en)
        self.say(say("{name}: {findings} findings ({shown}).", name=name, findings=len(findings), shown=shown))

    def show_assessment(self, plan: Plan, assessment: Assessment) -> None:
        """Each headline indicator, then the counts and the verdict of the rule."""
        columns = [
            (say("No."), False),
            (say("Indicator"), False),
            *((each, each, False) for each in self._standards(plan)),
        ]
        columns += [(say_in("screen", "Printed"), False), (say("Used"), False)]
        if assessment.points is not None:
            columns.append((say("Points"), True))
        if assessment.rule == "elapsed_progress":
            columns += [(say("Class"), False), (say("Printed class"), False)]
        table = self._make_table(*columns)
        for row in assessment.rows:
            table.add_row(*self._describe_indicator(row, assessment))
        self.console.print(table)
        for sentence in (LEGEND, *describe_assessment(plan, assessment)):
            self.console.print(sentence.read(self.language))

    def _standards(self, plan: Plan) -> list[str]:
        names = {
            "plan": say("plan"),
            "national": say_in("screen", "national"),
            "provincial": say_in("screen", "provincial"),
            "municipal": say_in("screen", "municipal"),
            "text": say("text"),
        }
        return [self.t(*names[each]) for each in plan.settings.assessment.standards]

    def _describe_indicator(self, row: AssessedIndicator, assessment: Assessment) -> list[str]:
        def word(status: str | None) -> str:
            return wording.STATUSES[status].read(self.language) if status else "-"

        printed = row.printed.status if row.printed is not None else None
        mark = " !" if row.status_disagrees else " *" if row.is_printed else ""
        cells = [row.indicator.indicator_id, self.t(row.indicator.name_zh, row.indicator.name_en)]
        cells += [word(status) for status in row.statuses.values()]
        cells += [word(printed), word(row.status) + mark]
        if assessment.points is not None:
            earned, full = sum(each.earned for each in row.scores), sum(each.full for each in row.scores)
            cells.append(f"{format_number(earned)}/{format_number(full)}")
        if assessment.rule == "elapsed_progress":
            said = row.printed.progress_class if row.printed is not None else None
            cells.append(wording.CLASSES[row.progress_class].read(self.language) if row.progress_class else "-")
            cells.append(
                (wording.CLASSES[said].read(self.language) if said else "-") + (" !" if row.class_disagrees else "")
            )
        return cells

    def show_answer(self, answer: Answer) -> None:
        """The answer first, then what is needed, what is out of reach, and what changes with other readings."""
        self.console.print()
        self.console.print(headline(answer).read(self.language), style="bold")
        self.console.print()
        self._show_needed(answer)
        if answer.choice.reaches:
            self.console.print()
            self.say(say("Targets that stay missed:"))
            for reach in answer.choice.reaches:
                self.console.print("  - " + explain_reach(answer, reach).read(self.language))
        caveats = list_caveats(answer)
        if caveats:
            self.console.print()
            self.say(say("This answer rests on:"))
        for caveat in caveats:
            self.console.print("  ! " + caveat.read(self.language))
        self._show_switches(answer)

    def _show_needed(self, answer: Answer) -> None:
        plan = answer.plan
        table = self._make_table(
            (say("No."), False),
            (say("Project / measure"), False),
            (say("10,000 yuan"), True),
            (say("Years"), False),
            (say("Why"), False),
        )
        for reason in sorted(answer.reasons, key=lambda each: each.action_id in plan.measure_by_id):
            if reason.role not in ("needed", "locked_in") or reason.start is None:
                continue
            project = plan.project_by_id.get(reason.action_id)
            duration = answer.problem.action_by_id[reason.action_id].duration_years
            years = wording.show_years(project, reason.start, duration) if project is not None else str(reason.start)
            table.add_row(
                reason.action_id,
                wording.name_action(plan, reason.action_id).read(self.language),
                format_number(wording.find_cost(answer, reason.action_id) or 0.0, 2),
                years,
                explain_reason(answer, reason).read(self.language),
            )
        self.console.print(table)

    def _show_switches(self, answer: Answer) -> None:
        table = self._make_table(
            (say_in("screen", "Effects"), False),
            (say_in("screen", "Shared"), False),
            (say("10,000 yuan"), True),
            (say("Met"), True),
            (say("Projects"), False),
        )
        for switch in answer.switches:
            table.add_row(
                wording.LEVELS[switch.effects].read(self.language),
                self.read(say_in("screen", "yes")) if switch.use_shared_effects else self.read(say_in("screen", "no")),
                format_number(switch.cost_wan_yuan, 2),
                f"{switch.met}/{switch.open_targets}",
                " ".join(switch.chosen),
            )
        self.console.print()
        self.say(say("If the effects are read otherwise:"))
        self.console.print(table)


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


ONE, MANY = 10.0, 1000.0  # from here on two decimals, then none


def _show_cell(cell: Any) -> str:
    if isinstance(cell, (int, float)):
        return "-" if cell != cell else format_number(cell, 4 if abs(cell) < ONE else 2 if abs(cell) < MANY else 0)
    return "-" if cell is None else str(cell)


def list_findings(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Findings as plain values for JSON."""
    return [{str(key): value for key, value in row.items()} for row in make_finding_table(findings).to_dict("records")]
