"""Several values in one cell: numbered ones, one for each place, terrain or zone, two with a stroke between them, or one on each line."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from peakfolio.importing.relations import PLACES, TERRAINS, ZONES

How = Literal["number", "place", "terrain", "zone", "stroke"]
CIRCLED = re.compile(r"[①-⑳]")
NUMBERED = re.compile(r"(?:^|(?<=[\n，,；;、。 ]))[(（]?(\d{1,2})[.、)）．](?!\d)\s*")
VALUE = r"\s*(?:地区|区域|区)?\s*[:：]?\s*(?=[≥≤><＞＜=约]|\d|不低于|不高于|不少于|不超过|达到|完成|保持|优于)"
STROKE = re.compile(r"\s*([^/／\n]*\d[^/／\n]*?)\s*[/／]\s*([^/／\n]*\d[^/／\n]*?)\s*")
UNIT_BEFORE = re.compile(r"[\d.]+\s*[^\d\s%％.]+$")
LEAST = 2
TRIMMED = " \n；;，,、/／。"


@dataclass(frozen=True)
class Part:
    """One of several values in a cell: what it is for, and its own words."""

    how: How
    label: str
    text: str
    written: str = ""  # as printed, with its label


def split_parts(words: str) -> tuple[Part, ...]:
    """The values a cell holds; none where it holds one only."""
    numbered = _split_numbered(words)
    if numbered:
        return numbered
    for how, labels in (("terrain", TERRAINS), ("zone", ZONES), ("place", tuple(PLACES.values()))):
        found = _split_labelled(words, how, labels)  # type: ignore[arg-type]
        if found:
            return found
    return _split_stroke(words)


def _split_numbered(words: str) -> tuple[Part, ...]:
    plain = CIRCLED.sub(lambda found: f"\n{int(unicodedata.numeric(found[0]))}.", words)
    marks = list(NUMBERED.finditer(plain))
    if [each[1] for each in marks] != [str(place) for place in range(1, len(marks) + 1)] or len(marks) < LEAST:
        return ()
    if plain[: marks[0].start()].strip("\n 、,，"):
        return ()
    ends = [*(each.start() for each in marks[1:]), len(plain)]
    parts = tuple(
        Part("number", each[1], plain[each.end() : end].strip(TRIMMED), plain[each.start() : end].strip(TRIMMED))
        for each, end in zip(marks, ends, strict=True)
    )
    return parts if all(each.text for each in parts) else ()


def _split_labelled(words: str, how: How, labels: tuple[str, ...]) -> tuple[Part, ...]:
    pattern = re.compile(f"({'|'.join(labels)}){VALUE}")
    marks = list(pattern.finditer(words))
    if len(marks) < LEAST or words[: marks[0].start()].strip(" \n：:"):
        return ()
    ends = [*(each.start() for each in marks[1:]), len(words)]
    return tuple(
        Part(how, each[1], words[each.end() : end].strip(TRIMMED), words[each.start() : end].strip(TRIMMED))
        for each, end in zip(marks, ends, strict=True)
    )


def _split_stroke(words: str) -> tuple[Part, ...]:
    found = STROKE.fullmatch(words)
    if found is None or UNIT_BEFORE.search(found[1]):
        return ()
    return (Part("stroke", "1", found[1], found[1]), Part("stroke", "2", found[2], found[2]))


def split_names(words: str) -> tuple[str, tuple[str, ...]]:
    """A name and the names of its parts, as cells write them: numbered below it, or two with a stroke between them."""
    marks = list(NUMBERED.finditer(CIRCLED.sub(lambda found: f"\n{int(unicodedata.numeric(found[0]))}.", words)))
    plain = CIRCLED.sub(lambda found: f"\n{int(unicodedata.numeric(found[0]))}.", words)
    if len(marks) >= LEAST and [each[1] for each in marks] == [str(place) for place in range(1, len(marks) + 1)]:
        ends = [*(each.start() for each in marks[1:]), len(plain)]
        names = tuple(plain[each.end() : end].strip(" \n；;，,、。") for each, end in zip(marks, ends, strict=True))
        return plain[: marks[0].start()].strip(" \n：:"), names
    halves = re.split(r"[/／]", words)
    if len(halves) == LEAST and all(len(each.strip()) > LEAST for each in halves):
        return words.strip(), tuple(each.strip() for each in halves)
    return words.strip(), ()


def find_area(label: str) -> str | None:
    """The area a label of a place stands for."""
    return next((area for area, pattern in PLACES.items() if re.fullmatch(pattern, label)), None)
