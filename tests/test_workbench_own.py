"""A county of one's own without a browser: passages, decisions that are taken and taken back, and the plan that follows."""

from pathlib import Path

import pytest

from peakfolio.app.own.passages import find_passage, mark_words
from peakfolio.app.own.range_bars import find_gap, measure, say_effect
from peakfolio.app.own.reviewing import (
    Act,
    Review,
    act_accept,
    act_answer,
    act_change,
    act_refuse,
    act_reopen,
    act_unknown,
    begin_review,
    name_figure,
    name_pair,
    write_version,
)
from peakfolio.app.sessions import Opened, Session, open_folder
from peakfolio.errors import PeakfolioError
from peakfolio.plan.chains import Spread
from peakfolio.plan.decisions import read_decisions
from peakfolio.plan.reading import read_plan
from peakfolio.plan.rows import Source
from tiny_own import LINES, NAME, write_own_plan

SEWAGE, MORE_SEWAGE = ("P1", "I1"), ("P4", "I1")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("own") / "plan"
    write_own_plan(folder)
    return folder


@pytest.fixture
def review(folder: Path) -> Review:
    return begin_review(read_plan(folder), folder)


def list_standings(review: Review) -> dict[tuple[str, str], str]:
    return {each.pair: each.standing for each in review.items}


def test_a_passage_holds_the_cited_line_the_lines_around_it_and_marks_what_was_read(
    folder: Path, review: Review
) -> None:
    item = review.items[0]
    passage = find_passage(review.now.plan, folder, item.pair[0], item.proposed.chain)
    assert passage.is_text
    assert [line.number for line in passage.lines] == [2, 3, 4, 5, 6]
    (cited,) = [line for line in passage.lines if line.is_cited]
    assert "".join(text for text, _ in cited.pieces) == LINES[3]
    assert "33个行政村" in {text for text, is_read in cited.pieces if is_read}


def test_where_the_text_is_not_kept_the_row_of_the_plan_stands_in_and_says_so(review: Review, tmp_path: Path) -> None:
    passage = find_passage(review.now.plan, tmp_path, "P1")
    assert not passage.is_text
    assert "不随" in passage.title.zh or "未" in passage.title.zh
    assert "".join(text for text, _ in passage.lines[0].pieces) == "农村生活污水治理工程"


@pytest.mark.parametrize("name", ["../plan.toml", "plan.toml", "/etc/passwd", "source-1.txt/../plan.toml"])
def test_no_other_file_is_shown_whatever_a_package_names(folder: Path, name: str) -> None:
    plan = read_plan(folder)
    source = Source(source_id="plan", kind="document", title="t", file=name)
    assert not find_passage(write_own_plan(folder, sources=(source,)), folder, "P1").is_text
    write_own_plan(folder, sources=plan.sources)


def test_words_of_a_document_stay_text() -> None:
    assert mark_words("a<b>10亩", ("10亩",)) == (("a<b>", False), ("10亩", True))


def test_a_decision_is_taken_and_taken_back_alone(review: Review) -> None:
    assert list_standings(review) == {SEWAGE: "open", MORE_SEWAGE: "open"}
    review.do(act_accept(SEWAGE))
    review.do(act_refuse(MORE_SEWAGE, "works are repairs"))
    assert list_standings(review) == {SEWAGE: "accepted", MORE_SEWAGE: "refused"}
    assert [row.basis for row in review.now.plan.effects if row.action_id == "P1"] == ["quantified"]
    assert not [row for row in review.now.plan.effects if row.action_id == "P4"]
    review.take_back(name_pair(SEWAGE))
    assert list_standings(review) == {SEWAGE: "open", MORE_SEWAGE: "refused"}
    review.take_back(name_pair(MORE_SEWAGE))
    assert review.now == review.begun


def test_a_figure_that_is_asked_for_is_taken_from_the_text_and_what_waited_is_proposed(review: Review) -> None:
    (question,) = review.questions
    assert (question.key, question.pairs) == ("land_area", (("P3", "I2"),))
    (place,) = question.places
    assert (place.value, place.line) == (1565.0, 2)
    review.do(act_accept(SEWAGE), act_answer("land_area", place.value, "", place))
    assert list_standings(review) == {SEWAGE: "accepted", MORE_SEWAGE: "open", ("P3", "I2"): "open"}
    assert review.questions == ()
    review.do(act_accept(("P3", "I2")))
    assert list_standings(review)[("P3", "I2")] == "accepted"
    assert review.earlier == ()
    review.take_back(name_figure("land_area"))
    assert list_standings(review) == {SEWAGE: "accepted", MORE_SEWAGE: "open"}
    assert [each.key for each in review.questions] == ["land_area"]
    with pytest.raises(PeakfolioError):
        review.do(act_answer("land_area", 1565.0, " "))


def test_a_second_decision_replaces_the_first(review: Review) -> None:
    review.do(act_unknown(SEWAGE))
    review.do(act_change(SEWAGE, (5.0, 10.0, 15.0), "counted on the spot"))
    assert list_standings(review)[SEWAGE] == "changed"
    assert [row.central for row in review.now.plan.effects if row.action_id == "P1"] == [10.0]


def test_what_cannot_be_decided_changes_nothing(review: Review) -> None:
    review.do(act_accept(SEWAGE))
    before = review.now, review.acts
    with pytest.raises(PeakfolioError):
        review.do(act_change(MORE_SEWAGE, (1.0, 2.0, 3.0), " "))
    assert (review.now, review.acts) == before


def test_decisions_are_written_beside_the_plan_which_is_read_again_as_it_is(
    review: Review, folder: Path, tmp_path: Path
) -> None:
    review.do(act_accept(SEWAGE), act_refuse(MORE_SEWAGE, "no"))
    first = write_version(review.now, open_folder(folder), tmp_path)
    assert first.folder.parent.parent == tmp_path
    assert read_plan(first.folder) == review.now.plan == first.plan
    assert (first.folder / NAME).read_text(encoding="utf-8") == (folder / NAME).read_text(encoding="utf-8")
    assert {each.pair: each.decision for each in read_decisions(first.folder)} == {
        SEWAGE: "accepted",
        MORE_SEWAGE: "refused",
    }
    again = begin_review(first.plan, first.folder)
    assert list_standings(again) == {}
    assert [(each.pair, each.decision) for each in again.earlier] == [(SEWAGE, "accepted"), (MORE_SEWAGE, "refused")]
    versions: list[Opened] = [first]
    for _ in range(4):
        versions.append(write_version(review.now, versions[-1], tmp_path))
    folders = [each.folder for each in versions]
    assert (folders[-1] / "plan.toml").read_bytes() == (folder / "plan.toml").read_bytes()
    assert {each.parent for each in folders} == {first.folder.parent}
    assert [each.name for each in folders if each.is_dir()] == ["v3", "v4", "v5"]


@pytest.mark.parametrize(
    "act", [act_accept(SEWAGE), act_refuse(SEWAGE, "no"), act_change(SEWAGE, (1.0, 2.0, 3.0), "so")]
)
def test_what_was_decided_in_another_session_is_opened_again(
    act: Act, review: Review, folder: Path, tmp_path: Path
) -> None:
    review.do(act)
    written = write_version(review.now, open_folder(folder), tmp_path)
    again = begin_review(written.plan, written.folder)
    assert [each.pair for each in again.earlier] == [SEWAGE]
    again.do(act_reopen(SEWAGE))
    assert again.earlier == ()
    assert set(again.now.plan.effects) == set(review.begun.plan.effects)
    again.take_back(act_reopen(SEWAGE).key)
    assert [each.pair for each in again.earlier] == [SEWAGE]


def test_not_known_of_another_session_is_taken_back_too(review: Review, folder: Path, tmp_path: Path) -> None:
    review.do(act_unknown(SEWAGE))
    written = write_version(review.now, open_folder(folder), tmp_path)
    again = begin_review(written.plan, written.folder)
    assert list_standings(again)[SEWAGE] == "unknown"
    again.take_back(name_pair(SEWAGE))
    assert list_standings(again)[SEWAGE] == "open"


def test_an_amended_plan_keeps_scenario_and_history_and_is_asked_again(
    review: Review, folder: Path, tmp_path: Path
) -> None:
    session = Session(tmp_path, opened=open_folder(folder))
    asked: list[Path] = []
    session.crew.call = lambda member: asked.append(member.folder)  # type: ignore[method-assign, attr-defined]
    session.change(session.scenario.model_copy(update={"budget_wan_yuan": 500.0}))
    line = session.line
    review.do(act_accept(SEWAGE))
    session.amend_plan(write_version(review.now, open_folder(folder), tmp_path))
    assert session.line == line
    assert session.scenario.budget_wan_yuan == 500.0
    assert session.is_uploaded
    assert asked[-1] == session.folder != folder
    assert session.undo()
    assert session.scenario.budget_wan_yuan is None
    assert asked[-1] == session.folder


def test_an_effect_is_shown_against_the_gap_without_its_sign(review: Review, folder: Path) -> None:
    gap = find_gap(open_folder(folder).assessment, "I1")
    assert gap == 25.0
    bar = measure(Spread(-30.0, -20.0, -10.0), 25.0)
    assert (bar.spread.low, bar.spread.central, bar.spread.high, bar.end) == (10.0, 20.0, 30.0, 30.0)
    assert measure(Spread(-1.0, 2.0, 5.0), None).spread.low == 0.0
    said = say_effect(review.now.plan, "I1", Spread(10.0, 20.0, 30.0), 25.0)
    assert "80%" in said.en
    assert "40%" in said.en
