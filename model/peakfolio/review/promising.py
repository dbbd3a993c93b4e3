"""Forecasts of what projects were to bring: the whole pool in its printed years, with delays and effects drawn together.

This is the same mathematics as the delivery of a portfolio (``delivery``): nothing is added for what else may move the indicator.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from peakfolio.delivery.attainment import Study, make_study
from peakfolio.delivery.build import build_delivery, schedule_starts
from peakfolio.delivery.ensemble import Delivery, deliver
from peakfolio.delivery.likelihood import draw_study
from peakfolio.delivery.service import Service, find_service
from peakfolio.delivery.settings import SimulationSettings
from peakfolio.errors import MissingData
from peakfolio.plan.plan import Plan
from peakfolio.portfolio.build import build_problem
from peakfolio.portfolio.effects import lacks_figure
from peakfolio.portfolio.problem import OpenTarget, PortfolioProblem
from peakfolio.review.forecasts import Floats, Forecast, ReviewSettings
from peakfolio.words import Words


@dataclass(frozen=True)
class Promise:
    """The pool as the plan prints it, delivered, for the targets of one milestone: drawn values by year, and what is met by a year's end."""

    study: Study
    services: Mapping[str, Service]
    years: range
    values: Mapping[str, Floats]

    def forecast(self, indicator_id: str, year: int) -> Forecast | None:
        """The forecast of a year; None where no project with a figure serves the target."""
        target = next((each for each in self.study.problem.targets if each.indicator_id == indicator_id), None)
        if target is None or year not in self.years or not self._is_served(target):
            return None
        met = self.study.judge(self.services, by=year).met[target.key]
        path = self.values.get(target.key)
        draws = None if path is None else path[:, self.years.index(year)]
        return Forecast(indicator_id, year, "projects", draws, float(met.mean()))

    def _is_served(self, target: OpenTarget) -> bool:
        pushes = self.study.pushes[target.key]
        return any(not lacks_figure(each.effect) and bool((each.sizes != 0.0).any()) for each in pushes)


@dataclass(frozen=True)
class Pool:
    """The promise of the pool by milestone, and why there is none for the others."""

    promises: Mapping[int, Promise]
    refused: Mapping[int, Words]


def promise_pool(plan: Plan, milestones: Iterable[int], settings: ReviewSettings) -> Pool:
    """The whole pool of a frozen plan, delivered once, for each milestone."""
    found: dict[int, Promise] = {}
    refused: dict[int, Words] = {}
    delivery: Delivery | None = None
    for milestone in milestones:
        try:
            problem = _pose(plan, milestone)
            study = make_study(plan, problem, build_delivery(plan, problem))
        except MissingData as lack:
            refused[milestone] = lack.said
            continue
        starts = {action.action_id: action.printed_start for action in problem.actions}
        if delivery is None:  # its projects and their luck are the same for every milestone
            simulated = SimulationSettings(settings.runs, settings.seed)
            delivery = deliver(study.model, schedule_starts(study.model, starts), simulated)
        services = find_service(plan, problem, delivery, starts)
        drawn = draw_study(study, settings.runs, settings.seed)
        years, values = drawn.follow(services)
        found[milestone] = Promise(drawn, services, years, values)
    return Pool(found, refused)


def _pose(plan: Plan, milestone: int) -> PortfolioProblem:
    changes = {"milestone": milestone, "milestones": (), "question": "cheapest", "standard": "plan"}
    return build_problem(plan, plan.settings.scenario.model_copy(update=changes))
