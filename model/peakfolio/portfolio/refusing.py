"""What a plan must hold before a portfolio can be chosen from it, each lack said in words."""

import math
from collections.abc import Callable, Iterable

from peakfolio.errors import MissingData
from peakfolio.plan.plan import Plan
from peakfolio.plan.settings import Scenario
from peakfolio.plan.vocabulary import Standard
from peakfolio.plan.words import STANDARDS
from peakfolio.portfolio.problem import Contribution, OpenTarget
from peakfolio.words import Way, listing, say

MOST_TIMES = 1e6  # an effect against its gap; a solver takes 1e-7 of a start for none, which is then a tenth of the gap

STILL_THERE = Way(
    say("peakfolio audit and peakfolio assess still work."),
    say("where every indicator stands and what the audit found is told in the tab Overview."),
)


def refuse_missing(
    plan: Plan, scenario: Scenario, standard: Standard, milestones: tuple[int, ...], *, is_scored: bool
) -> None:
    """Raises MissingData where the plan has no project with a cost, no target for a milestone, or lacks what the question asks."""
    _refuse_without_costs(plan, scenario)
    _refuse_without_targets(plan, scenario, standard, milestones)
    name = plan.settings.region.name
    if is_scored and not plan.score_tiers:
        raise MissingData(say("{name}: the plan is not scored by points.", name=name))
    if "abatement" in scenario.question and not any(row.form != "none_known" for row in plan.abatements):
        raise MissingData(
            say("{name}: the package holds no abatement of its projects yet (abatements.csv).", name=name)
        )


def _refuse_without_targets(plan: Plan, scenario: Scenario, standard: Standard, milestones: tuple[int, ...]) -> None:
    name = plan.settings.region.name
    if scenario.standard is not None and not any(row.standard == scenario.standard for row in plan.targets):
        raise MissingData(
            say(
                "{name}: the package holds no target by the {standard}.",
                name=name,
                standard=STANDARDS[scenario.standard],
            )
        )
    standards = ("plan", "text") if standard == "plan" else (standard,)
    years = {row.year for row in plan.targets if row.standard in standards}
    for milestone in milestones:
        if milestone in years:
            continue
        if standard == "plan":
            raise MissingData(say("{name}: the plan states no target for {year}.", name=name, year=milestone))
        if None not in years:
            raise MissingData(
                say(
                    "{name}: the {standard} states no target for {year}.",
                    name=name,
                    standard=STANDARDS[standard],
                    year=milestone,
                )
            )


def refuse_unsolvable(
    plan: Plan,
    targets: tuple[OpenTarget, ...],
    met: tuple[OpenTarget, ...],
    contribute: Callable[[OpenTarget], tuple[Contribution, ...]],
) -> None:
    """Raises MissingData for the first target that cannot be posed, or not so that a solver can tell."""
    for target in (*targets, *met):
        if target.elsewhere:
            _refuse_jump(plan, target, contribute(target))
    for target in targets:
        extreme = [each for each in contribute(target) if _is_extreme(target, each)]
        if extreme and math.isfinite(target.gap):
            _refuse_extreme(plan, target, extreme[0].action_id)


def _is_extreme(target: OpenTarget, each: Contribution) -> bool:
    """Whether an addition harms a target, or carries it too far, so many times over that no solver can tell."""
    least = min(each.amount, each.cautious)
    counted = max(abs(each.amount), abs(each.cautious)) if target.room is not None else -least
    return each.mode == "adds" and counted > MOST_TIMES * abs(target.gap)


def _refuse_extreme(plan: Plan, target: OpenTarget, action_id: str) -> None:
    key, year, name = target.indicator_id, target.milestone, plan.indicator_by_id[target.indicator_id].name
    raise MissingData(
        say(
            "{key} {name} ({year}): the effect of {action_id} on it is more than {times:,.0f} times {size}, which no "
            "solver can tell apart. {way}",
            key=key,
            name=name,
            year=year,
            action_id=action_id,
            times=MOST_TIMES,
            size=say("the least effect on it") if target.is_trend else say("the gap to be closed"),
            way=Way(
                say(
                    "Check the figures in effects.csv, targets.csv and observations.csv, or leave the target out "
                    "(--drop-target {key}).",
                    key=key,
                ),
                say(
                    "Check the effect (tab Review of effects), and the value and the target (tab Targets); or untick the "
                    "target there."
                ),
            ),
        )
    )


def _refuse_jump(plan: Plan, target: OpenTarget, contributions: Iterable[Contribution]) -> None:
    """Raises MissingData where projects can carry a value over the gap between two alternatives: only one side of it is posed."""
    falls: dict[str, float] = {}
    rises: dict[str, float] = {}
    printed = (
        value
        for row in plan.effects
        if row.indicator_id == target.indicator_id and row.mode == "reaches"
        for value in (row.low, row.central, row.high)
        if value is not None
    )
    levels = [target.sign * (value - target.base) for value in printed]
    for each in contributions:
        if each.mode == "reaches":
            continue
        falls[each.action_id] = falls.get(each.action_id, 0.0) + min(each.amount, each.cautious, 0.0)
        rises[each.action_id] = rises.get(each.action_id, 0.0) + max(each.amount, 0.0)
    lowest, highest = min(sum(falls.values()), *levels, 0.0), max(sum(rises.values()), *levels, 0.0)
    if not any(least <= highest and most >= lowest for least, most in target.elsewhere):
        return
    key, year, name = target.indicator_id, target.milestone, plan.indicator_by_id[target.indicator_id].name
    raise MissingData(
        say(
            "{key} {name}: the alternative targets for {year} leave a gap between them, and projects can carry the value "
            "across; a portfolio can be chosen for one side only. {way}",
            key=key,
            name=name,
            year=year,
            way=Way(
                say("Keep one of them in targets.csv, or leave the target out (--drop-target {key}).", key=key),
                say("Keep one of them (Edit the table, in the tab Targets), or untick the target there."),
            ),
        )
    )


def _refuse_without_costs(plan: Plan, scenario: Scenario) -> None:
    name = plan.settings.region.name
    if not plan.projects:
        raise MissingData(
            say(
                "{name}: the document lists no projects, so there is nothing to choose from; {rest}",
                name=name,
                rest=STILL_THERE,
            )
        )
    unpriced = {row.project_id for row in plan.projects if row.cost_wan_yuan is None}
    if len(unpriced) == len(plan.projects):
        raise MissingData(
            say(
                "{name}: none of its {count} projects prints a cost, so no cheapest portfolio can be found; {rest}",
                name=name,
                count=len(plan.projects),
                rest=STILL_THERE,
            )
        )
    locked = [key for key in scenario.locked_in if key in unpriced]
    if locked:
        raise MissingData(
            say(
                "{name}: {projects} prints no cost and so cannot be locked in; {way}",
                name=name,
                projects=listing(locked),
                way=Way(
                    say("give its cost in projects.csv first."),
                    say("give its cost first (Edit the table, in the tab Projects)."),
                ),
            )
        )
