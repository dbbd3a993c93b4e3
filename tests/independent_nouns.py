"""The nouns of the independent optimiser: what can be started, and the improvements that meet a target."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]
Option = tuple[int, float]  # start year, share built
Cell = tuple[str, int]  # action, start year
NEAR = 1e-6
STRICT = 10  # what must be exceeded must be exceeded by more than a tolerance of any solver


@dataclass(frozen=True)
class Act:
    """A project or measure: when it may start, what it spends, how it may be divided."""

    key: str
    cost: float
    operation: float
    starts: tuple[int, ...]
    years: int
    profile: tuple[float, ...]
    sources: Mapping[str, float]
    divisible: str
    units: int
    is_committed: bool
    category_zh: str
    township_zh: str | None

    def finish(self, start: int) -> int:
        return start + self.years - 1

    def spend(self, start: int, horizon: int) -> dict[int, float]:
        """Money by year if it is built whole."""
        spent = {start + year: self.cost * share for year, share in enumerate(self.profile)}
        if self.operation:
            spent |= dict.fromkeys(range(start + self.years, horizon + 1), self.operation)
        return spent


@dataclass(frozen=True)
class Span:
    """Values between two ends; an open end does not belong to it."""

    low: float = -math.inf
    high: float = math.inf
    is_low_open: bool = False
    is_high_open: bool = False

    def meet(self, other: "Span") -> "Span | None":
        low, is_low_open = max((self.low, self.is_low_open), (other.low, other.is_low_open))
        high, is_high_closed = min((self.high, not self.is_high_open), (other.high, not other.is_high_open))
        is_empty = low > high or (low == high and (is_low_open or not is_high_closed))
        return None if is_empty else Span(low, high, is_low_open, not is_high_closed)

    def widen(self, lower: float | None, upper: float | None) -> "Span | None":
        """What leads into the span once a value is held within the indicator's bounds; None where nothing does."""
        ends = Span(-math.inf if lower is None else lower, math.inf if upper is None else upper)
        if self.meet(ends) is None:
            return None
        low_free = lower is not None and self.holds(lower)
        high_free = upper is not None and self.holds(upper)
        return Span(
            -math.inf if low_free else self.low,
            math.inf if high_free else self.high,
            self.is_low_open and not low_free,
            self.is_high_open and not high_free,
        )

    def step_in(self, step: float) -> "Span":
        """The span without its open ends: what is exactly there still lacks a trifle."""
        return Span(self.low + step * self.is_low_open, self.high - step * self.is_high_open)

    def holds(self, value: float) -> bool:
        above = value > self.low if self.is_low_open else value >= self.low
        below = value < self.high if self.is_high_open else value <= self.high
        return above and below

    def ends(self, slack: float, ease: float = 1.0) -> tuple[float, float]:
        """The ends with a tolerance: a closed one gives, an open one takes."""
        return (
            self.low + (STRICT * slack / (1 + ease / 30) if self.is_low_open else -slack * ease),
            self.high + (-STRICT * slack / (1 + ease / 30) if self.is_high_open else slack * ease),
        )


@dataclass(frozen=True)
class Line:
    """An indicator at a milestone: its base value and what each action does to it, signed so that more is better.

    ``adds`` and ``levels`` hold the amount and the cautious amount of each action and start year; for a state to be
    established the base is 0 and a level of 1 establishes it.
    """

    indicator_id: str
    milestone: int
    base: float
    sign: int
    lower: float | None
    upper: float | None
    adds: Mapping[Cell, tuple[float, float]]
    levels: Mapping[Cell, tuple[float, float]]

    @property
    def most(self) -> float:
        """The greatest improvement the bounds leave."""
        bound = self.upper if self.sign > 0 else self.lower
        return math.inf if bound is None else self.sign * (bound - self.base)

    def move(self, span: Span) -> Span:
        """Values as improvements on the base."""
        if self.sign > 0:
            return Span(span.low - self.base, span.high - self.base, span.is_low_open, span.is_high_open)
        return Span(self.base - span.high, self.base - span.low, span.is_high_open, span.is_low_open)

    def reach(self, span: Span) -> Span | None:
        """The same before the bounds hold them; None where the bounds never let the value in."""
        wide = span.widen(self.lower, self.upper)
        return None if wide is None else self.move(wide)


@dataclass(frozen=True)
class Demand:
    """A target as the improvements that meet it (one of the spans is enough), and what missing all of it means.

    ``asked`` are the spans a lack is measured to, also where the bounds put them out of reach; ``is_undecided`` says that in a
    part of them a task without a number leaves it open whether the target is met.
    """

    key: str
    line: Line
    nature: str
    spans: tuple[Span, ...]
    asked: tuple[Span, ...]
    gap: float
    is_open: bool
    is_trend: bool
    is_undecided: bool = False

    @property
    def unit(self) -> float:
        """What a lack is measured by: the gap, or the largest thing that can happen to a target met today."""
        sizes = (abs(both[0]) for both in (*self.line.adds.values(), *self.line.levels.values()))
        return self.gap or max(sizes, default=0.0) or 1.0

    @property
    def slack(self) -> float:
        """Tolerance on the ends of the spans."""
        return NEAR * (self.gap or max(abs(self.line.base), 1.0)) if not self.is_trend else 1e-9


@dataclass(frozen=True)
class Part:
    """A part of a scored indicator: its tiers as improvements, best first; None holds never, True always."""

    line: Line | None
    tiers: tuple[Span | bool, ...]


@dataclass(frozen=True)
class Scored:
    """An indicator with tiers of points, best first."""

    indicator_id: str
    points: tuple[float, ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Headline:
    """An indicator of the rule of binding and reference indicators."""

    indicator_id: str
    nature: str
    needs: tuple[str, ...]
    is_blocked: bool


@dataclass(frozen=True)
class Look:
    """What some portfolios come to, one figure each: feasible, wishes in order, cost last."""

    feasible: Truths
    wishes: Mapping[str, Floats]
    met: Mapping[str, Truths]
    improvements: Mapping[str, Floats]
    points: Floats
    abatement: Floats


def meet_each(some: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    """What lies in a span of the one and in a span of the other."""
    both = [one.meet(other) for one in some for other in others]
    return [each for each in both if each is not None]


def join_spans(spans: Sequence[Span]) -> list[Span]:
    """Spans that touch or overlap as one."""
    found: list[Span] = []
    for span in sorted(set(spans), key=lambda each: (each.low, each.is_low_open)):
        last = found[-1] if found else None
        if last is not None and (
            span.low < last.high or (span.low == last.high and not (span.is_low_open and last.is_high_open))
        ):
            high, is_closed = max((last.high, not last.is_high_open), (span.high, not span.is_high_open))
            found[-1] = replace(last, high=high, is_high_open=not is_closed)
        else:
            found.append(span)
    return found
