"""Fields inside rows of an import, as HTML of one piece: light enough for a hundred rows, and reached by keyboard like any field.

Every field names in ``data-place`` which cell it sets, every button in ``data-act`` what it does; whatever a document holds stays text.
"""

import json
from collections.abc import Mapping
from html import escape

from peakfolio.app.own.editing import Place
from peakfolio.importing.imported import Mark
from peakfolio.words import Language, Words, say

MARKS: Mapping[Mark, Words] = {"unread": say("not understood"), "check": say("please check"), "sure": say("sure")}
RELATIONS: Mapping[str, Words] = {
    "at_least": say("≥ at least"),
    "at_most": say("≤ at most"),
    "above": say("> above"),
    "below": say("< below"),
    "equal": say("= exactly"),
    "between": say("between"),
    "hold": say("not worse than now"),
    "improve": say("better than now"),
    "assigned": say("task of the higher level"),
    "assigned_or_hold": say("task of the higher level, or not worse"),
    "done": say("done"),
}
CHANGED = "(event) => { const place = event.target.dataset.place; if (place) emit([place, event.target.value]); }"
CLICKED = "(event) => { const act = event.target.closest('[data-act]'); if (act) emit(act.dataset.act); }"


def write_place(place: Place) -> str:
    """A cell as an attribute."""
    return escape(json.dumps(place, ensure_ascii=False), quote=True)


def read_place(said: object) -> Place | None:
    """The cell an attribute names; None where it names none."""
    try:
        found = json.loads(str(said))
    except ValueError:
        return None
    if isinstance(found, list) and len(found) == 3 and all(isinstance(each, str) for each in found):
        return found[0], found[1], found[2]
    return None


def write_input(place: Place, value: str, label: str, *, width: str = "100%", is_amber: bool = False) -> str:
    """A field of one line."""
    css = "pf-field pf-amber" if is_amber else "pf-field"
    return (
        f'<input class="{css}" style="width:{width}" value="{escape(value, quote=True)}" aria-label="{escape(label, quote=True)}" '
        f'data-place="{write_place(place)}">'
    )


def write_select(attribute: str, options: Mapping[str, str], value: str, label: str, *, is_amber: bool = False) -> str:
    """A drop-down; ``attribute`` is its data-place, escaped."""
    css = "pf-select pf-amber" if is_amber else "pf-select"
    known = options if value in options else {value: value, **options}
    shown = "".join(
        f'<option value="{escape(key, quote=True)}"{" selected" if key == value else ""}>{escape(text)}</option>'
        for key, text in known.items()
    )
    return f'<select class="{css}" aria-label="{escape(label, quote=True)}" data-place="{attribute}">{shown}</select>'


def write_button(act: tuple[str, ...], text: str, label: str) -> str:
    """A small button."""
    said = escape(json.dumps(act, ensure_ascii=False), quote=True)
    return f'<button type="button" class="pf-mini" data-act="{said}" aria-label="{escape(label, quote=True)}">{escape(text)}</button>'


def write_mark(mark: Mark, language: Language) -> str:
    """How sure a line is, as a word on its colour."""
    return f'<span class="pf-chip pf-chip-{mark}">{escape(MARKS[mark].read(language))}</span>'


def write_original(words: str, language: Language) -> str:
    """The words of the document; nothing where there are none."""
    if not words.strip():
        return ""
    return f'<div class="pf-orig">{escape(say("In the document: {words}", words=words).read(language))}</div>'


def write_reasons(reasons: tuple[Words, ...], language: Language) -> str:
    """Why a line is not sure, below it."""
    if not reasons:
        return ""
    said = (
        "；".join(each.read(language) for each in reasons)
        if language == "zh"
        else "; ".join(each.read(language) for each in reasons)
    )
    return f'<div class="pf-why">{escape(said)}</div>'
