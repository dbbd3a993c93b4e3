"""The plans a visitor saved under a name: each a folder of its own, kept until the visitor deletes it.

A saved plan goes on being changed where it lies; what is saved is its name, which keeps its folder from being tidied away.
"""

import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from peakfolio.app.limits import MOST_SAVED_BYTES, MOST_SAVED_PLANS
from peakfolio.errors import PeakfolioError
from peakfolio.importing.refusing import Refused
from peakfolio.keeping import say_what_failed, write_file
from peakfolio.plan.kept_work import Label, dump_kept, parse_label
from peakfolio.plan.package import SETTINGS_FILE
from peakfolio.plan.writing import list_files
from peakfolio.words import say

NAME_FILE = "name.json"
OWN_PREFIX, TRASH_PREFIX = "own-", "deleted-"
MOST_TITLE = 60  # letters
KEPT_VERSIONS = 2  # folders of a plan as it was; the process that answers may still read the last


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
    versions = dict(list_versions(root))
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


def list_versions(root: Path) -> Iterator[tuple[int, Path]]:
    """The versions of a plan with their numbers."""
    for path in root.glob("v*") if root.is_dir() else ():
        if path.name[1:].isdigit():
            yield int(path.name[1:]), path


def name_version(folder: Path, place: Path) -> Path:
    """Where the next version of a visitor's own plan belongs; for any other plan, the first in a folder of its own."""
    root = folder.parent if folder.parent.parent == place else _name_root(place)
    return root / f"v{1 + max((number for number, _ in list_versions(root)), default=0)}"


def copy_version(folder: Path, place: Path) -> Path:
    """The next version of a visitor's plan, begun as a copy of one with every file beside it. Raises PeakfolioError where it cannot be written."""
    made = name_version(folder, place)
    with say_what_failed(made):
        made.mkdir(parents=True)
        for path in folder.iterdir():
            if path.is_file():
                shutil.copyfile(path, made / path.name)
    return made


def drop_versions(root: Path) -> None:
    """Removes versions long past."""
    for _, old in sorted(list_versions(root))[: -1 - KEPT_VERSIONS]:
        shutil.rmtree(old, ignore_errors=True)


def _name_root(place: Path) -> Path:
    return place / f"{OWN_PREFIX}{secrets.token_hex(6)}"


def find_title(place: Path, wanted: str) -> str:
    """A name no other saved plan of the visitor has: the one wanted, or with a number behind it."""
    taken, title, number = {plan.title for plan in list_saved(place)}, clean_title(wanted), 2
    while title in taken:
        title, number = f"{clean_title(wanted)[: MOST_TITLE - 4]} {number}", number + 1
    return title


def keep_unnamed(root: Path, wanted: str) -> Path:
    """Names the plan of a visitor who leaves it for another, so that it is not lost, and gives the folder of its newest version.

    An uploaded plan gets a folder with versions like the rest.
    """
    home = root
    if not any(list_versions(root)):
        home = _name_root(root.parent)
        home.mkdir()
        root.rename(home / "v1")
    write_label(home, Label(title=find_title(home.parent, wanted)))
    return max(list_versions(home))[1]


def clean_title(said: str) -> str:
    """A name as it is kept: one line, not too long. Raises PeakfolioError where nothing is left."""
    title = " ".join(said.split())[:MOST_TITLE].strip()
    if not title:
        raise PeakfolioError(say("Give the plan a name."))
    return title


def refuse_more(place: Path) -> None:
    """Raises Refused where a visitor has as many saved plans, or as much of them, as the workbench keeps."""
    saved = list_saved(place)
    if len(saved) >= MOST_SAVED_PLANS or sum(plan.size for plan in saved) >= MOST_SAVED_BYTES:
        raise Refused(
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
    made = _name_root(place) / "v1"
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


def find_deleted(place: Path) -> tuple[Path, str] | None:
    """The plan that was deleted last, with its name; None where none can be had back."""
    for gone in place.glob(f"{TRASH_PREFIX}*"):
        label = parse_label((gone / NAME_FILE).read_bytes()) if (gone / NAME_FILE).is_file() else None
        return gone, gone.name if label is None else label.title
    return None


def restore_deleted(gone: Path) -> None:
    """Takes back the plan that was deleted last."""
    if gone.is_dir():
        gone.rename(gone.with_name(gone.name.removeprefix(TRASH_PREFIX)))


def empty_trash(place: Path) -> None:
    """Removes for good what was deleted."""
    for gone in place.glob(f"{TRASH_PREFIX}*"):
        shutil.rmtree(gone, ignore_errors=True)
