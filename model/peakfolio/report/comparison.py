"""What differs between answers: in sentences between two of them, in a table between any number."""

from collections.abc import Iterable, Mapping, Sequence

from peakfolio.portfolio.answering import Answer
from peakfolio.report.content import Cell, Column, Table, make_table, name_column, text_column
from peakfolio.report.names import name_action, name_indicator, show_money
from peakfolio.report.portfolio import RESULTS
from peakfolio.report.targets import name_result
from peakfolio.words import Name, Words, listing, say

SAME = say("The same answer as before.")
CENT = 0.005  # 万元: half of the last digit that is shown
INSIDE, OUTSIDE = say("● in"), say("○")


def describe_changes(before: Answer, after: Answer) -> tuple[Words, ...]:
    """What the later answer changes: cost, targets gained and lost, projects that enter, leave or move."""
    said: list[Words] = []
    more = after.verification.cost_wan_yuan - before.verification.cost_wan_yuan
    if abs(more) > CENT:
        money = show_money(abs(more))
        said.append(say("{money} more.", money=money) if more > 0 else say("{money} less.", money=money))
    met = [{each.key for each in answer.verification.outcomes if each.is_met} for answer in (before, after)]
    gained, lost = (_name_targets(one, met[a] - met[b]) for one, a, b in ((after, 1, 0), (before, 0, 1)))
    old, new = before.choice.portfolio.starts, after.choice.portfolio.starts
    moved = [f"{key} {old[key]}→{start}" for key, start in new.items() if old.get(key, start) != start]
    changed: tuple[tuple[Words, Sequence[Words | str]], ...] = (
        (say("Now met"), gained),
        (say("No longer met"), lost),
        (say("Now built"), [key for key in new if key not in old]),
        (say("No longer built"), [key for key in old if key not in new]),
        (say("Start moves"), moved),
    )
    said += [say("{change}: {names}.", change=change, names=listing(names)) for change, names in changed if names]
    return tuple(said) or (SAME,)


def _name_targets(answer: Answer, keys: Iterable[str]) -> list[Words]:
    return [name_indicator(answer.plan, key) for key in sorted(keys)]


def make_difference_table(answers: Mapping[str, Answer]) -> Table:
    """The projects and targets that are not the same in all scenarios, with a column for each scenario by its place."""
    each, plan = tuple(answers.values()), next(iter(answers.values())).plan
    targets = dict.fromkeys(outcome.key for answer in each for outcome in answer.verification.outcomes)
    rows: list[tuple[str, Words, list[Cell]]] = [
        (key, name_action(plan, key), [_show_start(answer, key) for answer in each])
        for key in (*plan.project_by_id, *plan.measure_by_id)
    ]
    rows += [(key, name_indicator(plan, key), [_show_outcome(answer, key) for answer in each]) for key in targets]
    scenarios = [Column(f"s{place}", Name(name, name), words=RESULTS) for place, name in enumerate(answers)]
    return make_table(
        "differences",
        say("Projects and targets in which they differ"),
        (text_column("id", say("No."), 0.7), name_column("name", say("Name")), *scenarios),
        (
            {"id": key, "name": name, **{f"s{place}": cell for place, cell in enumerate(cells)}}
            for key, name, cells in rows
            if len(set(cells)) > 1
        ),
    )


def _show_start(answer: Answer, key: str) -> Words:
    start = answer.choice.portfolio.starts.get(key)
    return OUTSIDE if start is None else listing((INSIDE, str(start)), Name(" ", " "))


def _show_outcome(answer: Answer, key: str) -> str | None:
    outcome = next((each for each in answer.verification.outcomes if each.key == key), None)
    return None if outcome is None else name_result(outcome)
