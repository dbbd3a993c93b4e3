"""How large an effect is, and how much of it has arrived by a year."""

from collections.abc import Mapping

from peakfolio.plan.settings import EffectLevel, Scenario
from peakfolio.plan.tables import Effect
from peakfolio.portfolio.problem import Action, OpenTarget

Draw = Mapping[tuple[str, str, str], float]


def measure_effect(effect: Effect, target: OpenTarget, level: EffectLevel, draw: Draw | None = None) -> float | None:
    """Full improvement of an effect that carries a number, or 1 for an effect that establishes a state.

    A draw, by (action, indicator, mode), stands in for the level.
    """
    if effect.mode == "enables":
        return 1.0
    drawn = draw.get((effect.action_id, effect.indicator_id, effect.mode)) if draw is not None else None
    value = drawn if drawn is not None else {"low": effect.low, "central": effect.central, "high": effect.high}[level]
    if value is None:
        return None
    return target.sign * (value - target.base if effect.mode == "reaches" else value)


def share_gap(
    target: OpenTarget, effects: list[Effect], actions: Mapping[str, Action], scenario: Scenario, level: EffectLevel
) -> dict[tuple[str, str], float]:
    """Splits what the figured effects leave open among the supporters without a figure, by cost or in equal parts.

    share_p = factor * (gap - sum of central figured additions) * weight_p / sum of weights

    over the supporters that work by the milestone if started as printed; harm is no addition and enlarges no share. On a trend any
    supporter is enough. A shared effect that ``reaches`` is an order for the target's own level: factor * gap.
    """
    factor = find_shared_factor(scenario, level)
    shared = [effect for effect in effects if effect.basis == "shared"]
    orders = {(each.action_id, each.mode): factor * target.gap for each in shared if each.mode == "reaches"}
    adding = [each for each in shared if each.mode == "adds"]
    if target.is_trend:
        return {(each.action_id, each.mode): target.gap for each in shared}
    figured = sum(
        max(target.sign * effect.central, 0.0)
        for effect in effects
        if effect.mode == "adds" and effect.central is not None
    )
    rest = max(target.gap - figured, 0.0)
    in_time = [each for each in adding if _works_in_time(each, actions[each.action_id], target.milestone)]
    weights = {each.action_id: _weigh(actions[each.action_id], scenario) for each in in_time or adding}
    total = sum(weights.values())
    if total <= 0:
        weights, total = dict.fromkeys(weights, 1.0), float(len(weights))
    return {(each, "adds"): factor * rest * weight / total for each, weight in weights.items()} | orders


def find_shared_factor(scenario: Scenario, level: EffectLevel) -> float:
    """What low, central and high mean for a shared effect."""
    return {"low": scenario.shared_low_factor, "central": 1.0, "high": scenario.shared_high_factor}[level]


def find_arrived_share(effect: Effect, action: Action, start: int, year: int) -> float:
    """Share of an effect that has arrived by the end of a year.

    On completion: 0 before ``finish + lag``, then 1, or (years since) / ramp while it ramps up. Pro rata: the share of the
    action's years that have run, shifted by the lag.
    """
    if effect.arrives == "pro_rata":
        return min(max((year - effect.lag_years - start + 1) / action.duration_years, 0.0), 1.0)
    years_in_service = year - (action.find_finish(start) + effect.lag_years) + 1
    if years_in_service <= 0:
        return 0.0
    return min(years_in_service / effect.ramp_years, 1.0) if effect.ramp_years > 0 else 1.0


def relate_to_printed(effect: Effect, action: Action, arrived: float, target: OpenTarget) -> float:
    """A share is what arrives by the milestone if started as printed, so other starts are measured against that.

    On a trend every supporter that has begun to work moves the indicator.
    """
    if target.is_trend:
        return 1.0 if arrived > 0 else 0.0
    printed = find_arrived_share(effect, action, action.printed_start, target.milestone)
    return arrived / printed if printed > 0 else 0.0


def _works_in_time(effect: Effect, action: Action, milestone: int) -> bool:
    return find_arrived_share(effect, action, action.printed_start, milestone) > 0


def _weigh(action: Action, scenario: Scenario) -> float:
    return action.cost_wan_yuan if scenario.shared_rule == "cost" else 1.0
