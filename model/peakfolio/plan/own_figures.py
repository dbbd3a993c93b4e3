"""A user's own figures in a plan's chains: what if there are 130 villages? Every effect that takes the figure is worked out anew."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from peakfolio.errors import PeakfolioError, UnknownName
from peakfolio.plan.chain_tables import Parameter
from peakfolio.plan.chains import Chain, build_chain, find_spread, gather_figures, group_steps, size_effect
from peakfolio.plan.figures import refuse_figure
from peakfolio.plan.plan import Plan
from peakfolio.plan.rows import Source
from peakfolio.plan.tables import Effect, Indicator
from peakfolio.words import Words, say

Figures = tuple[float, float, float]  # low, central, high
OWN = "A_own_figures"  # the key of the source under which a user's figures stand
OWN_SOURCE = Source(
    source_id=OWN,
    kind="assumption",
    title="The user's own figure, set in this scenario",
    title_zh="使用者在本情景中自行设定的数值",
    reasoning="Set by hand in place of the plan's figure, to see what would follow; who uses it must say why.",
    reasoning_zh="由使用者手工设定，代替规划包原值，用以推演其后果；采用者须自行说明理由。",
)


def set_parameters(plan: Plan, values: Mapping[str, Figures]) -> Plan:
    """The plan with other figures for some parameters, each marked as the user's own, and every effect worked out with them.

    Raises UnknownName for a parameter the plan lacks, PeakfolioError where the figures are out of order or no chain can take them.
    """
    if not values:
        return plan
    known = tuple(row.parameter_id for row in plan.parameters)
    for key in values:
        if key not in known:
            raise UnknownName(say("parameter"), key, known)
    rows = tuple(_put(row, values) for row in plan.parameters)
    sources = (*(row for row in plan.sources if row.source_id != OWN), OWN_SOURCE)
    sized = size_effects(replace(plan, parameters=rows, sources=sources))
    for row in sized.effects:
        _refuse_level(row, sized.indicator_by_id[row.indicator_id])
    return sized


def choose_taken(plan: Plan, values: Mapping[str, Figures]) -> dict[str, Figures]:
    """The figures that a plan still takes; none where those left contradict each other."""
    for kept in (values, {key: each for key, each in values.items() if _is_taken(plan, {key: each})}):
        if _is_taken(plan, kept):
            return dict(kept)
    return {}


def _is_taken(plan: Plan, values: Mapping[str, Figures]) -> bool:
    try:
        set_parameters(plan, values)
    except PeakfolioError:
        return False
    return True


def size_effects(plan: Plan) -> Plan:
    """The plan with every chain worked out, as it is after reading. Raises PeakfolioError where a chain cannot be."""
    if len(plan.chain_by_effect) < len(group_steps(plan.chains)):
        raise PeakfolioError(_say_broken(plan))
    return replace(plan, effects=tuple(_size(plan, row) for row in plan.effects))


def _size(plan: Plan, effect: Effect) -> Effect:
    chain = plan.find_chain(effect)
    return effect if chain is None else size_effect(effect, chain, plan.indicator_by_id[effect.indicator_id].direction)


def list_own(parameters: Iterable[Parameter]) -> tuple[Parameter, ...]:
    """The parameters a user has set."""
    return tuple(row for row in parameters if row.source_id == OWN)


def _refuse_level(effect: Effect, indicator: Indicator) -> None:
    """Raises PeakfolioError where an effect would reach a level that its indicator cannot have, as reading a plan does."""
    level, least, most = effect.central, indicator.lower_bound, indicator.upper_bound
    if effect.mode != "reaches" or level is None:
        return
    if (least is not None and level < least) or (most is not None and level > most):
        raise PeakfolioError(say("{level:g} lies outside the bounds of {key}", level=level, key=indicator.indicator_id))


def _put(row: Parameter, values: Mapping[str, Figures]) -> Parameter:
    """A parameter with the user's figures; the plan's own stand in its reasoning."""
    if row.parameter_id not in values:
        return row
    low, central, high = values[row.parameter_id]
    old = find_spread(row, row.central)
    place = f"{row.source_id}:{row.lines}" if row.lines else row.source_id
    changed = {"low": low, "central": central, "high": high, "formula": None, "source_id": OWN, "lines": None}
    said = f"{old.central:g} ({old.low:g} - {old.high:g}), {place}"
    texts = {"reasoning": f"Set by the user; the plan has {said}.", "reasoning_zh": f"使用者设定；规划包原值为{said}。"}
    for figure in (low, central, high):
        refuse_figure(figure)
    if not low <= central <= high:
        shown = ", ".join(f"{each:g}" for each in (low, central, high))
        raise PeakfolioError(
            say(
                "{name}: the least, the figure itself and the largest must not fall; found {shown}.",
                name=row.name,
                shown=shown,
            )
        )
    return row.model_copy(update={**changed, **texts})


def _say_broken(plan: Plan) -> Words:
    figures = gather_figures(plan.settings, plan.parameters, plan.projects, plan.evidence)
    for pair, steps in group_steps(plan.chains).items():
        built = build_chain(steps, figures, plan.indicator_by_id[pair[1]].unit)
        if not isinstance(built, Chain):
            step, flaw = built
            return say(
                "{action} → {indicator}, step {step}: {finding}; {mend}.",
                action=pair[0],
                indicator=pair[1],
                step=step.step,
                finding=flaw.finding,
                mend=flaw.mend,
            )
    raise AssertionError("every chain can be worked out")
