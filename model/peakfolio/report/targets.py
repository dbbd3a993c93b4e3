"""What is asked in several conditions, as printed; and targets whose number a portfolio reaches while a task besides stays unknown."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from peakfolio.plan.plan import Plan
from peakfolio.plan.tables import Target
from peakfolio.plan.target_groups import group_targets
from peakfolio.plan.target_keys import TargetKey
from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.outcomes import Outcome
from peakfolio.portfolio.scenario_targets import choose_standard
from peakfolio.report.document import CHINESE_FROM
from peakfolio.report.names import LONG, name_indicator
from peakfolio.words import NOTHING, Language, Words, listing, say, say_in, say_many

TOGETHER = say_in("between conditions", " and ")
EITHER = say_in("between alternatives", ", or ")


@dataclass(frozen=True)
class AsPrinted(Words):
    """Words of a document; an English reader sees Chinese ones in quotes."""

    text: str

    def read(self, language: Language) -> str:
        """The words in one language."""
        return (
            f"'{self.text}'" if language == "en" and any(ord(sign) >= CHINESE_FROM for sign in self.text) else self.text
        )


def write_targets(rows: Iterable[Target]) -> Words:
    """What rows of one indicator ask for, in the words printed, each once: what holds together and what is an alternative."""
    said: dict[str, None] = {}
    conditions: list[Words] = []
    for condition in group_targets(rows):
        ways: list[Words] = []
        for rows_of_way in condition.alternatives:
            new = [words for words in dict.fromkeys(row.as_written for row in rows_of_way) if words not in said]
            said |= dict.fromkeys(new)
            ways += [listing(map(AsPrinted, new), TOGETHER)] if new else []
        conditions += [listing(ways, EITHER)] if ways else []
    return listing(conditions, TOGETHER)


def list_undecided(answer: Answer) -> tuple[Outcome, ...]:
    """The targets of which nothing is missing and still nobody knows whether they are met."""
    return tuple(each for each in answer.verification.outcomes if each.is_undecided)


def count_undecided(answer: Answer) -> Words:
    """How many targets stay undecided though their numbers are reached; nothing where none does."""
    count = len(list_undecided(answer))
    if not count:
        return NOTHING
    return say_many(
        "{n} more reaches its number and stays undecided: it also asks for a task without a number.",
        "{n} more reach their numbers and stay undecided: they also ask for a task without a number.",
        count,
    )


def tell_undecided(answer: Answer) -> Iterator[Words]:
    """Which targets stay undecided, in their printed words, and how they are counted elsewhere."""
    rows = [
        say("{name} (as printed: {words})", name=name_indicator(answer.plan, each.key), words=_write(answer, each.key))
        for each in list_undecided(answer)
    ]
    if rows:
        yield say(
            "Undecided though the number is reached, because nobody knows whether the task named beside it will be fulfilled: "
            "{names}. Where targets are counted by budget, or a probability is given, these count by their number.",
            names=listing(rows, LONG),
        )


def _write(answer: Answer, key: str) -> Words:
    standard, named = choose_standard(answer.plan, answer.scenario), TargetKey(key)
    year = named.year or answer.problem.milestone
    return write_targets(answer.plan.find_targets(named.indicator_id, standard, year))


def list_siblings(plan: Plan, target: Target) -> tuple[Target, ...]:
    """All rows of the target that a row is part of: the used ones of its indicator, standard and year."""
    place = (target.indicator_id, target.standard, target.year)
    rows = (row for row in plan.targets if row.is_used)
    return tuple(row for row in rows if (row.indicator_id, row.standard, row.year) == place)


def name_result(outcome: Outcome) -> str:
    """The code of what becomes of an open target."""
    return "met" if outcome.is_met else "undecided" if outcome.is_reached else "missed"
