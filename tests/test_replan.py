"""A plan asked again from where its county stands: what became of each project and why, the money, and what can wait."""

import json
import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from conftest import load
from peakfolio.carbon.opening import open_as_of
from peakfolio.cli.bodies.run import name_standing
from peakfolio.cli.main import main
from peakfolio.delivery.build import build_delivery
from peakfolio.plan.catalogue import list_regions
from peakfolio.plan.reading import read_plan
from peakfolio.plan.standing import Silent, stand_at
from peakfolio.plan.writing import write_copy
from peakfolio.portfolio.answering import answer_plan
from peakfolio.render.run_folder import write_run
from peakfolio.replan.comparing import Change
from peakfolio.replan.replanning import Asked, Replan, replan
from peakfolio.report.records import list_answer_tables
from peakfolio.report.replan_tables import explain_change, list_replan_tables, make_stand_table
from peakfolio.report.replanning import describe_replan, say_first
from peakfolio.report.standpoint import say_standpoint
from peakfolio.run import run_plan
from tiny import make_effect, make_project, make_target, make_tiny_plan
from tiny_progress import make_break, make_outcome, make_report
from transcription import SCENARIOS

DAY = "2026-11"
COSTED = ("dongchuan", "panzhihua-dongqu", "yongchuan")


@cache
def ask_region(region: str, silent: Silent) -> Replan:
    return replan(load(region), Asked(DAY, silent=silent))


def ask(silent: Silent = "planned", milestones: tuple[int, ...] = (2030,), **rows: object) -> Replan:
    """The tiny plan with what came about since. Its former answer: P2 and P3, from 2023 and 2024."""
    return replan(replace(make_tiny_plan(), **rows), Asked(DAY, milestones, silent=silent))


def find(found: Replan, key: str) -> Change:
    return next(each for each in found.changes if each.project_id == key)


def read(found: Replan, key: str) -> str:
    return explain_change(found, find(found, key)).read("en")


def test_without_any_report_what_was_chosen_begins_next_year() -> None:
    """P4 is in time for 2030, but P1 + P3 + P4 cost 190 and P2 + P3 still 170."""
    found = ask()
    answer = found.now.answer
    assert answer is not None
    assert answer.choice.portfolio.starts == {"P2": 2027, "P3": 2027}
    assert [(each.project_id, each.course, each.was, each.becomes) for each in found.changes] == [
        ("P2", "moved", 2023, 2027),
        ("P3", "moved", 2024, 2027),
    ]
    assert "2023 has passed without a report of a start" in read(found, "P2")


def test_what_is_built_leaves_the_choice_and_what_was_given_up_is_replaced() -> None:
    built = ask(progress=(make_report("P2", "done", finish_year=2025), make_report("P3", "dropped")))
    assert (find(built, "P2").cause, read(built, "P2")) == ("done", "built already")
    assert find(built, "P3").cause == "reported_dropped"
    new = find(built, "P1")
    assert (new.course, new.cause, new.targets) == ("new", "serves", ("sewage",))


def test_a_project_drops_out_where_its_target_is_met_meanwhile() -> None:
    found = ask(outcomes=(make_outcome("sewage", 2025, 71.0), make_outcome("forest", 2025, 50.0)))
    assert (find(found, "P3").cause, find(found, "P3").targets) == ("target_met", ("sewage",))
    assert (find(found, "P2").cause, find(found, "P2").others) == ("another_serves", ("P4",))
    assert find(found, "P4").course == "new"


def test_a_project_drops_out_where_its_target_can_no_longer_be_reached() -> None:
    found = ask(outcomes=(make_outcome("sewage", 2025, 5.0), make_outcome("forest", 2025, 60.0)))
    assert find(found, "P3").cause == "out_of_reach"
    assert read(found, "P3") == "too late or too little by now for sewage"


def test_a_project_that_runs_is_kept_at_what_is_still_to_come() -> None:
    running = make_report("P2", "under_way", start_year=2023, finish_year=2027, spent_wan_yuan=70.0)
    found = ask(progress=(running,))
    assert (find(found, "P2").course, find(found, "P2").becomes) == ("kept", 2023)
    answer = found.now.answer
    assert answer is not None
    assert answer.verification.cost_wan_yuan == pytest.approx(20.0 + 80.0)
    assert found.money.spent_wan_yuan == 70.0


def test_money_is_lost_to_what_was_given_up_and_to_what_serves_nothing() -> None:
    idle = make_project("P9", 5.0, 2023, 2024)
    reports = (
        make_report("P1", "dropped", spent_wan_yuan=12.0),
        make_report(
            "P2", "done", finish_year=2025, final_cost_wan_yuan=95.0, spent_wan_yuan=90.0, to_come_wan_yuan=4.0
        ),
        make_report("P9", "done", finish_year=2025, spent_wan_yuan=6.0),
        make_report("P3", "under_way", start_year=2026),
    )
    found = ask(progress=reports, projects=(*make_tiny_plan().projects, idle))
    assert {each.project_id: each.serves for each in found.money.projects} == {
        "P1": False,
        "P2": True,
        "P3": True,
        "P9": False,
    }
    named = ask(
        progress=reports,
        projects=(*make_tiny_plan().projects, idle),
        effects=(*make_tiny_plan().effects, make_effect("P9", "forest", None, basis="shared")),
    )
    assert (named.money.lost_wan_yuan, named.money.unsized_wan_yuan) == (12.0, 6.0)
    assert (found.money.spent_wan_yuan, found.money.lost_wan_yuan) == (12.0 + 95.0 + 6.0, 12.0 + 6.0)
    assert found.money.owed_wan_yuan == 4.0
    assert found.money.unknown == ("P3",)


def test_what_cannot_wait_is_told_from_what_can() -> None:
    """P2 takes three years: begun by 2028 it is in service at the end of 2030; P3 takes two. Nobody replaces both at no more money."""
    found = ask()
    waits = {each.project_id: (each.latest_start, each.must_start) for each in found.rolling.waits}
    assert waits == {"P2": (2028, False), "P3": (2029, False)}
    tight = ask(milestones=(2029,))
    waits = {each.project_id: each for each in tight.rolling.waits}
    assert waits["P2"].must_start
    delay = waits["P2"].delay
    assert (delay.lost, delay.more_wan_yuan, delay.others) == ((), pytest.approx(20.0), ("P1", "P4"))
    assert "These must start in 2027: P2" in " ".join(each.read("en") for each in say_first(tight))
    alone = ask(milestones=(2029,), effects=make_tiny_plan().effects[:-1])
    assert next(each.delay.lost for each in alone.rolling.waits if each.project_id == "P2") == ("forest",)


def test_waiting_that_only_costs_money_says_how_much_and_who_steps_in() -> None:
    slow = make_project("P3", 80.0, 2024, 2027)
    found = ask(projects=(*make_tiny_plan().projects[:2], slow, make_tiny_plan().projects[3]))
    delay = next(each.delay for each in found.rolling.waits if each.project_id == "P3")
    assert (delay.lost, delay.more_wan_yuan, delay.others) == ((), pytest.approx(20.0), ("P1",))


def test_the_other_reading_of_silent_projects_is_told() -> None:
    planned, done = ask(), ask("done")
    assert planned.other is not None
    assert done.other is not None
    assert planned.other.answer is not None
    assert done.now.answer is not None
    assert planned.other.answer.verification.cost_wan_yuan == done.now.answer.verification.cost_wan_yuan == 0.0
    said = " ".join(each.read("en") for each in say_first(planned))
    assert (
        "If the 4 projects without a report were built as printed: 2 of 2 targets (here 2), no money still to come."
        in said
    )
    assert "Find out first which of them are built" in said
    assert {each.cause for each in done.changes} == {"done"}


def test_carried_targets_are_marked_and_years_without_a_target_are_named() -> None:
    own = (*make_tiny_plan().targets, make_target("sewage", 80.0, year=2030))
    found = ask(milestones=(2030, 2035), targets=own)
    carried = {(each.key, each.milestone): each.carried_from for each in found.now.stands}
    assert carried == {("sewage", 2030): None, ("forest", 2030): 2025, ("sewage", 2035): 2030, ("forest", 2035): 2025}
    assert (found.unasked, found.milestones) == ((2035,), (2030, 2035))
    rows = {(row["indicator_id"], row["milestone"]): row for row in make_stand_table(found).to_records()}
    assert rows["forest", 2035]["result"] == "portfolio"
    assert "The plan sets no target for 2035" in " ".join(each.read("en") for each in say_first(found))


def test_the_standpoint_says_the_day_what_is_known_and_how_old_it_is() -> None:
    plan = replace(make_tiny_plan(), outcomes=(make_outcome("sewage", 2024, 44.0),))
    said = say_standpoint(stand_at(plan, DAY).plan).read("en")
    assert said.startswith("As of 2026-11: 1 of 2 indicators start from an outcome")
    assert "the newest value is of 2024, 2 years old" in said
    assert "Of 4 projects that should have begun there is no report" in said
    assert "2026-11" not in say_standpoint(plan).read("en")


def test_a_value_counted_in_another_way_is_told_apart() -> None:
    rows = {"outcomes": (make_outcome("sewage", 2025, 9.0),), "breaks": (make_break("sewage", 2024),)}
    assert "1 indicator has been counted in another way since" in " ".join(
        each.read("en") for each in say_first(ask(**rows))
    )


def test_a_project_that_can_no_longer_help_is_not_a_former_one_that_stays() -> None:
    late = (*make_tiny_plan().effects, make_effect("P4", "sewage", 0.5))
    courses = {each.project_id: each.course for each in ask(effects=late).changes}
    assert set(courses) == {"P2", "P3"}


@pytest.mark.parametrize("region", list_regions())
def test_every_plan_is_asked_again_and_says_what_is_missing(region: str) -> None:
    found = ask_region(region, "planned")
    said = [each.read(language) for each in say_first(found) for language in ("en", "zh")]
    assert all(said)
    results = [row["result"] for row in make_stand_table(found).to_records()]
    assert len(results) == len(found.now.stands) > 0
    if region in COSTED:
        assert found.now.answer is not None
        assert found.changes
        assert found.rolling.waits
    else:
        assert found.now.refusal is not None
        assert "Missing for a portfolio" in " ".join(said)
    records = json.loads(json.dumps(describe_replan(found), default=str))
    assert records["as_of"] == DAY
    assert {each.name for each in list_replan_tables(found)} <= records.keys()


@pytest.mark.parametrize("region", COSTED)
def test_no_project_of_a_former_answer_is_left_without_a_word(region: str) -> None:
    for silent in ("planned", "done") if region == "dongchuan" else ("planned",):
        found = ask_region(region, silent)
        assert found.former is not None
        assert found.now.answer is not None
        chosen = {key for key in found.former.choice.portfolio.starts if key in found.written.project_by_id}
        chosen |= {
            key
            for key in found.now.answer.choice.portfolio.starts
            if key in found.written.project_by_id and found.now.standing.find_status(key) != "done"
        }
        assert {each.project_id for each in found.changes} == chosen


def test_the_command_tells_it_and_writes_its_tables(tmp_path: Path) -> None:
    asked = ["--language", "en", "replan", "dongchuan", "--as-of", DAY, "--tables", str(tmp_path / "again")]
    found = CliRunner().invoke(main, asked)
    assert found.exit_code == 0, found.output
    assert "As of 2026-11" in found.output
    assert "截至 2026-11" in CliRunner().invoke(main, ["--language", "zh", "replan", "lufeng", "--as-of", DAY]).output
    table = pd.read_csv(tmp_path / "again" / "replan_projects.csv")
    assert list(table["project_id"]) == [each.project_id for each in ask_region("dongchuan", "planned").changes]
    said = json.loads((tmp_path / "again" / "replan.json").read_text(encoding="utf-8"))
    assert (said["as_of"], said["milestones"], said["silent"]) == (DAY, [2030], "planned")


def test_the_command_refuses_a_missing_day_and_years_that_have_passed() -> None:
    for asked, said in (
        (["replan", "lufeng"], "Name the day"),
        (["replan", "lufeng", "--as-of", "2026-13"], "2026-11"),
        (["replan", "lufeng", "--as-of", DAY, "--milestones", "2025,2030"], "2025 has passed"),
        (["replan", "lufeng", "--as-of", DAY, "--milestones", "2030,2030"], "given twice"),
        (["assess", "lufeng", "--as-of", "2020"], "lies before the plan's base year"),
    ):
        found = CliRunner().invoke(main, ["--language", "en", *asked])
        assert found.exit_code == 2, asked
        assert said in found.output, asked


def test_as_of_the_plans_own_day_everything_written_is_what_it_is_without(tmp_path: Path, plain_pictures: None) -> None:
    del plain_pictures
    plain, dated = (
        write_run(run_plan(SCENARIOS / "lufeng", runs=10, delivery=None, as_of=day), tmp_path / (day or "plain"))
        for day in (None, "2021-12")
    )
    names = sorted(each.relative_to(plain) for each in plain.rglob("*") if each.is_file())
    assert names == sorted(each.relative_to(dated) for each in dated.rglob("*") if each.is_file())
    assert all((plain / each).read_bytes() == (dated / each).read_bytes() for each in names)


def test_as_of_the_plans_own_day_every_table_of_the_answer_is_what_it_is_without() -> None:
    own, dated = (answer_plan(open_as_of(SCENARIOS / "dongchuan", day)) for day in (None, "2022-12"))
    tables, others = list_answer_tables(own), list_answer_tables(dated)
    assert tables.keys() == others.keys()
    assert all(table.to_csv() == others[name].to_csv() for name, table in tables.items())


def test_a_day_in_the_settings_is_the_day_of_every_command(tmp_path: Path) -> None:
    plan = open_as_of(SCENARIOS / "dongchuan", DAY)
    assert plan.standpoint is not None
    assert plan.as_written == load("dongchuan")
    assert (name_standing(plan, "base"), name_standing(load("dongchuan"), "base")) == ("base_as-of-2026-11", "base")
    asked = ["--language", "en", "optimise", "dongchuan", "--json"]
    later, own = (CliRunner().invoke(main, [*asked, *more]) for more in (["--as-of", DAY], []))
    assert json.loads(later.stdout)["as_of"] == DAY
    assert "as_of" not in json.loads(own.stdout)


def test_a_command_says_on_which_day_it_stands_beside_what_it_found() -> None:
    for command in ("assess", "why"):
        later, own = (
            CliRunner().invoke(main, ["--language", "en", command, "dongchuan", "--json", *more])
            for more in (["--as-of", DAY], [])
        )
        assert "As of 2026-11" in later.stderr
        assert own.stderr == ""
        assert (later.stdout == own.stdout) == (command == "assess")  # judged by a standard that names no year


def test_a_project_that_is_built_is_not_delivered_again() -> None:
    reports = (make_report("P07", "done", finish_year=2025), make_report("P21", "under_way", finish_year=2027))
    plan = stand_at(replace(load("dongchuan"), progress=reports), DAY).plan
    jobs = build_delivery(plan).job_by_id
    assert {(each.low, each.high) for each in jobs["P07"].months.values()} == {(0.0, 0.0)}
    assert (jobs["P07"].open_until, jobs["P07"].cost_wan_yuan) == (0.0, 0.0)
    assert jobs["P21"].is_started
    assert jobs["P21"].open_until > 0


def test_a_day_in_plan_toml_is_read_and_written_again(tmp_path: Path) -> None:
    shutil.copytree(SCENARIOS / "lufeng", tmp_path / "lufeng")
    settings = tmp_path / "lufeng" / "plan.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace("[years]", '[years]\nas_of = "2026-11"'), encoding="utf-8"
    )
    found = CliRunner().invoke(main, ["--language", "en", "assess", str(tmp_path / "lufeng"), "--json"])
    assert "As of 2026-11" in found.stderr
    write_copy(tmp_path / "lufeng", read_plan(tmp_path / "lufeng").settings, tmp_path / "copy")
    assert read_plan(tmp_path / "copy").settings.years.as_of == DAY
    wrong = settings.read_text(encoding="utf-8").replace('"2026-11"', '"2019-11"')
    settings.write_text(wrong, encoding="utf-8")
    refused = CliRunner().invoke(main, ["--language", "en", "check", str(tmp_path / "lufeng")])
    assert refused.exit_code == 2
    assert "as_of must not lie before base_year" in refused.output


def test_a_later_day_tells_the_document_no_fault_it_does_not_have() -> None:
    """What a document says of itself is audited as it was written."""
    found = run_plan(SCENARIOS / "lufeng", runs=10, delivery=None, as_of=DAY)
    assert found.findings == run_plan(SCENARIOS / "lufeng", runs=10, delivery=None).findings


def test_what_is_met_today_is_counted_as_the_report_counts_it() -> None:
    found = ask_region("dongchuan", "planned")
    problem = found.now.answer.problem if found.now.answer is not None else None
    assert problem is not None
    settled = [each.status for each in problem.settled]
    told = next(each.en for each in say_first(found) if "targets are asked" in each.en)
    missed = len(problem.targets) + settled.count("not_met")
    assert f"by their newest values {settled.count('met')} are met, {missed} are not" in told
    assert told.endswith("Of 1 more nobody knows how far projects bring it.")
