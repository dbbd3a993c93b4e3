"""How the rows of a target hold together: which are conditions of one alternative, which are alternatives, and what must hold at once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from peakfolio.plan.tables import Target
from peakfolio.plan.vocabulary import Standard

FALLING = ("at_most", "below")  # relations that ask for no more than a number


@dataclass(frozen=True)
class Condition:
    """What must hold: one of the alternatives, and of that every row."""

    standard: Standard
    alternatives: tuple[tuple[Target, ...], ...]


def group_targets(targets: Iterable[Target]) -> tuple[Condition, ...]:
    """The conditions that must all hold, each with its alternatives.

    A row without ``any_of`` is a condition of its own. Rows of one standard and year that share a word in ``any_of`` are
    alternatives of one condition, and those of them that share a word in ``all_of`` are one alternative.
    """
    groups: dict[tuple[Standard, int | None, str], dict[str, list[Target]]] = {}
    for position, row in enumerate(targets):
        alone = f" {position}"
        group = groups.setdefault((row.standard, row.year, row.any_of or alone), {})
        group.setdefault(row.all_of or alone, []).append(row)
    return tuple(
        Condition(standard, tuple(map(tuple, alternatives.values())))
        for (standard, _, _), alternatives in groups.items()
    )


def choose_conditions(targets: Iterable[Target], is_open_task: Callable[[Target], bool]) -> tuple[Condition, ...]:
    """The conditions that count: where the table prints no more than a task and the prose of the plan a number, that of the prose."""
    conditions = group_targets(targets)
    rows = ((each.standard, row) for each in conditions for alternative in each.alternatives for row in alternative)
    spoken = {standard for standard, row in rows if not is_open_task(row)}
    return tuple(each for each in conditions if each.standard in spoken) or conditions
