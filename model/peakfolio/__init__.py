"""From a county's plan to the cheapest project portfolio that meets its targets, and to the year its carbon peaks.

The names below are the whole public interface; each is loaded when it is first used, so that importing peakfolio is quick.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from peakfolio.assess.assessment import Assessment, assess_plan
    from peakfolio.assess.audit import Finding, audit_plan
    from peakfolio.carbon.outlook import project_emissions
    from peakfolio.errors import PeakfolioError, PlanFaults
    from peakfolio.plan.catalogue import find_region, list_regions
    from peakfolio.plan.plan import Plan
    from peakfolio.plan.reading import read_plan
    from peakfolio.plan.settings import Scenario
    from peakfolio.plan.writing import write_plan
    from peakfolio.portfolio.answering import Answer, answer_plan
    from peakfolio.portfolio.build import build_problem
    from peakfolio.portfolio.solver import SolverSettings
    from peakfolio.portfolio.verify import verify_portfolio
    from peakfolio.render.run_folder import write_run
    from peakfolio.run import run_plan

__all__ = [
    "Answer",
    "Assessment",
    "Finding",
    "PeakfolioError",
    "Plan",
    "PlanFaults",
    "Scenario",
    "SolverSettings",
    "answer_plan",
    "assess_plan",
    "audit_plan",
    "build_problem",
    "find_region",
    "list_regions",
    "project_emissions",
    "read_plan",
    "run_plan",
    "verify_portfolio",
    "write_plan",
    "write_run",
]  # fmt: skip
_HOMES = {
    "peakfolio.carbon.outlook": ("project_emissions",),
    "peakfolio.errors": ("PeakfolioError", "PlanFaults"),
    "peakfolio.assess.assessment": ("Assessment", "assess_plan"),
    "peakfolio.assess.audit": ("Finding", "audit_plan"),
    "peakfolio.plan.catalogue": ("find_region", "list_regions"),
    "peakfolio.plan.plan": ("Plan",),
    "peakfolio.plan.reading": ("read_plan",),
    "peakfolio.plan.settings": ("Scenario",),
    "peakfolio.plan.writing": ("write_plan",),
    "peakfolio.portfolio.answering": ("Answer", "answer_plan"),
    "peakfolio.portfolio.build": ("build_problem",),
    "peakfolio.portfolio.solver": ("SolverSettings",),
    "peakfolio.portfolio.verify": ("verify_portfolio",),
    "peakfolio.run": ("run_plan",),
    "peakfolio.render.run_folder": ("write_run",),
}
_HOME_BY_NAME = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Loads a public name from its module."""
    if name not in _HOME_BY_NAME:
        raise AttributeError(f"module 'peakfolio' has no attribute '{name}'")
    return getattr(import_module(_HOME_BY_NAME[name]), name)
