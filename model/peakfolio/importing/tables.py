"""From a grid to a table: where its heads are, what its rows are, what belongs together, and what was only print.

Titles, rows of units and repeated heads go; a row that is one text names what stands below it; sums are kept apart; a table that is
broken over pages is one table.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from peakfolio.importing.cleaning import is_blank, label, squeeze
from peakfolio.importing.documents import Cell, Document, Grid, Paragraph
from peakfolio.importing.head_names import LEFT_OUT
from peakfolio.importing.heads import FUNDERS, LEVELS, Head, read_head
from peakfolio.words import NOTHING, Words

CATEGORIES = ("domain", "task", "category")
CHINESE_NUMBER = re.compile(r"(?P<open>[(（]?)(?P<digits>[一二三四五六七八九十]+)(?P<close>[)）]?)[、.．]?")
BARE = r"\g<open>\g<digits>\g<close>"
LAST_HEAD_ROW = 10  # heads are looked for so far down: titles, notes and units stand above them
MOST_HEAD_ROWS = 3
LEAST_HEADS = 2
LONGEST_UNIT_LINE = 14
UNIT_ROW = re.compile(r"(?:计量)?单位[:：]\s*([^\s,，;；)）]+)")
NOTE_ROW = re.compile(r"^(?:备?注|说明|数据来源|资料来源)\s*\d*[:：.、]")
TOTAL = re.compile(r"(?:总|合|小|共|累)\s*计|总投资|合计金额")
CONTINUED = re.compile(r"续表|[(（]续\d*[)）]|^续")
CAPTION = re.compile(r"^(?:附?表|附件)\s*[\d一二三四五六七八九十]|表$|一览表|清单|项目库|指标体系|计划表")
ORDINAL = re.compile(
    r"^(?:[(（]?[一二三四五六七八九十]+[)）、.．]|[(（]\d+[)）]|第[一二三四五六七八九十]+[类部分章节]|[IVX]+[.、])\s*"
)


@dataclass(frozen=True)
class Line:
    """A row of a table's body, with the category rows above it (the outer first)."""

    cells: tuple[Cell, ...]
    categories: tuple[str, ...] = ()
    taken: frozenset[int] = frozenset()  # columns whose words were taken from the row above: the cell itself is empty

    def text(self, place: int) -> str:
        """The words of a cell."""
        return self.cells[place].text if place < len(self.cells) else ""


@dataclass(frozen=True)
class Total:
    """A row that adds up: its words, the category it stands in (None for the whole table)."""

    line: Line
    words: str
    category: str | None


@dataclass(frozen=True)
class PlanTable:
    """A table of a document as read: heads, body and sums; ``unit`` is what a line such as 单位：万元 says of all of it."""

    file: str
    place: str
    caption: str
    heads: tuple[Head, ...]
    lines: tuple[Line, ...]
    totals: tuple[Total, ...] = ()
    unit: str | None = None
    categories: tuple[str, ...] = ()  # those still open at its end
    where: Words = NOTHING  # its place in the reader's language

    @property
    def signature(self) -> str:
        """Its heads as one text."""
        return "|".join(each.text.replace("|", "/") for each in self.heads)

    def find(self, field: str) -> tuple[int, ...]:
        """The columns whose head was read as a field; of several costs the sure ones first."""
        found = (place for place, each in enumerate(self.heads) if each.field == field)
        return tuple(sorted(found, key=lambda place: field == "cost" and self.heads[place].mark != "sure"))


def list_tables(document: Document) -> Iterator[PlanTable]:
    """The tables of a document; one that goes on in the next grid is one table, one without known heads has none."""
    open_table: PlanTable | None = None
    since: list[str] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            since += [block.text.strip()] if block.text.strip() else []
            continue
        table = _name_table(read_table(block, document.name), since)
        joined = _continue(open_table, block, table, since)
        if joined is None and open_table is not None:
            yield open_table
        nameless = PlanTable(
            document.name, block.place, block.caption, (), tuple(map(Line, block.rows)), where=block.where
        )
        open_table = joined or table or nameless
        since = []
    if open_table is not None:
        yield open_table


def _name_table(table: PlanTable | None, since: Sequence[str]) -> PlanTable | None:
    """The table with the unit that a line above it gives, and the caption above that line."""
    if (
        table is not None
        and re.fullmatch(r"[(（].*[)）]", table.caption.strip())
        and not UNIT_ROW.search(table.caption)
    ):
        first = next((each for each in reversed(since) if each != table.caption.strip()), "")
        return replace(table, caption=f"{first}{table.caption.strip()}")
    if table is None or not UNIT_ROW.search(table.caption) or len(table.caption) > LONGEST_UNIT_LINE:
        return table
    above = next((each for each in reversed(since) if not UNIT_ROW.search(each)), "")
    return replace(table, unit=table.unit or _find_unit(table.caption), caption=above)


def _continue(before: PlanTable | None, grid: Grid, table: PlanTable | None, since: Sequence[str]) -> PlanTable | None:
    """The table before with the rows of a grid that goes on with it; None where it does not."""
    parted = [
        each for each in since if not (CONTINUED.search(each) or UNIT_ROW.search(each) or len(each) < LEAST_HEADS)
    ]
    if before is None or not grid.rows or len(grid.rows[0]) != len(before.heads):
        return None
    is_same = table is not None and table.signature == before.signature
    says_so = CONTINUED.search(grid.caption) is not None or any(CONTINUED.search(each) for each in since)
    if (parted and not says_so) or (table is not None and not is_same):
        return None
    if table is not None and not (says_so or not parted):
        return None
    if is_same and parted == [] and _is_caption(grid.caption) and not says_so and grid.caption != before.caption:
        return None
    lines, totals, last = _read_body(grid.rows, before.heads, before.categories)
    return replace(before, lines=(*before.lines, *lines), totals=(*before.totals, *totals), categories=last)


def _is_caption(text: str) -> bool:
    return CAPTION.search(text.strip()) is not None


def read_table(grid: Grid, file: str) -> PlanTable | None:
    """A grid as a table; None where no heads were found in it."""
    rows = tuple(row for row in grid.rows if any(cell.text.strip() for cell in row))
    begin = _find_heads(rows)
    if begin is None:
        return None
    depth = _count_head_rows(rows, begin)
    heads = _read_heads(rows[begin : begin + depth])
    unit = next((_find_unit_row(row) for row in rows[:begin] if _find_unit_row(row)), None) or _find_unit(grid.caption)
    title = next((_join(row) for row in rows[:begin] if _is_one_text(row) and not _find_unit_row(row)), "")
    lines, totals, last = _read_body(rows[begin + depth :], heads, ())
    caption = grid.caption.strip() or title
    return PlanTable(file, grid.place, caption, heads, lines, totals, unit, last, grid.where)


def _find_heads(rows: Sequence[Sequence[Cell]]) -> int | None:
    """The first row in which most words are known heads."""
    for place, row in enumerate(rows[:LAST_HEAD_ROW]):
        own = [cell for cell in row if cell.text.strip() and not cell.is_repeat]
        known = [cell for cell in own if is_head(cell.text)]
        if len(known) >= LEAST_HEADS and len(known) * 2 > len(own):
            return place
    return None


def is_head(words: str) -> bool:
    """Whether a text is a head on its own: a known field, a level, a funder, a year."""
    bare = squeeze(words)
    if not bare or len(bare) > 30:
        return False
    head = read_head([words])
    return (
        head.field is not None
        or head.term is not None
        or bare in LEFT_OUT
        or any(re.fullmatch(pattern, bare) for _, pattern in (*LEVELS, *FUNDERS))
        or re.fullmatch(r"(?:19|20)\d{2}年?(?:度|末|底)?", bare) is not None
    )


def _count_head_rows(rows: Sequence[Sequence[Cell]], begin: int) -> int:
    depth = 1
    while (
        depth < MOST_HEAD_ROWS and begin + depth < len(rows) and _goes_on(rows[begin + depth - 1], rows[begin + depth])
    ):
        depth += 1
    return depth


def _goes_on(above: Sequence[Cell], row: Sequence[Cell]) -> bool:
    """Whether a row is a second row of heads: it splits heads above it, and says nothing else."""
    own = []
    reaches_down = False
    for place, cell in enumerate(row):
        parent = above[place].text if place < len(above) else ""
        if not cell.text.strip() or (cell.is_repeat and squeeze(cell.text) == squeeze(parent)):
            reaches_down |= bool(cell.text.strip())
            continue
        own.append(cell)
    if reaches_down and own:  # a head that reaches down to this row makes it a row of heads, whatever its words
        return True
    if not own or not all(is_head(cell.text) or cell.is_repeat for cell in own):
        return False
    empty = sum(not above[place].text.strip() or above[place].is_repeat for place in range(len(above)))
    return empty > 0 and squeeze(row[0].text) != "1"


def _read_heads(rows: Sequence[Sequence[Cell]]) -> tuple[Head, ...]:
    filled = [
        _fill_right(row) if number < len(rows) - 1 else [cell.text for cell in row] for number, row in enumerate(rows)
    ]
    heads = [read_head([row[place] for row in filled if place < len(row)]) for place in range(len(rows[0]))]
    for place in range(1, len(heads)):  # one head over two columns: the second narrows down the first
        is_twin = heads[place].text and heads[place].text == heads[place - 1].text
        if is_twin and all(row[place].is_repeat for row in rows):
            first = heads[place - 1].field
            heads[place] = replace(heads[place], field=f"{first}:more" if first in ("indicator", "project") else None)
    return tuple(heads)


def _fill_right(row: Sequence[Cell]) -> list[str]:
    """The words of a row of heads, each over the empty columns right of it."""
    filled: list[str] = []
    for cell in row:
        filled.append(cell.text if cell.text.strip() or not filled else filled[-1])
    return filled


def _find_unit_row(row: Sequence[Cell]) -> str | None:
    texts = {cell.text.strip() for cell in row if cell.text.strip()}
    return _find_unit(next(iter(texts))) if len(texts) == 1 else None


def _find_unit(text: str) -> str | None:
    found = UNIT_ROW.search(text)
    return found[1] if found is not None else None


def _is_one_text(row: Sequence[Cell]) -> bool:
    return len({cell.text.strip() for cell in row if cell.text.strip()}) == 1


def _join(row: Sequence[Cell]) -> str:
    return next((label(cell.text) for cell in row if cell.text.strip()), "")


def _read_body(
    rows: Sequence[Sequence[Cell]], heads: tuple[Head, ...], above: tuple[str, ...]
) -> tuple[tuple[Line, ...], tuple[Total, ...], tuple[str, ...]]:
    """The rows of a body, its sums, and the categories open at its end."""
    lines: list[Line] = []
    totals: list[Total] = []
    categories = above
    number = next((place for place, each in enumerate(heads) if each.field == "number"), None)
    is_numbered = number is not None and any(squeeze(row[number].text).isdigit() for row in rows)
    for row, below in zip_longest(rows, rows[1:]):
        if not any(cell.text.strip() for cell in row) or _is_print(row, heads):
            continue
        line = Line(tuple(row), categories)
        words, is_category = _read_aggregate(line, heads)
        headline = _read_headline(line, heads, number) if words is None and is_numbered else None
        if headline is not None:
            words, is_category = headline, True
        if is_category and below is not None and _heads_parts(words or "", below, heads):
            words = None
        if words is None:
            lines.append(_take_down(line, lines[-1] if lines else None, heads))
            continue
        if is_category:
            categories = _nest(categories, words)
        if not is_category or _has_amount(line, heads):
            whole = not is_category and not re.search(r"小\s*计", words) and not categories
            totals.append(Total(line, words, None if whole or not categories else categories[-1]))
    return tuple(lines), tuple(totals), categories


def _take_down(line: Line, above: Line | None, heads: tuple[Head, ...]) -> Line:
    """A row whose empty cells of categories go on from the row above: plain texts show no merged area."""
    if above is None or above.categories != line.categories:
        return line
    taken: set[int] = set()
    cells = list(line.cells)
    for place in (place for place, each in enumerate(heads) if each.field in CATEGORIES and place < len(cells)):
        if cells[place].text.strip() and not cells[place].is_repeat:
            break  # what stands right of a new category is not that of the row above
        if not cells[place].text.strip() and above.text(place).strip():
            cells[place] = replace(cells[place], text=above.text(place), is_repeat=True)
            taken.add(place)
    return replace(line, cells=tuple(cells), taken=frozenset(taken))


def _heads_parts(words: str, below: Sequence[Cell], heads: tuple[Head, ...]) -> bool:
    """Whether a row of one text is the name of an indicator whose parts stand below it: they are called the same."""
    names = [place for place, each in enumerate(heads) if each.field == "indicator"]
    return bool(names) and squeeze(below[names[0]].text).startswith(squeeze(words))


def _is_print(row: Sequence[Cell], heads: tuple[Head, ...]) -> bool:
    """Heads said again, a row of units, a note below the table, numbers of columns."""
    texts = [squeeze(cell.text) for cell in row]
    again = sum(text != "" and text in each.text.split("|") for text, each in zip(texts, heads, strict=False))
    own = [text for text in texts if text]
    if again * 2 > len(own) or _find_unit_row(row) or NOTE_ROW.match(own[0]):
        return True
    return len(own) > LEAST_HEADS and own == [str(number) for number in range(1, len(own) + 1)]


def _read_aggregate(line: Line, heads: tuple[Head, ...]) -> tuple[str | None, bool]:
    """The words of a row that is no entry of its own (a sum, a category), and whether it is a category."""
    own = [(place, cell) for place, cell in enumerate(line.cells) if cell.text.strip() and not cell.is_repeat]
    said = [(place, cell) for place, cell in own if not is_blank(cell.text)]
    if not said:
        return None, False
    first = next((cell for place, cell in said if not _is_amount(cell.text)), said[0][1])
    words = label(first.text)
    if TOTAL.search(words) and len(words) <= 12 + len(ORDINAL.sub("", words)) // 2:
        return words, False
    others = [cell for _, cell in said if cell is not first]
    spans = sum(squeeze(cell.text) == squeeze(first.text) for cell in line.cells)
    if not others:
        is_span = spans > 1 or said[0][0] <= 1
        if _is_amount(first.text):
            return ("", False) if _has_amount(line, heads) else (None, False)
        return (words, True) if is_span and not _is_group(line, heads, first) else (None, False)
    if spans > 1 and all(_is_amount(cell.text) for cell in others) and _has_amount(line, heads):
        return words, True
    return None, False


def _read_headline(line: Line, heads: tuple[Head, ...], number: int | None) -> str | None:
    """A row under a Chinese number, where others have digits, with a name and at most amounts: what stands below it."""
    names = [place for place, each in enumerate(heads) if each.field in ("indicator", "project")]
    if number is None or not names or not CHINESE_NUMBER.fullmatch(squeeze(line.text(number))):
        return None
    rest = (cell.text for place, cell in enumerate(line.cells) if place not in (number, names[0]))
    if is_blank(line.text(names[0])) or not all(is_blank(each) or _is_amount(each) for each in rest):
        return None
    return f"{CHINESE_NUMBER.sub(BARE, squeeze(line.text(number)))}、{label(line.text(names[0]))}"


def _is_group(line: Line, heads: tuple[Head, ...], first: Cell) -> bool:
    """Whether the only text of a row stands under the name: it is then an entry without values, not a category."""
    names = [place for place, each in enumerate(heads) if each.field in ("indicator", "project")]
    starts = [place for place, cell in enumerate(line.cells) if cell is first]
    return bool(names) and bool(starts) and starts[0] >= names[0] > 0 and not ORDINAL.match(first.text.strip())


def _is_amount(text: str) -> bool:
    return re.fullmatch(r"[\d.,，]+(?:万元|亿元|元)?", squeeze(text)) is not None


def _has_amount(line: Line, heads: tuple[Head, ...]) -> bool:
    money = [
        place for place, each in enumerate(heads) if each.field == "cost" or (each.field or "").startswith("split:")
    ]
    return any(_is_amount(line.text(place)) for place in money)


def _nest(categories: tuple[str, ...], words: str) -> tuple[str, ...]:
    """Categories after another one: one of the same writing (一、, （一）) stands in the place of the last, another below it."""
    kind = _find_writing(words)
    for depth, each in enumerate(categories):
        if _find_writing(each) == kind:
            return (*categories[:depth], words)
    return (*categories, words) if categories and kind != "plain" else (words,)


def _find_writing(words: str) -> str:
    if re.match(r"^第?[一二三四五六七八九十]+[、.．类部章]", words):
        return "chapter"
    if re.match(r"^[(（][一二三四五六七八九十]+[)）]", words):
        return "section"
    return "number" if re.match(r"^[(（]?\d+[)）.、]", words) else "plain"


def name_category(words: str) -> str:
    """A category without its ordinal."""
    return ORDINAL.sub("", words).strip(" ：:")
