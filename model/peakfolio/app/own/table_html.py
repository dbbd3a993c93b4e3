"""A table of a document as a person sees it in a spreadsheet: letters above the columns, what each was taken for, then its first rows."""

from collections.abc import Iterator, Mapping
from html import escape
from typing import get_args

from peakfolio.app.own.cells_html import write_place, write_select
from peakfolio.importing.documents import Document, Grid
from peakfolio.importing.imported import Heading, ReadTable, TableKind
from peakfolio.plan.words import FUNDING, STANDARDS
from peakfolio.words import Language, Words, say, say_in

SHOWN_ROWS = 8
NO_FIELD = ""
KINDS: Mapping[str, Words] = {
    "indicators": say("list of indicators"),
    "projects": say("list of projects"),
    "assessment": say("judgement of indicators"),
    "energy": say("energy and economy"),
    "other": say("none of these; left out"),
}
FIELDS: Mapping[str, Words] = {
    "number": say_in("column", "number"),
    "domain": say_in("column", "domain"),
    "task": say_in("column", "task"),
    "indicator": say_in("column", "indicator"),
    "unit": say_in("column", "unit"),
    "base": say_in("column", "present value"),
    "target": say_in("column", "target"),
    "standard": say_in("column", "standard"),
    "nature": say_in("column", "nature"),
    "status": say_in("column", "met or not"),
    "progress": say_in("column", "progress"),
    "points": say_in("column", "points"),
    "category": say_in("column", "category"),
    "project": say_in("column", "name of the project"),
    "content": say_in("column", "content"),
    "township": say_in("column", "place"),
    "years": say_in("column", "building years"),
    "start": say_in("column", "first year"),
    "end": say_in("column", "last year"),
    "cost": say_in("column", "cost"),
    "funding": say_in("column", "who pays"),
    "supports": say_in("column", "indicators it supports"),
    "lead": say_in("column", "lead"),
    "note": say_in("column", "remarks"),
    "energy_item": say_in("column", "what it is"),
    "value": say_in("column", "value"),
    "year": say_in("column", "year"),
    "dated": say_in("column", "value of a year"),
    "history": say_in("column", "earlier value"),
}
OF_KIND: Mapping[str, tuple[str, ...]] = {
    "indicators": (
        "number", "domain", "task", "indicator", "unit", "base", "target", "standard:national", "standard:provincial",
        "standard:municipal", "nature", "lead", "status", "note",
    ),
    "assessment": (
        "number", "domain", "task", "indicator", "unit", "base", "target", "standard:national", "standard:provincial",
        "standard:municipal", "status", "progress", "points", "note",
    ),
    "projects": (
        "number", "category", "project", "content", "township", "years", "start", "end", "cost", "funding", "split:central",
        "split:provincial", "split:municipal", "split:local", "split:enterprise", "split:social", "split:bond", "split:loan",
        "supports", "lead", "note",
    ),
    "energy": ("energy_item", "unit", "value", "year", "note"),
    "other": (),
}  # fmt: skip


def name_field(field: str | None, language: Language) -> str:
    """What a column was taken for, in words."""
    if not field:
        return say("not used").read(language)
    bare, _, part = field.partition(":")
    if bare == "split" and part in FUNDING:
        return say("paid by: {source}", source=FUNDING[part]).read(language)
    if bare == "standard" and part in STANDARDS:
        return STANDARDS[part].read(language)
    return FIELDS[bare].read(language) if bare in FIELDS else field


def list_fields(kind: str, language: Language) -> Mapping[str, str]:
    """The fields a column of a kind of table may be."""
    return {NO_FIELD: name_field(None, language)} | {each: name_field(each, language) for each in OF_KIND[kind]}


def find_grid(documents: tuple[Document, ...], table: ReadTable) -> Grid | None:
    """The grid a table was read from."""
    grids = (grid for document in documents if document.name == table.file for grid in document.grids)
    return next((grid for grid in grids if grid.place == table.place), None)


def write_kind(table: ReadTable, language: Language) -> str:
    """The drop-down that says what a table is."""
    kinds = {key: words.read(language) for key, words in KINDS.items() if key in get_args(TableKind)}
    label = say("What the table {place} is", place=table.place).read(language)
    place = write_place(("kind", table.signature, ""))
    return write_select(place, kinds, table.kind, label, is_amber=table.mark != "sure")


def write_table(table: ReadTable, grid: Grid | None, language: Language) -> str:
    """The table with its drop-downs above its first rows."""
    letters = "".join(f"<th>{name_column(each.place)}</th>" for each in table.headings)
    chosen = "".join(f"<th>{_write_choice(table, each, language)}</th>" for each in table.headings)
    rows = "" if grid is None else "".join(_write_rows(grid, len(table.headings)))
    return (
        f'<div class="pf-sheet"><table><thead><tr class="pf-letters"><th></th>{letters}</tr><tr><th></th>{chosen}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _write_choice(table: ReadTable, heading: Heading, language: Language) -> str:
    label = say("Column {letter} ({head})", letter=name_column(heading.place), head=heading.head).read(language)
    place = write_place(("field", table.signature, str(heading.place)))
    options = dict(list_fields(table.kind, language))
    field = heading.field or NO_FIELD
    if field not in options:
        options[field] = name_field(field, language)
    more = " ".join(str(each) for each in (heading.year, heading.unit) if each)
    note = f'<div class="pf-note">{escape(more)}</div>' if more else ""
    return write_select(place, options, field, label, is_amber=heading.mark != "sure") + note


def _write_rows(grid: Grid, width: int) -> Iterator[str]:
    for number, row in enumerate(grid.rows[:SHOWN_ROWS], start=1):
        cells = "".join(
            f'<td class="pf-repeat">{escape(cell.text)}</td>' if cell.is_repeat else f"<td>{escape(cell.text)}</td>"
            for cell in row[:width]
        )
        yield f'<tr><th class="pf-rowno">{number}</th>{cells}</tr>'


def name_column(place: int) -> str:
    """The letters of a column as a spreadsheet has them: A, B … Z, AA."""
    letters, rest = "", place + 1
    while rest:
        rest, left = divmod(rest - 1, 26)
        letters = chr(ord("A") + left) + letters
    return letters
