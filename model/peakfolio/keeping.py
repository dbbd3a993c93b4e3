"""Everything that is written is written whole or not at all: beside its place first, and moved there when it is finished.

What is being made is locked by the process that makes it. A process that is killed leaves it behind without its lock; the next one
that writes to the same place removes it. What cannot be written is named, and what stood there before is as it was.
"""

import errno
import importlib.util
import os
import re
import shutil
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from peakfolio.errors import PeakfolioError
from peakfolio.words import Words, say

# Not every system has such locks (Windows has none); there nobody waits for anybody.
LOCKS: Any = importlib.import_module("fcntl") if importlib.util.find_spec("fcntl") else None
LONGEST_NAME = (
    60  # letters that a temporary name takes over: a file system allows 255 bytes, and a letter has up to four
)
WORKSPACE = "peakfolio"
SHORT_WAIT = 0.01  # seconds between two tries
LONGEST_WAIT = 60.0  # seconds for what another process does in moments; then it is not waited for any more
_INSIDE: ContextVar[bool] = ContextVar("inside", default=False)
_OWN: set[Path] = set()  # folders this process has locked itself: a second lock on one of them would wait for the first
FINISHED: list[Path] = []  # what this process has written so far, in the order it was finished
REASONS = {
    errno.ENOSPC: say("the disk is full"),
    errno.EDQUOT: say("the disk quota is used up"),
    errno.EFBIG: say("the system allows no file so large"),
    errno.EROFS: say("the disk is read-only"),
    errno.EACCES: say("there is no permission to write"),
    errno.EPERM: say("there is no permission to write"),
    errno.ENOTDIR: say("a part of the path is a file, not a folder"),
    errno.EEXIST: say("there is a file in this place, not a folder"),
    errno.EISDIR: say("there is a folder in this place, not a file"),
    errno.ENOENT: say("there is no such folder"),
    errno.EINVAL: say("this is no ordinary file"),
    errno.ENAMETOOLONG: say("the name is too long"),
    errno.ELOOP: say("the links lead in a circle"),
}


def write_file(place: Path, data: bytes) -> Path:
    """Writes a file, in a folder that is made if it does not exist. Raises PeakfolioError where it cannot be written."""
    with make_file(place) as making:
        making.write_bytes(data)
    return place


@contextmanager
def make_file(place: Path) -> Iterator[Path]:
    """A file to fill beside its place; moved there at the end of the block, unless the block removes it or fails."""
    with say_what_failed(place):
        place = Path(os.path.realpath(place))
        if place.exists() and not place.is_file():
            number = errno.EISDIR if place.is_dir() else errno.EINVAL
            raise OSError(number, os.strerror(number), str(place))
        with _make(place, _make_temporary_file) as making:
            yield making
            if making.exists():
                making.chmod(0o644)
                making.replace(place)


@contextmanager
def make_folder(place: Path, carry: Callable[[Path, Path], None] | None = None) -> Iterator[Path]:
    """A folder to fill beside its place, where it replaces an older one at the end of the block; removed where the block fails.

    ``carry`` takes over from the older folder to the new one what is to stay, while nobody else may move either.
    """
    with say_what_failed(place):
        place = _find_folder(place)
        with _make(place, _make_temporary_folder) as making:
            yield making
            making.chmod(0o755)
            with _hold(place.parent):
                if carry is not None and place.exists():
                    carry(place, making)
                _swap(making, place)


@contextmanager
def fill_folder(place: Path) -> Iterator[Path]:
    """A folder to fill, whose files are added to those of the place, each whole, when all of them are written."""
    with say_what_failed(place):
        place = _find_folder(place)
        if not place.exists():
            with make_folder(place) as making:
                yield making
            return
        with _make(place / place.name, _make_temporary_folder) as making:
            yield making
            for each in sorted(making.iterdir()):
                each.replace(place / each.name)


@contextmanager
def say_what_failed(place: Path) -> Iterator[None]:
    """Turns an error of the system while something is written into one that names the place, what is missing, and what is kept.

    Where a folder is filled file by file, the folder is named.
    """
    if _INSIDE.get():
        yield
        return
    token = _INSIDE.set(True)
    try:
        yield
        if place.exists():
            FINISHED.append(place)
    except OSError as error:
        raise _name_failure(place, error) from error
    finally:
        _INSIDE.reset(token)


def _name_failure(place: Path, error: OSError) -> PeakfolioError:
    why = name_reason(error)
    return PeakfolioError(
        say(
            "{place}: cannot be written; {why}. Nothing half-written stays, and what was there before is as it was.",
            place=place,
            why=why,
        )
    )


def refuse_place(place: Path) -> None:
    """Raises PeakfolioError where no folder can stand, before anything is computed for it."""
    try:
        _find_folder(place)
    except OSError as error:
        raise _name_failure(place, error) from error


def _find_folder(place: Path) -> Path:
    """The folder a name leads to; raises OSError where something else is there."""
    found = Path(os.path.realpath(place))
    with suppress(FileNotFoundError):
        if not stat.S_ISDIR(found.stat().st_mode):
            raise OSError(errno.EEXIST, os.strerror(errno.EEXIST), str(place))
    return found


def name_reason(error: OSError) -> Words:
    """Why the system refused; what is not known by number keeps the system's words."""
    number = error.errno
    if number is None:  # some libraries tell the number in their text only
        found = re.search(r"\[errno (\d+)\]", str(error), re.IGNORECASE)
        number = int(found[1]) if found else None
    said = error.strerror or str(error)
    return REASONS.get(number or 0, say("the system says '{said}'", said=said))


def remove_left_behind(place: Path) -> None:
    """Removes what killed processes left beside a place; what a living process is making stays.

    A folder that was moved aside and never replaced comes back.
    """
    old = _name_old(place)
    if old.exists() and not place.exists():
        old.rename(place)
    ending = f"(?:{re.escape(place.suffix)})?"
    pattern = re.compile(f"{re.escape(_name_beginning(place))}[a-z0-9_]{{8}}{ending}")
    for each in [each for each in place.parent.iterdir() if pattern.fullmatch(each.name)]:
        lock = _lock(each, waits=False)
        if lock is not None:
            _remove(each)
            os.close(lock)
    _remove_folder(old)


@contextmanager
def make_workspace(folder: Path | None) -> Iterator[Path]:
    """A folder that one process works in, for as long as the block lasts; a temporary one where none is named.

    Temporary ones that killed processes left behind are removed first. Raises PeakfolioError where another process works in the folder.
    """
    if folder is not None:
        with say_what_failed(folder):
            folder.mkdir(parents=True, exist_ok=True)
        lock = _lock(folder, waits=False)
        if lock is None and LOCKS is not None:
            raise PeakfolioError(
                say("{folder}: another workbench is using this folder; name another one.", folder=folder)
            )
        with _own(folder.resolve()):
            try:
                yield folder.resolve()
            finally:
                if lock is not None:
                    os.close(lock)
        return
    place = Path(tempfile.gettempdir()) / WORKSPACE
    with ExitStack() as stack:
        with say_what_failed(place.parent):
            making = stack.enter_context(_make(place, _make_temporary_folder))
        yield making


@contextmanager
def _make(place: Path, make: Callable[[Path], Path]) -> Iterator[Path]:
    place.parent.mkdir(parents=True, exist_ok=True)
    with _hold(place.parent) as is_held:
        if is_held:
            remove_left_behind(place)
        making = make(place)
        lock = _lock(making, waits=False)
    with _own(making):
        try:
            yield making
        finally:
            _remove(making)
            if lock is not None:
                os.close(lock)


@contextmanager
def _own(place: Path) -> Iterator[None]:
    _OWN.add(place)
    try:
        yield
    finally:
        _OWN.discard(place)


def _make_temporary_file(place: Path) -> Path:
    """Its ending is that of the place, because some libraries write by the ending."""
    handle, name = tempfile.mkstemp(prefix=_name_beginning(place), suffix=place.suffix, dir=place.parent)
    os.close(handle)
    return Path(name)


def _make_temporary_folder(place: Path) -> Path:
    return Path(tempfile.mkdtemp(prefix=_name_beginning(place), dir=place.parent))


def _name_beginning(place: Path) -> str:
    return f".{place.name[:LONGEST_NAME]}-"


def _name_old(place: Path) -> Path:
    return place.with_name(f".{place.name}-old")


def _swap(making: Path, place: Path) -> None:
    """Moves a folder into a place; the older one goes aside first and is removed last."""
    old = _name_old(place)
    if place.exists():
        _remove_folder(old)
        place.rename(old)
    try:
        making.rename(place)
    except BaseException:  # a command may be ended here too
        if old.exists() and not place.exists():
            old.rename(place)
        raise
    _remove_folder(old)


def _remove(place: Path) -> None:
    if place.is_dir():
        _remove_folder(place)
    else:
        with suppress(OSError):
            place.unlink(missing_ok=True)


def _remove_folder(folder: Path) -> None:
    """Removes a folder, also where a folder inside it may not be written; what cannot be removed at all stays."""
    for parent, names, _ in os.walk(folder):
        for each in (Path(parent, name) for name in names):
            if not each.is_symlink():
                with suppress(OSError):
                    each.chmod(0o700)
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _hold(folder: Path) -> Iterator[bool]:
    """Holds a folder for as long as names in it are made, moved or removed; whoever else wants to waits for that moment.

    A folder this process is making, or works in, is its own already.
    """
    if folder in _OWN:
        yield True
        return
    lock = _lock(folder, waits=True)
    try:
        yield lock is not None
    finally:
        if lock is not None:
            os.close(lock)


def _lock(place: Path, *, waits: bool) -> int | None:
    """A lock on a file or folder, which ends with the process that has it; None where another has it, or the system knows none."""
    if LOCKS is None:
        return None
    try:
        handle = os.open(place, os.O_RDONLY)
    except OSError:
        return None
    until = time.monotonic() + (LONGEST_WAIT if waits else 0.0)
    while not _try_lock(handle):
        if time.monotonic() >= until:
            os.close(handle)
            return None
        time.sleep(SHORT_WAIT)
    return handle


def _try_lock(handle: int) -> bool:
    try:
        LOCKS.flock(handle, LOCKS.LOCK_EX | LOCKS.LOCK_NB)
    except OSError:
        return False
    return True
