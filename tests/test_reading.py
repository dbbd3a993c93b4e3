import dataclasses
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import load
from peakfolio.errors import PlanFaults
from peakfolio.plan.plan import Plan
from peakfolio.plan.reading import hash_inputs, read_plan
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
    return str(caught.value)


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
        (replace_text("observations.csv", ",made,", ",,"), "observations.csv, row 2, source_id: is empty"),
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
        (replace_text("projects.csv", "project_id,number", "project_id,colour"), "number: the column is missing"),
        (replace_text("projects.csv", ",made,,", ",made,,,"), "cells where the header has"),
        (replace_text("projects.csv", "P1,,P1", 'P1,,"P1'), "projects.csv, row 2: from this row on it is not valid CSV"),
        (replace_text("plan.toml", "base_year = 2022", "base_year = 2040"), "base_year must lie before first_year"),
        (replace_text("plan.toml", "base_year = 2022", "base_year ="), "is not valid TOML"),
        (replace_text("plan.toml", 'rule = "threshold"', 'rule = "guess"'), "assessment.rule"),
        (replace_text("sources.csv", "worked by hand", ""), "is empty for a assumption"),
        (lambda folder: (folder / "funding.csv").unlink(), "funding.csv: the file is missing"),
        (replace_text("projects.csv", ",100,", ",100²,"), 'cost_wan_yuan: must be a number; found "100²"; write a number'),
        (replace_text("targets.csv", "at_least,70,", "improve,70,"), "targets.csv, row 2, value: belongs to no improve"),
        (replace_text("targets.csv", "made,,", "made,99-12,"), 'targets.csv, row 2, lines: "99-12" names no lines'),
        (replace_text("targets.csv", "made,,", "made,1;0,"), 'targets.csv, row 2, lines: "0" names no lines'),
        (replace_text("targets.csv", "made,,", f"made,{'9' * 5_000},"), "targets.csv, row 2, lines: "),
        (write_bytes("funding.csv", b""), "funding.csv: the file is empty"),
        (write_bytes("plan.toml", b""), "plan.toml: the file is empty; write the settings"),
        (write_bytes("funding.csv", "项目,来源\n".encode("gb18030")), "looks like GB18030"),
        (write_bytes("funding.csv", b"\xff\xfe\x00\x81"), "not UTF-8"),
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
        lambda folder: (folder / "funding.csv").unlink(),
    )
    assert text.startswith("3 problems in plan:")


def test_a_wrong_heading_is_said_once_and_hides_no_wrong_cell(tmp_path: Path) -> None:
    text = read_faults(
        tmp_path / "plan",
        replace_text("projects.csv", "project_id,number", "project_id,colour"),
        replace_text("projects.csv", "2023,2024", "soon,2024"),
    )
    assert text.count("colour: is a stray column") == text.count("number: the column is missing") == 1
    assert "row 2, start_year" in text
    assert text.startswith("3 problems in plan:")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("project_id,number", "colour,number", "project_id: the column is missing"),
        (",made,,", ",made,,,", "cells where"),
    ],
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
