"""What differs between two answers, in sentences: money, targets, projects, years."""

from collections.abc import Iterable, Sequence

from peakfolio.portfolio.answering import Answer
from peakfolio.report.names import name_indicator, show_money
from peakfolio.words import Words, listing, say

SAME = say("The same answer as before.")
CENT = 0.005


def describe_changes(before: Answer, after: Answer) -> tuple[Words, ...]:
    """What the later answer changes: cost, targets gained and lost, projects that enter, leave or move."""
    said: list[Words] = []
    more = after.verification.cost_wan_yuan - before.verification.cost_wan_yuan
    if abs(more) > CENT:
        money = show_money(abs(more))
        said.append(say("{money} more.", money=money) if more > 0 else say("{money} less.", money=money))
    met = [{each.key for each in answer.verification.outcomes if each.is_met} for answer in (before, after)]
    gained, lost = (_name_targets(one, met[a] - met[b]) for one, a, b in ((after, 1, 0), (before, 0, 1)))
    entering = [key for key in after.choice.portfolio.starts if key not in before.choice.portfolio.starts]
    leaving = [key for key in before.choice.portfolio.starts if key not in after.choice.portfolio.starts]
    moved = [
        f"{key} {before.choice.portfolio.starts[key]}→{start}"
        for key, start in after.choice.portfolio.starts.items()
        if before.choice.portfolio.starts.get(key, start) != start
    ]
    changed: tuple[tuple[Words, Sequence[Words | str]], ...] = (
        (say("Now met"), gained),
        (say("No longer met"), lost),
        (say("Now built"), entering),
        (say("No longer built"), leaving),
        (say("Start moves"), moved),
    )
    said += [say("{change}: {names}.", change=change, names=listing(names)) for change, names in changed if names]
    return tuple(said) or (SAME,)


def _name_targets(answer: Answer, keys: Iterable[str]) -> list[Words]:
    return [name_indicator(answer.plan, key) for key in sorted(keys)]
