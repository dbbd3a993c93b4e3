"""No package, however damaged, makes a command fall over: it answers, or names the fault and writes nothing."""

import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from damage import damage_package
from peakfolio.cli.main import main
from peakfolio.plan.writing import write_blank_package
from transcription import SCENARIOS

REGIONS = ("dongchuan", "kunming", "lufeng", "panzhihua-dongqu", "yongchuan")
QUICK = ("--time-limit", "2", "--gap", "0.5", "--no-shared")
COMMANDS: tuple[tuple[str, ...], ...] = (("check",), ("audit", "--csv"), ("assess",), ("optimise", *QUICK, "--lp"))
LONG: tuple[tuple[str, ...], ...] = (
    ("project", "--projects", "all", "--runs", "16", "--iamc"),
    ("deliver", *QUICK, "--runs", "4", "--tables"),
    ("run", *QUICK, "--runs", "16", "--delivery-runs", "0", "--results"),
)  # asked of a part of the packages only: each takes seconds where nothing is wrong
PLACES = {
    "--csv": "findings.csv",
    "--lp": "model.lp",
    "--iamc": "table.csv",
    "--tables": "tables",
    "--results": "results",
}
OWN_WORDS = ("pydantic", "Traceback", "Errno", "validation error", "object has no", "<class")
SLOWEST = 40.0  # seconds for one command on a busy machine; reading is bounded by about 10


def list_files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def run(command: Sequence[str], package: Path, places: Path, language: str = "en") -> str:
    """What is wrong with the way a command took a package; empty where nothing is."""
    ending = PLACES.get(command[-1])
    place = [str(places / ending)] if ending else []
    before, begun = list_files(places), time.monotonic()
    found = CliRunner().invoke(main, ["--language", language, command[0], str(package), *command[1:], *place])
    if found.exception is not None and not isinstance(found.exception, SystemExit):
        return f"{type(found.exception).__name__}: {found.exception}"
    if found.exit_code not in (0, 2):
        return f"exit {found.exit_code}"
    if found.exit_code == 2 and list_files(places) != before:
        return "wrote something"
    if any(word in found.output for word in OWN_WORDS):
        return f"speaks of itself: {found.output[:200]}"
    if len(found.output) > 2_000_000:
        return f"says {len(found.output)} characters"
    return "took too long" if time.monotonic() - begun > SLOWEST else ""


def attack(region: str, seed: int, folder: Path, commands: Sequence[tuple[str, ...]] = COMMANDS) -> str:
    """The first thing that is wrong with how the commands take a damaged package; empty where nothing is."""
    source = SCENARIOS / region
    if region == "new":
        source = folder / "new"
        write_blank_package(source)
    done = damage_package(source, folder / "package", seed)
    (folder / "places").mkdir()
    for command in commands:
        wrong = run(command, folder / "package", folder / "places", "zh" if seed % 2 else "en")
        if wrong:
            return f"{region} {seed} {command[0]} [{done}]: {wrong}"
    return ""


@pytest.mark.parametrize("seed", range(6))
def test_a_damaged_package_is_answered_or_refused(seed: int, tmp_path: Path) -> None:
    assert attack((*REGIONS, "new")[seed], 900_000 + seed, tmp_path) == ""


@pytest.mark.slow
@pytest.mark.parametrize("region", [*REGIONS, "new"])
@pytest.mark.parametrize("batch", range(3))
def test_many_damaged_packages_are_answered_or_refused(region: str, batch: int, tmp_path: Path) -> None:
    wrong = []
    for seed in range(batch * 8, batch * 8 + 8):
        folder = tmp_path / str(seed)
        folder.mkdir()
        more = LONG[seed % 4 : seed % 4 + 1]  # none for every fourth
        wrong.append(attack(region, seed, folder, (*COMMANDS, *more)))
    assert [each for each in wrong if each] == []
