"""What is proposed for projects without a figure, as tables, and as the rows a plan takes."""

from collections.abc import Mapping, Sequence

from peakfolio.assess.questions import OpenFigure
from peakfolio.assess.suggesting import Suggestion
from peakfolio.importing.deciding import Proposed
from peakfolio.plan.chains import Pair
from peakfolio.plan.plan import Plan
from peakfolio.report import names
from peakfolio.report.content import Cell, Table, name_column, number_column, tabulate, text_column
from peakfolio.words import NOTHING, SEMICOLON, Words, format_number, listing, say, say_in

ORIGINS: Mapping[str, Words] = {"content": say_in("quantity", "printed"), "cost": say_in("quantity", "from its cost")}
LINKS: Mapping[str, Words] = {
    "shared": say("effect without a figure"),
    "named": say("named by the document"),
    "words": say("same words"),
    "none": say("none"),
}
LACKS: Mapping[str, Words] = {
    "no_class": say("no class fits its words"),
    "by_order": say("works of this class bring no effect: an order or a survey does"),
    "no_route": say("no known way from these works to the indicator"),
    "no_quantity": say("no quantity that leads to the indicator, printed or from money"),
    "no_indicator": say("no indicator of the plan is named"),
    "elsewhere": say("it works in another part of the region (town, township, village) than the indicator counts"),
}
DIGITS = 4


def make_suggestion_table(suggestions: Sequence[Suggestion]) -> Table:
    """Every supporter without a figure: class with the words that matched, quantity, effect, and what is to be asked for."""
    return tabulate(
        "suggestions",
        say("Proposed effects; nothing of it is used until it stands in the plan"),
        suggestions,
        (text_column("project_id", say("No."), 0.6), lambda each: each.project.project_id),
        (name_column("name", say("Project"), 1.8), lambda each: each.project.name),
        (
            text_column("indicator_id", say("Indicator"), 0.6),
            lambda each: each.indicator.indicator_id if each.indicator else None,
        ),
        (
            name_column("indicator", say("Name of the indicator"), 1.6),
            lambda each: each.indicator.name if each.indicator else NOTHING,
        ),
        (text_column("link", say("Why this indicator"), 0.9, LINKS), lambda each: each.link),
        (name_column("classes", say("Class (words that matched)"), 2.4), _say_classes),
        (text_column("class_ids", say("Class keys"), 0.8), lambda each: "; ".join(_list_ids(each))),
        (text_column("origin", say("Quantity is"), 0.7, ORIGINS), lambda each: each.size.origin if each.size else None),
        (number_column("quantity_low", say("Quantity low")), lambda each: _give_quantity(each, "low")),
        (number_column("quantity", say("Quantity")), lambda each: _give_quantity(each, "central")),
        (number_column("quantity_high", say("Quantity high")), lambda each: _give_quantity(each, "high")),
        (text_column("quantity_unit", say("Unit"), 0.6), lambda each: each.size.reading.unit if each.size else None),
        (number_column("low", say("Low"), digits=DIGITS), lambda each: _give_effect(each, "low")),
        (number_column("central", say("Central"), digits=DIGITS), lambda each: _give_effect(each, "central")),
        (number_column("high", say("High"), digits=DIGITS), lambda each: _give_effect(each, "high")),
        (text_column("unit", say("Effect in"), 0.6), lambda each: each.indicator.unit if each.indicator else None),
        (name_column("asked", say("To be asked for"), 1.6), _say_asked),
        (text_column("lack", say("Why nothing"), 1.2, LACKS), lambda each: each.lack),
        (text_column("lines", say("Lines"), 0.8), lambda each: each.project.lines),
        is_wide=True,
    )


def make_proposal_table(plan: Plan, proposals: Sequence[Proposed]) -> Table:
    """The proposals that wait for a person, with their range and what speaks against taking them unseen."""
    return tabulate(
        "proposals",
        say("Proposed effects that wait to be decided on"),
        proposals,
        (text_column("project_id", say("No."), 0.6), lambda each: each.pair[0]),
        (name_column("name", say("Project"), 1.8), lambda each: names.name_action(plan, each.pair[0])),
        (text_column("indicator_id", say("Indicator"), 0.6), lambda each: each.pair[1]),
        (
            name_column("indicator", say("Name of the indicator"), 1.6),
            lambda each: names.name_indicator(plan, each.pair[1]),
        ),
        (number_column("low", say("Low"), digits=DIGITS), lambda each: each.effect.low),
        (number_column("central", say("Central"), digits=DIGITS), lambda each: each.effect.central),
        (number_column("high", say("High"), digits=DIGITS), lambda each: each.effect.high),
        (text_column("unit", say("Effect in"), 0.6), lambda each: plan.indicator_by_id[each.pair[1]].unit),
        (text_column("is_sure", say("Sure"), 0.5, names.TRUTH), lambda each: each.is_sure),
        (name_column("doubts", say("Why not sure"), 2.0), lambda each: listing(each.doubts, SEMICOLON)),
        is_wide=True,
    )


def make_question_table(questions: Sequence[OpenFigure]) -> Table:
    """The figures proposals wait for, where the text may give them, and what that would change."""
    return tabulate(
        "questions",
        say("Figures that proposals wait for"),
        questions,
        (text_column("key", say("Key"), 0.8), lambda each: each.key),
        (name_column("name", say("Figure"), 1.6), lambda each: each.figure.name),
        (text_column("unit", say("Unit"), 0.6), lambda each: each.figure.unit),
        (text_column("projects", say("Projects that wait"), 1.2), lambda each: " ".join(each.projects)),
        (text_column("targets", say("Open targets that wait"), 1.0), lambda each: " ".join(each.targets)),
        (name_column("places", say("In the text"), 2.0), _say_places),
        (name_column("outcomes", say("What it would change"), 2.4), _say_outcomes),
        is_wide=True,
    )


def tell_question(question: OpenFigure) -> tuple[Words, ...]:
    """Where the text may give a figure, and what it would change."""
    return (*((_say_places(question),) if question.places else ()), _say_outcomes(question))


def _say_places(question: OpenFigure) -> Words:
    places = (
        say("{value} (line {line}: {words})", value=format_number(each.value), line=each.line, words=each.words)
        for each in question.places
    )
    return listing(places, SEMICOLON)


def _say_outcomes(question: OpenFigure) -> Words:
    """The effects by every value of the text; without one what waits is only counted, for no range would be honest."""
    if not question.places:
        return say(
            "No value stands in the text, so that no range would be honest: {projects} projects and {targets} open targets wait.",
            projects=len(question.projects),
            targets=len(question.targets),
        )
    said = (
        say("with {value}: {effects}", value=format_number(value), effects=_list_effects(effects))
        for value, effects in question.outcomes.items()
    )
    return listing(said, SEMICOLON)


def _list_effects(effects: Mapping[Pair, float]) -> Words:
    shown = [f"{action}→{key} {format_number(value, DIGITS)}" for (action, key), value in effects.items()]
    return listing(shown) if shown else say("another figure is missing too")


def _list_ids(suggestion: Suggestion) -> list[str]:
    return [match.kind.class_id for match in suggestion.matches]


def _give_quantity(suggestion: Suggestion, end: str) -> Cell:
    return None if suggestion.size is None else float(getattr(suggestion.size.reading, end))


def _give_effect(suggestion: Suggestion, end: str) -> Cell:
    return None if suggestion.spread is None else float(getattr(suggestion.spread, end))


def _say_classes(suggestion: Suggestion) -> Words:
    return listing(
        (say("{name} ({words})", name=match.kind.name, words="、".join(match.words)) for match in suggestion.matches),
        names.LONG,
    )


def _say_asked(suggestion: Suggestion) -> Words:
    """The figure of the county that is missing; else the part that newly counts, which no row of a plan prints."""
    if suggestion.asked:
        return listing((each.name for each in suggestion.asked), names.LONG)
    return say("the part that newly counts") if suggestion.spread is not None else NOTHING


def list_reasons(suggestions: Sequence[Suggestion]) -> tuple[Words, ...]:
    """Why nothing is proposed, with the projects each reason holds for."""
    return tuple(
        say("{reason}: {projects}", reason=reason, projects=", ".join(found))
        for lack, reason in LACKS.items()
        if (found := dict.fromkeys(_name_pair(each) for each in suggestions if each.lack == lack))
    )


def _name_pair(suggestion: Suggestion) -> str:
    indicator = suggestion.indicator
    return suggestion.project.project_id + (f"/{indicator.indicator_id}" if indicator is not None else "")


def count_suggestions(suggestions: Sequence[Suggestion]) -> Words:
    """How far the proposals go."""
    return say(
        "{projects} projects without a figure: {sized} with a quantity; {whole} effects can be worked out, {asked} wait for a figure of the county.",
        projects=len({each.project.project_id for each in suggestions}),
        sized=len({each.project.project_id for each in suggestions if each.size is not None}),
        whole=sum(each.spread is not None for each in suggestions),
        asked=sum(bool(each.asked) for each in suggestions),
    )
