"""Writes a folder that installs and starts peakfolio without a network: ``make bundle PLATFORM=windows``.

It holds the wheels of ``requirements.txt`` for one platform and one Python, each checked against its hash, the wheel of peakfolio
and one script that installs into the folder itself and opens the workbench. Nobody needs to be an administrator.
"""

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

from write_locks import PYTHONS, RUN, Platform, is_wanted

ROOT = Path(__file__).resolve().parent.parent
STARTERS = ROOT / "docs" / "site" / "bundle"
GLIBC = 28  # 2.28, that of the older desktops of 统信 and 麒麟
NAMES = {"linux": "x86_64", "linux-arm": "aarch64"}
STARTER = {"windows": "start.bat", "linux": "start.sh", "linux-arm": "start.sh"}


def name_linux(machine: str) -> tuple[str, ...]:
    """The kinds of wheels that a Linux of this machine takes."""
    numbered = (f"manylinux_2_{minor}_{machine}" for minor in range(GLIBC, 4, -1))
    return (*numbered, *(f"{name}_{machine}" for name in ("manylinux2014", "manylinux2010", "manylinux1")))


PLATFORMS = {
    "windows": Platform("win32", "AMD64", ("win_amd64",)),
    **{name: Platform("linux", machine, name_linux(machine)) for name, machine in NAMES.items()},
}


def pick_rows(lock: str, platform: Platform, python: tuple[int, int]) -> str:
    """The rows of a lock file that this Python needs on this platform, without their markers."""
    kept: list[str] = []
    wanted = True
    for line in lock.splitlines():
        if line and not line[0].isspace():
            pin, _, marker = line.removesuffix(" \\").partition(" ; ")
            wanted = is_wanted(marker, platform, python)
            line = f"{pin} \\"
        if wanted and not line.lstrip().startswith("#"):
            kept.append(line)
    return "\n".join(kept) + "\n"


def fetch_wheels(name: str, python: tuple[int, int], folder: Path) -> None:
    """Fetches every wheel into the folder; fails where a package has none for the platform."""
    platform, digits = PLATFORMS[name], f"{python[0]}{python[1]}"
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
        "--only-binary=:all:",
    ]
    command += ["--require-hashes", "-r", str(folder / RUN.name), "-d", str(folder / "wheels"), "--implementation=cp"]
    command += [f"--python-version={digits}", f"--abi=cp{digits}", "--abi=abi3", "--abi=none"]
    command += [f"--platform={each}" for each in platform.names]
    subprocess.run(command, check=True)


def write_bundle(name: str, python: tuple[int, int]) -> Path:
    """The folder for one platform, written anew."""
    folder = ROOT / "build" / "bundle" / f"peakfolio-{name}-py{python[0]}.{python[1]}"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "wheels").mkdir(parents=True)
    rows = pick_rows(RUN.read_text(encoding="utf-8"), PLATFORMS[name], python)
    (folder / RUN.name).write_text(rows, encoding="utf-8", newline="\n")
    fetch_wheels(name, python, folder)
    own = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
        "--no-build-isolation",
    ]
    subprocess.run([*own, "-w", str(folder), str(ROOT)], check=True)
    text = (STARTERS / STARTER[name]).read_text(encoding="utf-8").replace("@PYTHON@", f"{python[0]}.{python[1]}")
    starter = folder / STARTER[name]
    ends = "\r\n" if name == "windows" else "\n"
    starter.write_text(text, encoding="utf-8", newline=ends)
    starter.chmod(0o755)
    return folder


def read_arguments(given: list[str]) -> argparse.Namespace:
    """What is asked for on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--platform", choices=tuple(PLATFORMS), default="windows")
    versions = [f"{major}.{minor}" for major, minor in PYTHONS]
    parser.add_argument("--python", choices=versions, default=versions[1])
    return parser.parse_args(given)


if __name__ == "__main__":
    asked = read_arguments(sys.argv[1:])
    major, minor = asked.python.split(".")
    place = write_bundle(asked.platform, (int(major), int(minor)))
    size = sum(each.stat().st_size for each in place.rglob("*") if each.is_file())
    print(f"{place.relative_to(ROOT)}: {size / 1e6:,.0f} MB")
