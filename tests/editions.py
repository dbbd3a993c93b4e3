"""The five plans as documents, rebuilt from their plain texts: each table with the columns, rows and merged cells it was printed with.

The plain texts print one cell a line and leave out what a merged cell covers to its right. So a recipe says of each table where it stands,
how wide its cells are, and in which columns an empty cell goes on from the one above; the words themselves are taken from the texts, which
lie beside the checkout. The plans of Kunming and Lufeng print no table.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from printed import Edition, Printed, Table
from transcription import SCENARIOS, SEEDS, read_rows

SEEN = ("dongchuan", "yongchuan", "lufeng")
KEPT_APART = ("panzhihua-dongqu", "kunming")
LONGEST_CAPTION = 60
BOOKMARK = re.compile(r"\[bookmark: [^\]]*\]")


@dataclass(frozen=True)
class Recipe:
    """How a table stands in the plain text.

    ``widths`` give for a row of so many cells how far each reaches; ``joined`` are lines that do not begin a row although a blank line
    stands before them; ``down`` are columns whose empty cells go on from the cell above, but not those of the lines in ``empty``.
    """

    first: int
    last: int
    columns: int
    sheet: str
    widths: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    heads: int = 1
    joined: tuple[int, ...] = ()
    down: tuple[int, ...] = ()
    empty: tuple[int, ...] = ()


INDICATORS, PROJECTS, OTHER = "指标", "重点工程", "其他"
BY_SIX = {2: (3, 3)}
RECIPES: dict[str, tuple[Recipe, ...]] = {
    "dongchuan": (
        Recipe(
            75,
            721,
            10,
            INDICATORS,
            {4: (1, 1, 1, 7), 8: (2, 1, 1, 2, 1, 1, 1, 1), 9: (1, 1, 1, 1, 2, 1, 1, 1, 1)},
            heads=2,
            joined=(485,),
            down=tuple(range(10)),
            empty=(717, 718),
        ),
        Recipe(
            968,
            1425,
            8,
            PROJECTS,
            {5: (4, 1, 1, 1, 1), 6: (3, 1, 1, 1, 1, 1), 7: (1, 2, 1, 1, 1, 1, 1)},
            joined=(1377,),
        ),
    ),
    "yongchuan": (
        Recipe(
            132,
            1044,
            13,
            INDICATORS,
            {6: (7, 1, 1, 1, 1, 2), 10: (1, 1, 4, 1, 1, 1, 1, 1, 1, 1), 12: (1, 1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1)},
            down=(0, 1, 2, 3, 4, 7, 8, 9, 10, 11, 12),
            empty=(1040, 1042, 1043, 1044),
        ),
        Recipe(1054, 1100, 3, OTHER, {2: (1, 2)}),
        Recipe(1106, 1117, 2, OTHER),
        Recipe(1279, 1442, 6, PROJECTS, BY_SIX, down=(1,)),
        Recipe(1450, 1500, 6, PROJECTS, BY_SIX, down=(1,)),
        Recipe(1507, 1557, 6, PROJECTS, BY_SIX, down=(1,)),
        Recipe(1559, 1630, 6, PROJECTS, BY_SIX, down=(1,)),
        Recipe(1632, 1794, 6, PROJECTS, BY_SIX, down=(1,)),
        Recipe(1796, 1825, 6, PROJECTS, BY_SIX, down=(1,)),
    ),
    "panzhihua-dongqu": (
        Recipe(66, 589, 11, INDICATORS, joined=(242, 245), down=(0, 1)),
        Recipe(596, 600, 1, OTHER),
        Recipe(611, 615, 1, OTHER),
        Recipe(621, 627, 1, OTHER),
        Recipe(634, 638, 1, OTHER),
        Recipe(644, 648, 1, OTHER),
        Recipe(768, 772, 1, OTHER),
        Recipe(867, 904, 4, OTHER, {3: (2, 1, 1)}),
        Recipe(922, 1379, 7, PROJECTS, {1: (7,), 3: (5, 1, 1), 5: (3, 1, 1, 1, 1)}),
    ),
    "kunming": (),
    "lufeng": (),
}


@cache
def read_text(plan: str) -> tuple[str, ...]:
    """The plain text of a plan, line by line."""
    name = next(row["file"] for row in read_rows(SCENARIOS / plan / "sources.csv") if row["kind"] == "document")
    return tuple((SEEDS / name).read_text(encoding="utf-8").split("\n"))


def clean(words: str) -> str:
    return BOOKMARK.sub("", words).strip(" \r")


@cache
def read_edition(plan: str) -> Edition:
    """The plan as a document: its paragraphs, and its tables as printed."""
    text = read_text(plan)
    blocks: list[str | Table] = []
    at = 1
    for recipe in (*RECIPES[plan], None):
        until = recipe.first if recipe else len(text) + 1
        blocks += [words for line in text[at - 1 : until - 1] if (words := clean(line.replace("\t", " ")))]
        if recipe:
            blocks.append(read_table(text, recipe, take_caption(blocks)))
            at = recipe.last + 1
    return Edition(plan, tuple(blocks))


def take_caption(blocks: list[str | Table]) -> str:
    """The paragraph right above, where it is short enough for a title; with the one above it where it only adds a remark to it."""
    if not blocks or not isinstance(blocks[-1], str) or len(blocks[-1]) > LONGEST_CAPTION:
        return ""
    last = str(blocks.pop())
    return f"{blocks.pop()}\n{last}" if last.startswith("（") and isinstance(blocks[-1], str) else last


def list_table_lines(plan: str) -> Iterator[range]:
    """Where the tables of a plan stand in its plain text."""
    return (range(each.first, each.last + 1) for each in RECIPES[plan])


def read_table(text: tuple[str, ...], recipe: Recipe, caption: str) -> Table:
    """A table of the plain text, with merged cells as its recipe says."""
    cells: list[Printed] = []
    for at, row in enumerate(split_rows(text, recipe)):
        widths = recipe.widths.get(len(row), (1,) * len(row))
        if sum(widths) != recipe.columns:
            raise ValueError(f"the row at line {row[0].lines[0]} has {len(row)} cells, which do not fill the table")
        column = 0
        for cell, width in zip(row, widths, strict=True):
            cells.append(replace(cell, row=at, column=column, columns=width))
            column += width
    return Table(tuple(merge_down(cells, recipe)), caption, recipe.heads, sheet=recipe.sheet)


def split_rows(text: tuple[str, ...], recipe: Recipe) -> Iterator[list[Printed]]:
    """The cells of each row, not yet placed: a tab begins a cell, a blank line before it a row; other lines go on in the cell."""
    row: list[Printed] = []
    blanks = 0
    for number in range(recipe.first, recipe.last + 1):
        line = text[number - 1]
        if line.startswith("\t"):
            if row and blanks and number not in recipe.joined:
                yield row
                row = []
            row.append(Printed(clean(line[1:]), 0, 0, lines=(number,)))
            blanks = 0
        elif line.strip():
            last = row[-1]
            row[-1] = replace(last, text=last.text + "\n" * (blanks + 1) + clean(line), lines=(*last.lines, number))
            blanks = 0
        else:
            blanks += 1
    yield row


def merge_down(cells: list[Printed], recipe: Recipe) -> list[Printed]:
    """The cells with those above them that go on in them."""
    merged: dict[tuple[int, int], Printed] = {}  # by the last row and the first column
    for cell in cells:
        above = merged.get((cell.row - 1, cell.column))
        goes_on = cell.column in recipe.down and not cell.text and cell.lines[0] not in recipe.empty
        if goes_on and above and above.columns == cell.columns:
            del merged[cell.row - 1, cell.column]
            merged[cell.row, cell.column] = replace(above, rows=above.rows + 1)
        else:
            merged[cell.row, cell.column] = cell
    return sorted(merged.values(), key=lambda each: (each.row, each.column))
