"""How large an effect is, and how much of it has arrived by a year."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from peakfolio.assess.bounding import find_most
from peakfolio.plan.plan import Plan
from peakfolio.plan.settings import EffectLevel, Scenario
from peakfolio.plan.tables import Effect
from peakfolio.plan.target_keys import TargetKey
from peakfolio.portfolio.problem import Action, Contribution, Mode, OpenTarget

Draw = Mapping[tuple[str, str, str], float]
Sizes = tuple[float | None, float | None]
# Of the largest effect on a trend, the trifle by which it must improve: far more than the 1e-7 that a solver takes for nought.
NET_STEP = 1e-5


@dataclass(frozen=True)
class Reading:
    """How the effects of a plan on what can be chosen are read: at a level, or as drawn, by (action, indicator, mode)."""

    plan: Plan
    scenario: Scenario
    action_by_id: Mapping[str, Action]
    level: EffectLevel
    draw: Draw | None = None

    def take_care(self) -> "Reading":
        """The same read cautiously: every effect at its low value."""
        return replace(self, level="low", draw=None)

    def list_effects(self, target: OpenTarget) -> list[Effect]:
        """The effects of what can be chosen on a target."""
        own = (row for row in self.plan.read_effects(self.scenario) if row.indicator_id == target.indicator_id)
        return [row for row in own if row.action_id in self.action_by_id]

    def find_drawn(self, effect: Effect) -> float | None:
        """What was drawn for an effect; None where nothing was."""
        return None if self.draw is None else self.draw.get((effect.action_id, effect.indicator_id, effect.mode))


def find_mode(effect: Effect) -> Mode:
    """Whether an effect adds to an indicator; whatever else it does, it brings it to a level."""
    return "adds" if effect.mode == "adds" else "reaches"


def lacks_figure(effect: Effect) -> bool:
    """Whether an effect has no figure of its own: an order for the target's level, or a project that is only named for it."""
    return effect.basis in ("shared", "order") and effect.mode != "enables"


def list_contributions(reading: Reading, target: OpenTarget, reference: OpenTarget) -> Iterator[Contribution]:
    """Contributions to a target; shares are measured on the plan's own target of the indicator, the ``reference``."""
    careful, effects = reading.take_care(), reading.list_effects(target)
    sizes = {
        effect: (_size(reading, effect, effects, target, reference), _size(careful, effect, effects, target, reference))
        for effect in effects
    }
    net = _find_net_unit(target, reading.action_by_id, sizes)
    for effect, (full, cautious) in sizes.items():
        if full is None or (full < 0 and effect.mode != "adds"):
            continue
        low = full if cautious is None else min(cautious, full)
        action = reading.action_by_id[effect.action_id]
        most = None if target.is_trend else find_most_share(reading.plan, effect, action, target.milestone)
        for each in _let_arrive(effect, action, target, (full, low), net):
            yield each if most is None else replace(each, most=most)


def _let_arrive(
    effect: Effect, action: Action, target: OpenTarget, sizes: tuple[float, float], net: float | None
) -> Iterator[Contribution]:
    """What an effect of known size has brought by the milestone, for each year the action may start in.

    Of a share its arrival counts against the printed start, on a trend without a ``net`` unit that it has begun.
    """
    full, low = (_weigh_on_trend(effect, action, each, net) for each in sizes) if target.is_trend else sizes
    is_related = lacks_figure(effect) or (target.is_trend and net is None)
    for start in action.starts:
        arrived = find_arrived_share(effect, action, start, target.milestone)
        if is_related:
            arrived = relate_to_printed(effect, action, arrived, target)
        yield Contribution(
            target.key,
            action.action_id,
            start,
            find_mode(effect),
            full * arrived,
            full,
            low * arrived,
            effect.basis == "shared",
        )


def _find_net_unit(target: OpenTarget, actions: Mapping[str, Action], sizes: Mapping[Effect, Sizes]) -> float | None:
    """The trifle by which a trend must improve where sums decide, for harm or an upper end; None where any supporter is enough.

    No larger than the least that a supporter can bring by the milestone; what arrives later neither helps nor harms.
    """
    if target.is_trend and target.room is not None:
        return target.unit
    figured = [
        each * part
        for effect, pair in sizes.items()
        if not lacks_figure(effect)
        for part in _list_arrived_shares(effect, actions[effect.action_id], target.milestone)
        for each in pair
        if each is not None
    ]
    if not target.is_trend or not any(each < 0 for each in figured):
        return None
    return min([NET_STEP * max(abs(each) for each in figured), *(each for each in figured if each > 0)])


def _list_arrived_shares(effect: Effect, action: Action, milestone: int) -> Iterator[float]:
    """Every share of an effect that can have arrived by the milestone: of the whole action, and of its least part."""
    for start in action.starts:
        arrived = find_arrived_share(effect, action, start, milestone)
        if arrived > 0:
            yield from (arrived, arrived * action.least_share)


def _weigh_on_trend(effect: Effect, action: Action, size: float, net: float | None) -> float:
    """An effect on a trend: whether it improves at all, or where harm is about its size in trifles.

    A share without a figure is one trifle already where its project is built to its least part.
    """
    if net is None:
        return float(size > 0)
    return float(size > 0) / action.least_share if lacks_figure(effect) else size / net


def _size(
    reading: Reading, effect: Effect, effects: list[Effect], target: OpenTarget, reference: OpenTarget
) -> float | None:
    """Full improvement by an effect, for itself or as its share of the gap; None where nothing says how much.

    A project that is only named is unknown and moves nothing, unless the scenario asks for what the document says.
    """
    if effect.basis == "shared" and not reading.scenario.use_shared_effects:
        return None
    if not lacks_figure(effect):
        return _measure(reading, effect, target)
    if effect.basis == "order" and TargetKey(target.key).is_tier and reference.key == target.key:
        return None  # an order reaches the level the plan sets itself; where that is no number it earns no points
    drawn = reading.find_drawn(effect)
    shares = share_gap(reading if drawn is None else replace(reading, level="central"), reference, effects)
    share = shares.get((effect.action_id, effect.mode))
    if share is None or reference.is_trend:
        return share
    return _cap_share(reading, effect, target, share, drawn)


def _cap_share(reading: Reading, effect: Effect, target: OpenTarget, share: float, drawn: float | None) -> float:
    """A share, or what was drawn of it, that is no larger than what the printed works can bring by then."""
    most = find_most_share(reading.plan, effect, reading.action_by_id[effect.action_id], target.milestone)
    if most is None:
        return share if drawn is None else share * drawn
    factor = find_share_factor(reading) if drawn is None else drawn
    central = share / factor if drawn is None else share
    return min(min(central, most) * factor, most)


def find_most_share(plan: Plan, effect: Effect, action: Action, milestone: int) -> float | None:
    """What the printed works of a project without a figure bring by the milestone at most if started as printed; None where nothing bounds it."""
    most = find_most(plan).get((effect.action_id, effect.indicator_id))
    if most is None or effect.basis != "shared" or effect.mode != "adds":
        return None
    return most * find_arrived_share(effect, action, action.printed_start, milestone)


def find_share_factor(reading: Reading) -> float:
    """By what a share is multiplied at the level it is read at."""
    scenario = reading.scenario
    return {"low": scenario.shared_low_factor, "central": 1.0, "high": scenario.shared_high_factor}[reading.level]


def _measure(reading: Reading, effect: Effect, target: OpenTarget) -> float | None:
    """Full improvement of an effect that carries a number, or 1 for an effect that establishes a state."""
    if effect.mode == "enables":
        return 1.0
    drawn = reading.find_drawn(effect)
    printed = {"low": effect.low, "central": effect.central, "high": effect.high}[reading.level]
    value = printed if drawn is None else drawn
    if value is None:
        return None
    return target.sign * (value - target.base if effect.mode == "reaches" else value)


def share_gap(reading: Reading, target: OpenTarget, effects: list[Effect]) -> dict[tuple[str, str], float]:
    """Splits what the figured effects leave open among the supporters without a figure, by cost or in equal parts.

    share_p = factor * (gap - sum of central figured additions) * weight_p / sum of weights

    over the supporters that work by the milestone if started as printed; harm is no addition and enlarges no share. On a trend any
    supporter is enough. A shared effect that ``reaches`` is an order for the target's own level: factor * gap.
    """
    factor = find_share_factor(reading)
    shared = [effect for effect in effects if effect.basis == "shared"]
    orders: dict[tuple[str, str], float] = {
        (each.action_id, each.mode): target.gap for each in effects if each.basis == "order"
    }
    if target.is_trend:
        return {(each.action_id, each.mode): target.gap for each in shared} | orders
    orders |= {(each.action_id, each.mode): factor * target.gap for each in shared if each.mode == "reaches"}
    rest = max(target.gap - _add_figured(target, effects), 0.0)
    weights = _weigh_supporters(reading, target, [each for each in shared if each.mode == "adds"])
    total = sum(weights.values())
    return {(each, "adds"): factor * rest * weight / total for each, weight in weights.items()} | orders


def _add_figured(target: OpenTarget, effects: list[Effect]) -> float:
    """The central additions that carry a figure."""
    figured = (effect.central for effect in effects if effect.mode == "adds" and effect.central is not None)
    return sum(max(target.sign * central, 0.0) for central in figured)


def _weigh_supporters(reading: Reading, target: OpenTarget, adding: list[Effect]) -> dict[str, float]:
    """The weight of each supporter: its cost, or the same for all; of those in time, else of all."""
    actions, year = reading.action_by_id, target.milestone
    pairs = [(each, actions[each.action_id]) for each in adding]
    in_time = [pair for pair in pairs if find_arrived_share(*pair, pair[1].printed_start, year) > 0]
    keys = [action.action_id for _, action in in_time or pairs]
    projects = reading.plan.project_by_id
    costs = {key: (projects[key].whole_cost or 0.0) if key in projects else 0.0 for key in keys}
    return costs if reading.scenario.shared_rule == "cost" and sum(costs.values()) > 0 else dict.fromkeys(keys, 1.0)


def find_arrived_share(effect: Effect, action: Action, start: int, year: int) -> float:
    """Share of an effect that has arrived by the end of a year.

    On completion: 0 before ``finish + lag``, then 1, or (years since) / ramp while it ramps up. Pro rata: the share of the
    action's years that have run, shifted by the lag. Each year: all of it from the first year on.
    """
    if effect.arrives == "each_year":
        return float(year - effect.lag_years >= start)
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
