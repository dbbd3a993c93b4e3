"""What can go wrong, said once and in full.

Every error a user can cause is a ``PeakfolioError``; the command line prints its text in the reader's language and nothing else.
"""

import copyreg
from dataclasses import dataclass
from typing import Any

from peakfolio.words import Language, Name, Words, listing, say, say_in, say_many

MOST_NAME = 80  # letters of an unknown name that a message repeats


class PeakfolioError(Exception):
    """The base of every error that a user's input can cause."""

    def __init__(self, said: Words) -> None:
        self.said = said
        super().__init__(said.read("en"))

    def __reduce__(self) -> Any:
        """Sent from one process to another an error keeps what it says, whatever its own arguments were."""
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
        return self.said.read(language)

    @property
    def said(self) -> Words:
        """The place, the finding, the mend."""
        row = [] if self.row is None else [say("row {row}", row=self.row)]
        place = listing([self.file, *row, *([self.column] if self.column else [])], say_in("place", ", "))
        return say("{place}: {finding}; {mend}.", place=place, finding=self.finding, mend=self.mend)


@dataclass(frozen=True)
class Flaw:
    """One thing wrong with a row, or with a section of settings, by its column; its place is named by whoever knows the file."""

    column: str | None
    finding: Words
    mend: Words

    def at(self, file: str, row: int | None = None) -> Fault:
        """The flaw as a fault of a file."""
        return Fault(file, row, self.column, self.finding, self.mend)


class PlanFaults(PeakfolioError):
    """A plan package cannot be read; carries every fault, not only the first.

    ``left_out`` counts the faults beyond those that are shown.
    """

    def __init__(self, place: str, faults: tuple[Fault, ...], left_out: int = 0) -> None:
        self.place = place
        self.faults = faults
        self.left_out = left_out
        total = len(faults) + left_out
        lines = [say_many("1 problem in {place}:", "{n:,} problems in {place}:", total, place=place)]
        lines += [say("  {fault}", fault=fault.said) for fault in faults]
        lines += [say("  and {left_out:,} more.", left_out=left_out)] if left_out else []
        super().__init__(listing(lines, Name("\n", "\n")))


class UnknownName(PeakfolioError):
    """A region, scenario or other name that does not exist; says which ones do."""

    def __init__(self, kind: Words, name: str, known: tuple[str, ...]) -> None:
        said = name if len(name) <= MOST_NAME else f"{name[:MOST_NAME]}…"
        super().__init__(
            say(
                "There is no {kind} named '{said}'. Known: {known}.",
                kind=kind,
                said=said,
                known=listing(known) if known else say("none"),
            )
        )


class MissingData(PeakfolioError):
    """A question the data of a plan cannot answer; says what is missing."""


class SolverFailure(PeakfolioError):
    """The solver returned no solution where one must exist."""


class VerificationFailure(PeakfolioError):
    """A portfolio does not add up when it is re-added without the optimiser."""
