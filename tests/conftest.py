"""What every test may use: the tiny plan, the real plans, and where things are."""

import os
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

from peakfolio.plan.plan import Plan
from peakfolio.plan.reading import read_plan
from tiny import make_tiny_plan
from transcription import SCENARIOS

# The workers of a run inherit it: as in the commands, linear algebra keeps to one thread, for two workers on two processors would wait
# for each other's threads.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")


@cache
def load(region: str) -> Plan:
    return read_plan(SCENARIOS / region)


@pytest.fixture
def tiny() -> Plan:
    return make_tiny_plan()


@pytest.fixture(scope="session")
def dongchuan() -> Plan:
    return load("dongchuan")


@pytest.fixture(params=["dongchuan", "kunming", "lufeng", "panzhihua-dongqu", "yongchuan"])
def region_folder(request: pytest.FixtureRequest) -> Path:
    return SCENARIOS / str(request.param)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files that take longest begin first, so that no worker waits for another at the end."""
    longest = (
        "test_workbench_browser",
        "test_documents",
        "test_delivery_results",
        "test_cli_carbon",
        "test_maps",
        "test_solver",
    )
    ranks = {name: rank for rank, name in enumerate(longest)}
    items.sort(key=lambda item: ranks.get(item.path.stem, len(ranks)))
