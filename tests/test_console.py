"""What stands on a screen of eighty columns, in both languages."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.cells import cell_len
from rich.console import Console

from conftest import load
from peakfolio.assess.assessment import assess_plan
from peakfolio.cli.main import main
from peakfolio.plan.noticing import list_notices
from peakfolio.plan.plan import Plan
from peakfolio.plan.writing import write_plan
from peakfolio.portfolio.answering import answer_plan
from peakfolio.portfolio.preflight import check_problem
from peakfolio.portfolio.pricing import price_projects
from peakfolio.render.console.layout import LEAST_NAME, MOST_LINES, ShownColumn, lay_out
from peakfolio.render.console.screen import FoldingConsole, Screen
from peakfolio.report.assessment import list_otherwise, sort_by_need
from peakfolio.report.content import Bullets, Text, make_table, name_column, number_column, share_column, text_column
from peakfolio.report.grouping import group_notices, group_reasons, group_rejected, group_replacements
from peakfolio.report.wrapping import fit_lines, fold_text, wrap_text
from peakfolio.words import NOTHING, Language, Name
from tiny import make_effect, make_tiny_plan

BEGINS_NO_LINE = "，。；：、！？）》”’】〕」』％%·～…"
ENDS_NO_LINE = "（《“‘【〔「『"
COMMANDS = (("audit",), ("assess",), ("check",), ("costs",), ("suggest",), ("optimise",), ("optimise", "--full"))
SENTENCE = (
    "44 个项目中有 16 个（152,281.94 万元，占总投资 66.9%）不支撑任何尚未达标的指标：P01、P02、I25b；“碧谷街道”（P27）"
    "使“单位地区生产总值能耗”增加 0.0002 吨标准煤/万元，化肥农药减量化·主要农作物化肥亩均施用量为 16,540.11～27,472.44 公顷。"
)


@cache
def show(language: Language, *arguments: str) -> str:
    result = CliRunner(env={"COLUMNS": "80"}).invoke(main, ["--language", language, *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def list_pieces(shown: str) -> Iterator[str]:
    """Every line, of a table the part of it that stands in each column."""
    for line in shown.splitlines():
        yield from (each.strip() for each in re.split("[│┃]", line))


def record(language: Language, *, width: int = 80) -> tuple[Screen, Console]:
    console = FoldingConsole(
        highlight=False, soft_wrap=False, markup=False, emoji=False, width=width, record=True, quiet=False, file=None
    )
    return Screen(language, console), console


@pytest.mark.parametrize("columns", range(24, 100, 5))
def test_chinese_breaks_at_characters_and_never_between_a_sign_and_what_it_belongs_to(columns: int) -> None:
    lines = wrap_text(SENTENCE, columns).split("\n")
    assert max(map(cell_len, lines)) <= columns
    assert "".join(lines).replace(" ", "") == SENTENCE.replace(" ", "")
    assert not [line for line in lines if line[0] in BEGINS_NO_LINE or line[-1] in ENDS_NO_LINE]
    for whole in ("16 个", "152,281.94 万元", "66.9%", "0.0002 吨标准煤/万元", "I25b", "P27"):
        assert any(whole in line for line in lines), whole
    assert len(lines) <= 2 + 1.25 * cell_len(SENTENCE) / columns  # broken where it is full, not at the first blank


def test_a_number_in_english_stays_with_its_unit() -> None:
    text = (
        "It raises energy use by 0.0002 tce per 10,000 yuan and by 3 percentage points, CNY 102.66 million in 3 years."
    )
    for columns in range(24, 60):
        shown = wrap_text(text, columns)
        for whole in ("0.0002 tce", "10,000 yuan", "3 percentage points", "CNY 102.66 million", "3 years"):
            assert whole in shown.replace("\n", "|"), columns


def test_a_name_that_is_cut_does_not_end_with_an_opening_sign() -> None:
    assert fit_lines("余热余能利用发电工程（一期）", 24, 1) == "余热余能利用发电工程…"


def test_what_is_broader_than_a_line_is_still_broken() -> None:
    assert wrap_text("（10,000 万元）", 8) == "（10,000\n万元）"
    assert max(map(cell_len, wrap_text("一处“到2025年，乡（镇）达70%以上”。", 8).split("\n"))) <= 8


def test_the_lines_of_a_point_stand_under_its_first_word() -> None:
    assert fold_text("  - 一二三四五六七八", 14) == "  - 一二三四五\n    六七八"
    assert fold_text("  ! one two three", 12) == "  ! one two\n    three"
    assert fold_text("  10. 一二三四五六", 16) == "  10. 一二三四五\n      六"
    assert fold_text("  一二三四五六七", 14) == "  一二三四五六\n  七"


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_screen_of_eighty_columns_is_enough(language: Language, command: tuple[str, ...]) -> None:
    shown = show(language, *command, "dongchuan")
    assert max(map(cell_len, shown.splitlines())) <= 80
    bad = [
        each for each in list_pieces(shown) if len(each) > 1 and (each[0] in BEGINS_NO_LINE or each[-1] in ENDS_NO_LINE)
    ]
    assert bad == []


@pytest.mark.parametrize("command", [("assess",), ("costs",), ("optimise",), ("optimise", "--full")])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_rows_are_three_lines_high_at_most_and_names_can_be_read(language: Language, command: tuple[str, ...]) -> None:
    height, names = 0, 0
    for line in show(language, *command, "dongchuan").splitlines():
        height = 0 if "│" not in line else height + 1 if line.startswith(" ") and "│" in line else 1
        assert height <= MOST_LINES, line
        if line.startswith(("P", "I")) and "│" in line:
            names += 1
            assert cell_len(line.split("│")[1]) >= LEAST_NAME, line
    assert names > 4


def test_a_sentence_of_an_audit_is_broken_once() -> None:
    """Where it was broken for one width and again for another, a single character stood in a line and the sentence went on below."""
    shown = show("zh", "audit", "dongchuan")
    assert [each for each in list_pieces(shown) if re.fullmatch("[\u4e00-\u9fff]", each)] == []


def test_columns_that_do_not_fit_stand_below_with_the_key_and_the_name_of_the_row() -> None:
    names = ShownColumn("项目", "", False, True, ("东川区农村生活污水治理与人居环境整治提升工程项目",) * 2)
    keys = ShownColumn("编号", "", False, False, ("P01", "P02"))
    numbers = [ShownColumn(f"第{place}列", "（万元）", True, False, ("227,485.93", "1")) for place in range(6)]
    groups = lay_out([keys, names, *numbers], 80)
    assert [places[:2] for places, _ in groups] == [[0, 1]] * len(groups)
    assert [place for places, _ in groups for place in places[2:]] == list(range(2, 8))
    for _, widths in groups:
        assert sum(widths) + 3 * (len(widths) - 1) <= 80
        assert widths[1] >= LEAST_NAME


def test_no_word_of_a_narrow_column_is_broken() -> None:
    keys = ShownColumn("No.", "", False, False, ("P01",))
    texts = [ShownColumn(f"Text {place}", "", False, False, ("one ecological-civilisation two",)) for place in range(4)]
    for places, widths in lay_out([keys, *texts], 60):
        assert all(
            width >= len("ecological-civilisation") for place, width in zip(places, widths, strict=True) if place
        )


def test_a_column_in_which_nothing_stands_is_left_out_and_one_of_unknown_numbers_is_not() -> None:
    keys = ShownColumn("编号", "", False, False, ("P01", "P02"))
    columns = [keys, *(ShownColumn("列", "", False, False, (cell, cell)) for cell in ("达到", "", "—"))]
    assert [places for places, _ in lay_out(columns, 80)] == [[0, 1, 3]]


def test_shares_are_whole_per_cents_and_what_is_nearly_all_is_not_all() -> None:
    columns = (text_column("key", Name("号", "No.")), share_column("sure", Name("把握", "Sure")))
    rows = ({"key": "P01", "sure": 0.345}, {"key": "P02", "sure": 0.9996}, {"key": "P03", "sure": 0.004})
    screen, console = record("en")
    with console.capture() as caught:
        screen.show_table(make_table("sure", NOTHING, columns, rows))
    cells = [line.split("│")[1].strip() for line in caught.get().splitlines() if "│" in line]
    assert cells == ["35", ">99", "<1"]


def test_blocks_are_shown_in_their_order() -> None:
    table = make_table(
        "t",
        Name("表", "A table"),
        (name_column("n", Name("名", "Name")), number_column("x", "x")),
        ({"n": "a", "x": 1},),
    )
    blocks = (
        Text("answer", Name("答", "The answer.")),
        Bullets((Name("一", "one"), Name("二", "two")), is_numbered=True),
        Bullets((Name("三", "three"),)),
        table,
        Name("完", "The end."),
    )
    screen, console = record("en")
    with console.capture() as caught:
        screen.show_blocks(blocks)
    said = [line.strip() for line in caught.get().splitlines()]
    assert said[:5] == ["The answer.", "1. one", "2. two", "- three", "A table"]
    assert said[-1] == "The end."


@pytest.mark.parametrize("region", ["dongchuan", "panzhihua-dongqu", "yongchuan"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_to_decide_by_stands_in_forty_lines(language: Language, region: str) -> None:
    lines = show(language, "optimise", region).splitlines()
    assert len(lines) <= 40
    assert "--full" in lines[-1]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_everything_is_shown_where_it_is_asked_for(language: Language) -> None:
    shown = show(language, "optimise", "dongchuan", "--full")
    heads = {
        "zh": ("为什么是它们：", "达不到的目标：", "这个答案依据：", "成效另作取值："),
        "en": (
            "Why these:",
            "Targets that stay missed:",
            "This answer rests on:",
            "If the effects are read otherwise:",
        ),
    }
    assert all(head in shown for head in heads[language])


def test_a_reason_that_several_projects_share_is_said_once(tiny: Plan) -> None:
    shared = (make_effect("P1", "sewage", None, basis="shared"), make_effect("P2", "forest", None, basis="shared"))
    plan = replace(tiny, effects=shared)
    scenario = plan.find_scenario("base").model_copy(update={"use_shared_effects": True})
    answer = answer_plan(plan, "base", scenario)
    (said,) = group_reasons(answer, answer.choice.portfolio.starts)
    assert said.en == "Without it a target falls short (a share, no figure behind it): P1 sewage; P2 forest."


def test_every_project_is_in_one_group_of_the_argument() -> None:
    answer = answer_plan(load("dongchuan"))
    prices = price_projects(answer.plan, answer.choice)
    chosen = [each.action_id for each in prices if each.is_chosen]
    rejected = [each.action_id for each in prices if not each.is_chosen]
    out = " ".join(each.en for each in group_rejected(answer, prices))
    told = re.findall(r"\bP\d\d\b", re.sub(r"\(with [^)]*\)", "", out))
    assert sorted(told) == sorted(rejected)
    assert len(group_rejected(answer, prices)) < len(rejected) / 2
    kept = " ".join(each.en for each in (*group_reasons(answer, chosen), *group_replacements(answer, prices)))
    assert set(chosen) <= set(re.findall(r"\bP\d\d\b", kept))


def test_what_is_true_of_several_projects_is_noticed_once() -> None:
    plan = load("panzhihua-dongqu")
    notices = list_notices(plan)
    said = group_notices(plan, notices)
    assert len(said) < 4 < len(notices)
    (together,) = (each.zh for each in said if each.zh.startswith("使“单位地区生产总值能耗”（I17）增加"))
    about = [each for each in notices if each.indicator_id == "I17"]
    assert all(f"{each.action_id} " in together and f"（{each.amount}）" in together for each in about)


def test_projects_that_are_late_for_the_same_targets_are_named_together() -> None:
    answer = answer_plan(load("dongchuan"))
    said = [each.en for each in check_problem(answer.problem, answer.plan)]
    assert "P04, P05, P06, P07: in service at the end of 2025 at the earliest, too late for I12a, I12b." in said


def test_what_is_not_met_comes_first_and_another_standard_only_where_it_differs() -> None:
    plan = load("dongchuan")
    assessment = assess_plan(plan)
    rows = [row.status for row in sort_by_need(assessment).rows]
    assert rows == sorted(rows, key=["not_met", "unknown", "untestable", "met"].index)
    by_plan, _ = list_otherwise(plan, assessment)
    differ = {row.indicator.indicator_id for row in assessment.rows if row.statuses["plan"] != row.status}
    assert set(re.findall(r"I\d\d[a-z]?", by_plan.zh)) == differ
    first = re.findall(r"^(I\d\d[a-z]?) ", show("zh", "assess", "dongchuan"), re.MULTILINE)
    assert first[0] == "I01"
    assert first.index("I37") < first.index("I02")


def test_the_ranking_names_those_never_chosen_together(tmp_path: Path) -> None:
    write_plan(make_tiny_plan(), tmp_path / "mine")
    for language, never in (("zh", "从不入选"), ("en", "Never chosen")):
        shown = show(language, "rank", str(tmp_path / "mine"), "--draws", "5")
        assert never in shown
        assert len(shown.splitlines()) < 25
        assert max(map(cell_len, shown.splitlines())) <= 80


def test_a_check_speaks_one_language_and_that_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PEAKFOLIO_LANGUAGE", "LC_ALL"):
        monkeypatch.delenv(name, raising=False)
    for said, fine, unknown in (
        ("zh_CN.UTF-8", "无差错", "没有名为“nowhere”的地区"),
        ("en_GB.UTF-8", "no fault", "There is no region named 'nowhere'"),
    ):
        monkeypatch.setenv("LANG", said)
        shown, refused = (CliRunner().invoke(main, ["check", name]).output for name in ("yongchuan", "nowhere"))
        assert fine in shown
        assert unknown in refused
        assert bool(re.search("[\u4e00-\u9fff]", shown + refused)) == said.startswith("zh")
        assert ("no fault" in shown) != said.startswith("zh")
