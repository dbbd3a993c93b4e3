"""Begins tables that a plan of one's own lacks, in a new version of it; the version before can be had back."""

import shutil
from collections.abc import Callable
from pathlib import Path

from peakfolio.app.saved_plans import copy_version, drop_versions
from peakfolio.app.sessions import Opened, open_folder
from peakfolio.importing.started import Started
from peakfolio.importing.storing_started import write_started
from peakfolio.plan.plan import Plan


def begin_tables(opened: Opened, start: Callable[[Plan], Started], place: Path) -> tuple[Opened, Started]:
    """A new version of a plan with what was begun, and what that is. Raises what the start and reading a plan raise."""
    started = start(opened.plan)
    folder = copy_version(opened.folder, place)
    try:
        write_started(opened.plan, started, folder)
        return _open_newest(folder), started
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)  # half of it must not be taken for the newest version
        raise


def take_back(before: Path, place: Path) -> Opened:
    """The version before as the newest again."""
    return _open_newest(copy_version(before, place))


def _open_newest(folder: Path) -> Opened:
    opened = open_folder(folder)
    drop_versions(folder.parent)
    return opened
