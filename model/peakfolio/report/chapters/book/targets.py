"""The sheets on targets: where the ticked projects bring each open target, and what each of them brings."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from peakfolio.assess.counting import list_claimants
from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.outcomes import Outcome
from peakfolio.portfolio.problem import OpenTarget
from peakfolio.portfolio.ticking import Obstacle, TickedTarget
from peakfolio.report import names
from peakfolio.report.chapters.book.grids import MOVED, WORDS, Book, make_grid, write_number
from peakfolio.report.content import Cell, Grid, Sheet, Worded, make_table, name_column, number_column, text_column
from peakfolio.report.portfolio import NO, make_indicator_table
from peakfolio.report.targets import name_result
from peakfolio.words import NOTHING, Words, listing, say, say_in

OBSTACLES: Mapping[Obstacle, Words] = {
    "worst_case": say("not a sum: the worst case of several effects counts; another choice must be solved again"),
    "band": say("not a sum: too much is missed as well as too little; another choice must be solved again"),
    "net_trend": say("not a sum: good and harm are weighed on a trend; another choice must be solved again"),
    "disagrees": say("its effects do not simply add up; another choice must be solved again"),
}
HOW = say(
    "Live where the model only adds: what chosen projects add is summed, and the best level that one of them brings counts where it is "
    "higher. Where the model does more, the row says so and asks to solve again once the choice is changed; so does every row that a "
    "project moved to another year can change, as effects arrive at their own time. Projects named for a target "
    "without a settled effect are unknown and counted nowhere."
)
EVIDENCE_OF = say(
    "Evidence is that of the model's choice: figure, estimate, law, promise, order, or a share without any figure."
)


def list_targets(book: Book) -> Sheet | None:
    """Every open target, live; without an answer there is none to tick for."""
    answer = book.run.answer
    if answer is None or not book.ticking.targets:
        return None
    return Sheet(
        "targets",
        say_in("sheet", "Targets"),
        (HOW, EVIDENCE_OF),
        (_sum_up(answer), _list_open(book, answer), *_list_held(answer), *_list_settled(answer)),
    )


def _sum_up(answer: Answer) -> Grid:
    outcomes = answer.verification.outcomes
    columns = (
        text_column("ticks", say("The choice is"), 2.0, WORDS),
        number_column("open", say("Open targets"), digits=0),
        number_column("met", say("Targets met"), digits=0),
        number_column("again", say("To solve again"), digits=0),
    )
    row: dict[str, Cell] = {
        "ticks": "same",
        "open": len(outcomes),
        "met": sum(each.is_met for each in outcomes),
        "again": 0,
    }
    formulas = {
        "ticks": "sum_ticks",
        "open": "COUNTA(target_indicator_id)",
        "met": 'COUNTIF(target_result,"@met")',
        "again": 'COUNTIF(target_result,"@again")',
    }
    table = make_table("targets_sum", NOTHING, columns, [row])
    return make_grid(table, formulas, under={"ticks": "name", "open": "target", "met": "value", "again": "result"})


def _list_open(book: Book, answer: Answer) -> Grid:
    outcomes = {each.key: each for each in answer.verification.outcomes}
    columns = (
        text_column("indicator_id", NO, 0.7),
        name_column("name", say("Indicator"), 2.8),
        text_column("nature", say("Nature"), 0.8, names.NATURES),
        text_column("unit", say("Unit"), 0.8),
        number_column("base", say("Now")),
        number_column("target", say("Target")),
        number_column("gap", say("Gap")),
        number_column("lifted", say("Chosen projects improve it by")),
        number_column("value", say("Reached")),
        number_column("missing", say("Still missing")),
        text_column("result", say("Result"), 1.1, WORDS),
        text_column("evidence", say("Basis"), 1.2),
        text_column("helping", say("Can help"), 1.5),
        name_column("how", say("What to know"), 3.0),
    )
    rows = [_describe(answer, each, outcomes[each.target.key]) for each in book.ticking.targets]
    told = [_tell(book, each, outcomes[each.target.key]) for each in book.ticking.targets]
    formulas = {key: [each.get(key, "") for each in told] for key in ("lifted", "value", "missing", "result")}
    is_told = any(each.target.nature != "unstated" for each in book.ticking.targets)
    table = make_table("target", say("Every open target of {year}", year=answer.problem.milestone), columns, rows)
    return make_grid(table if is_told else table.drop("nature"), formulas, is_main=True)


def _describe(answer: Answer, own: TickedTarget, outcome: Outcome) -> dict[str, Cell]:
    """A target with where the model's own choice brings it."""
    target, plan = own.target, answer.plan
    is_number = not (target.is_state or target.is_trend)
    chosen = set(answer.choice.portfolio.starts)
    indicator = plan.indicator_by_id[target.indicator_id]
    return {
        "indicator_id": target.key,
        "name": names.name_indicator(plan, target.key),
        "nature": target.nature,
        "unit": names.show_unit(indicator.unit) if indicator.unit else "",
        "base": _show_state(target, target.base),
        "target": say("better") if target.is_trend else _show_state(target, target.level),
        "gap": target.gap if is_number else "",
        "lifted": "" if target.is_state else _sum_lifts(own, chosen),
        "value": _show_state(target, outcome.value),
        "missing": _find_missing(own, outcome) if is_number else "",
        "result": name_result(outcome),
        "evidence": Worded(outcome.evidence, names.EVIDENCE[outcome.evidence] if outcome.is_reached else NOTHING),
        "helping": " ".join(dict.fromkeys(each.action_id for each in own.lifts)),
        "how": _explain(answer, own),
    }


def _show_state(target: OpenTarget, value: float) -> Cell:
    return Worded(value, names.show_state(value)) if target.is_state else value


def _sum_lifts(own: TickedTarget, chosen: set[str]) -> float:
    """What the chosen projects improve, as the formula of its row adds it."""
    lifts = [each for each in own.lifts if each.action_id in chosen]
    added = sum(each.amount or 0.0 for each in lifts if each.mode == "adds")
    best = max((each.amount or 0.0 for each in lifts if each.mode == "reaches"), default=0.0)
    return max(added, best) if best > 0 else added


def _find_missing(own: TickedTarget, outcome: Outcome) -> Cell:
    if outcome.is_reached:
        return 0.0
    return outcome.missing if own.can_be_met else None


def _explain(answer: Answer, own: TickedTarget) -> Words:
    """What keeps a sum from telling, what no number heals, and who is named without a settled effect."""
    target = own.target
    unknown = list_claimants(answer.plan, target.indicator_id)
    said = (
        *((OBSTACLES[own.obstacle],) if own.obstacle is not None else ()),
        *(
            (say("asks also for something that is not in place, which no project establishes"),)
            if target.is_barred
            else ()
        ),
        *((say("the level lies beyond the bounds of the indicator itself"),) if target.unreachable > 0 else ()),
        *((say("asks also for a task without a number: stays undecided"),) if target.is_undecided else ()),
        *((say("any improvement meets it"),) if target.is_trend else ()),
        *((say("named for it, effect unknown: {projects}", projects=" ".join(unknown)),) if unknown else ()),
        *((say("no project has a settled effect on it"),) if not own.lifts and not unknown else ()),
    )
    return listing(said, say_in("between clauses", "; "))


def _tell(book: Book, own: TickedTarget, outcome: Outcome) -> Mapping[str, str]:
    """The formulas of a target's row; none where nothing that is ticked moves it."""
    if own.obstacle is not None:
        return _ask_again(own, outcome)
    if not own.lifts:
        return _keep_model(book, own, outcome)
    told = {"lifted": _write_lift(own)} if not own.target.is_state else {}
    told["result"] = _write_result(own)
    told["value"] = _write_value(own)
    if not (own.target.is_state or own.target.is_trend) and own.can_be_met:
        told["missing"] = f"IF({{gap}}-{{lifted}}<={write_number(own.tolerance)},0,{{gap}}-{{lifted}})"
    if _has_rules(book):
        guarded = 'IF(SUMIF(lift_key,{indicator_id},lift_against)>0,"@again",'
        told["result"] = f"{guarded}{told['result']})"
    return {key: _guard_years(book, own, each) for key, each in told.items()}


def _guard_years(book: Book, own: TickedTarget, formula: str) -> str:
    """A formula that holds as long as whatever may move the target starts when the model found it to."""
    actions = () if book.run.answer is None else book.run.answer.problem.contributions_by_key[own.target.key]
    movable = [
        key for key in dict.fromkeys(each.action_id for each in actions) if len(book.ticks[key].action.starts) > 1
    ]
    if not movable:
        return formula
    return f'IF({"+".join(MOVED.format(key) for key in movable)}>0,"@again",{formula})'


def _keep_model(book: Book, own: TickedTarget, outcome: Outcome) -> Mapping[str, str]:
    """The model's figure of what nothing moves in the years it found, until something that could starts in another year."""
    result = f'"@{name_result(outcome)}"'
    guarded = _guard_years(book, own, result)
    return {} if guarded == result else {"result": guarded}


def _has_rules(book: Book) -> bool:
    return book.run.answer is not None and bool(book.run.answer.problem.relations)


def _ask_again(own: TickedTarget, outcome: Outcome) -> Mapping[str, str]:
    """The model's own figures as long as the ticks are its own."""

    def guard(value: str) -> str:
        return f'IF(sum_ticks="@same",{value},"@again")'

    value = '"@in_force"' if outcome.value >= 1.0 else '"@not_in_force"'
    told = {"value": guard(value if own.target.is_state else write_number(outcome.value))}
    return told | {"result": guard(f'"@{name_result(outcome)}"')}


def _write_lift(own: TickedTarget) -> str:
    """What the ticked projects improve: the sum of what is added, or the best level where that is higher."""
    modes = {each.mode for each in own.lifts}
    added = 'SUMIFS(lift_now,lift_key,{indicator_id},lift_mode,"@adds")'
    best = 'SUMPRODUCT(MAX((lift_key={indicator_id})*(lift_mode="@reaches")*lift_now))'
    if modes == {"adds"}:
        return added
    return best if modes == {"reaches"} else f"IF({best}>0,MAX({added},{best}),{added})"


def _write_value(own: TickedTarget) -> str:
    target = own.target
    if target.is_state:
        return f'IF({_test(own)},"@in_force","@not_in_force")'
    value = f"{{base}}{'+' if target.sign > 0 else '-'}{{lifted}}"
    if own.upper is not None:
        value = f"MIN({value},{write_number(own.upper)})"
    return value if own.lower is None else f"MAX({value},{write_number(own.lower)})"


def _write_result(own: TickedTarget) -> str:
    target = own.target
    if not own.can_be_met:
        return '"@missed"'
    met = '"@undecided"' if target.is_undecided else '"@met"'
    return f'IF({_test(own)},{met},"@missed")'


def _test(own: TickedTarget) -> str:
    """Whether what is ticked closes the gap; of a trend, whether anything that is ticked improves it."""
    if own.target.is_trend:
        return "SUMIF(lift_key,{indicator_id},lift_ticked)>0"
    if own.target.is_state:
        return f"{_write_lift(own)}>={write_number(own.target.gap - own.tolerance)}"
    return f"{{lifted}}>={{gap}}-{write_number(own.tolerance)}"


def _list_held(answer: Answer) -> Iterator[Grid]:
    """The targets met today that something chosen could take away again."""
    columns = (
        text_column("indicator_id", NO, 0.7),
        name_column("name", say("Indicator"), 2.8),
        number_column("base", say("Now")),
        number_column("target", say("Target")),
        text_column("helping", say("Moved by"), 1.5),
        text_column("result", say("Result"), 0.9, WORDS),
    )
    problem, broken = answer.problem, answer.choice.portfolio.broken
    rows = [
        {
            "indicator_id": each.key,
            "name": names.name_indicator(answer.plan, each.key),
            "base": each.base,
            "target": each.level,
            "helping": " ".join(dict.fromkeys(one.action_id for one in problem.contributions_by_key[each.key])),
            "result": "missed" if each.key in broken else "met",
        }
        for each in problem.held
    ]
    if rows:
        table = make_table("held", say("Met today, and could be broken by a choice"), columns, rows)
        formulas = {"result": [f'IF(sum_ticks="@same","@{row["result"]}","@again")' for row in rows]}
        yield make_grid(table, formulas)


def _list_settled(answer: Answer) -> Iterator[Grid]:
    """The targets that give nothing to do: met already, or not to be judged."""
    table = make_indicator_table(answer).keep("status", ("met_at_base", "unknown", "untestable", "left_out", "not_met"))
    if table.rows:
        title = say("Targets that give nothing to do")
        picked = table.pick("indicator_id", "name", "unit", "base", "target", "status", name="settled", title=title)
        worded = tuple(replace(each, kind="text") if each.key == "target" else each for each in picked.columns)
        yield Grid(replace(picked, columns=worded), under={"target": "target:missing", "status": "result"})
