"""What is said of a run, before it has a language or a form: tables, figures, sentences and chapters.

One table is what CSV, JSON, console, Word, workbook, page and workbench show. Its cells are raw values: a number is rounded where it is
shown and nowhere before; a code (``needed``) is read by the words of its column; a mention of another table is a ``Reference``.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeVar

import pandas as pd

from peakfolio.words import LANGUAGES, NOTHING, Language, Name, Words, say, say_in

Kind = Literal["text", "key", "number", "year", "share"]
Role = Literal["answer", "caveat", "note", "heading"]
Tone = Literal["good", "bad", "open"]
SeriesMark = Literal["column", "line", "dashes", "hidden", "area", "steps", "points"]
Rank = Literal["decides", "limits", "technical"]
Value = str | float | int | None
Cell = Words | Value
Row = tuple[Cell, ...]
WHOLE_FROM = 100  # 万元: below it decimals of a cost matter
One = TypeVar("One")
Other = TypeVar("Other")


@dataclass(frozen=True)
class Reference(Words):
    """A mention of a chapter, table or figure by its name; it can be read once the document is numbered."""

    name: str

    def read(self, language: Language) -> str:
        """Only a document knows its numbers."""
        raise LookupError(f"{self.name} is not numbered")


@dataclass(frozen=True)
class Worded(Words):
    """A value that its reader is told in words: 1 is in force; CSV and JSON keep the value."""

    value: Value
    said: Words | str

    def read(self, language: Language) -> str:
        """The words in one language."""
        return self.said.read(language) if isinstance(self.said, Words) else self.said


@dataclass(frozen=True)
class Column:
    """A column of a table: its key, its heading, what its cells are, their unit, decimals shown, and its share of the width.

    ``words`` read the codes of its cells, where it has any. A cell of a number column may hold a word where there is no number to give;
    an empty cell is unknown. A share lies between 0 and 1 and is shown in per cent. ``is_said`` marks a column of words, which CSV holds
    in every language even where no row is left. What a plan gives in one language alone is shown ``only`` in that.
    """

    key: str
    title: Words | str
    kind: Kind = "text"
    unit: Words | str = ""
    digits: int = 2
    width: float = 1.0
    words: Mapping[Any, Words] = field(default_factory=dict)
    is_said: bool = False
    only: Language | None = None


@dataclass(frozen=True)
class Table:
    """A table; its last row may add up the others, it may want a broad page, or be filed: in the workbook and on the web page alone."""

    name: str
    title: Words
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: Words = NOTHING
    is_wide: bool = False
    has_total: bool = False
    is_filed: bool = False

    @property
    def keys(self) -> list[str]:
        """The keys of its columns, in their order."""
        return [each.key for each in self.columns]

    def pick(self, *keys: str, **changes: Any) -> "Table":
        """The table with some of its columns, in the order asked for, and whatever else is changed (name, title, note ...)."""
        places = [self.keys.index(key) for key in keys]
        columns = tuple(self.columns[place] for place in places)
        rows = tuple(tuple(row[place] for place in places) for row in self.rows)
        return replace(self, columns=columns, rows=rows, **changes)

    def keep(self, key: str, values: Iterable[Cell]) -> "Table":
        """The rows whose cell in a column is one of some values."""
        place, wanted = self.keys.index(key), set(values)
        return replace(self, rows=tuple(row for row in self.rows if _find_value(row[place]) in wanted))

    def file(self) -> "Table":
        """The table as one that is not printed."""
        return replace(self, is_filed=True)

    def first(self, count: int) -> "Table":
        """The first rows."""
        return replace(self, rows=self.rows[:count])

    def add_up(self) -> "Table":
        """The table with a last row that adds up its numbers."""
        sums: list[Cell] = []
        for place, column in enumerate(self.columns):
            numbers = (cell for cell in (row[place] for row in self.rows) if isinstance(cell, int | float))
            sums.append(sum(numbers) if column.kind == "number" else "")
        return replace(self, rows=(*self.rows, (say("Total"), *sums[1:])), has_total=True)

    def drop(self, *keys: str, **changes: Any) -> "Table":
        """The table without some of its columns, and whatever else is changed."""
        return self.pick(*(key for key in self.keys if key not in keys), **changes)

    def round_shares(self) -> "Table":
        """The table with its shares in whole per cents."""
        columns = (replace(each, digits=0) if each.kind == "share" else each for each in self.columns)
        return replace(self, columns=tuple(columns))

    def round_money(self) -> "Table":
        """The table with its money in whole 万元; a column with amounts whose decimals matter (below a hundred) keeps them."""
        columns = []
        for place, column in enumerate(self.columns):
            cells = [row[place] for row in self.rows]
            is_small = any(
                isinstance(each, int | float) and 0 < abs(each) < WHOLE_FROM and each != round(each) for each in cells
            )
            columns.append(replace(column, digits=0) if column.unit is MONEY and not is_small else column)
        return replace(self, columns=tuple(columns))

    def extend(self, column: Column, cells: Iterable[Cell]) -> "Table":
        """The table with one more column."""
        rows = tuple((*row, cell) for row, cell in zip(self.rows, cells, strict=True))
        return replace(self, columns=(*self.columns, column), rows=rows)

    def retitle(self, **titles: Words) -> "Table":
        """The table with other headings over some columns."""
        columns = (replace(each, title=titles.get(each.key, each.title)) for each in self.columns)
        return replace(self, columns=tuple(columns))

    def to_records(self) -> list[dict[str, object]]:
        """The raw values of every row: codes as codes, words once in every language (``name_zh``, ``name_en``)."""
        keys = self._list_keys()
        return [{key: _read(row[place], language) for key, (place, language) in keys.items()} for row in self.rows]

    def to_frame(self) -> pd.DataFrame:
        """The raw values as CSV holds them."""
        return pd.DataFrame(self.to_records(), columns=list(self._list_keys()))

    def _list_keys(self) -> dict[str, tuple[int, Language | None]]:
        """The columns of the raw values: the place of each in a row, and the language it is read in."""
        keys: dict[str, tuple[int, Language | None]] = {}
        for place, column in enumerate(self.columns):
            if column.is_said or any(isinstance(_find_value(row[place]), Words) for row in self.rows):
                keys |= {f"{column.key}_{each}": (place, each) for each in LANGUAGES}
            else:
                keys[column.key] = place, None
        return keys


@dataclass(frozen=True)
class Figure:
    """A figure: its caption, the data it is drawn from, and the same data as a table for readers.

    ``frame`` holds the columns of the data frame, ``words`` and ``settings`` the names and numbers that drawing takes besides.
    ``is_filed`` says that it stands on the web page alone, and its data in the workbook of tables.
    """

    name: str
    title: Words
    frame: Mapping[str, list[Any]]
    words: Mapping[str, Words]
    settings: Mapping[str, float]
    table: Table
    is_filed: bool = False


@dataclass(frozen=True)
class Caveat:
    """What a reader must know before using an answer, by its weight.

    What ``decides`` may turn the decision, and is said on the first page as well; what ``limits`` it is said where it bears on a
    finding; what is ``technical`` stands in the appendix alone.
    """

    rank: Rank
    said: Words


@dataclass(frozen=True)
class Text:
    """A sentence that plays a part; plain words are a paragraph. A caveat has a rank."""

    role: Role
    said: Words
    rank: Rank | None = None


@dataclass(frozen=True)
class Bullets:
    """A list of sentences, numbered where their order matters."""

    items: tuple[Words, ...]
    is_numbered: bool = False


Block = Words | Text | Bullets | Table | Figure


@dataclass(frozen=True)
class Chapter:
    """A chapter; the tables of an appendix are counted by themselves."""

    name: str
    title: Words
    blocks: tuple[Block, ...]
    is_appendix: bool = False


@dataclass(frozen=True)
class Grid:
    """A table on a sheet of the planner's workbook, some of whose cells follow from others.

    A cell that follows holds what the model found; ``formulas`` say, by column, from what it follows, one for each row ("" where it is
    given). In a formula ``{cost}`` is the cell of its own row in that column, ``project_cost`` the whole column ``cost`` of the grid
    ``project``, and ``"@met"`` the word of that key in ``words``. ``inputs`` are columns a planner may change, ``choices`` the words of
    a drop-down, ``limits`` the least and the most of a whole number in each row (None: not to be changed), ``tones`` the words that are
    painted. ``under`` sets a column under one of the main grid, whose head stays in sight.
    """

    table: Table
    formulas: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: Mapping[str, Words] = field(default_factory=dict)
    inputs: tuple[str, ...] = ()
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    limits: Mapping[str, tuple[tuple[int, int] | None, ...]] = field(default_factory=dict)
    tones: Mapping[str, Tone] = field(default_factory=dict)
    under: Mapping[str, str] = field(default_factory=dict)
    is_main: bool = False


@dataclass(frozen=True)
class Series:
    """What is drawn in a chart: its name, the columns (``path_median``) it stands in, and how it is drawn."""

    title: Words
    across: str
    values: str
    mark: SeriesMark
    colour: str


@dataclass(frozen=True)
class Chart:
    """A chart of columns of grids; its title says what it shows."""

    title: Words
    across: Words
    up: Words
    series: tuple[Series, ...]
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True)
class Sheet:
    """A sheet of the planner's workbook: its name, what its reader must know, its grids and charts."""

    key: str
    title: Words
    notes: tuple[Words, ...]
    parts: tuple[Grid | Chart, ...]


@dataclass(frozen=True)
class Content:
    """A whole document.

    ``brief`` is the page to decide by, ``identity`` names what it was made from, as headings and values, ``sheets`` are the planner's
    workbook.
    """

    region: str
    scenario: str
    title: Words
    subtitle: Words
    answer: Words
    identity: tuple[tuple[Words | str, Words | str], ...]
    chapters: tuple[Chapter, ...]
    brief: Chapter | None = None
    sheets: tuple[Sheet, ...] = ()


def _find_value(cell: Cell) -> Cell:
    return cell.value if isinstance(cell, Worded) else cell


def _read(cell: Cell, language: Language | None) -> object:
    return cell.read(language) if isinstance(cell, Words) and language is not None else _find_value(cell)


def refer(name: str) -> Reference:
    """A mention of a chapter, table or figure."""
    return Reference(name)


def make_table(
    name: str, title: Words, columns: Sequence[Column], rows: Iterable[Mapping[str, Any]], **more: Any
) -> Table:
    """A table of rows by the keys of its columns; what a row does not say is unknown."""
    return Table(
        name, title, tuple(columns), tuple(tuple(row.get(each.key) for each in columns) for row in rows), **more
    )


def tabulate(
    name: str, title: Words, subjects: Iterable[One], *cells: tuple[Column, Callable[[One], Cell]], **more: Any
) -> Table:
    """A table with a row for each subject; beside every column stands what its cell says of a subject."""
    rows = tuple(tuple(say_of(each) for _, say_of in cells) for each in subjects)
    return Table(name, title, tuple(column for column, _ in cells), rows, **more)


def tabulate_pairs(
    name: str,
    title: Words,
    pairs: Iterable[tuple[One, Other]],
    *cells: tuple[Column, Callable[[One, Other], Cell]],
    **more: Any,
) -> Table:
    """A table with a row for each pair, such as a portfolio and a queue in it."""
    rows = tuple(tuple(say_of(*each) for _, say_of in cells) for each in pairs)
    return Table(name, title, tuple(column for column, _ in cells), rows, **more)


def caveats(found: Iterable[Caveat], *ranks: Rank) -> list[Text]:
    """The caveats of some ranks, in their order."""
    return [Text("caveat", each.said, each.rank) for each in found if each.rank in ranks]


def heading(said: Words) -> Text:
    """The heading of a part of a chapter."""
    return Text("heading", said)


def bullets(said: Iterable[Words], *, is_numbered: bool = False) -> Bullets:
    """A list of sentences."""
    return Bullets(tuple(said), is_numbered)


def text_column(key: str, title: Words | str, width: float = 1.0, words: Mapping[Any, Words] | None = None) -> Column:
    """A column of words; ``words`` read its codes."""
    return Column(key, title, "key" if width < 1 else "text", width=width, words=words or {})


def name_column(key: str, title: Words | str, width: float = 2.0) -> Column:
    """A column of names or sentences."""
    return Column(key, title, "key" if width < 1 else "text", width=width, is_said=True)


def number_column(key: str, title: Words | str, unit: Words | str = "", digits: int = 2) -> Column:
    """A column of numbers with their unit."""
    return Column(key, title, "number", unit, digits, 0.8)


def share_column(key: str, title: Words | str, digits: int = 0) -> Column:
    """A column of shares and probabilities, 0 to 1, shown in per cent."""
    return Column(key, title, "share", PERCENT, digits, 0.8)


def year_column(key: str, title: Words | str, words: Mapping[Any, Words] | None = None) -> Column:
    """A column of years; ``words`` read those that are more than a number."""
    return Column(key, title, "year", width=0.6, words=words or {})


MONEY = say("10,000 yuan")
CARBON = say("10,000 t CO2")
CARBON_E = say("10,000 t CO2e")
ENERGY = say("10,000 tce")
PERCENT = "%"
YUAN_PER_TONNE = say("yuan per t CO2e")
MONTHS = say_in("unit", "months")
POINTS = say_in("unit", "points")
PROJECTS = say_in("unit", "projects")
COUNTED = Name("个", "")  # Chinese counts things with a word, English without
ITEMS = Name("项", "")
COST = number_column("cost_wan_yuan", say("Cost"), MONEY)  # of one project, as printed
TOTAL_COST = number_column("cost_wan_yuan", say("Cost"), MONEY, 0)
