"""All visitors of a workbench: who is remembered, whose work is written to disk and found there again, and who is forgotten."""

import time
from collections.abc import Iterator
from pathlib import Path

from peakfolio.app.crew import Crew
from peakfolio.app.keeping_work import (
    WORK_FILE,
    drop_results,
    forget_unnamed,
    name_place,
    tidy_places,
    touch_work,
    write_work,
)
from peakfolio.app.limits import AWAY_SECONDS, FORGET_SECONDS, IDLE_SECONDS, KEEP_SECONDS, MOST_VISITORS, TIDY_SECONDS
from peakfolio.app.recalling import describe_work, recall_session
from peakfolio.app.saved_plans import empty_trash
from peakfolio.app.sessions import Session
from peakfolio.app.sharing import tidy_links
from peakfolio.errors import PeakfolioError
from peakfolio.plan.kept_work import dump_kept
from peakfolio.words import Language


class Sessions:
    """All sessions, by the key of the browser's cookie."""

    def __init__(self, workspace: Path, links: Path | None = None) -> None:
        self._workspace, self._links = workspace, links
        self._open: dict[str, Session] = {}
        self._crew = Crew()
        self._written: dict[str, bytes] = {}
        self._next_keeping = self._next_tidying = 0.0

    def __iter__(self) -> Iterator[Session]:
        return iter(self._open.values())

    def find_language(self, key: str, default: Language) -> Language:
        """The language a browser reads, without making it a visitor."""
        return self._open[key].language if key in self._open else default

    def prepare(self, key: str, language: Language) -> Session | None:
        """The kept session of a browser that is not remembered, read from disk; no visitor yet. It may take a moment."""
        return None if key in self._open else recall_session(name_place(self._workspace, key), language, self._crew)

    def find(self, key: str, language: Language, prepared: Session | None = None) -> Session | None:
        """The session of a browser, with the work that was kept of it; None where there is no room and everybody has work to lose."""
        if key not in self._open:
            if not self._make_room():
                return None
            self._open[key] = prepared or recall_session(name_place(self._workspace, key), language, self._crew)
        session = self._open[key]
        session.seen, session.links = time.monotonic(), self._links
        return session

    def tend(self) -> None:
        """Takes in what was found for pages that are closed, ends what has long had nothing to do, and lets the next in line begin."""
        now = time.monotonic()
        for key, each in list(self._open.items()):
            each.collect()
            if now - each.seen > FORGET_SECONDS:
                self._keep(key)
                self._drop(key)
                forget_unnamed(each.place)
            elif now - each.seen > IDLE_SECONDS and each.worker.is_alive and not each.is_at_work:
                each.worker.close()
        self._crew.move_up()
        if now >= self._next_keeping:
            self._next_keeping = now + KEEP_SECONDS
            self.keep()
        if now >= self._next_tidying:
            self._next_tidying = now + TIDY_SECONDS
            tidy_places(self._workspace, {each.place for each in self._open.values()})
            if self._links is not None:
                tidy_links(self._links)

    def keep(self) -> None:
        """Writes to disk the work of everybody who did something since the last time."""
        for key in list(self._open):
            self._keep(key)

    def close(self) -> None:
        """Keeps everybody's work and ends every session."""
        self.keep()
        for key in list(self._open):
            self._drop(key)

    def _keep(self, key: str) -> None:
        session = self._open[key]
        if not session.is_worth_keeping and not (session.place / WORK_FILE).exists():
            return
        kept = describe_work(session)
        if self._written.get(key) == dump_kept(kept):
            return
        try:
            self._written[key] = write_work(kept, session.place)
            session.unkept = None
        except PeakfolioError as error:
            session.unkept = error.said

    def _drop(self, key: str) -> None:
        """Ends a session; on disk stays what is worth it."""
        session = self._open.pop(key)
        self._written.pop(key, None)
        session.close()
        touch_work(session.place)
        drop_results(session.place)
        empty_trash(session.place)
        if not session.is_worth_keeping:
            forget_unnamed(session.place)

    def _make_room(self) -> bool:
        """Whether one more fits; who is away and has nothing to lose makes room, nobody else does."""
        if len(self._open) < MOST_VISITORS:
            return True
        now = time.monotonic()
        idle = [key for key, each in self._open.items() if now - each.seen > AWAY_SECONDS and not each.has_work]
        if not idle:
            return False
        self._drop(min(idle, key=lambda key: self._open[key].seen))
        return True
