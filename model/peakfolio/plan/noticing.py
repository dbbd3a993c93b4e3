"""What is no fault of a plan but should be looked at once more: effects that work against their indicator, years without a target."""

from collections.abc import Iterator
from dataclasses import dataclass

from peakfolio.plan.plan import Plan
from peakfolio.plan.tables import Effect, Indicator
from peakfolio.units import Measured
from peakfolio.words import Words, format_number, say


@dataclass(frozen=True)
class Notice:
    """One thing to look at, with the action and the indicator it is about; both are empty where it is about the plan's years."""

    action_id: str
    indicator_id: str
    said: Words


def list_notices(plan: Plan) -> tuple[Notice, ...]:
    """Milestones for which no target stands, and every effect of a plan that makes its indicator worse, or leaves it where it is."""
    years = {row.year for row in plan.targets}
    idle = [year for year in plan.settings.years.milestones if not years & {year, None}]
    return (
        *(Notice("", "", say("There is no target for the milestone {year}.", year=year)) for year in idle),
        *(
            Notice(effect.action_id, effect.indicator_id, said)
            for effect in plan.effects
            for said in _look_at(plan, effect, plan.indicator_by_id[effect.indicator_id])
        ),
    )


def _look_at(plan: Plan, effect: Effect, indicator: Indicator) -> Iterator[Words]:
    if effect.central is None or effect.low is None:
        return
    action = say("{key} ({name})", key=effect.action_id, name=plan.name_action(effect.action_id).name)
    name = say("{key} ({name})", key=indicator.indicator_id, name=indicator.name)
    less = indicator.direction == "less"
    sign = -1 if less else 1
    if effect.mode == "adds" and sign * effect.low < 0:
        is_sure = sign * effect.central < 0
        amount = Measured(format_number(abs(effect.central if is_sure else effect.low)), indicator.unit)
        change = (
            say("raises {name} by {amount}, where less is better", name=name, amount=amount)
            if less
            else say("lowers {name} by {amount}, where more is better", name=name, amount=amount)
        )
        yield (
            say("{action} {change}; it counts as a side effect.", action=action, change=change)
            if is_sure
            else say("{action} at its low value {change}; it counts as a side effect.", action=action, change=change)
        )
    base = plan.find_base(indicator.indicator_id)
    if effect.mode == "reaches" and base is not None and base.value == effect.central:
        level = format_number(effect.central)
        yield say("{action} takes {name} to {level}, where it stands already.", action=action, name=name, level=level)
