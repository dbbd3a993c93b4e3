"""Which reference class a project belongs to, by the words of its name and content."""

from collections.abc import Iterable
from dataclasses import dataclass

from peakfolio.plan.evidence_tables import ReferenceClass
from peakfolio.plan.tables import Project

MOST_CLASSES = 3  # as many are shown where the words leave it open
SURE_WORDS = 2  # a class that fewer words point to is shown with the next ones


@dataclass(frozen=True)
class Match:
    """A class and the words of a text that point to it."""

    kind: ReferenceClass
    words: tuple[str, ...]
    place: int

    @property
    def rank(self) -> tuple[int, int, int]:
        """Most words first, then the longest word, then the word that stands first."""
        return (-len(self.words), -max(map(len, self.words)), self.place)


def write_text(project: Project) -> str:
    """What is read of a project: its name before its content."""
    return f"{project.name_zh}。{project.content_zh or ''}"


def rank_classes(text: str, classes: Iterable[ReferenceClass]) -> tuple[Match, ...]:
    """Every class a text points to, best first; a class with an excluded word in the text is out."""
    found = (_match(text, kind) for kind in classes)
    return tuple(sorted((each for each in found if each is not None), key=lambda each: (each.rank, each.kind.class_id)))


def find_classes(text: str, classes: Iterable[ReferenceClass]) -> tuple[Match, ...]:
    """The class of a text; up to three where the words leave it open."""
    ranked = rank_classes(text, classes)
    return ranked[:1] if is_sure(ranked) else ranked[:MOST_CLASSES]


def is_sure(ranked: tuple[Match, ...]) -> bool:
    """Whether one class has at least two words, and more than every other."""
    if not ranked or len(ranked[0].words) < SURE_WORDS:
        return False
    return len(ranked) == 1 or len(ranked[0].words) > len(ranked[1].words)


def split_words(cell: str | None) -> tuple[str, ...]:
    """The words of a cell, parted by ';'."""
    return tuple(each.strip() for each in (cell or "").split(";") if each.strip())


def _match(text: str, kind: ReferenceClass) -> Match | None:
    if any(word in text for word in split_words(kind.excludes_zh)):
        return None
    found = {word for word in split_words(kind.keywords_zh) if word in text}
    words = tuple(sorted(each for each in found if not any(each != other and each in other for other in found)))
    return Match(kind, words, min(map(text.index, words))) if words else None
