"""What every test may use: the tiny plan, the real plans, and where things are."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

from peakfolio.carbon.pathways import try_pathway
from peakfolio.plan import reading
from peakfolio.plan.catalogue import list_regions
from peakfolio.plan.plan import Plan
from peakfolio.plan.reading import read_plan
from plain_pictures import draw_nothing, save_point
from store import open_store
from tiny import make_tiny_plan
from transcription import ROOT, SCENARIOS

# The workers of a run inherit it: as in the commands, linear algebra keeps to one thread, for two workers on two processors would wait
# for each other's threads.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# Tests start dozens of processes: each would compile the whole package anew, where the machine forbids to keep what is compiled.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")


@cache
def load(region: str) -> Plan:
    return read_plan(SCENARIOS / region)


@cache
def walk_once(region: str, pathway: str) -> None:
    try_pathway(load(region), pathway)


@pytest.fixture(scope="session", autouse=True)
def _open_shipped_plans_once() -> Iterator[None]:
    """Commands that run in this process read the plans that ship, which no test changes, once and not some two hundred times."""
    shipped = {SCENARIOS / name: name for name in list_regions()}

    def read(folder: Path) -> Plan:
        return load(shipped[folder]) if folder in shipped else read_plan(folder)

    def walk(plan: Plan, pathway: str) -> None:
        name = plan.settings.region.id
        if name in shipped.values() and plan is load(name):
            walk_once(name, pathway)
        else:
            try_pathway(plan, pathway)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("peakfolio.carbon.opening.read_plan", read)
        patch.setattr("peakfolio.carbon.opening.try_pathway", walk)
        for name in ("read_factors", "read_delivery_book", "read_evidence"):
            patch.setattr(f"peakfolio.plan.reading.{name}", cache(getattr(reading, name)))
        yield


def pytest_configure(config: pytest.Config) -> None:
    """Whoever starts the workers opens the store; they inherit where it is."""
    if not hasattr(config, "workerinput"):
        config.add_cleanup(open_store())


def list_top(folder: Path) -> frozenset[str]:
    """The names in a folder but for hidden ones, which tools keep, compiled modules, and ``build``, where pages are made."""
    kept = (".", "__pycache__", "build")
    return frozenset(each.name for each in folder.iterdir() if not each.name.startswith(kept))


@contextmanager
def leave_no_file(folder: Path) -> Iterator[None]:
    """Fails where the folder holds something afterwards that it did not hold before."""
    before = list_top(folder)
    yield
    assert sorted(list_top(folder) - before) == [], f"a test left files in {folder}"


@pytest.fixture(scope="module", autouse=True)
def _leave_the_checkout_as_it_is() -> Iterator[None]:
    """Tests write into temporary folders only."""
    with leave_no_file(ROOT):
        yield


@pytest.fixture
def tiny() -> Plan:
    return make_tiny_plan()


@pytest.fixture(scope="session")
def dongchuan() -> Plan:
    return load("dongchuan")


@contextmanager
def draw_plainly() -> Iterator[None]:
    """Runs are written with plain pictures."""
    with pytest.MonkeyPatch.context() as patch:
        for module in ("peakfolio.render.documents", "peakfolio.render.run_folder"):
            patch.setattr(f"{module}.draw_chart", draw_nothing)
            patch.setattr(f"{module}.save_png", save_point)
        yield


@pytest.fixture(scope="module")
def plain_pictures() -> Iterator[None]:
    """For tests that write a run and do not look at its pictures."""
    with draw_plainly():
        yield


@pytest.fixture(params=["dongchuan", "kunming", "lufeng", "panzhihua-dongqu", "yongchuan"])
def region_folder(request: pytest.FixtureRequest) -> Path:
    return SCENARIOS / str(request.param)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files that take longest begin first, so that no worker waits for another at the end."""
    longest = (
        "test_workbench_browser",
        "test_own_browser",
        "test_documents",
        "test_delivery_results",
        "test_cli_carbon",
        "test_workbench_uploads",
        "test_import_editions",
        "test_fuzz_commands",
        "test_maps",
        "test_solver",
    )
    ranks = {name: rank for rank, name in enumerate(longest)}
    items.sort(key=lambda item: ranks.get(item.path.stem, len(ranks)))
