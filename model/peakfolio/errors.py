"""What can go wrong, said once and in full.

Every error a user can cause is a ``PeakfolioError``; the command line prints its text in the reader's language and nothing else.
"""

import copyreg
from dataclasses import dataclass
from typing import Any

from peakfolio.words import Language, Name, Words, say

MOST_NAME = 80  # letters of an unknown name that a message repeats


class PeakfolioError(Exception):
    """The base of every error that a user's input can cause, said in Chinese and in English."""

    def __init__(self, zh: str, en: str) -> None:
        self.said = Name(zh, en)
        super().__init__(en)

    def __reduce__(self) -> Any:
        """Sent from one process to another an error keeps both languages, whatever its own arguments were."""
        return copyreg.__newobj__, (type(self), *self.args), self.__dict__  # type: ignore[attr-defined]

    def read(self, language: Language) -> str:
        """The error in one language."""
        return self.said.read(language)


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a plan package: where it is, what was found, how to mend it."""

    file: str
    row: int | None
    column: str | None
    finding: Words
    mend: Words

    def __str__(self) -> str:
        return self.read("en")

    def read(self, language: Language) -> str:
        """The fault in one language: its place, the finding, the mend."""
        zh = language == "zh"
        place = [self.file]
        place += [f"第 {self.row} 行" if zh else f"row {self.row}"] if self.row is not None else []
        place += [self.column] if self.column else []
        finding, mend = self.finding.read(language), self.mend.read(language)
        return f"{'，'.join(place)}：{finding}；{mend}。" if zh else f"{', '.join(place)}: {finding}; {mend}."


class PlanFaults(PeakfolioError):
    """A plan package cannot be read; carries every fault, not only the first.

    ``left_out`` counts the faults beyond those that are shown.
    """

    def __init__(self, place: str, faults: tuple[Fault, ...], left_out: int = 0) -> None:
        self.place = place
        self.faults = faults
        self.left_out = left_out
        total = len(faults) + left_out
        count = "1 problem" if total == 1 else f"{total:,} problems"
        zh = [f"{place} 有 {total:,} 处差错：", *(f"  {fault.read('zh')}" for fault in faults)]
        en = [f"{count} in {place}:", *(f"  {fault.read('en')}" for fault in faults)]
        if left_out:
            zh.append(f"  另有 {left_out:,} 处。")
            en.append(f"  and {left_out:,} more.")
        super().__init__("\n".join(zh), "\n".join(en))


class UnknownName(PeakfolioError):
    """A region, scenario or other name that does not exist; says which ones do."""

    def __init__(self, kind: Words, name: str, known: tuple[str, ...]) -> None:
        said = name if len(name) <= MOST_NAME else f"{name[:MOST_NAME]}…"
        super().__init__(
            say(
                "There is no {kind} named '{said}'. Known: {known}.",
                kind=kind,
                said=said,
                known=Name("、".join(known) or "无", ", ".join(known) or "none"),
            )
        )


class MissingData(PeakfolioError):
    """A question the data of a plan cannot answer; says what is missing."""


class SolverFailure(PeakfolioError):
    """The solver returned no solution where one must exist."""


class VerificationFailure(PeakfolioError):
    """A portfolio does not add up when it is re-added without the optimiser."""
