"""The plans a visitor saved under a name: each a folder of its own, kept until the visitor deletes it.

A saved plan goes on being changed where it lies; what is saved is its name, which keeps its folder from being tidied away.
"""

import secrets
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from peakfolio.app.limits import MOST_SAVED_BYTES, MOST_SAVED_PLANS
from peakfolio.errors import PeakfolioError
from peakfolio.keeping import say_what_failed, write_file
from peakfolio.plan.kept_work import Label, dump_kept, parse_label
from peakfolio.plan.package import SETTINGS_FILE
from peakfolio.plan.writing import list_files
from peakfolio.words import say

NAME_FILE = "name.json"
OWN_PREFIX, TRASH_PREFIX = "own-", "deleted-"
MOST_TITLE = 60  # letters


@dataclass(frozen=True)
class SavedPlan:
    """A saved plan: the folder that holds its versions, and the newest of them."""

    root: Path
    folder: Path
    label: Label
    changed: datetime
    size: int

    @property
    def key(self) -> str:
        """What it is called on the page; never shown."""
        return self.root.name

    @property
    def title(self) -> str:
        """The name the visitor gave it."""
        return self.label.title


def is_named(root: Path) -> bool:
    """Whether a folder holds a saved plan."""
    return (root / NAME_FILE).is_file() and not root.name.startswith(TRASH_PREFIX)


def list_saved(place: Path) -> tuple[SavedPlan, ...]:
    """The saved plans of a visitor, the one changed last first."""
    roots = place.glob(f"{OWN_PREFIX}*") if place.is_dir() else ()
    found = [plan for root in roots if (plan := _read(root)) is not None]
    return tuple(sorted(found, key=lambda plan: (plan.changed, plan.key), reverse=True))


def find_saved(place: Path, key: str) -> SavedPlan | None:
    """A saved plan by its key, looked up among those there are: the key itself leads nowhere."""
    return next((plan for plan in list_saved(place) if plan.key == key), None)


def _read(root: Path) -> SavedPlan | None:
    versions = {int(path.name[1:]): path for path in root.glob("v*") if path.name[1:].isdigit()}
    if not is_named(root) or not versions or root.is_symlink():
        return None
    folder = versions[max(versions)]
    # where nobody knows any more what it was called, the plan is still there
    label = parse_label((root / NAME_FILE).read_bytes()) or Label(title=root.name)
    files = [path.stat() for path in folder.iterdir()]
    if not (folder / SETTINGS_FILE).is_file():
        return None
    changed = datetime.fromtimestamp(max(each.st_mtime for each in files), UTC)
    return SavedPlan(root, folder, label, changed, sum(each.st_size for each in files))


def clean_title(said: str) -> str:
    """A name as it is kept: one line, not too long. Raises PeakfolioError where nothing is left."""
    title = " ".join(said.split())[:MOST_TITLE].strip()
    if not title:
        raise PeakfolioError(say("Give the plan a name."))
    return title


def refuse_more(place: Path) -> None:
    """Raises PeakfolioError where a visitor has as many saved plans, or as much of them, as the workbench keeps."""
    saved = list_saved(place)
    if len(saved) >= MOST_SAVED_PLANS or sum(plan.size for plan in saved) >= MOST_SAVED_BYTES:
        raise PeakfolioError(
            say(
                "The workbench keeps {most} saved plans, or {size} MB of them, for one person; delete one first.",
                most=MOST_SAVED_PLANS,
                size=MOST_SAVED_BYTES // 2**20,
            )
        )


def write_label(root: Path, label: Label) -> None:
    """Names a plan; from then on it stays until it is deleted."""
    write_file(root / NAME_FILE, dump_kept(label))


def rename_saved(plan: SavedPlan, said: str) -> None:
    """Gives a saved plan another name."""
    write_label(plan.root, Label(title=clean_title(said), is_archived=plan.label.is_archived))


def archive_saved(plan: SavedPlan, *, is_archived: bool) -> None:
    """Puts a saved plan out of the way, or takes it back."""
    write_label(plan.root, Label(title=plan.title, is_archived=is_archived))


def copy_plan(folder: Path, place: Path) -> Path:
    """A copy of a package in a folder of its own, not yet named. Raises PeakfolioError where it cannot be written."""
    made = place / f"{OWN_PREFIX}{secrets.token_hex(6)}" / "v1"
    with say_what_failed(made):
        made.mkdir(parents=True)
        for path in list_files(folder):
            shutil.copyfile(path, made / path.name)
    return made


def delete_saved(plan: SavedPlan) -> Path:
    """Deletes a saved plan; until the next one is deleted, or the workbench ends, it can be had back."""
    place = plan.root.parent
    empty_trash(place)
    gone = place / f"{TRASH_PREFIX}{plan.root.name}"
    with say_what_failed(plan.root):
        plan.root.rename(gone)
    return gone


def restore_deleted(gone: Path) -> None:
    """Takes back the plan that was deleted last."""
    if gone.is_dir():
        gone.rename(gone.with_name(gone.name.removeprefix(TRASH_PREFIX)))


def empty_trash(place: Path) -> None:
    """Removes for good what was deleted."""
    for gone in place.glob(f"{TRASH_PREFIX}*"):
        shutil.rmtree(gone, ignore_errors=True)
