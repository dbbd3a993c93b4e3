"""Laws of the tables of an answer: what one form of a table says, every other says."""

from collections.abc import Iterator
from io import StringIO

import pytest
from rich.console import Console

from conftest import load
from peakfolio.app.rows import list_rows
from peakfolio.portfolio.answering import Answer, answer_plan
from peakfolio.render.console.screen import Screen
from peakfolio.report import portfolio
from peakfolio.report.content import Table, Worded
from peakfolio.report.effects import make_assumption_table, make_effect_table
from peakfolio.report.numbering import read_table
from peakfolio.words import LANGUAGES, Language, Words

HALF = 0.5


@pytest.fixture(scope="module", params=["dongchuan", "panzhihua-dongqu", "yongchuan"])
def answer(request: pytest.FixtureRequest) -> Answer:
    return answer_plan(load(request.param))


def list_tables(answer: Answer) -> Iterator[Table]:
    yield portfolio.make_project_table(answer.plan)
    yield portfolio.make_project_table(answer.plan, answer)
    yield portfolio.make_indicator_table(answer)
    yield portfolio.make_shortfall_table(answer)
    yield portfolio.make_spending_table(answer)
    yield portfolio.make_check_table(answer)
    yield portfolio.make_step_table(answer.choice.portfolio)
    yield portfolio.make_switch_table(answer)
    yield make_assumption_table(answer)
    yield make_effect_table(answer)


def test_every_code_of_a_table_has_words(answer: Answer) -> None:
    for table in list_tables(answer):
        for place, column in enumerate(table.columns):
            codes = {row[place] for row in table.rows} - {None}
            assert not column.words or codes <= set(column.words), (table.name, column.key)


def test_a_number_shown_is_the_number_of_the_file(answer: Answer) -> None:
    for table in list_tables(answer):
        frame = table.to_frame()
        for language in LANGUAGES:
            read = read_table(table, language)
            for place, column in enumerate(read.columns):
                cells = [row[place] for row in read.rows]
                for cell, raw in zip(cells, frame.get(column.key, []), strict=False):
                    if column.kind == "number" and not isinstance(cell, str) and cell is not None:
                        shown = float(column.show(cell).replace(",", ""))
                        assert shown == pytest.approx(raw, abs=HALF * 10.0**-column.digits), (table.name, column.key)


@pytest.mark.parametrize("language", LANGUAGES)
def test_console_and_workbench_show_what_the_document_says(answer: Answer, language: Language) -> None:
    console = Console(record=True, width=4000, file=StringIO())
    for table in (portfolio.list_chosen(answer), portfolio.make_switch_table(answer).pick(*portfolio.READINGS)):
        read = read_table(table, language)
        said = [[column.show(cell) for column, cell in zip(read.columns, row, strict=True)] for row in read.rows]
        assert [[row[each.key] for each in read.columns] for row in list_rows(table, language)] == said
        Screen(language, console).show_table(table)
        lines = console.export_text().splitlines()
        shown = [[cell.strip() for cell in line.split("│")] for line in lines if "│" in line]
        assert shown == said


def test_what_is_chosen_adds_up(answer: Answer) -> None:
    table = portfolio.list_chosen(answer)
    *costs, total = [row[2] for row in table.rows]
    assert sum(each for each in costs if isinstance(each, float)) == pytest.approx(total)
    assert total == pytest.approx(answer.verification.cost_wan_yuan)
    assert table.to_frame()["name_en"].iloc[-1] == "Total"


def test_files_hold_values_and_names_in_every_language(answer: Answer) -> None:
    for table in list_tables(answer):
        frame = table.to_frame()
        assert not frame.map(lambda cell: isinstance(cell, Words)).any(axis=None), table.name
        assert all(
            f"{each.key}_{language}" in frame for each in table.columns if each.is_said for language in LANGUAGES
        )


def test_a_state_is_a_number_in_files_and_words_for_readers(answer: Answer) -> None:
    table = portfolio.make_indicator_table(answer).keep("status", ("met", "undecided", "missed"))
    states = [row for row in table.pick("target").rows if isinstance(row[0], Worded) and row[0].value == 1.0]
    assert {row[0].en for row in states if isinstance(row[0], Worded)} <= {"in force", "better"}
    assert {float(str(each)) for each in table.to_frame()["missing"]} == {
        each.missing for each in answer.verification.outcomes
    }
