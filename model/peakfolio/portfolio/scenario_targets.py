"""What a scenario asks instead of the plan: targets left out, and targets set to another number.

The plan itself is never touched; the changed demands stand in a copy that only the posing of the problem reads.
"""

from collections.abc import Mapping
from dataclasses import replace

from peakfolio.assess.judging import judge_all
from peakfolio.errors import MissingData, UnknownName
from peakfolio.plan.plan import Plan
from peakfolio.plan.settings import Scenario
from peakfolio.plan.tables import Target
from peakfolio.plan.target_keys import TargetKey
from peakfolio.plan.vocabulary import Standard
from peakfolio.words import say


def choose_standard(plan: Plan, scenario: Scenario) -> Standard:
    """The standard whose targets count: the scenario's, else the assessed one for the 四川 rule, else the plan's own."""
    if scenario.standard is not None:
        return scenario.standard
    return plan.settings.assessment.standards[0] if scenario.question == "cheapest_rule" else "plan"


def choose_milestones(plan: Plan, scenario: Scenario) -> tuple[int, ...]:
    """The years whose targets count: those of the scenario, else the one the plan is assessed in."""
    return scenario.milestones or (scenario.milestone or plan.settings.assessment.milestone,)


def is_dropped(scenario: Scenario, indicator_id: str, milestone: int) -> bool:
    """Whether the scenario leaves a target out, by its indicator or by indicator and year."""
    return bool({indicator_id, TargetKey.make(indicator_id, milestone)} & set(scenario.dropped_targets))


def find_edited(scenario: Scenario, indicator_id: str, milestone: int) -> float | None:
    """The number the scenario sets a target to; the year's own setting goes before the indicator's."""
    values = scenario.target_values
    return values.get(TargetKey.make(indicator_id, milestone), values.get(indicator_id))


def change_targets(plan: Plan, scenario: Scenario, standard: Standard, milestones: tuple[int, ...]) -> Plan:
    """The plan with each edited target in place of all its own for that indicator, standard and milestone.

    An edited target asks for at least its number, or at most where less is better. Raises UnknownName for a key that is no
    measured indicator, MissingData for an indicator without a number or a direction.
    """
    _refuse_unknown(plan, (*scenario.dropped_targets, *scenario.target_values))
    standards = ("plan", "text") if standard == "plan" else (standard,)
    targets = plan.targets
    for indicator in plan.measured_indicators:
        for milestone in milestones:
            value = find_edited(scenario, indicator.indicator_id, milestone)
            if value is None:
                continue
            if indicator.kind != "numeric" or indicator.direction == "none":
                raise MissingData(
                    say(
                        "{indicator_id} {name}: has no number or no direction, so its target cannot be edited.",
                        indicator_id=indicator.indicator_id,
                        name=indicator.name,
                    )
                )
            targets = tuple(
                left
                for row in targets
                for left in _leave(row, indicator.indicator_id, standards, milestone, milestones)
            )
            targets = (*targets, _make_target(indicator.direction, indicator.indicator_id, standard, milestone, value))
    return plan if targets == plan.targets else replace(plan, targets=targets)


def _leave(
    row: Target, indicator_id: str, standards: tuple[str, ...], milestone: int, milestones: tuple[int, ...]
) -> tuple[Target, ...]:
    """What an edited target leaves of a row: nothing for its own year; one without a year still asks for the other years."""
    if row.indicator_id != indicator_id or row.standard not in standards or row.year not in (milestone, None):
        return (row,)
    others = tuple(year for year in milestones if year != milestone) if row.year is None else ()
    return tuple(row.model_copy(update={"year": year}) for year in others)


def find_own_gaps(plan: Plan, scenario: Scenario, standard: Standard, milestone: int) -> Mapping[str, float]:
    """The gap each numeric target has as the plan prints it: what supporters without a figure share, whatever a scenario asks."""
    verdicts = judge_all(plan, standard, milestone, at_latest=False, improve_step=scenario.improve_step)
    return {
        key: verdict.gap
        for key, verdict in verdicts.items()
        if verdict.gap and not (verdict.target is not None and verdict.target.relation == "improve")
    }


def _refuse_unknown(plan: Plan, keys: tuple[str, ...]) -> None:
    known = tuple(row.indicator_id for row in plan.measured_indicators)
    for key in keys:
        if TargetKey(key).indicator_id not in known:
            raise UnknownName(say("indicator"), key, known)


def _make_target(direction: str, indicator_id: str, standard: Standard, milestone: int, value: float) -> Target:
    relation = "at_most" if direction == "less" else "at_least"
    said = {"indicator_id": indicator_id, "standard": standard, "year": milestone, "relation": relation}
    sign = "≤" if direction == "less" else "≥"
    return Target.model_validate({**said, "value": value, "as_written": f"{sign}{value:g}", "source_id": "scenario"})
