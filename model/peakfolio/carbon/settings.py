"""What is asked of pathways: how many draws and how they are drawn, which projects and factors, which pathways.

What a place is like (its horizon, its factors and targets, how figures go together) is said by its plan.
"""

from dataclasses import dataclass

from peakfolio.carbon.parameters import Sampling
from peakfolio.plan.figures import refuse_beyond
from peakfolio.plan.limits import RUNS, SEED
from peakfolio.plan.vocabulary import PathwayProjects

DEFAULT_RUNS = 2000  # a probability of one half is then known to 1.1 points (standard error), in a second or two


@dataclass(frozen=True)
class EnsembleSettings:
    """How the draws of a pathway are made; numbers of runs and seeds that cannot be drawn are refused."""

    runs: int = DEFAULT_RUNS
    seed: int = 0
    sampling: Sampling = "latin_hypercube"

    def __post_init__(self) -> None:
        """Raises PeakfolioError where runs or seed lie outside their range."""
        refuse_beyond(self.runs, RUNS)
        refuse_beyond(self.seed, SEED)


@dataclass(frozen=True)
class PathwaySettings(EnsembleSettings):
    """How a pathway is projected: with which projects, and which set of fuel factors (None is what pathway and plan say)."""

    projects: PathwayProjects | None = None
    factor_set: str | None = None


@dataclass(frozen=True)
class OutlookSettings(PathwaySettings):
    """What an outlook holds: which pathways (all where none is named), and the discount rate of what a tonne costs."""

    pathways: tuple[str, ...] = ()
    discount_rate: float = 0.0
