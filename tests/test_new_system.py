"""A plan of 2026-2030 from a template alone: written by the command, filled with a few rows, judged, answered and planned again."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from peakfolio.cli.main import main
from peakfolio.plan.plan import Plan
from peakfolio.plan.reading import read_plan, read_systems
from peakfolio.plan.starting import start_plan
from peakfolio.plan.writing import write_plan

BOOK = read_systems()
WHOLE = tuple(row.system_id for row in BOOK.systems if row.is_whole)
BASE, LAST = 2025, 2030
SHORT = 10.0  # how far the base value lies from the target, in its unit
TARGETS = 3  # of the system, each with a project that reaches it alone


def run(*words: str, code: int = 0) -> str:
    result = CliRunner().invoke(main, ["--language", "en", *words])
    assert result.exit_code == code, result.output
    return result.output


def add_rows(folder: Path, table: str, rows: list[dict[str, Any]]) -> None:
    """Rows of a person, under the header the command wrote."""
    path = folder / f"{table}.csv"
    header = path.read_text(encoding="utf-8").splitlines()[0].split(",")
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, header).writerows(rows)


def fill_in(folder: Path, plan: Plan) -> tuple[str, ...]:
    """Base values below the first targets of the plan, and for each a small and a dear project; the indicators they reach."""
    asked = [
        row
        for row in plan.targets
        if (row.standard, row.relation, row.any_of) == ("plan", "at_least", None)
        and (row.value or 0) >= 2 * SHORT
        and plan.indicator_by_id[row.indicator_id].upper_bound == 100
    ][:TARGETS]
    keys = tuple(row.indicator_id for row in asked)
    source = {"source_id": "own"}
    add_rows(folder, "sources", [{"source_id": "own", "kind": "assumption", "title": "made", "reasoning": "made"}])
    add_rows(
        folder,
        "observations",
        [
            {"indicator_id": row.indicator_id, "year": BASE, "role": "base", "value": (row.value or 0) - SHORT,
             "as_written": "made", "is_used": "true", **source}
            for row in asked
        ],
    )  # fmt: skip
    names = [
        (f"P{place}{kind}", key, cost) for place, key in enumerate(keys) for kind, cost in (("a", 100), ("b", 250))
    ]
    add_rows(
        folder,
        "projects",
        [
            {"project_id": name, "name_zh": f"工程{name}", "category_zh": "工程", "start_year": 2026, "end_year": 2027,
             "cost_wan_yuan": cost, "cost_as_written": cost, "divisible": "whole", **source}
            for name, _, cost in names
        ],
    )  # fmt: skip
    add_rows(
        folder,
        "effects",
        [
            {"action_id": name, "indicator_id": key, "mode": "adds", "basis": "stated", "low": SHORT, "central": SHORT,
             "high": SHORT, "reasoning": "made", **source}
            for name, key, _ in names
        ],
    )  # fmt: skip
    return keys


def begin(folder: Path, system_id: str) -> tuple[str, ...]:
    """A package from a template, filled in; of a system that sets no level the targets are written by hand."""
    run("new", str(folder), "--system", system_id, "--years", "2026-2030")
    if not BOOK.list_standards(system_id):
        shares = [row for row in BOOK.list_indicators(system_id) if row.upper_bound == 100 and row.direction == "more"]
        add_rows(
            folder,
            "targets",
            [
                {"indicator_id": row.indicator_id, "standard": "plan", "year": LAST, "relation": "at_least", "value": 80,
                 "as_written": "≥80", "is_used": "true", "source_id": "system"}
                for row in shares[:TARGETS]
            ],
        )  # fmt: skip
    return fill_in(folder, read_plan(folder))


@pytest.mark.parametrize("system_id", WHOLE)
def test_a_plan_from_a_template_alone_is_judged_answered_and_planned_again(tmp_path: Path, system_id: str) -> None:
    folder = tmp_path / "my-county"
    keys = begin(folder, system_id)
    assert len(keys) == TARGETS
    said = run("assess", str(folder))
    assert "not met" in said
    told = json.loads(run("optimise", str(folder), "--json"))
    assert told["projects"] == [f"P{place}a" for place in range(TARGETS)]
    assert (told["milestone"], told["cost_wan_yuan"], told["unmet"]) == (LAST, 100.0 * TARGETS, [])
    again = json.loads(run("replan", str(folder), "--as-of", "2026-11", "--json"))
    assert "P0a" in json.dumps(again)


def test_the_template_holds_the_years_the_system_and_its_numbers_as_targets(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    run("new", str(folder), "--system", "yunnan_2022", "--years", "2026—2030", "--terrain", "山区")
    plan = read_plan(folder)
    years, region = plan.settings.years, plan.settings.region
    assert (years.base_year, years.first_year, years.last_year, years.milestones) == (BASE, 2026, LAST, (LAST,))
    assert (region.system, region.terrain, plan.settings.assessment.milestone) == ("yunnan_2022", "mountains", LAST)
    standards = [row for row in plan.targets if row.standard == "provincial" and row.is_used]
    own = [row for row in plan.targets if row.standard == "plan"]
    numbers = {(row.indicator_id, row.relation, row.value) for row in standards if row.value is not None}
    assert {(row.indicator_id, row.relation, row.value) for row in own if row.value is not None} == numbers
    assert {(row.year, row.source_id) for row in own} == {(LAST, "system")}
    assert all("标准值" in (row.note_zh or "") for row in own)
    assert "云环发〔2022〕21号" in (plan.source_by_id["system"].citation or "")
    assert (plan.observations, plan.projects, plan.energy) == ((), (), ())


def test_what_is_enough_in_place_of_a_number_stays_enough() -> None:
    """Of "at least 90, or rising" a plan's own target is no stricter than the standard."""
    plan = start_plan(BOOK, "national_city_2024", None, (2026, 2030))
    own = [(row.relation, row.any_of) for row in plan.targets if (row.indicator_id, row.year) == ("I04a", LAST)]
    assert own == [("at_least", "level_or_rise"), ("improve", "level_or_rise")]


def test_without_years_a_template_is_as_before_and_has_no_targets_of_its_own() -> None:
    plan = start_plan(BOOK, "national_2021")
    assert plan.settings.years.milestones == (2030, 2035)
    assert not [row for row in plan.targets if row.standard == "plan"]


def test_a_list_that_is_not_whole_can_be_used_and_says_so(tmp_path: Path) -> None:
    said = " ".join(
        run("new", str(tmp_path / "city"), "--system", "national_city_2024", "--years", "2026-2030").split()
    )
    assert "is not whole here" in said
    assert "breaks off at number 13" in said
    assert "is not whole here" not in run("new", str(tmp_path / "county"), "--system", "national_2021")
    assert "not the whole list" in run("systems")


@pytest.mark.parametrize("said", ["2030", "2030-2026", "2026-2026", "1949-1955", "26-30"])
def test_years_that_are_no_span_are_refused(tmp_path: Path, said: str) -> None:
    run("new", str(tmp_path / "own"), "--system", "national_2021", "--years", said, code=2)
    assert list(tmp_path.iterdir()) == []


def test_years_alone_write_an_empty_plan_of_those_years(tmp_path: Path) -> None:
    run("new", str(tmp_path / "own"), "--years", "2026-2030")
    text = (tmp_path / "own" / "plan.toml").read_text(encoding="utf-8")
    assert "base_year = 2025" in text
    assert "last_year = 2030" in text


def write_bare(folder: Path, indicators: str, targets: str = "", system: str = "national_2021") -> Plan:
    """A package of a few cells whose plan.toml names a system."""
    folder.mkdir()
    region = f'[region]\nname_zh = "某县"\nsystem = "{system}"\n'
    years = '[years]\ntitle_zh = "某县规划"\nbase_year = 2025\nlast_year = 2030\n'
    (folder / "plan.toml").write_text(f"{region}{years}", encoding="utf-8")
    (folder / "indicators.csv").write_text(indicators, encoding="utf-8")
    (folder / "targets.csv").write_text(targets or "indicator_id,year,value,as_written\n", encoding="utf-8")
    return read_plan(folder)


def test_an_indicator_of_a_few_cells_takes_the_rest_and_its_target_from_the_system(tmp_path: Path) -> None:
    plan = write_bare(tmp_path / "own", "indicator_id,name_zh\nA,城镇污水处理率\nB,河长制\n")
    sewage, chief = plan.indicators
    assert (sewage.kind, sewage.direction, sewage.unit, sewage.area) == ("numeric", "more", "%", "urban")
    assert (sewage.nature, sewage.domain_zh, chief.kind) == ("binding", "生态生活", "binary")
    assert "kind, direction, unit, domain, nature, area taken from" in (sewage.note or "")
    assert "取自《国家生态文明建设示范区建设指标（修订版）》（2021年）" in (sewage.note_zh or "")
    asked = {(row.indicator_id, row.standard, row.year, row.relation, row.value) for row in plan.targets}
    assert asked == {
        ("A", "national", None, "at_least", 85.0),
        ("B", "national", None, "done", None),
        ("A", "plan", LAST, "at_least", 85.0),
    }
    assert {row.source_id for row in plan.targets} == {"system"}
    assert "353号" in (plan.source_by_id["system"].citation or "")


def test_a_written_cell_stays_and_what_is_said_beside_it_is_kept(tmp_path: Path) -> None:
    heads = "indicator_id,name_zh,domain_zh,nature,note\n"
    plan = write_bare(tmp_path / "own", f"{heads}A,城镇污水处理率,生态环境,reference,By hand.\n")
    (row,) = plan.indicators
    assert (row.domain_zh, row.nature, row.unit) == ("生态环境", "reference", "%")
    assert (row.note or "").startswith("By hand. kind, direction, unit, area taken from")


def test_a_plan_with_targets_of_its_own_is_given_none(tmp_path: Path) -> None:
    targets = "indicator_id,year,value,as_written\nA,2030,90,≥90\n"
    plan = write_bare(tmp_path / "own", "indicator_id,name_zh\nA,城镇污水处理率\nB,河长制\n", targets)
    assert [(row.indicator_id, row.value) for row in plan.targets] == [("A", 90.0)]


@pytest.mark.parametrize("cells", ["A,污水处理率二,,", "A,城镇污水处理率,万吨,", "A,城镇污水处理率,,less"])
def test_what_is_another_indicator_takes_nothing(tmp_path: Path, cells: str) -> None:
    """Another name, a unit that measures something else, another direction."""
    targets = "indicator_id,year,value,relation,as_written\nA,2030,90,at_most,≤90\n"
    plan = write_bare(tmp_path / "own", f"indicator_id,name_zh,unit,direction\n{cells}\n", targets)
    assert plan.indicators[0].domain_zh is None
    assert plan.indicators[0].note is None


def test_a_plan_read_and_written_takes_nothing_more(tmp_path: Path) -> None:
    plan = write_bare(tmp_path / "own", "indicator_id,name_zh\nA,城镇污水处理率\n")
    write_plan(plan, tmp_path / "again")
    assert read_plan(tmp_path / "again") == plan
