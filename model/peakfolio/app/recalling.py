"""Puts a session into the form in which it is kept, and a kept one back on its feet."""

from contextlib import suppress
from pathlib import Path

from peakfolio.app.crew import Crew
from peakfolio.app.found import Shelved, restore_shelf
from peakfolio.app.keeping_work import find_own, read_work, touch_work
from peakfolio.app.sessions import Opened, Session, open_folder, open_region
from peakfolio.errors import PeakfolioError
from peakfolio.plan.catalogue import list_regions
from peakfolio.plan.kept_work import KeptPlan, KeptWork
from peakfolio.words import Language


def describe_work(session: Session) -> KeptWork:
    """What is kept of a session: the scenarios of the plan that is open and of those put aside. Answers are computed again."""
    aside = [
        each for each in session.shelf.items() if each[1].past or each[1].saved or each[0].is_relative_to(session.place)
    ]
    plans = tuple(_describe(session.place, *each) for each in ((session.folder, session.shelved), *aside))
    return KeptWork(language=session.language, tab=session.tab, delays=session.delays, plans=plans)


def _describe(place: Path, folder: Path, shelved: Shelved) -> KeptPlan:
    is_own = folder.is_relative_to(place)
    return shelved.keep("" if is_own else folder.name, folder.relative_to(place).as_posix() if is_own else "")


def recall_session(place: Path, language: Language, crew: Crew) -> Session:
    """The session of a visitor as it was kept; a new one where nothing is. A plan that can no longer be read is left on disk."""
    kept = read_work(place)
    if kept is None:
        return Session(place, language, crew=crew)
    touch_work(place)
    session = Session(place, kept.language, crew=crew)
    session.tab, session.delays = kept.tab, kept.delays
    for each in kept.plans:
        folder = find_own(place, each.folder) if each.folder else _find_region(each.region)
        if folder is not None:
            session.shelf[folder] = restore_shelf(each)
    opened = _open_kept(place, kept.plans[0])
    if opened is not None:
        session.begin_with(opened)
    return session


def _find_region(name: str) -> Path | None:
    return open_region(name).folder if name in list_regions() else None


def _open_kept(place: Path, kept: KeptPlan) -> Opened | None:
    with suppress(PeakfolioError):
        if kept.folder:
            folder = find_own(place, kept.folder)
            return None if folder is None else open_folder(folder)
        return open_region(kept.region) if kept.region in list_regions() else None
    return None
