"""Sentences of an answer say what is so: why nothing was chosen, by whose standard, and different numbers differently."""

import re
from dataclasses import replace
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from conftest import load
from peakfolio.app.rows import list_targets
from peakfolio.assess.assessment import assess_plan
from peakfolio.assess.audit import audit_plan
from peakfolio.cli.bodies.asking import CLEAR_LINE, watch_steps
from peakfolio.cli.main import main
from peakfolio.errors import PlanFaults
from peakfolio.plan.plan import Plan
from peakfolio.plan.settings import Ceiling, Scenario
from peakfolio.plan.tables import Funding, Relation, Support
from peakfolio.plan.words import FUNDING
from peakfolio.plan.writing import write_blank_package, write_plan
from peakfolio.portfolio.answering import Answer, answer_question
from peakfolio.portfolio.conflicts import Conflict
from peakfolio.report.assessment import describe_assessment
from peakfolio.report.names import EXACT, find_digits, name_step, show_money, show_number, show_value
from peakfolio.report.reasons import explain_reach
from peakfolio.report.summary import headline
from peakfolio.run import run_plan
from peakfolio.units import name_in_chinese, name_in_english
from peakfolio.words import LANGUAGES
from tiny import (
    CITE,
    make_effect,
    make_indicator,
    make_measure,
    make_observation,
    make_project,
    make_target,
    make_tiny_plan,
)

CHINESE = re.compile("[\u4e00-\u9fff]")
QUOTED = re.compile(r"(?<![A-Za-z])'[^']*'|\([^()]*\)")
CODES = re.compile(
    r"\b(special|unstated|at_least|at_most|binding|anticipatory|not_met|partly_met|no_project|only_shared|locked_in|shared|central|energy_co2|"
    r"other_ghg|provincial|municipal|national|None|nan|inf|True|False)\b"
)
REGIONS = ("dongchuan", "kunming", "lufeng", "panzhihua-dongqu", "yongchuan")


def ask(plan: Plan, **changes: Any) -> Answer:
    return answer_question(plan, "base", Scenario(**changes))


def test_no_open_target_is_the_reason_for_choosing_nothing() -> None:
    plan = replace(make_tiny_plan(), observations=(make_observation("sewage", 75.0), make_observation("forest", None)))
    said = headline(ask(plan))
    assert "没有尚未达到的目标，因此没有选择任何项目。另有 1 个无现状值或无法检验" in said.read("zh")
    assert "no target is open, so nothing was chosen. Another 1 have no base value or cannot be tested." in said.read(
        "en"
    )
    assert "证明" not in said.read("zh")
    assert "proved" not in said.read("en")


def test_unknown_effects_are_the_reason_for_choosing_nothing() -> None:
    said = headline(ask(replace(make_tiny_plan(), effects=())))
    assert "尚无可计入的项目成效，因此没有对项目进行比选，也不称任何组合最省" in said.read("zh")
    assert "Effects are unknown for 4 projects." in said.read("en")
    assert "proved" not in said.read("en")


def test_supporters_without_a_figure_are_the_reason_for_choosing_nothing() -> None:
    shared = make_effect("P1", "sewage", None, basis="shared")
    plan = replace(make_tiny_plan(), effects=(shared,))
    said = headline(ask(plan))
    assert "2 个尚未达到的目标中，1 个列明了支撑项目，成效未定" in said.read("zh")
    assert "Projects are named for 1 of the 2 open targets" in said.read("en")
    read_otherwise = headline(ask(plan, use_shared_effects=True))
    assert "projects without a figure share the gap, as the document says" in read_otherwise.read("en")
    assert "no portfolio is called the cheapest" not in read_otherwise.read("en")


def test_projects_that_do_not_suffice_are_the_reason_for_choosing_nothing() -> None:
    said = headline(ask(make_tiny_plan(), budget_wan_yuan=0.0))
    assert "没有任何项目或措施能使其中哪个目标达到" in said.read("zh")
    assert "no project or measure brings any of them to its target" in said.read("en")
    assert "2 are out of reach" in said.read("en") or "2 are within reach" in said.read("en")
    assert "proved" not in said.read("en")


def test_an_answer_of_projects_still_says_what_is_proved() -> None:
    said = headline(ask(make_tiny_plan()))
    assert "proved" in said.read("en")
    assert "已证明" in said.read("zh")


def test_a_document_that_names_projects_without_a_figure_is_not_said_to_name_none() -> None:
    support = Support(project_id="P1", indicator_id="forest", as_written="林", **CITE)
    bare = replace(make_tiny_plan(), effects=(make_effect("P1", "sewage", 30.0),))
    for plan, zh, en in (
        (replace(bare, supports=(support,)), "文件写明由 P1 支撑它，但没有给出数字", "the document names P1 for it, but gives no figure"),
        (bare, "没有一项对它有已知成效", "no project or measure has a known effect on it"),
    ):  # fmt: skip
        found = ask(plan)
        (reach,) = (each for each in found.choice.reaches if each.key == "forest")
        said = explain_reach(found, reach)
        assert zh in said.read("zh")
        assert en in said.read("en")
        audited = next(each.sentence for each in audit_plan(plan) if each.code == "unmet_unsupported")
        assert ("P1" in audited.read("zh"), "P1" in audited.read("en")) == (
            ("P1" in said.read("zh")),
            ("P1" in said.read("en")),
        )


def test_an_answer_names_the_standard_it_is_asked_by(dongchuan: Plan) -> None:
    plan = replace(
        make_tiny_plan(), targets=(*make_tiny_plan().targets, make_target("sewage", 80.0, standard="national"))
    )
    assert headline(ask(plan)).read("zh").startswith("按规划目标，2025 年有 2 个目标")
    assert headline(ask(plan, standard="national")).read("en").startswith("1 target of the national standard for 2025")
    first = describe_assessment(dongchuan, assess_plan(dongchuan))[0]
    assert first.read("zh").startswith("按省级标准判断")
    assert "judged by the provincial standard" in first.read("en")


def test_two_limits_that_differ_never_look_alike() -> None:
    said = [headline(ask(make_tiny_plan(), budget_wan_yuan=amount)) for amount in (12_316.39, 12_316.40, 12_316.396)]
    assert len({each.read("zh") for each in said}) == len({each.read("en") for each in said}) == 3
    assert "CNY 123.1639 million" in said[0].read("en")


@given(st.integers(0, 10**9), st.integers(1, 10**6))
def test_limits_a_cent_apart_are_told_apart(cents: int, more: int) -> None:
    one, other = (show_money(each / 100, is_exact=True) for each in (cents, cents + more))
    assert one.read("zh") != other.read("zh")
    assert one.read("en") != other.read("en")


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_values_that_differ_are_shown_differently(one: float, other: float) -> None:
    plan, digits = make_tiny_plan(), find_digits(one, other)
    shown = [show_value(plan, "sewage", value, digits).read("zh") for value in (one, other)]
    assert (shown[0] != shown[1]) == (round(one, EXACT) != round(other, EXACT)) or show_number(one) == show_number(
        other
    )
    assert digits is None or digits > 2


def test_a_shortfall_too_small_for_the_usual_digits_shows_more() -> None:
    plan = replace(
        make_tiny_plan(), targets=(make_target("sewage", 70.001),), effects=(make_effect("P1", "sewage", 30.0),)
    )
    found = ask(plan)
    said = explain_reach(found, found.choice.reaches[0])
    assert said.read("zh").startswith("sewage：目标 70.001%，最多只能到 70%")


def test_a_trend_says_in_words_whether_it_improves() -> None:
    """Sewage by a supporter without a figure, by one with a figure, by an order; of the forest nothing says how much."""
    trends = tuple(make_target(key, None, relation="improve") for key in ("sewage", "forest"))
    for met in ({"basis": "shared"}, {"basis": "order", "mode": "reaches"}, {"low": 5.0, "central": 5.0, "high": 5.0}):
        action = "M1" if met.get("basis") == "order" else "P1"
        said = {"central": None, "low": None, "high": None, **met}
        effect = make_effect(action, "sewage", said.pop("central"), **said)  # type: ignore[arg-type]
        plan = replace(make_tiny_plan(), targets=trends, effects=(effect,), measures=(make_measure("M1"),))
        answer = ask(plan, use_shared_effects=True)
        for language, improves, stays in (("zh", "改善", "没有改善"), ("en", "improves", "no improvement")):
            rows = {row["id"]: row for row in list_targets(answer, answer.scenario, language)}  # type: ignore[arg-type]
            assert (rows["forest"]["status_code"], rows["forest"]["reached"]) == ("unclear", stays)
            assert rows["sewage"]["status_code"] == "met"
            assert rows["sewage"]["reached"].startswith("45" if effect.central else improves)
            assert rows["sewage"]["reached"] != rows["sewage"]["base"]


def test_no_target_of_dongchuan_is_met_where_it_stood(dongchuan: Plan) -> None:
    for use_shared_effects in (False, True):
        answer = ask(dongchuan, use_shared_effects=use_shared_effects)
        rows = list_targets(answer, answer.scenario, "en")
        assert [row["id"] for row in rows if row["status_code"] == "met" and row["base"] == row["reached"]] == []
        assert [row["id"] for row in rows if row["status_code"] == "met"]


def test_a_dash_is_no_unit() -> None:
    plan = replace(make_tiny_plan(), indicators=(make_indicator("sewage", unit="-"), make_indicator("forest")))
    assert {show_value(plan, "sewage", 72.3).read(each) for each in LANGUAGES} == {"72.3"}
    assert [name_in_chinese(each) for each in ("-", "—", None, "", "吨")] == ["", "", "", "", "吨"]
    assert [name_in_english(each) for each in ("-", "—", "")] == ["", "", ""]


def test_a_conflict_is_said_in_each_language_without_code_words() -> None:
    plan = replace(
        make_tiny_plan(),
        funding=(Funding(project_id="P1", funding_source="special", amount_wan_yuan=None, as_written="专项", **CITE),),
        relations=(Relation(action_id="P1", kind="requires", other_id="P2", reasoning="by hand", **CITE),),
    )
    with pytest.raises(Conflict) as caught:
        ask(
            plan,
            locked_in=("P1",),
            budgets=(Ceiling(funding_source="special", year=2023, ceiling_wan_yuan=1.0),),
            latest_delay_years=0,
        )
    zh, en = caught.value.read("zh"), caught.value.read("en")
    assert FUNDING["special"].read("zh") in zh
    assert "special funds in 2023 at most 1 x 10,000 yuan" in en
    assert not re.search("[a-z]{2}", zh)
    assert not CHINESE.search(en)


def test_an_empty_package_is_not_said_to_be_without_fault(tmp_path: Any) -> None:
    write_blank_package(tmp_path / "blank")
    for language, said, other in (("zh", "没有指标，无可评估", "无差错"), ("en", "there is no indicator", "no fault")):
        result = CliRunner().invoke(main, ["--language", language, "check", str(tmp_path / "blank")])
        assert result.exit_code == 2
        assert said in result.output
        assert other not in result.output
    with pytest.raises(PlanFaults, match="there is no indicator"):
        run_plan(tmp_path / "blank")


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("command", ["audit", "assess"])
def test_each_language_keeps_to_itself_on_the_screen(region: str, command: str) -> None:
    zh, en = (
        CliRunner(env={"COLUMNS": "400"}).invoke(main, ["--language", language, command, region]).output
        for language in ("zh", "en")
    )
    ours = zh.replace(region, "")
    assert re.findall(r"[a-z]{2,}", ours) == []
    assert not CHINESE.search(QUOTED.sub("", en)), QUOTED.sub("", en)
    assert not re.search(r"[0-9] ?[-—](?![0-9])", re.sub(r"[0-9]+ *[│┃]", "", ours))


@pytest.mark.parametrize("region", ["dongchuan", "panzhihua-dongqu", "yongchuan"])
def test_each_language_of_an_answer_keeps_to_itself(region: str) -> None:
    ceiling = Ceiling(funding_source="special", year=2024, ceiling_wan_yuan=2000.0)
    answer = ask(load(region), budgets=(ceiling,), carry_over=True)
    said = [headline(answer), *(explain_reach(answer, each) for each in answer.choice.reaches)]
    for each in said:
        assert re.findall(r"[a-z]{3,}", each.read("zh")) == []
        assert not CHINESE.search(each.read("en"))
        assert not CODES.search(each.read("zh"))
    assert FUNDING["special"].read("zh") in said[0].read("zh")


def test_a_written_plan_is_checked_in_the_reader_s_language(tmp_path: Any) -> None:
    write_plan(
        replace(make_tiny_plan(), projects=(make_project("P1", 1.0, 2023, 2024), make_project("P1", 1.0, 2023, 2024))),
        tmp_path / "p",
    )
    zh = CliRunner().invoke(main, ["--language", "zh", "check", str(tmp_path / "p")])
    assert zh.exit_code == 2
    assert "projects.csv，第 3 行，project_id：“P1”在第 2 行已经出现过；每行用不同的编号。" in zh.output


@pytest.mark.parametrize(
    ("step", "zh", "en"),
    [
        ("fewest missed targets", "尽量少的目标落空", "fewest missed targets"),
        ("central True", "成效取中值，采用分摊成效", "effects at central, with shared ones"),
        ("low False", "成效取低值，不采用分摊成效", "effects at low, without shared ones"),
        ("3/200", "3/200", "3/200"),
    ],
)
def test_a_step_is_shown_in_the_language_of_the_reader(dongchuan: Plan, step: str, zh: str, en: str) -> None:
    pathways = dongchuan.settings.pathways
    assert [name_step(step, pathways).read(each) for each in LANGUAGES] == [zh, en]
    assert pathways["as_planned"].title_zh in name_step("as_planned", pathways).read("zh")
    assert pathways["as_planned"].title_en in name_step("as_planned", pathways).read("en")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_line_of_steps_fits_a_terminal_and_is_cleared(
    dongchuan: Plan, language: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PEAKFOLIO_LANGUAGE", language)
    with watch_steps(dongchuan) as nobody_looks:
        assert nobody_looks is None
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    with watch_steps(dongchuan) as watch:
        assert watch is not None
        for step in ("least cost", "high False", *dongchuan.settings.pathways):
            watch(step)
    lines = capsys.readouterr().err.split(CLEAR_LINE)
    assert lines[-1] == ""
    for line in lines:
        assert sum(2 if CHINESE.match(sign) else 1 for sign in line) < 80
        assert bool(CHINESE.search(line)) == (language == "zh" and bool(line))
