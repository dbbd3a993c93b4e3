"""Who may have a process at work: so many at once; whoever asks later waits in line, and nobody's work is ended for another."""

from typing import Protocol

from peakfolio.app.jobs import Worker
from peakfolio.app.limits import MOST_WORKERS


class Member(Protocol):
    """One who has a process answer questions."""

    worker: Worker
    seen: float

    @property
    def is_at_work(self) -> bool:
        """Whether something has been asked and not yet answered."""

    def begin(self) -> None:
        """Hands what was asked to the process."""


class Crew:
    """The processes of all visitors together."""

    def __init__(self, most: int = MOST_WORKERS) -> None:
        self._most = most
        self._placed: list[Member] = []
        self._line: list[Member] = []

    def call(self, member: Member) -> None:
        """Begins what a member has asked at once where it has a process or one can be had, else when its turn comes."""
        if member.worker.is_alive:
            member.begin()
        elif member not in self._line:
            self._line.append(member)
            self.move_up()

    def leave(self, member: Member) -> None:
        """The member waits no longer and has no process any more."""
        self._line = [each for each in self._line if each is not member]
        self._placed = [each for each in self._placed if each is not member]

    def count_before(self, member: Member) -> int | None:
        """How many wait before a member; None where it does not wait."""
        return next((place for place, each in enumerate(self._line) if each is member), None)

    def move_up(self) -> None:
        """Gives every free place to whoever waits longest; a process that rests makes room, one at work never does."""
        while self._line and self._make_room():
            member = self._line.pop(0)
            self._placed.append(member)
            member.begin()

    def _make_room(self) -> bool:
        self._placed = [each for each in self._placed if each.worker.is_alive]
        if len(self._placed) < self._most:
            return True
        resting = [each for each in self._placed if not each.is_at_work]
        if not resting:
            return False
        longest = min(resting, key=lambda each: each.seen)
        longest.worker.close()
        self.leave(longest)
        return True
