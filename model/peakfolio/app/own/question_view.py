"""Open questions below the proposals: a figure of the county each, what waits for it, what it would change, and a field to answer."""

from collections.abc import Awaitable, Callable
from functools import partial

from nicegui import ui

from peakfolio.app.own.reviewing import Act, Review, act_answer, name_figure
from peakfolio.app.parts import name_part, show_heading
from peakfolio.assess.questions import OpenFigure, Place
from peakfolio.plan.plan import Plan
from peakfolio.report.chains import show_figure
from peakfolio.report.names import name_indicator, show_unit
from peakfolio.words import SPACE, Language, Words, listing, say, say_many

Do = Callable[..., Awaitable[None]]


def show_questions(review: Review, language: Language, do: Do, take_back: Do) -> None:
    """The open questions, those first for which most waits; then those answered, which can be taken back."""
    if not review.questions and not review.answered:
        return
    show_heading(say("Figures only the county knows"), language)
    for question in review.questions:
        _show_question(review.now.plan, question, language, do)
    for act in review.answered:
        _show_answered(review.now.plan, act, language, take_back)


def _show_question(plan: Plan, question: OpenFigure, language: Language, do: Do) -> None:
    name = question.figure.name.read(language)
    unit = show_unit(question.figure.unit).read(language)
    with ui.element("div").classes("pf-box pf-warn pf-question").style("margin: 0"):
        ui.label(f"{name} ({unit})" if unit else name).classes("pf-strong")
        ui.label(_say_waiting(plan, question).read(language))
        for place in question.places:
            _show_place(plan, question, place, (language, do))
        with ui.row().classes("w-full items-center gap-2 no-wrap"):
            field = ui.number(label=say("Own figure").read(language), min=0).props("dense").style("width: 150px")
            reason = ui.input(label=say("Where it comes from").read(language)).props("dense").classes("pf-grow")

            async def answer() -> None:
                if field.value is None:
                    ui.notify(say("Write a number.").read(language), type="warning")
                    return
                await do(act_answer(question.key, float(field.value), str(reason.value or "")))

            button = ui.button(say("Take this figure").read(language), on_click=answer).props(
                "dense unelevated color=primary"
            )
            name_part(button, say("Take this figure: {name}", name=name).read(language))


def _say_waiting(plan: Plan, question: OpenFigure) -> Words:
    """How many effects wait for it, and of which indicators."""
    waiting = say_many(
        "{n} effect waits for it: {pairs}.",
        "{n} effects wait for it: {pairs}.",
        len(question.pairs),
        pairs=listing(
            say("{action} → {indicator}", action=action, indicator=name_indicator(plan, key))
            for action, key in question.pairs
        ),
    )
    if not question.targets:
        return waiting
    open_ones = say_many(
        "{n} target not met depends on it.", "{n} targets not met depend on it.", len(question.targets)
    )
    return listing((waiting, open_ones), SPACE)


def _show_place(plan: Plan, question: OpenFigure, place: Place, rest: tuple[Language, Do]) -> None:
    """A figure the text gives: taken with one click, with what it would bring."""
    language, do = rest
    unit = show_unit(question.figure.unit).read(language)
    with ui.row().classes("w-full items-center gap-3 no-wrap"):
        text = say("Take {value} {unit}", value=show_figure(place.value), unit=unit).read(language)
        take = ui.button(text, on_click=partial(do, act_answer(question.key, place.value, "", place)))
        take.props("dense outline").classes("pf-nobreak")
        brought = question.outcomes.get(place.value, {})
        effects = listing(
            say(
                "{action} → {indicator} {effect} {unit}",
                action=action,
                indicator=name_indicator(plan, key),
                effect=show_figure(value),
                unit=show_unit(plan.indicator_by_id[key].unit),
            )
            for (action, key), value in brought.items()
        ).read(language)
        said: tuple[Words, ...] = (say("Line {line}: …{words}…", line=place.line, words=place.words),)
        if brought:
            said = (*said, say("It would bring: {effects}.", effects=effects))
        ui.label(listing(said, SPACE).read(language)).classes("pf-grow")


def _show_answered(plan: Plan, act: Act, language: Language, take_back: Do) -> None:
    row = next((each for each in plan.parameters if name_figure(each.parameter_id) == act.key), None)
    if row is None:
        return
    with ui.row().classes("w-full items-center gap-3 pf-box pf-good").style("margin: 0"):
        said = say("{name}: {value} {unit}", name=row.name, value=show_figure(row.central), unit=show_unit(row.unit))
        ui.label(said.read(language)).classes("pf-grow")
        ui.button(say("Undo").read(language), icon="undo", on_click=partial(take_back, act.key)).props("dense outline")
