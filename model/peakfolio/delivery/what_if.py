"""What if: one thing changed, everything else, the luck included, as before."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np

from peakfolio.delivery.attainment import Study
from peakfolio.delivery.delivered import (
    CriticalProject,
    DeliveredPortfolio,
    PlannedPortfolio,
    deliver_portfolio,
    find_critical_projects,
)
from peakfolio.delivery.model import (
    APPROVAL,
    ASKED,
    BEGUN,
    CONSTRUCTION,
    DESIGN,
    ChangeKind,
    DeliveryModel,
    Range,
    WhatIf,
)
from peakfolio.delivery.settings import SimulationSettings
from peakfolio.errors import PeakfolioError, UnknownName
from peakfolio.plan.plan import Plan
from peakfolio.plan.vocabulary import FundingSource, QueueRule, Trade
from peakfolio.portfolio.problem import PortfolioProblem
from peakfolio.words import Words, listing, say

KINDS: tuple[str, ...] = get_args(ChangeKind)
RULES: tuple[QueueRule, ...] = get_args(QueueRule)
WITH_SUBJECT = ("freeze", "halve", "crew", "rule")
SUBJECTS: Mapping[str, Words] = {
    "freeze": say("project"),
    "halve": say("funding source"),
    "crew": say("trade"),
    "rule": say("queue rule"),
}
QUARTER = 3.0  # months by which tranches come sooner
TOP_FROZEN = 3  # of the projects that break most; more would make the table longer, not the answer better
LEAST_COST = 1e-6  # 万元, for a project that costs nothing: it comes before all that cost something


@dataclass(frozen=True)
class Comparison:
    """What a change does, against the same runs without it.

    ``chance`` is P(all aims in time) with the change and ``gained`` by how much it moves; ``missed`` the mean number of aims missed;
    ``months`` the mean change of the month in which projects are in service, over those finished with and without it; ``unfinished`` the
    mean number of projects that are never finished.
    """

    change: WhatIf
    chance: float
    gained: float
    missed: float
    months: float
    unfinished: float


def read_what_if(said: str, plan: Plan, problem: PortfolioProblem) -> WhatIf:
    """A change written as kind or kind:subject, such as lose-year, freeze:P07, halve:special, crew:pipe_layers.

    Raises PeakfolioError where it is none, or names what the plan does not have.
    """
    kind, _, subject = said.partition(":")
    name = kind.replace("-", "_")
    known = {
        "freeze": tuple(action.action_id for action in problem.actions if action.kind == "project"),
        "halve": tuple(dict.fromkeys(source for action in problem.actions for source in action.funding)),
        "crew": tuple(dict.fromkeys(row.trade for row in plan.delivery)),
        "rule": RULES,
    }
    if name not in KINDS or bool(subject) != (name in WITH_SUBJECT):
        shown = [each.replace("_", "-") + (":…" if each in WITH_SUBJECT else "") for each in KINDS]
        raise PeakfolioError(say("--what-if '{change}': write one of {choices}.", change=said, choices=listing(shown)))
    if subject and subject not in known[name]:
        what = SUBJECTS[name]
        raise UnknownName(
            say("{what} ({name}, --what-if {kind})", what=what, name=plan.settings.region.name, kind=kind),
            subject,
            known[name],
        )
    return WhatIf(name, subject)  # type: ignore[arg-type]


def list_what_ifs(course: DeliveredPortfolio, deciders: Sequence[CriticalProject]) -> tuple[WhatIf, ...]:
    """The changes a planner asks of first: a year lost or won, money halved or earlier, one more of each, the worst projects frozen."""
    model = course.delivery.model
    sources = dict.fromkeys(source for job in course.delivery.jobs for source in job.funding)
    trades = dict.fromkeys(job.trade for job in course.delivery.jobs if job.trade in model.capacities.crews)
    return (
        WhatIf("lose_year"),
        WhatIf("start_earlier"),
        *(WhatIf("halve", source) for source in sources),
        WhatIf("tranches_earlier"),
        WhatIf("cash_box"),
        WhatIf("desk"),
        WhatIf("designer"),
        *(WhatIf("crew", trade) for trade in trades),
        *(WhatIf("freeze", each.action_id) for each in deciders[:TOP_FROZEN] if each.breaks > 0),
    )


def compare_what_if(
    course: DeliveredPortfolio, change: WhatIf, priorities: Mapping[str, int] | None = None
) -> Comparison:
    """Delivers a course again with one thing changed, on the same luck; ``priorities`` spare working out the ranks of a rule."""
    delivery = course.delivery
    is_same_rule = change.kind == "rule" and change.subject == delivery.model.rule
    if is_same_rule or not is_scarce(course, change):
        return measure_comparison(course, course, change)
    model, starts = _CHANGES[change.kind](delivery.model, dict(course.starts), change.subject)
    if change.kind == "rule":
        model = replace(model, priorities=priorities or find_priorities(course, model.rule))
    meant = PlannedPortfolio(course.name, starts, course.shares, course.aims, course.by)
    again = SimulationSettings(delivery.runs, delivery.seed)
    return measure_comparison(course, deliver_portfolio(replace(course.study, model=model), meant, again), change)


def is_scarce(course: DeliveredPortfolio, change: WhatIf) -> bool:
    """Whether one more of something can change anything: false for desks, designers or crews that nobody ever waits for."""
    times = course.delivery.records.times
    stages = {"desk": APPROVAL, "designer": DESIGN, "crew": CONSTRUCTION}
    if change.kind not in stages:
        return True
    rows = [change.kind != "crew" or job.trade == change.subject for job in course.delivery.jobs]
    stage = times[:, rows, stages[change.kind]]
    asked = stage[..., ASKED]
    return bool((stage[..., BEGUN] > asked)[np.isfinite(asked)].any())


def measure_comparison(course: DeliveredPortfolio, other: DeliveredPortfolio, change: WhatIf) -> Comparison:
    """What has changed between two deliveries of the same runs."""
    missed = sum(float((~other.meeting.met[key]).mean()) for key in course.aims)
    moves = [np.zeros(0)]
    for key in course.delivery.schedule.begins:
        before, after = course.services[key].in_service, other.services.get(key)
        if after is not None:
            both = np.isfinite(before) & np.isfinite(after.in_service)
            moves.append(after.in_service[both] - before[both])
    known = np.concatenate(moves)
    open_ends = np.isinf(other.delivery.in_service).sum(axis=1)
    frozen = len(course.delivery.schedule.begins) - len(other.delivery.schedule.begins)
    return Comparison(
        change=change,
        chance=other.chance,
        gained=other.chance - course.chance,
        missed=missed,
        months=float(known.mean()) if len(known) else 0.0,
        unfinished=float(open_ends.mean()) + frozen,
    )


def compare_rules(course: DeliveredPortfolio, deciders: Sequence[CriticalProject]) -> tuple[Comparison, ...]:
    """The same portfolio under every rule of who goes first; criticality is taken from the deciders."""
    ranked = {"criticality": rank_critical_projects(deciders)}
    waits = course.delivery.records.unpaid.any()
    if not waits and not any(is_scarce(course, WhatIf(kind, trade)) for kind, trade in _list_queues(course)):
        return tuple(measure_comparison(course, course, WhatIf("rule", rule)) for rule in RULES)
    return tuple(compare_what_if(course, WhatIf("rule", rule), ranked.get(rule)) for rule in RULES)


def _list_queues(course: DeliveredPortfolio) -> tuple[tuple[ChangeKind, str], ...]:
    return (("desk", ""), ("designer", ""), *(("crew", trade) for trade in course.delivery.model.capacities.crews))


def find_priorities(course: DeliveredPortfolio, rule: QueueRule) -> Mapping[str, int]:
    """The ranks a rule needs, from a course; none where the rule needs none."""
    if rule == "criticality":
        return rank_critical_projects(find_critical_projects(course))
    return rank_by_cost(course.study) if rule == "cost_effectiveness" else {}


def rank_critical_projects(deciders: Sequence[CriticalProject]) -> Mapping[str, int]:
    """Rank of each project by how often it breaks an aim, the worst first."""
    return {each.action_id: place for place, each in enumerate(deciders)}


def rank_by_cost(study: Study) -> Mapping[str, int]:
    """Rank of each project by the share of all gaps it closes for its money, the best first."""
    gaps = {target.key: target.gap for target in study.problem.targets}
    closed: dict[str, dict[str, float]] = {}
    for each in study.problem.contributions:
        share = min(each.full / gaps[each.key], 1.0) if each.key in gaps else 0.0
        own = closed.setdefault(each.action_id, {})
        own[each.key] = max(own.get(each.key, 0.0), share)
    jobs = study.model.jobs
    worth = {
        job.action_id: sum(closed.get(job.action_id, {}).values()) / max(job.cost_wan_yuan, LEAST_COST) for job in jobs
    }
    order = sorted(jobs, key=lambda job: (-worth[job.action_id], job.order))
    return {job.action_id: place for place, job in enumerate(order)}


Starts = dict[str, int]


def _freeze(model: DeliveryModel, starts: Starts, subject: str) -> tuple[DeliveryModel, Starts]:
    return model, {key: start for key, start in starts.items() if key != subject}


def _halve(model: DeliveryModel, starts: Starts, subject: str) -> tuple[DeliveryModel, Starts]:
    factors = dict(model.source_factors or {})
    source: FundingSource = subject  # type: ignore[assignment]
    return replace(model, source_factors={**factors, source: 0.5 * factors.get(source, 1.0)}), starts


def _move(years: int) -> "Maker":
    """Moves every project that is not under way; none before the plan's first year, unless it is printed so."""

    def change(model: DeliveryModel, starts: Starts, subject: str) -> tuple[DeliveryModel, Starts]:
        jobs = model.job_by_id
        moved = {
            key: start
            if key not in jobs or jobs[key].is_started
            else max(start + years, min(start, model.opening_year))
            for key, start in starts.items()
        }
        return model, moved

    return change


def _widen(name: Literal["approval", "design"]) -> "Maker":
    def change(model: DeliveryModel, starts: Starts, subject: str) -> tuple[DeliveryModel, Starts]:
        more = {name: getattr(model.capacities, name) + 1}
        return replace(model, capacities=replace(model.capacities, **more)), starts

    return change


def _add_crew(model: DeliveryModel, starts: Starts, subject: str) -> tuple[DeliveryModel, Starts]:
    limits = model.capacities
    trade: Trade = subject  # type: ignore[assignment]
    crews = {**limits.crews, trade: limits.find_crews(trade) + 1}
    return replace(model, capacities=replace(limits, crews=crews)), starts


def _hasten_money(model: DeliveryModel, starts: Starts, subject: str) -> tuple[DeliveryModel, Starts]:
    sooner = {
        source: Range(*(max(month - QUARTER, 0.0) for month in (given.low, given.mode, given.high)))
        for source, given in model.arrivals.items()
    }
    return replace(model, arrivals=sooner), starts


def _double_box(model: DeliveryModel, starts: Starts, subject: str) -> tuple[DeliveryModel, Starts]:
    said = model.conditions
    own = said.cash_box_wan_yuan
    doubled = replace(said, cash_box_share=2 * said.cash_box_share, cash_box_wan_yuan=None if own is None else 2 * own)
    return replace(model, conditions=doubled), starts


def _set_rule(model: DeliveryModel, starts: Starts, subject: str) -> tuple[DeliveryModel, Starts]:
    rule: QueueRule = subject  # type: ignore[assignment]
    return replace(model, rule=rule), starts


Maker = Callable[[DeliveryModel, Starts, str], tuple[DeliveryModel, Starts]]
_CHANGES: Mapping[ChangeKind, Maker] = {
    "freeze": _freeze,
    "halve": _halve,
    "lose_year": _move(1),
    "start_earlier": _move(-1),
    "crew": _add_crew,
    "desk": _widen("approval"),
    "designer": _widen("design"),
    "tranches_earlier": _hasten_money,
    "cash_box": _double_box,
    "rule": _set_rule,
}
