import csv
import io
import json
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
from tiny import make_tiny_plan
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
    assert read_plan(tmp_path / "copy") == load("dongchuan")
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
    text = call("--language", "zh", "optimise", "dongchuan").output
    assert "10,266.4" in text
    said = json.loads(call("optimise", "dongchuan", "--json", "--lp", str(tmp_path / "model.lp")).output)
    assert said["cost_wan_yuan"] == pytest.approx(10266.4)
    assert "meet_I17" in (tmp_path / "model.lp").read_text()


def test_switches_change_the_answer() -> None:
    plain = json.loads(call("optimise", "dongchuan", "--json").output)
    cautious = json.loads(call("optimise", "dongchuan", "--json", "--effects", "low").output)
    assert len(cautious["unmet"]) > len(plain["unmet"])
    without = json.loads(call("optimise", "dongchuan", "--json", "--lock-out", "P07").output)
    assert "P07" not in without["projects"]
    assert without["cost_wan_yuan"] > plain["cost_wan_yuan"]


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
