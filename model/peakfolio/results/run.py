"""The noun of a run: everything it found, for the report and the run folder to write."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from peakfolio.carbon.outlook import Outlook
from peakfolio.language import Sentence
from peakfolio.plan.audit import Finding
from peakfolio.plan.plan import Plan
from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.solver import SolverSettings


@dataclass(frozen=True)
class Run:
    """Everything a run found: the answer (or why there is none), the outlook (None without an inventory), and its identity.

    ``answer`` is None where the plan has no project with a cost; ``refusal`` then says so.
    """

    plan: Plan
    scenario_name: str
    answer: Answer | None
    refusal: Sentence | None
    outlook: Outlook | None
    findings: Sequence[Finding]
    hashes: Mapping[str, str]
    settings: SolverSettings
