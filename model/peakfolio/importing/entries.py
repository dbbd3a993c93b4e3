"""What stands under one number of a list of indicators: one indicator, or several parts of it, over one row or several."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from peakfolio.importing.cleaning import is_blank, label, squeeze
from peakfolio.importing.documents import Cell
from peakfolio.importing.heads import Head
from peakfolio.importing.pairing import pair_lines
from peakfolio.importing.parts import Part, find_area, split_names, split_parts
from peakfolio.importing.tables import Line, PlanTable
from peakfolio.words import Words

VALUE_FIELDS = ("target", "dated", "base", "standard")
LABEL = re.compile(
    r"^((?:PM2\.5|PM10|[^\d≥≤<>＞＜=，,；;]){2,20}?)\s*(?=[≥≤><＞＜=]|不低于|不高于|不少于|不超过|(?:达到)?\d)"
)
LONGEST_NAME = 18
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Leaf:
    """An indicator that is measured: its name, its area where a cell names it, and the cells of each column."""

    name: str
    cells: tuple[tuple[Cell, ...], ...]  # by column; several where a column was split
    area: str | None = None
    is_named: bool = True  # whether its name is printed, and not made of the words of a value
    label: str = ""  # what stands before its values and says whose they are: 城区
    shared: frozenset[int] = frozenset()  # columns whose cell is one for several parts
    doubt: Words | None = None  # whether this is a part at all

    def own(self, place: int) -> Cell | None:
        """The words of a column, those of several cells one below the other."""
        found = self.cells[place] if place < len(self.cells) else ()
        if len(found) < 2:
            return found[0] if found else None
        return replace(found[0], text="\n".join(each.text for each in found))


@dataclass(frozen=True)
class Entry:
    """What stands under one number: its name, its parts (one with its own name where it has none), the categories above it."""

    number: int | None
    name: str
    leaves: tuple[Leaf, ...]
    lines: tuple[Line, ...]
    is_group: bool = False


def list_entries(table: PlanTable) -> Iterator[Entry]:
    """The entries of a table of indicators, in order."""
    number = next(iter(table.find("number")), None)
    names = table.find("indicator")
    name = names[0] if names else None
    if name is None:
        return
    for lines in _group_lines(table.lines, number, name):
        yield _read_entry(lines, table.heads, number, name)


def _group_lines(lines: Sequence[Line], number: int | None, name: int) -> Iterator[tuple[Line, ...]]:
    is_numbered = number is not None and any(squeeze(line.text(number)).isdigit() for line in lines)
    group: list[Line] = []
    for line in lines:
        above = group[-1] if group else None
        if above is not None and _goes_on(line, above, number if is_numbered else None, name):
            group.append(line)
            continue
        if group:
            yield tuple(group)
        group = [line]
    if group:
        yield tuple(group)


def _goes_on(line: Line, above: Line, number: int | None, name: int) -> bool:
    """Whether a row stands under the number of the one above it."""
    if number is None:
        return is_same(line, above, name) or not line.text(name).strip()
    if is_same(line, above, number) and not is_blank(line.text(number)):
        return True
    return is_blank(line.text(number)) and line.categories == above.categories


def is_same(line: Line, above: Line, place: int) -> bool:
    """Whether a cell is the one above it, in one merged area."""
    if place >= len(line.cells) or place >= len(above.cells):
        return False
    return line.cells[place].is_repeat and line.text(place) == above.text(place) and bool(line.text(place).strip())


def _read_entry(lines: tuple[Line, ...], heads: tuple[Head, ...], number: int | None, name: int) -> Entry:
    said = squeeze(lines[0].text(number)) if number is not None else ""
    values = [place for place, each in enumerate(heads) if (each.field or "").split(":")[0] in VALUE_FIELDS]
    more = next((place for place, each in enumerate(heads) if each.field == "indicator:more"), None)
    leaves, title = _split_rows(lines, values, name, more)
    is_group = len(leaves) > 1
    if len(leaves) == 1:
        units = [place for place, each in enumerate(heads) if each.field == "unit"]
        leaves, whole = _split_inline(leaves[0], (lines[0].text(name), name), values, units)
        is_group = len(leaves) > 1
        title = label(whole) if is_group else title
    return Entry(int(said) if said.isdigit() else None, title, leaves, lines, is_group)


def _split_rows(
    lines: tuple[Line, ...], values: Sequence[int], name: int, more: int | None
) -> tuple[tuple[Leaf, ...], str]:
    """The parts of an entry by its rows, and the name of the whole."""
    title = label(lines[0].text(name))
    starts = [n for n, line in enumerate(lines) if n == 0 or _is_new(line, lines[n - 1], name)]
    if len(starts) > 1:
        heads_group = not any(_find_own(lines[:1], place, title) for place in values)
        bounds = [*starts[1 if heads_group else 0 :], len(lines)]
        spans = [lines[begin:end] for begin, end in pairwise(bounds)]
        leaves = tuple(Leaf(label(span[0].text(name)), gather(span, title)) for span in spans)
        return leaves, title if heads_group else "、".join(each.name for each in leaves)
    if more is not None:
        subs = [n for n, line in enumerate(lines) if n == 0 or not is_same(line, lines[n - 1], more)]
        told = [label(lines[n].text(more)) for n in subs]
        if len(set(told) - {title, ""}) > 1:
            spans = [lines[begin:end] for begin, end in zip(subs, [*subs[1:], len(lines)], strict=True)]
            return tuple(Leaf(each, gather(span, title)) for each, span in zip(told, spans, strict=True)), title
    return _split_values(lines, values, title, lines[0].text(name))


def _is_new(line: Line, above: Line, place: int) -> bool:
    return bool(line.text(place).strip()) and not is_same(line, above, place)


def _split_values(
    lines: tuple[Line, ...], values: Sequence[int], title: str, printed: str
) -> tuple[tuple[Leaf, ...], str]:
    """Rows under one name: parts where each has targets of its own, else one indicator whose cells were split."""
    first, names = split_names(printed)
    own = [n for n, line in enumerate(lines) if n == 0 or _has_own(line, lines[n - 1], values)]
    if len(own) < len(lines) or len(lines) == 1:
        return (Leaf(title, gather(lines, title)),), title
    leaves = []
    for number, line in enumerate(lines):
        told = names[number] if len(names) == len(lines) else _name_by_value(line, values)
        leaves.append(
            Leaf(told or f"{title}（{number + 1}）", gather((line,), title), is_named=len(names) == len(lines))
        )
    return tuple(leaves), label(first)


def _has_own(line: Line, above: Line, values: Sequence[int]) -> bool:
    """Whether every column of values in which the row above says something has something new."""
    told = [place for place in values if not is_blank(above.text(place))]
    fresh = [place for place in told if not is_blank(line.text(place)) and not is_same(line, above, place)]
    return bool(told) and len(fresh) * 2 > len(told)


def _name_by_value(line: Line, values: Sequence[int]) -> str | None:
    for place in values:
        text = squeeze(line.text(place))
        found = LABEL.match(text)
        if found is not None:
            return found[1]
    texts = [squeeze(line.text(place)) for place in values if not is_blank(line.text(place))]
    return next((each for each in texts if len(each) <= LONGEST_NAME and not re.search(r"\d", each)), None)


def gather(lines: Sequence[Line], title: str) -> tuple[tuple[Cell, ...], ...]:
    """The cells of each column over some rows: each merged area once, and nothing of an area that the name fills."""
    return tuple(_find_own(lines, place, title) for place in range(len(lines[0].cells)))


def _find_own(lines: Sequence[Line], place: int, title: str) -> tuple[Cell, ...]:
    found: list[Cell] = []
    for number, line in enumerate(lines):
        cell = line.cells[place] if place < len(line.cells) else None
        if cell is None or is_blank(cell.text) or (number > 0 and is_same(line, lines[number - 1], place)):
            continue
        if cell.is_repeat and label(cell.text) == title:
            continue
        found.append(cell)
    return tuple(found)


def _split_inline(
    leaf: Leaf, printed: tuple[str, int], values: Sequence[int], units: Sequence[int]
) -> tuple[tuple[Leaf, ...], str]:
    """The parts of an entry in one row, by what its cells hold, and the name of the whole."""
    words, name = printed
    title, names = split_names(words)
    split = {
        place: parts for place in range(len(leaf.cells)) if (parts := _split_cell(leaf, place, values, names, title))
    }
    hows = {parts[0].how for place, parts in split.items() if place in values}
    sizes = {len(parts) for parts in split.values()}
    if len(hows) == 1 and len(sizes) == 1:
        how, size = next(iter(hows)), next(iter(sizes))
        if how == "place" or size == len(names):
            return tuple(_take_part(leaf, split, number, names, title, how) for number in range(size)), title
    return _split_by_lines(leaf, (words, name), values, units)


def _split_by_lines(
    leaf: Leaf, printed: tuple[str, int], values: Sequence[int], units: Sequence[int]
) -> tuple[tuple[Leaf, ...], str]:
    """The parts of an entry whose cells have a line for each of them."""
    words, name = printed
    told = {place: cell.text for place in range(len(leaf.cells)) if (cell := leaf.own(place)) is not None}
    others = {place: text for place, text in told.items() if place != name and squeeze(text) != squeeze(words)}
    paired = pair_lines(words, others, [*values, *units])
    if paired is None:
        return (leaf,), words.strip()
    split = dict(paired.split)
    parts = tuple(_take_part(leaf, split, at, paired.names, paired.title, "number") for at in range(len(paired.names)))
    numbers = frozenset(place for place in values if place not in split and re.search(r"\d", others.get(place, "")))
    return tuple(replace(each, shared=numbers, doubt=paired.doubt) for each in parts), paired.title


def _split_cell(leaf: Leaf, place: int, values: Sequence[int], names: tuple[str, ...], title: str) -> tuple[Part, ...]:
    """The values of a cell, one for each part; those of columns without values only line by line."""
    cell = leaf.own(place)
    if cell is None:
        return ()
    parts = split_parts(cell.text) if place in values else ()
    if not parts and len(names) > 1 and "/" not in title and squeeze(cell.text) != squeeze(title):
        parts = _split_lines(cell.text, len(names))
    return parts if parts and parts[0].how in ("number", "place", "stroke") else ()


def _split_lines(text: str, size: int) -> tuple[Part, ...]:
    """The lines of a cell, or what spaces part where its lines were joined."""
    for separator in ("\n", None):
        lines = [each.strip() for each in text.split(separator) if each.strip()]
        if len(lines) == size:
            return tuple(Part("number", str(n + 1), each, each) for n, each in enumerate(lines))
    return ()


def _take_part(
    leaf: Leaf, split: dict[int, tuple[Part, ...]], number: int, names: tuple[str, ...], title: str, how: str
) -> Leaf:
    part = next((parts[number] for parts in split.values() if parts[0].how == how), None)
    cells = []
    for place, own in enumerate(leaf.cells):
        chosen = split.get(place)
        cells.append((replace(own[0], text=chosen[number].written),) if chosen and own else own)
    if part is not None and how == "place":
        return Leaf(label(title), tuple(cells), find_area(part.label), label=part.label)
    shared = frozenset(range(len(cells))) - set(split) if how == "stroke" else frozenset()
    return Leaf(label(names[number]), tuple(cells), shared=shared)
