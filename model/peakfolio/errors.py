"""What can go wrong, said once and in full.

Every error a user can cause is a ``PeakfolioError``; the command line prints its text and nothing else.
"""

from dataclasses import dataclass


class PeakfolioError(Exception):
    """The base of every error that a user's input can cause."""


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a plan package: where it is, what was found, how to mend it."""

    file: str
    row: int | None
    column: str | None
    finding: str
    mend: str

    def __str__(self) -> str:
        place = [self.file]
        place += [f"row {self.row}"] if self.row is not None else []
        place += [self.column] if self.column else []
        return f"{', '.join(place)}: {self.finding}; {self.mend}."


class PlanFaults(PeakfolioError):
    """A plan package cannot be read; carries every fault, not only the first."""

    def __init__(self, place: str, faults: tuple[Fault, ...]) -> None:
        self.place = place
        self.faults = faults
        count = "1 problem" if len(faults) == 1 else f"{len(faults)} problems"
        super().__init__("\n".join([f"{count} in {place}:", *(f"  {fault}" for fault in faults)]))


class UnknownName(PeakfolioError):
    """A region, scenario or other name that does not exist; says which ones do."""

    def __init__(self, kind: str, name: str, known: tuple[str, ...]) -> None:
        super().__init__(f"There is no {kind} named '{name}'. Known: {', '.join(known) or 'none'}.")


class MissingData(PeakfolioError):
    """A question the data of a plan cannot answer; says what is missing, in Chinese and English."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh, self.en = zh, en
        super().__init__(f"{zh}\n{en}")


class SolverFailure(PeakfolioError):
    """The solver returned no solution where one must exist."""


class VerificationFailure(PeakfolioError):
    """A portfolio does not add up when it is re-added without the optimiser."""
