"""The rebuilt documents say what the plans say: the examiner's papers are examined before anyone sits for them."""

import io
from random import Random
from zipfile import ZipFile

import docx
import openpyxl
import pytest
from lxml import html

from contents import make_county
from edition_files import write_docx, write_html, write_txt, write_xlsx
from editions import RECIPES, read_edition
from layouts import draw_layout, lay_out
from planted import DOCUMENT, PLANTS, WORKBOOK, plant, say_prose, write_pair, write_story
from printed import Edition, Table, break_table
from transcription import SEEDS
from truths import read_truth, squeeze

needs_texts = pytest.mark.skipif(
    not SEEDS.is_dir(), reason="the plain texts of the plans do not lie beside the checkout"
)
PRINTED = ("dongchuan", "yongchuan", "panzhihua-dongqu")


@pytest.fixture(params=range(6))
def laid_out(request: pytest.FixtureRequest) -> Edition:
    rng = Random(request.param)
    return lay_out(make_county(request.param), draw_layout(rng), rng)[0]


def list_texts(table: Table) -> list[list[str]]:
    """A table as a rectangle of words, merged cells filled."""
    return [[table.find(row, column).text for column in range(table.width)] for row in range(table.height)]


def plain(rows: list[list[str]]) -> list[list[str]]:
    return [[squeeze(each) for each in row] for row in rows]


@needs_texts
@pytest.mark.parametrize("plan", PRINTED)
def test_what_people_read_stands_in_the_row_it_is_cited_from(plan: str) -> None:
    truth = read_truth(plan)
    for indicator in truth.indicators:
        quotations = [each.as_written for each in indicator.targets] + [indicator.base_as_written or ""]
        lost = [each for each in (*quotations, indicator.name) if squeeze(each) not in indicator.words]
        assert lost == [], indicator.name
    for project in truth.projects:
        for words in (project.name, project.content, project.supports):
            assert squeeze(words) in project.words
    assert sum(len(each.targets) for each in truth.indicators) > 80
    assert len(truth.projects) > 40


@needs_texts
@pytest.mark.parametrize("plan", RECIPES)
def test_cells_cover_their_tables_without_gaps_or_overlaps(plan: str) -> None:
    for table in read_edition(plan).tables:
        assert sum(each.rows * each.columns for each in table.cells) == table.height * table.width
        assert all(table.find(row, column) for row in range(table.height) for column in range(table.width))


def test_a_word_file_has_the_merged_cells(laid_out: Edition) -> None:
    found = docx.Document(io.BytesIO(write_docx(laid_out))).tables
    for table, printed in zip(found, laid_out.tables, strict=True):
        assert plain([[cell.text for cell in row.cells] for row in table.rows]) == plain(list_texts(printed))


def test_a_workbook_has_the_merged_areas_and_the_values_of_formulas(laid_out: Edition) -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(laid_out)), data_only=True)
    for sheet, printed in zip(book.worksheets, laid_out.tables, strict=True):
        above = sheet.max_row - printed.height
        merged = {(each.min_row - above - 1, each.min_col - 1) for each in sheet.merged_cells.ranges}
        wide = {(each.row, each.column) for each in printed.cells if each.rows > 1 or each.columns > 1}
        assert {place for place in merged if place[0] >= 0} == wide
        for cell in printed.cells:
            value = sheet.cell(above + cell.row + 1, cell.column + 1).value
            if isinstance(value, (int, float)):
                assert value == pytest.approx(float(cell.text.replace(",", "")))
            else:
                assert squeeze(value) == squeeze(cell.text)


def test_a_web_page_has_rows_and_columns_that_reach_over_others(laid_out: Edition) -> None:
    page = html.fromstring(write_html(laid_out))
    for table, printed in zip(page.iter("table"), laid_out.tables, strict=True):
        reach = [int(cell.get("rowspan", 1)) * int(cell.get("colspan", 1)) for cell in table.iter("td", "th")]
        assert sum(reach) == printed.height * printed.width


def test_plain_text_has_a_line_for_each_row(laid_out: Edition) -> None:
    lines = write_txt(laid_out).decode().split("\n")
    assert sum("\t" in line for line in lines) == sum(table.height for table in laid_out.tables)


def test_a_broken_table_says_each_row_once_below_its_heads() -> None:
    rng = Random(3)
    for table in lay_out(make_county(3), draw_layout(rng), rng)[0].tables:
        parts = [each for each in break_table(table, 5, "续表") if isinstance(each, Table)]
        rows = [row for part in parts for row in list_texts(part)[part.heads :]]
        assert rows == list_texts(table)[table.heads :]
        assert all(list_texts(part)[: part.heads] == list_texts(table)[: table.heads] for part in parts)


def test_the_planted_county_has_its_faults_and_nothing_else_changes() -> None:
    clean, faulty = plant(26, ()), plant(26, PLANTS)
    assert len(clean.content.items) == 26
    assert len(clean.works) == 15
    changed = [one.name for one, other in zip(clean.works, faulty.works, strict=True) if one != other]
    assert len(changed) == 5
    weaker = [one.name for one, other in zip(clean.content.items, faulty.content.items, strict=True) if one != other]
    assert len(weaker) == 1
    differing = [one for one, other in zip(say_prose(clean), say_prose(faulty), strict=True) if one != other]
    assert len(differing) == 3  # a figure printed twice, a count, a total with its share


def unpack(content: bytes) -> dict[str, bytes]:
    """What a file holds, but for the time it was written at."""
    with ZipFile(io.BytesIO(content)) as file:
        return {name: file.read(name) for name in file.namelist() if name != "docProps/core.xml"}


def test_the_files_of_the_story_are_the_same_every_time() -> None:
    first, second = write_story(), write_story()
    assert set(first) == {DOCUMENT, WORKBOOK}
    for name in first:
        assert unpack(first[name]) == unpack(second[name])
    assert write_pair() != write_pair(PLANTS)
