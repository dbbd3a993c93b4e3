"""What a file of a person's work holds: the scenarios put to each plan, their history, and what a saved plan is called."""

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from peakfolio.plan.settings import Scenario
from peakfolio.words import Language, Name

FORM = 1  # of the file; another form is not read


class Kept(BaseModel):
    """What a file of kept work is made of; nothing else is taken."""

    # a number that is none would be written as nothing, and the file could not be read again
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class KeptAnswer(Kept):
    """The headline figures of an answer, and the version of the program that computed them; never taken for an answer itself."""

    version: str
    cost_wan_yuan: float
    met: int
    targets: int
    starts: dict[str, int]
    headline_zh: str
    headline_en: str

    @property
    def headline(self) -> Name:
        """The sentence that said it."""
        return Name(self.headline_zh, self.headline_en)


class LinkLabel(Kept):
    """What is known of a read-only link: its secret, the visitor who made it, what it shows, and when it was made (seconds)."""

    secret: str
    owner: str
    title: str
    made: float


class KeptStep(Kept):
    """A scenario of the history, with its name, and what its answer was where one was found."""

    name: str
    scenario: Scenario
    answer: KeptAnswer | None = None


class KeptPlan(Kept):
    """The scenarios of one plan: a shipped one by its name, or a folder of the visitor's own."""

    region: str = ""
    folder: str = ""
    now: KeptStep
    past: tuple[KeptStep, ...] = ()
    saved: tuple[KeptStep, ...] = ()


class KeptWork(Kept):
    """The work of one visitor: the plan that is open, then those put aside. Answers are not kept; they are computed again."""

    form: int = Field(FORM, ge=FORM, le=FORM)
    language: Language
    tab: str
    delays: bool
    plans: tuple[KeptPlan, ...] = Field(min_length=1)


class SessionFile(Kept):
    """What a session file holds beside the package: what was asked of the plan, and what was found."""

    form: int = Field(FORM, ge=FORM, le=FORM)
    version: str
    plan: KeptPlan


class Label(Kept):
    """What is written of a saved plan beside its versions."""

    title: str
    is_archived: bool = False


def dump_kept(kept: Kept) -> bytes:
    """What is kept as its file holds it."""
    return (kept.model_dump_json(indent=1, exclude_defaults=True) + "\n").encode()


def parse_work(data: bytes) -> KeptWork | None:
    """The work a file holds; None where it holds none that can be read."""
    try:
        return KeptWork.model_validate_json(data)
    except ValidationError:
        return None


def parse_label(data: bytes) -> Label | None:
    """What a file calls a saved plan; None where it does not say."""
    try:
        return Label.model_validate_json(data)
    except ValidationError:
        return None


def parse_link(data: bytes) -> LinkLabel | None:
    """What a file says of a read-only link; None where it says nothing that can be read."""
    try:
        return LinkLabel.model_validate_json(data)
    except ValidationError:
        return None


def parse_session(data: bytes) -> SessionFile | None:
    """What a session file holds; None where it cannot be read."""
    try:
        return SessionFile.model_validate_json(data)
    except ValidationError:
        return None
