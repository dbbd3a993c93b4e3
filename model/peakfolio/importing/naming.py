"""Which indicator of a plan a name means: the same name, the same without brackets, or one that is near and to be looked at."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from peakfolio.importing.cleaning import squeeze

BRACKETED = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]")
SEPARATORS = re.compile(r"[、,，;；\n/／]+")
LEAST_LETTERS = 4
LEAST_LIKENESS = 0.75
CLEAR_LEAD = 0.1


@dataclass(frozen=True)
class Meant:
    """The indicator a name means, and whether that is beyond doubt."""

    indicator_id: str
    is_sure: bool


class Names:
    """The names of a plan's indicators, to look others up in."""

    def __init__(self, names: Sequence[tuple[str, str]]) -> None:
        self._exact: dict[str, list[str]] = {}
        self._bare: dict[str, list[str]] = {}
        for key, name in names:
            self._exact.setdefault(squeeze(name), []).append(key)
            self._bare.setdefault(strip_brackets(name), []).append(key)

    def find(self, name: str) -> Meant | None:
        """The indicator a name means; None where none or several could be meant."""
        for known, said in ((self._exact, squeeze(name)), (self._bare, strip_brackets(name))):
            if said in known:
                return Meant(known[said][0], len(known[said]) == 1)
        return self._find_near(strip_brackets(name))

    def _find_near(self, said: str) -> Meant | None:
        if len(said) < LEAST_LETTERS:
            return None
        held = {
            name: keys
            for name, keys in self._bare.items()
            if len(name) >= LEAST_LETTERS and (name in said or said in name)
        }
        if len(held) == 1:
            return Meant(next(iter(held.values()))[0], False)
        ranked = sorted(((SequenceMatcher(None, said, name).ratio(), name) for name in self._bare), reverse=True)[:2]
        if not ranked or ranked[0][0] < LEAST_LIKENESS:
            return None
        if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < CLEAR_LEAD:
            return None
        return Meant(self._bare[ranked[0][1]][0], False)

    def split(self, words: str) -> tuple[str, ...]:
        """The names of a cell; a known name that holds a separator stays whole."""
        kept: Mapping[str, str] = {}
        text = words
        for name in sorted((each for each in self._exact if SEPARATORS.search(each)), key=len, reverse=True):
            if name in squeeze(text):
                mark = f"\ue000{len(kept)}\ue001"
                kept = {**kept, mark: name}
                text = squeeze(text.replace("\n", "、")).replace(name, mark)
        parts = [each.strip(" 。.") for each in SEPARATORS.split(text)]
        return tuple(dict.fromkeys(_restore(each, kept) for each in parts if each))


def _restore(part: str, kept: Mapping[str, str]) -> str:
    for mark, name in kept.items():
        part = part.replace(mark, name)
    return part


def strip_brackets(name: str) -> str:
    """A name without what stands in brackets, and without what frames it."""
    return re.sub(r"^\d+[.、]|[*《》“”\"]", "", BRACKETED.sub("", squeeze(name)))
