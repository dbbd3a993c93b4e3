"""What an audit finds."""

from dataclasses import dataclass
from typing import Literal

from peakfolio.units import FACTORS, name_in_english, normalise_unit
from peakfolio.words import Words, format_number

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
    sentence: Words
    figures: tuple[str, str] | None
    places: tuple[Place, ...]


def show_in_english(value: float, printed: str) -> str:
    """A number with its unit for an English reader, its 万 and 亿 multiplied out: 2.4 亿元 is CNY 240 million, 0.2 万亩 is 2,000 mu."""
    unit = normalise_unit(printed)
    many, rest = (FACTORS[unit[0]], unit[1:]) if unit[:1] in FACTORS else (1.0, unit)
    whole = value * many
    if rest == "元":
        return f"CNY {format_number(whole / 1e6)} million" if abs(whole) >= 1e6 else f"CNY {format_number(whole)}"
    return f"{format_number(whole)} {name_in_english(rest)}".strip()
