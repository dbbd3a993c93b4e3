import dataclasses
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import load
from peakfolio.errors import PlanFaults
from peakfolio.plan.package import TABLES
from peakfolio.plan.plan import Plan
from peakfolio.plan.reading import hash_inputs, read_plan
from peakfolio.plan.rows import CitedRow
from peakfolio.plan.writing import write_plan
from tiny import make_effect, make_indicator, make_observation, make_project, make_target, make_tiny_plan

WhatIf = Callable[[Path], None]


def replace_text(name: str, old: str, new: str) -> WhatIf:
    def change(folder: Path) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text, f"{old!r} not in {name}"
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


def write_bytes(name: str, content: bytes) -> WhatIf:
    return lambda folder: (folder / name).write_bytes(content) and None  # type: ignore[func-returns-value]


def read_faults(folder: Path, *changes: WhatIf) -> str:
    write_plan(make_tiny_plan(), folder)
    for change in changes:
        change(folder)
    with pytest.raises(PlanFaults) as caught:
        read_plan(folder)
    return caught.value.said_each.read("en")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (replace_text("projects.csv", ",100,", ",-5,"), 'projects.csv, row 2, cost_wan_yuan: must be 0 or more; found "-5"'),
        (replace_text("projects.csv", "2023,2024", "2O23,2024"), "(letter O?)"),
        (replace_text("projects.csv", ",100,", ",hundred,"), "projects.csv, row 2, cost_wan_yuan"),
        (replace_text("projects.csv", ",100,", ",nan,"), "finite"),
        (replace_text("effects.csv", "P1,sewage", "P9,sewage"), '"P9" is not in projects.csv or measures.csv'),
        (replace_text("targets.csv", "sewage,plan", "sewer,plan"), '"sewer" is not in indicators.csv'),
        (replace_text("projects.csv", "P2,,P2", "P1,,P2"), 'the key "P1" already stands in row 2'),
        (replace_text("observations.csv", ",made,", ",unheard,"), '"unheard" is not in sources.csv'),
        (replace_text("effects.csv", "20,20,20", "20,30,25"), "out of order"),
        (replace_text("effects.csv", "20,20,20", "20,,20"), "low, central and high are not all given"),
        (replace_text("targets.csv", "plan,2025", "plan,2035"), "2035 lies outside 2022-2030"),
        (replace_text("indicators.csv", ",%,", ",斗,"), 'unit "斗" is unknown'),
        (replace_text("indicators.csv", ",more,", ",upwards,"), "indicators.csv, row 2, direction"),
        (replace_text("observations.csv", ",40,", ",140,"), "outside the bounds"),
        (replace_text("targets.csv", "at_least,70,", "at_least,,"), "is empty for at_least"),
        (replace_text("projects.csv", "2023,2024", "2024,2023"), "ends in 2023 before it starts in 2024"),
        (replace_text("projects.csv", "project_id,number", "project_id,colour"), "colour: is a stray column"),
        (replace_text("projects.csv", "number,name_zh", "number,name_cn"), "projects.csv, row 1, name_zh: the column is missing"),
        (replace_text("projects.csv", ",made,,", ",made,,,"), "cells where the header has"),
        (replace_text("projects.csv", "P1,,P1", 'P1,,"P1'), "projects.csv, row 2: from this row on it is not valid CSV"),
        (replace_text("plan.toml", "base_year = 2022", "base_year = 2040"), "base_year must lie before first_year"),
        (replace_text("plan.toml", "base_year = 2022", "base_year ="), "is not valid TOML"),
        (replace_text("plan.toml", 'rule = "threshold"', 'rule = "guess"'), "assessment.rule"),
        (replace_text("sources.csv", "worked by hand", ""), "is empty for a assumption"),
        (replace_text("projects.csv", ",100,", ",100²,"), 'cost_wan_yuan: must be a number; found "100²"; write a number'),
        (replace_text("targets.csv", "at_least,70,", "improve,70,"), "targets.csv, row 2, value: belongs to no improve"),
        (replace_text("targets.csv", "made,,", "made,99-12,"), 'targets.csv, row 2, lines: "99-12" names no lines'),
        (replace_text("targets.csv", "made,,", "made,1;0,"), 'targets.csv, row 2, lines: "0" names no lines'),
        (replace_text("targets.csv", "made,,", f"made,{'9' * 5_000},"), "targets.csv, row 2, lines: "),
        (write_bytes("funding.csv", b""), "funding.csv: the file is empty"),
        (write_bytes("plan.toml", b""), "plan.toml: the file is empty; write the settings"),
        (write_bytes("funding.csv", b"\xff\xfe\x00\x81"), "neither UTF-8 nor GB18030"),
        (write_bytes("funding.csv", "caf\xe9 \xe8re\n".encode("latin-1")), "neither UTF-8 nor GB18030"),
    ],
)  # fmt: skip
def test_bad_input_is_named_with_file_place_and_finding(tmp_path: Path, change: WhatIf, said: str) -> None:
    assert said in read_faults(tmp_path / "plan", change)


def test_a_day_that_is_not_in_the_calendar_is_named(tmp_path: Path) -> None:
    def add_condition(folder: Path) -> None:
        with (folder / "basic_conditions.csv").open("a", encoding="utf-8") as file:
            file.write("B1,条件,condition,x,not_met,,,3,2025-02-30,made,,,\n")

    said = 'basic_conditions.csv, row 2, starts_on: "2025-02-30" is no day of the calendar'
    assert said in read_faults(tmp_path / "plan", add_condition)


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    text = read_faults(
        tmp_path / "plan",
        replace_text("projects.csv", ",100,", ",-5,"),
        replace_text("effects.csv", "P4,forest", "P9,forest"),
        write_bytes("funding.csv", b""),
    )
    assert text.startswith("3 problems in plan:")


def test_a_wrong_heading_is_said_once_and_hides_no_wrong_cell(tmp_path: Path) -> None:
    text = read_faults(
        tmp_path / "plan",
        replace_text("projects.csv", "number,name_zh", "number,name_cn"),
        replace_text("projects.csv", "2023,2024", "soon,2024"),
    )
    assert text.count("name_cn: is a stray column") == text.count("name_zh: the column is missing") == 1
    assert "row 2, start_year" in text
    assert text.startswith("3 problems in plan:")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [("project_id,number", "colour,number", "colour: is a stray column"), (",made,,", ",made,,,", "cells where")],
)
def test_a_table_without_keys_or_with_a_torn_row_does_not_blame_the_tables_that_name_them(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    text = read_faults(tmp_path / "plan", replace_text("projects.csv", old, new))
    assert said in text
    assert "effects.csv" not in text


def test_every_fault_says_how_to_mend_it(tmp_path: Path) -> None:
    text = read_faults(tmp_path / "plan", replace_text("projects.csv", "2023,2024", "soon,2024"))
    assert text.splitlines()[1].endswith("; write a whole number such as 2025.")


def test_missing_folder_is_a_fault_and_not_a_traceback(tmp_path: Path) -> None:
    with pytest.raises(PlanFaults, match="there is no such folder"):
        read_plan(tmp_path / "nowhere")


def test_byte_order_mark_is_accepted(tmp_path: Path) -> None:
    write_plan(make_tiny_plan(), tmp_path)
    for name in ("projects.csv", "plan.toml"):
        (tmp_path / name).write_bytes(b"\xef\xbb\xbf" + (tmp_path / name).read_bytes())
    assert read_plan(tmp_path) == make_tiny_plan()


def test_empty_cell_is_unknown_and_not_zero(tmp_path: Path) -> None:
    plan = dataclasses.replace(make_tiny_plan(), projects=(make_project("P1", None, 2023, 2024),), effects=())
    write_plan(plan, tmp_path)
    assert read_plan(tmp_path).projects[0].cost_wan_yuan is None


def test_column_order_does_not_matter(tmp_path: Path) -> None:
    write_plan(make_tiny_plan(), tmp_path)
    lines = (tmp_path / "supports.csv").read_text(encoding="utf-8").strip().split(",")
    (tmp_path / "supports.csv").write_text(",".join(reversed(lines)) + "\n", encoding="utf-8")
    assert read_plan(tmp_path) == make_tiny_plan()


def test_real_plans_survive_writing_and_reading(region_folder: Path, tmp_path: Path) -> None:
    plan = load(region_folder.name)
    write_plan(plan, tmp_path / "copy")
    assert read_plan(tmp_path / "copy") == plan


def test_hashes_change_with_the_data(tmp_path: Path) -> None:
    write_plan(make_tiny_plan(), tmp_path)
    before = hash_inputs(tmp_path)
    replace_text("projects.csv", ",100,", ",101,")(tmp_path)
    after = hash_inputs(tmp_path)
    assert {name for name in before if before[name] != after[name]} == {"projects.csv"}


def test_package_in_a_bad_state_reads_nothing(tmp_path: Path) -> None:
    shutil.copytree(Path(__file__).parent, tmp_path / "not_a_plan", ignore=shutil.ignore_patterns("__pycache__"))
    with pytest.raises(PlanFaults, match=r"plan\.toml: the file is missing; add it; every package has one\."):
        read_plan(tmp_path / "not_a_plan")


words = st.text(
    st.characters(categories=("L", "N", "P", "S"), include_characters=' ,"\n\t、；%≥'), min_size=1, max_size=12
).map(lambda text: text.strip() or "字")
shares = st.just(0.0) | st.floats(1e-12, 100)
numbers = st.just(0.0) | st.floats(1e-12, 1e9)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    count = draw(st.integers(1, 4))
    projects = tuple(
        make_project(f"P{i}", draw(st.none() | numbers), 2023, draw(st.integers(2023, 2030)), name_zh=draw(words))
        for i in range(count)
    )
    low = draw(numbers.map(lambda value: value % 5 + 1e-6))
    effects = tuple(
        make_effect(f"P{i}", "sewage", low + 1, low=low, high=low + 2, reasoning=draw(words)) for i in range(count)
    )
    return dataclasses.replace(
        make_tiny_plan(),
        indicators=(make_indicator("sewage", name_zh=draw(words), note=draw(st.none() | words)),),
        targets=(make_target("sewage", draw(shares), as_written=draw(words)),),
        observations=(make_observation("sewage", draw(st.none() | shares), as_written=draw(words)),),
        projects=projects,
        effects=effects,
    )


@given(plan=plans())
def test_write_then_read_gives_the_same_plan(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("plan")
    write_plan(plan, folder)
    assert read_plan(folder) == plan


def test_a_table_that_is_not_there_is_an_empty_one(tmp_path: Path) -> None:
    write_plan(make_tiny_plan(), tmp_path)
    for path in tmp_path.glob("*.csv"):
        if len(path.read_text(encoding="utf-8").splitlines()) == 1:
            path.unlink()
    (tmp_path / "datapackage.json").unlink()
    assert len(list(tmp_path.iterdir())) == 7
    assert read_plan(tmp_path) == make_tiny_plan()
    assert "funding.csv" not in hash_inputs(tmp_path)
    assert "projects.csv" in hash_inputs(tmp_path)


LEAST = {
    "plan.toml": '[region]\nname_zh = "小县"\n[years]\ntitle_zh = "小县规划"\nbase_year = 2022\nlast_year = 2030\n',
    "indicators.csv": "number,name_zh,unit\n1,污水处理率,%\n2,规划实施,\n",
    "targets.csv": "indicator_id,year,relation,value,as_written\nI01,2030,at_least,70,≥70\nI02,2030,done,,实施\n",
    "observations.csv": "indicator_id,year,value,as_written\nI01,2022,40,40\nI01,2023,45,45\nI01,2024,50,50\n",
    "projects.csv": "name_zh,cost_wan_yuan\n管网,100\n湿地,50\n",
    "effects.csv": "action_id,indicator_id,mode,low,central,high,reasoning\nP01,I01,adds,20,20,20,按户数\nP02,I01,adds,,,,只有名称\n",
}


def write_least(folder: Path, **changes: str) -> Path:
    folder.mkdir()
    for name, text in (LEAST | {key.replace("_csv", ".csv"): text for key, text in changes.items()}).items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_empty_cells_mean_what_the_descriptions_of_the_columns_say(tmp_path: Path) -> None:
    plan = read_plan(write_least(tmp_path / "my-county"))
    assert plan.settings.region.id == "my-county"
    assert plan.settings.region.name_en == "小县"
    assert (plan.settings.years.title_en, plan.settings.years.first_year, plan.settings.years.milestones) == (
        "小县规划",
        2023,
        (2030,),
    )
    assert plan.settings.assessment.milestone == 2030
    said = [(row.indicator_id, row.kind, row.direction, row.nature, row.name_en) for row in plan.indicators]
    assert said == [
        ("I01", "numeric", "more", "unstated", "污水处理率"),
        ("I02", "binary", "none", "unstated", "规划实施"),
    ]
    assert [row.standard for row in plan.targets] == ["plan", "plan"]
    assert [row.role for row in plan.observations] == ["base", "history", "latest"]
    assert [(row.project_id, row.category_zh, row.divisible) for row in plan.projects] == [
        ("P01", "未分类", "whole"),
        ("P02", "未分类", "whole"),
    ]
    assert [row.basis for row in plan.effects] == ["stated", "shared"]
    (source,) = plan.sources
    assert (source.source_id, source.kind, source.title) == ("plan_itself", "document", "小县规划")
    assert "程序自动添加" in source.about.zh
    assert {row.source_id for row in (*plan.indicators, *plan.projects)} == {"plan_itself"}


def test_a_plan_of_the_least_cells_survives_writing(tmp_path: Path) -> None:
    plan = read_plan(write_least(tmp_path / "mine"))
    write_plan(plan, tmp_path / "again")
    assert read_plan(tmp_path / "again") == plan


def test_rows_without_a_source_are_of_the_one_document(tmp_path: Path) -> None:
    with_reason = "source_id,kind,title,reasoning\nplan,,规划,\nA1,,假定,理由\n"
    assert {row.source_id for row in read_plan(write_least(tmp_path / "one", sources_csv=with_reason)).targets} == {
        "plan"
    }
    with pytest.raises(PlanFaults) as caught:
        read_plan(write_least(tmp_path / "two", sources_csv="source_id,title\nplan,规划\nother,另一文件\n"))
    assert [(fault.file, fault.column) for fault in caught.value.faults] == [
        (f"{table}.csv", "source_id") for table in ("indicators", "targets", "observations", "projects", "effects")
    ]
    assert "names several documents" in str(caught.value)


@pytest.mark.parametrize(
    ("targets", "direction"),
    [
        ("at_least,70", "more"),
        ("at_most,70", "less"),
        ("above,70", "more"),
        ("hold,", None),
        ("equal,70", None),
        (",70", None),
    ],
)
def test_a_direction_is_what_the_targets_say_and_else_a_fault(
    tmp_path: Path, targets: str, direction: str | None
) -> None:
    text = f"indicator_id,year,relation,value,as_written\nI01,2030,{targets},x\n"
    folder = write_least(tmp_path / "mine", targets_csv=text)
    if direction is not None:
        assert read_plan(folder).indicators[0].direction == direction
        return
    with pytest.raises(PlanFaults, match=r"indicators\.csv, row 1, direction: the column is missing; write more"):
        read_plan(folder)


def test_a_relation_follows_the_direction(tmp_path: Path) -> None:
    indicators = "number,name_zh,unit,direction\n1,污水处理率,%,more\n2,能耗,吨,less\n"
    targets = "indicator_id,year,value,upper_value,as_written\nI01,2030,70,,70\nI02,2030,5,,5\nI02,2030,3,4,3-4\n"
    plan = read_plan(write_least(tmp_path / "mine", indicators_csv=indicators, targets_csv=targets))
    assert [row.relation for row in plan.targets] == ["at_least", "at_most", "between"]


def test_a_column_that_rows_need_is_one_fault_and_not_one_a_row(tmp_path: Path) -> None:
    text = "indicator_id,value,as_written\n" + "I01,40,40\n" * 3
    with pytest.raises(PlanFaults) as caught:
        read_plan(write_least(tmp_path / "mine", observations_csv=text))
    assert [(fault.row, fault.column) for fault in caught.value.faults] == [(1, "year")]
    assert "fill it in for every row" in str(caught.value)


def test_gb18030_is_read_where_it_decodes_cleanly(tmp_path: Path) -> None:
    folder = write_least(tmp_path / "mine")
    plan = read_plan(folder)
    for name in ("projects.csv", "targets.csv", "indicators.csv"):
        (folder / name).write_bytes(LEAST[name].encode("gb18030"))
    assert read_plan(folder) == plan


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "base_year = 2022",
            'base_year = "2022"',
            'years.base_year: is a number in quotes: "2022"; write 2022 without quotes',
        ),
        ("[years]", '[scenario]\ncarry_over = "true"\n[years]', 'carry_over: is a word in quotes: "true"; write true'),
        (
            "[years]",
            '[scenario]\ntarget_values = { I01 = "60" }\n[years]',
            'target_values: is a number in quotes: "60"',
        ),
        ("[years]", "[scenario]\ncarry_over = true\n[years]", ""),
    ],
)
def test_numbers_of_plan_toml_stand_without_quotes(tmp_path: Path, old: str, new: str, said: str) -> None:
    folder = write_least(tmp_path / "mine")
    (folder / "plan.toml").write_text(LEAST["plan.toml"].replace(old, new), encoding="utf-8")
    if not said:
        assert read_plan(folder).settings.scenario.carry_over
        return
    with pytest.raises(PlanFaults) as caught:
        read_plan(folder)
    assert said in str(caught.value)


def test_a_title_in_one_language_is_not_mixed_with_another(tmp_path: Path) -> None:
    folder = write_least(tmp_path / "mine")
    more = '[scenario]\ntitle_zh = "基本"\ntitle_en = "Base"\n[scenarios.low]\ntitle_zh = "低"\n[scenarios.same]\neffects = "low"\n'
    (folder / "plan.toml").write_text(LEAST["plan.toml"] + more, encoding="utf-8")
    said = read_plan(folder).settings.scenarios
    assert (said["low"].title_zh, said["low"].title_en) == ("低", "低")
    assert (said["same"].title_zh, said["same"].title_en) == ("基本", "Base")


def test_every_row_of_a_shipped_plan_that_cites_a_document_says_its_lines(region_folder: Path) -> None:
    plan = load(region_folder.name)
    documents = {row.source_id for row in plan.sources if row.kind == "document"}
    cited = [row for table in TABLES for row in getattr(plan, table) if isinstance(row, CitedRow)]
    assert documents
    assert all(row.file for row in plan.sources if row.kind == "document")
    assert [row for row in cited if row.source_id in documents and row.lines is None] == []


def test_a_base_year_that_no_value_is_of_is_a_fault(tmp_path: Path) -> None:
    text = LEAST["plan.toml"].replace("base_year = 2022", "base_year = 2021")
    with pytest.raises(PlanFaults) as caught:
        read_plan(write_least(tmp_path / "mine", **{"plan.toml": text}))
    assert "years.base_year: no observation is of the base year 2021 (they are of 2022, 2023, 2024)" in str(
        caught.value
    )


def test_a_standard_without_a_year_does_not_stand_for_the_plan_s_own_targets(tmp_path: Path) -> None:
    text = LEAST["plan.toml"].replace("last_year = 2030", "last_year = 2035\nmilestones = [2025, 2035]")
    targets = "indicator_id,standard,year,relation,value,as_written\nI01,plan,2030,at_least,70,70\nI01,national,,at_least,60,60\n"
    with pytest.raises(PlanFaults) as caught:
        read_plan(write_least(tmp_path / "mine", targets_csv=targets, **{"plan.toml": text}))
    assert "assessment.milestone: targets.csv has no target for 2025 (it has 2030)" in str(caught.value)
