"""The documents of a run: one content, and the same numbers in Word file, workbook, web page, CSV files and on the screen."""

import io
import json
import re
import shutil
import zipfile
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any, get_args

import docx
import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Pt
from hypothesis import given
from hypothesis import strategies as st

from conftest import load
from peakfolio.app.downloads import RUN_DOWNLOADS
from peakfolio.cli.main import main
from peakfolio.errors import PeakfolioError
from peakfolio.render import documents as rendering
from peakfolio.render import paper, screen
from peakfolio.render.documents import FORMATS, read_content, render_document, write_documents
from peakfolio.render.packing import SAVED
from peakfolio.render.page import plot_block, render_page
from peakfolio.render.paper import draw_chart
from peakfolio.render.pictures import CHARTS, build_chart
from peakfolio.render.plan_book import render_plan_book
from peakfolio.render.run_folder import list_strangers
from peakfolio.render.screen import CONFIG
from peakfolio.render.sheet_page import name_sheets
from peakfolio.render.table_book import render_table_book
from peakfolio.render.word import TEMPLATES, render_word
from peakfolio.render.word_tables import measure_columns
from peakfolio.report import content as said
from peakfolio.report.chapters.compose import BUILDERS, compose_content
from peakfolio.report.chapters.portfolio import NO_COSTS
from peakfolio.report.document import (
    UNKNOWN,
    Bullets,
    Chapter,
    Column,
    Document,
    Figure,
    Grid,
    Sheet,
    Table,
    Text,
    read_frame,
    read_json,
    write_json,
)
from peakfolio.report.marks import Mark
from peakfolio.report.numbering import read_document
from peakfolio.words import NOTHING, Language, say
from plain_pictures import PIXEL
from remembering import find_run_folder, make_run
from transcription import SCENARIOS

LANGUAGES: tuple[Language, ...] = ("zh", "en")
CHINESE = re.compile(r"[\u4e00-\u9fff]+")


@cache
def compose_once(region: str) -> said.Content:
    return compose_content(make_run(region))


def compose(region: str, language: Language) -> Document:
    return read_document(compose_once(region), language)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run and its documents; it wrote the pages itself."""
    place = shutil.copytree(find_run_folder("dongchuan"), tmp_path_factory.mktemp("results") / "base")
    for language in LANGUAGES:
        write_documents(place, ("docx", "xlsx", "tables"), language)
    return place


def name(form: str, language: Language) -> str:
    stem, ending = ("tables", "xlsx") if form == "tables" else ("report", form)
    return f"{stem}{'' if language == 'zh' else '.en'}.{ending}"


def list_texts(content: Document) -> list[str]:
    """Every text of a content that is no number."""
    texts = [content.title, content.subtitle]
    for chapter in content.chapters:
        texts.append(chapter.title)
        for block in chapter.blocks:
            if isinstance(block, Text):
                texts.append(block.text)
            elif isinstance(block, Bullets):
                texts += block.items
            elif isinstance(block, Figure):
                texts.append(block.title)
            else:
                texts += [block.title, block.note, *(each.heading for each in block.columns)]
                texts += [cell for row in block.rows for cell in row if isinstance(cell, str)]
    return texts


def read_run(part: Any) -> str:
    """A part of a cell's text without the places where it may break."""
    return "-" if part.tag == qn("w:noBreakHyphen") else (part.text or "").replace("\u200b", "")


def read_word(data: bytes) -> str:
    return zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml").decode()


# one content


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_content_read_back_is_the_content_written(folder: Path, language: Language) -> None:
    content = read_content(folder, language)
    assert read_json(write_json(content)) == content
    assert content == compose("dongchuan", language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_chapters_come_in_the_order_such_reports_have(folder: Path, language: Language) -> None:
    content = read_content(folder, language)
    order = (
        "basis", "standing", "comparison", "portfolio", "money", "risks", "carbon", "conclusion", "appendix", "making",
    )  # fmt: skip
    assert tuple(each.name for each in content.chapters) == order
    assert [each.number for each in content.chapters] == list(range(1, 11))
    assert [each.name for each in content.chapters if each.is_appendix] == ["appendix", "making"]


def test_both_languages_hold_the_same_tables_with_the_same_numbers(folder: Path) -> None:
    zh, en = (read_content(folder, language) for language in LANGUAGES)
    assert [each.name for each in zh.tables] == [each.name for each in en.tables]
    assert [each.name for each in zh.figures] == [each.name for each in en.figures]
    for one, other in zip(zh.tables, en.tables, strict=True):
        numbers = [
            [[cell for cell in row if isinstance(cell, (int, float))] for row in each.rows] for each in (one, other)
        ]
        assert numbers[0] == numbers[1], one.name
    for one, other in zip(zh.figures, en.figures, strict=True):
        kept = [key for key in one.frame if key != "name"]
        assert {key: one.frame[key] for key in kept} == {key: other.frame[key] for key in kept}, one.name


def test_every_mention_of_a_table_finds_it_and_numbers_run_without_a_hole(folder: Path) -> None:
    for language in LANGUAGES:
        content = read_content(folder, language)
        labels: dict[str, list[int]] = {}
        for each in (*content.tables, *content.figures):
            labels.setdefault(each.label, []).append(each.number)
        assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in labels.values())


def test_a_mention_of_what_is_not_there_is_a_fault_of_the_maker() -> None:
    chapter = said.Chapter("one", NOTHING, (say("see {nothing}", nothing=said.refer("nothing")),))
    content = said.Content("x", "base", NOTHING, NOTHING, NOTHING, (), (chapter,))
    with pytest.raises(KeyError, match="nothing"):
        read_document(content, "en")


def test_a_builder_with_nothing_to_say_leaves_no_chapter_and_no_hole_in_the_numbers() -> None:
    run = make_run("kunming")
    assert run.answer is None
    content = compose("kunming", "zh")
    names = [each.name for each in content.chapters]
    assert names == ["basis", "standing", "portfolio", "risks", "carbon", "conclusion", "appendix", "making"]
    assert [each.number for each in content.chapters] == list(range(1, len(names) + 1))
    assert len(BUILDERS) == len(names) - 1 + 3  # the last page has no builder of its own, three had nothing to say


@pytest.mark.parametrize(
    "region",
    ["kunming", "lufeng", *(pytest.param(each, marks=pytest.mark.slow) for each in ("panzhihua-dongqu", "yongchuan"))],
)
def test_every_plan_gets_all_documents_in_both_languages(region: str, tmp_path: Path) -> None:
    for language in LANGUAGES:
        content = compose(region, language)
        pictures = dict.fromkeys((each.name for each in content.figures), PIXEL)
        for each in content.figures:
            assert draw_chart(build_chart(each), language).axes
        assert docx.Document(io.BytesIO(render_word(content, pictures))).tables
        for render in (render_plan_book, render_table_book):
            assert openpyxl.load_workbook(io.BytesIO(render(content))).sheetnames
        assert content.title in render_page(content, pictures)
        if make_run(region).refusal is not None:
            assert NO_COSTS.read(language) in list_texts(content)


# the same numbers everywhere


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_table_has_the_same_cells_in_word_file_workbook_and_page(folder: Path, language: Language) -> None:
    content = read_content(folder, language)
    document = docx.Document(str(folder / name("docx", language)))
    book = openpyxl.load_workbook(folder / name("tables", language))
    page = (folder / name("html", language)).read_text(encoding="utf-8").split("<script>")[0]
    assert content.brief is not None
    first = sum(isinstance(each, Table) for each in content.brief.blocks)
    printed = dict(zip((each.name for each in content.printed.tables), document.tables[first:], strict=True))
    for table, sheet in zip(content.tables, book.worksheets[1:], strict=False):
        rows = [] if table.is_filed else list(printed[table.name]._tbl.iter(qn("w:tr")))
        texts = [
            [
                "".join(read_run(part) for part in cell.iter(qn("w:t"), qn("w:noBreakHyphen")))
                for cell in row.iter(qn("w:tc"))
            ]
            for row in rows
        ]
        wanted = [[column.show(value) for column, value in zip(table.columns, row, strict=True)] for row in table.rows]
        if not table.is_filed:
            assert [["".join(text.split("\n")) for text in row] for row in texts[1:]] == [
                [text.replace("\n", "") for text in row] for row in wanted
            ]
        part = page[page.index(f'<table id="{table.name}">') :]
        cells = re.findall(r"<td[^>]*>(.*?)</td>", part[: part.index("</table>")], flags=re.DOTALL)
        assert [unescape(each) for each in cells] == [text for row in wanted for text in row], table.name
        values = [
            tuple(cell for cell in row)
            for row in sheet.iter_rows(min_row=2, max_row=1 + len(table.rows), values_only=True)
        ]
        shown = [tuple(None if cell == "" else UNKNOWN if cell is None else cell for cell in row) for row in table.rows]
        assert values == shown, table.name


def test_the_documents_say_what_the_csv_files_say(folder: Path) -> None:
    content = read_content(folder, "en")
    by_name = {each.name: pd.DataFrame(each.rows, columns=[one.key for one in each.columns]) for each in content.tables}
    portfolio = pd.read_csv(folder / "portfolio.csv")
    needed = portfolio[portfolio["role"].isin(["needed", "locked_in"]) & portfolio["action_id"].str.startswith("P")]
    chosen = by_name["chosen"]
    assert list(chosen["action_id"][:-1]) == list(needed["action_id"])
    assert list(chosen["cost_wan_yuan"][:-1]) == pytest.approx(list(needed["cost_wan_yuan"]))
    assert chosen["cost_wan_yuan"].iloc[-1] == pytest.approx(needed["cost_wan_yuan"].sum())
    spending = pd.read_csv(folder / "spending.csv")
    assert by_name["spending"]["total"].iloc[-1] == pytest.approx(spending["spending_wan_yuan"].sum())
    frontier = pd.read_csv(folder / "frontier.csv")
    assert list(by_name["frontier"]["cost_wan_yuan"]) == pytest.approx(list(frontier["cost_wan_yuan"]))
    assert list(by_name["frontier"]["reached"]) == list(frontier["reached"])
    pathways = pd.read_csv(folder / "carbon_pathways.csv")
    assert list(by_name["carbon_levels"]["y2030"]) == pytest.approx(list(pathways["y2030"]), abs=1e-6)
    chances = by_name["carbon_calls"]["peaked_by_2030"] / 100
    assert list(chances) == pytest.approx(list(pathways["peaked_by_2030"]), abs=1e-6)
    assert len(by_name["switches"]) == len(pd.read_csv(folder / "switches.csv"))
    assert len(by_name["open_targets"]) == portfolio_targets(folder)


def portfolio_targets(folder: Path) -> int:
    indicators = pd.read_csv(folder / "indicators.csv")
    return int(indicators["status"].isin(["met", "undecided", "missed"]).sum())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answer_is_the_same_sentence_in_every_document_and_on_the_screen(folder: Path, language: Language) -> None:
    said = json.loads((folder / "run.json").read_text(encoding="utf-8"))["answer"][language]
    content = read_content(folder, language)
    assert content.answer == said
    word = "\n".join(each.text for each in docx.Document(str(folder / name("docx", language))).paragraphs)
    page = unescape((folder / name("html", language)).read_text(encoding="utf-8").split("<script>")[0])
    screen = CliRunner().invoke(main, ["--language", language, "optimise", "dongchuan", "--full"]).output
    choice = next(each for each in content.chapters if each.name == "portfolio").blocks[0]
    assert isinstance(choice, Text)
    assert content.brief is not None
    for block in (choice, *(each for each in content.brief.blocks if isinstance(each, Text))):
        assert block.text in word
        assert block.text in page
    assert "".join(said.split("\n")[0].split()) in "".join(screen.split())


def test_the_frontier_ends_at_the_answer() -> None:
    run = make_run("dongchuan")
    assert run.answer is not None
    last = run.frontier[-1]
    assert last.cost_wan_yuan == pytest.approx(run.answer.verification.cost_wan_yuan)
    assert last.reached == sum(each.is_reached for each in run.answer.verification.outcomes)


# the Word file


@pytest.mark.parametrize("region", ["dongchuan", "yongchuan"])
def test_every_source_a_table_names_can_be_looked_up(region: str) -> None:
    content = compose(region, "en")
    listed = {row[0] for table in content.tables if table.columns[0].key == "source_id" for row in table.rows}
    listed |= {row[1] for table in content.tables if table.columns[1].key == "source_id" for row in table.rows}
    text = " ".join(str(cell) for table in content.tables for row in table.rows for cell in row)
    assert set(re.findall(r"\b[A-Z]_[A-Za-z]\w+", text)) <= listed


def test_every_month_of_a_figure_has_its_own_label(folder: Path) -> None:
    data = next(each for each in read_content(folder, "zh").figures if each.name == "delivery_spending").table
    months = [row[0] for row in data.rows]
    assert len(set(months)) == len(months) > 12
    assert {str(each)[-2:] for each in months} == {f"{month:02d}" for month in range(1, 13)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_word_file_has_contents_page_numbers_and_captions_as_fields(folder: Path, language: Language) -> None:
    data = (folder / name("docx", language)).read_bytes()
    parts = zipfile.ZipFile(io.BytesIO(data))
    body, content = read_word(data), read_content(folder, language)
    assert 'TOC \\o "1-2"' in body
    assert body.count(" SEQ ") == len(content.printed.tables) + len(content.printed.figures)
    assert any(" PAGE " in parts.read(each).decode() for each in parts.namelist() if "footer" in each)
    settings = parts.read("word/settings.xml").decode()
    assert settings.index("<w:updateFields") < settings.index("<w:compat>")
    document = docx.Document(io.BytesIO(data))
    entries = [each.text for each in document.paragraphs if each.style.name.startswith("toc ")]
    headings = [each.text for each in document.paragraphs if each.style.name in ("Heading 1", "Heading 2")]
    assert entries == headings
    assert len(headings) > 15
    marks = set(re.findall(r'w:name="(_Toc\d+)"', body))
    assert set(re.findall(r'w:anchor="(_Toc\d+)"', body)) == marks


def list_styles(document: Any) -> set[str]:
    """The styles in use, in the text, in tables and at the edges."""
    edges = [part for section in document.sections for part in (section.header, section.footer)]
    cells = [each for table in document.tables for row in table._tbl.tr_lst for each in row.iter(qn("w:p"))]
    ids = {each.style for each in cells} | {each._tbl.tblStyle_val for each in document.tables}
    paragraphs = [*document.paragraphs, *(each for edge in edges for each in edge.paragraphs)]
    return {each.style.name for each in paragraphs} | {each.name for each in document.styles if each.style_id in ids}


def find_fonts(style: Any) -> Any:
    """The fonts of a style or of the one it is based on."""
    fonts = style.element.find(f"./{qn('w:rPr')}/{qn('w:rFonts')}")
    return find_fonts(style.base_style) if fonts is None and style.base_style is not None else fonts


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_template_holds_the_styles_in_use_and_no_others(folder: Path, language: Language) -> None:
    template = docx.Document(str(TEMPLATES / f"report.{language}.docx"))
    named = {each.name for each in template.styles if each.type in (WD_STYLE_TYPE.PARAGRAPH, WD_STYLE_TYPE.TABLE)}
    used = list_styles(docx.Document(str(folder / name("docx", language))))
    assert named == used | {"Normal Table"}
    said = {each.text for each in (*template.paragraphs, *template.sections[0].header.paragraphs)}
    assert {"{title}", "{subtitle}"} <= said
    assert (template.core_properties.author, template.core_properties.last_modified_by) == ("peakfolio", "peakfolio")


def test_a_template_changed_in_word_changes_the_report(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A Chinese Word gives styles other identifiers: they are found by their names."""
    template = docx.Document(str(TEMPLATES / "report.zh.docx"))
    for number, style in enumerate(("Prose", "Cell 8", "Report Table", "Heading 1")):
        template.styles[style].element.set(qn("w:styleId"), f"a{number}")
    template.styles["Prose"].font.size = Pt(20)
    template.save(str(tmp_path / "report.zh.docx"))
    monkeypatch.setattr("peakfolio.render.word.TEMPLATES", tmp_path)
    document = docx.Document(io.BytesIO(render_document(read_content(folder, "zh"), folder, "docx")))
    assert {"Prose", "Cell 8", "Report Table", "Heading 1"} <= list_styles(document)
    assert {each.style.font.size for each in document.paragraphs if each.style.name == "Prose"} == {Pt(20)}
    assert document.tables[0]._tbl.tblStyle_val == "a2"


@pytest.mark.parametrize("language", LANGUAGES)
def test_word_styles_name_a_font_for_each_script(folder: Path, language: Language) -> None:
    document = docx.Document(str(folder / name("docx", language)))
    table = zipfile.ZipFile(folder / name("docx", language)).read("word/fontTable.xml").decode()
    listed = set(re.findall(r'<w:font w:name="([^"]+)"', table))
    assert (
        len(re.findall(r"<w:altName ", table)) == len(listed & {"仿宋", "楷体", "黑体", "宋体", "方正小标宋简体"}) == 5
    )
    for style in list_styles(document) - {"Report Table"}:  # its cells have styles of their own
        fonts = find_fonts(document.styles[style])
        assert fonts.get(qn("w:eastAsia")) in listed, style
        assert fonts.get(qn("w:ascii")) in listed, style
    assert document.core_properties.title == read_content(folder, language).title
    assert document.core_properties.author == "peakfolio"


ORDER = {  # of the schema (ECMA-376 part 1, 17.3.1.26 and 17.3.2.28), as far as it is used here: Word refuses another
    "pPr": [
        "pStyle", "keepNext", "keepLines", "pageBreakBefore", "numPr", "pBdr", "shd", "tabs", "spacing", "ind", "contextualSpacing", "jc",
        "outlineLvl", "sectPr",
    ],
    "rPr": ["rStyle", "rFonts", "b", "bCs", "i", "iCs", "color", "spacing", "kern", "sz", "szCs", "lang"],
    "tblPr": ["tblStyle", "tblW", "jc", "tblBorders", "tblLayout", "tblCellMar", "tblLook", "tblCaption"],
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_word_markup_keeps_the_order_of_its_schema(folder: Path, language: Language) -> None:
    document = docx.Document(str(folder / name("docx", language)))
    used = {each.style.style_id for each in document.paragraphs} | {"Cell9", "Cell8"}
    styles = [each.element for each in document.styles if each.style_id in used]
    edges = [part._element for section in document.sections for part in (section.header, section.footer)]
    for root in (document.element.body, *styles, *edges):
        for parent, order in ORDER.items():
            for each in root.iter(qn(f"w:{parent}")):
                tags = [child.tag.split("}")[1] for child in each]
                assert [tag for tag in tags if tag not in order] == [], parent
                assert tags == sorted(tags, key=order.index), (parent, tags)


@pytest.mark.parametrize("language", LANGUAGES)
def test_word_tables_repeat_their_heading_and_fit_their_page(folder: Path, language: Language) -> None:
    document = docx.Document(str(folder / name("docx", language)))
    widths = [int(each.page_width - each.left_margin - each.right_margin) // 635 for each in document.sections]
    for table in document.tables:
        first = table._tbl.find(qn("w:tr"))
        assert first.find(f".//{qn('w:tblHeader')}") is not None
        columns = [int(each.get(qn("w:w"))) for each in table._tbl.iter(qn("w:gridCol"))]
        assert sum(columns) <= max(widths)
        assert min(columns) > 250
    assert {each.orientation for each in document.sections} == {0, 1}


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 60)), min_size=1, max_size=12), st.sampled_from([9000, 14000]))
def test_columns_never_outgrow_the_page(shapes: list[tuple[bool, int]], width: int) -> None:
    columns = tuple(
        Column(f"c{place}", "head", "number" if is_number else "text") for place, (is_number, _) in enumerate(shapes)
    )
    row = tuple("x" * length for _, length in shapes)
    measured = measure_columns(Table("t", "t", columns, (row,)), width, 9.0)
    assert sum(measured) <= width + 1
    assert all(each > 0 for each in measured)


# the workbook of all tables


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tables_hold_numbers_with_units_filters_and_frozen_headings(folder: Path, language: Language) -> None:
    book, content = openpyxl.load_workbook(folder / name("tables", language)), read_content(folder, language)
    tables = [*content.tables, *(each.table for each in content.figures)]
    assert len(book.worksheets) == 1 + len(tables)
    assert all(len(each.title) <= 31 for each in book.worksheets)
    for table, sheet in zip(tables, book.worksheets[1:], strict=True):
        assert sheet.auto_filter.ref.startswith("A1:")
        assert sheet.freeze_panes in ("A2", "C2")
        assert [cell.value for cell in sheet[1]] == [each.heading for each in table.columns]
        for row, cells in zip(table.rows, sheet.iter_rows(min_row=2, max_row=1 + len(table.rows)), strict=True):
            for column, value, cell in zip(table.columns, row, cells, strict=True):
                if isinstance(value, (int, float)):
                    assert cell.data_type == "n", (table.name, column.key)
                    assert cell.number_format != "General" or abs(value) < 0.5
    chosen = next(each for each in content.tables if each.name == "chosen")
    assert any(each.unit == ("万元" if language == "zh" else "10,000 yuan") for each in chosen.columns)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sheet_of_a_table_is_named_by_its_number_and_by_what_it_holds(folder: Path, language: Language) -> None:
    book, content = openpyxl.load_workbook(folder / name("tables", language)), read_content(folder, language)
    between = "" if language == "zh" else " "
    for each, sheet in zip((*content.tables, *content.figures), book.worksheets[1:], strict=True):
        number, _, holds = sheet.title.removeprefix(each.label + between).partition(" ")
        assert int(number) == each.number
        assert len(holds) >= 4
        assert holds[:3] == re.sub(r"[\[\]:*?/\\]+", " ", each.title).strip()[:3]


def test_the_index_links_to_every_sheet(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "tables.xlsx")
    index, *sheets = book.worksheets
    linked = {cell.hyperlink.location for row in index.iter_rows() for cell in row if cell.hyperlink}
    assert linked == {f"'{each.title}'!A1" for each in sheets}


def test_names_of_sheets_are_short_unlike_and_without_forbidden_signs() -> None:
    made = name_sheets(["表1 指标/现状：甲", "表1 指标 现状：甲", "x" * 40, "X" * 40, "'a'"])
    assert made == ["表1 指标 现状：甲", "表1 指标 现状：甲 2", f"{'x' * 30}…", f"{'X' * 28}… 2", "a"]
    assert all(len(each) <= 31 for each in made)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-x", "@sum", "=HYPERLINK(1)"])
def test_text_is_never_a_formula(text: str) -> None:
    table = Table(
        "t", "t", (Column("a", text), Column("b", "b", "number")), ((text, 1.5), (text, None)), label="Table", number=1
    )
    chapter, sheet = Chapter("one", text, (table,)), Sheet("s", "s", (text,), (Grid(table, is_main=True),))
    content = Document("en", "x", "base", text, text, text, ((text, text),), (chapter,), sheets=(sheet,))
    for render, place, row in ((render_table_book, 1, 2), (render_plan_book, 0, 5)):
        book = openpyxl.load_workbook(io.BytesIO(render(content)))
        kinds = {cell.data_type for one in book for line in one.iter_rows() for cell in line if cell.value is not None}
        assert kinds <= {"s", "n"}
        assert book.worksheets[place][f"A{row}"].value == text
        assert book.worksheets[place][f"A{row}"].quotePrefix
        assert book.worksheets[place][f"B{row + 1}"].value == UNKNOWN


# the page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_asks_nothing_of_a_network(folder: Path, language: Language) -> None:
    page = (folder / name("html", language)).read_text(encoding="utf-8")
    bare = re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)
    assert not re.findall(r'(?:src|href)="(?!#|data:image/png;base64,)[^"]*"', bare)
    assert "url(" not in bare
    assert "@import" not in bare
    assert page.count("plotly.js v") == 1
    assert "<script src" not in page
    assert CONFIG["showSendToCloud"] is False
    assert CONFIG["plotlyServerURL"] == ""


def test_paper_and_screen_can_paint_every_mark() -> None:
    assert set(paper.PAINTERS) == set(screen.PAINTERS) == set(get_args(Mark))


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_figure_of_the_page_can_be_questioned_and_printed(folder: Path, language: Language) -> None:
    page, content = (folder / name("html", language)).read_text(encoding="utf-8"), read_content(folder, language)
    for each in content.figures:
        assert f'id="plot-{each.name}"' in page
        drawn = json.loads(plot_block(each, content))
        assert drawn["data"]
        assert "<" not in plot_block(each, content)
    assert page.split("<script>")[0].count("data:image/png;base64,") == len(content.figures)
    assert set(CHARTS) >= {each.name for each in content.figures}


def test_picture_and_plot_of_a_figure_show_the_same_data(folder: Path) -> None:
    content = read_content(folder, "en")
    figures = {each.name: each for each in content.figures}
    fan = json.loads(plot_block(figures["carbon_fan"], content))["data"]
    median = next(each for each in fan if each["name"] == "middle of the cases")
    assert median["y"] == pytest.approx(read_frame(figures["carbon_fan"])["q50"].tolist())
    gaps = json.loads(plot_block(figures["gaps"], content))["data"]
    parts = read_frame(figures["gaps"])[["figure", "circular", "optional", "left"]]
    assert [sum(column) for column in zip(*(each["x"] for each in gaps), strict=True)] == pytest.approx(
        [100.0] * len(parts)
    )
    frontier = json.loads(plot_block(figures["frontier"], content))["data"][0]
    assert frontier["y"] == pd.read_csv(folder / "frontier.csv")["reached"].tolist()


def test_wedges_of_the_plot_lie_between_the_two_paths(folder: Path) -> None:
    content = read_content(folder, "en")
    figure = next(each for each in content.figures if each.name == "carbon_wedges")
    drawn = json.loads(plot_block(figure, content))["data"]
    upper, lower = drawn[-2]["y"], drawn[-1]["y"]
    assert drawn[1]["y"] == pytest.approx(upper)
    reached = drawn[-3]["y"]
    assert reached == pytest.approx(lower, abs=1e-4) or min(each["y"][-1] for each in drawn[:-2]) <= lower[-1] + 1e-4


def test_text_of_a_plan_cannot_become_markup() -> None:
    bad = "</script><script>alert(1)</script>"
    table = Table("t", bad, (Column("a", bad),), ((bad,),), label="Table", number=1)
    content = Document(
        "en", "x", "base", bad, bad, bad, ((bad, bad),), (Chapter("one", bad, (Text("answer", bad), table)),)
    )
    assert "<script>alert" not in render_page(content, {})
    assert bad in "\n".join(each.text for each in docx.Document(io.BytesIO(render_word(content, {}))).paragraphs)


# both languages


@pytest.mark.parametrize("region", ["dongchuan", "kunming", "lufeng", "panzhihua-dongqu", "yongchuan"])
def test_chinese_in_an_english_document_is_a_name_or_the_document_s_own_wording(region: str) -> None:
    places = [path for name in (region, "evidence", "factors", "delivery") for path in (SCENARIOS / name).iterdir()]
    known = "".join(path.read_text(encoding="utf-8") for path in places if path.suffix in (".csv", ".toml"))
    content = compose(region, "en")
    left = {found for text in list_texts(content) for found in CHINESE.findall(text)}
    assert {each for each in left if each not in known} == set()
    prose = [text for text in list_texts(content) if not text.endswith((".csv", ".toml"))]
    share = sum(len("".join(CHINESE.findall(text))) for text in prose) / sum(len(text) for text in prose)
    assert share < 0.03


@pytest.mark.parametrize("region", ["dongchuan", "kunming", "lufeng", "panzhihua-dongqu", "yongchuan"])
def test_no_english_sentence_is_left_in_a_chinese_document(region: str) -> None:
    content = compose(region, "zh")
    kept = {"title", "citation", "file", "sha256"}  # names of publications stay as they are
    said = [block.text for chapter in content.chapters for block in chapter.blocks if isinstance(block, Text)]
    said += [
        item
        for chapter in content.chapters
        for block in chapter.blocks
        if isinstance(block, Bullets)
        for item in block.items
    ]
    for table in content.tables:
        said += [table.title, table.note, *(each.title for each in table.columns)]
        is_publication = table.name in ("publications", "carbon_sources")
        for row in table.rows:
            cells = zip(table.columns, row, strict=True)
            said += [
                cell for column, cell in cells if isinstance(cell, str) and not (column.key in kept and is_publication)
            ]
    english = [text for text in said if re.search(r"(?:[A-Za-z]{2,}[ ,]+){3,}[A-Za-z]+", text)]
    assert english == []


@pytest.mark.parametrize("region", ["dongchuan", "kunming", "lufeng", "panzhihua-dongqu", "yongchuan"])
def test_every_source_can_be_read_in_both_languages(region: str) -> None:
    plan = load(region)
    for source in (*plan.sources, *plan.factors.sources, *plan.delivery_book.sources):
        if source.kind == "assumption":
            continue
        said = source.reference.zh
        assert not re.search(r"\b(?:read in|quoted|abstract|reprint|chapter|working days)\b", said), source.source_id
        assert set(re.findall(r"\d[\d.]*\d", source.reference.en)) <= set(re.findall(r"\d[\d.]*\d", said)), (
            source.source_id
        )
        assert not re.search("[\u4e00-\u9fff]{6,}", source.name.en), source.source_id


def test_documents_are_no_strangers_in_their_folder_and_are_offered_by_names_of_their_own(folder: Path) -> None:
    assert list_strangers(folder) == ()
    names = [each.suffix for each in RUN_DOWNLOADS]
    assert {"report.docx", "report.xlsx", "tables.xlsx", "report.html"} <= set(names)
    assert len(set(names)) == len(names)


# equal bytes, whole or not at all


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_content_is_the_same_bytes(folder: Path, form: str) -> None:
    for language in LANGUAGES:
        written = (folder / name(form, language)).read_bytes()
        assert render_document(read_content(folder, language), folder, form) == written
    if form != "html":
        assert {each.date_time for each in zipfile.ZipFile(io.BytesIO(written)).infolist()} == {SAVED}


def test_report_renders_from_the_folder_alone(folder: Path, tmp_path: Path) -> None:
    alone = tmp_path / "somewhere"
    shutil.copytree(folder, alone)
    for path in [*alone.glob("report*"), *alone.glob("tables*"), *alone.glob("*.csv"), alone / "run.json"]:
        path.unlink()
    result = CliRunner().invoke(main, ["--language", "en", "report", str(alone), "--docx", "--xlsx"])
    assert result.exit_code == 0, result.output
    assert sorted(path.name for path in alone.glob("report*")) == ["report.en.docx", "report.en.xlsx"]
    assert [path.name for path in alone.glob("tables*")] == ["tables.en.xlsx"]
    assert (alone / "report.en.docx").read_bytes() == (folder / "report.en.docx").read_bytes()
    assert CliRunner().invoke(main, ["--language", "zh", "report", str(alone)]).exit_code == 0
    assert {path.name for path in alone.glob("report.*")} >= {"report.docx", "report.xlsx", "report.html"}
    assert (alone / "tables.xlsx").is_file()


def test_a_folder_without_a_content_is_refused_in_both_languages(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["report", str(tmp_path)])
    assert result.exit_code == 2
    assert "peakfolio run" in result.output
    (tmp_path / "content.zh.json").write_text('{"chapters": 1}', encoding="utf-8")
    with pytest.raises(PeakfolioError, match="damaged"):
        read_content(tmp_path, "zh")


def test_a_document_that_fails_leaves_all_old_ones(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = shutil.copytree(folder, tmp_path / "run")
    (place / "report.html").write_text("old")
    before = (place / "report.docx").read_bytes()

    def fail(*_: Any) -> bytes:
        raise OSError("disk full")

    monkeypatch.setattr(rendering, "render_word", fail)
    with pytest.raises(OSError, match="disk full"):
        write_documents(place, ("html", "docx"), "zh")
    assert (place / "report.docx").read_bytes() == before
    assert (place / "report.html").read_text() == "old"
    assert not list(place.glob(".*"))
