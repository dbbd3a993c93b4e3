"""A place on disk where what was found once in a run of the suite lies for all its workers.

It is ``build/store``, with a folder named after everything that decides what is found (code, plans, what is asked of them, libraries), so
that nothing other code found is ever taken for what this code finds. ``make test`` begins with an empty one.
"""

import fcntl
import hashlib
import pickle
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

TESTS = Path(__file__).resolve().parent
PLACE = TESTS.parent / "build" / "store"
DECIDING = (TESTS.parent / "model", TESTS.parent / "scenarios", TESTS / "store.py", TESTS / "remembering.py")


@cache
def find_store() -> Path:
    """The folder for what this code finds; what other code found is removed."""
    libraries = sorted((each.name, each.version) for each in distributions())
    told = hashlib.sha256(repr((sys.version, libraries)).encode())
    for place in DECIDING:
        for path in sorted(place.rglob("*")) if place.is_dir() else (place,):
            if path.is_file() and path.suffix != ".pyc":
                told.update(f"{path} {path.stat().st_size} ".encode() + path.read_bytes())
    store = PLACE / told.hexdigest()[:16]
    store.mkdir(parents=True, exist_ok=True)
    for each in PLACE.iterdir():
        if each != store:
            shutil.rmtree(each, ignore_errors=True)
    return store


def keep(place: Path, make: Callable[[], Any], pack: Callable[[Any], bytes] = pickle.dumps) -> bytes:
    """What was made for a place, packed; whoever comes while another makes it waits, and makes it where the other has died."""
    with _hold(place):
        if not place.exists():
            half = place.with_suffix(".half")
            half.write_bytes(pack(make()))
            half.rename(place)
    return place.read_bytes()


def keep_folder(place: Path, fill: Callable[[Path], object]) -> Path:
    """A folder that was filled once; who wants to change it takes a copy."""
    with _hold(place):
        if not place.exists():
            half = place.with_suffix(".half")
            shutil.rmtree(half, ignore_errors=True)
            fill(half)
            half.rename(place)
    return place


@contextmanager
def _hold(place: Path) -> Iterator[None]:
    with place.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
