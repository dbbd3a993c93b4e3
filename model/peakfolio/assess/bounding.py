"""What the works a project prints can bring to an indicator at most: their quantity over the whole, whatever a document says of them."""

from collections.abc import Mapping
from dataclasses import replace

from peakfolio.assess.classing import is_sure, rank_classes, write_text
from peakfolio.assess.suggesting import suggest_effects
from peakfolio.plan.chains import Pair
from peakfolio.plan.plan import Plan

KEPT = 4  # plans whose bounds are kept: one answer asks for them many times
_BOUNDED: list[tuple[Plan, Mapping[Pair, float]]] = []


def find_most(plan: Plan) -> Mapping[Pair, float]:
    """The most that each project which is only named can bring, in the unit of its indicator; of those that print a quantity.

    All of the quantity counts, every other figure stands at its more hopeful end. A project whose class is not sure has no bound.
    """
    for known, bounds in _BOUNDED:
        if known is plan:
            return bounds
    found = dict(_work_out(plan))
    _BOUNDED.insert(0, (plan, found))
    del _BOUNDED[KEPT:]
    return found


def _work_out(plan: Plan) -> Mapping[Pair, float]:
    rows = tuple(row.unsized if row.basis == "proposed" else row.at_word for row in plan.effects)
    shared = tuple(row for row in rows if row.basis == "shared" and row.mode == "adds")
    keys = {row.action_id for row in shared}
    projects = tuple(row for row in plan.projects if row.project_id in keys)
    found = suggest_effects(replace(plan, effects=shared, projects=projects, supports=()))
    return {
        (each.project.project_id, each.indicator.indicator_id): max(abs(each.spread.low), abs(each.spread.high))
        for each in found
        if each.indicator is not None and each.spread is not None and each.size is not None
        if each.size.origin == "content" and is_sure(rank_classes(write_text(each.project), plan.evidence.classes))
    }
