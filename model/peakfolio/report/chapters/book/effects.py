"""The sheet on effects: what each project or measure brings to each open target by the milestone, the rows that the targets add up."""

from collections.abc import Iterator, Mapping

from peakfolio.plan.tables import Effect
from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.ticking import Lift, TickedTarget
from peakfolio.report import names
from peakfolio.report.chains import tell_source
from peakfolio.report.chapters.book.grids import WORDS, Book, make_grid
from peakfolio.report.content import Cell, Grid, Sheet, make_table, name_column, number_column, text_column
from peakfolio.report.portfolio import NO
from peakfolio.report.undecided import make_claim_table
from peakfolio.words import Words, say, say_in

NOTE = say(
    "One row for each settled effect on an open target. 'Brings' is what has arrived by the milestone if the project is built in the "
    "years the model found, as improvement in the unit of the indicator; 'counts now' is that where the project is chosen."
)


def list_effects(book: Book) -> Sheet | None:
    """What every tick brings, live, and who is named without a settled effect; None where there is neither."""
    answer = book.run.answer
    lifts = answer is not None and any(each.lifts for each in book.ticking.targets)
    parts = (*((_list_lifts(book, answer),) if answer is not None and lifts else ()), *_list_unknown(book))
    return Sheet("effects", say_in("sheet", "Gaps and effects"), (NOTE,) if lifts else (), parts) if parts else None


def _list_lifts(book: Book, answer: Answer) -> Grid:
    columns = (
        text_column("key", NO, 0.7),
        name_column("indicator", say("Indicator"), 2.0),
        text_column("action_id", say("Project no."), 0.6),
        name_column("name", say("Project or measure"), 2.0),
        text_column("mode", say("How it acts"), 0.8, WORDS),
        text_column("unit", say("Unit"), 0.7),
        number_column("low", say("Brings at least")),
        number_column("amount", say("Brings")),
        number_column("full", say("Brings in the end")),
        number_column("ticked", say("Is chosen"), digits=0),
        number_column("now", say("Counts now")),
        *((number_column("against", say("Against a rule"), digits=0),) if answer.problem.relations else ()),
        name_column("basis", say("Basis"), 0.8),
        name_column("reasoning", say("Reasoning"), 3.6),
        text_column("lines", say("Lines"), 0.9),
    )
    rows = [_describe(answer, own, lift) for own in book.ticking.targets for lift in own.lifts]
    against = '{ticked}*SUMPRODUCT(((rule_first={action_id})+(rule_second={action_id}))*(rule_state="@broken"))'
    formulas = {
        "ticked": "IF(SUMIF(project_action_id,{action_id},project_counted)>0,1,0)",
        "now": "{ticked}*N({amount})",
        **({"against": against} if answer.problem.relations else {}),
    }
    table = make_table("lift", say("What each project brings to each open target"), columns, rows)
    return make_grid(table, formulas, is_main=True)


def _describe(answer: Answer, own: TickedTarget, lift: Lift) -> Mapping[str, Cell]:
    plan, ticked = answer.plan, int(lift.action_id in answer.choice.portfolio.starts)
    effect = _find_effect(answer, own, lift)
    unit = plan.indicator_by_id[own.target.indicator_id].unit
    return {
        "key": lift.key,
        "indicator": names.name_indicator(plan, lift.key),
        "action_id": lift.action_id,
        "name": names.name_action(plan, lift.action_id),
        "mode": lift.mode,
        "unit": names.show_unit(unit) if unit else "",
        "low": lift.low,
        "amount": lift.amount,
        "full": lift.full,
        "ticked": ticked,
        "now": ticked * (lift.amount or 0.0),
        "against": 0,
        "basis": None if effect is None else names.name_basis(effect),
        "reasoning": None if effect is None else names.give_reason(effect),
        "lines": None if effect is None else tell_source(effect),
    }


def _find_effect(answer: Answer, own: TickedTarget, lift: Lift) -> Effect | None:
    """The row of the plan behind a lift."""
    rows = answer.plan.read_effects(answer.scenario)
    found = [each for each in rows if (each.action_id, each.indicator_id) == (lift.action_id, own.target.indicator_id)]
    return next((each for each in found if (each.mode == "adds") == (lift.mode == "adds")), None)


def _list_unknown(book: Book) -> Iterator[Grid]:
    """Who is named for what without a settled effect."""
    answer = book.run.answer
    table = make_claim_table(book.run.plan if answer is None else answer.plan).keep(
        "knowledge", ("unknown", "proposed")
    )
    title: Words = say("Named for an indicator, effect not settled: counted nowhere")
    if table.rows:
        yield Grid(
            table.pick(*table.keys, name="unknown", title=title),
            under={
                "project_id": "action_id",
                "name": "name",
                "indicator": "indicator",
                "as_written": "reasoning",
                "knowledge": "basis",
            },
        )
