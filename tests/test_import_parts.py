"""Parts of one row that only line ends part, plain texts that show no merged cell, and years that no head gives."""

import pytest

from imported_grids import make_document
from peakfolio.importing.imported import Imported
from peakfolio.importing.importing import import_documents
from peakfolio.importing.pairing import fit_names, pair_lines
from peakfolio.importing.reading import read_document
from peakfolio.importing.target_cells import read_target

HEADS = ["序号", "指标名称", "单位", "2022年现状值", "2025年目标值"]
YEARS = "规划基准年为2022年，规划期限2023-2030年。"


def read_row(*cells: str) -> Imported:
    other = ["2", "森林覆盖率", "%", "41", "≥42"]
    return import_documents([make_document(YEARS, [HEADS, ["1", *cells], other], name="规划.docx")])


def list_values(imported: Imported, table: str) -> dict[str, object]:
    return {row.indicator_id: row.value for row in imported.rows[table] if row.indicator_id != "I02"}


def list_names(imported: Imported) -> list[tuple[str, str | None]]:
    return [(row.name_zh, row.unit) for row in imported.rows["indicators"] if row.indicator_id != "I02"]


def test_a_name_over_two_lines_is_one_part() -> None:
    imported = read_row("农业废弃物综合利用\n主要农作物秸秆综合\n利用率\n农膜回收率", "%", "88\n70", "≥90\n≥80")
    assert list_names(imported) == [
        ("农业废弃物综合利用", None),
        ("主要农作物秸秆综合利用率", "%"),
        ("农膜回收率", "%"),
    ]
    assert list_values(imported, "observations") == {"I01a": 88, "I01b": 70}
    assert list_values(imported, "targets") == {"I01a": 90, "I01b": 80}


def test_what_parts_have_in_common_stands_there_once() -> None:
    imported = read_row("水环境质量\n水质优良比例\n劣Ⅴ类水体比例", "%", "96\n2", "完成上级考核任务")
    relations = [(row.indicator_id, row.relation) for row in imported.rows["targets"] if row.indicator_id != "I02"]
    assert relations == [("I01a", "assigned"), ("I01b", "assigned")]
    assert list_values(imported, "observations") == {"I01a": 96, "I01b": 2}


def test_one_number_for_several_parts_is_looked_at() -> None:
    imported = read_row("农业废弃物综合利用\n秸秆综合利用率\n农膜回收率", "%", "88\n70", "≥80")
    marks = {(each.key, each.mark) for each in imported.cells if (each.table, each.column) == ("targets", "value")}
    assert {mark for key, mark in marks if key.startswith("I01")} == {"check"}


def test_a_name_of_several_lines_and_one_value_is_one_indicator() -> None:
    imported = read_row("生态文明建设工作占党政\n实绩考核的比例", "%", "20", "≥22")
    assert list_names(imported) == [("生态文明建设工作占党政实绩考核的比例", "%")]
    assert pair_lines("农村生活污水\n治理率", {2: "31", 3: "≥40"}, (2, 3)) is None


def test_a_second_way_to_part_the_lines_is_said() -> None:
    assert fit_names(("空气质量", "优良天数比例", "PM2.5浓度"), 2) == ("空气质量", ("优良天数比例", "PM2.5浓度"), True)
    fitted = fit_names(("甲类事项", "乙类事项", "丙类事项"), 2)
    assert fitted is not None
    assert not fitted[2]


def test_plain_text_keeps_rows_with_one_cell_and_empty_categories() -> None:
    rows = [
        "领域\t指标名称\t单位\t2022年现状值\t2025年目标值",
        "生态安全\t森林覆盖率\t%\t41\t≥42",
        "\t林草覆盖率\t%\t61\t≥62",
        "生态生活\t污水处理率\t%\t91\t≥92",
    ]
    imported = import_documents([read_document("规划.txt", "\n".join([YEARS, *rows]).encode())])
    domains = [row.domain_zh for row in imported.rows["indicators"]]
    assert domains == ["生态安全", "生态安全", "生态生活"]
    marks = {each.key: each.mark for each in imported.cells if each.column == "domain_zh"}
    assert marks == {"I01": "sure", "I02": "check", "I03": "sure"}
    works = [
        "序号\t项目名称\t建设内容\t总投资（万元）",
        "一、生态安全\t\t\t",
        "1\t造林\t造林100亩\t50",
        "2\t管护\t管护900亩\t20",
    ]
    (grid,) = read_document("项目.txt", "\n".join(works).encode()).grids
    assert [[cell.text for cell in row][:2] for row in grid.rows][1] == ["一、生态安全", ""]


@pytest.mark.parametrize(
    ("heads", "base"), [(["现状值", "2025年", "2030年"], 2024), (["2021年", "2025年", "2030年"], 2021)]
)
def test_a_bare_year_beside_present_values_is_a_target(heads: list[str], base: int) -> None:
    rows = [
        ["指标名称", "单位", *heads],
        ["森林覆盖率", "%", "41", "≥42", "≥43"],
        ["林草覆盖率", "%", "61", "≥62", "≥63"],
    ]
    imported = import_documents([make_document(rows)])
    assert imported.settings.years.base_year == base
    assert [row.year for row in imported.rows["targets"]] == [2025, 2030, 2025, 2030]
    assert {row.value for row in imported.rows["observations"]} == {41, 61}


def test_a_condition_on_the_place_is_no_target() -> None:
    reading = read_target("保持稳定或持续改善（综合利用率>60%的地区）")
    assert [each.relation for each in reading.conditions] == ["hold"]
    assert reading.doubts


def test_conditions_inside_a_choice_hold_together() -> None:
    imported = read_row("优良天数比例", "%", "96", "完成考核任务且≥95%或持续提高")
    rows = [row for row in imported.rows["targets"] if row.indicator_id == "I01"]
    found = [(row.relation, row.any_of, row.all_of) for row in rows]
    assert found[0][1:] == found[1][1:]
    assert found[0][2] is not None
    assert (found[2][0], found[2][2]) == ("improve", None)
