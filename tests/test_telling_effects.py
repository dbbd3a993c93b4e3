"""What a report says of effects: how sure, what is worth knowing, what nobody knows, and the other reading beside the headline."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.tiny import change_scenario, make_effect, make_project, make_tiny_plan
from tests.tiny_chains import make_chained_plan

from peakfolio.plan.plan import Plan
from peakfolio.plan.writing import write_plan
from peakfolio.portfolio.answering import answer_plan
from peakfolio.portfolio.sampling import DrawSummary
from peakfolio.portfolio.solver import SolverSettings
from peakfolio.render.run_folder import describe_run
from peakfolio.report import document
from peakfolio.report.chapters.compose import compose_content
from peakfolio.report.charts import GAP_LOOKS
from peakfolio.report.content import Content, Table
from peakfolio.report.information import say_worth
from peakfolio.report.numbering import read_document
from peakfolio.report.portfolio import find_other_reading, say_other_reading
from peakfolio.report.prices import list_sample_notes
from peakfolio.report.reasons import explain_reach, list_unknown, tell_unknown
from peakfolio.run import Run, find_information, run_plan
from peakfolio.words import Words


def make_unknown_plan(finish: int = 2025) -> Plan:
    """The tiny plan in which P4 is named for the forest and nothing says how much it brings; what P2 brings to sewage is uncertain."""
    tiny = make_tiny_plan()
    kept = tuple(row for row in tiny.effects if row.indicator_id != "forest" and row.action_id != "P2")
    unsure = make_effect("P2", "sewage", 15.0, low=10.0, high=20.0)
    unknown = make_effect("P4", "forest", None, low=None, high=None, basis="shared")
    projects = (*tiny.projects[:3], make_project("P4", 10.0, 2024, finish))
    return replace(tiny, projects=projects, effects=(*kept, unsure, unknown))


def read_chapter(content: Content, name: str) -> str:
    """The sentences of a chapter as a document has them."""
    chapters = read_document(content, "en").chapters
    place = [each.name for each in content.chapters].index(name)
    blocks = chapters[place].blocks
    texts = [each.text for each in blocks if isinstance(each, document.Text)]
    lists = [text for each in blocks if isinstance(each, document.Bullets) for text in each.items]
    return " ".join([*texts, *lists])


def find_table(content: Content, name: str) -> Table:
    return next(
        block
        for chapter in content.chapters
        for block in chapter.blocks
        if isinstance(block, Table) and block.name == name
    )


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The plan with an unknown project, run without delivery."""
    place: Path = tmp_path_factory.mktemp("plan") / "plan"
    write_plan(make_unknown_plan(), place)
    return run_plan(place, delivery=None)


def test_a_target_only_an_unknown_could_meet_says_so_and_names_the_count(run: Run) -> None:
    assert run.answer is not None
    reach = next(each for each in run.answer.choice.reaches if each.key == "forest")
    assert list_unknown(run.answer, reach) == ("P4",)
    said = explain_reach(run.answer, reach).read("en")
    asked = "whether it brings the 10 percentage points that are missing"
    assert f"Nothing says how much P4 brings; the count that would settle it: {asked}." in said
    risks = find_table(compose_content(run), "risk_list")
    assert any("P4" in str(row[2]) for row in risks.rows)


def test_what_is_proposed_is_not_said_to_have_no_figure(run: Run) -> None:
    assert run.answer is not None
    reach = next(each for each in run.answer.choice.reaches if each.key == "forest")
    plan = run.answer.plan
    shared = next(row for row in plan.effects if row.action_id == "P4" and row.indicator_id == "forest")
    proposed = shared.model_copy(update={"basis": "proposed", "low": 1.0, "central": 2.0, "high": 3.0})
    waiting = replace(run.answer, plan=replace(plan, effects=(*plan.effects, proposed)))
    assert list_unknown(waiting, reach) == ()


def test_what_comes_too_late_is_no_count_to_wait_for() -> None:
    answer = answer_plan(make_unknown_plan(2026))
    reach = next(each for each in answer.choice.reaches if each.key == "forest")
    assert list_unknown(answer, reach) == ()


def test_nothing_is_unknown_where_the_gap_is_shared() -> None:
    answer = answer_plan(change_scenario(make_unknown_plan(), use_shared_effects=True))
    assert "forest" not in {each.key for each in answer.choice.reaches}
    for reach in answer.choice.reaches:
        assert tell_unknown(answer, reach).read("en") == ""


def test_the_other_reading_stands_beside_the_headline_and_never_in_it(run: Run) -> None:
    answer = run.answer
    assert answer is not None
    other = find_other_reading(answer)
    assert other is not None
    assert (other.met, other.cost_wan_yuan) == (2, answer.verification.cost_wan_yuan + 10)
    said = say_other_reading(answer).read("en")
    assert said.startswith("For comparison, as the document says (projects without a figure share the gap): 3 projects")
    content = compose_content(run)
    assert "as the document says" not in content.answer.read("en")
    assert said in read_chapter(content, "comparison")
    turned = answer_plan(change_scenario(make_unknown_plan(), use_shared_effects=True))
    assert say_other_reading(turned).read("en").startswith("For comparison, by figures only")


def test_key_figures_count_the_targets_by_what_they_rest_on(run: Run) -> None:
    table = find_table(compose_content(run), "key_figures")
    values = {row[0].read("en"): row[1] for row in table.rows if isinstance(row[0], Words)}
    assert values["of these on quantities or promises that can be checked"] == 1
    assert values["of these on the document's word only (promise 0, order 0, share of the gap 0)"] == 0
    assert values["of these with projects of which nothing says how much they bring"] == 1
    sure = next(each for each in values if "effects drawn from their ranges" in each)
    assert run.answer is not None
    assert run.answer.certainty is not None
    assert values[sure] == round(100 * run.answer.certainty.all_met)


def test_a_share_of_the_gap_is_counted_as_a_circle(tmp_path: Path) -> None:
    write_plan(change_scenario(make_unknown_plan(), use_shared_effects=True), tmp_path / "plan")
    table = find_table(compose_content(run_plan(tmp_path / "plan", delivery=None)), "key_figures")
    assert 1 in [row[1] for row in table.rows if "share of the gap 1" in str(row[0].read("en"))]  # type: ignore[union-attr]


def test_a_run_says_what_is_worth_knowing_and_keeps_it(run: Run) -> None:
    assert run.information is not None
    told = describe_run(run)["information"]
    assert [each["figure"] for each in told["figures"]] == [each.figure for each in run.information.figures]
    assert told["unknown"] == {"forest": ["P4"]}
    assert "What is worth knowing before money is spent" in read_chapter(compose_content(run), "risks")


def test_nothing_is_worth_knowing_where_nothing_is_uncertain() -> None:
    tiny = make_tiny_plan()
    exact = tuple(row.model_copy(update={"low": row.central, "high": row.central}) for row in tiny.effects)
    answer = answer_plan(replace(tiny, effects=exact))
    assert find_information(answer, SolverSettings()) is None


def test_the_figure_most_worth_knowing_is_named_first() -> None:
    answer = answer_plan(make_chained_plan("P1", "P2"))
    told = find_information(answer, SolverSettings())
    assert told is not None
    said = say_worth(answer, told).read("en")
    if told.figures[0].worth_wan_yuan > 0:
        assert said.startswith("Most worth knowing before money is spent:")
    none = replace(told, figures=tuple(replace(each, worth_wan_yuan=0.0) for each in told.figures))
    assert say_worth(answer, none).read("en").startswith("No figure that has a range would change the choice")


def test_a_shared_figure_is_said_to_be_drawn_once(run: Run) -> None:
    assert run.answer is not None
    notes = list_sample_notes(DrawSummary(10, {}, 1.0, {}), None, run.answer)
    assert "drawn once for all of them" in notes[0].read("en")
    assert "all independent" not in notes[0].read("en")


def test_only_circles_are_hatched() -> None:
    assert [part for part, look in GAP_LOOKS.items() if look.hatch] == ["circular"]
