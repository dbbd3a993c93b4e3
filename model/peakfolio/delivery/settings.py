"""What is asked of delivery: how many runs, with what luck, and how certain one wants to be.

What a place is like (desks, rainy months, who goes first) is said by its plan.
"""

from dataclasses import dataclass, field

from peakfolio.delivery.executing import Execution
from peakfolio.delivery.model import WhatIf
from peakfolio.plan.figures import refuse_beyond
from peakfolio.plan.limits import RUNS, SEED
from peakfolio.plan.vocabulary import QueueRule
from peakfolio.portfolio.solver import SolverSettings

DEFAULT_RUNS = 500  # a share of them is known to within 4.4 points (95 %)
SAMPLES = 400  # of the robust choice: each is rows of a program that has to be solved
ALPHA = 0.8
ALPHAS = (0.25, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99)


@dataclass(frozen=True)
class SimulationSettings:
    """How a delivery is simulated: its ``runs``, their ``seed``, and where they are run."""

    runs: int = DEFAULT_RUNS
    seed: int = 0
    execution: Execution = field(default_factory=Execution)

    def __post_init__(self) -> None:
        """Refuses numbers of runs and seeds that cannot be drawn."""
        refuse_beyond(self.runs, RUNS)
        refuse_beyond(self.seed, SEED)


@dataclass(frozen=True)
class RiskSettings(SimulationSettings):
    """How the risk of delivery is assessed.

    The certainty ``alpha`` wanted, ``samples`` for the robust choice, the certainties on the ``curve``, the ``rule`` of who goes first
    (None is the plan's), the ``what_ifs`` asked (None are those a planner asks first, and the comparison of rules), and how programs are
    solved.
    """

    alpha: float = ALPHA
    samples: int = SAMPLES
    curve: tuple[float, ...] = ALPHAS
    rule: QueueRule | None = None
    what_ifs: tuple[WhatIf, ...] | None = None
    solver: SolverSettings = field(default_factory=SolverSettings)

    def __post_init__(self) -> None:
        """Refuses numbers of samples that cannot be drawn, too."""
        super().__post_init__()
        refuse_beyond(self.samples, RUNS)
