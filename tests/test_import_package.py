"""From documents to a package and back: it passes the check, says the same again, takes corrections and keeps what a person wrote."""

import csv
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from edition_files import write_docx, write_xlsx
from imported_grids import make_document
from peakfolio.app.own.reviewing import write_tables
from peakfolio.assess.audit import audit_plan
from peakfolio.cli.main import main
from peakfolio.errors import PeakfolioError
from peakfolio.importing.deciding import Decided
from peakfolio.importing.documents import Document
from peakfolio.importing.imported import Change, Imported, Wishes
from peakfolio.importing.importing import import_documents, write_import
from peakfolio.importing.reading import read_document
from peakfolio.importing.side_files import read_cells, read_wishes
from peakfolio.importing.storing import write_decided
from peakfolio.plan.reading import read_plan
from printed import Edition, build_table

TITLE = "云南省某县生态文明建设示范区规划（2023-2030年）"
INDICATORS = [
    ["序号", "指标名称", "单位", "2022年现状值", "2025年目标值", "2030年目标值", "责任单位"],
    ["1", "森林覆盖率", "%", "40.5", "≥42", "≥45", "林业局"],
    ["2", "农村生活污水治理率", "%", "16.39", "≥40", "≥60", "生态环境局"],
    ["3", "河长制", "-", "全面实施", "全面实施", "全面实施", "水务局"],
    [
        "4",
        "单位地区生产总值能耗",
        "吨标准煤/万元",
        "0.436",
        "完成上级规定的目标任务",
        "完成上级规定的目标任务",
        "发改局",
    ],
]
PROJECTS = [
    ["序号", "项目名称", "建设内容", "建设年限", "总投资（万元）", "资金来源", "责任单位", "支撑指标"],
    ["1", "造林工程", "造林1000亩", "2023-2025", "1200", "中央800万元、省级400万元", "林业局", "森林覆盖率"],
    ["2", "污水治理工程", "治理33个行政村", "2024-2025", "3000", "专项资金", "生态环境局", "农村生活污水治理率"],
    ["合计", "", "", "", "4300", "", "", ""],
]


def change_cell(rows: list[list[str]], before: str, after: str) -> list[list[str]]:
    return [[after if each == before else each for each in row] for row in rows]


def make(indicators: list[list[str]] = INDICATORS, projects: list[list[str]] = PROJECTS) -> tuple[Document, ...]:
    return (make_document(TITLE, "规划基准年为2022年。", "表1 建设指标", indicators, "附表 重点工程", projects),)


def bring(folder: Path, documents: tuple[Document, ...], wishes: Wishes | None = None) -> tuple[Change, ...]:
    return write_import(import_documents(documents, wishes), folder, wishes)


def read_files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def edit(folder: Path, table: str, key: dict[str, str], column: str, value: str) -> None:
    """What a person does in a spreadsheet."""
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as opened:
        reader = csv.DictReader(opened)
        rows, columns = list(reader), list(reader.fieldnames or ())
    for row in rows:
        if all(row[name] == said for name, said in key.items()):
            row[column] = value
    with path.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def test_a_package_passes_the_check_and_the_audit_finds_the_wrong_sum(tmp_path: Path) -> None:
    bring(tmp_path / "p", make())
    plan = read_plan(tmp_path / "p")
    assert (len(plan.indicators), len(plan.projects)) == (4, 2)
    assert (plan.settings.region.name_zh, plan.settings.region.province_zh) == ("某县", "云南省")
    assert (plan.settings.years.base_year, plan.settings.years.milestones) == (2022, (2025, 2030))
    findings = [each for each in audit_plan(plan) if each.code == "total_differs"]
    assert [each.subject for each in findings] == ["C01"]


def test_every_row_cites_lines_in_which_its_words_stand(tmp_path: Path) -> None:
    bring(tmp_path / "p", make())
    lines = (tmp_path / "p" / "source-1.txt").read_text(encoding="utf-8").split("\n")
    plan = read_plan(tmp_path / "p")
    for row in (*plan.targets, *plan.observations):
        assert row.lines is not None
        assert row.as_written in lines[int(row.lines) - 1]
    for project in plan.projects:
        assert project.lines is not None
        assert project.name_zh in lines[int(project.lines) - 1]


def test_the_same_documents_again_change_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    bring(folder, make())
    before = read_files(folder)
    assert bring(folder, make()) == ()
    assert read_files(folder) == before


def test_two_imports_of_the_same_documents_are_the_same_bytes(tmp_path: Path) -> None:
    bring(tmp_path / "a", make())
    bring(tmp_path / "b", make())
    assert read_files(tmp_path / "a") == read_files(tmp_path / "b")


def test_a_corrected_document_says_what_changed(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    bring(folder, make())
    changes = bring(folder, make(projects=change_cell(PROJECTS, "3000", "3100")))
    assert [(each.table, each.key, each.column, each.before, each.after, each.is_kept) for each in changes] == [
        ("projects", "P02", "cost_wan_yuan", "3000", "3100", False),
        ("projects", "P02", "cost_as_written", "3000", "3100", False),
    ]
    assert read_plan(folder).project_by_id["P02"].cost_wan_yuan == 3100.0


def test_a_row_that_came_and_a_row_that_went_are_told(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    bring(folder, make())
    more = [*PROJECTS[:2], ["3", "宣传工程", "宣传", "2024", "50", "专项资金", "宣传部", "河长制"]]
    changes = bring(folder, make(projects=more))
    assert ("projects", "P03", "", "宣传工程") in {(each.table, each.key, each.before, each.after) for each in changes}
    assert ("projects", "P02", "污水治理工程", "") in {
        (each.table, each.key, each.before, each.after) for each in changes
    }
    assert {each.project_id for each in read_plan(folder).projects} == {"P01", "P03"}


def test_what_a_person_wrote_stays(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    bring(folder, make())
    edit(folder, "projects", {"project_id": "P01"}, "cost_wan_yuan", "1500")
    changes = bring(folder, make(projects=change_cell(PROJECTS, "3000", "3100")))
    plan = read_plan(folder)
    assert (plan.project_by_id["P01"].cost_wan_yuan, plan.project_by_id["P02"].cost_wan_yuan) == (1500.0, 3100.0)
    assert not any(each.is_kept for each in changes)


def test_where_person_and_document_both_changed_the_persons_stays_and_both_are_said(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    bring(folder, make())
    edit(folder, "projects", {"project_id": "P02"}, "cost_wan_yuan", "2900")
    changes = bring(folder, make(projects=change_cell(PROJECTS, "3000", "3100")))
    conflicts = [(each.column, each.before, each.after) for each in changes if each.is_kept]
    assert conflicts == [("cost_wan_yuan", "2900", "3100")]
    assert read_plan(folder).project_by_id["P02"].cost_wan_yuan == 2900.0


def test_a_conflict_is_said_once_and_the_next_import_of_the_same_document_says_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    bring(folder, make())
    edit(folder, "projects", {"project_id": "P02"}, "cost_wan_yuan", "2900")
    corrected = make(projects=change_cell(PROJECTS, "3000", "3100"))
    bring(folder, corrected)
    assert bring(folder, corrected) == ()
    assert read_plan(folder).project_by_id["P02"].cost_wan_yuan == 2900.0


def test_rows_a_person_added_or_took_out_stay_so(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    bring(folder, make())
    path = folder / "projects.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith("P02,")]
    added = [line.replace("P01,1,造林工程", "P90,,自加工程") for line in lines if line.startswith("P01,")]
    path.write_text("".join([*kept, *added]), encoding="utf-8")
    for table in ("supports", "funding"):
        part = folder / f"{table}.csv"
        rows = part.read_text(encoding="utf-8").splitlines(keepends=True)
        part.write_text("".join(line for line in rows if not line.startswith("P02,")), encoding="utf-8")
    bring(folder, make(projects=change_cell(PROJECTS, "1200", "1300")))
    plan = read_plan(folder)
    assert {each.project_id for each in plan.projects} == {"P01", "P90"}
    assert plan.project_by_id["P01"].cost_wan_yuan == 1300.0


def test_tables_no_document_gives_are_left_as_they_are(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    bring(folder, make())
    path = folder / "measures.csv"
    header = path.read_text(encoding="utf-8")
    row = dict.fromkeys(header.strip().split(","), "")
    row |= {"measure_id": "M01", "name_zh": "措施", "start_year": "2024", "duration_years": "1", "as_written": "推进"}
    row |= {"source_id": "plan", "lines": "1"}
    path.write_text(header + ",".join(row.values()) + "\n", encoding="utf-8")
    bring(folder, make(projects=change_cell(PROJECTS, "1200", "1300")))
    assert [each.measure_id for each in read_plan(folder).measures] == ["M01"]


def test_settings_a_person_wrote_stay(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    bring(folder, make())
    settings = folder / "plan.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace('"某县"', '"我县"'), encoding="utf-8")
    bring(folder, make(projects=change_cell(PROJECTS, "1200", "1300")))
    assert read_plan(folder).settings.region.name_zh == "我县"


def test_a_folder_of_other_things_is_refused(tmp_path: Path) -> None:
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "notes.txt").write_text("mine")
    with pytest.raises(PeakfolioError, match="holds something that no import wrote"):
        bring(tmp_path / "p", make())
    assert (tmp_path / "p" / "notes.txt").read_text() == "mine"


def test_a_mapping_is_kept_and_used_again(tmp_path: Path) -> None:
    odd = change_cell(PROJECTS, "总投资（万元）", "盘子（万元）")
    plain = import_documents(make(projects=odd))
    assert all(row.cost_wan_yuan is None for row in plain.rows["projects"])
    table = next(each for each in plain.tables if each.kind == "projects")
    fields = tuple("cost" if head.head.startswith("盘子") else head.field for head in table.headings)
    wishes = Wishes(mappings={table.signature: ("projects", fields)})
    bring(tmp_path / "p", make(projects=odd), wishes)
    assert read_plan(tmp_path / "p").project_by_id["P01"].cost_wan_yuan == 1200.0
    assert read_wishes(tmp_path / "p") == wishes
    again = import_documents(make(projects=odd), Wishes(mappings=read_wishes(tmp_path / "p", all_tables=True).mappings))
    assert [row.cost_wan_yuan for row in again.rows["projects"]] == [1200.0, 3000.0]


def test_cells_are_read_back_as_they_were_written(tmp_path: Path) -> None:
    imported = import_documents(make())
    write_import(imported, tmp_path / "p")
    shown = {
        (each.table, each.key, each.column, each.original, each.line, each.mark)
        for each in imported.cells
        if each.original
    }
    back = {
        (each.table, each.key, each.column, each.original, each.line, each.mark) for each in read_cells(tmp_path / "p")
    }
    assert shown <= back


def test_the_indicator_system_gives_what_the_plan_leaves_out() -> None:
    found: Imported = import_documents(make(), Wishes(system="yunnan_2022"))
    rows = {row.indicator_id: row for row in found.rows["indicators"]}
    assert rows["I04"].direction == "less"
    assert rows["I02"].name_en != rows["I02"].name_zh
    with pytest.raises(PeakfolioError, match="no indicator system named"):
        import_documents(make(), Wishes(system="nowhere"))


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, list(words))
    return result.exit_code, result.output


@pytest.mark.parametrize(("language", "words"), [("zh", "请核对"), ("en", "to be checked")])
def test_the_command_reads_word_and_workbook_into_a_package(tmp_path: Path, language: str, words: str) -> None:
    word = Edition("指标", (TITLE, "表1 建设指标", build_table(INDICATORS, caption="")))
    workbook = Edition("项目", (build_table(PROJECTS, caption="附表 重点工程", sheet="重点工程"),))
    (tmp_path / "规划.docx").write_bytes(write_docx(word))
    (tmp_path / "项目.xlsx").write_bytes(write_xlsx(workbook))
    files = (str(tmp_path / "规划.docx"), str(tmp_path / "项目.xlsx"))
    code, said = run("--language", language, "import", *files, "--into", str(tmp_path / "p"), "--name", "某县")
    assert code == 0, said
    assert words in said
    assert len(said.splitlines()) <= 50
    plan = read_plan(tmp_path / "p")
    assert plan.settings.region.id == "p"
    assert (len(plan.indicators), len(plan.projects)) == (4, 2)
    assert {each.file for each in plan.sources if each.kind == "document"} == {"source-1.txt", "source-2.txt"}
    code, said = run("import", *files, "--into", str(tmp_path / "p"), "--json")
    assert code == 0
    assert json.loads(said)["changes"] == []


def test_two_counties_brought_in_have_keys_of_their_own() -> None:
    keys = [import_documents(make(), Wishes(name_zh=name)).settings.region.id for name in ("甲县", "乙县", "甲县")]
    assert keys[0] == keys[2] != keys[1]


def test_the_province_is_the_one_named_most_often_not_a_neighbour_named_first() -> None:
    lines = ("甲县与四川省接壤。", "甲县属云南省。", "云南省要求如此。")
    written = write_docx(Edition("指标", (TITLE, *lines, build_table(INDICATORS, caption=""))))
    imported = import_documents((read_document("a.docx", written),), Wishes())
    assert imported.settings.region.province_zh == "云南省"
    (cell,) = (each for each in imported.cells if each.column == "region.province_zh")
    assert "云南省" in cell.original
    assert cell.mark == "check"


def test_documents_without_a_plan_are_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("某县概况。\n", encoding="utf-8")
    code, said = run("import", str(tmp_path / "a.txt"), "--into", str(tmp_path / "p"))
    assert code == 2
    assert "项目名称" in said
    assert not (tmp_path / "p").exists()


def test_a_table_that_a_spreadsheet_saved_under_a_chinese_name_is_written_where_it_stands(tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    write_import(import_documents(make()), folder)
    before = (folder / "projects.csv").read_text(encoding="utf-8")
    (folder / "项目.csv").write_bytes(
        before.replace("造林工程", "造林一期").replace(",cost_wan_yuan", ",投资（万元）").encode("gb18030")
    )
    (folder / "projects.csv").unlink()
    changes = write_import(import_documents(make(projects=change_cell(PROJECTS, "3000", "3100"))), folder)
    assert {(each.key, each.column) for each in changes if each.table == "projects"} == {
        ("P02", "cost_wan_yuan"),
        ("P02", "cost_as_written"),
    }
    plan = read_plan(folder)
    assert [(row.name_zh, row.cost_wan_yuan) for row in plan.projects] == [
        ("造林一期", 1200.0),
        ("污水治理工程", 3100.0),
    ]
    first, second = plan.projects
    after = replace(plan, projects=(first, second.model_copy(update={"end_year": 2030})))
    write_decided(plan, (), Decided(after, ()), folder, date(2026, 3, 1))
    assert [row.end_year for row in read_plan(folder).projects] == [2025, 2030]
    write_tables(after, Decided(plan, ()), folder)
    assert [row.end_year for row in read_plan(folder).projects] == [2025, 2025]
    assert not (folder / "projects.csv").exists()


def test_the_check_of_a_package_with_faults_says_what_it_could_answer(tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    write_import(import_documents(make()), folder)
    with (folder / "targets.csv").open("a", encoding="utf-8") as file:
        file.write("X,1,2\n")
    said = CliRunner().invoke(main, ["--language", "en", "check", str(folder)])
    assert said.exit_code != 0
    assert "can answer: where the indicators stand; whether the document agrees with itself" in said.output
    assert "Not yet: which projects to choose" in said.output
    shown = CliRunner().invoke(main, ["check", str(folder), "--json"])
    assert json.loads(shown.output)["answers_once_mended"] == ["status", "audit"]
