"""What several files of tests look at, found once in a run of the suite by whichever worker comes first: a run of each plan that ships.

Tests that ask whether the same comes out again find it themselves.
"""

from dataclasses import replace
from functools import cache
from pathlib import Path

from peakfolio.delivery.settings import RiskSettings
from peakfolio.render.run_folder import write_run
from peakfolio.run import Run, run_plan
from store import keep, recall
from transcription import SCENARIOS

RUNS = 50
FEW = RiskSettings(runs=40, samples=30, curve=(0.5,))


def find_run(region: str) -> Run:
    """Everything that is found of a plan that ships, with few draws."""
    return run_plan(SCENARIOS / region, runs=RUNS, delivery=FEW)


@cache
def make_run(region: str) -> Run:
    """The same, from the store."""
    run: Run = recall(f"{region}-run", lambda: find_run(region))
    return run


@cache
def make_doubtful_run() -> Run:
    """Dongchuan asked to be 95 % sure, which all its targets together cannot be."""
    asked = replace(FEW, alpha=0.95)
    run: Run = recall("dongchuan-doubtful-run", lambda: run_plan(SCENARIOS / "dongchuan", runs=RUNS, delivery=asked))
    return run


def find_run_folder(region: str) -> Path:
    """The folder of that run, for reading."""
    return keep(f"{region}-folder", lambda half: write_run(make_run(region), half)) / region / "base"
