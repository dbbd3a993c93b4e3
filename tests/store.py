"""Where what one run of the suite found lies for all its workers: a folder of that run alone, which begins empty and goes with it.

So nothing that other code found, yesterday or in another checkout, is ever taken for what this code finds.
"""

import fcntl
import os
import pickle
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

STORE = "PEAKFOLIO_TEST_STORE"  # the variable that names the folder to whatever the run starts


def open_store() -> Callable[[], None]:
    """Begins an empty store, whatever another run may have left in the environment; the function returned removes it."""
    folder = os.environ[STORE] = tempfile.mkdtemp(prefix="peakfolio-")
    return lambda: shutil.rmtree(folder, ignore_errors=True)


def keep(name: str, fill: Callable[[Path], object]) -> Path:
    """The file or folder that ``fill`` makes under a name, made once; who wants to change it takes a copy.

    Whoever comes while it is being made waits; where its maker fails or is killed, the next one makes it anew.
    """
    place = Path(os.environ[STORE]) / name
    half = place.with_name(f"{name}.half")
    with _hold(place.with_name(f"{name}.lock")):
        if not place.exists():
            shutil.rmtree(half, ignore_errors=True)
            fill(half)
            half.rename(place)
    return place


def recall(name: str, make: Callable[[], Any]) -> Any:
    """What ``make`` finds, found once."""
    return pickle.loads(keep(name, lambda half: half.write_bytes(pickle.dumps(make()))).read_bytes())


@contextmanager
def _hold(lock: Path) -> Iterator[None]:
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
