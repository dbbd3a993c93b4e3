"""Why projects are in or out, so that what several have in common is said once."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from peakfolio.plan.noticing import Notice
from peakfolio.plan.plan import Plan
from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.explaining import Reason
from peakfolio.portfolio.pricing import ProjectPrice
from peakfolio.portfolio.ranking import RankedProject
from peakfolio.report import names
from peakfolio.report.arguments import explain_price
from peakfolio.report.names import Capitalised
from peakfolio.report.reasons import Loss, explain_reason, list_losses, show_missing
from peakfolio.words import NOTHING, SEMICOLON, Words, listing, say, say_many

One = TypeVar("One")
Key = TypeVar("Key", bound=Hashable)


def _group(pairs: Iterable[tuple[Key, One]]) -> Mapping[Key, Sequence[One]]:
    """What has one key together, in the order in which the keys come."""
    groups: dict[Key, list[One]] = {}
    for key, one in pairs:
        groups.setdefault(key, []).append(one)
    return groups


def group_reasons(answer: Answer, keys: Iterable[str]) -> tuple[Words, ...]:
    """Why each of some projects and measures is in or out: one sentence for each reason, with all it is true of."""
    reason_by_key = {each.action_id: each for each in answer.reasons}
    reasons = [reason_by_key[key] for key in keys]
    losses = _group(pair for each in reasons if each.cause == "target_fails" for pair in _name_losses(answer, each))
    others = _group((explain_reason(answer, each), each.action_id) for each in reasons if each.cause != "target_fails")
    return (
        *(_say_losses(loss, named) for loss, named in losses.items()),
        *(say("{keys}: {reason}", keys=listing(named), reason=reason) for reason, named in others.items()),
    )


def _name_losses(answer: Answer, reason: Reason) -> Iterator[tuple[Loss, Words]]:
    """How each target fails without a project, and the project with the target, and what is missing where a figure says it."""
    for key, loss in list_losses(answer, reason):
        name = names.name_indicator(answer.plan, key)
        said = say("{key} {name}", key=reason.action_id, name=name)
        if loss == "gap":
            said = say(
                "{key} {name} by {shown}", key=reason.action_id, name=name, shown=show_missing(answer, reason, key)
            )
        yield loss, said


def _say_losses(loss: Loss, named: Sequence[Words]) -> Words:
    each = listing(named, SEMICOLON)
    return {
        "state": say("Without it a requirement is not in force: {each}.", each=each),
        "trend": say("Without it an indicator does not improve: {each}.", each=each),
        "order": say("Without it a target falls short (an order): {each}.", each=each),
        "share": say("Without it a target falls short (a share, no figure behind it): {each}.", each=each),
        "gap": say("Without it a target falls short: {each}.", each=each),
    }[loss]


def group_notices(plan: Plan, notices: Iterable[Notice]) -> tuple[Words, ...]:
    """What to look at in a package; what is true of several projects is said once, with how much it is of each."""
    groups = _group((each.said if each.common is NOTHING else each.common, each) for each in notices)
    return tuple(
        own[0].said
        if len(own) == 1
        else say("{common}: {each}.", common=Capitalised(common), each=_list_amounts(plan, own))
        for common, own in groups.items()
    )


def _list_amounts(plan: Plan, notices: Sequence[Notice]) -> Words:
    return listing(
        (
            say(
                "{key} {name} ({amount})",
                key=each.action_id,
                name=plan.name_action(each.action_id).name,
                amount=each.amount,
            )
            for each in notices
        ),
        SEMICOLON,
    )


def group_replacements(answer: Answer, prices: Sequence[ProjectPrice]) -> tuple[Words, ...]:
    """What replacing each chosen project would cost; those without which a target fails together."""
    chosen = [each for each in prices if each.is_chosen]
    alone = [each.action_id for each in chosen if each.standing == "irreplaceable" and each.lost]
    others = _group(
        (explain_price(answer.plan, each), each.action_id) for each in chosen if each.action_id not in alone
    )
    said = [say("Irreplaceable, a target fails without it: {keys}.", keys=listing(alone))] if alone else []
    return (
        *said,
        *(say("{keys}: {reason}.", keys=_name_all(answer, named), reason=price) for price, named in others.items()),
    )


def group_rejected(answer: Answer, prices: Sequence[ProjectPrice]) -> tuple[Words, ...]:
    """Why each other project is out and what would bring it in; first those that a lower price brings in, then the largest group last."""
    reason_by_key = {each.action_id: each for each in answer.reasons}
    rejected = [each for each in prices if not each.is_chosen]
    groups = _group(
        ((each.entry_cost is None, _shorten_reason(answer, reason_by_key[each.action_id]), explain_price(answer.plan, each)),
         each.action_id)
        for each in rejected
    )  # fmt: skip
    order = sorted(groups.items(), key=lambda pair: (pair[0][0], len(pair[1])))
    return tuple(
        say(
            "{reason} {price}: {names}.",
            reason=reason,
            price=Capitalised(price),
            names=_name_all(answer, keys, has_costs=not is_never),
        )
        for (is_never, reason, price), keys in order
    )


def _shorten_reason(answer: Answer, reason: Reason) -> Words:
    """The reason without the amounts, which differ from project to project."""
    if reason.cause != "brings_nearer":
        return explain_reason(answer, reason)
    targets = listing((names.name_indicator(answer.plan, key) for key in reason.fails_without), names.LONG)
    return say("Narrows the gap of {targets}, which stays missed.", targets=targets)


def list_never(answer: Answer, ranked: Sequence[RankedProject]) -> Words:
    """The projects that are never chosen."""
    keys = [each.action_id for each in ranked]
    return say_many(
        "Never chosen ({n} project): {names}.",
        "Never chosen ({n} projects): {names}.",
        len(keys),
        names=_name_all(answer, keys),
    )


def _name_all(answer: Answer, keys: Sequence[str], *, has_costs: bool = False) -> Words:
    """Projects with their names, and with what they cost where a price is told beside."""
    return listing((_name(answer, key, has_cost=has_costs) for key in keys), SEMICOLON)


def _name(answer: Answer, key: str, *, has_cost: bool) -> Words:
    name, cost = names.name_action(answer.plan, key), names.find_cost(answer, key)
    if has_cost and cost is not None:
        return say("{key} {name} ({money})", key=key, name=name, money=names.show_money(cost))
    return say("{key} {name}", key=key, name=name)
