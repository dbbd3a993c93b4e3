"""From what is said to a document in one language: everything numbered, every mention put into words, every cell read."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from peakfolio.report import content as said
from peakfolio.report.document import (
    Block,
    Bullets,
    Cell,
    Chapter,
    Chart,
    Column,
    Document,
    Figure,
    Grid,
    Series,
    Sheet,
    Table,
    Text,
)
from peakfolio.words import LANGUAGES, NOTHING, Language, Listing, Message, Name, Words, say, say_in

UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
WORD = re.compile(r'"@(\w+)"')
CHARACTERS = "〇一二三四五六七八九"
LARGEST_WHOLE = 1e15  # above it floats are no longer exact to one
DIGITS = 6  # below every decimal that is shown, above what machines disagree on
Names = Mapping[str, Words]
NO_NAMES: Names = MappingProxyType({})


def read_document(content: said.Content, language: Language) -> Document:
    """The document in one language.

    A mention of what the content lacks is a fault of its maker: KeyError.
    """
    names, labels = _number_blocks(content)
    reader = _Reader(language, names, labels)
    return Document(
        language=language,
        region=content.region,
        scenario=content.scenario,
        title=reader.read(content.title),
        subtitle=reader.read(content.subtitle),
        answer=reader.read(content.answer),
        identity=tuple((read(name, language), read(value, language)) for name, value in content.identity),
        chapters=tuple(reader.read_chapter(each, number) for number, each in enumerate(content.chapters, 1)),
        brief=None if content.brief is None else read_brief(content.brief, language),
        sheets=tuple(reader.read_sheet(each) for each in content.sheets),
    )


def read_brief(chapter: said.Chapter, language: Language) -> Chapter:
    """The page to decide by, which stands alone: nothing on it is numbered, and it mentions nothing outside."""
    return _Reader(language, NO_NAMES, {}).read_chapter(chapter, 0)


def read(cell: Words | str, language: Language) -> str:
    """Words in a language, without the signs that office files cannot hold."""
    return UNPRINTABLE.sub("", cell.read(language) if isinstance(cell, Words) else cell)


def read_cell(value: said.Cell, language: Language) -> Cell:
    """A value as a cell: plain numbers rounded to a millionth, None where nothing is known."""
    if isinstance(value, Words | str):
        return read(value, language)
    if value is None or isinstance(value, bool):
        return value if value is None else int(value)
    number = float(value)
    if math.isnan(number):
        return None
    return int(number) if number == int(number) and abs(number) < LARGEST_WHOLE else round(number, DIGITS)


def read_share(share: float, digits: int) -> float:
    """A share in per cent; what is nearly all is never shown as all."""
    most = 1.0 - 10.0 ** -(digits + 2) if digits else 0.995  # whole per cents say >99 from here
    return 100.0 * (min(share, most) if share < 1.0 else share)


def settle(words: Words, names: Names) -> Words:
    """The words with every mention of a chapter, table or figure as the reader knows it."""
    if isinstance(words, said.Reference):
        return names[words.name]
    if isinstance(words, Message):
        fields = tuple((key, settle(each, names) if isinstance(each, Words) else each) for key, each in words.fields)
        return replace(words, fields=fields)
    if isinstance(words, Listing):
        parts = tuple(settle(each, names) if isinstance(each, Words) else each for each in words.parts)
        return Listing(parts, words.separator)
    return words


def read_table(table: said.Table, language: Language, names: Names = NO_NAMES) -> Table:
    """A table in one language; codes are read by the words of their column."""

    def show(cell: said.Cell, column: said.Column) -> Cell:
        if cell in column.words:
            cell = column.words[cell]
        elif column.kind == "share" and isinstance(cell, int | float):
            cell = read_share(cell, column.digits)
        return read_cell(settle(cell, names) if isinstance(cell, Words) else cell, language)

    columns = {place: each for place, each in enumerate(table.columns) if each.only in (None, language)}
    return Table(
        table.name,
        read(table.title, language),
        tuple(_read_column(each, language) for each in columns.values()),
        tuple(tuple(show(row[place], column) for place, column in columns.items()) for row in table.rows),
        read(settle(table.note, names), language),
        table.is_wide,
        table.has_total,
        table.is_filed,
    )


def read_figure(figure: said.Figure, language: Language, names: Names = NO_NAMES) -> Figure:
    """A figure in one language; what is drawn into it keeps every language."""
    words = {key: Name(*(each.read(one) for one in LANGUAGES)) for key, each in figure.words.items()}
    frame = {key: [read_cell(each, language) for each in cells] for key, cells in figure.frame.items()}
    title, table = read(settle(figure.title, names), language), read_table(figure.table, language, names)
    return Figure(figure.name, title, frame, words, figure.settings, table, figure.is_filed)


def read_records(table: said.Table, language: Language) -> list[dict[str, object]]:
    """The rows for a program: words and codes read in one language, numbers as they are, to a millionth."""

    def show(cell: said.Cell, column: said.Column) -> object:
        shown = column.words.get(cell, cell)
        if isinstance(shown, Words):
            return shown.read(language)
        return round(shown, DIGITS) if isinstance(shown, float) else shown

    return [
        {column.key: show(cell, column) for cell, column in zip(row, table.columns, strict=True)} for row in table.rows
    ]


def _read_column(column: said.Column, language: Language) -> Column:
    kind = "number" if column.kind == "share" else column.kind
    title, unit = read(column.title, language), read(column.unit, language)
    return Column(column.key, title, kind, unit, column.digits, column.width)


def _number_blocks(content: said.Content) -> tuple[Names, Mapping[tuple[str, bool], tuple[Words, int]]]:
    """How every chapter, table and figure is mentioned, and the label and number of every table and figure."""
    names: dict[str, Words] = {}
    labels: dict[tuple[str, bool], tuple[Words, int]] = {}
    counts: dict[str, int] = {}
    chapters = {chapter.name for chapter in content.chapters}
    for number, chapter in enumerate(content.chapters, 1):
        names[chapter.name] = chapter.title if chapter.is_appendix else say("chapter {number}", number=Ordinal(number))
        for block in chapter.blocks:
            if isinstance(block, said.Table | said.Figure):
                label = _label(block, chapter)
                counts[label.text] = counts.get(label.text, 0) + 1
                labels[_find_key(block)] = label, counts[label.text]
                names[name_block(block)] = shown = say("{label} {number}", label=label, number=counts[label.text])
                if block.name not in chapters:  # a chapter and a figure may have one name: the chapter says more
                    names[block.name] = shown
    return names, labels


def name_block(block: said.Table | said.Figure) -> str:
    """The name by which a table or a figure is mentioned where something else has its name too."""
    return f"{'figure' if isinstance(block, said.Figure) else 'table'} {block.name}"


def _find_key(block: said.Table | said.Figure) -> tuple[str, bool]:
    """A table and a figure may have one name, of one thing."""
    return block.name, isinstance(block, said.Figure)


def _label(block: said.Table | said.Figure, chapter: said.Chapter) -> Message:
    if isinstance(block, said.Figure):
        return say("Electronic figure") if block.is_filed else say_in("caption", "Figure")
    if block.is_filed:
        return say("Electronic table")
    return say("Appendix table") if chapter.is_appendix else say("Table")


@dataclass(frozen=True)
class Ordinal(Words):
    """A number as headings write it: Chinese in characters (十二), English in digits."""

    number: int

    def read(self, language: Language) -> str:
        """The number in one language; up to 99."""
        if language == "en":
            return str(self.number)
        tens, ones = divmod(self.number, 10)
        return f"{CHARACTERS[tens] if tens > 1 else ''}{'十' if tens else ''}{CHARACTERS[ones] if ones else ''}"


@dataclass(frozen=True)
class _Reader:
    """Reads the blocks of one document."""

    language: Language
    names: Names
    labels: Mapping[tuple[str, bool], tuple[Words, int]]

    def read(self, words: Words) -> str:
        return read(settle(words, self.names), self.language)

    def read_chapter(self, chapter: said.Chapter, number: int) -> Chapter:
        blocks, parts, title = [], 0, self.read(chapter.title)
        for block in chapter.blocks:
            parts += isinstance(block, said.Text) and block.role == "heading"
            part = say("{chapter}.{part}", chapter="A" if chapter.is_appendix else number, part=Ordinal(parts))
            blocks.append(self.read_block(block, part.read(self.language)))
        numbered = say("{number} {title}", number=Ordinal(number), title=title).read(self.language)
        heading = title if chapter.is_appendix else numbered
        return Chapter(chapter.name, title, tuple(blocks), chapter.is_appendix, number, heading)

    def read_block(self, block: said.Block, part: str) -> Block:
        if isinstance(block, Words):
            return Text("paragraph", self.read(block))
        if isinstance(block, said.Text):
            text = self.read(block.said)
            return Text(
                block.role,
                say("{part} {title}", part=part, title=text).read(self.language) if block.role == "heading" else text,
                block.rank or "",
            )
        if isinstance(block, said.Bullets):
            return Bullets(tuple(self.read(each) for each in block.items), block.is_numbered)
        label, number = self.labels.get(_find_key(block), (NOTHING, 0))
        name = label.read(self.language)
        if isinstance(block, said.Table):
            return replace(read_table(block, self.language, self.names), label=name, number=number)
        return replace(read_figure(block, self.language, self.names), label=name, number=number)

    def read_sheet(self, sheet: said.Sheet) -> Sheet:
        notes = tuple(self.read(each) for each in sheet.notes)
        return Sheet(sheet.key, self.read(sheet.title), notes, tuple(self.read_part(each) for each in sheet.parts))

    def read_part(self, part: said.Grid | said.Chart) -> Grid | Chart:
        if isinstance(part, said.Grid):
            return self.read_grid(part)
        series = tuple(
            Series(self.read(each.title), each.across, each.values, each.mark, each.colour) for each in part.series
        )
        return Chart(self.read(part.title), self.read(part.across), self.read(part.up), series, part.least, part.most)

    def read_grid(self, grid: said.Grid) -> Grid:
        """A grid whose formulas know the words of the language; columns of another language are left out."""
        words = {key: self.read(each) for key, each in grid.words.items()}
        table = read_table(grid.table, self.language, self.names)
        kept = {each.key for each in table.columns}
        return Grid(
            table,
            {
                key: tuple(write_words(each, words) for each in rows)
                for key, rows in grid.formulas.items()
                if key in kept
            },
            tuple(key for key in grid.inputs if key in kept),
            {key: tuple(words[each] for each in keys) for key, keys in grid.choices.items()},
            dict(grid.limits),
            {words[key]: tone for key, tone in grid.tones.items()},
            dict(grid.under),
            grid.is_main,
        )


def write_words(formula: str, words: Mapping[str, str]) -> str:
    """A formula with the words of a language between its quotation marks."""
    return WORD.sub(lambda found: '"{}"'.format(words[found[1]].replace('"', '""')), formula)
