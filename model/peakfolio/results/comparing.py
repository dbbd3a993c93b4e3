"""What differs between two answers, in sentences: money, targets, projects, years."""

from collections.abc import Iterable

from peakfolio.portfolio.answering import Answer
from peakfolio.results.wording import name_indicator, show_money
from peakfolio.words import Name, Words, listing, say

SAME = say("The same answer as before.")
CENT = 0.005


def describe_changes(before: Answer, after: Answer) -> tuple[Words, ...]:
    """What the later answer changes: cost, targets gained and lost, projects that enter, leave or move."""
    said = []
    more = after.verification.cost_wan_yuan - before.verification.cost_wan_yuan
    if abs(more) > CENT:
        money = show_money(abs(more))
        said.append(say("{money} {part}.", money=money, part=(say("more") if more > 0 else say("less"))))
    met = [{each.key for each in answer.verification.outcomes if each.is_met} for answer in (before, after)]
    gained, lost = (_name_targets(one, met[a] - met[b]) for one, a, b in ((after, 1, 0), (before, 0, 1)))
    entering = [key for key in after.choice.portfolio.starts if key not in before.choice.portfolio.starts]
    leaving = [key for key in before.choice.portfolio.starts if key not in after.choice.portfolio.starts]
    moved = [
        f"{key} {before.choice.portfolio.starts[key]}→{start}"
        for key, start in after.choice.portfolio.starts.items()
        if before.choice.portfolio.starts.get(key, start) != start
    ]
    said += _list(say("Now met"), gained) + _list(say("No longer met"), lost)
    said += _list(say("Now built"), _same(entering)) + _list(say("No longer built"), _same(leaving))
    said += _list(say("Start moves"), _same(moved))
    return tuple(said) or (SAME,)


def _name_targets(answer: Answer, keys: Iterable[str]) -> list[Words]:
    return [name_indicator(answer.plan, key) for key in sorted(keys)]


def _same(names: Iterable[str]) -> list[Words]:
    return [Name(name, name) for name in names]


def _list(what: Words, names: list[Words]) -> list[Words]:
    if not names:
        return []
    return [say("{part}: {names}.", part=what, names=listing(names))]
