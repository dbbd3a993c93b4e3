"""Documents of every kind: each cell where it stands, merged areas filled, lines that can be cited; harm refused in words of our own."""

import io
import random
import re
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress

import pytest
import xlsxwriter
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from peakfolio.errors import PeakfolioError
from peakfolio.importing import limits, page_lines, xml_parts
from peakfolio.importing.composing import split_titles
from peakfolio.importing.documents import Document as Read
from peakfolio.importing.documents import Grid
from peakfolio.importing.pieces import Filled
from peakfolio.importing.reading import read_document
from peakfolio.importing.refusing import Refused
from peakfolio.importing.sheets import list_sheets
from peakfolio.importing.shown_numbers import UnknownFormat, show_value
from written_documents import (
    Merge,
    Paper,
    Rows,
    add_word_table,
    fill,
    find_covered,
    pack_objects,
    save,
    write_sheet,
    write_web,
    write_word,
)

INDICATORS = (
    ("序号", "领域", "指标名称", "单位", "现状值", "目标值", "目标值", "属性"),
    ("序号", "领域", "指标名称", "单位", "现状值", "2025年", "2030年", "属性"),
    ("一、生态安全", "", "", "", "", "", "", ""),
    ("1", "环境", "优良天数比例", "%", "98.6", "≥98", "≥98.5", "约束性"),
    ("2", "环境", "水质达到或优于Ⅲ类比例", "%", "100", "100", "100", "约束性"),
    ("小计", "小计", "2 项", "", "", "", "", ""),
)
MERGES: tuple[Merge, ...] = (
    *((0, column, 1, column) for column in (0, 1, 2, 3, 4, 7)),
    (0, 5, 0, 6),
    (2, 0, 2, 7),
    (3, 1, 4, 1),
    (5, 0, 5, 1),
)


def list_cells(grid: Grid) -> list[list[tuple[str, bool]]]:
    return [[(cell.text, cell.is_repeat) for cell in row] for row in grid.rows]


def list_texts(grid: Grid) -> list[tuple[str, ...]]:
    return [tuple(cell.text for cell in row) for row in grid.rows]


def check_lines(document: Read) -> None:
    """What every document keeps: its lines are those of its text, and each cell and paragraph stands in the line it names."""
    assert document.text.splitlines() == list(document.lines)
    for block in document.blocks:
        if not isinstance(block, Grid):
            assert document.lines[block.line - 1] == block.text
            continue
        for row in block.rows:
            assert document.lines[row[0].line - 1] == "\t".join(cell.text.replace("\n", " ") for cell in row)
            assert {cell.line for cell in row} == {row[0].line}
    lines = [block.rows[0][0].line if isinstance(block, Grid) else block.line for block in document.blocks]
    assert lines == sorted(lines)


def read(name: str, content: bytes) -> Read:
    document = read_document(name, content)
    check_lines(document)
    return document


def warn(document: Read) -> str:
    for each in document.warnings:
        assert each.zh != each.en
    return "\n".join(each.en for each in document.warnings)


WRITERS = {"docx": write_word, "xlsx": write_sheet, "html": write_web}


# ------------------------------------------------------------------------------------------------------ every format


@pytest.mark.parametrize("kind", WRITERS)
def test_merged_cells_two_head_rows_and_a_category_row_are_filled(kind: str) -> None:
    document = read(f"plan.{kind}", WRITERS[kind](INDICATORS, MERGES))
    assert document.kind == kind
    (grid,) = document.grids
    assert list_cells(grid) == fill(INDICATORS, MERGES)
    assert grid.caption == ""


def test_merged_cells_of_a_pdf_are_filled_and_a_table_over_two_pages_is_one() -> None:
    edges = (40, 75, 110, 260, 290, 350, 410, 470, 530)
    later = (
        ("3", "环境", "森林覆盖率", "%", "60", "≥61", "≥62", "预期性"),
        ("4", "环境", "林草", "%", "6", "≥7", "≥8", "预期性"),
    )
    for head in ((), INDICATORS[:2]):
        paper = Paper().start_page()
        paper.write(200, 40, "某县规划").write(60, 100, "表 1 指标").write_table(120, edges, INDICATORS, MERGES)
        paper.write(280, 820, "- 1 -")
        paper.start_page().write(200, 40, "某县规划").write(280, 820, "- 2 -")
        kept = MERGES[:7] if head else ()
        paper.write_table(60, edges, (*head, *later), (*kept, (len(head), 1, len(head) + 1, 1)))
        paper.write(60, 600, "后文的一段文字。")
        document = read("plan.pdf", paper.pack())
        (grid,) = document.grids
        assert list_cells(grid) == fill((*INDICATORS, *later), (*MERGES, (6, 1, 7, 1)))
        assert (grid.caption, grid.place, grid.where.en) == ("表 1 指标", "第 1–2 页", "pages 1–2")
        assert [each.text for each in document.paragraphs] == ["表 1 指标", "后文的一段文字。"]
        assert "某县规划" in warn(document)


@pytest.mark.parametrize("kind", WRITERS)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_any_grid_comes_back_filled(kind: str, data: st.DataObject) -> None:
    rows, merges = data.draw(draw_grid(is_filled=kind == "xlsx"))
    document = read(f"any.{kind}", WRITERS[kind](rows, merges))
    (grid,) = document.grids
    expected = fill(rows, merges)
    if kind == "xlsx":  # columns in which nothing was written are none, although an area may reach over them
        used = [place for row in rows for place, text in enumerate(row) if text]
        expected = [row[min(used) : max(used) + 1] for row in expected]
    titles, left = split_titles([tuple(Filled(*cell) for cell in row) for row in expected])
    assert list_cells(grid) == [[tuple(cell) for cell in row] for row in left]
    assert [each.text for each in document.paragraphs] == [title for title in titles if title]


@st.composite
def draw_grid(draw: st.DrawFn, *, is_filled: bool) -> tuple[list[list[str]], list[Merge]]:
    """Cells with words or none; areas that do not overlap; at least one row with two different words.

    Where blank rows divide tables, as in a sheet, there are none.
    """
    height, width = draw(st.integers(1, 6)), draw(st.integers(2, 6))
    words = st.one_of(st.just(""), st.text("指标值年0123456789.≥<&%|\"'=+- 　", max_size=6))
    cells = st.lists(words.map(lambda text: " ".join(text.split())), min_size=width, max_size=width)
    rows = draw(st.lists(cells, min_size=height, max_size=height))
    merges: list[Merge] = []
    for _ in range(draw(st.integers(0, 4))):
        top, left = draw(st.integers(0, height - 1)), draw(st.integers(0, width - 1))
        area = (top, left, draw(st.integers(top, min(top + 2, height - 1))), draw(st.integers(left, width - 1)))
        if area[:2] != area[2:] and not _touch(area, merges):
            merges.append(area)
    last = height - 1
    merges = [area for area in merges if area[2] < last]
    rows[last][0], rows[last][1] = f"甲{rows[last][0]}", f"乙{rows[last][1]}"
    covered = find_covered(merges)
    for row, texts in enumerate(rows):
        for column in range(width):
            is_first = is_filled and (column == 0 or (row, column) in {area[:2] for area in merges})
            texts[column] = "" if (row, column) in covered else texts[column] or "丙" * is_first
    return rows, merges


def _touch(area: Merge, others: list[Merge]) -> bool:
    return any(
        area[0] <= other[2] and other[0] <= area[2] and area[1] <= other[3] and other[1] <= area[3] for other in others
    )


def test_a_name_says_nothing_about_the_content() -> None:
    for kind, write in WRITERS.items():
        for name in ("plan.xls", "plan.doc", "plan", f"../../plan.{kind}", "C:\\plan.et"):
            assert read(name, write(INDICATORS, MERGES)).kind == kind


# -------------------------------------------------------------------------------------------------------------- Word


def wrap(xml: str) -> object:
    return parse_xml(xml.replace("<w:", "<w:", 1).replace(">", f" {nsdecls('w')}>", 1))


def test_a_word_document_is_read_in_its_order() -> None:
    document = Document()
    document.add_heading("某县规划", 0)
    document.add_paragraph("　　到 2025 年，\t完成\u200b目标。")
    document.add_paragraph("")
    document.add_paragraph("表 1 指标")
    document.add_paragraph("单位：万元")
    table = add_word_table(document, [["序号", "名称"], ["1", "甲"]])
    table.cell(1, 1).add_paragraph("乙")  # type: ignore[attr-defined]
    inner = table.cell(1, 1).add_table(2, 2)  # type: ignore[attr-defined]
    for place, text in enumerate(("内", "容", "3", "4")):
        inner.cell(place // 2, place % 2).text = text
    box = document.add_table(1, 1)
    box.cell(0, 0).text = "专栏 1"
    box.cell(0, 0).add_paragraph("框里的话")
    document.add_paragraph("后文")
    read_ = read("规划.docx", save(document))
    assert read_.lines == (
        "某县规划", "到 2025 年， 完成目标。", "表 1 指标", "单位：万元", "序号\t名称", "1\t甲 乙", "内\t容", "3\t4",
        "专栏 1", "框里的话", "后文",
    )  # fmt: skip
    outer, nested = read_.grids
    assert outer.caption == "表 1 指标 单位：万元"
    assert [outer.place, nested.where.en] == ["文档第 1 个表", "table 2 of the document"]
    assert list_texts(nested) == [("内", "容"), ("3", "4")]
    assert read_.warnings == ()


def test_changes_are_read_as_accepted_and_controls_and_boxes_are_seen_through() -> None:
    document = Document()
    body = document.element.body
    parts = (
        "<w:p><w:r><w:t>目标</w:t></w:r><w:ins w:id='1' w:author='a'><w:r><w:t>85</w:t></w:r></w:ins>"
        "<w:del w:id='2' w:author='a'><w:r><w:delText>80</w:delText></w:r></w:del></w:p>",
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>控件</w:t></w:r></w:p></w:sdtContent></w:sdt>",
        "<w:p><w:r><w:t>10</w:t></w:r><w:r><w:rPr><w:vertAlign w:val='superscript'/></w:rPr><w:t>4</w:t></w:r>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r></w:p>",
        "<w:p><w:r><w:t>正文</w:t></w:r><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>文本框</w:t></w:r></w:p>"
        "</w:txbxContent></w:pict></w:r></w:p>",
        "<w:tbl><w:tr><w:sdt><w:sdtContent><w:tc><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc></w:sdtContent></w:sdt>"
        "<w:tc><w:p><w:r><w:t>乙</w:t></w:r></w:p></w:tc></w:tr>"
        "<w:tr><w:trPr><w:del w:id='3' w:author='a'/></w:trPr><w:tc><w:p/></w:tc><w:tc><w:p/></w:tc></w:tr>"
        "<w:tr><w:trPr><w:gridBefore w:val='1'/></w:trPr><w:tc><w:p><w:r><w:t>右</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
    )
    for place, part in enumerate(parts):
        body.insert(place, wrap(part))
    read_ = read("a.docx", save(document))
    assert [each.text for each in read_.paragraphs] == ["目标85", "控件", "10⁴", "正文", "文本框"]
    (grid,) = read_.grids
    assert list_texts(grid) == [("甲", "乙"), ("", "右")]
    assert "tracked changes" in warn(read_)


@pytest.mark.parametrize("between", [(), ("续表 2",), ("表 2 项目（续）",)])
def test_a_table_split_in_two_with_its_head_again_is_one(between: tuple[str, ...]) -> None:
    head = ["序号", "项目", "投资"]
    document = Document()
    document.add_paragraph("表 2 项目")
    add_word_table(document, [head, ["1", "甲", "10"]])
    for text in between or ("",):
        document.add_paragraph(text)
    add_word_table(document, [head, ["2", "乙", "20"], ["3", "丙", "30"]])
    document.add_paragraph("表 3 另一表")
    add_word_table(document, [head, ["1", "丁", "40"]])
    first, second = read("a.docx", save(document)).grids
    assert list_texts(first) == [tuple(head), ("1", "甲", "10"), ("2", "乙", "20"), ("3", "丙", "30")]
    assert (first.caption, second.caption) == ("表 2 项目", "表 3 另一表")


def test_a_title_and_a_unit_in_rows_of_their_own_are_the_caption() -> None:
    rows = [["表 5 投资", "", ""], ["", "", "单位：亿元"], ["年份", "甲", "乙"], ["2025", "1", "2"]]
    for kind, write in WRITERS.items():
        document = read(f"a.{kind}", write(rows, [(0, 0, 0, 2)]))
        (grid,) = document.grids
        assert list_texts(grid) == [("年份", "甲", "乙"), ("2025", "1", "2")]
        assert grid.caption == "表 5 投资 单位：亿元"


# ------------------------------------------------------------------------------------------------------------- Excel


def test_a_sheet_is_read_as_it_is_shown() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"default_date_format": "yyyy/m/d"}) as book:
        sheet = book.add_worksheet("指标")
        percent, day, thousands = (
            book.add_format({"num_format": code}) for code in ("0.0%", 'yyyy"年"m"月"', '#,##0.00"万元"')
        )
        for row, cells in enumerate(
            (["序号", "名称", "值"], [1, "比例"], [2, "日期"], [3, "投资"], [4, "公式"], [5, "文字"])
        ):
            sheet.write_row(row, 0, cells)
        sheet.write_number(1, 2, 0.8567, percent)
        sheet.write_number(2, 2, 45000, day)
        sheet.write_number(3, 2, 1234.5, thousands)
        sheet.write_formula(4, 2, "=1+1", None, 2)
        sheet.write_string(5, 2, "00123")
        sheet.set_row(2, None, None, {"hidden": True})
        book.add_worksheet("旧").write(0, 0, "x")
        book.worksheets()[1].hide()
    document = read("a.xlsx", buffer.getvalue())
    (grid,) = document.grids
    assert [row[2].text for row in grid.rows] == ["值", "85.7%", "2023年3月", "1,234.50万元", "2", "00123"]
    assert (grid.place, grid.where.en) == ("指标", "指标")
    assert "Sheet '旧' is hidden and was not read" in warn(document)
    assert "hidden rows were read too: 3" in warn(document)


def test_superscript_is_no_digit_of_the_number_before_it() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["名称", "值"])
        sheet.write_rich_string(1, 0, "10", book.add_format({"font_script": 1}), "4", "吨")
        sheet.write(1, 1, 5)
    assert read("a.xlsx", buffer.getvalue()).lines[-1] == "10⁴吨\t5"
    paper = (
        Paper().start_page().write(60, 100, "产能10", 12).write(96, 96, "4", 7).write(100, 100, "吨，每年一次。", 12)
    )
    assert read("a.pdf", paper.pack()).lines == ("产能10⁴吨，每年一次。",)


def read_broken_cells(edges: tuple[int, int, int]) -> tuple[str, ...]:
    """The second row of a table whose cells hold two lines each."""
    paper = Paper().start_page().write_table(100, edges, (("甲", "标"), ("", ""), ("乙", "2")), [])
    for y, left, right in ((128, "污水", "85"), (137, "处理", "90")):
        paper.write(edges[0] + 2, y, left, 8).write(edges[1] + 2, y, right, 8)
    (grid,) = read("a.pdf", paper.pack()).grids
    return list_texts(grid)[1]


def test_lines_of_a_cell_that_had_to_be_broken_are_joined_as_its_language_asks() -> None:
    assert read_broken_cells((40, 64, 84)) == ("污水处理", "85 90")


def test_lines_of_a_cell_that_had_room_were_ended_there() -> None:
    assert read_broken_cells((40, 120, 200)) == ("污水\n处理", "85\n90")


def test_sheets_are_named_only_after_their_parts_were_gone_through() -> None:
    assert list_sheets(write_sheet(INDICATORS)) == ("Sheet",)
    with pytest.raises(Refused, match="DOCTYPE"):
        list_sheets(change(SHEET, "xl/workbook.xml", declare))


def test_a_formula_without_its_value_is_said_and_nothing_is_put_in_its_place() -> None:
    book = Workbook()
    for row in (["名称", "值"], ["甲", "=1+1"], ["乙", 5]):
        book.active.append(row)
    document = read("a.xlsx", save(book))
    (grid,) = document.grids
    assert list_texts(grid) == [("名称", "值"), ("甲", ""), ("乙", "5")]
    assert "the formulas in B2 came without their values" in warn(document)


def test_tables_below_each_other_are_divided_only_where_a_head_follows() -> None:
    book = Workbook()
    rows = (
        ["表 1 指标"], ["序号", "指标", "目标"], [1, "甲", 85], [], [2, "乙", 90], ["合计", "", 175], [],
        ["表 2 项目"], ["序号", "项目", "投资"], [1, "丙", 100],
    )  # fmt: skip
    for row in rows:
        book.active.append(row)
    first, second = read("a.xlsx", save(book)).grids
    assert list_texts(first) == [("序号", "指标", "目标"), ("1", "甲", "85"), ("2", "乙", "90"), ("合计", "", "175")]
    assert list_texts(second) == [("序号", "项目", "投资"), ("1", "丙", "100")]
    assert (first.caption, second.caption) == ("表 1 指标", "表 2 项目")
    assert second.where.en == "Sheet, rows 8–10"


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (0.85, "0%", "85%"),
        (0.855, "0%", "86%"),
        (1234567, "#,##0", "1,234,567"),
        (1234567, "#,##0,", "1,235"),
        (-1234.5, "#,##0.00_);(#,##0.00)", "(1,234.50)"),
        (-5, "0;[Red]-0", "-5"),
        (0, "0.00;-0.00;\"—\"", "—"),
        (12, "000", "012"),
        (12.5, "0.##", "12.5"),
        (12, "0.##", "12"),
        (0.5, "#.##", ".5"),
        (5.0, "General", "5"),
        (0.1 + 0.2, "General", "0.3"),
        (1 / 3, "General", "0.33333333333"),
        (123456789012, "General", "123456789012"),
        (3, 'General"项"', "3项"),
        (2.5, "0", "3"),
        (True, "General", "TRUE"),
        ("≥85", "0%", "≥85"),
        (7, "[$¥-804]#,##0.00", "¥7.00"),
    ],
)  # fmt: skip
def test_numbers_are_shown_as_the_sheet_shows_them(value: object, code: str, shown: str) -> None:
    assert show_value(value, code) == shown


@pytest.mark.parametrize("code", ["# ?/?", "[>=1]0;0.0", "[DBNum1]General", "0.00E+00"])
def test_a_format_that_is_not_known_is_said(code: str) -> None:
    with pytest.raises(UnknownFormat):
        show_value(1.5, code)
    book = Workbook()
    book.active.append(["名称", "值"])
    book.active.append(["甲", 1.5])
    book.active["B2"].number_format = code
    document = read("a.xlsx", save(book))
    assert document.lines[-1] == "甲\t1.5"
    assert "of B2 is not known" in warn(document)


# --------------------------------------------------------------------------------------------- web pages, CSV, texts

WPS = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>{}<style>p{{}}</style><title>无</title></head><body>
<!--[if supportMisalignedColumns]><p>看不见</p><![endif]--><p class=MsoNormal>　　前言<span>一</span>段<o:p></o:p></p>
<div style='mso-element:header'><p>页眉</p></div><table><tr><td rowspan=2><p>序<br>号</p></td><td colspan=2>目标&nbsp;值</td></tr>
<tr><td>2025</td><td>2030</td></tr><tr style='display:none'><td>藏</td><td>藏</td><td>藏</td></tr>
<tr><td>1</td><td>10<sup>4</sup></td><td><del>8</del>9</td></tr></table>后文</body></html>"""


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("<meta charset=gb2312>", "gb18030"), ("", "gb18030"), ("<meta charset=gb2312>", "utf-8"), ("", "utf-16")],
)
def test_a_page_saved_by_an_office_program_is_read_in_its_encoding(declared: str, encoding: str) -> None:
    document = read("a.htm", WPS.format(declared).encode(encoding))
    assert [each.text for each in document.paragraphs] == ["前言一段", "后文"]
    (grid,) = document.grids
    assert list_cells(grid) == [
        [("序\n号", False), ("目标 值", False), ("目标 值", True)],
        [("序\n号", True), ("2025", False), ("2030", False)],
        [("1", False), ("10⁴", False), ("9", False)],
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_csv_file_is_read_whatever_its_encoding_and_delimiter(encoding: str, delimiter: str) -> None:
    text = '表 1 项目\n序号,名称,投资\n1,"甲""乙""",10\n2,丙,\n'.replace(",", delimiter)
    document = read("a.csv", text.encode(encoding))
    (grid,) = document.grids
    assert list_texts(grid) == [("序号", "名称", "投资"), ("1", '甲"乙"', "10"), ("2", "丙", "")]
    assert grid.caption == "表 1 项目"
    assert grid.rows[0][0].line == 2


def test_lines_of_a_text_are_those_of_the_file_and_its_tables_are_found() -> None:
    text = "规划\r\n\r\n表 1\n| 序号 | 名称 |\n|---|:--:|\n| 1 | 甲 |\n后文 | 一\n\n序号\t值\n1\t2\n"
    document = read("a.txt", text.encode("gb18030"))
    assert len(document.lines) == 10
    pipes, tabs = document.grids
    assert list_texts(pipes) == [("序号", "名称"), ("1", "甲")]
    assert [row[0].line for row in pipes.rows] == [4, 6]
    assert list_texts(tabs) == [("序号", "值"), ("1", "2")]
    assert document.lines[6] == "后文 | 一"


def test_damaged_letters_are_counted() -> None:
    document = read("a.txt", "目标八十五。".encode() * 200 + b"\xff")
    assert "1 letters" in warn(document)


# --------------------------------------------------------------------------------------------------------------- PDF


def test_lines_of_a_page_are_joined_to_paragraphs_column_by_column() -> None:
    paper = Paper().start_page()
    for x, begin in ((50, "左"), (320, "右")):
        paper.write(x + 20, 100, f"{begin}一二三四五六七八九十一二三四五六七八")
        paper.write(x, 114, f"{begin}末。")
        paper.write(x + 20, 128, "第二段。")
    document = read("a.pdf", paper.pack())
    assert [each.text for each in document.paragraphs] == [
        "左一二三四五六七八九十一二三四五六七八左末。", "第二段。", "右一二三四五六七八九十一二三四五六七八右末。", "第二段。",
    ]  # fmt: skip


def test_a_merged_cell_and_a_row_broken_by_the_page_are_whole() -> None:
    edges = (40, 80, 160, 300, 400)
    head = ("序号", "类别", "名称", "投资")
    paper = Paper().start_page()
    paper.write_table(700, edges, (head, ("1", "水", "甲", "10"), ("2", "", "乙工程", "20")), [(1, 1, 2, 1)])
    paper.start_page().write_table(60, edges, (("", "", "之二期", ""), ("3", "", "丙", "30")), [(0, 1, 1, 1)])
    (grid,) = read("a.pdf", paper.pack()).grids
    assert list_texts(grid) == [
        head,
        ("1", "水", "甲", "10"),
        ("2", "水", "乙工程之二期", "20"),
        ("3", "水", "丙", "30"),
    ]


def test_tables_of_other_columns_on_the_next_page_are_other_tables() -> None:
    paper = Paper().start_page().write_table(700, (40, 80, 160), (("序号", "名称"), ("1", "甲")))
    paper.start_page().write_table(60, (40, 120, 300), (("年份", "数值"), ("2025", "1")))
    first, second = read("a.pdf", paper.pack()).grids
    assert (first.place, second.place) == ("第 1 页", "第 2 页")


def test_letters_written_twice_to_look_bold_are_read_once() -> None:
    paper = (
        Paper().start_page().write(60, 100, "规划期为十年，分两步走。").write(60.4, 100.3, "规划期为十年，分两步走。")
    )
    assert read("a.pdf", paper.pack()).lines == ("规划期为十年，分两步走。",)


@pytest.mark.parametrize("turned", [False, True])
def test_a_column_that_only_one_page_divides_joins_the_table(turned: bool) -> None:
    """On the other page all its cells are merged with those beside them."""
    edges, whole, divided = (40, 80, 160, 240, 320), ("1", "甲", "", "10"), ("2", "乙", "丙", "20")
    rows, merges = (whole, divided), [(0, 1, 0, 2)]
    first, second = rows[::-1] if turned else rows
    paper = (
        Paper()
        .start_page()
        .write_table(
            700, edges, (("序号", "名称", "", "值"), first), [(0, 1, 0, 2), *([] if turned else [(1, 1, 1, 2)])]
        )
    )
    paper.start_page().write_table(60, edges, (second,), merges if turned else [])
    (grid,) = read("a.pdf", paper.pack()).grids
    expected = {whole: ("1", "甲", "甲", "10"), divided: divided}
    assert list_texts(grid) == [("序号", "名称", "名称", "值"), expected[first], expected[second]]


def test_a_table_that_could_not_be_joined_is_said() -> None:
    edges = (40, 80, 160, 300)
    paper = Paper().start_page().write_table(700, edges, (("序号", "名称", "投资"), ("1", "甲", "10")))
    paper.start_page()
    for x, text in zip((42, 90, 170), ("2", "乙", "20"), strict=True):  # the rules of this row were lost
        paper.write(x, 60, text)
    document = read("a.pdf", paper.write(40, 700, "正文").pack())
    assert "rest of the table on the page before; compare them with it: 2" in warn(document)


def test_double_rules_make_no_rows() -> None:
    edges = (40, 80, 160, 300)
    paper = (
        Paper().start_page().write_table(100, edges, (("序号", "名称", "投资"), ("1", "甲", "10"), ("2", "乙", "20")))
    )
    for y in (124.5, 155.5):
        paper.rule(40, y, 300, y)
    (grid,) = read("a.pdf", paper.pack()).grids
    assert [row[0].text for row in grid.rows] == ["序号", "1", "2"]


def test_a_table_without_side_rules_keeps_its_outer_columns() -> None:
    paper = Paper().start_page()
    rows = (("序号", "名称", "投资"), ("1", "甲", "10"), ("2", "乙", "20"))
    for number, row in enumerate(rows):
        for x, text in zip((52, 102, 202), row, strict=True):
            paper.write(x, 114 + 20 * number, text, 8)
    for y in (100, 120, 140, 160):
        paper.rule(50, y, 300, y)
    for x in (100, 200):
        paper.rule(x, 100, x, 160)
    (grid,) = read("a.pdf", paper.pack()).grids
    assert list_texts(grid) == list(rows)


def test_a_table_without_ruled_lines_is_text_and_that_is_said() -> None:
    paper = Paper().start_page()
    for number in range(5):
        for x in (50, 200, 350, 450):
            paper.write(x, 100 + 20 * number, f"格{number}")
    document = read("a.pdf", paper.pack())
    assert list(document.grids) == []
    assert "without ruled lines" in warn(document)


def test_a_page_full_of_strokes_is_a_map_and_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_PAGE_STROKES", 100)
    paper = Paper().start_page().write(60, 100, "第一页的一段正文文字。").start_page().write(60, 100, "图例")
    for number in range(200):
        paper.rule(10, number, 500, number)
    document = read("a.pdf", paper.pack())
    assert document.lines == ("第一页的一段正文文字。",)
    assert "drawings" in warn(document)


def test_a_page_number_inside_the_text_stays() -> None:
    lines = [
        page_lines.Line(text, 0, 50, 60, top, top + 10, 10) for text, top in (("12", 40), ("正文", 20), ("3", 820))
    ]
    assert page_lines.find_running([(842.0, lines)]) == [{2}]


# -------------------------------------------------------------------------------------------------- what is refused

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def name_part(name: str) -> bytes:
    return OLD + name.encode("utf-16-le") + bytes(100)


def pack(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (name_part("WordDocument"), "save it as .docx"),
        (name_part("Workbook"), "save it as .xlsx"),
        (name_part("PowerPoint Document"), "slides"),
        (name_part("EncryptedPackage"), "password"),
        (OLD, "another office program"),
        (b"{\\rtf1 a}", "save it as .docx"),
        (pack({"OFD.xml": b"<a/>"}), "OFD"),
        (pack({"ppt/presentation.xml": b"<a/>"}), "slides"),
        (pack({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<a/>"}), "another office"),
        (pack({"plan.toml": b""}), "holds no document"),
        (b"\x89PNG\r\n\x1a\n\0\0", "OCR"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "OCR"),
        (b"Rar!\x1a\x07", "unpack it"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related", "web archive"),
        (b"<?xml version='1.0'?><?mso-application progid=\"Word.Document\"?><w/>", "save it as .docx"),
        (b"", "is empty"),
        (b" \n", "is empty"),
        (bytes(range(256)) * 20, "no kind"),
        (write_word([["", ""]]), "holds no text"),
        (Paper().start_page().pack(), "OCR"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["plan.doc", "plan.docx", "规划"])
def test_what_cannot_be_read_is_told_by_its_content_with_one_sentence_what_to_do(
    content: bytes, said: str, name: str
) -> None:
    with pytest.raises(Refused, match=re.escape(said)) as refused:
        read_document(name, content)
    assert re.search("[\u4e00-\u9fff]", refused.value.said.zh)
    assert len(refused.value.said.en) < 200


def change(content: bytes, name: str, alter: Callable[[bytes], bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return pack(
            {each: alter(archive.read(each)) if each == name else archive.read(each) for each in archive.namelist()}
        )


WORD, SHEET = write_word(INDICATORS, MERGES), write_sheet(INDICATORS, MERGES)
ENTITY = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
BODY, CELLS = "word/document.xml", "xl/worksheets/sheet1.xml"


def write_shared() -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        book.add_worksheet().write_row(0, 0, ["甲", "乙"])
    return buffer.getvalue()


def declare(data: bytes) -> bytes:
    return data.replace(b"?>", b"?>" + ENTITY, 1) if b"?>" in data[:100] else ENTITY + data


def pack_pdf(stream: bytes, more: str = "") -> bytes:
    page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << >> >>"
    body = f"<< /Length {len(stream)} {more} >>\nstream\n".encode() + stream + b"\nendstream"
    return pack_objects(["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page, body])


FLATE = "/Filter /FlateDecode"
HOSTILE: dict[str, tuple[bytes, str]] = {
    "an entity in Word": (change(WORD, BODY, declare), "DOCTYPE"),
    "an entity in Excel": (change(SHEET, CELLS, declare), "DOCTYPE"),
    "an entity in shared strings": (change(write_shared(), "xl/sharedStrings.xml", declare), "DOCTYPE"),
    "a bomb in Word": (change(WORD, BODY, lambda data: data + bytes(80 * 2**20)), "too large"),
    "a small bomb": (change(WORD, "docProps/app.xml", lambda data: bytes(5 * 2**20)), "200 times its size"),
    "depth in Word": (change(WORD, BODY, lambda data: b"<a>" * 200 + b"</a>" * 200), "levels of nesting"),
    "torn XML": (change(WORD, BODY, lambda data: data[: len(data) // 2]), "no sound XML"),
    "no body": (pack({"word/document2.xml": b"<a/>"}), "no text in this Word file"),
    "macros": (pack({"word/document.xml": b"<a/>", "word/vbaProject.bin": b"x"}), "macros"),
    "outside links": (pack({"xl/workbook.xml": b"<a/>", "xl/externalLinks/externalLink1.xml": b"<a/>"}), "external links"),
    "outside its folder": (pack({"word/document.xml": b"<a/>", "../x.xml": b"<a/>"}), "outside its folder"),
    "no workbook": (pack({"xl/workbook.xml": b"<a/>"}), "workbook cannot be read"),
    "a cell far away": (
        change(SHEET, CELLS, lambda data: data.replace(b"</sheetData>", b'<row r="9999"><c r="A9999"><v>1</v></c></row></sheetData>')),
        "A9999",
    ),
    "a wide area": (b"<table><tr><td colspan=99999>a</td><td>b</td></tr></table>", "rows or 100 columns"),
    "high areas": (b"<table>" + b"<tr><td rowspan=9999 colspan=90>a</td><td>b</td></tr>" * 5100 + b"</table>", "rows or"),
    "many tables": (b"<table><tr><td>a<td>b</table>" * 2100, "2,000 tables"),
    "a long text in an area": (
        b"<table><tr><td rowspan=4000>" + b"x" * 100_000 + b"</td><td>b</td></tr>" + b"<tr><td>c</td></tr>" * 3999 + b"</table>",
        "20,971,520 characters",
    ),
    "many cells": (b"\n".join([b"a,b"] * 6000), "5,000 rows"),
    "no PDF at all": (b"%PDF-1.4\nhello", "PDF cannot be read"),
    "half a PDF": (Paper().start_page().write(60, 60, "正文文字正文文字正文").pack()[:300], "PDF cannot be read"),
    "a PDF bomb": (pack_pdf(zlib.compress(bytes(3 * 2**20), 9), FLATE), "unpacks to far more"),
    "a PDF bomb in a bomb": (
        pack_pdf(zlib.compress(zlib.compress(zlib.compress(bytes(2**20)))), "/Filter [/FlateDecode /FlateDecode /FlateDecode]"),
        "unpacks to far more",
    ),
    "pages without end": (
        pack_objects(["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [" + " ".join(f"{n} 0 R" for n in range(3, 600)) + "] >>",
                      *["<< /Type /Page /MediaBox [0 0 9 9] >>"] * 600]),
        "more than 500 pages",
    ),
    "a tree of pages that is a ring": (
        pack_objects(["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"]), "OCR",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_files_are_refused_in_words_of_our_own(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_PDF_STREAM", 2 * 2**20)
    content, said = HOSTILE[what]
    with pytest.raises(Refused, match=re.escape(said)) as refused:
        read_document("plan.csv" if what == "many cells" else "plan", content)
    assert refused.value.said.zh != refused.value.said.en


def test_figures_inside_figures_end_a_page_not_the_program() -> None:
    """Each drawing draws the next one ten times."""
    form = "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X {next} 0 R >> >> /Length {length} >>"
    stream = "/X Do " * 10
    page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>"
    forms = [
        f"{form.format(next=number + 1, length=len(stream))}\nstream\n{stream}\nendstream" for number in range(5, 14)
    ]
    content = pack_objects(
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            page,
            f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
            *forms,
        ]
    )
    with pytest.raises(Refused):
        read_document("a.pdf", content)


@pytest.mark.parametrize("text", ["-" * 10**6 + "x", " " * 10**6 + "x", "|" * 10**5, "\t" * 10**5, "1," * 10**5 + "x"])
@pytest.mark.parametrize("name", ["a.txt", "a.csv", "a.html"])
def test_no_text_takes_long(text: str, name: str) -> None:
    """What recurs a million times is gone through a few times, not a million times a million."""
    with suppress(PeakfolioError):
        read(name, f"表\n{text}\n{text}\n".encode())


def test_a_number_format_of_a_million_signs_is_not_tried() -> None:
    with pytest.raises(UnknownFormat):
        show_value(1.5, "," * 10**6)


def test_deep_web_pages_are_refused_or_read() -> None:
    for depth in (100, 1_000, 50_000):
        try:
            read("a.html", b"<html>" + b"<div>" * depth + "正文".encode() + b"</div>" * depth)
        except Refused:
            assert depth > 100


def test_too_many_elements_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_parts, "MOST_ELEMENTS", 50)
    with pytest.raises(Refused, match="elements"):
        read_document("a.docx", WORD)


def test_a_file_that_is_too_large_is_refused_before_it_is_opened() -> None:
    with pytest.raises(Refused, match="50 MB"):
        read_document("a.docx", bytes(51 * 2**20))


def _write_pdf() -> bytes:
    return (
        Paper().start_page().write(60, 100, "表 1 指标的一段文字").write_table(120, (40, 90, 200, 300), _NARROW).pack()
    )


_NARROW: Rows = (("序号", "名称", "值"), ("1", "甲", "2"), ("2", "乙", "3"))
SOUND: dict[str, bytes] = {
    "docx": WORD,
    "xlsx": SHEET,
    "html": write_web(INDICATORS, MERGES),
    "csv": "序号,名称\n1,\"甲\"\n2,乙\n".encode("gb18030"),
    "txt": "序号\t名称\n1\t甲\n".encode("utf-16"),
    "pdf": _write_pdf(),
}  # fmt: skip


@pytest.mark.parametrize("kind", SOUND)
def test_a_spoilt_file_is_read_or_refused_and_nothing_else_happens(kind: str) -> None:
    """Bytes are changed, taken out, doubled; inside a zip also those of its parts, so that they still unpack."""
    chance = random.Random(kind)
    for number in range(200):
        content = SOUND[kind]
        if kind in ("docx", "xlsx") and number % 2:
            part = chance.choice(
                (BODY, "_rels/.rels") if kind == "docx" else (CELLS, "xl/workbook.xml", "xl/styles.xml")
            )
            spoilt = change(content, part, lambda data: spoil(data, chance))
        else:
            spoilt = spoil(content, chance)
        with suppress(PeakfolioError):
            read(f"a.{kind}", spoilt)


def spoil(data: bytes, chance: random.Random) -> bytes:
    found = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        place, length = chance.randrange(len(found)), chance.randint(1, 30)
        way = chance.randrange(4)
        if way == 0:
            found[place] = chance.randrange(256)
        elif way == 1:
            del found[place : place + length]
        elif way == 2:
            found[place:place] = found[place : place + length]
        else:
            digits = [at for at in range(place, min(place + 200, len(found))) if found[at : at + 1].isdigit()]
            if digits:
                found[chance.choice(digits)] = chance.choice(b"0123456789")
        found = found or bytearray(b"x")
    return bytes(found)


@settings(max_examples=150, deadline=None)
@given(
    content=st.binary(max_size=400),
    mark=st.sampled_from((b"", b"PK\x03\x04", b"%PDF-1.7\n", b"<html><table>", OLD, "，".encode())),
)
def test_any_bytes_are_read_or_refused(content: bytes, mark: bytes) -> None:
    with suppress(PeakfolioError):
        read("a.txt", mark + content)
