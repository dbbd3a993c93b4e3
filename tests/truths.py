"""What stands in the tables of a document: the answer an import is held against.

Of the five plans it is what people read out of them (``scenarios/*/*.csv``), restricted to rows whose cited lines stand in a table:
targets, values and projects that only the prose names are out of scope, and so is a unit that the unit column does not print.
"""

import re
import unicodedata
from dataclasses import dataclass, field, replace

from editions import list_table_lines, read_edition
from printed import Printed, Table
from transcription import SCENARIOS, list_line_numbers, read_rows

NO_UNIT = {"", "-", "—", "－", "–", "/", "无"}
SHORTEST_PART = 3  # signs; a name as short as EI stands in many words
COUNTED_CLAIMS = ("indicator_count", "project_count", "category_count", "status_count", "project_cost_sum")
UNITS = (
    {"km2", "平方公里", "平方千米"},
    {"μg/m3", "ug/m3", "微克/立方米"},
    {"公顷", "hm2"},
    {"立方米/万元", "m3/万元"},
)


def squeeze(words: str | None) -> str:
    """The words as people compare them: full width as half width, no white space."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", words or "")).replace("∆", "Δ")


@dataclass(frozen=True)
class TrueTarget:
    standard: str
    year: int | None
    relation: str
    value: float | None
    as_written: str
    upper_value: float | None = None


@dataclass(frozen=True)
class TrueIndicator:
    """``unit`` and ``base_year`` are None where the document prints none; ``words`` are those of the rows of the table it stands in.

    ``names`` are other ways of writing its name down: the whole cell, with the condition printed below the name.
    """

    name: str
    domain: str | None
    unit: str | None
    base_year: int | None = None
    base_value: float | None = None
    base_as_written: str | None = None
    targets: tuple[TrueTarget, ...] = ()
    words: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class TrueProject:
    name: str
    content: str | None
    cost: float | None
    start: int | None
    end: int | None
    category: str | None
    lead: str | None = None
    supports: str | None = None
    funding: tuple[tuple[str, float | None], ...] = ()
    words: str = ""  # of its rows, the caption and the row of its category


@dataclass(frozen=True)
class TrueTotal:
    """A sum or count that is printed; ``category`` is what it is of, ``in_table`` whether a table prints it."""

    kind: str
    category: str | None
    value: float  # money in 万元
    in_table: bool


@dataclass(frozen=True)
class Truth:
    indicators: tuple[TrueIndicator, ...] = ()
    projects: tuple[TrueProject, ...] = ()
    totals: tuple[TrueTotal, ...] = field(default=())


class Places:
    """Where the lines of a plain text stand in the tables rebuilt from it."""

    def __init__(self, plan: str) -> None:
        self.inside = {line for lines in list_table_lines(plan) for line in lines}
        self.tables = tuple(read_edition(plan).tables)
        self.rows: dict[int, tuple[Table, range]] = {}
        for table in self.tables:
            for cell in table.cells:
                for line in cell.lines:
                    self.rows[line] = (table, range(cell.row, cell.row + cell.rows))

    def holds(self, row: dict[str, str]) -> bool:
        return bool(row["lines"]) and self.inside.issuperset(list_line_numbers(row["lines"]))

    def find_words(self, lines: str) -> str:
        """The words of all rows of tables in which cells of these lines stand, with the captions."""
        found = {id(each[0]): each[0] for line in list_line_numbers(lines) if (each := self.rows.get(line))}
        rows = {
            (id(each[0]), row) for line in list_line_numbers(lines) if (each := self.rows.get(line)) for row in each[1]
        }
        words = [table.print_row(row) for key, table in found.items() for at, row in sorted(rows) if at == key]
        return squeeze("".join([*words, *(table.caption for table in found.values())]))

    def find_column(self, row: dict[str, str]) -> Printed | None:
        """The head of the column in which the words of a row stand."""
        for line in list_line_numbers(row["lines"]):
            table, _ = self.rows.get(line, (None, range(0)))
            cell = next((each for each in table.cells if line in each.lines), None) if table else None
            if table and cell:
                return table.find(0, cell.column)
        return None

    def find_cell(self, row: dict[str, str]) -> str:
        """The whole cell that holds the name of an indicator."""
        for line in list_line_numbers(row["lines"]):
            table, _ = self.rows.get(line, (None, range(0)))
            for cell in table.cells if table else ():
                if line in cell.lines and squeeze(row["name_zh"]) in squeeze(cell.text):
                    return squeeze(cell.text)
        return ""

    def find_unit(self, row: dict[str, str]) -> str | None:
        """The unit where the unit column prints it in a row of the indicator, else None: then somebody worked it out."""
        units = set()
        for line in list_line_numbers(row["lines"]):
            table, rows = self.rows.get(line, (None, range(0)))
            if table is None:
                continue
            column = next((each.column for each in table.cells if each.row == 0 and squeeze(each.text) == "单位"), None)
            if column is not None:
                units |= {squeeze(words) for at in rows for words in table.find(at, column).text.split("\n")}
        return row["unit"] if squeeze(row["unit"]) in units - NO_UNIT else None


def read_number(words: str | None) -> float | None:
    return float(words) if words else None


def read_year(words: str | None) -> int | None:
    return int(words) if words else None


def read_truth(plan: str) -> Truth:
    """What people read out of the tables of a plan, and the counts and sums it prints anywhere."""
    places = Places(plan)
    tables = {
        name: read_rows(SCENARIOS / plan / f"{name}.csv")
        for name in ("indicators", "targets", "observations", "projects", "funding", "stated_totals")
    }
    indicators = tuple(describe_indicator(row, tables, places) for row in tables["indicators"] if places.holds(row))
    projects = tuple(describe_project(row, tables, places) for row in tables["projects"] if places.holds(row))
    totals = (describe_total(row, places) for row in tables["stated_totals"])
    return Truth(indicators, projects, tuple(each for each in totals if each))


def describe_indicator(row: dict[str, str], tables: dict[str, list[dict[str, str]]], places: Places) -> TrueIndicator:
    own = row["indicator_id"]
    observations = [
        each
        for each in tables["observations"]
        if each["indicator_id"] == own and each["role"] == "base" and not each["formula"] and places.holds(each)
    ]
    base = observations[0] if observations else None
    whole = places.find_cell(row)
    others = {each["name_zh"] for each in tables["indicators"] if each["name_zh"] != row["name_zh"]}
    holds_parts = any(len(each) > SHORTEST_PART and squeeze(each) in whole for each in others)
    return TrueIndicator(
        row["name_zh"],
        row["domain_zh"] or None,
        places.find_unit(row) if row["kind"] != "group" else None,
        read_base_year(base, places) if base else None,
        read_number(base["value"]) if base else None,
        base["as_written"] if base else None,
        tuple(
            TrueTarget(
                each["standard"],
                read_year(each["year"]),
                each["relation"],
                read_number(each["value"]),
                each["as_written"],
                read_number(each["upper_value"]),
            )
            for each in tables["targets"]
            if each["indicator_id"] == own and each["standard"] != "text" and places.holds(each)
        ),
        places.find_words(row["lines"]),
        (whole,) if whole and not holds_parts else (),
    )


def read_base_year(base: dict[str, str], places: Places) -> int | None:
    """The year in the head of the column, else the one people took: a note below the table may know better than its head."""
    head = places.find_column(base)
    found = re.search(r"20\d\d", head.text) if head else None
    return int(found[0]) if found else read_year(base["year"])


def leave_prose_out(truth: Truth, plan: str) -> Truth:
    """What is left of the truth where a file holds the tables alone: a base year that no head prints is not in it, nor are counts of
    the prose."""
    prints_year = any(
        "现状" in cell.text and re.search(r"20\d\d", cell.text)
        for table in read_edition(plan).tables
        for cell in table.cells
        if cell.row < table.heads
    )
    return keep_tables(truth, prints_year)


def keep_tables(truth: Truth, prints_year: bool) -> Truth:
    """The truth of the tables alone, with the base year where a head prints it."""
    indicators = truth.indicators if prints_year else tuple(replace(each, base_year=None) for each in truth.indicators)
    return replace(truth, indicators=indicators, totals=tuple(each for each in truth.totals if each.in_table))


def describe_project(row: dict[str, str], tables: dict[str, list[dict[str, str]]], places: Places) -> TrueProject:
    own = row["project_id"]
    return TrueProject(
        row["name_zh"],
        row["content_zh"] or None,
        read_number(row["cost_wan_yuan"]),
        read_year(row["start_year"]),
        read_year(row["end_year"]),
        row["category_zh"],
        row["lead_zh"] or None,
        row["supports_as_written"] or None,
        tuple(
            (each["funding_source"], read_number(each["amount_wan_yuan"]))
            for each in tables["funding"]
            if each["project_id"] == own and each["as_written"] != "-"
        ),
        places.find_words(row["lines"]),
    )


def describe_total(row: dict[str, str], places: Places) -> TrueTotal | None:
    """A count or sum that the projects and indicators themselves can be held against."""
    scope = row["scope"]
    category = scope.removeprefix("category_zh=") if scope.startswith("category_zh=") else None
    own = not scope or category is not None or scope == "chapter=main" or re.fullmatch(r"status=\w+", scope)
    if row["kind"] not in COUNTED_CLAIMS or not own:
        return None
    value = float(row["value"]) * (1e4 if row["unit"] == "亿元" else 1)
    return TrueTotal(row["kind"], category, value, places.holds(row))


def is_unit(found: str | None, wanted: str) -> bool:
    """Whether two units are the same, however they are written."""
    own, true = squeeze(found), squeeze(wanted)  # raised figures are plain ones then
    return own == true or any(own in same and true in same for same in UNITS)
