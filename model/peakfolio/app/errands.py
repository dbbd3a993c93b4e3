"""What is asked of a plan that lives, apart from the question of its scenario: to look back on it, or to plan again from a day."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from peakfolio.plan.own_figures import set_parameters
from peakfolio.plan.plan import Plan
from peakfolio.plan.settings import Scenario
from peakfolio.replan.replanning import Asked, Replan, replan
from peakfolio.review.reviewing import Review, review_plan


@dataclass(frozen=True)
class Errand:
    """A plan's folder and the day one stands on; with ``asked`` and ``scenario`` to plan again, else to look back.

    Numbered as questions are, so that late reports are told apart.
    """

    folder: Path
    day: str
    asked: Asked | None = None
    scenario: Scenario | None = None
    number: int = 0

    @property
    def key(self) -> str:
        """What is found depends on it."""
        scenario = "" if self.scenario is None else self.scenario.model_dump_json()
        return f"{self.folder} {self.day} {self.asked} {scenario}"

    def run(self, plan: Plan, watch: Callable[[str], None]) -> Review | Replan:
        """What is found. Raises PeakfolioError with what cannot hold."""
        if self.asked is None:
            return review_plan(plan, self.day)
        return replan(plan if self.scenario is None else pose_scenario(plan, self.scenario), self.asked, watch=watch)


def look_back(folder: Path) -> Errand:
    """To look back on a plan with all that is published by today."""
    return Errand(folder, date.today().isoformat())


def pose_scenario(plan: Plan, scenario: Scenario) -> Plan:
    """The plan with a scenario as its own question; figures set in its chains are then the plan's."""
    told = set_parameters(plan, scenario.parameter_values)
    own = scenario.model_copy(update={"parameter_values": {}})
    return replace(told, settings=told.settings.model_copy(update={"scenario": own}))
