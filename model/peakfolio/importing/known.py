"""What the indicator systems that ship say of an indicator, found by its printed name."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from peakfolio.assess.matching_names import Match, match_indicator, rank_systems
from peakfolio.plan.system_book import SystemBook
from peakfolio.plan.system_tables import SystemIndicator

LEAST_KNOWN = 5  # names that must surely be a system's before it is taken for one the plan leans on


@dataclass(frozen=True)
class Known:
    """A row of an indicator system that a printed name means, and whether that is beyond doubt."""

    row: SystemIndicator
    is_sure: bool


FindKnown = Callable[[str, str | None], Known | None]


def find_nothing(name: str, unit: str | None) -> Known | None:
    """No system: nothing is known."""
    return None


def choose_systems(names: Iterable[str], book: SystemBook, wanted: str | None) -> tuple[str, ...]:
    """The systems to look names up in: the one a person names, else those that many of the names are surely of, the best first.

    Raises UnknownName where there is no system of the name.
    """
    if wanted is not None:
        return (book.find_system(wanted).system_id,)
    return tuple(key for key, count in rank_systems(names, book) if count >= LEAST_KNOWN)


def look_up(systems: tuple[str, ...], book: SystemBook) -> FindKnown:
    """A look-up in systems one after the other: a sure match of any before a near one of the first."""
    rows = [book.list_indicators(each) for each in systems]

    def find(name: str, unit: str | None) -> Known | None:
        found: list[Match] = []
        for each in rows:
            match = match_indicator(name, each, unit)
            if match is not None and match.mark == "sure":
                return Known(match.row, True)
            found += [match] if match is not None else []
        return Known(found[0].row, False) if found else None

    return find
