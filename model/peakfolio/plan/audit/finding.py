"""What an audit finds."""

from dataclasses import dataclass
from typing import Literal

from peakfolio.language import Sentence

Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")


@dataclass(frozen=True)
class Place:
    """Lines of a source."""

    source_id: str
    lines: str | None


@dataclass(frozen=True)
class Finding:
    """One thing a document says that does not hold, cannot be tested, or leads nowhere.

    ``error``: figures of the document disagree. ``warning``: the plan cannot work as printed. ``note``: worth knowing.
    ``figures`` are the two sides, as text.
    """

    code: str
    severity: Severity
    subject: str
    sentence: Sentence
    figures: tuple[str, str] | None
    places: tuple[Place, ...]
