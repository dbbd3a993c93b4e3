"""Parts that stand in one row and are parted by nothing but line ends: which lines are a name, and which value is whose.

Cells of one row do not break their lines alike: a name goes on in a second line, what all parts have in common stands there once, and
the first line may be the name of the whole. How many parts there are is said by the cells of values; the lines of names are fitted to it.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from peakfolio.importing.cleaning import is_blank, squeeze
from peakfolio.importing.parts import Part, split_names
from peakfolio.words import Words, say

LEAST = 2
MOST_LINES = 14
SHORTEST_NAME = 4
TAIL = 3  # signs: a line as short as this is the end of the one before
ENDING = re.compile(
    r"(?:率|比例|比重|占比|浓度|面积|指数|[数量度]|幅度|[降增]幅|天数|能耗|水耗|强度|水平|长度|系数|体系|制度|规模|EI)$"
)
WHOLE = re.compile(
    r"(?:质量|利用|保护|治理|安全|处理|处置|建设|修复|状况|环境|改善|净化|绿化|防治|管控|控制|保障|情况|[:：])$"
)
BRACKETED = re.compile(r"[(][^()]*[)]$|[①-⑳*]+$")
GOES_ON = re.compile(r"^[)、，,及和与或的率例占以]|^(?:比例|比重|面积|浓度|数量|幅度|程度)")
LEADS_ON = re.compile(r"[、，,(及和与或的达比]$")
SPACES = re.compile(r"(?<![≥≤><=≧≦＞＜])\s+(?![%‰％])")


@dataclass(frozen=True)
class Paired:
    """The parts of a row: the name of the whole, their names, the columns that have a value for each of them, and a doubt."""

    title: str
    names: tuple[str, ...]
    split: Mapping[int, tuple[Part, ...]]
    doubt: Words | None = None


def list_lines(words: str) -> tuple[str, ...]:
    """The lines of a cell; where its line ends were lost, what blanks part."""
    lines = words.split("\n") if "\n" in words.strip() else SPACES.split(words.strip())
    return tuple(each.strip() for each in lines if each.strip())


def pair_lines(printed: str, cells: Mapping[int, str], values: Sequence[int]) -> Paired | None:
    """The parts of a row, by the lines of its cells; None where it holds one indicator. ``values`` are the columns that count."""
    told = {place: list_lines(words) for place, words in cells.items() if not is_blank(words)}
    counts = Counter(len(told[place]) for place in values if place in told and len(told[place]) >= LEAST)
    title, numbered = split_names(printed)
    lines = list_lines(printed)
    if len(lines) > MOST_LINES or (numbered and "/" in title):
        return None
    if not counts:
        return _share_all(title, numbered, lines) if any(place in told for place in values) else None
    for size, _ in sorted(counts.items(), key=lambda each: (-each[1], -each[0])):
        fitted = (title, numbered, True) if len(numbered) == size else fit_names(lines, size)
        if fitted is not None:
            whole, names, is_sure = fitted
            split = {place: parts for place, found in told.items() if (parts := _split(found, size))}
            return Paired(
                whole, names, split, None if is_sure else say("the lines of its name may be parted otherwise")
            )
    return None


def _split(lines: Sequence[str], size: int) -> tuple[Part, ...]:
    if len(lines) == size + 1 and is_blank(lines[0]):
        lines = lines[1:]
    if len(lines) != size:
        return ()
    return tuple(Part("number", str(place), each, each) for place, each in enumerate(lines, start=1))


def _share_all(title: str, numbered: tuple[str, ...], lines: Sequence[str]) -> Paired | None:
    """Parts that have every value in common: only where their names leave no doubt that they are several."""
    doubt = say("one value stands for all parts of the name")
    if len(numbered) >= LEAST:
        return Paired(title, numbered, {}, doubt)
    names = lines[1:]
    if len(names) < LEAST or is_name(lines[0]) or not all(is_name(each) for each in names):
        return None
    return None if any(_weigh(*each) > 0 for each in pairwise(names)) else Paired(lines[0], tuple(names), {}, doubt)


def is_name(line: str) -> bool:
    """Whether a line ends as names of indicators do."""
    return len(line) >= SHORTEST_NAME and ENDING.search(_bare(line)) is not None


def _bare(line: str) -> str:
    return BRACKETED.sub("", squeeze(line))


def fit_names(lines: Sequence[str], size: int) -> tuple[str, tuple[str, ...], bool] | None:
    """The lines of a cell as so many names, the first perhaps that of the whole, and whether no other way is as good."""
    found: list[tuple[float, str, tuple[str, ...]]] = []
    joints = [_weigh(*each) for each in pairwise(lines)]
    for first in (0, 1):
        rest = len(lines) - first
        if rest < size:
            continue
        for breaks in combinations(range(1, rest), size - 1):
            bounds = [0, *breaks, rest]
            names = tuple(_join(lines[first + begin : first + end]) for begin, end in pairwise(bounds))
            parted = {first + each - 1 for each in breaks} | ({0} if first else set())
            score = sum(-weight if place in parted else weight for place, weight in enumerate(joints))
            score += _weigh_title(lines[0]) if first else 0.0
            found.append((score, lines[0] if first else "、".join(names), names))
    if not found:
        return None
    found.sort(key=lambda each: -each[0])
    is_sure = len(found) == 1 or found[0][0] - found[1][0] > 1
    return found[0][1].strip(":："), found[0][2], is_sure


def _weigh(line: str, below: str) -> float:
    """How much speaks for a line going on in the one below it, and against it where below zero."""
    own, other = squeeze(line), squeeze(below)
    if own.count("(") > own.count(")"):
        return 4.0
    weight = -2.0 if ENDING.search(_bare(line)) else 1.0
    weight += 3.0 if LEADS_ON.search(own) else 0.0
    weight += 2.0 if GOES_ON.search(other) else 0.0
    weight += 2.0 if len(other) <= TAIL and not other.isascii() else 0.0
    return weight + (2.0 if re.fullmatch(r"[(].*[)]", other) else 0.0)


def _weigh_title(line: str) -> float:
    """How much speaks for a line being the name of the whole."""
    if WHOLE.search(squeeze(line)):
        return 4.0
    return 1.0 if not ENDING.search(_bare(line)) else -1.0


def _join(lines: Sequence[str]) -> str:
    """A name that was broken over lines: without a blank, save between letters of ours."""
    joined = lines[0]
    for each in lines[1:]:
        joined += (" " if joined[-1].isascii() and each[0].isascii() and joined[-1].isalpha() else "") + each
    return joined
