"""What became of each project between the former answer and today's, and why."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from peakfolio.plan.plan import Plan
from peakfolio.plan.standing import Standing
from peakfolio.plan.target_keys import TargetKey
from peakfolio.portfolio.answering import Answer

Course = Literal["kept", "moved", "dropped", "new"]
Cause = Literal[
    "done", "reported_dropped", "needs_dropped", "out_of_reach", "another_serves", "target_met", "not_asked", "serves", "no_former"
]  # fmt: skip


@dataclass(frozen=True)
class Change:
    """A project of either answer: its course, its start years in both, why it came or went, for which targets, and who serves them now.

    ``targets`` are keys of targets of today's question where one is asked, else of the former; ``others`` are projects and measures.
    """

    project_id: str
    course: Course
    was: int | None
    becomes: int | None
    cause: Cause | None = None
    targets: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


def compare_answers(former: Answer | None, now: Answer | None, standing: Standing, written: Plan) -> tuple[Change, ...]:
    """The change of every project in either answer, in the plan's order; what is built already has left the choice."""
    old = {} if former is None else former.choice.portfolio.starts
    new = {} if now is None else now.choice.portfolio.starts
    found: list[Change] = []
    for key in written.project_by_id:
        is_done = standing.find_status(key) == "done"
        if key in old and former is not None and (is_done or key not in new):
            found.append(_explain_leaving(key, former, now, standing))
        elif key in old:
            course: Course = "kept" if old[key] == new[key] else "moved"
            found.append(Change(key, course, old[key], new[key], None, tuple(_list_served(now, key))))
        elif key in new and not is_done:
            served = tuple(_list_served(now, key))
            found.append(Change(key, "new", None, new[key], "no_former" if former is None else "serves", served))
    return tuple(found)


def _list_served(answer: Answer | None, key: str) -> Iterator[str]:
    """The targets that would fail without a project, or without what needs it; where none would, those it takes a part in."""
    if answer is None:
        return
    reasons = {each.action_id: each for each in answer.reasons}
    needing = (row.action_id for row in answer.problem.relations if row.kind == "requires" and row.other_id == key)
    held = [*reasons[key].fails_without] if key in reasons else []
    held += [each for other in needing if other in reasons for each in reasons[other].fails_without]
    yield from dict.fromkeys(held) or (each.key for each in answer.verification.outcomes if key in each.serving)


def _explain_leaving(key: str, former: Answer, now: Answer | None, standing: Standing) -> Change:
    """Why a project of the former answer is not in today's: what it was for decides."""
    was, served = former.choice.portfolio.starts[key], tuple(_list_served(former, key))
    status = standing.find_status(key)
    if status in ("done", "dropped"):
        return Change(key, "dropped", was, None, "done" if status == "done" else "reported_dropped", served)
    if key not in standing.plan.project_by_id:
        return Change(key, "dropped", was, None, "needs_dropped", served)
    wanted = {TargetKey(each).indicator_id for each in served}
    outcomes = [] if now is None else [each for each in now.verification.outcomes if _find_id(each.key) in wanted]
    missed = tuple(each.key for each in outcomes if not each.is_reached)
    if missed:
        return Change(key, "dropped", was, None, "out_of_reach", missed)
    served_now = [each for each in outcomes if each.serving]
    if served_now:
        others = tuple(dict.fromkeys(other for each in served_now for other in each.serving))
        return Change(key, "dropped", was, None, "another_serves", tuple(each.key for each in served_now), others)
    met = _list_met(now)
    kept = tuple(each for each in served if _find_id(each) in met)
    return Change(key, "dropped", was, None, "target_met" if kept else "not_asked", kept or served)


def _find_id(key: str) -> str:
    return TargetKey(key).indicator_id


def _list_met(now: Answer | None) -> Mapping[str, int]:
    if now is None:
        return {}
    return {each.indicator_id: each.milestone for each in now.problem.settled if each.status == "met"}
