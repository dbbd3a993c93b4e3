"""How likely a portfolio meets its targets when delays and effects are drawn together: what a reader means by "how sure"."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from peakfolio.delivery.attainment import Study, make_study
from peakfolio.delivery.service import Service
from peakfolio.portfolio.build import draw_contributions
from peakfolio.portfolio.sampling import list_drawn, read_draw

EFFECTS = 200  # key of the stream of effects, apart from the streams of delays


@dataclass(frozen=True)
class Likelihood:
    """P(all aims in time) and P(met in time) of every target, counted in so many runs of delays and effects together."""

    runs: int
    all_met: float
    by_target: Mapping[str, float]


@dataclass(frozen=True)
class Aims:
    """The targets that count, the year by whose end (None is each target's own milestone), and what is built of divisible projects."""

    keys: tuple[str, ...]
    by: int | None
    shares: Mapping[str, float]


def draw_study(study: Study, runs: int, seed: int) -> Study:
    """The study with effects drawn for every run; a figure that several effects share is drawn once for all of them."""
    plan, problem = study.plan, study.problem
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(EFFECTS,)))
    figures = list_drawn(plan, problem.scenario)
    luck = rng.random((runs, len(figures)))
    sized = tuple(
        draw_contributions(
            plan, problem, read_draw(plan, problem.scenario, dict(zip(figures, map(float, row), strict=True)))
        )
        for row in luck
    )
    return make_study(plan, problem, study.model, sized)


def judge_likelihood(drawn: Study, services: Mapping[str, Service], aims: Aims) -> Likelihood:
    """How likely aims are met under the service of a portfolio; ``drawn`` holds as many draws of effects as there are runs of delay."""
    attained = drawn.judge(services, aims.shares, aims.by)
    together = attained.meet_all(aims.keys)
    return Likelihood(len(together), float(together.mean()), attained.chances)
