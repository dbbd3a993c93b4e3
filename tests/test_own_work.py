"""One's own work: it survives a restart, is saved under names, and nobody else reaches it."""

import io
import json
import os
import stat
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from peakfolio.app import launch as launching
from peakfolio.app import limits, saved_plans
from peakfolio.app.found import sum_up
from peakfolio.app.keeping_work import WORK_FILE, name_place, read_secret, read_work, tidy_places
from peakfolio.app.own.bringing import make_place, take_correction
from peakfolio.app.own.reviewing import act_accept, begin_review, write_version
from peakfolio.app.own_plans import UPLOADED, clone_saved, delete_plan, name_entries, open_saved, save_plan
from peakfolio.app.saved_plans import (
    archive_saved,
    copy_plan,
    delete_saved,
    find_deleted,
    find_saved,
    list_saved,
    refuse_more,
    rename_saved,
    restore_deleted,
    write_label,
)
from peakfolio.app.session_files import open_package, pack_session
from peakfolio.app.sessions import FIRST_REGION, Session, open_folder, open_region
from peakfolio.app.visitors import Sessions
from peakfolio.app.work import Report
from peakfolio.errors import PeakfolioError
from peakfolio.importing.refusing import Refused
from peakfolio.plan.decisions import read_decisions
from peakfolio.plan.kept_work import Label
from peakfolio.plan.reading import read_plan
from peakfolio.plan.writing import write_plan
from peakfolio.portfolio.answering import Answer, answer_question
from peakfolio.words import Name
from tiny import make_tiny_plan
from tiny_own import make_own_plan, write_own_plan

KEY, SEWAGE = "a browser", ("P1", "I1")


def come(workspace: Path, key: str = KEY) -> tuple[Sessions, Session]:
    sessions = Sessions(workspace)
    session = sessions.find(key, "zh")
    assert session is not None
    return sessions, session


def bring_own(session: Session) -> Path:
    """A plan of the visitor's own, as an import leaves it, opened."""
    folder = session.place / "own-0123456789ab" / "v1"
    write_own_plan(folder)
    session.open_plan(open_folder(folder))
    return folder


def test_after_a_restart_the_same_browser_finds_scenario_history_and_saved_scenarios(tmp_path: Path) -> None:
    sessions, session = come(tmp_path)
    first = session.scenario
    session.change(first.model_copy(update={"budget_wan_yuan": 10.0}), "cheap")
    session.save("mine")
    session.change(first.model_copy(update={"budget_wan_yuan": 20.0}))
    session.language, session.tab, session.delays = "en", "targets", False
    second = session.scenario
    sessions.close()
    _, again = come(tmp_path)
    assert again is not session
    assert (again.scenario_name, again.scenario) == ("cheap", second)
    assert again.past[0][1] == first
    assert again.saved["mine"].scenario.budget_wan_yuan == 10.0
    assert (again.language, again.tab, again.delays) == ("en", "targets", False)
    assert again.undo()
    assert again.scenario.budget_wan_yuan == 10.0


def test_a_killed_workbench_loses_nothing_that_was_done_a_second_before(tmp_path: Path) -> None:
    sessions, session = come(tmp_path)
    session.change(session.scenario.model_copy(update={"budget_wan_yuan": 10.0}))
    sessions.tend()  # and then it is killed: nothing is closed
    tidy_places(tmp_path)
    _, again = come(tmp_path)
    assert again.scenario.budget_wan_yuan == 10.0
    session.close()


def test_an_own_plan_its_figures_and_its_decisions_are_found_again(tmp_path: Path) -> None:
    sessions, session = come(tmp_path)
    folder = bring_own(session)
    review = begin_review(session.plan, folder)
    review.do(act_accept(SEWAGE))
    session.amend_plan(write_version(review.now, session.opened, session.place))
    amended = session.folder
    accepted = session.plan.effects
    sessions.close()
    tidy_places(tmp_path)
    _, again = come(tmp_path)
    assert again.folder == amended
    assert again.plan.effects == accepted
    assert [each.pair for each in read_decisions(again.folder)] == [SEWAGE]


def test_own_figures_are_found_again_and_those_the_plan_takes_no_more_are_left_out(tmp_path: Path) -> None:
    sessions, session = come(tmp_path)
    parameter = session.plan.parameters[0].parameter_id
    values = {parameter: (1.0, 1.0, 1.0), "gone_since": (1.0, 2.0, 3.0)}
    session.change(session.scenario.model_copy(update={"parameter_values": values}))
    sessions.close()
    _, again = come(tmp_path)
    assert set(again.scenario.parameter_values) <= {parameter}
    assert again.plan.parameters


def test_two_browsers_never_share_and_no_key_names_a_place(tmp_path: Path) -> None:
    sessions, session = come(tmp_path)
    session.save("mine")
    sessions.close()
    for key in ("another", "", "../../etc", session.place.name, f"../{session.place.name}", "a browser\0"):
        other = name_place(tmp_path, key)
        assert other.parent == tmp_path
        assert other != session.place
        _, stranger = come(tmp_path, key)
        assert stranger.saved == {}


@pytest.mark.parametrize(
    "folder",
    [
        "../session-1/own-0123456789ab/v1",
        "/etc",
        "own-0123456789ab/../../v1",
        "own-0123456789ab/v1/..",
        "own-zz/v1",
        ".",
    ],
)
def test_no_path_in_the_kept_work_leads_out_of_the_visitors_folder(tmp_path: Path, folder: str) -> None:
    sessions, session = come(tmp_path)
    bring_own(session)
    sessions.close()
    path = session.place / WORK_FILE
    said = json.loads(path.read_text())
    said["plans"][0]["folder"] = folder
    path.write_text(json.dumps(said))
    _, again = come(tmp_path)
    assert again.folder == open_region(FIRST_REGION).folder


def test_a_link_in_place_of_an_own_plan_is_not_followed(tmp_path: Path) -> None:
    sessions, session = come(tmp_path / "workspace")
    folder = bring_own(session)
    sessions.close()
    folder.rename(tmp_path / "elsewhere")
    folder.symlink_to(tmp_path / "elsewhere")
    _, again = come(tmp_path / "workspace")
    assert again.folder == open_region(FIRST_REGION).folder


def test_kept_work_that_cannot_be_read_is_put_aside_and_the_visitor_begins_anew(tmp_path: Path) -> None:
    sessions, session = come(tmp_path)
    session.save("mine")
    sessions.close()
    (session.place / WORK_FILE).write_text('{"form": 99}')
    _, again = come(tmp_path)
    assert again.saved == {}
    assert [path.read_text() for path in session.place.glob("work-unread*")] == ['{"form": 99}']


def test_who_did_nothing_leaves_nothing_on_disk(tmp_path: Path) -> None:
    sessions, _ = come(tmp_path)
    sessions.tend()
    sessions.close()
    assert list(tmp_path.glob("session-*")) == []


def test_unnamed_work_is_forgotten_after_seven_days_and_younger_work_is_not(tmp_path: Path) -> None:
    for key in ("young", "old"):
        sessions, session = come(tmp_path, key)
        session.save("mine")
        sessions.close()
    long_ago = time.time() - limits.FORGET_SECONDS - 60
    os.utime(name_place(tmp_path, "old") / WORK_FILE, (long_ago, long_ago))
    (tmp_path / "session-of-an-older-workbench").mkdir()
    tidy_places(tmp_path)
    assert [path.name for path in tmp_path.glob("session-*")] == [name_place(tmp_path, "young").name]
    assert read_work(name_place(tmp_path, "young")) is not None


def test_the_secret_of_the_cookies_is_made_once_and_for_the_owner_alone(tmp_path: Path) -> None:
    secret = read_secret(tmp_path)
    assert len(secret) >= 32
    assert read_secret(tmp_path) == secret
    (path,) = tmp_path.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.write_text("torn")
    assert len(read_secret(tmp_path)) >= 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_visitors_folder_is_closed_to_everybody_else(tmp_path: Path) -> None:
    sessions, session = come(tmp_path)
    session.save("mine")
    sessions.close()
    assert stat.S_IMODE(session.place.stat().st_mode) == 0o700


def test_without_a_name_the_workspace_is_a_folder_of_the_users_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launching, "user_data_dir", lambda *given, **named: str(tmp_path / "data"))
    folder = launching.make_data_folder()
    assert folder == tmp_path / "data" / "workbench"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_named_plan_is_listed_copied_renamed_archived_and_outlasts_the_seven_days(tmp_path: Path) -> None:
    sessions, session = come(tmp_path)
    root = bring_own(session).parent
    write_label(root, Label(title="草案"))
    (saved,) = list_saved(session.place)
    assert (saved.title, saved.folder, saved.label.is_archived) == ("草案", root / "v1", False)
    rename_saved(saved, "  第二\n稿 ")
    archive_saved(list_saved(session.place)[0], is_archived=True)
    copy = copy_plan(saved.folder, session.place)
    assert read_plan(copy) == read_plan(saved.folder)
    assert [(each.title, each.label.is_archived) for each in list_saved(session.place)] == [("第二 稿", True)]
    session.open_plan(open_region("yongchuan"))
    sessions.close()
    long_ago = time.time() - limits.FORGET_SECONDS - 60
    os.utime(session.place / WORK_FILE, (long_ago, long_ago))
    tidy_places(tmp_path)
    assert [each.key for each in list_saved(session.place)] == [root.name]
    assert not copy.exists()


def test_a_deleted_plan_can_be_had_back_and_no_key_leads_elsewhere(tmp_path: Path) -> None:
    _, session = come(tmp_path)
    write_label(bring_own(session).parent, Label(title="one"))
    (saved,) = list_saved(session.place)
    gone = delete_saved(saved)
    assert list_saved(session.place) == ()
    restore_deleted(gone)
    assert find_saved(session.place, saved.key) == saved
    assert find_saved(session.place, f"../{session.place.name}/{saved.key}") is None


def test_more_saved_plans_than_are_kept_and_a_plan_without_a_name_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, session = come(tmp_path)
    write_label(bring_own(session).parent, Label(title="one"))
    refuse_more(session.place)
    monkeypatch.setattr(saved_plans, "MOST_SAVED_PLANS", 1)
    with pytest.raises(PeakfolioError):
        refuse_more(session.place)
    with pytest.raises(PeakfolioError):
        rename_saved(list_saved(session.place)[0], " \n ")


def leave_for(session: Session, name: str = "yongchuan") -> None:
    session.open_plan(open_region(name))


def test_a_plan_without_a_name_gets_one_when_it_is_left_and_comes_back_with_its_scenarios(tmp_path: Path) -> None:
    _, session = come(tmp_path)
    bring_own(session)
    session.change(session.scenario.model_copy(update={"budget_wan_yuan": 10.0}), "cheap")
    leave_for(session)
    (saved,) = list_saved(session.place)
    assert saved.title == "清溪县"
    open_saved(session, saved)
    assert (session.scenario_name, session.scenario.budget_wan_yuan) == ("cheap", 10.0)
    assert session.is_saved


def test_an_uploaded_package_that_is_left_is_kept_like_the_rest(tmp_path: Path) -> None:
    _, session = come(tmp_path)
    for _ in range(2):
        folder = session.place / f"plan-{len(list_saved(session.place))}"
        write_own_plan(folder)
        session.open_plan(open_folder(folder))
        session.change(session.scenario.model_copy(update={"budget_wan_yuan": 7.0}))
        leave_for(session)
        assert not folder.exists()
    assert {each.title for each in list_saved(session.place)} == {"清溪县", "清溪县 2"}
    open_saved(session, list_saved(session.place)[0])
    assert session.scenario.budget_wan_yuan == 7.0


def test_saving_a_saved_plan_under_another_name_leaves_the_first_as_it_was(tmp_path: Path) -> None:
    _, session = come(tmp_path)
    bring_own(session)
    save_plan(session, "one")
    session.change(session.scenario.model_copy(update={"budget_wan_yuan": 10.0}))
    save_plan(session, "two")
    session.change(session.scenario.model_copy(update={"budget_wan_yuan": 20.0}))
    kept = {each.title: each for each in list_saved(session.place)}
    assert set(kept) == {"one", "two"}
    assert session.root == kept["two"].root
    open_saved(session, kept["one"])
    assert session.scenario.budget_wan_yuan == 10.0
    open_saved(session, kept["two"])
    assert session.scenario.budget_wan_yuan == 20.0


def test_a_shipped_plan_is_saved_as_ones_own_and_the_shipped_one_stays(tmp_path: Path) -> None:
    _, session = come(tmp_path)
    shipped = open_region(FIRST_REGION).plan
    save_plan(session, "mine")
    assert session.is_saved
    assert read_plan(session.folder) == shipped
    assert open_region(FIRST_REGION).folder != session.folder


def test_a_copy_has_the_scenarios_and_goes_its_own_way(tmp_path: Path) -> None:
    _, session = come(tmp_path)
    bring_own(session)
    save_plan(session, "one")
    session.save("mine")
    clone_saved(session, list_saved(session.place)[0])
    copy = next(each for each in list_saved(session.place) if each.title == "one 2")
    assert session.root != copy.root
    open_saved(session, copy)
    assert set(session.saved) == {"mine"}
    session.forget("mine")
    open_saved(session, next(each for each in list_saved(session.place) if each.title == "one"))
    assert set(session.saved) == {"mine"}


def test_the_open_plan_is_deleted_and_had_back(tmp_path: Path) -> None:
    _, session = come(tmp_path)
    bring_own(session)
    save_plan(session, "one")
    delete_plan(session, list_saved(session.place)[0])
    assert session.folder == open_region(FIRST_REGION).folder
    assert list_saved(session.place) == ()
    found = find_deleted(session.place)
    assert found is not None
    assert found[1] == "one"
    restore_deleted(found[0])
    open_saved(session, list_saved(session.place)[0])
    assert session.is_saved


def test_a_corrected_import_of_a_saved_plan_stays_that_plan_with_its_scenarios(tmp_path: Path) -> None:
    _, session = come(tmp_path)
    bring_own(session)
    save_plan(session, "one")
    gone = {"locked_out": ("P4",), "target_values": {"I1": 60.0}, "budget_wan_yuan": 5.0}
    session.change(session.scenario.model_copy(update=gone))
    made = make_place(session.place)
    write_own_plan(made, projects=make_own_plan().projects[:3])
    session.correct_plan(take_correction(open_folder(made), session.folder, session.place))
    (saved,) = list_saved(session.place)
    assert (saved.title, saved.folder) == ("one", session.folder)
    assert session.folder.name == "v2"
    assert not made.parent.exists()
    scenario = session.scenario
    assert (scenario.locked_out, scenario.target_values, scenario.budget_wan_yuan) == ((), {"I1": 60.0}, 5.0)


def test_the_choice_of_plans_names_what_is_saved_and_hides_what_is_put_away(tmp_path: Path) -> None:
    _, session = come(tmp_path)
    bring_own(session)
    assert name_entries(session, {})[1] == UPLOADED
    save_plan(session, "one")
    save_plan(session, "two")
    one = next(each for each in list_saved(session.place) if each.title == "one")
    archive_saved(one, is_archived=True)
    entries, current = name_entries(session, {"dongchuan": Name("东川", "Dongchuan")})
    assert [each.zh for each in entries.values()] == ["东川", "★ two"]
    assert session.root is not None
    assert current == session.root.name


def find_answer(session: Session) -> Answer:
    """What its process would say, put in its place."""
    answer = answer_question(session.plan, session.scenario_name, session.scenario)
    session.take(Report(session.worker.number, "answer", answer))
    return answer


def make_file(workspace: Path) -> tuple[Session, bytes]:
    """A plan with a scenario in question, one saved and one in the history, as a session file."""
    _, session = come(workspace)
    write_plan(make_tiny_plan(), session.place / "own-0123456789ab" / "v1")
    session.open_plan(open_folder(session.place / "own-0123456789ab" / "v1"))
    find_answer(session)
    session.save("mine")
    session.change(
        session.scenario.model_copy(update={"locked_out": (session.plan.projects[0].project_id,)}), "without"
    )
    find_answer(session)
    return session, pack_session(session)


def open_file(content: bytes, workspace: Path) -> Session:
    """The session file opened by somebody else in another workbench."""
    _, other = come(workspace, "a colleague")
    other.open_plan(open_package("work.peakfolio.zip", content, other.place))
    return other


def test_a_session_file_comes_back_equal_in_another_workbench(tmp_path: Path) -> None:
    session, content = make_file(tmp_path / "one")
    other = open_file(content, tmp_path / "two")
    assert other.plan == session.plan
    assert (other.scenario_name, other.scenario) == (session.scenario_name, session.scenario)
    assert [(name, said) for name, said, _ in other.past] == [(name, said) for name, said, _ in session.past]
    assert other.saved["mine"].scenario == session.saved["mine"].scenario
    assert other.saved["mine"].found.told == sum_up(session.saved["mine"].found.answer)  # type: ignore[arg-type]
    find_answer(other)
    assert other.found.differs is None
    assert pack_session(other) == content


def test_side_files_travel_with_the_session_and_nothing_else_does(tmp_path: Path) -> None:
    _, session = come(tmp_path)
    folder = bring_own(session)
    (folder / "notes.txt").write_text("not of the package")
    names = set(zipfile.ZipFile(io.BytesIO(pack_session(session))).namelist())
    assert {"plan.toml", "source-1.txt", "session.json"} <= names
    assert "notes.txt" not in names


def test_an_answer_that_comes_out_otherwise_is_said_with_the_version_that_computed_it(tmp_path: Path) -> None:
    _, content = make_file(tmp_path / "one")
    other = open_file(
        rewrite(content, lambda said: said["plan"]["now"]["answer"].update(cost_wan_yuan=1.0, version="0.1")),
        tmp_path / "two",
    )
    find_answer(other)
    assert other.found.differs is not None
    assert "version 0.1" in other.found.differs.en
    assert "cost" in other.found.differs.en
    other.amend_plan(other.opened)  # another plan: nothing was told of it
    find_answer(other)
    assert other.found.differs is None


def rewrite(content: bytes, change: Callable[[Any], object]) -> bytes:
    """The archive with another file of scenarios."""
    before, buffer = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in before.namelist():
            data = before.read(name)
            if name == "session.json":
                said = json.loads(data)
                change(said)
                data = json.dumps(said).encode()
            archive.writestr(name, data)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "change",
    [
        lambda said: said.update(form=2),
        lambda said: said.update(more=1),
        lambda said: said["plan"]["now"].update(name="=cmd()"),
        lambda said: said["plan"]["now"]["scenario"].update(title_zh="@SUM(A1)"),
        lambda said: said["plan"]["now"]["scenario"].update(question="rm"),
        lambda said: said["plan"]["now"].update(name="x" * 5 * 2**20),
        lambda said: said["plan"]["now"]["answer"].update(cost_wan_yuan=float("nan")),
        lambda said: said["plan"]["now"]["answer"].update(cost_wan_yuan=float("inf")),
    ],
)
def test_a_session_file_that_was_tampered_with_is_refused_and_nothing_is_kept(
    tmp_path: Path, change: Callable[[Any], object]
) -> None:
    _, content = make_file(tmp_path / "one")
    with pytest.raises(Refused):
        open_package("work.zip", rewrite(content, change), tmp_path / "two")
    assert not (tmp_path / "two").exists()


def test_a_place_named_in_a_session_file_leads_nowhere_and_too_many_scenarios_are_cut(tmp_path: Path) -> None:
    _, content = make_file(tmp_path / "one")

    def change(said: Any) -> None:
        said["plan"]["folder"], said["plan"]["region"] = "../../etc", "dongchuan"
        said["plan"]["saved"] = [{**said["plan"]["saved"][0], "name": f"{number}"} for number in range(40)]
        said["plan"]["now"]["scenario"]["locked_in"] = ["nobody"]

    other = open_file(rewrite(content, change), tmp_path / "two")
    assert other.folder.parent == other.place
    assert list(other.saved) == [str(number) for number in range(28, 40)]
    assert other.scenario.locked_in == ()


def test_the_figures_of_saved_scenarios_are_still_told_after_a_restart(tmp_path: Path) -> None:
    sessions, session = come(tmp_path)
    write_plan(make_tiny_plan(), session.place / "own-0123456789ab" / "v1")
    session.open_plan(open_folder(session.place / "own-0123456789ab" / "v1"))
    find_answer(session)
    session.save("mine")
    told = session.found.told
    sessions.close()
    _, again = come(tmp_path)
    assert told is not None
    assert again.saved["mine"].found.told == told
    find_answer(again)
    assert again.found.differs is None
