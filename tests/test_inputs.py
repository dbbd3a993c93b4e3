"""What is read is bounded, written one way, of a plausible size, and looked at whenever a plan is opened."""

import time
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import load
from peakfolio.carbon.pathways import project_pathway
from peakfolio.carbon.settings import PathwaySettings
from peakfolio.delivery.settings import RiskSettings
from peakfolio.errors import PeakfolioError, PlanFaults
from peakfolio.plan import limits
from peakfolio.plan.arithmetic import calculate
from peakfolio.plan.noticing import list_notices
from peakfolio.plan.reading import read_plan
from peakfolio.plan.toml_files import TomlSlip, parse_toml
from peakfolio.plan.writing import write_plan
from peakfolio.portfolio.answering import change_scenario
from peakfolio.portfolio.solver import SolverSettings
from peakfolio.words import format_number
from test_reading import read_faults, replace_text
from tiny import make_tiny_plan
from tiny_carbon import make_carbon_plan, make_lever

WhatIf = Callable[[Path], None]


def add_rows(table: str, *rows: str) -> WhatIf:
    def change(folder: Path) -> None:
        path = folder / f"{table}.csv"
        path.write_text(path.read_text(encoding="utf-8") + "".join(f"{row}\n" for row in rows), encoding="utf-8")

    return change


def add_settings(text: str) -> WhatIf:
    def change(folder: Path) -> None:
        path = folder / "plan.toml"
        path.write_text(f"{path.read_text(encoding='utf-8')}\n{text}\n", encoding="utf-8")

    return change


def relate(*pairs: str) -> WhatIf:
    return add_rows("relations", *(f"{pair},because,,made,,," for pair in pairs))


BOMBS = {
    "nested arrays": "a = " + "[" * 5_000 + "]" * 5_000,
    "nested tables": "a = " + "{a=" * 3_000 + "1" + "}" * 3_000,
    "a long integer": "a = " + "9" * 5_000,
    "a long hexadecimal": "a = 0x" + "f" * 5_000,
    "a dotted key": ".".join(["a"] * 20_000) + " = 1",
    "a dotted key with blanks": " . ".join(["a"] * 20_000) + " = 1",
    "a dotted key in quotes": ".".join(['"a"'] * 20_000) + " = 1",
    "a dotted header": "[" + ".".join(["a"] * 20_000) + "]",
    "blanks without end": " " * 250_000 + "a = = 1",
    "an open text": 'a = """' + "x" * 250_000,
    "quotes": "a = " + '"' * 250_001,
    "a figure like dust": "a = 1e-300",
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_toml_that_would_hold_up_the_parser_is_refused_at_once(bomb: str) -> None:
    begun = time.process_time()
    with pytest.raises(TomlSlip):
        parse_toml(BOMBS[bomb])
    assert time.process_time() - begun < 2


def test_brackets_dots_and_digits_inside_texts_and_comments_count_for_nothing() -> None:
    text = f'title = "{"[" * 99}{".a" * 99}{"9" * 99}"\n# {"[" * 99}\nvalue = 1_000.5'
    assert parse_toml(text)["value"] == 1000.5


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("-" * 100_000 + "1", "longer or deeper"),
        ("(" * 90 + "1" + ")" * 90, "longer or deeper"),
        ("-" * 900 + "1", "not plain arithmetic"),
        ("9" * 500, "not plain arithmetic"),
        ("1e308*10", "no figure of a plan"),
        ("-1e300", "no figure of a plan"),
        ("1_000+1", "not plain arithmetic"),
        ("１+1", "not plain arithmetic"),
        ("2**999", "not plain arithmetic"),
        ("1/0", "not plain arithmetic"),
        ("", "not plain arithmetic"),
    ],
)
def test_a_formula_is_short_flat_and_finite(formula: str, said: str) -> None:
    begun = time.process_time()
    with pytest.raises(ValueError, match=said):
        calculate(formula)
    assert time.process_time() - begun < 0.5


def test_a_formula_of_a_document_is_worked_out() -> None:
    assert calculate("100*(33.5-3)/-130") == pytest.approx(-100 * 30.5 / 130)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("projects.csv", ",100,", ",1e308,", "projects.csv, row 2, cost_wan_yuan: money (万元) must lie within"),
        ("projects.csv", ",100,", ",1e11,", "correct the number, or use a larger unit"),
        ("projects.csv", ",100,", ",1e-300,", "is smaller than any figure of a plan"),
        ("projects.csv", ",100,", ",1_000,", 'holds a separator inside the number: "1_000"; write 1000'),
        ("projects.csv", ",100,", ',"1,000",', 'holds a separator inside the number: "1,000"; write 1000'),
        ("projects.csv", ",100,", ",１００,", 'is not written in plain half-width digits: "１００"; write 100'),
        ("projects.csv", ",100,", f",{'9' * 5000},", "is too long for a number (5000 characters)"),
        ("projects.csv", "2023,2024", "2_023,2024", 'start_year: holds a separator inside the number: "2_023"'),
        ("projects.csv", "2023,2024", "２０２３,2024", "start_year: is not written in plain half-width digits"),
        ("targets.csv", "at_least,70,", "at_least,1e300,", "targets.csv, row 2, value: a figure must lie within"),
        ("targets.csv", "at_least,70,", "at_least,-inf,", "must be a finite number"),
        ("effects.csv", "20,20,20", "20,20,1e300", "effects.csv, row 2, high: a figure must lie within"),
        ("effects.csv", ",0,0,", ",1000000000,0,", "lag_years: a number of years must lie within 0 – 100"),
        ("effects.csv", "by hand", "x" * 200_000, "reasoning: is too long: 200,000 characters; at most 10,000"),
        ("effects.csv", "by hand", "by\x00hand", "holds the control character U+0000"),
        ("effects.csv", "by hand", "by \u202ehand", 'holds the control character U+202E: "by ?hand'),
        ("projects.csv", "P2,,P2", f"{'P' * 101},,P2", "project_id: must have at most 100 characters"),
    ],
)  # fmt: skip
def test_a_figure_beyond_any_plan_is_named_with_its_place_and_mend(
    tmp_path: Path, file: str, old: str, new: str, said: str
) -> None:
    text = read_faults(tmp_path / "plan", replace_text(file, old, new))
    assert said in text
    assert len(text) < 5_000


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("[scenarios.odd]\nbudget_wan_yuan = 1e308", "scenarios.odd.budget_wan_yuan: money (万元) must lie within"),
        ("[scenarios.odd]\nbudget_wan_yuan = true", 'must be a number; found "true"'),
        ("[scenarios.odd]\ntarget_values = {sewage = 1e300}", "scenarios.odd.target_values: a figure must lie within"),
        ("[scenarios.odd]\nmilestones = [2025, 2025]", "scenarios.odd.milestones: 2025 stands twice"),
        (f"[scenarios.odd]\nmilestones = [{'2025, ' * 2000}]", "has 2,000 entries; at most 1,000"),
        ("[scenarios.odd]\nmilestone = 2027", "scenarios.odd.milestone: targets.csv has no target for 2027 (it has 2025)"),
        ("[scenarios.odd]\ndropped_targets = ['sewage@2029']", "targets.csv has no target for 2029"),
        ("[scenarios.odd]\ngroups = [{name = 'g', members = ['P1', 'P99']}]", '"P99" of "g" is neither a project nor a measure'),
        ("[scenarios.odd]\ngroups = [{name = 'g', members = ['P1'], at_least = 2}]", "asks for at least 2 of 1 members"),
        ("[scenarios.odd]\ngroups = [{name = 'g', members = ['P1', 'P2'], at_least = 2, at_most = 1}]", "at least 2 and at most 1"),
        ("[scenarios.odd]\ngroups = [{name = 'g', members = ['P1', 'P1']}]", "stands twice"),
        ("[scenarios.odd]\nbalances = [{category_zh = '无', min_share = 0.5}]", 'no project has the category_zh "无"'),
        ("[scenarios.odd]\nbalances = [{min_share = 0.5}]", "names a category or a township, one of them"),
        ("[scenarios.odd]\nbudgets = [{ceiling_wan_yuan = 5, year = 1999}]", "1999 lies outside 2023-2030"),
        ("[carbon]\nbase_year = 2022\ngrid = 'Atlantis'", 'carbon.grid: "Atlantis" is unknown (known: China'),
        ("[carbon]\nbase_year = 2022\ngrid_years = [1999]", 'carbon.grid_years: "1999" is unknown (known: 2021'),
        ("[carbon]\nbase_year = 2022\nfactor_set = 'mine'", 'carbon.factor_set: "mine" is unknown (known: '),
        ("[carbon]\nbase_year = 2022\ngwp_set = 'AR9'", 'carbon.gwp_set: "AR9" is unknown (known: '),
    ],
)  # fmt: skip
def test_settings_that_name_what_is_not_there_are_refused_when_the_plan_is_read(
    tmp_path: Path, settings: str, said: str
) -> None:
    assert said in read_faults(tmp_path / "plan", add_settings(settings))


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        (("excludes,P1,P1",), 'relations.csv, row 2, other_id: "P1" stands in a relation with itself'),
        (("together,P1,P1",), 'relations.csv, row 2, other_id: "P1" stands in a relation with itself'),
        (("requires,P1,P1",), '"P1" requires itself'),
        (("requires,P1,P2", "excludes,P2,P1"), 'relations.csv, row 3, kind: "P1" needs "P2" and excludes it'),
        (("together,P2,P1", "excludes,P1,P2"), 'relations.csv, row 3, kind: "P1" needs "P2" and excludes it'),
        (("requires,P1,P2", "together,P2,P3", "excludes,P1,P3"), 'row 4, kind: "P1" needs "P3" and excludes it'),
        (("requires,P1,P2", "requires,P2,P3", "requires,P3,P1"), 'row 4, other_id: "P3" requires itself by way of "P1"'),
    ],
)  # fmt: skip
def test_relations_that_contradict_each_other_are_named(tmp_path: Path, pairs: tuple[str, ...], said: str) -> None:
    assert said in read_faults(tmp_path / "plan", relate(*pairs))


def test_a_chain_of_requirements_is_no_circle(tmp_path: Path) -> None:
    write_plan(make_tiny_plan(), tmp_path)
    relate("requires,P1,P2", "requires,P2,P3", "requires,P1,P3", "excludes,P3,P4")(tmp_path)
    assert len(read_plan(tmp_path).relations) == 4


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("indicators.csv", ",0,100,", ",100,0,", "indicators.csv, row 2, lower_bound: the lower bound 100 is not below the upper bound 0"),
        ("indicators.csv", "sewage,,", "sewage,sewage,", "indicators.csv, row 2, parent_id: it is its own parent"),
        ("targets.csv", "at_least,70,", "at_least,101,", "101 lies outside the bounds of sewage: no value could meet it"),
        ("effects.csv", "sewage,adds,stated,20,20,20", "sewage,reaches,stated,30,30,30", "reaches 30, worse than the 40 of sewage today"),
        ("effects.csv", "sewage,adds,stated,20,20,20", "sewage,reaches,stated,90,120,120", "120 lies outside the bounds of sewage"),
        ("plan.toml", "milestone = 2025", "milestone = 2026", "assessment.milestone: targets.csv has no target for 2026"),
    ],
)  # fmt: skip
def test_rows_that_do_not_fit_each_other_are_named(tmp_path: Path, file: str, old: str, new: str, said: str) -> None:
    assert said in read_faults(tmp_path / "plan", replace_text(file, old, new))


def test_groups_stand_on_one_level_so_that_no_circle_of_parents_can_be(tmp_path: Path) -> None:
    def nest(folder: Path) -> None:
        path = folder / "indicators.csv"
        head, sewage, forest = path.read_text(encoding="utf-8").splitlines()
        rows = (sewage.replace("sewage,,", "sewage,forest,"), forest.replace("forest,,", "forest,sewage,"))
        text = "\n".join([head, *(row.replace(",numeric,", ",group,") for row in rows)])
        path.write_text(text + "\n", encoding="utf-8")

    text = read_faults(tmp_path / "plan", nest)
    assert 'indicators.csv, row 2, parent_id: a group cannot itself be a part of "forest"' in text
    assert 'targets.csv, row 2, indicator_id: "sewage" is a group' in text


def test_an_action_is_a_project_or_a_measure_and_not_both(tmp_path: Path) -> None:
    row = "P1,措施,a measure,2023,1,做,made,,,"
    text = read_faults(tmp_path / "plan", add_rows("measures", row))
    assert 'measures.csv, row 2, measure_id: "P1" is also a project, in row 2 of projects.csv' in text


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("C1,project_count,category_zh,数,count,5,个,,写,made,,,", "scope: is not made of field=value pairs"),
        ("C1,ratio,of=A;by=B,数,count,5,%,,写,made,,,", 'of "A" is not in quantities.csv'),
        ("C1,formula,,数,count,5,个,,写,made,,,", "formula: is empty for formula"),
        ("C1,score_sum,year=soon,数,count,5,分,,写,made,,,", 'year must be a year; found "soon"'),
    ],
)
def test_a_claim_that_cannot_be_recomputed_as_it_says_is_named(tmp_path: Path, row: str, said: str) -> None:
    assert said in read_faults(tmp_path / "plan", add_rows("stated_totals", row))


def test_faults_beyond_what_is_kept_are_counted_and_a_kind_of_them_is_one_line(tmp_path: Path) -> None:
    write_plan(make_tiny_plan(), tmp_path / "plan")
    add_rows("projects", *["x,y"] * 4_000)(tmp_path / "plan")
    with pytest.raises(PlanFaults) as caught:
        read_plan(tmp_path / "plan")
    text = str(caught.value)
    assert text.startswith("4,000 problems in plan:")
    assert text.endswith(f"  and {4_000 - limits.MOST_FAULTS:,} more.")
    assert text.splitlines()[1].startswith("  projects.csv, rows 6-1005: 1,000 times: has 2 cells where the header has")
    assert len(text.splitlines()) == 3


def test_a_table_of_a_million_lines_is_refused_before_its_rows_are_read(tmp_path: Path) -> None:
    begun = time.process_time()
    for number, line in enumerate(("P1,y", "", ",,,")):
        text = read_faults(tmp_path / str(number), add_rows("projects", *[line] * 1_000_000))
        assert "projects.csv: has more than 5,000 rows (100,000 lines with blank ones); split the plan" in text
    assert time.process_time() - begun < 10


def test_a_header_of_a_million_names_and_a_blank_first_line_are_one_fault_each(tmp_path: Path) -> None:
    wide = lambda folder: (folder / "funding.csv").write_text("a," * 1_000_000, encoding="utf-8") and None  # noqa: E731
    text = read_faults(tmp_path / "wide", wide)
    assert "funding.csv, row 1: has 1,000,001 columns; at most 100" in text
    blank = lambda folder: (folder / "funding.csv").write_text("\na,b\n", encoding="utf-8") and None  # noqa: E731
    assert "funding.csv, row 1: the first line is blank" in read_faults(tmp_path / "blank", blank)


def test_files_that_are_too_large_are_not_opened(tmp_path: Path) -> None:
    write_plan(make_tiny_plan(), tmp_path)
    with (tmp_path / "projects.csv").open("r+b") as file:
        file.truncate(2 * 10**9)
    with (tmp_path / "plan.toml").open("r+b") as file:
        file.truncate(10**6)
    tracemalloc.start()
    with pytest.raises(PlanFaults) as caught:
        read_plan(tmp_path)
    assert tracemalloc.get_traced_memory()[1] < 10**7
    tracemalloc.stop()
    assert [fault.file for fault in caught.value.faults] == ["plan.toml", "projects.csv"]


def test_a_package_without_anything_to_judge_is_not_without_fault(tmp_path: Path) -> None:
    def clear(folder: Path) -> None:
        for path in folder.glob("*.csv"):
            path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")

    text = read_faults(tmp_path / "plan", clear)
    assert "indicators.csv: has no row: there is no indicator, so there is nothing to judge" in text
    assert "targets.csv: has no row: there is no target, so there is nothing to judge" in text


def test_an_effect_that_works_against_its_indicator_is_shown_and_is_no_fault(tmp_path: Path) -> None:
    write_plan(make_tiny_plan(), tmp_path)
    replace_text("effects.csv", "P4,forest,adds,stated,10,10,10", "P4,forest,adds,stated,-3,-2,-1")(tmp_path)
    replace_text("effects.csv", "P3,sewage,adds,stated,15,15,15", "P3,sewage,adds,stated,-5,15,15")(tmp_path)
    found = {
        (each.action_id, each.indicator_id): each.said for each in list_notices(read_plan(tmp_path)) if each.action_id
    }
    assert set(found) == {("P4", "forest"), ("P3", "sewage")}
    assert "lowers forest (forest) by 2%, where more is better" in found["P4", "forest"].read("en")
    assert "按低值会使“sewage”（sewage）减少 5%，而这项指标越多越好" in found["P3", "sewage"].read("zh")


def test_on_less_is_better_a_rise_is_the_wrong_way_and_a_fall_is_not(tmp_path: Path) -> None:
    write_plan(make_tiny_plan(), tmp_path)
    replace_text("indicators.csv", ",more,", ",less,")(tmp_path)
    replace_text("effects.csv", "P2,sewage,adds,stated,15,15,15", "P2,sewage,adds,stated,-5,-5,-5")(tmp_path)
    found = {each.action_id: each.said.read("en") for each in list_notices(read_plan(tmp_path)) if each.action_id}
    assert set(found) == {"P1", "P3"}
    assert "raises sewage (sewage) by 20%, where less is better" in found["P1"]


def test_the_largest_number_can_be_shown() -> None:
    assert format_number(1.7e308).startswith("170,000,000")
    assert format_number(-1e300) == "-1" + ",000" * 100


def test_a_milestone_without_a_target_is_shown(tmp_path: Path) -> None:
    tiny = make_tiny_plan()
    years = tiny.settings.years.model_copy(update={"milestones": (2025, 2029)})
    write_plan(replace(tiny, settings=tiny.settings.model_copy(update={"years": years})), tmp_path)
    assert [each.said.read("en") for each in list_notices(read_plan(tmp_path))] == [
        "There is no target for the milestone 2029."
    ]


def test_the_shipped_plans_have_nothing_to_look_at_but_harm_that_is_worked_out(region_folder: Path) -> None:
    """What a plan's works use of power and water is harm reckoned step by step; any other effect against its indicator is a slip."""
    plan = load(region_folder.name)
    notices = list_notices(plan)
    assert [each for each in notices if (each.action_id, each.indicator_id) not in plan.chain_by_effect] == []
    assert {each.indicator_id for each in notices} <= {"I17", "I18"}
    assert [each.said.read("en") for each in notices if " by 0 " in each.said.read("en")] == []


@pytest.mark.parametrize(
    "wanted", [{"budget_wan_yuan": -5.0}, {"robust_budget": -1.0}, {"budget_wan_yuan": float("nan")}, {"points": 1e308}]
)
def test_a_scenario_changed_from_python_speaks_of_its_value_and_not_of_a_library(wanted: dict[str, float]) -> None:
    with pytest.raises(PeakfolioError) as caught:
        change_scenario(make_tiny_plan(), "base", **wanted)
    for language in ("zh", "en"):
        said = caught.value.read(language)
        assert next(iter(wanted)) in said
        assert "pydantic" not in said
        assert "validation error" not in said


def test_sources_that_pay_more_than_a_project_costs_are_named_with_the_row_that_is_too_much(tmp_path: Path) -> None:
    write_plan(make_tiny_plan(), tmp_path / "plan")
    cost = next(row for row in make_tiny_plan().projects if row.project_id == "P1").cost_wan_yuan
    assert cost == 100
    pay = lambda *said: add_rows("funding", *(f"P1,{source},{amount},-,made,,," for source, amount in said))  # noqa: E731
    text = read_faults(tmp_path / "plan", pay(("central", 60), ("local", 40.1), ("social", 5)))
    assert text.count("funding.csv") == 1
    row = 1 + (tmp_path / "plan" / "funding.csv").read_text(encoding="utf-8").splitlines().index(
        "P1,local,40.1,-,made,,,"
    )
    assert (
        f'funding.csv, row {row}, amount_wan_yuan: up to this row the money of "P1" adds up to 100.1 x 10,000 yuan, '
        "more than its cost of 100; correct the amounts, or the cost in projects.csv" in text
    )


@pytest.mark.parametrize(
    ("said", "finding"),
    [
        ("1_0;2;3", 'holds a separator inside the number: "1_0"; write 10'),
        ("１;2;3", "half-width digits"),
        ("1;nan;3", "must be a finite number"),
        ("1;;3", "is not a number; write numbers joined by"),
        ("1;2;1e300", "must lie within"),
        ("1;2", "needs at least three values"),
        ("", "needs at least three values"),
    ],
)
def test_observed_values_are_written_as_every_other_number_is(said: str, finding: str) -> None:
    row = make_lever("intensity_change", 1.0, distribution="empirical", values=said)
    faults = [flaw.at("levers.csv", 7) for flaw in row.find_flaws()]
    assert [(fault.file, fault.row, fault.column) for fault in faults] == [("levers.csv", 7, "values")]
    assert finding in f"{faults[0]}"


def test_line_ends_without_end_are_refused_at_once(tmp_path: Path) -> None:
    begun = time.process_time()
    text = read_faults(tmp_path / "plan", add_rows("funding", "\r" * 1_000_000))
    assert "funding.csv: has more than 5,000 rows (100,000 lines with blank ones); split the plan" in text
    assert time.process_time() - begun < 5


@pytest.mark.parametrize(
    "ask",
    [
        lambda: SolverSettings(seed=-1),
        lambda: SolverSettings(seed=2**31),
        lambda: RiskSettings(seed=-1),
        lambda: RiskSettings(runs=0),
        lambda: RiskSettings(samples=10**9),
        lambda: project_pathway(make_carbon_plan(), "baseline", settings=PathwaySettings(runs=8, seed=-1)),
        lambda: project_pathway(make_carbon_plan(), "baseline", settings=PathwaySettings(runs=0)),
        lambda: project_pathway(make_carbon_plan(), "baseline", settings=PathwaySettings(runs=2_000_000_000)),
    ],
)
def test_a_seed_or_number_of_draws_from_python_is_refused_as_on_the_command_line(ask: Callable[[], object]) -> None:
    with pytest.raises(
        PeakfolioError, match=r"must lie within 0 – 2,147,483,647|must lie within 1 – 100,000"
    ) as caught:
        ask()
    assert "应在" in caught.value.read("zh")
