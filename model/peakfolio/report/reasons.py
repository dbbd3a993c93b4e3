"""Why a project is in or out, and why a target is missed, in sentences."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from peakfolio.assess.counting import list_claimants
from peakfolio.plan.plan import Plan
from peakfolio.plan.tables import Effect
from peakfolio.plan.target_keys import TargetKey
from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.causes import Cause
from peakfolio.portfolio.choice import Reach
from peakfolio.portfolio.effects import find_arrived_share
from peakfolio.portfolio.explaining import Reason
from peakfolio.portfolio.problem import Action
from peakfolio.report.names import (
    Capitalised,
    find_digits,
    find_target,
    name_indicator,
    show_difference,
    show_level,
    show_value,
)
from peakfolio.words import NOTHING, SEMICOLON, SPACE, Words, format_number, listing, say, say_in, say_many

Loss = Literal["state", "trend", "order", "share", "gap"]
CAUSES: Mapping[Cause, Words] = {
    "no_project": say("no project or measure has a known effect on it"),
    "unpriced": say("its supporters print no cost and could not be weighed"),
    "only_shared": say("nothing says how much its supporters bring: unknown"),
    "not_in_place": say("it also asks for something that is not in place and that no project establishes"),
    "beyond_bound": say("the level lies beyond the bounds of the indicator itself"),
    "locked_out": say("the scenario locks out what it needs"),
    "locked_in": say("what the scenario locks in stands in its way"),
    "excluded": say("relations between projects (one excludes or requires another) do not allow it"),
    "group": say("the number of projects asked of a group does not allow it"),
    "balance": say("the shares of the money that are asked for do not allow it"),
    "not_enough_money": say("not enough money"),
    "emission_cut": say("the ceiling on emissions does not allow it"),
    "overshoot": say("its projects overshoot it, and no portfolio ends inside the band"),
    "harmed": say("projects that are needed make it worse"),
    "worst_case": say("its projects are enough as expected, but not in the worst case"),
    "too_late": say("the projects that support it finish too late"),
    "ripens_late": say("its projects can be built in time, but their effects ripen later"),
    "ripens_late_and_short": say("the effects of its projects ripen later, and even in full they are not enough"),
    "not_enough_effect": say("all supporting projects together are not enough"),
    "not_asked": say("the question does not ask for it"),
    "not_searched": say("the search was stopped before it found a way"),
    "conflict": say("it conflicts with other targets that are met"),
}
WITHOUT_TARGETS: Mapping[str, Words] = {
    "abates": say("Without it less is abated."),
    "related_fails": say("Kept because a chosen project requires it or goes only together with it."),
    "group": say("Kept for the number of projects asked of a group."),
    "balance": say("Kept for the shares of the money that are asked for."),
    "imposed": say("No target fails without it, but what the scenario asks would not hold."),
    "locked_in": say("Locked in by the scenario; no target fails without it."),
    "no_open_target": say("Known to support no target that is open and can be tested."),
    "locked_out": say("Locked out by the scenario."),
    "no_cost": say("The document prints no cost, so it cannot be compared."),
}


def explain_reason(answer: Answer, reason: Reason) -> Words:
    """One sentence why a project or measure is in or out."""
    if reason.cause == "target_fails":
        return _explain_loss(answer, reason)
    if reason.cause == "brings_nearer":
        return _explain_widening(answer, reason)
    if reason.cause == "services":
        return _explain_services(answer, reason)
    if reason.cause == "points_lost":
        lost = format_number(reason.points_lost)
        count = 1 if lost == "1" else 2
        return say_many("Without it {lost} point is lost.", "Without it {lost} points are lost.", count, lost=lost)
    return WITHOUT_TARGETS[reason.cause]


def _explain_services(answer: Answer, reason: Reason) -> Words:
    """For each open target a rejected action serves, why that does not bring it in."""
    by_cause: dict[str, list[Words]] = {}
    for key, cause in reason.could_serve.items():
        by_cause.setdefault(cause, []).append(name_indicator(answer.plan, key))
    return _end_clauses(_word_service(why, listing(names)) for why, names in by_cause.items())


def _word_service(why: str, names: Words) -> Words:
    return {
        "unknown": say("is named for {names}, and nothing settled says how much it brings", names=names),
        "serves": say("serves {names}", names=names),
        "too_late": say("serves {names}, but works only after the milestone", names=names),
        "out_of_reach": say("serves {names}, out of reach of every portfolio and hardly brought nearer", names=names),
        "excluded": say("serves {names}, but must not be built beside a chosen project", names=names),
        "met_by_others": say("serves {names}, which others meet at a lower total cost", names=names),
        "not_chosen": say("serves {names}, but the question or the budget does not take it", names=names),
    }[why]


def _end_clauses(clauses: Iterable[Words]) -> Words:
    """Clauses as one sentence."""
    return say("{clauses}.", clauses=Capitalised(listing(clauses, SEMICOLON)))


def _explain_loss(answer: Answer, reason: Reason) -> Words:
    """What goes missing without the project; where its effect is a share without any figure, no number is given."""
    parts = (_word_loss(answer, reason, key, loss) for key, loss in list_losses(answer, reason))
    return say("Without it: {parts}.", parts=listing(parts, SEMICOLON))


def list_losses(answer: Answer, reason: Reason) -> Iterator[tuple[str, Loss]]:
    """The targets that fail without a project or measure, and how."""
    shared = _find_shared(answer, reason)
    for key in reason.fails_without:
        target = find_target(answer, key)
        if target.is_state or target.is_trend:
            yield key, "state" if target.is_state else "trend"
        elif key in shared:
            yield key, "order" if reason.action_id in answer.plan.measure_by_id else "share"
        else:
            yield key, "gap"


def _word_loss(answer: Answer, reason: Reason, key: str, loss: Loss) -> Words:
    name = name_indicator(answer.plan, key)
    if loss == "gap":
        return say("{name} falls short by {shown}", name=name, shown=show_missing(answer, reason, key))
    return {
        "state": say("{name} is not in force", name=name),
        "trend": say("{name} does not improve", name=name),
        "order": say("{name} falls short (an order)", name=name),
        "share": say("{name} falls short (a share, no figure behind it)", name=name),
    }[loss]


def show_missing(answer: Answer, reason: Reason, key: str) -> Words:
    """What would be missing of a target without a project, with its unit."""
    return show_difference(answer.plan, key, reason.fails_without[key])


def _find_shared(answer: Answer, reason: Reason) -> set[str]:
    """The targets to which an action brings only a share without a figure."""
    return {each.key for each in answer.problem.contributions if each.action_id == reason.action_id and each.is_shared}


def _explain_widening(answer: Answer, reason: Reason) -> Words:
    """By how much more a target that is missed anyway would be missed."""
    parts, shared = [], _find_shared(answer, reason)
    for key, more in reason.fails_without.items():
        name, shown = name_indicator(answer.plan, key), show_difference(answer.plan, key, more)
        doubt = say(" (a share, no figure behind it)") if key in shared else NOTHING
        span = _say_range(answer, reason, key)
        parts.append(
            say("narrows the gap of {name} by {shown}{doubt}{span}", name=name, shown=shown, doubt=doubt, span=span)
        )
    return _end_clauses(parts) if parts else say("Narrows a gap.")


def _say_range(answer: Answer, reason: Reason, key: str) -> Words:
    """How far the effect behind it reaches from its low to its high value, where these differ."""
    indicator_id = TargetKey(key).indicator_id
    for each in answer.plan.effects:
        is_own = (each.action_id, each.indicator_id) == (reason.action_id, indicator_id)
        if is_own and each.low is not None and each.high is not None and each.low != each.high:
            show = show_value if each.mode == "reaches" else show_difference
            low, high = show(answer.plan, key, each.low), show(answer.plan, key, each.high)
            return say(" (the effect ranges from {low} to {high})", low=low, high=high)
    return NOTHING


def explain_causes(plan: Plan, reach: Reach) -> Words:
    """Why a target is missed; causes that would have to go together stand side by side.

    Where the document names projects for it that the package knows no effect of, these are named.
    """
    indicator_id = TargetKey(reach.key).indicator_id
    waiting = _list_waiting(plan, indicator_id)
    if waiting and reach.cause == "only_shared":
        return say("effects are proposed for {named} and wait to be decided on", named=listing(waiting))
    named = plan.list_named(indicator_id) if reach.cause == "no_project" else ()
    if named:
        return say(
            "the document names {named} for it, but gives no figure, and the package holds no effect of theirs",
            named=listing(named),
        )
    return listing([CAUSES[each] for each in (reach.cause, *reach.also)], say_in("between causes", ", and "))


def _list_waiting(plan: Plan, indicator_id: str) -> list[str]:
    """The projects whose effect on an indicator is proposed and not decided on yet."""
    return [row.action_id for row in plan.effects if row.indicator_id == indicator_id and row.basis == "proposed"]


def list_unknown(answer: Answer, reach: Reach) -> tuple[str, ...]:
    """The projects that serve a missed target without any figure, where the scenario lets them close nothing."""
    if answer.scenario.use_shared_effects or not reach.missing > 0:
        return ()
    target, actions = find_target(answer, reach.key), answer.problem.action_by_id
    waiting = _list_waiting(answer.plan, target.indicator_id)
    return tuple(
        each.action_id
        for each in answer.plan.read_effects(answer.scenario)
        if each.indicator_id == target.indicator_id
        and each.basis == "shared"
        and each.action_id in actions
        and each.action_id not in waiting
        and _can_arrive(each, actions[each.action_id], target.milestone)
    )


def _can_arrive(effect: Effect, action: Action, milestone: int) -> bool:
    """Whether anything of an effect can be there in time."""
    return any(find_arrived_share(effect, action, start, milestone) > 0 for start in action.starts)


def tell_unknown(answer: Answer, reach: Reach) -> Words:
    """What nobody knows of a missed target, and the count that would settle it; nothing where every supporter has a figure."""
    actions = list_unknown(answer, reach)
    if not actions:
        return NOTHING
    target = find_target(answer, reach.key)
    if target.is_state or target.is_trend:
        asked = say_many("whether it changes it at all", "whether they change it at all", len(actions))
    else:
        shown = show_difference(answer.plan, reach.key, reach.missing)
        asked = say_many(
            "whether it brings the {shown} that are missing",
            "whether together they bring the {shown} that are missing",
            len(actions),
            shown=shown,
        )
    return say_many(
        "Nothing says how much {actions} brings; the count that would settle it: {asked}.",
        "Nothing says how much {actions} bring; the count that would settle it: {asked}.",
        len(actions),
        actions=listing(actions),
        asked=asked,
    )


def explain_reach(answer: Answer, reach: Reach) -> Words:
    """How near the pool can come to a target that is missed, why not nearer, and what nobody knows of it."""
    said, unknown = _explain_reach(answer, reach), tell_unknown(answer, reach)
    return said if unknown is NOTHING else listing((said, unknown), SPACE)


def _explain_reach(answer: Answer, reach: Reach) -> Words:
    target, name = find_target(answer, reach.key), name_indicator(answer.plan, reach.key)
    cause = explain_causes(answer.plan, reach)
    if reach.key in answer.choice.portfolio.broken:
        return say("{name}: met today, but the portfolio breaks it; {cause}.", name=name, cause=cause)
    if target.is_state or target.is_trend:
        aim = say("it is to improve") if target.is_trend else say("it is to be in force")
        return say("{name}: {aim}; {cause}.", name=name, aim=aim, cause=cause)
    digits = find_digits(reach.best_level, target.level)
    best = show_level(answer, reach.key, reach.best_level, digits)
    known = {"name": name, "wanted": show_level(answer, reach.key, target.level, digits), "best": best, "cause": cause}
    if reach.cause == "not_in_place":
        return say("{name}: the target is {wanted}, but {cause}.", **known)
    if reach.cause in ("no_project", "only_shared") and list_claimants(
        answer.plan, TargetKey(reach.key).indicator_id
    ):  # how far its supporters carry it is not known, so nothing is called the best
        return say("{name}: the target is {wanted}, settled effects leave it at {best}; {cause}.", **known)
    if reach.missing == 0:
        return say("{name}: {wanted} is in reach but not met; {cause}.", **known)
    if reach.cause == "not_searched":
        return say("{name}: the target is {wanted}, the best found so far is {best}; {cause}.", **known)
    return say("{name}: the target is {wanted}, the best reachable is {best}; {cause}.", **known)
