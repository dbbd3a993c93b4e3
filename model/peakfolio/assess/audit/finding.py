"""What an audit finds."""

from dataclasses import dataclass
from typing import Literal

from peakfolio.plan.rows import CitedRow
from peakfolio.units import FACTORS, name_in_chinese, name_in_english, normalise_unit
from peakfolio.words import Language, Words, format_number

Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")


@dataclass(frozen=True)
class Place:
    """Lines of a source."""

    source_id: str
    lines: str | None


def cite(*rows: CitedRow) -> tuple[Place, ...]:
    """Where rows come from, each place once."""
    return tuple(dict.fromkeys(Place(row.source_id, row.lines) for row in rows))


@dataclass(frozen=True)
class Finding:
    """One thing a document says that does not hold, cannot be tested, or leads nowhere.

    ``error``: figures of the document disagree. ``warning``: the plan cannot work as printed. ``note``: worth knowing.
    ``figures`` are the two sides, as text. One fact is one finding: ``also`` names further rows, indicators or projects that it
    touches besides ``subject``. ``explanation`` is what the document itself says of the difference, verbatim. ``told`` is the second
    figure for a reader, where it holds words.
    """

    code: str
    severity: Severity
    subject: str
    sentence: Words
    figures: tuple[str, str] | None
    places: tuple[Place, ...]
    also: tuple[str, ...] = ()
    explanation: str | None = None
    told: Words | None = None


@dataclass(frozen=True)
class Amount(Words):
    """A number with its unit as printed; for an English reader 万 and 亿 are multiplied out: 2.4 亿元 is CNY 240 million."""

    value: float
    unit: str

    def read(self, language: Language) -> str:
        """The number and its unit in one language; a per cent sign follows its number."""
        if normalise_unit(self.unit) == "%":
            return f"{format_number(self.value)}%"
        if language == "zh":
            return f"{format_number(self.value)} {name_in_chinese(self.unit)}".strip()
        unit = normalise_unit(self.unit)
        many, rest = (FACTORS[unit[0]], unit[1:]) if unit[:1] in FACTORS else (1.0, unit)
        whole = self.value * many
        if rest == "元":
            return f"CNY {format_number(whole / 1e6)} million" if abs(whole) >= 1e6 else f"CNY {format_number(whole)}"
        return f"{format_number(whole)} {name_in_english(rest)}".strip()
