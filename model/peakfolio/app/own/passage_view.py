"""The document beside a proposal: its lines, the cited ones set off, the words that were read marked in them."""

from html import escape

from nicegui import ui

from peakfolio.app.own.passages import Passage, PassageLine
from peakfolio.words import Language, say


def show_passage(passage: Passage, language: Language) -> None:
    """The title of the place, then its lines."""
    ui.label(passage.title.read(language)).classes("pf-strong")
    for line in passage.lines:
        ui.html(_write_line(line), tag="p", sanitize=False).classes("pf-cited" if line.is_cited else "pf-near")
    if any(is_read for line in passage.lines for _, is_read in line.pieces):
        ui.label(say("Marked: the words the proposal was read from.").read(language)).classes("pf-note")


def _write_line(line: PassageLine) -> str:
    """A line as HTML; whatever the document holds, it stays text."""
    number = "" if line.number is None else f'<span class="pf-lineno">{line.number}</span> '
    pieces = (f"<mark>{escape(text)}</mark>" if is_read else escape(text) for text, is_read in line.pieces)
    return number + "".join(pieces)
