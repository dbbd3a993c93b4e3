"""The blank workbook, and packages that begin with an indicator system."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from openpyxl import Workbook, load_workbook

from peakfolio.assess.assessment import assess_plan
from peakfolio.assess.lacking import list_lacking, notice_lacking
from peakfolio.assess.matching_names import match_indicator
from peakfolio.cli.main import main
from peakfolio.errors import PeakfolioError, UnknownName
from peakfolio.importing.imported import Imported, Wishes
from peakfolio.importing.importing import import_documents, write_import
from peakfolio.importing.reading import read_document
from peakfolio.plan.catalogue import find_region
from peakfolio.plan.reading import read_plan, read_systems
from peakfolio.plan.starting import start_plan
from peakfolio.plan.system_tables import SystemStandard
from peakfolio.plan.vocabulary import Terrain
from peakfolio.plan.writing import write_blank_package
from peakfolio.render.blank_columns import ENERGY, IGNORED, INDICATORS, PROJECTS, TABLES
from peakfolio.render.blank_workbook import render_blank_workbook, write_standard
from peakfolio.words import Language

BOOK = read_systems()
HEAD_ROW = 3
WHOLE = ("national_2021", "yunnan_2022", "chongqing_2020", "national_city_2024", "national_2016")


def open_workbook(language: Language = "zh", **wishes: Any) -> Workbook:
    return load_workbook(BytesIO(render_blank_workbook(language, BOOK, **wishes)))


def list_filled(workbook: Workbook) -> list[dict[str, Any]]:
    rows = list(workbook[INDICATORS].iter_rows(min_row=HEAD_ROW, values_only=True))
    filled = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    return [row for row in filled if row["指标名称"] and row["序号"] != IGNORED]


def run(*words: str, code: int = 0) -> str:
    result = CliRunner().invoke(main, words)
    assert result.exit_code == code, result.output
    return result.output


def test_the_workbook_has_four_sheets_with_chinese_heads_frozen_and_explained() -> None:
    workbook = open_workbook()
    assert workbook.sheetnames == ["规划", "指标", "重点项目", "能源经济"]
    for name, columns in TABLES.items():
        sheet = workbook[name]
        found = {cell.value for row in sheet.iter_rows(min_row=HEAD_ROW, max_row=HEAD_ROW + 1) for cell in row}
        assert {column.head for column in columns} <= found
        assert sheet.freeze_panes is not None
        notes = [
            cell.comment
            for row in sheet.iter_rows(min_row=HEAD_ROW, max_row=HEAD_ROW + 1)
            for cell in row
            if cell.comment
        ]
        assert len(notes) == len(columns)
        assert len(sheet.data_validations.dataValidation) == len(columns)
    assert 28 <= sum(len(columns) for columns in TABLES.values()) <= 36


def test_an_empty_workbook_holds_nothing_but_its_example() -> None:
    workbook = open_workbook()
    assert list_filled(workbook) == []
    for name in (INDICATORS, PROJECTS):
        first = HEAD_ROW + (2 if name == PROJECTS else 1)
        values = [
            [cell.value for cell in row if cell.value not in (None, "")]
            for row in workbook[name].iter_rows(min_row=first)
        ]
        assert values[0][0] == IGNORED
        assert not any(values[1:])
    assert workbook["规划"]["A4"].value is None  # a title there would be taken for the county's


def test_the_workbook_is_the_same_for_the_same_wishes_and_explains_itself_in_either_language() -> None:
    assert render_blank_workbook("zh") == render_blank_workbook("zh")
    chinese, english = open_workbook("zh"), open_workbook("en")
    assert chinese[INDICATORS]["A3"].value == english[INDICATORS]["A3"].value == "序号"
    assert "灰色行是示例" in chinese[INDICATORS]["A1"].value
    assert "grey row is an example" in english[INDICATORS]["A1"].value


@pytest.mark.parametrize("system_id", [row.system_id for row in BOOK.systems])
def test_a_system_fills_the_sheet_of_indicators(system_id: str) -> None:
    filled = list_filled(open_workbook(system_id=system_id))
    rows = BOOK.list_indicators(system_id)
    assert all(row["指标名称"].startswith(each.name_zh) for row, each in zip(filled, rows, strict=True))
    found = [match_indicator(row["指标名称"], rows, row["单位"]) for row in filled]
    assert [match and match.row.indicator_id for match in found] == [row.indicator_id for row in rows]
    assert [row["单位"] for row in filled] == [row.unit for row in rows]
    head = {"national": "国家标准", "provincial": "省级标准", "municipal": "市级标准"}[
        BOOK.find_system(system_id).standard
    ]
    for row, shown in zip(rows, filled, strict=True):
        asked = shown[head] or ""
        assert all(each.as_written in asked for each in BOOK.list_standards(system_id, row.indicator_id)), shown
        assert bool(asked) == bool(BOOK.list_standards(system_id, row.indicator_id))


def test_a_known_terrain_leaves_one_standard_without_its_name() -> None:
    def find(terrain: Terrain | None) -> Any:
        filled = list_filled(open_workbook(system_id="national_2021", terrain=terrain))
        return next(row["国家标准"] for row in filled if row["指标名称"] == "林草覆盖率")

    assert find("hills") == "≥40"
    assert find("mountains") == "≥60"
    assert find("plains") is None
    assert find(None) == "丘陵地区≥40；山区≥60"


def test_one_condition_stands_in_the_name_and_several_stand_in_the_cell() -> None:
    yunnan, china = (list_filled(open_workbook(system_id=each)) for each in ("yunnan_2022", "national_2021"))
    one = next(row for row in yunnan if row["序号"] == 27)
    assert one["指标名称"] == "一般工业固体废物综合利用率提高幅度（综合利用率>60%的地区）"
    assert one["省级标准"] == "保持稳定或持续改善"
    several = next(row for row in china if row["序号"] == 22)
    assert several["指标名称"] == "一般工业固体废物综合利用率提高幅度"
    assert several["国家标准"] == "≥2（综合利用率≤60%的地区）；保持稳定或持续改善（综合利用率>60%的地区）"


def test_what_holds_together_and_what_is_enough_are_written_into_one_cell() -> None:
    rows: tuple[SystemStandard, ...] = BOOK.list_standards("national_city_2024", "I04a")
    assert write_standard(rows) == "完成上级规定的考核任务，且≥90或持续提高"


@pytest.mark.parametrize("system_id", WHOLE)
@pytest.mark.parametrize("terrain", [None, "mountains", "hills", "plains"])
def test_a_plan_that_begins_with_a_system_can_be_read_and_judged(
    tmp_path: Path, system_id: str, terrain: Terrain | None
) -> None:
    plan = start_plan(BOOK, system_id, terrain)
    write_blank_package(tmp_path / plan.settings.region.id, plan)
    again = read_plan(tmp_path / plan.settings.region.id)
    assert again == plan
    assert len(again.indicators) == len(BOOK.list_indicators(system_id))
    assert again.settings.assessment.standards == ("plan", BOOK.find_system(system_id).standard)
    assert {row.status for row in assess_plan(again).rows} <= {"unknown", "untestable", None}
    assert list_lacking(again, BOOK) == ()


def test_a_standard_that_is_not_known_to_hold_is_not_used_and_says_when_it_holds() -> None:
    plan = start_plan(BOOK, "national_2021", None)
    idle = [row for row in plan.targets if not row.is_used]
    assert {row.indicator_id for row in idle} == {"I09", "I10", "I22"}
    assert all("仅适用于" in (row.note_zh or "") and "Holds only here" in (row.note or "") for row in idle)
    known = start_plan(BOOK, "national_2021", "hills")
    assert [row.value for row in known.targets if row.indicator_id == "I10" and row.is_used] == [40.0]


def test_what_a_plan_leaves_out_of_its_system_is_said_with_the_first_names() -> None:
    whole = start_plan(BOOK, "national_2021")
    assert notice_lacking(whole, BOOK) == ()
    short = whole.__class__(**{**vars(whole), "indicators": whole.indicators[:5], "targets": ()})
    (notice,) = notice_lacking(short, BOOK)
    measured = [row for row in BOOK.list_indicators("national_2021") if row.kind != "group"]
    assert f"asks for {len(measured) - 5} indicators" in notice.said.read("en")
    assert "依法开展规划环境影响评价" in notice.said.read("zh")
    assert f"有{len(measured) - 5}项未列" in notice.said.read("zh")


def test_parts_of_a_group_that_is_listed_as_a_whole_are_not_missed() -> None:
    whole = start_plan(BOOK, "national_2021")
    kept = tuple(row for row in whole.indicators if row.parent_id != "I21")
    plan = whole.__class__(**{**vars(whole), "indicators": kept, "targets": ()})
    assert list_lacking(plan, BOOK) == ()
    some = tuple(row for row in whole.indicators if row.indicator_id != "I21b")
    plan = whole.__class__(**{**vars(whole), "indicators": some, "targets": ()})
    assert [row.name_zh for row in list_lacking(plan, BOOK)] == ["畜禽粪污综合利用率"]


def test_a_plan_without_a_system_lacks_nothing_and_one_with_a_wrong_name_is_told() -> None:
    assert notice_lacking(read_plan(find_region("yongchuan")), BOOK) == ()
    plan = start_plan(BOOK, "national_2021")
    region = plan.settings.region.model_copy(update={"system": "national_2031"})
    wrong = plan.__class__(**{**vars(plan), "settings": plan.settings.model_copy(update={"region": region})})
    with pytest.raises(UnknownName, match="national_2031"):
        list_lacking(wrong, BOOK)


def test_new_writes_a_workbook_a_package_or_a_package_of_a_system(tmp_path: Path) -> None:
    sheet, folder = tmp_path / "own.xlsx", tmp_path / "own"
    run("new", str(sheet), "--system", "national_2021", "--terrain", "山区")
    assert len(list_filled(load_workbook(sheet))) == len(BOOK.list_indicators("national_2021"))
    assert "is there already" in run("--language", "en", "new", str(sheet), code=2)
    run("new", str(folder), "--system", "云环发〔2022〕21号")
    region = read_plan(folder).settings.region
    assert (region.system, region.terrain) == ("yunnan_2022", None)
    said = run("--language", "en", "check", str(folder))
    assert "no fault" in said
    assert "asks for" not in said
    run("new", str(tmp_path / "blank"))
    assert not read_rows_of(tmp_path / "blank" / "indicators.csv")


def read_rows_of(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()[1:]


def test_new_says_what_does_not_go_together(tmp_path: Path) -> None:
    assert "--from" in run("new", str(tmp_path / "a.xlsx"), "--from", "yongchuan", code=2)
    assert "--from" in run("new", str(tmp_path / "a"), "--from", "yongchuan", "--system", "national_2021", code=2)
    assert "national_2021" in run("new", str(tmp_path / "b"), "--system", "national_2031", code=2)
    run("new", str(tmp_path / "c"), "--terrain", "海边", code=2)
    assert list(tmp_path.iterdir()) == []


def test_the_systems_are_listed_with_what_to_know_of_them() -> None:
    said = run("--language", "zh", "systems")
    for row in BOOK.systems:
        assert row.system_id in said
    assert "未能读到" in said
    assert '"national_2021"' in run("systems", "--json")


def test_an_unknown_system_is_an_error_of_the_reader() -> None:
    with pytest.raises(PeakfolioError):
        render_blank_workbook("zh", BOOK, "nowhere")


# What a county types into the workbook, and what must come out of it again.
TITLE, PROVINCE, YEARS = "某县生态文明建设示范区规划（2026—2035年）", "云南省", (2025, "2026—2035", 2030, 2035)
TYPED: dict[str, dict[str, Any]] = {
    "城镇污水处理率": {"现状值": 82.5, "近期目标": "≥90", "远期目标": "≥95", "责任单位": "县住建局"},
    "河长制": {"现状值": "已建立", "近期目标": "建立", "远期目标": "建立"},
    "单位地区生产总值能耗": {"现状值": 0.46, "近期目标": "≤0.42"},
    "秸秆综合利用率": {"现状值": 85, "近期目标": "≥90", "远期目标": "≥92"},
}
TYPED_PROJECTS = (
    (1, "城区排水管网改造工程", "水环境治理", "改造污水管网12公里，新建提升泵站1座", "2026—2028", 2400, 1200, 600, None, 600, None, None,
     "县住建局", "城镇污水处理率", "可研已批复"),
    (2, "秸秆收储中心", "农业农村", "建设收储中心1座，年收储秸秆1万吨", "2027", 812.5, None, None, None, None, 812.5, None, "县农业农村局",
     "秸秆综合利用率", None),
)  # fmt: skip
TYPED_FIGURES = {"地区生产总值": 120.5, "能源消费总量": 35.2}


def fill_in(workbook: Workbook) -> bytes:
    """The workbook as a county saves it."""
    plan = workbook["规划"]
    plan["A4"] = TITLE
    for row, value in enumerate((PROVINCE, *YEARS), 5):
        plan.cell(row, 2).value = value
    heads, *rows = workbook[INDICATORS].iter_rows(min_row=HEAD_ROW)
    for row in rows[1:]:
        cells = dict(zip((cell.value for cell in heads), row, strict=True))
        for head, value in TYPED.get(cells["指标名称"].value or "", {}).items():
            cells[head].value = value
    for number, project in enumerate(TYPED_PROJECTS, HEAD_ROW + 3):
        for place, value in enumerate(project, 1):
            workbook[PROJECTS].cell(number, place).value = value
    for row in workbook[ENERGY].iter_rows(min_row=HEAD_ROW + 2):
        if row[0].value in TYPED_FIGURES:
            row[1].value, row[3].value = TYPED_FIGURES[row[0].value], "2025年"
    saved = BytesIO()
    workbook.save(saved)
    return saved.getvalue()


@pytest.fixture(scope="module")
def imported() -> Imported:
    filled = fill_in(open_workbook(system_id="national_2021", terrain="hills"))
    return import_documents((read_document("own.xlsx", filled),), Wishes())


def test_what_was_typed_into_the_workbook_is_what_the_import_reads(imported: Imported) -> None:
    years, region = imported.settings.years, imported.settings.region
    assert (region.name_zh, region.province_zh) == ("某县", PROVINCE)
    assert (years.base_year, years.first_year, years.last_year, years.milestones) == (2025, 2026, 2035, (2030, 2035))
    assert years.title_zh.startswith("某县生态文明建设示范区规划")
    names = {row.name_zh: row for row in imported.rows["indicators"]}
    system = BOOK.list_indicators("national_2021")
    assert list(names) == [row.name_zh for row in system]
    for row in system:
        found = names[row.name_zh]
        assert (found.kind, found.nature, found.direction, found.unit) == (
            row.kind,
            row.nature,
            row.direction,
            row.unit,
        )
        assert (found.lower_bound, found.upper_bound, found.number) == (row.lower_bound, row.upper_bound, row.number)
    targets = {
        (row.indicator_id, row.standard, row.year): (row.relation, row.value) for row in imported.rows["targets"]
    }
    bases = {row.indicator_id: (row.year, row.value, row.state) for row in imported.rows["observations"]}
    sewage, chief, energy, straw = (names[name].indicator_id for name in TYPED)
    assert bases == {
        sewage: (2025, 82.5, None),
        chief: (2025, None, "done"),
        energy: (2025, 0.46, None),
        straw: (2025, 85, None),
    }
    planned = {key: value for key, value in targets.items() if key[1] == "plan"}
    assert planned == {
        (sewage, "plan", 2030): ("at_least", 90),
        (sewage, "plan", 2035): ("at_least", 95),
        (chief, "plan", 2030): ("done", None),
        (chief, "plan", 2035): ("done", None),
        (energy, "plan", 2030): ("at_most", 0.42),
        (straw, "plan", 2030): ("at_least", 90),
        (straw, "plan", 2035): ("at_least", 92),
    }


def test_the_standards_of_the_workbook_are_read_as_the_system_has_them_or_not_at_all(imported: Imported) -> None:
    """A standard under a condition stays text that a person sees; every other one is read to the same row."""
    names = {row.indicator_id: row.name_zh for row in imported.rows["indicators"]}
    read = {
        (names[row.indicator_id], row.relation, row.value)
        for row in imported.rows["targets"]
        if row.standard == "national"
    }
    rows = {row.indicator_id: row.name_zh for row in BOOK.list_indicators("national_2021")}
    asked = {
        (rows[row.indicator_id], row.relation, row.value)
        for row in BOOK.list_standards("national_2021")
        if row.condition_zh is None and row.terrain in (None, "hills")
    }
    assert read == asked
    unread = {cell.key.split("|")[0] for cell in imported.cells if cell.mark == "unread"}
    assert {names[key] for key in unread} == {"生态环境状况指数（EI）", "一般工业固体废物综合利用率提高幅度"}


def test_the_projects_and_figures_of_the_workbook_are_read(imported: Imported) -> None:
    found = [
        (
            row.number,
            row.name_zh,
            row.category_zh,
            row.content_zh,
            row.cost_wan_yuan,
            row.lead_zh,
            row.start_year,
            row.end_year,
        )
        for row in imported.rows["projects"]
    ]
    assert found == [
        (*TYPED_PROJECTS[0][:4], 2400, "县住建局", 2026, 2028),
        (*TYPED_PROJECTS[1][:4], 812.5, "县农业农村局", 2027, 2027),
    ]
    money = {(row.project_id, row.funding_source): row.amount_wan_yuan for row in imported.rows["funding"]}
    assert money == {
        ("P01", "central"): 1200,
        ("P01", "provincial"): 600,
        ("P01", "local"): 600,
        ("P02", "enterprise"): 812.5,
    }
    names = {row.indicator_id: row.name_zh for row in imported.rows["indicators"]}
    assert {(row.project_id, names[row.indicator_id]) for row in imported.rows["supports"]} == {
        ("P01", "城镇污水处理率"),
        ("P02", "秸秆综合利用率"),
    }
    figures = {row.name_zh: (row.value, row.year) for row in imported.rows["quantities"]}
    assert figures == {name: (value, 2025) for name, value in TYPED_FIGURES.items()}
    assert imported.left_out == ()
    assert imported.asked == ()


def test_a_package_of_the_filled_workbook_is_in_order(tmp_path: Path, imported: Imported) -> None:
    write_import(imported, tmp_path / "own")
    plan = read_plan(tmp_path / "own")
    assert len(plan.projects) == len(TYPED_PROJECTS)
    assert {row.value for row in plan.observations if row.value is not None} == {82.5, 0.46, 85.0}


def test_an_empty_workbook_is_one_clear_error(tmp_path: Path) -> None:
    run("new", str(tmp_path / "own.xlsx"))
    said = run("--language", "zh", "import", str(tmp_path / "own.xlsx"), "--into", str(tmp_path / "own"), code=2)
    assert "指标" in said
    assert not (tmp_path / "own").exists()


def test_a_figure_without_a_known_name_or_unit_is_kept_as_text() -> None:
    workbook = open_workbook()
    sheet = workbook[ENERGY]
    rows = (
        ("地区生产总值", 120.5, "桶", "2025年"),
        ("能源消费总量", 35.2, "万吨油", "2025年"),
        ("幸福指数", 99, "%", "2025年"),
        ("常住人口", 23.4, "万人", None),
    )
    for number, row in enumerate(rows, HEAD_ROW + 2):
        for place, value in enumerate(row, 1):
            sheet.cell(number, place).value = value
    found = import_documents((read_document("own.xlsx", fill_in_year(workbook)),), Wishes())
    assert [(row.topic, row.value, row.year) for row in found.rows["quantities"]] == [
        ("resident_population", 23.4, 2025)
    ]
    marks = {cell.key: cell.mark for cell in found.cells if cell.table == "quantities"}
    assert marks == {
        "地区生产总值": "unread",
        "能源消费总量": "unread",
        "幸福指数": "unread",
        "resident_population_table": "check",
    }


def fill_in_year(workbook: Workbook) -> bytes:
    workbook["规划"]["B6"] = 2025
    saved = BytesIO()
    workbook.save(saved)
    return saved.getvalue()


def test_an_import_that_names_its_system_is_told_what_its_list_leaves_out(tmp_path: Path) -> None:
    workbook = open_workbook()
    sheet = workbook[INDICATORS]
    for place, value in enumerate((1, "生态生活", None, "城镇污水处理率", "%", 82.5, "≥90"), 1):
        sheet.cell(HEAD_ROW + 2, place).value = value
    (tmp_path / "own.xlsx").write_bytes(fill_in_year(workbook))
    words = (
        "import",
        str(tmp_path / "own.xlsx"),
        "--into",
        str(tmp_path / "own"),
        "--system",
        "环办生态函〔2021〕353号",
    )
    run("--language", "zh", *words)
    assert read_plan(tmp_path / "own").settings.region.system == "national_2021"
    measured = [row for row in BOOK.list_indicators("national_2021") if row.kind != "group"]
    assert f"有{len(measured) - 1}项未列" in run("--language", "zh", "check", str(tmp_path / "own"))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_the_workbook_explains_is_never_read_as_the_county_s_own(language: Language) -> None:
    """Nothing but one indicator is typed: years, place and title are then taken, and marked so; none is read from a hint."""
    workbook = open_workbook(language)
    for place, value in enumerate((1, "生态生活", None, "城镇污水处理率", "%", 82.5, "≥90"), 1):
        workbook[INDICATORS].cell(HEAD_ROW + 2, place).value = value
    saved = BytesIO()
    workbook.save(saved)
    found = import_documents((read_document("own.xlsx", saved.getvalue()),), Wishes())
    assert {cell.column: cell.original for cell in found.cells if cell.table == "plan" and cell.original} == {}
    assert set(found.rows) == {"sources", "indicators", "targets", "observations"}
