"""What a session keeps of a county of one's own: the documents being brought in, and the review of proposals."""

from dataclasses import dataclass, field

from peakfolio.app.own.bringing import Bringing
from peakfolio.app.own.editing_desk import EditingDesk, begin_editing
from peakfolio.app.own.reviewing import Review, begin_review
from peakfolio.app.sessions import Opened, Session


@dataclass
class OwnDesk:
    """All works of one session; ``line`` and ``reviewed`` are the plan the review belongs to."""

    bringing: Bringing = field(default_factory=Bringing)
    review: Review | None = None
    line: int = -1
    reviewed: Opened | None = None
    editing: EditingDesk | None = None
    editing_line: int = -1

    @property
    def has_work(self) -> bool:
        """Whether something would be lost with it."""
        is_editing = self.editing is not None and self.editing.has_work
        return is_editing or self.bringing.has_work or (self.review is not None and bool(self.review.acts))

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
    if desk.review is None or desk.line != session.line or desk.reviewed is not session.opened:
        desk.review, desk.line = begin_review(session.opened.plan, session.folder), session.line
        desk.reviewed = session.opened
    return desk.review


def find_editing(session: Session) -> EditingDesk:
    """The edits of the session's plan; another plan begins with none. Raises PeakfolioError where its changes cannot be read."""
    desk = find_desk(session)
    if desk.editing is None or desk.editing_line != session.line:
        desk.editing, desk.editing_line = begin_editing(session), session.line
    desk.editing.follow(session.opened)
    return desk.editing
