"""Writes both lock files from ``pyproject.toml``: ``make lock``. What stands after it goes to uv, say ``--upgrade-package numpy``.

uv chooses one version for all platforms and keeps those already locked. Of each version only the files are locked that the
promised platforms would take: their wheels, and the source where one of them has none. What ``requirements.txt`` holds is not
repeated in ``requirements-dev.txt``, which refers to it.
"""

import os
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from packaging.markers import Marker
from packaging.tags import Tag, compatible_tags, cpython_tags, mac_platforms
from packaging.utils import parse_wheel_filename

ROOT = Path(__file__).resolve().parent.parent
RUN, DEV = ROOT / "requirements.txt", ROOT / "requirements-dev.txt"
REFERENCE = f"-r {RUN.name}\n"
PYTHONS = ((3, 11), (3, 12), (3, 13))
GLIBC = 36  # 2.36, that of Debian 12
MACOS = (14, 0)

Files = dict[str, str]  # of one version: name of the file -> its SHA-256


@dataclass(frozen=True)
class Platform:
    """One promised kind of machine: what markers of a requirement ask about it, and the names of the wheels it takes."""

    system: str
    machine: str
    names: tuple[str, ...]


def _name_linux(machine: str) -> tuple[str, ...]:
    numbered = (f"manylinux_2_{minor}_{machine}" for minor in range(GLIBC, 4, -1))
    return (*numbered, *(f"{name}_{machine}" for name in ("manylinux2014", "manylinux2010", "manylinux1", "linux")))


PLATFORMS = (
    Platform("linux", "x86_64", _name_linux("x86_64")),
    Platform("linux", "aarch64", _name_linux("aarch64")),
    Platform("darwin", "x86_64", tuple(mac_platforms(MACOS, "x86_64"))),
    Platform("darwin", "arm64", tuple(mac_platforms(MACOS, "arm64"))),
    Platform("win32", "AMD64", ("win_amd64",)),
)
PROMISED = tuple((platform, python) for platform in PLATFORMS for python in PYTHONS)


def list_tags(platform: Platform, python: tuple[int, int]) -> frozenset[Tag]:
    """The tags of the wheels that this Python takes on this platform."""
    interpreter = f"cp{python[0]}{python[1]}"
    own = cpython_tags(python, abis=[interpreter], platforms=platform.names)
    return frozenset((*own, *compatible_tags(python, interpreter, platform.names)))


TAGS = {(platform, python): list_tags(platform, python) for platform, python in PROMISED}


def is_wanted(marker: str, platform: Platform, python: tuple[int, int], patch: int = 0) -> bool:
    """Whether a requirement with this marker is one on this platform."""
    systems = {"linux": "Linux", "darwin": "Darwin", "win32": "Windows"}
    asked = {
        "implementation_name": "cpython",
        "os_name": "nt" if platform.system == "win32" else "posix",
        "platform_machine": platform.machine,
        "platform_python_implementation": "CPython",
        "platform_system": systems[platform.system],
        "python_full_version": f"{python[0]}.{python[1]}.{patch}",
        "python_version": f"{python[0]}.{python[1]}",
        "sys_platform": platform.system,
    }
    return not marker or Marker(marker).evaluate(asked)


def choose_files(files: Files, marker: str = "") -> Files:
    """The files of a version that the promised platforms would take."""
    wheels = {name: parse_wheel_filename(name)[3] for name in files if name.endswith(".whl")}
    wanted = [TAGS[platform, python] for platform, python in PROMISED if is_wanted(marker, platform, python)]
    chosen = {name: files[name] for name, tags in wheels.items() if any(tags & each for each in wanted)}
    if all(any(wheels[name] & each for name in chosen) for each in wanted):
        return chosen
    return chosen | {name: digest for name, digest in files.items() if name not in wheels}


def shorten_marker(marker: str) -> str | None:
    """The marker, empty where every promised platform meets it; None where none does."""
    met = {is_wanted(marker, platform, python, patch) for platform, python in PROMISED for patch in (0, 99)}
    return None if met == {False} else "" if met == {True} else marker


def find_index() -> dict[str, str]:
    """The registry pip was told to use, as uv wants to be told; nothing where pip was told nothing."""
    command = [sys.executable, "-m", "pip", "config", "get", "global.index-url"]
    configured = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    address = os.environ.get("PIP_INDEX_URL") or configured
    return {"UV_DEFAULT_INDEX": address} if address else {}


def run_uv(place: Path, extras: Sequence[str], asked: Sequence[str]) -> str:
    """What uv chooses for the project with these extras; what ``place`` holds already stays as it is where it can."""
    command = ["uv", "pip", "compile", "--quiet", "--universal", "--no-header", "--annotation-style=line"]
    command += ["--fork-strategy=fewest", f"--python-version={PYTHONS[0][0]}.{PYTHONS[0][1]}", f"-o={place}"]
    command += [f"--extra={extra}" for extra in extras]
    environment = {**os.environ, **find_index()}
    subprocess.run([sys.executable, "-m", *command, *asked, "pyproject.toml"], cwd=ROOT, env=environment, check=True)
    return place.read_text(encoding="utf-8")


def list_files(lock: str) -> dict[str, Files]:
    """The files of each pin of a ``pylock.toml``."""
    packages = tomllib.loads(lock)["packages"]
    return {
        f"{package['name']}=={package['version']}": {
            file["url"].rsplit("/", 1)[1]: file["hashes"]["sha256"]
            for file in (*package.get("wheels", ()), *([package["sdist"]] if "sdist" in package else ()))
        }
        for package in packages
    }


def write_rows(chosen: str, files: Mapping[str, Files]) -> dict[str, str]:
    """The rows of a lock file by what they ask for: each row of ``chosen`` with the hashes of its files."""
    rows = {}
    for found in re.finditer(r"^(\S+==\S+)(?: ; (.+?))? +(# via .+)$", chosen, flags=re.MULTILINE):
        pin, marker, users = found.groups(default="")
        kept = shorten_marker(marker)
        if kept is not None:
            asked = f"{pin} ; {kept}" if kept else pin
            hashes = (f"    --hash=sha256:{digest}" for digest in sorted(choose_files(files[pin], kept).values()))
            rows[asked] = " \\\n".join((asked, *hashes)) + f"\n    {users}\n"
    return rows


def write_locks(asked: Sequence[str]) -> None:
    """Writes both files, with further arguments for uv."""
    everything = ("build", "dev", "docs")
    with tempfile.TemporaryDirectory() as folder:
        dev_place, run_place, lock_place = (Path(folder, name) for name in ("dev.txt", "run.txt", "pylock.toml"))
        locked = RUN.read_text(encoding="utf-8") + DEV.read_text(encoding="utf-8").removeprefix(REFERENCE)
        dev_place.write_text(locked, encoding="utf-8")
        dev = run_uv(dev_place, everything, asked)
        run_place.write_text(dev, encoding="utf-8")
        run = run_uv(run_place, ("build",), ())
        files = list_files(run_uv(lock_place, everything, (f"--constraint={dev_place}",)))
    rows = write_rows(run, files)
    own = [row for asks, row in write_rows(dev, files).items() if asks not in rows]
    RUN.write_text("".join(rows.values()), encoding="utf-8", newline="\n")
    DEV.write_text(REFERENCE + "".join(own), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_locks(sys.argv[1:])
