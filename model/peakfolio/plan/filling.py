"""What an empty cell of a table means where that follows from other cells: the rules are listed here, and told in the descriptions.

Nothing is guessed: a rule that finds no answer, or two, leaves the cell empty, and the row is refused for it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from peakfolio.plan.cell_tables import Cells
from peakfolio.plan.package import AUTOMATIC_SOURCE, TABLES
from peakfolio.plan.quoting import QUOTES
from peakfolio.plan.ranges import ENDS
from peakfolio.plan.rows import CitedRow, Row

Rows = Mapping[int, Cells]
UPWARDS, DOWNWARDS = {"at_least", "above"}, {"at_most", "below"}
NO_UNIT = {"", "-", "—", "－", "/"}  # what a plan prints where an indicator has no unit


@dataclass(frozen=True)
class Book:
    """The cells of every table, and the base year of the plan (None where plan.toml cannot be read)."""

    tables: Mapping[str, Rows]
    base_year: int | None = None

    def list_rows(self, table: str) -> Iterable[Cells]:
        """The rows of a table without their numbers."""
        return self.tables.get(table, {}).values()

    @cached_property
    def indicators(self) -> Mapping[str, Cells]:
        """Indicators by key."""
        return {row["indicator_id"]: row for row in self.list_rows("indicators") if "indicator_id" in row}

    @cached_property
    def named(self) -> Mapping[str, str]:
        """The key of an indicator by its name, where no other has it."""
        return _list_names(self.tables.get("indicators", {}), "indicator_id")

    @cached_property
    def wholes(self) -> frozenset[str]:
        """The indicators that have parts."""
        return frozenset(row["parent_id"] for row in self.list_rows("indicators") if "parent_id" in row)

    @cached_property
    def said_of(self) -> Mapping[str, list[Cells]]:
        """The targets and observations of each indicator."""
        said: dict[str, list[Cells]] = {}
        for table in ("targets", "observations"):
            for row in self.list_rows(table):
                said.setdefault(row.get("indicator_id", ""), []).append(row)
        return said

    @cached_property
    def newest(self) -> Mapping[str, str]:
        """The year of the newest used observation of each indicator."""
        found: dict[str, str] = {}
        for row in self.list_rows("observations"):
            key, year = row.get("indicator_id", ""), row.get("year", "").strip()
            if year.isdecimal() and row.get("is_used", "true").lower() == "true":
                found[key] = max(found.get(key, ""), year)
        return found

    @cached_property
    def taken(self) -> Mapping[tuple[str | None, str | None], set[str]]:
        """What the steps of each chain take, by action and indicator."""
        found: dict[tuple[str | None, str | None], set[str]] = {}
        for row in self.list_rows("chains"):
            found.setdefault((row.get("action_id"), row.get("indicator_id")), set()).add(row.get("takes", ""))
        return found

    @cached_property
    def documents(self) -> tuple[str, ...]:
        """The keys of the documents among the sources."""
        return tuple(row.get("source_id", "") for row in self.list_rows("sources") if row.get("kind") == "document")


def _find_kind(row: Cells, book: Book) -> str:
    key = row.get("indicator_id", "")
    said = book.said_of.get(key, [])
    if key in book.wholes:
        return "group"
    if any("value" in each for each in said) or {"lower_bound", "upper_bound"} & row.keys():
        return "numeric"
    if row.get("unit", "").strip() not in NO_UNIT:
        return "numeric"
    return "binary" if any(each.get("relation") == "done" for each in said) else "qualitative"


def _find_direction(row: Cells, book: Book) -> str | None:
    if row.get("kind") != "numeric":
        return "none"
    relations = {each.get("relation") for each in book.said_of.get(row.get("indicator_id", ""), [])}
    is_up, is_down = bool(relations & UPWARDS), bool(relations & DOWNWARDS)
    if is_up == is_down:
        return None
    return "more" if is_up else "less"


def _find_relation(row: Cells, book: Book) -> str | None:
    indicator = book.indicators.get(row.get("indicator_id", ""), {})
    if "upper_value" in row:
        return "between"
    if "value" in row:
        return {"more": "at_least", "less": "at_most"}.get(indicator.get("direction", ""))
    return "done" if indicator.get("kind") in ("binary", "qualitative") else None


def _find_role(row: Cells, book: Book) -> str | None:
    year = row.get("year", "").strip()
    if book.base_year is None or not year.isdecimal() or year == str(book.base_year):
        return "base"
    is_newest = int(year) > book.base_year and year == book.newest.get(row.get("indicator_id", ""))
    return "latest" if is_newest else "history"


def _find_basis(row: Cells, book: Book) -> str:
    takes = book.taken.get((row.get("action_id"), row.get("indicator_id")))
    if takes is not None and row.get("mode") != "enables":
        return "estimated" if "unit_cost" in takes else "quantified"
    return "stated" if row.get("mode") == "enables" or any(end in row for end in ENDS) else "shared"


def _find_source_kind(row: Cells, book: Book) -> str:
    del book
    given = {"document": "file", "assumption": "reasoning", "publication": "citation"}
    return next((kind for kind, column in given.items() if column in row), "document")


def _find_supported(row: Cells, book: Book) -> str | None:
    return book.named.get(row.get("as_written", ""))


def _quote_support(row: Cells, book: Book) -> str | None:
    return book.indicators.get(row.get("indicator_id", ""), {}).get("name_zh")


def _find_source(row: Cells, book: Book) -> str | None:
    del row
    if len(book.documents) > 1:
        return None
    return book.documents[0] if book.documents else AUTOMATIC_SOURCE


Find = Callable[[Cells, Book], str | None]


def _quote(find: Callable[[Cells], str | None]) -> Find:
    return lambda row, _: find(row)


KEYS = {"sources": "S", "indicators": "I", "projects": "P", "measures": "M", "stated_totals": "C", "quantities": "Q"}
RULES: tuple[tuple[str, str, Find], ...] = (
    *((table, "as_written", _quote(find)) for table, find in QUOTES.items()),
    ("supports", "indicator_id", _find_supported),
    ("supports", "as_written", _quote_support),
    ("sources", "kind", _find_source_kind),
    ("indicators", "kind", _find_kind),
    ("indicators", "direction", _find_direction),
    ("targets", "relation", _find_relation),
    ("observations", "role", _find_role),
    ("effects", "basis", _find_basis),
    *((table, "source_id", _find_source) for table, row in TABLES.items() if issubclass(row, CitedRow)),
)
FILLED = frozenset({(table, column) for table, column, _ in RULES} | {(table, TABLES[table].key[0]) for table in KEYS})


def is_needed(table: str, row_type: type[Row], column: str) -> bool:
    """Whether a cell of a table must be filled by whoever writes it; of tables that all regions share nothing follows from other cells."""
    is_filled = TABLES.get(table) is row_type and (table, column) in FILLED
    return row_type.model_fields[column].is_required() and not is_filled


def fill_cells(tables: Mapping[str, Rows], base_year: int | None) -> Mapping[str, Rows]:
    """The tables with what their empty cells mean."""
    keyed = {table: dict(_number_rows(rows, table)) if table in KEYS else rows for table, rows in tables.items()}
    book = Book(name_keys(keyed), base_year)
    for table, column, find in RULES:
        rows = book.tables.get(table, {})
        if any(column not in row for row in rows.values()):
            filled = {number: _fill(row, column, find(row, book)) for number, row in rows.items()}
            book = replace(book, tables={**book.tables, table: filled})
    return book.tables


def name_keys(tables: Mapping[str, Rows]) -> Mapping[str, Rows]:
    """The tables with the key in place of a name, or of the document's own number, where exactly one row of the other table has it."""
    known = {table: _list_names(rows, TABLES[table].key[0]) for table, rows in tables.items()}
    measures, projects = known.get("measures", {}), known.get("projects", {})
    twice = measures.keys() & projects.keys()
    known["actions"] = {name: key for name, key in {**measures, **projects}.items() if name not in twice}
    return {
        table: {number: _name_keys(row, TABLES[table].references, known) for number, row in rows.items()}
        for table, rows in tables.items()
    }


def _name_keys(row: Cells, references: Mapping[str, str], known: Mapping[str, Mapping[str, str]]) -> Cells:
    named = {
        column: known[target][row[column].strip()]
        for column, target in references.items()
        if target in known and row.get(column, "").strip() in known[target]
    }
    return {**row, **named} if named else row


def _list_names(rows: Rows, column: str) -> Mapping[str, str]:
    """The key of a row by its name and by its number, where no other row has it and it is no key itself."""
    said: dict[str, set[str]] = {}
    for row in rows.values():
        for name in (row.get("name_zh"), row.get("title"), row.get("number")):
            if name is not None and column in row:
                said.setdefault(name.strip(), set()).add(row[column])
    keys = {row.get(column) for row in rows.values()}
    return {name: key for name, (key, *others) in said.items() if not others and name not in keys}


def _fill(row: Cells, column: str, found: str | None) -> Cells:
    return row if column in row or found is None else {**row, column: found}


def _number_rows(rows: Rows, table: str) -> Iterator[tuple[int, Cells]]:
    """The rows, those without a key with one: the letter of the table and their own number, else their place."""
    column, letter = TABLES[table].key[0], KEYS[table]
    numbers = [row.get("number", "").strip() for row in rows.values()]
    is_counted = len(set(numbers)) == len(numbers) and all(each.isdecimal() for each in numbers)
    taken = {row.get(column) for row in rows.values()}
    for place, (number, row) in enumerate(rows.items(), start=1):
        key = f"{letter}{int(numbers[place - 1]) if is_counted else place:02d}"
        yield number, row if column in row or key in taken else {**row, column: key}
