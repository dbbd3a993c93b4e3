"""What is asked of each indicator by each milestone, read from the plan's rows and the scenario's lines, and how it stands today."""

import math
from dataclasses import dataclass
from functools import lru_cache

from peakfolio.assess.judging import Verdict, find_level, judge_indicator, judge_target
from peakfolio.plan.tables import Indicator, Observation, Target
from peakfolio.plan.vocabulary import Nature
from peakfolio.portfolio.rereading.book import Book

STATE_GAP = 1.0
STRICT_STEP = 1e-5


@dataclass(frozen=True)
class Demand:
    """Everything asked of one indicator by one milestone, and the verdict on the base value.

    ``shared_gap`` is what supporters without a figure share: the gap of the plan's own number, whatever a scenario asks instead.
    ``sign`` is -1 where the way to the target leads down; ``is_wordy`` says that no number is asked at all.
    """

    key: str
    indicator: Indicator
    milestone: int
    targets: tuple[Target, ...]
    base: Observation | None
    verdict: Verdict
    shared_gap: float
    sign: int
    is_wordy: bool
    is_dropped: bool

    @property
    def is_open(self) -> bool:
        """Whether the base value misses it and the scenario asks for it."""
        return self.verdict.status == "not_met" and not self.is_dropped

    @property
    def is_asked(self) -> bool:
        """Whether it is met or missed today and the scenario asks for it, so that a portfolio can meet or break it."""
        return self.verdict.status in ("met", "not_met") and not self.is_dropped

    @property
    def is_state(self) -> bool:
        """Whether it is missed for want of something established, not for a number; or met and no number is asked."""
        return self.is_wordy if self.verdict.status == "met" else self.verdict.ground != "number"

    @property
    def is_trend(self) -> bool:
        """Whether any improvement at all meets what is missed."""
        return is_trend(self.verdict)

    @property
    def gap(self) -> float:
        """What is missing today, in the indicator's unit; 1 where it is a state or a trend, a trifle more where the level is strict."""
        return measure_gap(self.verdict)

    @property
    def base_value(self) -> float:
        """The value it starts from, in the indicator's unit; 0 for a state that is not established."""
        if self.is_state or self.base is None or self.base.value is None:
            return 0.0
        return self.base.value


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
    base = book.bases.get(key)
    step = scenario.improve_step
    verdict = judge_indicator(book.plan, indicator, targets, base, improve_step=step)
    if verdict is None:
        return None
    own = verdict if asked is None else judge_indicator(book.plan, indicator, printed, base, improve_step=step)
    sign = _find_sign(indicator, verdict)
    has_value = base is not None and base.value is not None
    return Demand(
        key=at_year if len(book.milestones) > 1 else key,
        indicator=indicator,
        milestone=milestone,
        targets=targets,
        base=base,
        verdict=verdict,
        shared_gap=_find_shared_gap(book, indicator, targets, verdict, own, sign),
        sign=sign,
        is_wordy=not has_value or all(find_level(indicator, row, base, step) is None for row in targets),
        is_dropped=key in scenario.dropped_targets or at_year in scenario.dropped_targets,
    )


def find_nature(book: Book, demand: Demand) -> Nature:
    """The nature of the indicator the plan numbers: that of the parent where the demand is on a part."""
    return book.plan.indicator_by_id[demand.indicator.parent_id or demand.indicator.indicator_id].nature


def can_be_met(book: Book, demand: Demand) -> bool:
    """Whether any value meets everything asked: what is asked may contradict itself, and then no single gap is the right one."""
    ends = {each for row in demand.targets for each in (row.value, row.upper_value) if each is not None}
    ends |= {demand.base_value} if demand.base is not None and demand.base.value is not None else set()
    tries = {way for end in ends for way in (end, math.nextafter(end, math.inf), math.nextafter(end, -math.inf))}
    step = book.scenario.improve_step
    for value in tries if demand.base is not None else ():
        seen = demand.base.model_copy(update={"value": value}) if demand.base is not None else None
        verdict = judge_indicator(book.plan, demand.indicator, demand.targets, seen, improve_step=step)
        if verdict is not None and verdict.status != "not_met":
            return True
    return not tries


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


def is_trend(verdict: Verdict) -> bool:
    """Whether any improvement at all meets what is missed: 逐年提高 without a number, or a value exactly on a strict level."""
    value = verdict.seen.value if verdict.seen is not None else None
    return verdict.status == "not_met" and verdict.ground == "number" and verdict.level == value


def measure_gap(verdict: Verdict) -> float:
    """What is missing, in the indicator's unit; 1 where it is a state or a trend, a trifle more where the level is strict."""
    if verdict.ground != "number" or is_trend(verdict) or verdict.gap is None:
        return STATE_GAP
    is_strict = verdict.target is not None and verdict.target.relation in ("above", "below")
    return verdict.gap * (1.0 + STRICT_STEP) if is_strict else verdict.gap


def _find_shared_gap(
    book: Book, indicator: Indicator, targets: tuple[Target, ...], verdict: Verdict, own: Verdict | None, sign: int
) -> float:
    """What is missing of the plan's own number where that is open, else of the number asked; below 0 where there is slack."""
    if verdict.status == "met":
        return _find_slack(book, indicator, targets, verdict, sign)
    prints_number = own is not None and own.target is not None and own.target.relation != "improve"
    if own is not None and own is not verdict and own.status == "not_met" and own.gap and prints_number:
        return own.gap
    return measure_gap(verdict)


def _find_slack(book: Book, indicator: Indicator, targets: tuple[Target, ...], verdict: Verdict, sign: int) -> float:
    """Minus what a target met today may lose before it is missed; minus infinity where it may lose everything."""
    found, value = -math.inf, verdict.seen.value if verdict.seen is not None else None
    step = book.scenario.improve_step
    for row in targets if value is not None else ():
        level = find_level(indicator, row, verdict.seen, step)
        judged = judge_target(indicator, row, verdict.seen, verdict.seen, improve_step=step)
        is_low_end = row.relation not in ("at_most", "below")
        if row.relation == "between" and sign < 0:
            level = row.upper_value
        elif row.relation in ("hold", "improve", "equal"):
            is_low_end = sign > 0
        if level is None or value is None or judged.status != "met" or (is_low_end != (sign > 0)):
            continue
        slack = sign * (level - value)
        found = max(found, slack + STRICT_STEP * abs(slack) * (row.relation in ("above", "below")))
    return found


def _find_sign(indicator: Indicator, verdict: Verdict) -> int:
    """-1 where the level lies below the base value; where it does not lie to one side, where less is better."""
    value = verdict.seen.value if verdict.seen is not None else None
    if verdict.status == "not_met" and verdict.level is not None and value is not None:
        if verdict.level != value:
            return -1 if verdict.level < value else 1
        if verdict.target is not None and verdict.target.relation in ("above", "below"):
            return -1 if verdict.target.relation == "below" else 1
    return -1 if indicator.direction == "less" and verdict.ground == "number" else 1
