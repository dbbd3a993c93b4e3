"""Tables are edited in a session: what was written waits, a copy of one's own is made, the answer follows, and exports hold it."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from peakfolio.app.downloads import TEMPLATES, pack_plan
from peakfolio.app.own.desk import find_editing, find_review
from peakfolio.app.own.edit_grid import list_lines
from peakfolio.app.own.editing_desk import EditingDesk, read_block, read_safely, take_over, write_edited
from peakfolio.app.sessions import Session, open_folder
from peakfolio.app.uploads import import_package
from peakfolio.errors import Flaw, PeakfolioError
from peakfolio.plan.changes import read_changes
from peakfolio.plan.editing import CellEdit, History
from peakfolio.plan.plan import Plan
from peakfolio.plan.reading import read_plan
from tiny_own import make_own_plan, write_own_plan


@pytest.fixture
def session(tmp_path: Path) -> Session:
    write_own_plan(tmp_path / "shipped")
    session = Session(tmp_path / "place", opened=open_folder(tmp_path / "shipped"))
    session.asked = []  # type: ignore[attr-defined]
    session.crew.call = lambda member: session.asked.append(member.folder)  # type: ignore[method-assign, attr-defined]
    return session


def keep(session: Session, desk: EditingDesk, history: History) -> None:
    opened = write_edited(history.now, session.opened, session.place)
    take_over(desk, opened, history)
    session.amend_plan(opened)


def take(session: Session, table: str, *cells: tuple[int, str, str], reason: str = "tender") -> EditingDesk:
    desk = find_editing(session)
    desk.stage(table, [CellEdit(*each) for each in cells])
    outcome = desk.take(table, reason)
    keep(session, desk, desk.history.do(outcome.edited))
    desk.waiting[table] = outcome.waiting
    return desk


def test_a_change_makes_a_copy_of_ones_own_that_is_asked_and_taken_back(session: Session) -> None:
    shipped, before = session.folder, session.plan
    line = session.line
    desk = take(session, "projects", (0, "cost_wan_yuan", "4240"), (1, "cost_wan_yuan", "much"))
    assert session.is_uploaded
    assert session.line == line
    assert session.asked[-1] == session.folder != shipped  # type: ignore[attr-defined]
    assert read_plan(shipped) == before
    assert read_plan(session.folder) == session.plan == desk.history.now.plan
    assert session.plan.projects[0].cost_wan_yuan == 4240
    assert [each.becomes for each in read_changes(session.folder)] == ["4240"]
    assert desk.waiting["projects"] == (CellEdit(1, "cost_wan_yuan", "much"),)
    assert desk.has_work
    keep(session, desk, desk.history.undo())
    assert session.plan == before
    assert read_changes(session.folder) == ()
    keep(session, desk, desk.history.redo())
    assert session.plan.projects[0].cost_wan_yuan == 4240
    assert find_editing(session) is desk


@pytest.mark.parametrize("suffix", ["plan.zip", "plan.xlsx"])
def test_what_is_downloaded_comes_back_as_it_was_edited(session: Session, suffix: str, tmp_path: Path) -> None:
    take(
        session,
        "projects",
        (0, "cost_wan_yuan", "0.424亿元"),
        (4, "name_zh", "河道清淤工程"),
        (4, "cost_wan_yuan", "500"),
    )
    take(session, "targets", (0, "value", "≥70"))
    take(
        session,
        "effects",
        *((0, column, text) for column, text in zip(("action_id", "indicator_id"), ("P05", "I2"), strict=True)),
        *((0, column, text) for column, text in zip(("low", "central", "high"), ("1", "2", "3"), strict=True)),
    )
    made = next(each for each in TEMPLATES if each.suffix == suffix).make(session)
    assert made is not None
    _, again = import_package(suffix, made, tmp_path / "again")
    assert replace(again, settings=session.plan.settings) == session.plan
    assert len(again.projects) == 5
    assert again.effects[0].basis == "user"


def test_the_zip_carries_the_record_of_changes(session: Session) -> None:
    take(session, "projects", (0, "cost_wan_yuan", "4240"))
    with zipfile.ZipFile(io.BytesIO(pack_plan(session))) as archive:
        assert any(name.endswith("changes.csv") for name in archive.namelist())


def test_a_reason_is_asked_and_formulas_are_refused(session: Session) -> None:
    desk = find_editing(session)
    desk.stage("projects", [CellEdit(0, "name_zh", "=1+2")])
    for reason in ("", " ", "=A1"):
        with pytest.raises(PeakfolioError):
            desk.take("projects", reason)
    (refused,) = desk.try_out("projects").rejected
    assert refused.edit.text == "=1+2"


def test_a_cell_written_as_it_was_waits_no_more(session: Session) -> None:
    desk = find_editing(session)
    desk.stage("projects", [CellEdit(0, "cost_wan_yuan", "5")])
    assert desk.has_work
    desk.stage("projects", [CellEdit(0, "cost_wan_yuan", "3910")])
    assert not desk.has_work


def test_the_review_follows_an_edit_and_an_edit_follows_the_review(session: Session) -> None:
    review = find_review(session)
    assert find_review(session) is review
    desk = take(session, "projects", (0, "cost_wan_yuan", "4240"))
    again = find_review(session)
    assert again is not review
    assert again.now.plan.projects[0].cost_wan_yuan == 4240
    desk.stage("projects", [CellEdit(1, "cost_wan_yuan", "7")])
    session.amend_plan(open_folder(session.folder))
    assert find_editing(session).waiting["projects"] == (CellEdit(1, "cost_wan_yuan", "7"),)
    assert find_editing(session).history.past == ()


def test_a_block_goes_to_the_right_and_down_and_beyond_the_bottom() -> None:
    edits = read_block("a\tb\r\nc\td\r\ne\tf\r\n", (3, 4), ("name_zh", "category_zh", "content_zh"), 4)
    assert [(each.row, each.column, each.text) for each in edits] == [
        (3, "name_zh", "a"),
        (3, "category_zh", "b"),
        (4, "name_zh", "c"),
        (4, "category_zh", "d"),
        (5, "name_zh", "e"),
        (5, "category_zh", "f"),
    ]
    with pytest.raises(PeakfolioError):
        read_block("a\tb", (0,), ("lead_zh",), 4)


def test_lines_show_what_waits_and_why_it_is_refused(session: Session) -> None:
    desk = find_editing(session)
    desk.stage("projects", [CellEdit(0, "cost_wan_yuan", "much"), CellEdit(5, "name_zh", "甲")])
    outcome = desk.try_out("projects")
    plan: Plan = session.plan
    lines = list_lines(plan, "projects", (desk.waiting["projects"], outcome.rejected), "zh")
    assert len(lines) == 7
    assert lines[0]["cost_wan_yuan"] == "much"
    assert lines[0]["marks"] == {"cost_wan_yuan": "pf-refused"}
    assert "金额" in lines[0]["why"]["cost_wan_yuan"]
    assert lines[5]["marks"] == {"name_zh": "pf-waits"}


def test_a_cell_longer_than_a_package_takes_is_handed_back() -> None:
    found = read_safely(make_own_plan(), "projects", {}, "name_zh", "长" * 20_000)
    assert isinstance(found, Flaw)
    assert "is too long" in found.finding.en
