"""Faults as they are found: the first of each file are kept, all are counted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Self

from peakfolio.errors import Fault, PlanFaults
from peakfolio.plan.limits import MOST_FAULTS, MOST_FINDING, shorten
from peakfolio.words import LANGUAGES, Name, Words


@dataclass(frozen=True)
class Written:
    """How a package calls a table and its columns, where it does not use the names of the code."""

    file: str
    heads: Mapping[str, str]

    def rename(self, fault: Fault) -> Fault:
        """A fault with these names."""
        column = None if fault.column is None else shorten(self.heads.get(fault.column, fault.column))
        return replace(fault, file=self.file, column=column)


class Faults(list[Fault]):
    """Faults as they are found: the first of each file are kept, all are counted, and no message is longer than a person reads."""

    def __init__(self) -> None:
        super().__init__()
        self._counts: dict[str, int] = {}

    @property
    def files(self) -> frozenset[str]:
        """The files in which something was found."""
        return frozenset(self._counts)

    def gather(self, place: str, written: Mapping[str, Written] = MappingProxyType({})) -> PlanFaults:
        """The error that names all of them, files and columns by the names somebody gave them; those beyond what is kept are counted."""
        faults = tuple(written[each.file].rename(each) if each.file in written else each for each in self)
        return PlanFaults(place, faults, sum(self._counts.values()) - len(self))

    def append(self, fault: Fault) -> None:
        """Keeps or counts one more."""
        self._counts[fault.file] = self._counts.get(fault.file, 0) + 1
        if self._counts[fault.file] <= MOST_FAULTS:
            finding, mend = (_cut(said) for said in (fault.finding, fault.mend))
            super().append(replace(fault, finding=finding, mend=mend))

    def __iadd__(self, found: Iterable[Fault]) -> Self:  # type: ignore[override,misc]  # nothing is added but faults
        for fault in found:
            self.append(fault)
        return self


def _cut(said: Words) -> Words:
    if all(len(said.read(each)) <= MOST_FINDING for each in LANGUAGES):
        return said
    return Name(*(shorten(said.read(each), MOST_FINDING) for each in LANGUAGES))
