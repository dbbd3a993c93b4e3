"""What is asked of each indicator by each milestone, read from the plan's rows and the scenario's lines, and how it stands today."""

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache

from peakfolio.assess.judging import Verdict, find_level, judge_indicator
from peakfolio.plan.tables import Indicator, Observation, Target
from peakfolio.plan.vocabulary import Nature
from peakfolio.portfolio.rereading.book import Book

STATE_GAP = 1.0
STRICT_STEP = (
    1e-5  # of the gap: what "more than" asks beyond its number, well above the tolerance of a sum and of a solver
)
STRICT_WAYS = {"above": 1, "below": -1}


@dataclass(frozen=True)
class Demand:
    """Everything asked of one indicator by one milestone, and the verdict on the base value.

    ``own`` is the verdict on what the plan itself asks, whatever a scenario asks instead; None where the plan asks nothing.
    """

    key: str
    indicator: Indicator
    milestone: int
    targets: tuple[Target, ...]
    base: Observation | None
    verdict: Verdict
    own: Verdict | None
    improve_step: float | None
    is_dropped: bool

    @property
    def is_open(self) -> bool:
        """Whether the base value misses it and the scenario asks for it."""
        return self.verdict.status == "not_met" and not self.is_dropped

    @property
    def is_asked(self) -> bool:
        """Whether the scenario asks for it and it is met or missed today, or may be missed by its number whatever else is unknown."""
        return self.is_judged and not self.is_dropped

    @property
    def is_judged(self) -> bool:
        """Whether a value decides it, or may decide that it is missed."""
        return self.verdict.status in ("met", "not_met") or not self.is_wordy

    @cached_property
    def is_wordy(self) -> bool:
        """Whether no number at all is asked, or none is known today."""
        base, step = self.base, self.improve_step
        has_value = base is not None and base.value is not None
        return not has_value or all(find_level(self.indicator, row, base, step) is None for row in self.targets)

    @property
    def is_state(self) -> bool:
        """Whether it is missed for want of something established, not for a number; or not missed and no number is asked."""
        return self.verdict.ground != "number" if self.verdict.status == "not_met" else self.is_wordy

    @property
    def is_trend(self) -> bool:
        """Whether any improvement at all meets what is missed: 逐年提高 without a number, or a value exactly on a strict level."""
        verdict, value = self.verdict, self.base.value if self.base is not None else None
        return verdict.status == "not_met" and verdict.ground == "number" and verdict.level == value

    @property
    def gap(self) -> float:
        """What is missing today, in the indicator's unit; 1 where it is a state or a trend, a trifle more where the level is strict."""
        verdict = self.verdict
        if self.is_state or self.is_trend:
            return STATE_GAP
        if verdict.gap is None:
            return 0.0
        is_strict = verdict.target is not None and verdict.target.relation in STRICT_WAYS
        return verdict.gap * (1.0 + STRICT_STEP) if is_strict else verdict.gap

    @cached_property
    def shared_gap(self) -> float:
        """What supporters without a figure share: what is missing of the plan's own number where that is open, else of what is asked.

        A scenario that asks for more than the plan makes no supporter stronger; of what is met today nothing is left to share.
        """
        if self.verdict.status != "not_met":
            return 0.0
        own = self.own
        if own is None or own is self.verdict or own.status != "not_met" or not own.gap:
            return self.gap
        prints_number = own.target is not None and own.target.relation != "improve"
        return own.gap if prints_number else self.gap

    @cached_property
    def sign(self) -> int:
        """-1 where the way to the target leads down; where the level does not lie to one side, where less is better."""
        verdict, value = self.verdict, self.base.value if self.base is not None else None
        if self.verdict.status == "not_met" and verdict.level is not None and value is not None:
            relation = verdict.target.relation if verdict.target is not None else ""
            way = verdict.level - value or STRICT_WAYS.get(relation, 0)
            if way:
                return -1 if way < 0 else 1
        return -1 if self.indicator.direction == "less" and not self.is_state else 1

    @property
    def base_value(self) -> float:
        """The value it starts from, in the indicator's unit; 0 for a state that is not established."""
        if self.is_state or self.base is None or self.base.value is None:
            return 0.0
        return self.base.value

    @property
    def levels(self) -> frozenset[float]:
        """Every number that is asked for, an end of a band as well."""
        return frozenset(each for row in self.targets for each in (row.value, row.upper_value) if each is not None)


@lru_cache(maxsize=8)
def list_demands(book: Book) -> tuple[Demand, ...]:
    """Every demand of the standard on a measured indicator, by milestone and in the plan's order."""
    found = (
        _read_demand(book, indicator, milestone)
        for milestone in book.milestones
        for indicator in book.plan.measured_indicators
    )
    return tuple(each for each in found if each is not None)


def _read_demand(book: Book, indicator: Indicator, milestone: int) -> Demand | None:
    key, scenario = indicator.indicator_id, book.scenario
    at_year = f"{key}@{milestone}"
    printed = tuple(row for row in book.targets.get(key, ()) if row.year in (milestone, None))
    asked = scenario.target_values.get(at_year, scenario.target_values.get(key))
    targets = printed if asked is None else (_ask_number(book, indicator, milestone, asked),)
    base, step = book.bases.get(key), scenario.improve_step
    verdict = judge_indicator(book.plan, indicator, targets, base, improve_step=step)
    if verdict is None:
        return None
    own = verdict if asked is None else judge_indicator(book.plan, indicator, printed, base, improve_step=step)
    return Demand(
        key=at_year if len(book.milestones) > 1 else key,
        indicator=indicator,
        milestone=milestone,
        targets=targets,
        base=base,
        verdict=verdict,
        own=own,
        improve_step=step,
        is_dropped=key in scenario.dropped_targets or at_year in scenario.dropped_targets,
    )


def judge_again(book: Book, demand: Demand, seen: Observation | None) -> Verdict | None:
    """The verdict on everything asked, at another value than today's."""
    return judge_indicator(book.plan, demand.indicator, demand.targets, seen, improve_step=demand.improve_step)


def find_nature(book: Book, demand: Demand) -> Nature:
    """The nature of the indicator the plan numbers: that of the parent where the demand is on a part."""
    return book.plan.indicator_by_id[demand.indicator.parent_id or demand.indicator.indicator_id].nature


def can_be_met(book: Book, demand: Demand) -> bool:
    """Whether any value meets everything asked: what is asked may contradict itself, and then no single gap is the right one."""
    if demand.base is None:
        return not demand.levels
    verdicts = try_values(book, demand)
    return not verdicts or any(each.status != "not_met" for each in verdicts)


def is_barred(book: Book, demand: Demand) -> bool:
    """Whether something that is not established misses it at every value, which no number heals."""
    verdicts = () if demand.is_state or not demand.is_open else try_values(book, demand)
    missed = all(each.status == "not_met" for each in verdicts)
    return missed and any(each.ground == "statement" for each in verdicts)


def may_stay_open(book: Book, demand: Demand) -> bool:
    """Whether some value at which nothing is known to be missed leaves it undecided: a task without a number is asked besides."""
    verdicts = () if demand.is_state else try_values(book, demand)
    return any(each.status in ("unknown", "untestable") for each in verdicts)


@lru_cache(maxsize=4096)
def try_values(book: Book, demand: Demand) -> tuple[Verdict, ...]:
    """The verdict at every value that matters: it changes only at a number that is asked for or at today's, or beside one of these."""
    base, ends = demand.base, demand.levels
    if base is None:
        return ()
    if base.value is not None:
        ends |= {demand.base_value, base.value}
    tries = {way for end in ends for way in (end, math.nextafter(end, math.inf), math.nextafter(end, -math.inf))}
    found = (judge_again(book, demand, base.model_copy(update={"value": value})) for value in sorted(tries))
    return tuple(each for each in found if each is not None)


def _ask_number(book: Book, indicator: Indicator, milestone: int, value: float) -> Target:
    """The scenario's number in place of all the plan asks: at least, or at most where less is better."""
    less = indicator.direction == "less"
    return Target(
        indicator_id=indicator.indicator_id,
        standard=book.standard,
        year=milestone,
        relation="at_most" if less else "at_least",
        value=value,
        as_written=f"{value:g}",
        source_id="scenario",
    )
