"""The nouns of delivery: what each project still has to go through, and what all projects share.

``build.py`` builds a model from a plan; ``simulation.py`` runs it. Time is months after 1 January of ``first_year``, so that year y ends at
``12 * (y - first_year + 1)``. A model knows every project that could be built; which ones are, and when they start, is a
``Schedule``. That way two portfolios share their luck project by project.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from peakfolio.plan.vocabulary import FundingSource, QueueRule, Stage, Trade

MONTHS = 12
STAGES: tuple[Stage, ...] = ("approval", "design", "tender", "construction", "acceptance")
APPROVAL, DESIGN, TENDER, CONSTRUCTION, ACCEPTANCE = range(len(STAGES))
ASKED, BEGUN, ENDED = 0, 1, 2  # the three times that are kept of a stage
PREPARING: tuple[Stage, ...] = ("approval", "design", "tender")
SLICES = 4  # construction is paid for and worked off in quarters
ROUNDING = 1e-9  # months, or shares of a cost: what rounding leaves of two that are the same
NEVER = math.inf
ChangeKind = Literal[
    "freeze", "halve", "lose_year", "start_earlier", "crew", "desk", "designer", "tranches_earlier", "cash_box", "rule"
]


@dataclass(frozen=True)
class Range:
    """Low, mode and high of a triangular distribution."""

    low: float
    mode: float
    high: float


@dataclass(frozen=True)
class Job:
    """A project that can be delivered.

    ``months`` are the ranges of its five stages, without waiting. A started job has its preparation behind it, and its work does not
    end before month ``open_until``, because the document still lists it. ``serves_from`` is the stage whose end puts it in service: acceptance,
    or for a running programme the work itself, because its acceptance is paper. ``funding`` holds the share of each source.
    """

    action_id: str
    order: int
    printed_start: int
    duration_years: int
    months: Mapping[Stage, Range]
    trade: Trade
    stops_for_weather: bool
    is_started: bool
    open_until: float
    serves_from: Stage
    cost_wan_yuan: float
    spending_shares: tuple[float, ...]
    funding: Mapping[FundingSource, float]
    requires: tuple[str, ...]


@dataclass(frozen=True)
class Capacities:
    """How many projects can be in approval, in design and under construction at once; infinite is no limit."""

    approval: float
    design: float
    crews: Mapping[Trade, float]

    def find_crews(self, trade: Trade) -> float:
        """Crews of a trade; no limit where none is named."""
        return self.crews.get(trade, NEVER)


@dataclass(frozen=True)
class Conditions:
    """What holds for all projects: failures, payment, weather, luck, and money that can be lent."""

    tender_failure: float
    retender_months: Range
    acceptance_failure: float
    rework_months: Range
    advance_share: float
    paid_share: float
    rainy_months: tuple[int, ...]
    rainy_pace: Range
    winter_months: tuple[int, ...]
    winter_pace: Range
    common_luck: float
    cash_box_share: float
    cash_box_wan_yuan: float | None

    @cached_property
    def payments(self) -> tuple[float, ...]:
        """Shares of the cost paid before each quarter of the work, and at the settlement after acceptance.

        The advance, then what brings all payments to the paid share of the work done; together 1.
        """
        paid, shares = 0.0, []
        for number in range(SLICES):
            wanted = max(self.advance_share, self.paid_share * number / SLICES)
            shares.append(max(wanted - paid, 0.0))
            paid += shares[-1]
        return (*shares, 1.0 - paid)


@dataclass(frozen=True)
class DeliveryModel:
    """Everything that decides when projects are finished.

    No project that is not under way begins before ``opening_year``, the plan's first. ``arrivals`` say when in a year each source pays.
    ``is_money_limited`` false lets every payment be made at once. ``source_factors`` scale what a source pays in all (a source that pays
    half has 0.5). ``priorities`` are the ranks that a rule by criticality or cost needs.
    """

    region: str
    first_year: int
    opening_year: int
    last_year: int
    jobs: tuple[Job, ...]
    capacities: Capacities
    conditions: Conditions
    arrivals: Mapping[FundingSource, Range]
    rule: QueueRule
    priorities: Mapping[str, int]
    is_money_limited: bool = True
    source_factors: Mapping[FundingSource, float] | None = None

    @cached_property
    def job_by_id(self) -> dict[str, Job]:
        """Jobs by their key."""
        return {job.action_id: job for job in self.jobs}

    @cached_property
    def place_by_id(self) -> dict[str, int]:
        """Position of each job among all jobs."""
        return {job.action_id: place for place, job in enumerate(self.jobs)}

    @property
    def years(self) -> range:
        """Every simulated year."""
        return range(self.first_year, self.last_year + 1)

    @property
    def horizon(self) -> float:
        """Months simulated; what is not finished by then never is."""
        return float(MONTHS * len(self.years))

    def end_of(self, year: int) -> float:
        """Month in which a year ends."""
        return float(MONTHS * (year - self.first_year + 1))

    def year_of(self, month: float) -> int:
        """Year in which a month lies; a year's last moment belongs to it."""
        return self.first_year + max(math.ceil(month / MONTHS) - 1, 0)


@dataclass(frozen=True)
class Schedule:
    """Which projects are built and the month each may begin, with the share of a divisible one that is built."""

    begins: Mapping[str, float]
    shares: Mapping[str, float]

    @property
    def action_ids(self) -> tuple[str, ...]:
        """The projects, in the order given."""
        return tuple(self.begins)


@dataclass(frozen=True)
class WhatIf:
    """One thing that is changed: a project frozen, a funding source halved, a crew of a trade more, another rule, ...

    ``subject`` is the project, source, trade or rule; empty for the others.
    """

    kind: ChangeKind
    subject: str = ""
