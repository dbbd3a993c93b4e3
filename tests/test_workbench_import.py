"""The wizard for a county of one's own without a browser: what was read is shown beside the document, corrected, and kept."""

import json
import time
from dataclasses import replace
from pathlib import Path

import pytest

from own_files import HEADS, make_list, make_word
from peakfolio.app import limits
from peakfolio.app.own.bringing import Bringing
from peakfolio.app.own.cells_html import read_place, write_place
from peakfolio.app.own.editing import SETTINGS, Edits, lay_over
from peakfolio.app.own.line_html import write_indicator, write_project
from peakfolio.app.own.listing import count_marks, list_indicators, list_projects, list_sums, total_cost
from peakfolio.app.own.reader import Reader
from peakfolio.app.own.reading import finish_import, read_file
from peakfolio.app.own.table_html import find_grid, list_fields, name_column, write_kind, write_table
from peakfolio.app.sessions import Opened
from peakfolio.app.workbooks import pack_workbook
from peakfolio.importing.documents import Document
from peakfolio.importing.imported import Imported, Wishes
from peakfolio.importing.reading import read_document
from peakfolio.importing.refusing import Refused
from peakfolio.importing.understanding import import_documents
from peakfolio.plan.catalogue import find_region
from peakfolio.plan.package import TABLES
from peakfolio.plan.reading import read_plan, read_systems
from peakfolio.render.blank_workbook import render_blank_workbook

WORD, LIST = "清溪县规划.docx", "重点工程.xlsx"
UNREAD = ("targets", "I05|plan|2030", "value")


def read_both(cost: int = 3910) -> tuple[Document, ...]:
    return read_document(WORD, make_word()), read_document(LIST, make_list(cost))


@pytest.fixture(scope="module")
def imported() -> Imported:
    return import_documents(read_both())


def count_rows(imported: Imported) -> dict[str, int]:
    return {table: len(rows) for table, rows in imported.rows.items()}


def test_the_doubtful_come_first_and_every_line_says_why(imported: Imported) -> None:
    lines = list_indicators(imported, Edits())
    assert lines[0].head.value("name_zh") == "公众对生态文明建设的满意度"
    order = ["unread", "check", "sure"]
    assert [each.mark for each in lines] == sorted((each.mark for each in lines), key=order.index)
    assert all(each.reasons for each in lines if each.mark != "sure")
    assert not any(each.reasons for each in lines if each.mark == "sure")
    assert sum(count_marks(lines).values()) == 5


def test_a_value_stands_beside_the_words_it_was_read_from(imported: Imported) -> None:
    line = next(
        each for each in list_indicators(imported, Edits()) if each.head.value("name_zh") == "农村生活污水治理率"
    )
    (target,), (base,) = line.find_parts("targets"), line.find_parts("observations")
    assert (target.value("relation"), target.value("value"), target.original) == ("at_least", "65", "≥65")
    assert (base.value("value"), base.original) == ("40.2", "40.2")
    shown = write_indicator(line, "zh")
    assert "原文：≥65" in shown
    assert 'value="65"' in shown


def test_a_cell_that_was_not_understood_is_filled_by_hand_and_keeps_its_words(imported: Imported) -> None:
    edited = lay_over(imported, Edits().set(UNREAD, "90"))
    assert count_rows(edited.imported)["targets"] == count_rows(imported)["targets"] + 1
    added = next(each for each in edited.imported.rows["targets"] if each.indicator_id == "I05")
    said = {name: getattr(added, name) for name in ("standard", "year", "relation", "value", "as_written")}
    assert said == {"standard": "plan", "year": 2030, "relation": "at_least", "value": 90.0, "as_written": "见考核细则"}
    assert not edited.faults


def test_what_no_document_says_is_filled_by_hand_and_cites_no_document(imported: Imported, tmp_path: Path) -> None:
    line = next(each for each in list_indicators(imported, Edits()) if each.head.key == "I05")
    (base,) = line.find_parts("observations")
    assert (base.key, base.row, base.value("value")) == ("I05|2024|base", None, "")
    edits = Edits().set(("observations", base.key, "value"), "88.5")
    found = finish_import(imported, edits, Wishes(), tmp_path / "own-1" / "v1", None).opened.plan
    added = next(row for row in found.observations if row.indicator_id == "I05")
    assert (added.value, added.role, added.lines) == (88.5, "base", None)
    assert found.source_by_id[added.source_id].kind == "assumption"


def test_a_number_corrected_by_hand_says_so(imported: Imported) -> None:
    found = lay_over(imported, Edits().set(("projects", "P01", "cost_wan_yuan"), "4240")).imported
    assert found.rows["projects"][0].note_zh == "导入时人工改正。"


def test_what_cannot_be_taken_is_marked_where_it_stands_and_nothing_is_lost(imported: Imported) -> None:
    edits = Edits().set(("projects", "P01", "cost_wan_yuan"), "很多")
    edited = lay_over(imported, edits)
    assert set(edited.faults) == {("projects", "P01", "cost_wan_yuan")}
    assert edited.imported.rows["projects"] == imported.rows["projects"]
    line = next(each for each in list_projects(edited.imported, edits) if each.head.key == "P01")
    assert line.mark == "unread"
    assert line.head.value("cost_wan_yuan") == "很多"
    assert "很多" in write_project(line, "zh")


def test_a_relation_without_its_number_waits_for_it(imported: Imported) -> None:
    place = ("targets", "I04|plan|2030")
    edits = Edits().set((*place, "relation"), "at_least")
    assert set(lay_over(imported, edits).faults) == {(*place, "relation")}
    whole = lay_over(imported, edits.set((*place, "value"), "120"))
    assert not whole.faults
    assert [row.value for row in whole.imported.rows["targets"] if row.indicator_id == "I04"] == [120.0]


def test_what_is_left_out_goes_with_everything_of_it_and_comes_back(imported: Imported) -> None:
    edits = Edits().drop(("indicators", "I02")).drop(("projects", "P01"))
    found = lay_over(imported, edits).imported.rows
    assert "I02" not in {
        row.indicator_id for table in ("indicators", "targets", "observations") for row in found[table]
    }
    assert "P01" not in {row.project_id for table in ("projects", "funding", "supports") for row in found[table]}
    assert lay_over(imported, edits.bring_back()).imported.rows == imported.rows


def test_what_was_looked_at_is_sure(imported: Imported) -> None:
    line = next(each for each in list_indicators(imported, Edits()) if each.mark != "sure")
    edits = Edits().look(*line.places)
    again = next(
        each for each in list_indicators(lay_over(imported, edits).imported, edits) if each.head.key == line.head.key
    )
    assert again.mark == "sure"


def test_place_and_years_are_confirmed_and_the_judged_year_follows(imported: Imported) -> None:
    edits = (
        Edits()
        .set((SETTINGS, "", "region.province_zh"), "云南省")
        .set((SETTINGS, "", "years.milestones"), "2027，2029")
    )
    settings = lay_over(imported, edits).imported.settings
    assert settings.region.province_zh == "云南省"
    assert settings.years.milestones == (2027, 2029)
    assert settings.assessment.milestone == 2027
    wrong = lay_over(imported, edits.set((SETTINGS, "", "years.base_year"), "2031"))
    assert (SETTINGS, "", "years.base_year") in wrong.faults
    assert wrong.imported.settings == imported.settings


def test_sums_are_held_against_what_the_document_prints(imported: Imported) -> None:
    assert total_cost(imported) == (17670.0, 0)
    assert {(each.printed.value, each.found): each.is_right for each in list_sums(imported)} == {
        (17670.0, 17670.0): True,
        (18000.0, 17670.0): False,
    }
    dearer = lay_over(imported, Edits().set(("projects", "P01", "cost_wan_yuan"), "4240")).imported
    assert {each.printed.value: each.is_right for each in list_sums(dearer)} == {17670.0: False, 18000.0: True}


def test_a_table_looks_like_the_planners_sheet(imported: Imported) -> None:
    table = next(each for each in imported.tables if each.kind == "indicators")
    shown = write_table(table, find_grid(imported.documents, table), "zh")
    assert all(f"<td>{head}</td>" in shown for head in HEADS)
    assert "<th>A</th>" in shown
    assert shown.count("<select") == len(HEADS)
    assert "指标表" in write_kind(table, "zh")
    assert [name_column(place) for place in (0, 25, 26, 701)] == ["A", "Z", "AA", "ZZ"]


def test_words_of_a_document_stay_text_on_the_page(imported: Imported) -> None:
    table = imported.tables[0]
    heading = replace(table.headings[0], head='"><script>alert(1)</script>', mark="check")
    shown = write_table(replace(table, headings=(heading, *table.headings[1:])), None, "zh")
    assert "<script>" not in shown
    edits = Edits().set(("projects", "P01", "name_zh"), '"><script>alert(1)</script>')
    line = next(each for each in list_projects(lay_over(imported, edits).imported, edits) if each.head.key == "P01")
    assert "<script>" not in write_project(line, "zh")


@pytest.mark.parametrize("said", ["", "[]", "[1,2,3]", '["a","b"]', "null", "{", None, 7])
def test_what_a_browser_sends_as_a_place_is_one_or_nothing(said: object) -> None:
    assert read_place(said) is None


def test_a_place_comes_back_as_it_was() -> None:
    place = ("targets", "I05|plan|2030", "value")
    assert read_place(write_place(place).replace("&quot;", '"')) == place == tuple(json.loads(json.dumps(place)))


def test_a_mapping_is_changed_and_remembered_for_its_make(imported: Imported) -> None:
    bringing = Bringing(documents={each.name: each for each in imported.documents}, read=imported)
    table = next(each for each in imported.tables if each.kind == "projects")
    place = next(each.place for each in table.headings if each.field == "lead")
    bringing.map_field(table.signature, place, "")
    assert bringing.wishes.mappings[table.signature][1][place] is None
    again = import_documents(imported.documents, bringing.wishes)
    assert all(row.lead_zh is None for row in again.rows["projects"])
    bringing.map_kind(table.signature, "other")
    assert "projects" not in import_documents(imported.documents, bringing.wishes).rows
    bringing.map_field("no such table", 0, "cost")
    bringing.map_field(table.signature, 99, "cost")
    assert set(bringing.wishes.mappings) == {table.signature}


def test_every_field_a_column_may_be_has_a_name_of_its_own() -> None:
    for kind in ("indicators", "projects", "assessment", "energy"):
        for language in ("zh", "en"):
            names = list(list_fields(kind, language).values())
            assert len(set(names)) == len(names)


def test_a_finished_import_is_a_plan_with_its_text_and_what_was_corrected(imported: Imported, tmp_path: Path) -> None:
    edits = Edits().set(("projects", "P01", "cost_wan_yuan"), "4240").set(UNREAD, "90").drop(("projects", "P02"))
    edits = edits.set((SETTINGS, "", "region.province_zh"), "云南省")
    found = finish_import(imported, edits, Wishes(), tmp_path / "own-1" / "v1", None)
    assert found.changes == ()
    plan = read_plan(found.opened.folder)
    assert [row.project_id for row in plan.projects] == ["P01", "P03", "P04"]
    assert plan.project_by_id["P01"].cost_wan_yuan == 4240.0
    assert [row.value for row in plan.targets if row.indicator_id == "I05"] == [90.0]
    assert plan.settings.region.province_zh == "云南省"
    assert (found.opened.folder / "source-1.txt").is_file()
    assert {row.basis for row in plan.effects} == {"proposed"}


def test_a_corrected_file_says_what_changes_and_keeps_what_a_person_wrote(imported: Imported, tmp_path: Path) -> None:
    edits = Edits().set(("projects", "P02", "cost_wan_yuan"), "11000")
    first = finish_import(imported, edits, Wishes(), tmp_path / "own-1" / "v1", None).opened.folder
    corrected = import_documents(read_both(cost=4240))
    found = finish_import(corrected, Edits(), Wishes(), tmp_path / "own-2" / "v1", first)
    changed = {(each.table, each.key, each.column): (each.before, each.after) for each in found.changes}
    assert changed[("projects", "P01", "cost_wan_yuan")] == ("3910", "4240")
    plan = read_plan(found.opened.folder)
    assert [row.cost_wan_yuan for row in plan.projects] == [4240.0, 11000.0, 860.0, 900.0]
    assert read_plan(first).project_by_id["P01"].cost_wan_yuan == 3910.0


def test_the_same_files_again_change_nothing(imported: Imported, tmp_path: Path) -> None:
    first = finish_import(imported, Edits(), Wishes(), tmp_path / "own-1" / "v1", None).opened
    again = finish_import(imported, Edits(), Wishes(), tmp_path / "own-2" / "v1", first.folder)
    assert again.changes == ()
    assert all(set(getattr(again.opened.plan, table)) == set(getattr(first.plan, table)) for table in TABLES)


def test_documents_are_read_in_a_process_that_is_ended_where_it_takes_too_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = Reader()
    try:
        assert isinstance(reader.ask(read_file, LIST, make_list(), tmp_path), Document)
        with pytest.raises(Refused) as refused:
            reader.ask(read_file, "plan.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, tmp_path)
        assert "docx" in refused.value.said.zh
        monkeypatch.setattr(limits, "WALL_SECONDS", 0.2)
        with pytest.raises(Refused):
            reader.ask(time.sleep, 60)
        monkeypatch.undo()
        assert isinstance(reader.ask(read_file, LIST, make_list(), tmp_path), Document)
    finally:
        reader.close()


def test_the_blank_workbook_is_read_like_any_list_and_its_example_is_none(tmp_path: Path) -> None:
    blank = render_blank_workbook("zh", read_systems(), "national_2021")
    document = read_file("填报表.xlsx", blank, tmp_path)
    assert isinstance(document, Document)
    found = import_documents((document,), Wishes(system="national_2021"))
    assert len(found.rows["indicators"]) > 30
    assert not found.rows.get("projects")


def test_a_package_is_opened_as_it_is_and_a_document_is_read(tmp_path: Path) -> None:
    opened = read_file("p.xlsx", pack_workbook(find_region("dongchuan")), tmp_path)
    assert isinstance(opened, Opened)
    assert isinstance(read_file(LIST, make_list(), tmp_path), Document)
    with pytest.raises(Refused):
        read_file("plan.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, tmp_path)
