"""The third and the fourth step: indicators and projects as read, the doubtful first, each value corrected where it stands."""

import json
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from nicegui import events, ui

from peakfolio.app.own.bringing import Bringing
from peakfolio.app.own.cells_html import CHANGED, CLICKED, MARKS, read_place
from peakfolio.app.own.editing import SETTINGS
from peakfolio.app.own.line_html import INDICATOR_HEADS, PROJECT_HEADS, write_heads, write_indicator, write_project
from peakfolio.app.own.listing import (
    WORST,
    Line,
    Sum,
    count_marks,
    list_indicators,
    list_projects,
    list_sums,
    total_cost,
)
from peakfolio.app.parts import name_part
from peakfolio.app.sessions import Session
from peakfolio.importing.imported import Asked, Imported
from peakfolio.plan.settings import Settings
from peakfolio.report.names import show_money
from peakfolio.units import convert
from peakfolio.words import SPACE, Language, Words, listing, say, say_many

Work = Callable[[Words, Callable[[], object]], Awaitable[bool]]
FRAME: Mapping[str, Words] = {
    "region.name_zh": say("Place"),
    "region.province_zh": say("Province"),
    "years.title_zh": say("Title of the plan"),
    "years.base_year": say("Base year"),
    "years.first_year": say("First year"),
    "years.last_year": say("Last year"),
    "years.milestones": say("Years of targets"),
}


class LineStep(ABC):
    """Lines in their order as the step was opened, so that a line stays where it is while it is corrected."""

    css, table = "", ""

    def __init__(self, session: Session, bringing: Bringing, work: Work) -> None:
        self._language, self._bringing, self._work = session.language, bringing, work
        self._top = ui.column().classes("w-full gap-2")
        self._counts = ui.row().classes("w-full items-center gap-3")
        self._heads = ui.html(write_heads(self.css, self.list_heads(), self._language), sanitize=False).classes(
            "w-full"
        )
        self._lines = ui.column().classes("w-full gap-0 pf-lines")
        self._shown: dict[str, ui.html] = {}
        self._draw()

    @abstractmethod
    def list_heads(self) -> tuple[Words, ...]:
        """The heads of the lines."""

    @abstractmethod
    def list_lines(self, imported: Imported) -> tuple[Line, ...]:
        """The lines of the step."""

    @abstractmethod
    def write_line(self, line: Line, language: Language) -> str:
        """One line."""

    @abstractmethod
    def draw_top(self, imported: Imported) -> None:
        """What stands above the lines."""

    @property
    def language(self) -> Language:
        """The language of the page."""
        return self._language

    def _draw(self) -> None:
        now = self._bringing.now
        self._lines.clear()
        self._shown = {}
        if now is None:
            return
        with self._lines:
            for line in self.list_lines(now.imported):
                shown = ui.html(self.write_line(line, self._language), sanitize=False).classes("w-full")
                shown.on("change", self._change, js_handler=CHANGED).on("click", self._click, js_handler=CLICKED)
                self._shown[line.head.key] = shown
        self._refresh()

    def _refresh(self) -> None:
        """Shows what an edit changed: counts, what stands above, and the lines as they now are."""
        now = self._bringing.now
        if now is None:
            return
        lines = {each.head.key: each for each in self.list_lines(now.imported)}
        for key, shown in self._shown.items():
            content = self.write_line(lines[key], self._language) if key in lines else ""
            if shown.content != content:
                shown.content = content
        self._draw_counts(tuple(lines.values()))
        self._top.clear()
        with self._top:
            self.draw_top(now.imported)

    def _draw_counts(self, lines: tuple[Line, ...]) -> None:
        language, counts = self._language, count_marks(lines)
        parts = [say("{count} lines", count=len(lines))]
        parts += [say("{mark}: {count}", mark=MARKS[mark], count=counts[mark]) for mark in WORST if counts[mark]]
        self._counts.clear()
        with self._counts:
            ui.label(listing(parts).read(language)).classes("pf-strong").props('aria-live="polite"')
            if counts["check"]:
                button = ui.button(
                    say("All that are to be checked are right ({count})", count=counts["check"]).read(language),
                    on_click=lambda: self._look([each for each in lines if each.mark == "check"]),
                )
                button.props("outline dense")
            if self._bringing.edits.dropped:
                count = len(self._bringing.edits.dropped)
                ui.button(
                    say("Bring back what was left out ({count})", count=count).read(language), on_click=self._bring_back
                ).props("flat dense")

    def _look(self, lines: list[Line]) -> None:
        self._bringing.edits = self._bringing.edits.look(*(place for line in lines for place in line.places))
        self._refresh()

    def _bring_back(self) -> None:
        self._bringing.edits = self._bringing.edits.bring_back()
        self._draw()

    def _change(self, event: events.GenericEventArguments) -> None:
        said: Any = event.args
        place = read_place(said[0]) if isinstance(said, list) and len(said) == 2 else None
        if place is not None:
            self._bringing.set(place, str(said[1]))
            self._refresh()

    def _click(self, event: events.GenericEventArguments) -> None:
        try:
            act, key = json.loads(str(event.args))
        except ValueError:
            return
        now = self._bringing.now
        line = next((each for each in self.list_lines(now.imported) if each.head.key == key), None) if now else None
        if line is not None and act == "look":
            self._look([line])
        elif line is not None and act == "drop":
            self._bringing.edits = self._bringing.edits.drop((self.table, key))
            self._refresh()


class IndicatorStep(LineStep):
    """Indicators; above them the frame of the plan, and what only the county knows."""

    css, table = "pf-line-indicator", "indicators"

    def list_heads(self) -> tuple[Words, ...]:
        """The heads of the lines."""
        return INDICATOR_HEADS

    def list_lines(self, imported: Imported) -> tuple[Line, ...]:
        """Every indicator that is measured."""
        return list_indicators(imported, self._bringing.edits)

    def write_line(self, line: Line, language: Language) -> str:
        """One indicator."""
        return write_indicator(line, language)

    def draw_top(self, imported: Imported) -> None:
        """Place, title and years to confirm, and the questions."""
        with ui.element("section").classes("pf-box pf-frame").style("margin: 0"):
            for column, words in FRAME.items():
                self._show_setting(imported, column, words)
        for asked in imported.asked:
            self._show_question(asked)

    def _show_setting(self, imported: Imported, column: str, words: Words) -> None:
        mark = next(
            (each.mark for each in imported.cells if each.table in ("plan", SETTINGS) and each.column == column), "sure"
        )
        now = self._bringing.now
        fault = now.faults.get((SETTINGS, "", column)) if now is not None else None
        value = _find_setting(imported.settings, column)
        field = ui.input(label=words.read(self._language), value=value).props("dense")
        field.classes("pf-amber-field" if mark != "sure" or fault else "")
        if fault is not None:
            field.props["error"] = True
            field.props["error-message"] = fault.read(self._language)
        field.on("change", lambda: self._set(column, str(field.value or "")))

    def _set(self, column: str, text: str) -> None:
        self._bringing.set((SETTINGS, "", column), text)
        self._refresh()

    def _show_question(self, asked: Asked) -> None:
        said = asked.said.read(self._language)
        with ui.row().classes("w-full items-center gap-3 pf-box pf-warn").style("margin: 0"):
            ui.label(said).classes("pf-strong")

            async def answer(text: str) -> None:
                self._bringing.answer(asked.key, text)
                if await self._work(say("The tables are being read again ..."), self._bringing.understand):
                    self._draw()

            if asked.choices:
                options = dict.fromkeys(asked.choices)
                chosen = ui.radio(
                    {each: each for each in options},
                    value=asked.answer,
                    on_change=lambda event: answer(str(event.value)),
                )
                name_part(chosen.props("inline dense"), said)
            else:
                field = ui.input(value=asked.answer or "").props("dense")
                name_part(field, said).on("change", lambda: answer(str(field.value or "")))


class ProjectStep(LineStep):
    """Projects; above them what they add up to, against the sums the document prints."""

    css, table = "pf-line-project", "projects"

    def list_heads(self) -> tuple[Words, ...]:
        """The heads of the lines."""
        return PROJECT_HEADS

    def list_lines(self, imported: Imported) -> tuple[Line, ...]:
        """Every project."""
        return list_projects(imported, self._bringing.edits)

    def write_line(self, line: Line, language: Language) -> str:
        """One project."""
        return write_project(line, language)

    def draw_top(self, imported: Imported) -> None:
        """The sums."""
        language = self._language
        total, unknown = total_cost(imported)
        said: tuple[Words, ...] = (say("The projects add up to {total}.", total=show_money(total, is_exact=True)),)
        if unknown:
            said = (*said, say_many("{n} project has no cost.", "{n} projects have no cost.", unknown))
        ui.label(listing(said, SPACE).read(language)).classes("pf-box pf-strong").style("margin: 0").props(
            'aria-live="polite"'
        )
        for each in list_sums(imported):
            ui.label(_tell_sum(each).read(language)).classes(
                "pf-box " + ("pf-good" if each.is_right else "pf-bad")
            ).style("margin: 0")


def _tell_sum(found: Sum) -> Words:
    """A sum of the document against what its projects add up to; one that is printed rounded agrees within its last digit."""
    printed, added = (
        show_money(convert(value, found.printed.unit, "万元"), is_exact=True)
        for value in (found.printed.value, found.found)
    )
    said = {"name": found.printed.name, "printed": printed, "found": added}
    if not found.is_right:
        return say("{name}: the document prints {printed}, its projects add up to {found}.", **said)
    if printed.read("en") != added.read("en"):
        return say("{name}: the document prints {printed}, rounded; its projects add up to {found}.", **said)
    return say("{name}: the document prints {printed}; that is what its projects add up to.", **said)


def _find_setting(settings: Settings, column: str) -> str:
    section, _, name = column.partition(".")
    value = getattr(getattr(settings, section), name)
    return ", ".join(str(each) for each in value) if isinstance(value, tuple) else str(value)
