"""The second process of a visitor: it looks back on a plan or plans again, while the first goes on answering."""

import time
from collections.abc import Callable

from peakfolio.app.crew import Crew
from peakfolio.app.errands import Errand
from peakfolio.app.jobs import Worker
from peakfolio.replan.replanning import Replan
from peakfolio.review.reviewing import Review
from peakfolio.words import Words, say

Finding = Review | Replan | Words
MOST_KEPT = 8  # findings, of one to two megabytes each
REST_SECONDS = 60.0  # after which a process that has nothing to do is ended
LOST = say("The process that answers ended unexpectedly; try again.")


class Looker:
    """The errands of one session, one after the other, and what was found; its process has a place among those of all visitors."""

    def __init__(self, crew: Crew) -> None:
        self.worker = Worker()
        self.seen = time.monotonic()
        self.asked: Errand | None = None  # how the plan was last to be made again
        self.version = 0
        self._crew = crew
        self._line: list[Errand] = []
        self._now: Errand | None = None
        self._found: dict[str, Finding] = {}
        self._stopped: set[str] = set()

    @property
    def is_at_work(self) -> bool:
        """Whether its process has not finished an errand."""
        return self._now is not None

    def find(self, errand: Errand) -> Finding | None:
        """What was found, or why nothing can be; None where it is not known."""
        return self._found.get(errand.key)

    def is_due(self, errand: Errand) -> bool:
        """Whether an errand is being run, or waits."""
        return any(each.key == errand.key for each in (self._now, *self._line) if each is not None)

    def is_stopped(self, errand: Errand) -> bool:
        """Whether somebody ended it, so that it is begun by hand alone."""
        return errand.key in self._stopped

    def ask(self, errand: Errand) -> None:
        """Runs an errand unless it is known or due; one of the same kind that was not finished is given up."""
        if errand.asked is not None:
            self.asked = errand
        self._stopped.discard(errand.key)
        if self.find(errand) is None and not self.is_due(errand):
            self._give_up(lambda each: (each.asked is None) == (errand.asked is None))
            self._line.append(errand)
            self._crew.call(self)
        self.version += 1

    def begin(self) -> None:
        """Hands the next errand to the process, once the one before is done."""
        if self._now is None and self._line:
            self._now = self._line.pop(0)
            self.seen = time.monotonic()
            self.worker.run(self._now)

    def stop(self, errand: Errand) -> None:
        """Gives an errand up at once; what is already found stays."""
        self._give_up(lambda each: each.key == errand.key)
        self._stopped.add(errand.key)
        self.version += 1
        if self._line:
            self._crew.call(self)

    def collect(self) -> int:
        """Takes in what the process has said; how often there was something new."""
        before = self.version
        for report in self.worker.collect():
            if self._now is None or report.kind not in ("found", "refused", "failed"):
                continue
            said: Finding = LOST if report.kind == "failed" else report.content
            self._found = {**dict(list(self._found.items())[1 - MOST_KEPT :]), self._now.key: said}
            self._now, self.seen = None, time.monotonic()
            self.version += 1
            if self._line:
                self._crew.call(self)
        if self._now is None and self.worker.is_alive and time.monotonic() - self.seen > REST_SECONDS:
            self.close()
        return self.version - before

    def close(self) -> None:
        """Ends its process."""
        self._crew.leave(self)
        self.worker.close()
        self._now = None

    def _give_up(self, is_meant: Callable[[Errand], bool]) -> None:
        self._line = [each for each in self._line if not is_meant(each)]
        if self._now is not None and is_meant(self._now):
            self.close()
