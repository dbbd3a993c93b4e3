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
    "Answer": "peakfolio.portfolio.answering",
    "Assessment": "peakfolio.assess.assessment",
    "Finding": "peakfolio.assess.audit",
    "PeakfolioError": "peakfolio.errors",
    "Plan": "peakfolio.plan.plan",
    "PlanFaults": "peakfolio.errors",
    "Scenario": "peakfolio.plan.settings",
    "SolverSettings": "peakfolio.portfolio.solver",
    "answer_plan": "peakfolio.portfolio.answering",
    "assess_plan": "peakfolio.assess.assessment",
    "audit_plan": "peakfolio.assess.audit",
    "build_problem": "peakfolio.portfolio.build",
    "find_region": "peakfolio.plan.catalogue",
    "list_regions": "peakfolio.plan.catalogue",
    "project_emissions": "peakfolio.carbon.outlook",
    "read_plan": "peakfolio.plan.reading",
    "run_plan": "peakfolio.run",
    "verify_portfolio": "peakfolio.portfolio.verify",
    "write_plan": "peakfolio.plan.writing",
    "write_run": "peakfolio.render.run_folder",
}


def __getattr__(name: str) -> Any:
    """Loads a public name from its module."""
    if name not in _HOMES:
        raise AttributeError(f"module 'peakfolio' has no attribute '{name}'")
    return getattr(import_module(_HOMES[name]), name)
