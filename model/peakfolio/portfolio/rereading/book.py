"""A plan and a scenario opened for re-reading: rows by what they speak of, years, prices, and the words of a check.

Nothing here, nor in the modules beside it, knows how the optimiser poses or solves its problem: an import-linter contract holds that.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from peakfolio.plan.carbon_tables import Abatement
from peakfolio.plan.plan import Plan
from peakfolio.plan.settings import Scenario
from peakfolio.plan.tables import Effect, Funding, Observation, Target
from peakfolio.plan.vocabulary import Standard
from peakfolio.portfolio.rereading.chaining import reread_effects
from peakfolio.words import Words

TOLERANCE = (
    1e-6  # what two sums may differ by, as a share of the larger: far above rounding, far below what a plan prints
)
KEPT_OPEN = 8  # books; one answer is read from one or two
Named = TypeVar("Named", Target, Effect, Funding, Abatement)


@dataclass(frozen=True)
class Check:
    """One thing that was re-added: what it should be and what it is; ``sense`` says how the two must compare."""

    name: Words
    expected: float
    found: float
    sense: str = "="

    @property
    def is_right(self) -> bool:
        """Whether both compare as they must, to rounding."""
        slack = TOLERANCE * max(1.0, abs(self.expected))
        if self.sense == "<=":
            return self.found <= self.expected + slack
        if self.sense == ">=":
            return self.found >= self.expected - slack
        return math.isclose(self.expected, self.found, rel_tol=TOLERANCE, abs_tol=TOLERANCE)


_OPEN: list["Book"] = []


def make_check(name: Words, expected: float, found: float, sense: str = "=") -> Check:
    """A check with its name."""
    return Check(name, float(expected), float(found), sense)


@dataclass(frozen=True)
class Built:
    """What a portfolio builds of one action: from which year, and how much of it (1 is whole)."""

    start: int
    share: float


@dataclass(frozen=True, eq=False)
class Book:
    """The plan and the scenario, with the plan's rows sorted by what they speak of."""

    plan: Plan
    scenario: Scenario

    @property
    def base_year(self) -> int:
        """The year the plan starts from; money up to it is sunk."""
        return self.plan.settings.years.base_year

    @cached_property
    def milestones(self) -> tuple[int, ...]:
        """The years whose targets count."""
        asked = self.scenario.milestone or self.plan.settings.assessment.milestone
        return tuple(sorted(self.scenario.milestones or (asked,)))

    @property
    def horizon(self) -> int:
        """The last year that is looked at."""
        return max(self.plan.settings.years.last_year, *self.milestones)

    @property
    def years_after(self) -> range:
        """The year after the last milestone alone: all that is built by then works in it."""
        return range(self.milestones[-1] + 1, self.milestones[-1] + 2)

    @cached_property
    def standard(self) -> Standard:
        """The standard whose targets count."""
        if self.scenario.standard is not None:
            return self.scenario.standard
        return self.plan.settings.assessment.standards[0] if self.scenario.question == "cheapest_rule" else "plan"

    @cached_property
    def funding(self) -> Mapping[str, tuple[Funding, ...]]:
        """What the plan prints of each project's sources of money."""
        return _sort_rows(self.plan.funding, lambda row: row.project_id)

    @cached_property
    def targets(self) -> Mapping[str, tuple[Target, ...]]:
        """The used targets of the standard by indicator, whatever their year."""
        standards = ("plan", "text") if self.standard == "plan" else (self.standard,)
        rows = (row for row in self.plan.targets if row.is_used and row.standard in standards)
        return _sort_rows(rows, lambda row: row.indicator_id)

    @cached_property
    def effects(self) -> Mapping[str, tuple[Effect, ...]]:
        """The effects on each indicator of what can be paid for."""
        rows = (row for row in reread_effects(self.plan) if self.is_priced(row.action_id))
        return _sort_rows((each for row in rows for each in self._read(row)), lambda row: row.indicator_id)

    def _read(self, row: Effect) -> tuple[Effect, ...]:
        """An effect as the scenario takes it: a proposal nobody accepted is no figure, and at the document's word nothing at all."""
        is_at_word = self.scenario.use_shared_effects
        if is_at_word and row.is_named_only:  # the document gives no figure for what it only names
            return (row.unsized,)
        if row.basis == "proposed" and not self.scenario.use_proposed_effects:
            return () if is_at_word else (row.unsized,)
        return (row,)

    @cached_property
    def abatements(self) -> Mapping[str, tuple[Abatement, ...]]:
        """What each action that can be paid for takes off the emissions."""
        rows = (row for row in self.plan.abatements if self.is_priced(row.action_id))
        return _sort_rows(rows, lambda row: row.action_id)

    @cached_property
    def bases(self) -> Mapping[str, Observation]:
        """The used observation of the base year of each indicator, the newest where there are several."""
        found: dict[str, Observation] = {}
        for row in self.plan.observations:
            if row.is_used and row.role == "base":
                before = found.get(row.indicator_id)
                if before is None or row.year > before.year:
                    found[row.indicator_id] = row
        return found

    @cached_property
    def lengths(self) -> Mapping[str, int]:
        """How many years every action is built."""
        return {key: self._count_years(key) for key in (*self.plan.measure_by_id, *self.plan.project_by_id)}

    def list_years(self, action_id: str, start: int) -> range:
        """The years an action is built in."""
        return range(start, start + self.lengths[action_id])

    def list_profile(self, action_id: str) -> list[float]:
        """The part of the cost that falls into each year of building: as printed, else in equal parts."""
        project, length = self.plan.project_by_id.get(action_id), self.lengths[action_id]
        printed = project.spending_profile if project is not None else None
        return [float(part) for part in printed.split(";")] if printed else [1.0 / length] * length

    def find_finish(self, action_id: str, start: int) -> int:
        """The year at whose end an action is in service."""
        return start + self.lengths[action_id] - 1

    def find_printed_start(self, action_id: str) -> int:
        """The year the plan prints, or its first year where it prints none."""
        if action_id in self.plan.measure_by_id:
            return self.plan.measure_by_id[action_id].start_year
        return self.plan.project_by_id[action_id].start_year or self.plan.settings.years.first_year

    def find_price(self, action_id: str) -> float:
        """Cost, 万元; a measure costs nothing."""
        project = self.plan.project_by_id.get(action_id)
        return (project.cost_wan_yuan or 0.0) if project is not None else 0.0

    def find_whole_price(self, action_id: str) -> float:
        """What the whole of it costs, 万元, whatever of it is spent already."""
        project = self.plan.project_by_id.get(action_id)
        if project is None or project.whole_cost_wan_yuan is None:
            return self.find_price(action_id)
        return project.whole_cost_wan_yuan

    def is_priced(self, action_id: str) -> bool:
        """Whether an action can be chosen: a measure, or a project that prints its cost."""
        project = self.plan.project_by_id.get(action_id)
        return action_id in self.plan.measure_by_id or (project is not None and project.cost_wan_yuan is not None)

    def _count_years(self, action_id: str) -> int:
        """The printed length; without printed years, from the plan's first to its assessment year."""
        if action_id in self.plan.measure_by_id:
            return self.plan.measure_by_id[action_id].duration_years
        first = self.find_printed_start(action_id)
        return (
            (self.plan.project_by_id[action_id].end_year or max(first, self.plan.settings.assessment.milestone))
            - first
            + 1
        )


def open_book(plan: Plan, scenario: Scenario) -> Book:
    """The book of a plan and a scenario; the last few stay open, because one answer is read many times."""
    for book in _OPEN:
        if book.plan is plan and book.scenario is scenario:
            return book
    book = Book(plan, scenario)
    _OPEN.insert(0, book)
    del _OPEN[KEPT_OPEN:]
    return book


def _sort_rows(rows: Iterable[Named], find_key: Callable[[Named], str]) -> Mapping[str, tuple[Named, ...]]:
    found: dict[str, list[Named]] = {}
    for row in rows:
        found.setdefault(find_key(row), []).append(row)
    return {key: tuple(each) for key, each in found.items()}
