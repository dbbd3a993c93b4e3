import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from conftest import load
from peakfolio.cli.calling import guess_language
from peakfolio.cli.main import SECTIONS, main
from peakfolio.cli.options import complete_region
from peakfolio.plan.reading import read_plan
from peakfolio.plan.writing import write_plan
from peakfolio.portfolio.answering import answer_plan
from peakfolio.report.names import show_money
from tiny import make_effect, make_tiny_plan
from tiny_carbon import make_carbon_plan
from transcription import SCENARIOS

REGIONS = ("dongchuan", "kunming", "lufeng", "panzhihua-dongqu", "yongchuan")


def call(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def test_help_is_a_table_of_contents_in_both_languages() -> None:
    text = call("--help").output
    assert all(command in text for command in ("audit", "assess", "optimise", "run", "check", "regions", "new"))
    assert "从县域规划" in text


def test_every_command_stands_in_the_table_of_contents_and_speaks_json() -> None:
    names = [each.name for _, listed in SECTIONS for each in listed]
    assert sorted(names) == sorted(main.commands)
    for name, command in main.commands.items():
        options = {option for each in command.params for option in each.opts}
        assert "--json" in options or name == "app", name
    shown = call("--help").output
    places = [shown.index(f"\n  {name} ") for name in names]
    assert places == sorted(places)


def test_a_region_is_completed_by_the_shell() -> None:
    assert complete_region(click.Context(main), click.Argument(["region"]), "d") == ["dongchuan"]


def test_plain_commands_answer_as_json(tmp_path: Path) -> None:
    assert [each["region"] for each in json.loads(call("regions", "--json").output)] == list(REGIONS)
    assert json.loads(call("check", "dongchuan", "--json").output)["rows"]["projects"] == 44
    assert "plan.toml" in json.loads(call("new", str(tmp_path / "own"), "--json").output)["files"]


def test_a_new_package_may_begin_as_a_copy(tmp_path: Path) -> None:
    assert call("new", str(tmp_path / "copy"), "--from", "dongchuan").exit_code == 0
    plan = read_plan(tmp_path / "copy")
    assert plan.settings.region.id == "copy"
    settings = load("dongchuan").settings
    region = settings.region.model_copy(update={"id": "copy", "begun_from": "dongchuan"})
    assert plan == replace(load("dongchuan"), settings=settings.model_copy(update={"region": region}))
    again = call("--language", "en", "new", str(tmp_path / "copy"), "--from", str(tmp_path / "copy"))
    assert again.exit_code == 2
    assert "is not empty" in again.output
    assert "no-such" in call("new", str(tmp_path / "other"), "--from", "no-such").output
    assert not (tmp_path / "other").exists()


def test_regions_lists_the_five_plans() -> None:
    text = call("regions").output
    assert all(region in text for region in REGIONS)


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_audit_and_assess_work_on_every_plan(region: str, language: str) -> None:
    for command in ("audit", "assess"):
        result = call("--language", language, command, region)
        assert result.exit_code == 0, result.output
        assert result.output.strip()


def test_audit_writes_json_and_csv(tmp_path: Path) -> None:
    found = json.loads(call("audit", "dongchuan", "--json").output)
    assert {"severity", "sentence_zh", "sentence_en", "printed", "found", "lines"} <= set(found[0])
    path = tmp_path / "findings.csv"
    assert call("audit", "dongchuan", "--csv", str(path)).exit_code == 0
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    assert len(rows) == len(found)


def test_assess_says_what_the_documents_print() -> None:
    assert "87 of 100 points" in call("--language", "en", "assess", "yongchuan").output
    assert "9/16/1/5" in call("--language", "zh", "assess", "kunming").output
    assert "25 met, 7 not met, 3 base unknown" in call("--language", "en", "assess", "panzhihua-dongqu").output
    assert json.loads(call("assess", "yongchuan", "--json").output)["points"] == 87.0


def test_optimise_answers_on_screen_and_as_json(tmp_path: Path) -> None:
    answer = answer_plan(load("dongchuan"))
    cost, met = answer.verification.cost_wan_yuan, [each.key for each in answer.verification.outcomes if each.is_met]
    text = call("--language", "zh", "optimise", "dongchuan", "--full").output
    assert show_money(cost).read("zh") in text
    said = json.loads(call("optimise", "dongchuan", "--json", "--lp", str(tmp_path / "model.lp")).output)
    assert said["cost_wan_yuan"] == pytest.approx(cost)
    assert met
    written = (tmp_path / "model.lp").read_text()
    assert all(re.search(rf"meet\w*_{key}\b", written) for key in met)


def test_the_switch_of_shares_changes_the_answer(tmp_path: Path) -> None:
    """Sewage has a supporter without a figure only (P1): unknown and not chosen, unless the document is taken at its word."""
    tiny = make_tiny_plan()
    unknown = make_effect("P1", "sewage", None, basis="shared")
    write_plan(replace(tiny, effects=(unknown, *tiny.effects[3:])), tmp_path / "mine")
    answers = {
        switch: json.loads(call("optimise", str(tmp_path / "mine"), "--json", *filter(None, (switch,))).output)
        for switch in ("", "--no-shared", "--shared")
    }
    assert [each["projects"] for each in answers.values()] == [["P2"], ["P2"], ["P1", "P2"]]
    assert [len(each["unmet"]) for each in answers.values()] == [1, 1, 0]


def test_locking_out_the_dearest_project_changes_the_answer() -> None:
    plain = json.loads(call("optimise", "dongchuan", "--json").output)
    dearest = max(plain["projects"], key=lambda key: load("dongchuan").project_by_id[key].cost_wan_yuan or 0.0)
    without = json.loads(call("optimise", "dongchuan", "--json", "--lock-out", dearest).output)
    assert dearest not in without["projects"]
    assert (len(without["unmet"]), without["cost_wan_yuan"]) > (len(plain["unmet"]), plain["cost_wan_yuan"])


@pytest.mark.usefixtures("plain_pictures")
def test_run_writes_the_report_and_says_where(tmp_path: Path) -> None:
    result = call(
        "--language", "en", "run", "dongchuan", "--runs", "50", "--delivery-runs", "20", "--results", str(tmp_path)
    )
    assert result.exit_code == 0, result.output
    assert (tmp_path / "dongchuan" / "base" / "report.html").is_file()
    assert "report.en.html" in result.output.replace("\n", "")


def test_what_looks_like_a_style_is_the_plan_s_word(tmp_path: Path) -> None:
    tiny = make_tiny_plan()
    names = {"sewage": "率[/x][bold]粗[/bold]:100:", "forest": "林"}
    rows = tuple(row.model_copy(update={"name_zh": names[row.indicator_id]}) for row in tiny.indicators)
    write_plan(replace(tiny, indicators=rows), tmp_path / "mine")
    for command in ("audit", "assess", "optimise", "why"):
        result = call("--language", "zh", command, str(tmp_path / "mine"))
        assert result.exit_code == 0, result.output
    assert "率[/x][bold]粗[/bold]:100:" in call("--language", "zh", "assess", str(tmp_path / "mine")).output.replace(
        "\n", ""
    )


def test_an_option_that_is_no_number_is_not_told_of_a_cell() -> None:
    for said in ("nan", "-inf"):
        refused = call("--language", "en", "optimise", "dongchuan", f"--gap={said}")
        assert refused.exit_code == 2
        assert f'must be a finite number; found "{said}"' in refused.output
        assert "cell" not in refused.output


def test_an_option_without_effect_is_named_and_what_is_found_stays_as_it_is(tmp_path: Path) -> None:
    write_plan(make_tiny_plan(), tmp_path / "mine")
    asked = ("--language", "en", "frontier", str(tmp_path / "mine"), "--json")
    plain, told = call(*asked), call(*asked, "--points", "3", "--most", "5")
    assert told.stdout == plain.stdout
    assert told.stderr.splitlines() == [
        "--most has no effect with --of targets.",
        "--points has no effect with --question cheapest.",
    ]
    assert plain.stderr == ""


def test_run_refuses_a_place_that_is_no_folder_before_it_computes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def compute(*_: object, **__: object) -> None:
        raise AssertionError("nothing is to be computed")

    monkeypatch.setattr("peakfolio.cli.bodies.run.run_plan", compute)
    (tmp_path / "dongchuan").mkdir()
    (tmp_path / "dongchuan" / "base").write_text("a file")
    (tmp_path / "dongchuan" / "low-effects").symlink_to(tmp_path / "dongchuan" / "low-effects")
    for scenario, said in (("base", "there is a file in this place"), ("low-effects", "the links lead in a circle")):
        result = call("--language", "en", "run", "dongchuan", "--scenario", scenario, "--results", str(tmp_path))
        assert result.exit_code == 2
        assert said in " ".join(result.output.split())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("optimise", "kunming"), "the document lists no projects"),
        (("optimise", "lufeng"), "none of its 2 projects prints a cost"),
        (("audit", "atlantis"), "There is no region named 'atlantis'. Known: dongchuan"),
        (("optimise", "dongchuan", "--scenario", "dream"), "There is no scenario named 'dream'"),
        (("optimise", "dongchuan", "--lock-in", "P99"), "no project or measure named 'P99'"),
        (("optimise", "panzhihua-dongqu", "--milestone", "2029"), "states no target for 2029"),
        (("check", "/nowhere"), "There is no region"),
    ],
)
def test_what_cannot_be_answered_is_said_in_a_sentence(arguments: tuple[str, ...], said: str) -> None:
    result = call(*arguments)
    assert result.exit_code == 2
    assert said in result.output
    assert "Traceback" not in result.output


def test_faulty_package_is_listed_fault_by_fault(tmp_path: Path) -> None:
    write_plan(make_tiny_plan(), tmp_path / "mine")
    text = (tmp_path / "mine" / "projects.csv").read_text(encoding="utf-8")
    (tmp_path / "mine" / "projects.csv").write_text(text.replace(",100,", ",-5,"), encoding="utf-8")
    result = call("check", str(tmp_path / "mine"))
    assert result.exit_code == 2
    assert "1 problem in mine:" in result.output


def test_a_kind_of_fault_is_one_line_and_every_cell_is_named_when_asked(tmp_path: Path) -> None:
    write_plan(make_tiny_plan(), tmp_path / "mine")
    text = (tmp_path / "mine" / "projects.csv").read_text(encoding="utf-8")
    for cost in ("100", "90", "80"):
        text = text.replace(f",{cost},", f',"{cost},000.5",')
    (tmp_path / "mine" / "projects.csv").write_text(text, encoding="utf-8")
    zh = call("--language", "zh", "check", str(tmp_path / "mine"))
    assert zh.exit_code == 2
    assert zh.output.splitlines() == [
        "mine 有 3 处差错：",
        "  projects.csv，第 2-4 行，cost_wan_yuan：共 3 处，例如：数字里有分隔符：“100,000.5”；不加分隔符：100000.5，其余类推。",
        "改正后，本数据包可以回答：各项指标达标情况；文件前后数字是否一致；选哪些项目。尚不能回答：项目能否按期建成；碳排放何时达峰。",
    ]
    each = call("--language", "zh", "check", str(tmp_path / "mine"), "--all").output
    assert len(each.splitlines()) == 5
    said = json.loads(call("check", str(tmp_path / "mine"), "--json").output)
    assert [(fault["file"], fault["row"], fault["column"]) for fault in said["faults"]] == [
        ("projects.csv", row, "cost_wan_yuan") for row in (2, 3, 4)
    ]
    assert said["faults"][2]["mend_zh"] == "不加分隔符：80000.5"


def test_check_says_what_a_package_can_answer_and_what_it_lacks(tmp_path: Path) -> None:
    tiny = make_tiny_plan()
    write_plan(replace(tiny, effects=(), projects=tiny.projects[:3]), tmp_path / "mine")
    said = json.loads(call("check", str(tmp_path / "mine"), "--json").output)
    answers = {each["chapter"]: each for each in said["answers"]}
    assert [name for name, each in answers.items() if each["is_answered"]] == ["status", "audit"]
    assert [(each["file"], each["column"], each["count"]) for each in answers["portfolio"]["lacks"]] == [
        ("effects.csv", "central", 3)
    ]
    assert {each["file"] for each in answers["carbon"]["lacks"]} == {
        "energy.csv",
        "drivers.csv",
        "levers.csv",
        "plan.toml",
    }
    text = call("--language", "zh", "check", str(tmp_path / "mine")).output
    assert "选哪些项目：还不能" in text
    assert "3 个项目中有 3 个成效未知" in text
    shipped = json.loads(call("check", "dongchuan", "--json").output)["answers"]
    assert all(each["is_answered"] for each in shipped)


def test_a_document_and_a_folder_without_a_plan_get_one_sentence_in_the_reader_s_language(tmp_path: Path) -> None:
    (tmp_path / "规划.docx").write_bytes(b"PK")
    for command in ("check", "run", "assess"):
        said = call("--language", "zh", command, str(tmp_path / "规划.docx"))
        assert said.exit_code == 2
        assert "peakfolio import" in said.output
        assert len(said.output.splitlines()) == 1
    assert "中没有 plan.toml" in call("--language", "zh", "assess", str(tmp_path)).output
    assert "没有名为" in call("--language", "zh", "check", "nowhere").output


def test_a_package_of_one_s_own_does_not_write_over_the_results_of_a_shipped_plan(tmp_path: Path) -> None:
    write_plan(load("kunming"), tmp_path / "mine")
    said = call("--language", "en", "run", str(tmp_path / "mine"), "--results", str(tmp_path / "results"))
    assert said.exit_code == 2
    assert "its region id is 'kunming', that of a plan that ships" in said.output
    assert not (tmp_path / "results").exists()


def test_rows_without_a_source_or_lines_and_files_that_are_not_read_are_told(tmp_path: Path) -> None:
    """Rows without a source are taken to be from the plan; then nobody can look them up, and that is said."""
    write_plan(make_tiny_plan(), tmp_path / "mine")
    for path in (tmp_path / "mine").glob("*.csv"):
        path.write_text(path.read_text(encoding="utf-8").replace("made", ""), encoding="utf-8")
    (tmp_path / "mine" / "sources.csv").unlink()
    (tmp_path / "mine" / "清单.csv").write_text("a,b\n", encoding="utf-8")
    text = call("--language", "zh", "check", str(tmp_path / "mine")).output.replace("\n", "")
    assert "15 行没有写明来源，视为出自“小县规划”" in text
    assert "清单.csv 不是规划包的表，没有读取" in text
    found = {each["code"]: each for each in json.loads(call("audit", str(tmp_path / "mine"), "--json").output)}
    assert found["lines_missing"]["severity"] == "note"
    assert "15 rows are from documents and do not say their lines" in found["lines_missing"]["sentence_en"]
    assert "lines_missing" not in {each["code"] for each in json.loads(call("audit", "dongchuan", "--json").output)}


def test_an_empty_package_is_refused_by_every_command(tmp_path: Path) -> None:
    call("new", str(tmp_path / "blank"))
    for command in ("check", "audit", "assess", "optimise", "run", "suggest"):
        said = call("--language", "zh", command, str(tmp_path / "blank"))
        assert said.exit_code == 2, command
        assert "没有指标" in said.output, command


def test_own_package_works_by_its_path(tmp_path: Path) -> None:
    write_plan(make_tiny_plan(), tmp_path / "mine")
    assert call("optimise", str(tmp_path / "mine")).exit_code == 0
    assert call("new", str(tmp_path / "mine")).exit_code == 2
    assert call("new", str(tmp_path / "blank")).exit_code == 0
    empty = call("--language", "en", "check", str(tmp_path / "blank"))
    assert empty.exit_code == 2
    assert "nothing to judge" in empty.output


@pytest.mark.parametrize(("said", "language"), [("zh_CN.UTF-8", "zh"), ("en_GB.UTF-8", "en"), ("C", "en")])
def test_language_follows_the_environment(monkeypatch: pytest.MonkeyPatch, said: str, language: str) -> None:
    monkeypatch.delenv("PEAKFOLIO_LANGUAGE", raising=False)
    monkeypatch.setenv("LC_ALL", said)
    assert guess_language() == language


def test_every_scenario_of_every_plan_has_a_title_in_both_languages() -> None:
    for path in SCENARIOS.glob("*/plan.toml"):
        text = path.read_text(encoding="utf-8")
        named = text.count("[scenarios.") + text.count("[pathways.")
        assert named == text.count("title_zh") - 1 == text.count("title_en") - 1


def test_check_names_what_every_pathway_lacks_and_still_says_what_can_be_answered(tmp_path: Path) -> None:
    plan = make_carbon_plan()
    write_plan(replace(plan, levers=tuple(row for row in plan.levers if row.lever != "gdp_growth")), tmp_path / "mine")
    asked = call("--language", "en", "check", str(tmp_path / "mine"))
    assert asked.exit_code == 2
    assert "What this package can answer:" in asked.output
    assert "no fault" not in asked.output
    assert all(f"{name}:" in asked.output or name in asked.output for name in plan.settings.pathways)
    said = json.loads(call("check", str(tmp_path / "mine"), "--json").output)
    assert said["lacks"]
    assert said["faults"] == []
