"""A portfolio as it is really delivered: what was simulated, which targets are met in which run, and which projects decide it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

import numpy as np

from peakfolio.delivery.attainment import Attainment, Study, bound_chance
from peakfolio.delivery.build import schedule_starts
from peakfolio.delivery.draws import Floats
from peakfolio.delivery.ensemble import Delivery, deliver
from peakfolio.delivery.executing import Watch
from peakfolio.delivery.model import ROUNDING
from peakfolio.delivery.service import Service, find_service, find_years, plan_service
from peakfolio.delivery.settings import SimulationSettings
from peakfolio.delivery.simulation import Records

CourseName = Literal["written", "chosen", "secure", "criticality"]


@dataclass(frozen=True)
class PlannedPortfolio:
    """A portfolio as it is meant: when its actions start, what share of the divisible ones is built, and what it is to bring.

    ``aims`` are the targets it is to meet, by their milestones or by the end of the year ``by``; None are those it meets if every project
    keeps its printed years.
    """

    name: CourseName
    starts: Mapping[str, int]
    shares: Mapping[str, float] = field(default_factory=dict)
    aims: tuple[str, ...] | None = None
    by: int | None = None


@dataclass(frozen=True, kw_only=True)
class DeliveredPortfolio(PlannedPortfolio):
    """A portfolio, its delivery, and what becomes of the aims.

    ``services`` hold when each action works, by run; ``planned`` the same by the plan's own dates.
    """

    aims: tuple[str, ...]
    study: Study = field(repr=False)
    delivery: Delivery
    services: Mapping[str, Service] = field(repr=False)
    planned: Mapping[str, Service] = field(repr=False)

    @cached_property
    def meeting(self) -> Attainment:
        """Which targets are met in time, by run."""
        return self.study.judge(self.services, self.shares, self.by)

    @property
    def cost_wan_yuan(self) -> float:
        """Cost of its projects, 万元, undiscounted."""
        return sum(job.cost_wan_yuan * self.shares.get(job.action_id, 1.0) for job in self.delivery.jobs)

    @property
    def chance(self) -> float:
        """P(all aims are met in time)."""
        return self.find_chance(self.aims)

    def find_chance(self, aims: tuple[str, ...]) -> float:
        """P(some of the aims are met in time, all of them together)."""
        return float(self.meeting.meet_all(aims).mean())

    @property
    def interval(self) -> tuple[float, float]:
        """95 % interval of that probability, from the number of runs alone."""
        return bound_chance(self.chance, self.delivery.runs)

    @cached_property
    def chance_by_year(self) -> Mapping[int, float]:
        """P(all aims are met by the end of a year), from the last milestone to the end of the simulated time."""
        problem = self.study.problem
        years = range(problem.milestone, self.delivery.model.last_year + 1)
        return {
            year: float(self.study.judge(self.services, self.shares, year).meet_all(self.aims).mean()) for year in years
        }

    @cached_property
    def values(self) -> tuple[range, Mapping[str, Floats]]:
        """Years, and the value of each indicator with a number by run and year."""
        return self.study.follow(self.services, self.shares)

    def take(self, runs: int) -> "DeliveredPortfolio":
        """The same course with its first runs only."""
        held = self.delivery.records
        if runs >= self.delivery.runs:
            return self
        records = Records(held.action_ids, held.times[:runs], held.paid[:runs], held.unpaid[:runs])
        return replace(
            self,
            delivery=replace(self.delivery, records=records),
            services={key: each.take(runs) for key, each in self.services.items()},
            planned={key: each.take(runs) for key, each in self.planned.items()},
        )

    def find_year(self, chance: float) -> int | None:
        """The first year by whose end all aims are met with a probability; None where there is none."""
        return next((year for year, share in self.chance_by_year.items() if share >= chance), None)


def deliver_portfolio(
    study: Study, meant: PlannedPortfolio, settings: SimulationSettings | None = None, watch: Watch | None = None
) -> DeliveredPortfolio:
    """Delivers a portfolio; ``watch`` is told of batches."""
    starts, shares = dict(meant.starts), dict(meant.shares)
    delivery = deliver(study.model, schedule_starts(study.model, starts, shares), settings, watch, meant.name)
    planned = plan_service(study.model, study.problem, starts, delivery.runs)
    on_paper = study.judge(planned, shares)
    aims = tuple(key for key, met in on_paper.met.items() if met.all()) if meant.aims is None else meant.aims
    return DeliveredPortfolio(
        name=meant.name,
        starts=starts,
        shares=shares,
        aims=aims,
        by=meant.by,
        study=study,
        delivery=delivery,
        services=find_service(study.plan, study.problem, delivery, starts),
        planned=planned,
    )


@dataclass(frozen=True)
class CriticalProject:
    """What one project has to do with the aims that are missed.

    ``late`` is the share of runs in which it is in service after its planned end; ``delay`` the months by which it is, at 5, 50 and 95 % of
    the runs (negative is early). ``breaks``: the share of runs in which an aim is missed even if every other project keeps its dates.
    ``cures``: the share of runs in which some aim is missed and all would be met had this one project kept its dates.
    """

    action_id: str
    late: float
    delay: tuple[float, float, float]
    breaks: float
    cures: float


def find_critical_projects(course: DeliveredPortfolio) -> tuple[CriticalProject, ...]:
    """Every project of a course, the one that breaks most aims first."""
    missed = ~course.meeting.meet_all(course.aims)
    found = []
    for job in course.delivery.jobs:
        key = job.action_id
        alone = {**course.planned, key: course.services[key]}
        cured = {**course.services, key: course.planned[key]}
        breaks = ~course.study.judge(alone, course.shares, course.by).meet_all(course.aims)
        cures = missed & course.study.judge(cured, course.shares, course.by).meet_all(course.aims)
        delay = course.services[key].in_service - course.planned[key].in_service
        low, middle, high = (float(each) for each in np.quantile(delay, (0.05, 0.5, 0.95), method="inverted_cdf"))
        late = float((delay > ROUNDING).mean())
        found.append(CriticalProject(key, late, (low, middle, high), float(breaks.mean()), float(cures.mean())))
    return tuple(sorted(found, key=lambda each: (-each.breaks, -each.cures, -each.delay[1])))


def find_finish_years(course: DeliveredPortfolio) -> Mapping[str, Floats]:
    """The year in which each action is in service, by run; infinite where it never is."""
    return {key: find_years(course.delivery.model, each.in_service) for key, each in course.services.items()}
