"""What a session keeps of a county of one's own: the documents being brought in, and the review of proposals."""

from dataclasses import dataclass, field

from peakfolio.app.own.bringing import Bringing
from peakfolio.app.own.reviewing import Review, begin_review
from peakfolio.app.sessions import Session


@dataclass
class OwnDesk:
    """Both works of one session; ``line`` is the plan the review belongs to."""

    bringing: Bringing = field(default_factory=Bringing)
    review: Review | None = None
    line: int = -1

    @property
    def has_work(self) -> bool:
        """Whether something would be lost with it."""
        return self.bringing.has_work or (self.review is not None and bool(self.review.acts))

    def close(self) -> None:
        """Ends what it keeps running."""
        self.bringing.reader.close()


def find_desk(session: Session) -> OwnDesk:
    """The desk of a session, made when it is first needed."""
    if not isinstance(session.own, OwnDesk):
        session.own = OwnDesk()
    return session.own


def find_review(session: Session) -> Review:
    """The review of the session's plan, begun where there is none yet. It takes a moment: not to be called by the page itself."""
    desk = find_desk(session)
    if desk.review is None or desk.line != session.line:
        desk.review, desk.line = begin_review(session.opened.plan, session.folder), session.line
    return desk.review
