"""One table, many forms: whatever reads it says the same."""

import io
from html import escape
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from peakfolio.app.rows import list_rows
from peakfolio.render.console.screen import Screen
from peakfolio.render.page import render_page
from peakfolio.render.table_book import render_table_book
from peakfolio.report.content import (
    Chapter,
    Content,
    Table,
    Worded,
    make_table,
    name_column,
    number_column,
    share_column,
    text_column,
    year_column,
)
from peakfolio.report.document import UNKNOWN
from peakfolio.report.numbering import read_document, read_records, read_table
from peakfolio.words import LANGUAGES, NOTHING, Language, Name, say

ANSWERS = {"met": say("met"), "missed": say("missed")}
COLUMNS = (
    text_column("key", "K", 0.5),
    name_column("name", "N"),
    text_column("status", "S", 0.5, ANSWERS),
    number_column("cost", "C", "u", 2),
    share_column("chance", "P"),
    year_column("year", "Y"),
    text_column("state", "W"),
)
LETTERS = st.text("abcdefgh", min_size=1, max_size=8)
NUMBERS = st.none() | st.floats(-1e9, 1e9) | st.integers(-1000, 1000)
ROWS = st.fixed_dictionaries(
    {
        "key": LETTERS,
        "name": st.builds(Name, st.text("甲乙丙丁", min_size=1, max_size=8), LETTERS),
        "status": st.sampled_from([*ANSWERS]),
        "cost": NUMBERS,
        "chance": st.none() | st.integers(0, 10000).map(lambda each: each / 10000),
        "year": st.integers(2000, 2060),
        "state": st.builds(Worded, st.integers(0, 1), st.just(say("in force"))),
    }
)
TABLES = st.lists(ROWS, min_size=1, max_size=4, unique_by=lambda row: str(row["key"])).map(
    lambda rows: make_table("t", Name("表", "Table"), COLUMNS, rows)
)


def show(table: Table, language: Language) -> list[list[str]]:
    """Every cell as a reader of a document sees it."""
    read = read_table(table, language)
    return [[column.show(cell) for column, cell in zip(read.columns, row, strict=True)] for row in read.rows]


@given(TABLES, st.sampled_from(LANGUAGES))
def test_a_table_says_the_same_on_console_and_in_the_workbench(table: Table, language: Language) -> None:
    shown = show(table.round_shares(), language)
    written = io.StringIO()
    Screen(language, Console(file=written, width=400)).show_table(table)
    lines = [[cell.strip() for cell in line.split("│")] for line in written.getvalue().splitlines() if "│" in line]
    assert lines == shown
    rows = list_rows(table, language)
    assert [[row[column.key] for column in COLUMNS] for row in rows] == shown
    assert [(row["id"], row["status_code"]) for row in rows] == [(raw[0], raw[2]) for raw in table.rows]


def test_a_narrow_console_keeps_numbers_whole_and_names_readable() -> None:
    columns = (
        text_column("key", say("No.")),
        text_column("name", say("Name")),
        *(number_column(f"n{n}", say("Value")) for n in range(8)),
    )
    row = {"key": "P01", "name": "Sewage of thirty-three villages", **{f"n{n}": 123456.0 + n for n in range(8)}}
    written = io.StringIO()
    Screen("en", Console(file=written, width=60)).show_table(make_table("t", Name("表", "Table"), columns, (row,)))
    lines = written.getvalue().splitlines()
    assert max(len(line) for line in lines) <= 60
    assert [f"{123456 + n:,}" for n in range(8) if f"{123456 + n:,}" not in written.getvalue()] == []
    assert written.getvalue().count("P01") == written.getvalue().count("thirty-three") > 1


@given(TABLES)
def test_files_hold_the_raw_values_and_words_in_every_language(table: Table) -> None:
    records = table.to_records()
    assert list(table.to_frame().columns) == list(records[0])
    for raw, record in zip(table.rows, records, strict=True):
        key, name, status, cost, chance, year, state = raw
        assert isinstance(name, Name)
        assert isinstance(state, Worded)
        assert list(record.values()) == [key, name.zh, name.en, status, cost, chance, year, state.value]


@given(TABLES, st.sampled_from(LANGUAGES))
def test_what_a_command_gives_to_programs_is_what_it_shows(table: Table, language: Language) -> None:
    for raw, record, shown in zip(table.rows, read_records(table, language), show(table, language), strict=True):
        assert record["name"] == shown[1]
        assert record["status"] == shown[2] == ANSWERS[str(raw[2])].read(language)
        for key, place in (("cost", 3), ("chance", 4)):
            value = raw[place]
            assert record[key] == (value if value is None else pytest.approx(value, abs=1e-6))
            assert (shown[place] == UNKNOWN) == (value is None)


@given(TABLES)
def test_a_picked_table_says_what_the_whole_one_says(table: Table) -> None:
    picked = table.pick("cost", "key").keep("key", [table.rows[0][0]])
    assert picked.rows == ((table.rows[0][3], table.rows[0][0]),)
    assert [each.key for each in picked.columns] == ["cost", "key"]


@given(st.integers(1, 10000).flatmap(lambda runs: st.tuples(st.integers(0, runs), st.just(runs))))
def test_only_what_held_in_every_run_is_shown_as_certain(counted: tuple[int, int]) -> None:
    held, runs = counted
    table = make_table("t", NOTHING, (share_column("chance", "P"),), ({"chance": held / runs},))
    ((shown,),) = show(table, "en")
    assert shown != "100"  # which no sample shows
    assert (shown == "0") == (held == 0)
    assert float(shown.strip("<>")) == pytest.approx(100 * held / runs, abs=1.0)


def test_a_table_says_the_same_in_workbook_and_page() -> None:
    row: dict[str, Any] = {
        "key": "a",
        "name": Name("甲", "b"),
        "status": "met",
        "cost": 0.004,
        "chance": 0.25,
        "year": 2030,
    }
    table = make_table("t", Name("表", "Table"), COLUMNS[:-1], (row,))
    for language in LANGUAGES:
        chapter = Chapter("one", NOTHING, (table,))
        document = read_document(Content("x", "base", NOTHING, NOTHING, NOTHING, (), (chapter,)), language)
        page, sheet = (
            render_page(document, {}),
            openpyxl.load_workbook(io.BytesIO(render_table_book(document))).worksheets[1],
        )
        (shown,) = show(table, language)
        assert all(f">{escape(text)}</td>" in page for text in shown)
        assert [cell.value for cell in sheet[2]] == list(read_table(table, language).rows[0])
