"""One call for everything: the portfolio, the pathways and the findings of a plan, for the report and the run folder to write."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from peakfolio.carbon.outlook import Outlook, look_ahead
from peakfolio.carbon.projecting import DEFAULT_RUNS
from peakfolio.errors import MissingData
from peakfolio.language import Sentence
from peakfolio.plan.audit import Finding, audit_plan
from peakfolio.plan.plan import Plan
from peakfolio.plan.reading import hash_inputs, read_plan
from peakfolio.plan.settings import Scenario
from peakfolio.portfolio.answering import Answer, answer_plan
from peakfolio.portfolio.choosing import Watch
from peakfolio.portfolio.frontier import FrontierPoint, trace_question
from peakfolio.portfolio.solver import SolverSettings


@dataclass(frozen=True)
class Run:
    """Everything a run found: the answer (or why there is none), the outlook (None without an inventory), and its identity.

    ``answer`` is None where the plan has no project with a cost; ``refusal`` then says so. ``frontier`` is what every budget reaches
    under the question of the answer, cheapest first.
    """

    plan: Plan
    scenario_name: str
    answer: Answer | None
    refusal: Sentence | None
    outlook: Outlook | None
    findings: Sequence[Finding]
    hashes: Mapping[str, str]
    settings: SolverSettings
    frontier: tuple[FrontierPoint, ...] = ()


def run_plan(
    folder: Path,
    scenario_name: str = "base",
    scenario: Scenario | None = None,
    settings: SolverSettings | None = None,
    *,
    runs: int = DEFAULT_RUNS,
    watch: Watch | None = None,
) -> Run:
    """Reads a plan package, audits it, answers a scenario, and simulates its pathways with the chosen portfolio.

    ``scenario`` overrides the named one; ``settings.seed`` seeds solver and draws. A plan without any project that has a cost
    still gets its findings and pathways. Raises what the stages raise.
    """
    plan, solver = read_plan(folder), settings or SolverSettings()
    answer, refusal = None, None
    try:
        answer = answer_plan(plan, scenario_name, scenario, solver, watch)
    except MissingData as error:
        if any(row.cost_wan_yuan is not None for row in plan.projects):
            raise
        refusal = Sentence(error.zh, error.en)
    portfolio = None if answer is None else answer.choice.portfolio
    outlook = look_ahead(plan, portfolio, runs=runs, seed=solver.seed, watch=watch) if plan.energy else None
    points = () if answer is None else trace_question(plan, answer.problem, solver)
    return Run(plan, scenario_name, answer, refusal, outlook, audit_plan(plan), hash_inputs(folder), solver, points)
