"""The lock files: every row with its hashes, no address, nothing twice, and only files of the promised platforms."""

import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from transcription import ROOT
from write_bundle import PLATFORMS as BUNDLES
from write_bundle import pick_rows
from write_locks import DEV, PYTHONS, REFERENCE, RUN, choose_files, list_files, shorten_marker, write_rows

ROW = re.compile(r"(\S+)==(\S+?)(?: ; (?P<marker>.+?))?((?: \\\n    --hash=sha256:[0-9a-f]{64})+)\n    # via .+\n")


def read_lock(text: str) -> list[tuple[str, str]]:
    """Name and version of each row; whatever is not a whole row with its hashes stays and is refused."""
    assert ROW.sub("", text) == ""
    return [(found[1], found[2]) for found in ROW.finditer(text)]


RUN_ROWS = read_lock(RUN.read_text(encoding="utf-8"))
DEV_ROWS = read_lock(DEV.read_text(encoding="utf-8").removeprefix(REFERENCE))


def test_the_file_of_developers_refers_to_the_other_and_repeats_no_row_of_it() -> None:
    assert DEV.read_text(encoding="utf-8").startswith(REFERENCE)
    named = Counter(name for name, _ in RUN_ROWS + DEV_ROWS)
    assert [name for name, times in named.items() if times > 1] == []


def test_a_row_without_a_hash_is_seen() -> None:
    with pytest.raises(AssertionError):
        read_lock("numpy==2.4.6\n    # via peakfolio\n")


@pytest.mark.parametrize("lock", [RUN, DEV], ids=lambda path: path.name)
def test_no_lock_holds_an_address_or_an_option_that_names_one(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8").removeprefix(REFERENCE)
    assert not re.search(r"://|^-|index-url|find-links|trusted-host", text, flags=re.MULTILINE)


def test_what_the_project_asks_for_is_locked_in_a_version_it_accepts() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    for_run = [*project["dependencies"], *extras["build"]]
    for asked, rows in ((for_run, RUN_ROWS), ([*extras["dev"], *extras["docs"]], RUN_ROWS + DEV_ROWS)):
        for requirement in map(Requirement, asked):
            assert dict(rows)[canonicalize_name(requirement.name)] in requirement.specifier, requirement.name


def choose(*names: str, marker: str = "") -> set[str]:
    return set(choose_files({f"thing-1.0{name}": "" for name in names}, marker))


def test_a_wheel_for_all_needs_no_source() -> None:
    assert choose("-py3-none-any.whl", ".tar.gz") == {"thing-1.0-py3-none-any.whl"}


def test_files_of_other_platforms_and_pythons_are_left_out() -> None:
    others = (
        "cp311-cp311-musllinux_1_2_x86_64", "cp314-cp314-win_amd64", "cp313-cp313t-win_amd64", "cp310-cp310-win_amd64",
        "pp311-pypy311_pp73-win_amd64", "cp311-cp311-win32", "cp311-cp311-manylinux_2_17_i686", "cp311-cp311-win_arm64",
        "cp311-cp311-manylinux_2_39_x86_64",
    )  # fmt: skip
    assert choose("-py3-none-any.whl", *(f"-{other}.whl" for other in others)) == {"thing-1.0-py3-none-any.whl"}


def test_the_source_is_locked_where_one_platform_has_no_wheel() -> None:
    machines = ("manylinux_2_28_x86_64", "manylinux_2_17_aarch64", "macosx_11_0_universal2", "win_amd64")
    wheels = [f"-cp39-abi3-{machine}.whl" for machine in machines]
    assert choose(*wheels, ".tar.gz") == {f"thing-1.0{wheel}" for wheel in wheels}
    assert "thing-1.0.tar.gz" in choose(*wheels[:-1], ".tar.gz")
    assert "thing-1.0.tar.gz" not in choose(*wheels[:-1], ".tar.gz", marker="sys_platform != 'win32'")


def test_a_marker_is_kept_only_where_it_divides_the_promised_platforms() -> None:
    assert shorten_marker("") == ""
    assert shorten_marker("platform_python_implementation != 'PyPy'") == ""
    assert shorten_marker("implementation_name == 'pypy'") is None
    for dividing in ("sys_platform == 'darwin'", "python_full_version < '3.11.5'", "platform_machine == 'aarch64'"):
        assert shorten_marker(dividing) == dividing


def test_no_marker_in_a_lock_is_idle() -> None:
    for found in ROW.finditer(RUN.read_text(encoding="utf-8") + DEV.read_text(encoding="utf-8")):
        assert shorten_marker(found["marker"] or "") == (found["marker"] or "")


def test_rows_carry_the_hashes_of_the_files_chosen_and_who_asked() -> None:
    lock = """
        [[packages]]
        name = "thing"
        version = "1.0"
        sdist = { url = "a/thing-1.0.tar.gz", hashes = { sha256 = "5" } }
        wheels = [{ url = "a/thing-1.0-py3-none-any.whl", hashes = { sha256 = "7" } }]
    """
    chosen = "thing==1.0 ; sys_platform == 'win32'     # via other\nidle==1.0 ; os_name == 'java'  # via other\n"
    row = "thing==1.0 ; sys_platform == 'win32' \\\n    --hash=sha256:7\n    # via other\n"
    assert write_rows(chosen, list_files(lock)) == {"thing==1.0 ; sys_platform == 'win32'": row}


@pytest.mark.parametrize("name", BUNDLES)
def test_a_bundle_asks_for_what_its_platform_needs_and_nothing_else(name: str) -> None:
    python = PYTHONS[1]
    rows = pick_rows(RUN.read_text(encoding="utf-8"), BUNDLES[name], python).splitlines()
    picked = {row.partition("==")[0] for row in rows if row and not row.startswith(" ")}
    assert ("uvloop" in picked) == (name != "windows")
    assert {"numpy", "nicegui", "highspy"} <= picked
    assert not any(" ; " in row or "#" in row for row in rows)
