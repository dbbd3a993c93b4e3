import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from conftest import load
from peakfolio.carbon.outlook import project_emissions
from peakfolio.carbon.settings import OutlookSettings
from peakfolio.errors import PeakfolioError
from peakfolio.keeping import write_file
from peakfolio.plan.reading import hash_inputs
from peakfolio.portfolio.answering import Answer
from peakfolio.render import run_folder
from peakfolio.render.paper import FONT, draw_chart
from peakfolio.render.run_folder import carry_strangers, list_strangers, write_run
from peakfolio.report.carbon.summary import describe_call, describe_projects, find_level_years
from peakfolio.report.charts import chart_gaps
from peakfolio.report.frames import make_gap_data, make_money_data
from peakfolio.report.names import show_money
from peakfolio.report.wrapping import fit_lines
from peakfolio.words import end_sentence, format_number, show_share
from remembering import find_run, find_run_folder, make_run
from transcription import SCENARIOS

NAMES = {
    "run.json", "portfolio.csv", "indicators.csv", "shortfalls.csv", "spending.csv", "checks.csv", "assumptions.csv",
    "switches.csv", "findings.csv", "information.csv", "figure_gaps.csv", "figure_money.csv", "report.html", "report.en.html", "figures",
    "carbon_inventory.csv", "carbon_other.csv", "carbon_paths.csv", "carbon_pathways.csv", "carbon_drivers.csv",
    "carbon_wedges.csv", "carbon_projects.csv", "carbon_unknown.csv", "carbon_sensitivity.csv", "carbon_sources.csv",
    "pathways_iamc.csv", "frontier.csv", "content.zh.json", "content.en.json",
    "delivery_carbon.csv", "delivery_indicators.csv", "delivery_pool.csv", "delivery_portfolios.csv", "delivery_projects.csv",
    "delivery_queues.csv", "delivery_robust.csv", "delivery_robust_projects.csv", "delivery_spending.csv", "delivery_targets.csv",
    "delivery_what_if.csv", "figure_by_year.csv", "figure_certainty.csv", "figure_finish.csv", "figure_gantt.csv",
    "figure_spending_curve.csv",
}  # fmt: skip


@pytest.fixture(scope="module")
def dongchuan_answer() -> Answer:
    answer = make_run("dongchuan").answer
    assert answer is not None
    return answer


@pytest.fixture(scope="module")
def run() -> Path:
    """Where the run lies that all files of tests read; none writes to it."""
    return find_run_folder("dongchuan")


def test_a_run_folder_holds_everything_promised(run: Path) -> None:
    assert {path.name for path in run.iterdir()} == NAMES
    assert (run.parent.name, run.name) == ("dongchuan", "base")
    assert len(list((run / "figures").glob("*.png"))) == 32


def test_the_same_numbers_everywhere(run: Path, dongchuan_answer: Answer) -> None:
    portfolio = pd.read_csv(run / "portfolio.csv")
    said = json.loads((run / "run.json").read_text(encoding="utf-8"))
    needed = portfolio[portfolio["role"] == "needed"]
    printed = load("dongchuan").project_by_id
    cost = sum(printed[key].cost_wan_yuan or 0.0 for key in said["projects"])
    assert cost > 0
    assert needed["cost_wan_yuan"].sum() == pytest.approx(cost)
    assert said["cost_wan_yuan"] == pytest.approx(cost)
    assert pd.read_csv(run / "spending.csv")["spending_wan_yuan"].sum() == pytest.approx(cost)
    assert said["projects"] == list(needed.loc[needed["action_id"].str.startswith("P"), "action_id"])
    for name in ("report.html", "report.en.html"):
        page = (run / name).read_text(encoding="utf-8")
        assert show_money(cost).read("zh" if name == "report.html" else "en") in page
        assert all(project in page for project in said["projects"])
    assert set(pd.read_csv(run / "shortfalls.csv")["indicator_id"]) == set(said["unmet"])
    money = make_money_data(dongchuan_answer)
    assert money["needed"].sum() == pytest.approx(cost)
    assert money.drop(columns="category_zh").to_numpy().sum() == pytest.approx(227485.9311)


def test_gap_shares_add_up_to_the_whole_gap(dongchuan_answer: Answer) -> None:
    data = make_gap_data(dongchuan_answer)
    assert (data[["figure", "circular", "optional", "left"]].sum(axis=1) - 100.0).abs().max() < 1e-5
    assert (data[["figure", "circular", "optional", "left"]] >= -1e-9).all().all()


def test_every_open_target_has_a_bar_of_its_own(dongchuan_answer: Answer) -> None:
    for language in ("zh", "en"):
        (axes,) = draw_chart(chart_gaps(make_gap_data(dongchuan_answer)), language).axes
        labels = [label.get_text() for label in axes.get_yticklabels()]
        assert len(set(labels)) == len(labels) == len(dongchuan_answer.problem.targets)


def test_every_check_of_the_second_voice_is_written_and_right(run: Path) -> None:
    checks = pd.read_csv(run / "checks.csv")
    assert len(checks) > 50
    assert checks["is_right"].all()


def test_assumptions_name_every_effect_that_serves(run: Path, dongchuan_answer: Answer) -> None:
    rows = pd.read_csv(run / "assumptions.csv")
    serving = {key for outcome in dongchuan_answer.verification.outcomes for key in outcome.serving}
    assert serving <= {subject.split()[0] for subject in rows.loc[rows["kind"].str.startswith("effect"), "subject"]}
    assert {"rule", "assumption"} <= set(rows["kind"])


def test_equal_runs_have_equal_bytes_but_for_their_timing(run: Path, tmp_path: Path) -> None:
    own = tmp_path / "dongchuan" / "base" / "notes" / "my thesis.docx"
    write_file(own, b"not by peakfolio")
    again = write_run(find_run("dongchuan"), tmp_path)
    assert list_strangers(again) == (Path("notes/my thesis.docx"),)
    assert own.read_bytes() == b"not by peakfolio"
    for path in sorted(run.rglob("*")):
        if path.is_dir():
            continue
        other = again / path.relative_to(run)
        if path.name == "run.json":
            first, second = (json.loads(each.read_text(encoding="utf-8")) for each in (path, other))
            assert first.pop("timing").keys() == second.pop("timing").keys()
            assert first == second
        else:
            assert path.read_bytes() == other.read_bytes(), path.name


def test_a_run_that_fails_leaves_the_old_one_whole(run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = shutil.copytree(run, tmp_path / "dongchuan" / "base")
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}

    def fail(*_: object) -> str:
        raise OSError("disk full")

    monkeypatch.setattr(run_folder, "write_content", fail)
    with pytest.raises(PeakfolioError, match="disk full"):
        write_run(make_run("dongchuan"), tmp_path)
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before
    assert [path.name for path in folder.parent.iterdir()] == ["base"]


def test_what_only_an_older_run_wrote_goes_and_what_somebody_laid_there_stays(tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text(json.dumps({"files": ["run.json", "stale.csv", "figures/old.png"]}))
    for name in ("stale.csv", "figures/old.png", "figures/mine.png", "report.en.docx", "minutes.docx"):
        write_file(tmp_path / name, b"1")
    assert [each.as_posix() for each in list_strangers(tmp_path)] == ["figures/mine.png", "minutes.docx"]
    (tmp_path / "linked.csv").symlink_to("nowhere")
    carry_strangers(tmp_path, tmp_path / "new")
    assert [each.name for each in list_strangers(tmp_path / "new")] == ["mine.png", "linked.csv", "minutes.docx"]
    assert (tmp_path / "new" / "linked.csv").readlink() == Path("nowhere")
    shutil.rmtree(tmp_path / "new")
    (tmp_path / "linked.csv").unlink()
    (tmp_path / "run.json").write_text("[" * 100_000)
    assert len(list_strangers(tmp_path)) == 5, (
        "what cannot be known as a run's own is kept; a report is always one's own"
    )


def test_run_names_its_inputs_by_hash(run: Path) -> None:
    said = json.loads((run / "run.json").read_text(encoding="utf-8"))
    assert said["inputs"] == hash_inputs(SCENARIOS / "dongchuan")
    assert all(step["is_proved"] for steps in said["certificates"].values() for step in steps)


def test_the_committed_font_draws_every_character_the_plans_use() -> None:
    from matplotlib.ft2font import FT2Font

    glyphs = set(FT2Font(str(FONT)).get_charmap())
    text = "".join(path.read_text(encoding="utf-8") for path in SCENARIOS.glob("*/indicators.csv"))
    text += "".join(path.read_text(encoding="utf-8") for path in SCENARIOS.glob("*/projects.csv"))
    names = {letter for letter in text if "\u4e00" <= letter <= "\u9fff"} | set("〇㎡·—…“”（）")
    assert {letter for letter in names if ord(letter) not in glyphs} <= {"㎡"}


def test_a_label_too_long_is_cut_before_the_name_of_its_part() -> None:
    whole = "I25a Use efficiency of fertiliser and pesticide on the three staple crops: Use efficiency of fertiliser"
    shown = fit_lines(whole, 46)
    assert shown.count("\n") == 1
    assert " ".join(shown.split()).endswith("…: Use efficiency of fertiliser")
    assert shown.startswith("I25a Use efficiency")
    assert (
        fit_lines("三大粮食作物化肥农药利用率以及其他很长很长的名称·化肥利用率", 20)
        .replace("\n", "")
        .endswith("…·化肥利用率")
    )
    assert fit_lines("one two three four five six seven eight nine ten", 12).endswith("…")
    assert fit_lines("short", 12) == "short"


def test_halves_are_rounded_up_as_in_a_spreadsheet_and_nothing_is_minus_nought() -> None:
    assert [format_number(value, 1) for value in (0.25, 2.35, -0.25, -0.04)] == ["0.3", "2.4", "-0.3", "0"]
    assert [show_share(share) for share in (0.125, 0.285, 0.004, 0.997, 1.0)] == ["13%", "29%", "<1%", ">99%", ">99%"]


def test_a_sentence_ends_once() -> None:
    assert end_sentence("建成。", "。") == end_sentence("建成", "。") == "建成。"
    assert end_sentence("built.", ". ") == "built. "


def test_years_that_cannot_be_told_apart_from_the_peak_are_said() -> None:
    level, sharp = (
        project_emissions(load(region), settings=OutlookSettings(runs=20)) for region in ("yongchuan", "dongchuan")
    )
    first, last = find_level_years(level.main)
    path, years = level.main.central.net[0], list(level.main.model.years)
    near = path[years.index(first) : years.index(last) + 1]
    assert first < last
    assert near.min() >= 0.995 * path.max() == pytest.approx(0.995 * near.max())
    assert path[years.index(first) - 1] < 0.995 * path.max()
    assert path[years.index(last) + 1] < 0.995 * path.max()
    assert f"{first}-{last}" in describe_call(level, level.main).read("en")
    assert "level stretch" not in describe_call(sharp, sharp.main).read("en")
    assert "moves only within the level stretch" in describe_projects(level).read("en")
