"""What a control does, in plain words: shown to a pointer and to the keyboard, and told to whoever cannot see it."""

from typing import TypeVar

from nicegui import ui

from peakfolio.words import Language, Words, say

Control = TypeVar("Control", bound=ui.element)


class Help:
    """The text of one control, hidden in the slot that is open until it is looked for."""

    def __init__(self, control: ui.element, said: Words, language: Language) -> None:
        self._control, self._said, self._language = control, said, language
        self._tip = ui.label(said.read(language)).classes("pf-tip").props('role="tooltip"')
        control.props["aria-describedby"] = self.key

    @property
    def key(self) -> str:
        """The id of the element that holds the text."""
        return self._tip.html_id

    def bar(self, why: Words | None) -> None:
        """Bars the control and says why before its help, or frees it again with None."""
        said = self._said if why is None else say("Cannot be used: {why} {help}", why=why, help=self._said)
        self._tip.text = said.read(self._language)
        self._control.props(add="disable") if why is not None else self._control.props(remove="disable")


def explain(control: ui.element, said: Words, name: Words, language: Language) -> Help:
    """Puts a control of the panel beside a small "?" that says what it does."""
    frame = ui.element("div").classes("pf-control")
    control.move(frame)
    frame.bind_visibility_from(control, "visible")
    with frame:
        with ui.element("button").classes("pf-help").props("type=button") as mark:
            ui.label("?")
        told = Help(control, said, language)
    mark.props["aria-label"] = say("What is this: {name}", name=name).read(language)
    mark.props["aria-describedby"] = told.key
    return told


def describe(control: Control, said: Words, language: Language) -> Control:
    """Gives a control of the head the text that appears while a pointer or the keyboard is on it."""
    frame = ui.element("div").classes("pf-tipped")
    control.move(frame)
    frame.bind_visibility_from(control, "visible")
    with frame:
        Help(control, said, language)
    return control
