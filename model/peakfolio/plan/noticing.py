"""What is no fault of a plan but should be looked at once more: effects that work against their indicator, years without a target."""

from collections.abc import Iterator
from dataclasses import dataclass

from peakfolio.plan.plan import Plan
from peakfolio.plan.tables import Effect, Indicator
from peakfolio.units import name_in_english
from peakfolio.words import Name, Words, format_number, say


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
    action = plan.name_action(effect.action_id)
    zh = f"“{action.name_zh}”（{effect.action_id}）"
    en = f"{effect.action_id} ({action.name_en})"
    name_zh, name_en = say(
        "{indicator_id} ({name})", indicator_id=indicator.indicator_id, name=Name(indicator.name_zh, indicator.name_en)
    )
    sign, less = (-1, True) if indicator.direction == "less" else (1, False)
    better = say("less is better") if less else say("more is better")
    if effect.mode == "adds" and sign * effect.low < 0:
        worst = effect.central if sign * effect.central < 0 else effect.low
        amount, unit = format_number(abs(worst)), indicator.unit or ""
        is_sure = sign * effect.central < 0
        verb = say("raises") if less else say("lowers")
        may = ("", "") if is_sure else say("at its low value ")
        yield say(
            "{part} {may}{verb} {name} by {amount} {unit}, where {better}; it counts as a side effect.",
            part=Name(zh, en),
            name=Name(name_zh, name_en),
            amount=amount,
            better=better,
            may=may[1],
            verb=verb[1],
            unit=name_in_english(unit),
            may_2=may[0],
            verb_2=verb[0],
            unit_2=unit,
        )
    base = plan.find_base(indicator.indicator_id)
    if effect.mode == "reaches" and base is not None and base.value == effect.central:
        yield say(
            "{part} takes {name} to {central}, where it stands already.",
            part=Name(zh, en),
            name=Name(name_zh, name_en),
            central=format_number(effect.central),
        )
