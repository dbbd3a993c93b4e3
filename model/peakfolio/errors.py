"""What can go wrong, said once and in full.

Every error a user can cause is a ``PeakfolioError``; the command line prints its text in the reader's language and nothing else.
"""

import copyreg
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from peakfolio.words import Language, Listing, Message, Name, Words, listing, say, say_in, say_many

MOST_RANGES = 8  # of rows that a line names
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


@dataclass(frozen=True)
class FaultKind:
    """The faults of one kind: the same thing wrong in the same column of a file, row after row."""

    faults: tuple[Fault, ...]

    @property
    def first(self) -> Fault:
        """The first of them, which stands for all."""
        return self.faults[0]

    @property
    def rows(self) -> str:
        """The rows as a person writes them: 2-53, 60; empty where they are of no row."""
        return show_rows([fault.row for fault in self.faults if fault.row is not None])

    @property
    def finding(self) -> Words:
        """What was found: of several different ones the first, as an example."""
        said = self.first.finding
        alike = all(fault.finding == said for fault in self.faults)
        return said if alike else say("for example: {finding}", finding=said)

    @property
    def mend(self) -> Words:
        """How to mend them: where each is mended in its own way, the first."""
        said = self.first.mend
        return said if all(fault.mend == said for fault in self.faults) else say("{mend}, and so on", mend=said)

    @property
    def said(self) -> Words:
        """All of them in one line."""
        if len(self.faults) == 1:
            return self.first.said
        place: list[Words | str] = [self.first.file]
        place += [say("rows {rows}", rows=self.rows)] if self.rows else []
        place += [self.first.column] if self.first.column else []
        return say(
            "{place}: {count:,} times: {finding}; {mend}.",
            place=listing(place, say_in("place", ", ")),
            count=len(self.faults),
            finding=self.finding,
            mend=self.mend,
        )


def sort_faults(faults: Iterable[Fault]) -> tuple[FaultKind, ...]:
    """Faults by their kind, in the order in which the kinds were first met."""
    kinds: dict[tuple[str, ...], list[Fault]] = {}
    for fault in faults:
        key = (fault.file, fault.column or "", _find_pattern(fault.finding), _find_pattern(fault.mend))
        kinds.setdefault(key, []).append(fault)
    return tuple(FaultKind(tuple(each)) for each in kinds.values())


def _find_pattern(said: Words) -> str:
    """A sentence without what differs from cell to cell: its text, and that of the sentences in it."""
    if not isinstance(said, Message):
        return said.read("en")
    parts = (each for _, each in said.fields if isinstance(each, Message | Listing))
    return "|".join((said.text, *(_find_pattern(each) for each in parts)))


def show_rows(rows: Iterable[int]) -> str:
    """Numbers of rows with runs drawn together; of many runs the first, and a sign that there are more."""
    runs: list[list[int]] = []
    for row in sorted(set(rows)):
        if runs and row == runs[-1][1] + 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    shown = [str(first) if first == last else f"{first}-{last}" for first, last in runs[:MOST_RANGES]]
    return ", ".join(shown) + (" …" if len(runs) > MOST_RANGES else "")


class PlanFaults(PeakfolioError):
    """A plan package cannot be read; carries every fault, not only the first, and says one line for each kind of them.

    ``left_out`` counts the faults beyond those that are kept.
    """

    def __init__(self, place: str, faults: tuple[Fault, ...], left_out: int = 0) -> None:
        self.place = place
        self.faults = faults
        self.left_out = left_out
        super().__init__(self._list(kind.said for kind in self.kinds))

    @property
    def kinds(self) -> tuple[FaultKind, ...]:
        """The faults by their kind."""
        return sort_faults(self.faults)

    @property
    def said_each(self) -> Words:
        """Every fault on a line of its own."""
        return self._list(fault.said for fault in self.faults)

    def _list(self, said: Iterable[Words]) -> Words:
        total = len(self.faults) + self.left_out
        lines = [say_many("1 problem in {place}:", "{n:,} problems in {place}:", total, place=self.place)]
        lines += [say("  {fault}", fault=each) for each in said]
        lines += [say("  and {left_out:,} more.", left_out=self.left_out)] if self.left_out else []
        return listing(lines, Name("\n", "\n"))


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
