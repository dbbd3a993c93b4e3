"""What of a document a proposal rests on: its lines with some around them, and the words in them that were read."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from peakfolio.assess.classing import rank_classes, write_text
from peakfolio.assess.sizing import read_size
from peakfolio.plan.chain_tables import Parameter
from peakfolio.plan.chains import Chain
from peakfolio.plan.plan import Plan
from peakfolio.plan.rows import Source
from peakfolio.plan.tables import Project
from peakfolio.words import Words, say

AROUND = 2  # lines shown before and after those that are cited
MOST_LINES = 40
TEXT = re.compile(r"source-[0-9]+[.]txt")  # no other file is opened, whatever a package says
Piece = tuple[str, bool]  # words, and whether they were read


@dataclass(frozen=True)
class PassageLine:
    """A line of a document: its number, whether it is cited, and its words in pieces."""

    number: int | None
    is_cited: bool
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Passage:
    """Part of a document; ``is_text`` says whether it is the document's own text, or the row of the plan that was taken from it."""

    title: Words
    lines: tuple[PassageLine, ...]
    is_text: bool


def find_passage(plan: Plan, folder: Path, action_id: str, chain: Chain | None = None) -> Passage:
    """What the document says of a project or measure; where its text is not kept beside the package, the row of the plan."""
    row = plan.name_action(action_id)
    words = list_words(plan, row, chain) if isinstance(row, Project) else ()
    source = plan.source_by_id.get(row.source_id)
    text = _read_source(folder, source)
    cited = [number for number in list_numbers(row.lines) if number <= len(text)]
    if source is not None and cited:
        title = say("{source}, lines {lines}", source=source.name, lines=row.lines or "")
        return Passage(title, tuple(_list_lines(text, cited, words)), True)
    printed = (PassageLine(None, True, mark_words(each, words)) for each in _list_printed(row))
    return Passage(say("As the row of the plan has it; the document's text is not kept here"), tuple(printed), False)


def _read_source(folder: Path, source: Source | None) -> tuple[str, ...]:
    is_kept = source is not None and source.file is not None and TEXT.fullmatch(source.file)
    return read_lines(folder / source.file) if is_kept and source is not None and source.file is not None else ()


@lru_cache(maxsize=64)
def read_lines(path: Path) -> tuple[str, ...]:
    """The lines of a text that is kept beside a package; none where it is not."""
    if not path.is_file():
        return ()
    return tuple(path.read_text(encoding="utf-8", errors="replace").split("\n"))


def list_numbers(lines: str | None) -> list[int]:
    """The numbers of cited lines such as 344;346-348, no more than a person reads."""
    found: list[int] = []
    for part in (lines or "").split(";"):
        first, _, last = part.partition("-")
        if first:
            found += range(int(first), min(int(last or first), int(first) + MOST_LINES) + 1)
    return found[:MOST_LINES]


def list_words(plan: Plan, project: Project, chain: Chain | None) -> tuple[str, ...]:
    """The words a proposal was read from: those of its class, and its quantity as printed."""
    ranked = rank_classes(write_text(project), plan.evidence.classes)[:1]
    units = (
        [link.origin.unit for link in chain.links if isinstance(link.origin, Parameter)] if chain is not None else []
    )
    sizes = (read_size(project, unit, ranked) for unit in units[:1])
    quantities = [size.reading.as_written for size in sizes if size is not None]
    return tuple(dict.fromkeys([*quantities, *(word for match in ranked for word in match.words)]))


def mark_words(text: str, words: Iterable[str]) -> tuple[Piece, ...]:
    """A text in pieces: the words that were read, the longest first, and what stands between them."""
    wanted = sorted((each for each in words if each.strip()), key=len, reverse=True)
    if not wanted:
        return ((text, False),)
    parts = re.split("(" + "|".join(map(re.escape, wanted)) + ")", text)
    return tuple((part, part in wanted) for part in parts if part)


def _list_lines(text: Sequence[str], cited: Sequence[int], words: Sequence[str]) -> Iterator[PassageLine]:
    shown = sorted({near for each in cited for near in range(each - AROUND, each + AROUND + 1)})
    for number in shown:
        if 1 <= number <= len(text) and text[number - 1].strip():
            is_cited = number in cited
            pieces = mark_words(text[number - 1], words) if is_cited else ((text[number - 1], False),)
            yield PassageLine(number, is_cited, pieces)


def _list_printed(row: object) -> Iterator[str]:
    """The cells of a project or measure that were copied from the document."""
    for column in ("name_zh", "content_zh", "as_written", "cost_as_written", "years_as_written", "supports_as_written"):
        text = getattr(row, column, None)
        if text:
            yield str(text)
