"""The words of delivery: stages, queues, changes, courses and what its figures show."""

from collections.abc import Mapping

from peakfolio.delivery.model import WhatIf
from peakfolio.plan.plan import Plan
from peakfolio.plan.words import FUNDING
from peakfolio.report.names import name_action
from peakfolio.words import Words, say, say_in, show_share

STAGE_NAMES: Mapping[str, Words] = {
    "approval": say("approval"),
    "design": say("design"),
    "tender": say("tender"),
    "construction": say_in("stage", "construction"),
    "acceptance": say("acceptance"),
}
TRADES: Mapping[str, Words] = {
    "consultants": say("consultants"),
    "installers": say("installers"),
    "builders": say("builders"),
    "pipe_layers": say("pipe layers"),
    "earthmovers": say("earthmovers"),
    "foresters": say("foresters"),
    "agencies": say("agencies"),
}
WORK_TYPES: Mapping[str, Words] = {
    "survey": say("studies and monitoring"),
    "equipment": say("equipment"),
    "building": say("buildings"),
    "pipeline": say("pipelines"),
    "plant": say("plants"),
    "earthworks": say("earthworks"),
    "planting": say("planting"),
    "programme": say("yearly programmes"),
}
SIZES: Mapping[str, Words] = {"small": say("small"), "medium": say("medium"), "large": say("large")}
QUEUES: Mapping[str, Words] = {
    "desk": say("approval desks"),
    "designer": say("design institutes"),
    "crew": say("crews"),
    "money": say("money"),
}
RULES: Mapping[str, Words] = {
    "plan_order": say("by plan order"),
    "first_come": say("first come, first served"),
    "criticality": say("by criticality"),
    "cost_effectiveness": say("by gap closed per yuan"),
}
COURSE_NAMES: Mapping[str, Words] = {
    "written": say("whole pool, printed years"),
    "chosen": say("option {letter}", letter="A"),
    "secure": say("robust portfolio"),
}
ASKED: Mapping[str, Words] = {
    "all_aims": say("all targets in time"),
    "fewer_aims": say("in time, giving up the fewest"),
    "later_year": say("all targets, in a later year"),
    "curve": say("price curve"),
}
UNCHANGED = WhatIf("freeze")  # no project is frozen: the runs that changes are compared with
SHOWN: Mapping[str, Words] = {
    "gantt": say("Delivery of option A (dates reached in half of the simulated cases)"),
    "finish": say("Probability that a project is in service by the end of a year"),
    "met": say("Probability that each target is met in time, by dates alone"),
    "by_year": say("Probability that all targets are met by the end of a year"),
    "certainty": say("Certainty and its cost: all targets in time"),
    "spending": say("Money spent on option A (10,000 yuan)"),
}


def show_interval(interval: tuple[float, float]) -> str:
    """An interval of a probability in per cent."""
    low, high = interval
    return f"{show_share(low).removesuffix('%')}-{show_share(high).removesuffix('%')}"


def name_change(plan: Plan, change: WhatIf) -> Words:
    """A what-if in a few words."""
    if change == UNCHANGED:
        return say("nothing changed")
    if change.kind == "freeze":
        return say("{subject} frozen: {name}", subject=change.subject, name=name_action(plan, change.subject))
    if change.kind == "halve":
        return say("money of source '{source}' halved", source=FUNDING[change.subject])
    if change.kind == "crew":
        return say("one more crew of {trade}", trade=TRADES[change.subject])
    if change.kind == "rule":
        return say("queues {rules}", rules=RULES[change.subject])
    return {
        "lose_year": say("every project not under way starts a year later"),
        "start_earlier": say("every project starts a year earlier where the plan's years allow"),
        "desk": say("one more approval desk"),
        "designer": say("one more design institute"),
        "tranches_earlier": say("all tranches a quarter of a year earlier"),
        "cash_box": say("money that can be advanced doubled"),
    }[change.kind]
