"""What a document says, before it has a form: chapters of blocks, with every number typed and its unit named.

A content is built once for each run and language and stored in the run folder as JSON. Word file, workbook and web page are all
rendered from it, so a number cannot differ between them. Values are kept as numbers; how many decimals are shown stands in
their column.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal, cast

import pandas as pd

from peakfolio.words import Language, Name, format_number, show_share

Kind = Literal["text", "key", "number", "year"]
Role = Literal["answer", "paragraph", "caveat", "note", "heading"]
Tone = Literal["good", "bad", "open"]
SeriesMark = Literal["column", "line", "dashes", "hidden", "area", "steps", "points"]
Cell = str | float | int | None
UNKNOWN = "—"
NOUGHT = 0.5e-6  # what is less is nought to a content, which holds a millionth
CHINESE_FROM = 0x2E80  # the first sign of the CJK blocks of Unicode


@dataclass(frozen=True)
class Column:
    """A column of a table: its key, its heading, what its cells are, their unit, decimals shown, and its share of the width.

    A cell of a number column may hold a word where there is no number to give; an empty cell is unknown.
    """

    key: str
    title: str
    kind: Kind = "text"
    unit: str = ""
    digits: int = 2
    width: float = 1.0

    @property
    def heading(self) -> str:
        """Title with the unit."""
        return f"{self.title}{self.shown_unit}"

    @property
    def shown_unit(self) -> str:
        """The unit in brackets, broad ones beside Chinese."""
        if not self.unit:
            return ""
        is_chinese = any(ord(sign) >= CHINESE_FROM for sign in self.title + self.unit)
        return f"（{self.unit}）" if is_chinese else f" ({self.unit})"

    @property
    def is_number(self) -> bool:
        """Whether its cells stand to the right."""
        return self.kind in ("number", "year")

    def show(self, cell: Cell) -> str:
        """A cell as a reader sees it; what is little is never shown as nothing, nor with digits that nobody reads: <0.1, ≈0."""
        if cell is None:
            return UNKNOWN
        if isinstance(cell, str):
            return cell
        if self.kind == "year":
            return str(int(cell))
        if self.unit == "%" and self.digits == 0:
            return show_share(float(cell) / 100.0).removesuffix("%")
        least = 10.0**-self.digits
        if NOUGHT <= abs(cell) < 0.5 * least:
            return f"<{format_number(least, self.digits)}" if cell > 0 else "≈0"
        return format_number(float(cell), self.digits)


@dataclass(frozen=True)
class Table:
    """A table with a caption.

    ``has_total`` says that its last row adds up the others, ``is_wide`` that it wants a broad page, ``is_filed`` that it is not printed.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    is_wide: bool = False
    has_total: bool = False
    is_filed: bool = False
    label: str = ""
    number: int = 0

    @property
    def caption(self) -> str:
        """Label, number and title; on the page to decide by tables have no number."""
        return f"{self.label} {self.number}  {self.title}" if self.label else self.title


@dataclass(frozen=True)
class Figure:
    """A figure: its caption, the data it is drawn from, and the same data as a table for readers.

    ``frame`` holds the columns of the data frame, ``words`` and ``settings`` the names and numbers that drawing takes besides.
    ``is_filed`` says that it stands on the web page alone, and its data in the workbook of tables.
    """

    name: str
    title: str
    frame: Mapping[str, list[Any]]
    words: Mapping[str, Name]
    settings: Mapping[str, float]
    table: Table
    is_filed: bool = False
    label: str = ""
    number: int = 0

    @property
    def caption(self) -> str:
        """Label, number and title."""
        return f"{self.label} {self.number}  {self.title}"


@dataclass(frozen=True)
class Text:
    """A sentence or paragraph and the part it plays; a caveat has a rank: decides, limits or technical."""

    role: Role
    text: str
    rank: str = ""


@dataclass(frozen=True)
class Bullets:
    """A list of sentences, numbered where their order matters."""

    items: tuple[str, ...]
    is_numbered: bool = False


Block = Text | Bullets | Table | Figure
BLOCKS: Mapping[str, type[Block]] = {"text": Text, "bullets": Bullets, "table": Table, "figure": Figure}


@dataclass(frozen=True)
class Chapter:
    """A chapter; the tables of an appendix are counted by themselves, and its heading has no number."""

    name: str
    title: str
    blocks: tuple[Block, ...]
    is_appendix: bool = False
    number: int = 0
    heading: str = ""


@dataclass(frozen=True)
class Grid:
    """A table on a sheet, some of whose cells follow from others; see ``content.Grid``, whose words stand in the formulas here."""

    table: Table
    formulas: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    inputs: tuple[str, ...] = ()
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    limits: Mapping[str, tuple[tuple[int, int] | None, ...]] = field(default_factory=dict)
    tones: Mapping[str, Tone] = field(default_factory=dict)
    under: Mapping[str, str] = field(default_factory=dict)
    is_main: bool = False


@dataclass(frozen=True)
class Series:
    """What is drawn in a chart, and where its values stand."""

    title: str
    across: str
    values: str
    mark: SeriesMark
    colour: str


@dataclass(frozen=True)
class Chart:
    """A chart of columns of grids."""

    title: str
    across: str
    up: str
    series: tuple[Series, ...]
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True)
class Sheet:
    """A sheet of the planner's workbook."""

    key: str
    title: str
    notes: tuple[str, ...]
    parts: tuple[Grid | Chart, ...]


@dataclass(frozen=True)
class Document:
    """A whole document in one language.

    ``brief`` is the page to decide by, ``identity`` names what the document was made from, as rows of heading and value,
    ``sheets`` are the planner's workbook.
    """

    language: Language
    region: str
    scenario: str
    title: str
    subtitle: str
    answer: str
    identity: tuple[tuple[str, str], ...]
    chapters: tuple[Chapter, ...] = field(default=())
    brief: Chapter | None = None
    sheets: tuple[Sheet, ...] = ()

    @property
    def tables(self) -> tuple[Table, ...]:
        """Every table in its order."""
        return tuple(block for chapter in self.chapters for block in chapter.blocks if isinstance(block, Table))

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure in its order."""
        return tuple(block for chapter in self.chapters for block in chapter.blocks if isinstance(block, Figure))

    @property
    def printed(self) -> "Document":
        """What stands on paper: everything but the tables and figures that are filed."""

        def is_printed(block: Block) -> bool:
            return not (isinstance(block, Table | Figure) and block.is_filed)

        chapters = (replace(each, blocks=tuple(filter(is_printed, each.blocks))) for each in self.chapters)
        return replace(self, chapters=tuple(chapters))


def write_json(document: Document) -> str:
    """The content as JSON; ``read_json`` gives it back."""
    said = asdict(document)
    brief = [] if document.brief is None else [(said["brief"], document.brief)]
    for chapter, own in (*brief, *zip(said["chapters"], document.chapters, strict=True)):
        for block, each in zip(chapter["blocks"], own.blocks, strict=True):
            block["block"] = next(name for name, kind in BLOCKS.items() if isinstance(each, kind))
            if isinstance(each, Figure):
                block["words"] = {key: (name.chinese, name.english) for key, name in each.words.items()}
    for sheet, drawn in zip(said["sheets"], document.sheets, strict=True):
        for part, one in zip(sheet["parts"], drawn.parts, strict=True):
            part["part"] = "grid" if isinstance(one, Grid) else "chart"
    return json.dumps(said, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def read_json(text: str) -> Document:
    """A content that was written as JSON.

    Raises ValueError, TypeError or KeyError where the text is none.
    """
    said = json.loads(text)
    chapters = tuple(_read_chapter(each) for each in said["chapters"])
    brief = None if said["brief"] is None else _read_chapter(said["brief"])
    identity = tuple((str(name), str(value)) for name, value in said["identity"])
    sheets = tuple(_read_sheet(each) for each in said["sheets"])
    return Document(**{**said, "identity": identity, "chapters": chapters, "brief": brief, "sheets": sheets})


def _read_chapter(said: dict[str, Any]) -> Chapter:
    return Chapter(**{**said, "blocks": tuple(_read_block(each) for each in said["blocks"])})


def _read_block(said: dict[str, Any]) -> Block:
    kind = BLOCKS[said.pop("block")]
    if kind is Table:
        return _read_table(said)
    if kind is Figure:
        words = {key: Name(*name) for key, name in said["words"].items()}
        return Figure(**{**said, "words": words, "table": _read_table(said["table"])})
    if kind is Bullets:
        return Bullets(tuple(said["items"]), said["is_numbered"])
    return Text(**said)


def _read_sheet(said: dict[str, Any]) -> Sheet:
    parts = tuple(_read_grid(each) if each.pop("part") == "grid" else _read_chart(each) for each in said["parts"])
    return Sheet(**{**said, "notes": tuple(said["notes"]), "parts": parts})


def _read_grid(said: dict[str, Any]) -> Grid:
    lists = {each: {key: tuple(rows) for key, rows in said[each].items()} for each in ("formulas", "choices")}
    limits = {
        key: tuple(None if each is None else (int(each[0]), int(each[1])) for each in rows)
        for key, rows in said.get("limits", {}).items()
    }
    own = {"table": _read_table(said["table"]), "inputs": tuple(said["inputs"]), "limits": limits}
    return Grid(**{**said, **lists, **own})


def _read_chart(said: dict[str, Any]) -> Chart:
    return Chart(**{**said, "series": tuple(Series(**each) for each in said["series"])})


def _read_table(said: dict[str, Any]) -> Table:
    columns = tuple(Column(**each) for each in said["columns"])
    return Table(**{**said, "columns": columns, "rows": tuple(tuple(row) for row in said["rows"])})


def read_frame(figure: Figure) -> pd.DataFrame:
    """The data frame a figure is drawn from; a column of which nothing is known is one of numbers."""
    data = pd.DataFrame(cast(dict[str, Any], dict(figure.frame)))
    return data.astype({key: float for key in data.columns if len(data) and data[key].isna().all()})
