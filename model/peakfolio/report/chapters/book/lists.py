"""The sheets that list: options, delivery, what stays missed, where indicators stand, faults of the document, sources, terms, identity."""

from dataclasses import replace

from peakfolio.portfolio.choice import Reach
from peakfolio.report import names
from peakfolio.report.audit import make_finding_table
from peakfolio.report.chapters.book.grids import Book
from peakfolio.report.chapters.conclusions import WAYS
from peakfolio.report.content import (
    Grid,
    Sheet,
    Table,
    name_column,
    number_column,
    tabulate,
    tabulate_pairs,
    text_column,
)
from peakfolio.report.effects import make_assumption_table
from peakfolio.report.portfolio import NO
from peakfolio.report.reasons import explain_reach
from peakfolio.words import SEMICOLON, Words, listing, say, say_in

TERMS: tuple[tuple[Words, Words], ...] = (
    (say_in("term", "Model's choice"), say("the cheapest portfolio that meets every target the pool can meet, as the model found and proved it")),
    (say("Chosen"), say("yes on the first sheet; every sum follows it")),
    (say("Part counted"), say("the part of a project that is built: 1 is all of it, 0 none; divisible projects may lie between")),
    (say_in("term", "Open target"), say("a target the value of today misses")),
    (say_in("term", "Gap"), say("the least improvement that meets the target, in the unit of the indicator")),
    (say_in("term", "Adds up"), say("an effect of so many units; several are summed")),
    (say_in("term", "Brings to a level"), say("an effect that brings the indicator to a level; the best one counts, and nothing is added to it")),
    (say_in("term", "Basis"), say(
        "what a result rests on at its weakest: figure, estimate from money, law, promise that repeats the target, order, share without "
        "any figure; the last three are the document's word only"
    )),
    (say_in("term", "Effect unknown"), say(
        "a project is named for a target and nothing says how much it brings; it is counted nowhere, which is not zero"
    )),
    (say_in("term", "To solve again"), say("the sheet cannot tell by a sum; open the plan in the workbench, lock projects in and out, and solve")),
    (say_in("term", "Probability"), say("a share of the runs of a simulation under its assumptions, not what will happen")),
)  # fmt: skip


def _list(book: Book, key: str, title: Words, notes: tuple[Words, ...], *tables: str) -> Sheet | None:
    """A sheet of tables the report shows; None where it shows none of them."""
    grids = book.list_grids(*tables)
    return Sheet(key, title, notes, grids) if grids else None


def compare(book: Book) -> Sheet | None:
    """The options A, B, C, and the answer under other readings of the effects."""
    note = say(
        "Options differ in projects, start years, cost and certainty; choose the projects of another one on the first sheet to see its sums."
    )
    return _list(book, "options", say_in("sheet", "Options"), (note,), "options", "switches", "information_all")


def follow_delivery(book: Book) -> Sheet | None:
    """When the projects are really finished, and how sure the targets are in time."""
    note = say(
        "Probabilities are shares of the runs of the simulation, with delays drawn; months of stages are marked assumptions."
    )
    return _list(
        book, "delivery", say_in("sheet", "Delivery"), (note,),
        "project_delays", "delivery_intervals", "delivery_targets", "delivery_what_if",
    )  # fmt: skip


def list_risks(book: Book) -> Sheet | None:
    """What can go wrong and what helps, gravest first."""
    note = say("Numbers of tables are those of the report; the workbook of all tables holds them.")
    return _list(book, "risks", say_in("sheet", "Risks"), (note,), "risk_list", "first_changes")


def list_missed(book: Book) -> Sheet | None:
    """The targets no portfolio meets: how near one can come, why, and what would help."""
    answer = book.run.answer
    if answer is None or not answer.choice.reaches:
        return None
    plan, targets = answer.plan, {each.key: each for each in answer.problem.all_targets}

    def help_it(reach: Reach) -> Words:
        return listing((WAYS[each] for each in (reach.cause, *reach.also)), SEMICOLON)

    table = tabulate(
        "missed",
        say("Targets that stay missed"),
        answer.choice.reaches,
        (text_column("indicator_id", NO, 0.7), lambda each: each.key),
        (name_column("name", say("Indicator"), 2.4), lambda each: names.name_indicator(plan, each.key)),
        (
            text_column("unit", say("Unit"), 0.7),
            lambda each: names.show_unit(plan.indicator_by_id[targets[each.key].indicator_id].unit),
        ),
        (number_column("base", say("Now")), lambda each: targets[each.key].base),
        (number_column("target", say("Target")), lambda each: targets[each.key].level),
        (number_column("best", say("Best within reach")), lambda each: each.best_level),
        (number_column("missing", say("Missing")), lambda each: each.missing),
        (name_column("why", say("Why"), 4.0), lambda each: explain_reach(answer, each)),
        (name_column("ways", say("What would help"), 3.0), help_it),
    )
    return Sheet("missed", say_in("sheet", "Missed targets"), (), (Grid(table, is_main=True),))


def show_standing(book: Book) -> Sheet | None:
    """Every indicator against what is asked; points and conditions where the plan has them."""
    return _list(
        book,
        "standing",
        say_in("sheet", "Indicators now"),
        (),
        "indicators",
        "yardsticks",
        "points",
        "conditions",
        "bridge",
    )


def list_contradictions(book: Book) -> Sheet | None:
    """Where the document disagrees with itself, with both figures and their lines."""
    table = make_finding_table(book.run.findings)
    if not table.rows:
        return None
    picked = table.pick("severity", "sentence", "printed", "found", "lines", "explanation")
    return Sheet("contradictions", say_in("sheet", "Contradictions"), (), (Grid(picked, is_main=True),))


def list_grounds(book: Book) -> Sheet | None:
    """What the figures rest on: assumptions first, then documents and publications."""
    answer = book.run.answer
    assumed = (
        ()
        if answer is None
        else (Grid(make_assumption_table(answer).pick("source_id", "text", "lines"), is_main=True),)
    )
    others = book.list_grids("assumptions", "documents", "publications", "further_sources")
    kept = others if answer is None else tuple(each for each in others if each.table.name != "assumptions")
    rest = tuple(replace(each, is_main=each.is_main and not assumed) for each in kept)
    return Sheet("grounds", say_in("sheet", "Grounds"), (), (*assumed, *rest)) if assumed or rest else None


def explain_terms(book: Book) -> Sheet:
    """What the words of the workbook mean, and those of the report."""
    table = tabulate_pairs(
        "book_terms",
        say("Words of this workbook"),
        TERMS,
        (name_column("term", say("Term"), 1.0), lambda term, _: term),
        (name_column("meaning", say("Meaning"), 4.0), lambda _, meaning: meaning),
    )
    own = book.find_table("terms")
    return Sheet(
        "terms", say_in("sheet", "Terms"), (), (Grid(table, is_main=True), *((Grid(own),) if own is not None else ()))
    )


def tell_identity(book: Book) -> Sheet:
    """From what the workbook was made; for whoever wants to check it."""
    return Sheet(
        "identity",
        say_in("sheet", "About this file"),
        (),
        (Grid(_tabulate_identity(book)), *book.list_grids("steps", "inputs")),
    )


def _tabulate_identity(book: Book) -> Table:
    return tabulate_pairs(
        "identity",
        say("Made from"),
        book.identity,
        (name_column("item", say("Item"), 1.0), lambda item, _: item),
        (name_column("value", say("Value"), 3.0), lambda _, value: value),
    )
