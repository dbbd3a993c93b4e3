"""Which projects and measures are built, and when each of them is finished."""

from collections.abc import Mapping
from dataclasses import dataclass

from peakfolio.plan.abating import find_finish
from peakfolio.plan.plan import Plan
from peakfolio.plan.vocabulary import PathwayProjects
from peakfolio.portfolio.choice import Portfolio


@dataclass(frozen=True)
class Built:
    """One project or measure that is built: the year at whose end it is finished, and the share of it that is built."""

    finish: int
    share: float = 1.0


def list_built(
    plan: Plan, portfolio: Portfolio | None, projects: PathwayProjects, delay_years: int = 0
) -> Mapping[str, Built]:
    """The projects and measures that are built and the year each is finished, later by the pathway's delay.

    ``all`` builds every project in its printed years; where no portfolio is given, ``chosen`` builds none.
    """
    if projects == "all":
        first = plan.settings.years.first_year
        starts = {row.project_id: row.start_year or first for row in plan.projects}
        return list_finishes(plan, starts | {row.measure_id: row.start_year for row in plan.measures}, {}, delay_years)
    if projects == "none" or portfolio is None:
        return {}
    return list_finishes(plan, portfolio.starts, portfolio.shares, delay_years)


def list_finishes(
    plan: Plan, starts: Mapping[str, int], shares: Mapping[str, float], delay_years: int = 0
) -> Mapping[str, Built]:
    """The year each action is finished if it keeps its printed length, and the share of it that is built."""
    return {
        key: Built(find_finish(plan, key, start) + delay_years, shares.get(key, 1.0)) for key, start in starts.items()
    }
