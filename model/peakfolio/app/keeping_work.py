"""What of a visitor's work outlasts the workbench: plain files in the workspace, written whole, found again by the browser's cookie.

A folder is named by a digest of the cookie's key, never by the key itself, so that nothing a browser sends names a place on disk; a
plan is named by a pattern of our own, looked at before it is followed.
"""

import hashlib
import os
import re
import secrets
import shutil
import time
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from peakfolio.app.limits import FORGET_SECONDS
from peakfolio.app.saved_plans import empty_trash, is_named
from peakfolio.keeping import say_what_failed, write_file
from peakfolio.plan.kept_work import KeptWork, dump_kept, parse_work

WORK_FILE, ASIDE_FILE, SECRET_FILE = "work.json", "work-unread.json", "cookie.key"
LEAST_SECRET = 32
OWN_FOLDER = re.compile(r"own-[0-9a-f]{12}/v[1-9][0-9]{0,5}|plan-[A-Za-z0-9_]{1,20}", re.ASCII)


def name_place(workspace: Path, key: str) -> Path:
    """The folder of the visitor whose browser has a key."""
    return workspace / f"session-{hashlib.sha256(key.encode()).hexdigest()[:32]}"


def write_work(kept: KeptWork, place: Path) -> bytes:
    """Writes the work of a visitor and gives the bytes written. Raises PeakfolioError where the folder cannot take it."""
    with say_what_failed(place):
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
    data = dump_kept(kept)
    write_file(place / WORK_FILE, data)
    return data


def read_work(place: Path) -> KeptWork | None:
    """The work of a visitor; None where none is kept. A file that cannot be read is put aside, never overwritten."""
    path = place / WORK_FILE
    if not path.is_file():
        return None
    kept = parse_work(path.read_bytes())
    if kept is None:
        path.replace(place / ASIDE_FILE)
    return kept


def touch_work(place: Path) -> None:
    """The visitor was here: from now on the days are counted after which the work is forgotten."""
    with suppress(OSError):
        os.utime(place / WORK_FILE)


def find_own(place: Path, folder: str) -> Path | None:
    """A folder of the visitor's own; None where the name is none of ours, leads elsewhere, or the folder is gone."""
    found = place / folder
    if OWN_FOLDER.fullmatch(folder) is None or not found.is_dir():
        return None
    return found if found.resolve() == place.resolve() / folder else None


def read_secret(workspace: Path) -> str:
    """The secret that signs the cookies: made once, kept for the owner alone, so that a browser is known again after a restart."""
    path = workspace / SECRET_FILE
    with say_what_failed(path):
        try:
            handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
        except FileNotFoundError:
            return _make_secret(path)
        with os.fdopen(handle, encoding="ascii", errors="replace") as file:
            said = file.read().strip()
        if len(said) < LEAST_SECRET:
            path.unlink()
            return _make_secret(path)
        path.chmod(0o600)
        return said


def _make_secret(path: Path) -> str:
    made = secrets.token_urlsafe(LEAST_SECRET)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(made)
    return made


def tidy_places(workspace: Path, held: Collection[Path] = ()) -> None:
    """Removes what nobody can come back to: folders without kept work, and work of visitors long away; saved plans stay."""
    for place in workspace.glob("session-*"):
        if place in held or not place.is_dir() or place.is_symlink():
            continue
        drop_results(place)
        empty_trash(place)
        work = place / WORK_FILE
        if not work.is_file() or time.time() - work.stat().st_mtime > FORGET_SECONDS:
            forget_unnamed(place)


def drop_results(place: Path) -> None:
    """Removes what is written anew when it is asked for, and what a reader that was killed left."""
    for each in (place / "results", *place.glob("reading-*")):
        shutil.rmtree(each, ignore_errors=True)


def forget_unnamed(place: Path) -> None:
    """Removes everything of a visitor but the saved plans and what was asked of them; the folder too where there are none."""
    own = [each for each in place.iterdir() if each.is_dir()] if place.is_dir() else []
    if not any(is_named(each) for each in own):
        shutil.rmtree(place, ignore_errors=True)
        return
    for each in own:
        if not is_named(each):
            shutil.rmtree(each, ignore_errors=True)
