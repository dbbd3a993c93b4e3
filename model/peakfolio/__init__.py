"""From a county's plan to the cheapest project portfolio that meets its targets, and to the year its carbon peaks.

The names below are the whole public interface; each is loaded when it is first used, so that importing peakfolio is quick.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from peakfolio.carbon.outlook import look_ahead
    from peakfolio.errors import PeakfolioError, PlanFaults
    from peakfolio.plan.assessment import Assessment, assess_plan
    from peakfolio.plan.audit import Finding, audit_plan
    from peakfolio.plan.catalogue import find_region, list_regions
    from peakfolio.plan.plan import Plan
    from peakfolio.plan.reading import read_plan
    from peakfolio.plan.settings import Scenario
    from peakfolio.plan.writing import write_plan
    from peakfolio.portfolio.answering import Answer, answer_plan
    from peakfolio.portfolio.posing import pose_problem
    from peakfolio.portfolio.solver import SolverSettings
    from peakfolio.portfolio.verification import verify_portfolio
    from peakfolio.results.run import run_plan
    from peakfolio.results.run_folder import write_run

__all__ = [
    "Answer", "Assessment", "Finding", "PeakfolioError", "Plan", "PlanFaults", "Scenario", "SolverSettings",
    "answer_plan", "assess_plan", "audit_plan", "find_region", "list_regions", "look_ahead", "pose_problem", "read_plan",
    "run_plan", "verify_portfolio", "write_plan", "write_run",
]  # fmt: skip
_HOMES = {
    "peakfolio.carbon.outlook": ("look_ahead",),
    "peakfolio.errors": ("PeakfolioError", "PlanFaults"),
    "peakfolio.plan.assessment": ("Assessment", "assess_plan"),
    "peakfolio.plan.audit": ("Finding", "audit_plan"),
    "peakfolio.plan.catalogue": ("find_region", "list_regions"),
    "peakfolio.plan.plan": ("Plan",),
    "peakfolio.plan.reading": ("read_plan",),
    "peakfolio.plan.settings": ("Scenario",),
    "peakfolio.plan.writing": ("write_plan",),
    "peakfolio.portfolio.answering": ("Answer", "answer_plan"),
    "peakfolio.portfolio.posing": ("pose_problem",),
    "peakfolio.portfolio.solver": ("SolverSettings",),
    "peakfolio.portfolio.verification": ("verify_portfolio",),
    "peakfolio.results.run": ("run_plan",),
    "peakfolio.results.run_folder": ("write_run",),
}
_HOME_BY_NAME = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Loads a public name from its module."""
    if name not in _HOME_BY_NAME:
        raise AttributeError(f"module 'peakfolio' has no attribute '{name}'")
    return getattr(import_module(_HOME_BY_NAME[name]), name)
