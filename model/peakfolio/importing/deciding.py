"""Effects a person decides on: proposed from the evidence, then accepted, changed, refused, or left as not known.

Every function takes a plan and gives another one, with the decisions to remember beside it (``decisions``). A proposal is a row of
basis ``proposed`` with its chain: the model takes it as unknown until it is accepted.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from peakfolio.assess.classing import is_sure, rank_classes, write_text
from peakfolio.assess.suggesting import Suggestion, gather_rows, suggest_effects
from peakfolio.assess.writing_chains import OWN_PARAMETERS, QUANTITY, WEAK_PRICE
from peakfolio.errors import PeakfolioError
from peakfolio.plan.chains import Chain, Pair
from peakfolio.plan.decisions import Decision, Verdict, list_refused
from peakfolio.plan.own_figures import Figures, set_parameters, size_effects
from peakfolio.plan.plan import Plan
from peakfolio.plan.rows import Source
from peakfolio.plan.tables import Effect
from peakfolio.words import Words, say

OWN_EFFECTS = "A_own_effects"
OWN_SOURCE = Source(
    source_id=OWN_EFFECTS,
    kind="assumption",
    title="Effects set by the user",
    title_zh="使用者自行设定的成效",
    reasoning="Set by hand in place of a proposal; the reason stands in each row.",
    reasoning_zh="由使用者设定，代替系统拟定的成效；理由见各行。",
)


@dataclass(frozen=True)
class Decided:
    """A plan after a decision, and what is to be remembered of it."""

    plan: Plan
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True)
class Proposed:
    """A proposal that waits for a person: its effect with its chain, and why it is not to be taken unseen (nothing where it is sure)."""

    effect: Effect
    chain: Chain
    doubts: tuple[Words, ...]

    @property
    def pair(self) -> Pair:
        """The action and the indicator it is about."""
        return self.effect.action_id, self.effect.indicator_id

    @property
    def is_sure(self) -> bool:
        """Whether nothing speaks against taking it with all the others that are sure."""
        return not self.doubts


def propose_effects(plan: Plan, decisions: Iterable[Decision] = ()) -> Plan:
    """The plan with a proposal for every supporter that has no figure, as far as they can be worked out; refused ones stay away.

    Proposals that nobody accepted are written anew, so that what was corrected, or answered, shows in them.
    """
    bare = _withdraw_all(plan)
    refused = list_refused(decisions)
    found = [each for each in suggest_effects(bare) if each.spread is not None and _find_pair(each) not in refused]
    rows = gather_rows(found)
    named = {_find_pair(each) for each in found if each.link in ("shared", "named")}
    effects = tuple(
        row.model_copy(update={"basis": "proposed", "is_named_only": (row.action_id, row.indicator_id) in named})
        for row in rows.effects
    )
    pairs = {(row.action_id, row.indicator_id) for row in effects}
    kept = tuple(row for row in bare.effects if (row.action_id, row.indicator_id) not in pairs or row.mode != "adds")
    keys = {row.parameter_id for row in bare.parameters}
    parameters = (*bare.parameters, *(row for row in rows.parameters if row.parameter_id not in keys))
    known = set(bare.source_by_id)
    sources = (*bare.sources, *(row for row in rows.sources if row.source_id not in known))
    chains = (*bare.chains, *rows.chains)
    return size_effects(replace(bare, effects=(*kept, *effects), chains=chains, parameters=parameters, sources=sources))


def _find_pair(suggestion: Suggestion) -> Pair:
    indicator = suggestion.indicator
    return suggestion.project.project_id, indicator.indicator_id if indicator is not None else ""


def list_proposals(plan: Plan) -> tuple[Proposed, ...]:
    """The proposals of a plan that nobody has accepted, in the order of its effects."""
    return tuple(
        Proposed(row, chain, tuple(find_doubts(plan, row, chain)))
        for row in plan.effects
        if row.basis == "proposed" and (chain := plan.find_chain(row)) is not None
    )


def find_doubts(plan: Plan, effect: Effect, chain: Chain) -> Iterable[Words]:
    """Why a proposal is not sure.

    Sure is: one class has at least two of its words in the project and more than any other; the quantity is printed in the project's row;
    every step leads to the indicator in its unit; no figure of the chain has a centre below what the evidence asks of one; and the range
    leaves out nought.
    """
    project = plan.project_by_id[effect.action_id]
    if not is_sure(rank_classes(write_text(project), plan.evidence.classes)):
        yield say("the class of the project is not certain")
    taken = {link.step.of for link in chain.links if link.step.takes == "parameter"}
    if not any(key and key.startswith(QUANTITY) for key in taken):
        yield say("its quantity is reckoned from money and not printed")
    if any(row.source_id == WEAK_PRICE for row in plan.parameters if row.parameter_id in taken):
        yield say("its unit cost rests on rows that may carry no centre")
    spread = chain.spread
    if spread.low <= 0 <= spread.high:
        yield say("its range holds nought: it may bring nothing")


def accept(plan: Plan, pair: Pair) -> Decided:
    """The proposal becomes an effect, with the basis its chain gives it. Raises PeakfolioError where nothing is proposed."""
    effect = _find_proposed(plan, pair)
    takes = {step.takes for step in plan.chains if (step.action_id, step.indicator_id) == pair}
    basis = "estimated" if "unit_cost" in takes else "quantified"
    return Decided(_put(plan, effect, effect.model_copy(update={"basis": basis})), (_decide(pair, "accepted"),))


def accept_all_sure(plan: Plan) -> Decided:
    """Every proposal that is sure becomes an effect."""
    decided = Decided(plan)
    for pair in [each.pair for each in list_proposals(plan) if each.is_sure]:
        made = accept(decided.plan, pair)
        decided = Decided(made.plan, (*decided.decisions, *made.decisions))
    return decided


def change(plan: Plan, pair: Pair, figures: Figures, reason: str) -> Decided:
    """An effect of one's own in place of a proposal or beside none: from cautious to hopeful, in the unit of the indicator, with its sign.

    Raises PeakfolioError where the plan has no such project or indicator, the reason is empty, or the figures fit no effect.
    """
    _refuse_unknown(plan, pair)
    _refuse_figures(plan, pair, figures)
    own = _find_effect(plan, pair)
    project = plan.name_action(pair[0])
    low, central, high = figures
    cited = {
        "source_id": OWN_EFFECTS,
        "lines": None,
        "formula": None,
        "is_named_only": own is not None and own.is_named_only,
    }
    said = {"basis": "user", "low": low, "central": central, "high": high, **cited}
    texts = {"reasoning": _ask_reason(reason), "reasoning_zh": reason.strip()}
    begun = own or Effect(
        action_id=pair[0], indicator_id=pair[1], mode="adds", basis="shared", reasoning="-", source_id=project.source_id
    )
    bare = _withdraw(plan, pair)
    kept = tuple(row for row in bare.effects if not _is_of(row, pair))
    sources = (*(row for row in bare.sources if row.source_id != OWN_EFFECTS), OWN_SOURCE)
    changed = replace(bare, effects=(*kept, begun.model_copy(update={**said, **texts})), sources=sources)
    return Decided(changed, (_decide(pair, "changed", reason),))


def change_chain(plan: Plan, pair: Pair, values: Mapping[str, Figures], reason: str) -> Decided:
    """A proposal accepted with other figures for some parameters of its chain; every effect that takes them follows.

    Raises PeakfolioError where nothing is proposed, the reason is empty, or a figure does not fit.
    """
    _ask_reason(reason)
    made = accept(set_parameters(plan, values), pair)
    return Decided(made.plan, (_decide(pair, "changed", reason),))


def refuse(plan: Plan, pair: Pair, reason: str = "") -> Decided:
    """The proposal goes; what the document itself names stays, without a figure. Raises PeakfolioError where nothing is proposed."""
    _find_proposed(plan, pair)
    return Decided(_withdraw(plan, pair), (_decide(pair, "refused", reason),))


def set_unknown(plan: Plan, pair: Pair, reason: str = "") -> Decided:
    """The proposal stays as one, which counts as unknown; that nobody knows is remembered. Raises as ``refuse``."""
    _find_proposed(plan, pair)
    return Decided(plan, (_decide(pair, "unknown", reason),))


def _decide(pair: Pair, verdict: Verdict, reason: str = "") -> Decision:
    return Decision(action_id=pair[0], indicator_id=pair[1], decision=verdict, reason=reason.strip() or None)


def _is_of(row: Effect, pair: Pair) -> bool:
    return (row.action_id, row.indicator_id) == pair and row.mode == "adds"


def _find_effect(plan: Plan, pair: Pair) -> Effect | None:
    return next((row for row in plan.effects if _is_of(row, pair)), None)


def _find_proposed(plan: Plan, pair: Pair) -> Effect:
    own = _find_effect(plan, pair)
    if own is None or own.basis != "proposed":
        raise PeakfolioError(say("Nothing is proposed for {action} → {indicator}.", action=pair[0], indicator=pair[1]))
    return own


def _put(plan: Plan, before: Effect, after: Effect) -> Plan:
    return replace(plan, effects=tuple(after if row is before else row for row in plan.effects))


def _withdraw_all(plan: Plan) -> Plan:
    for row in plan.effects:
        if row.basis == "proposed":
            plan = _withdraw(plan, (row.action_id, row.indicator_id))
    return plan


def _withdraw(plan: Plan, pair: Pair) -> Plan:
    """The plan without an effect, its chain, and the figures that were written for this chain alone."""
    chains = tuple(step for step in plan.chains if (step.action_id, step.indicator_id) != pair)
    taken, before = ({step.of for step in rows if step.takes == "parameter"} for rows in (chains, plan.chains))
    lost = {key for key in before - taken if key and key.startswith(OWN_PARAMETERS)}
    parameters = tuple(row for row in plan.parameters if row.parameter_id not in lost)
    effects = tuple(each for row in plan.effects for each in ((_leave_named(row)) if _is_of(row, pair) else (row,)))
    return replace(plan, effects=effects, chains=chains, parameters=parameters)


def _leave_named(row: Effect) -> tuple[Effect, ...]:
    """What stays of a proposal: the row without a figure where the document itself names the project."""
    if not row.is_named_only:
        return ()
    why = say("The plan names it for the indicator, and no figure.")
    texts = {"reasoning": why.read("en"), "reasoning_zh": why.read("zh"), "is_named_only": False}
    return (row.unsized.model_copy(update=texts),)


def _refuse_unknown(plan: Plan, pair: Pair) -> None:
    action, key = pair
    if action not in plan.project_by_id and action not in plan.measure_by_id:
        raise PeakfolioError(say("{key} is no project or measure of the plan.", key=action))
    if key not in plan.indicator_by_id or plan.indicator_by_id[key].kind != "numeric":
        raise PeakfolioError(say("{key} is no indicator of the plan that has a number.", key=key))


def _ask_reason(reason: str) -> str:
    if not reason.strip():
        raise PeakfolioError(say("Say why: a figure of one's own needs a reason."))
    return reason.strip()


def _refuse_figures(plan: Plan, pair: Pair, figures: Figures) -> None:
    """Raises PeakfolioError for figures out of order, or an effect larger than the whole range of its indicator."""
    indicator = plan.indicator_by_id[pair[1]]
    sign = -1 if indicator.direction == "less" else 1
    low, central, high = (sign * each for each in figures)
    shown = ", ".join(f"{each:g}" for each in figures)
    if not low <= central <= high:
        raise PeakfolioError(say("From cautious to hopeful the figures must not fall; found {shown}.", shown=shown))
    least, most = indicator.lower_bound, indicator.upper_bound
    if least is not None and most is not None and max(map(abs, figures)) > most - least:
        raise PeakfolioError(
            say("{key} can move by {most:g} at most; found {shown}.", key=pair[1], most=most - least, shown=shown)
        )
