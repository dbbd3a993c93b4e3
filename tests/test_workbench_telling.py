"""What the workbench tells beside the page to decide by: the same figures, words of its own readers, dialogs one can leave."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from nicegui import Client, ui
from nicegui.page import page

from conftest import load
from peakfolio.app import guard
from peakfolio.app.answer_view import AnswerView
from peakfolio.app.brief_view import BriefView
from peakfolio.app.compare_view import CompareView
from peakfolio.app.dead_ends import Leads
from peakfolio.app.download_view import DownloadView, describe_standing
from peakfolio.app.downloads import PAGES, gather_facts
from peakfolio.app.found import Results, SavedScenario, sum_up
from peakfolio.app.own.review_view import ReviewView
from peakfolio.app.page import Page
from peakfolio.app.parts import TraceDialog, end_dialog, lay_dialog
from peakfolio.app.plans_dialog import PlansDialog
from peakfolio.app.rows import list_rows, list_targets, name_key, quote_printed
from peakfolio.app.sessions import Session, open_region
from peakfolio.app.share_view import ShareView
from peakfolio.app.table_views import ProjectView, TargetView
from peakfolio.app.telling import tell_answer
from peakfolio.app.upload_dialog import UploadDialog
from peakfolio.app.work import Question, Report, Worker
from peakfolio.errors import MissingData
from peakfolio.plan.settings import Scenario
from peakfolio.plan.tables import Indicator
from peakfolio.portfolio.answering import answer_question
from peakfolio.portfolio.refusing import refuse_missing
from peakfolio.portfolio.solver import OUTCOMES
from peakfolio.render.screen import plot_chart
from peakfolio.report.carbon.charts import chart_pathways
from peakfolio.report.carbon.frames import make_pathways_data
from peakfolio.report.chapters.brief import find_options
from peakfolio.report.chapters.brief_fates import find_fates, list_fates
from peakfolio.report.chapters.brief_tables import list_brief_options
from peakfolio.report.content import make_table, share_column, text_column
from peakfolio.report.undecided import describe_undecided
from peakfolio.run import Run
from peakfolio.words import Way, listing, say, show_share, tell_at_desk
from remembering import make_run
from test_undecided import make_claimed_plan
from test_workbench import make_session
from test_workbench_desk import list_seen

FLAG = re.compile(r"(?<![\w-])--[a-z]|peakfolio [a-z]+|\b\w+\.csv|command line|命令行")
SHARE = re.compile(r"[<>]?\d+(?:\.\d+)?\s?%")
SHARES = {"a": 0.0045, "b": 0.345, "c": 0.997, "d": 0.0, "e": None}
NOWHERE = Leads(*[lambda *_: None] * 4)
APP = Path(guard.__file__).parent


@pytest.fixture(scope="module")
def run() -> Run:
    return make_run("dongchuan")


@pytest.fixture(scope="module")
def found(run: Run) -> Results:
    return Results(answer=run.answer, outlook=run.outlook, delivery=run.delivery, is_done=True)


@pytest.fixture
def session(tmp_path: Path, found: Results) -> Session:
    session = make_session(tmp_path)
    session.language, session.found = "en", replace(found)
    return session


def see(draw: Callable[[], object]) -> list[str]:
    """What is written on a page on which something was drawn."""
    with Client(page("/tab")) as client:
        draw()
    return list_seen(client)


def find_sure(session: Session) -> str:
    """How sure the portfolio that is open is, in the table of options."""
    facts = gather_facts(session, session.found)
    assert facts is not None
    assert facts.answer is not None
    return str(list_brief_options(facts.answer, find_options(facts)).pick("likely").rows[0][0])


def test_beside_the_page_to_decide_by_no_other_figure_answers_its_question(session: Session) -> None:
    sure = find_sure(session)
    said = " ".join(each.read("en") for each in tell_answer(session, session.found))
    assert said.endswith(f"All its targets in time: {sure} sure (dates and effects).")
    session.saved = {"mine": SavedScenario(session.scenario, session.found)}
    seen = see(lambda: CompareView(session, NOWHERE).refresh())
    assert (
        sum(f"{sure} sure (dates and effects)" in each for each in seen) == 2
    )  # the saved scenario and the current one
    answer = session.found.answer
    assert answer is not None
    assert answer.certainty is not None
    alone = show_share(answer.certainty.all_met)  # by the effects alone, which is another question
    assert alone not in (said + sum_up(answer).headline_en)


def test_a_share_of_an_answer_is_whole(session: Session) -> None:
    for language in ("zh", "en"):
        told = " ".join(each.read(language) for each in tell_answer(session, session.found))
        assert SHARE.findall(told)
        assert all("." not in each for each in SHARE.findall(told))


def test_targets_say_what_becomes_of_them_as_the_page_does(session: Session, found: Results) -> None:
    facts = gather_facts(session, found)
    assert facts is not None
    assert facts.answer is not None
    options = find_options(facts)
    rows = {row["id"]: row for row in list_targets(facts.answer, session.scenario, "en", options)}
    likely = options[0].likely.by_target
    assert rows["I33"]["sure"] == show_share(likely["I33"])[:-1]
    fates = sorted(find_fates(facts.answer, options), key=lambda each: each.rank)
    told = [row[0].read("en") for row in list_fates(facts.answer, options).pick("fate").rows]  # type: ignore[union-attr]
    assert {"not reached", "met", "met on paper"} <= set(told)
    assert [rows[each.target.key]["status"] for each in fates] == told
    assert {rows[each]["sure"] for each in ("I29", "I42", "I01")} <= {"", "—"}  # out of reach, unknown, on a word alone


def test_what_is_unclear_stands_apart_from_what_is_out_of_reach(session: Session) -> None:
    def draw() -> None:
        view = AnswerView(session, TraceDialog("en", lambda *_: None), NOWHERE)
        view.refresh_words()
        view.refresh_rest()

    with Client(page("/tab")) as client:
        draw()
    headings = [each.content for each in client.elements.values() if isinstance(each, ui.html)]
    assert "<h2>Targets that are unknown: what serves them has no figure</h2>" in headings
    texts = [each.text for each in client.elements.values() if isinstance(each, ui.label)]
    mines = next(place for place, text in enumerate(texts) if text.startswith("• Green mines"))
    sewage = next(place for place, text in enumerate(texts) if text.startswith("• Rural domestic sewage"))
    assert sewage < mines


def test_an_answer_that_was_cut_short_is_a_draft_and_is_not_handed_out(session: Session) -> None:
    session.found = replace(session.found, is_done=False, is_stopped=True)
    with Client(page("/tab")) as client:
        BriefView(session).refresh(session.found)
    buttons = [each for each in client.elements.values() if isinstance(each, ui.button)]
    assert [each.enabled for each in buttons] == [False, False]
    assert any(each.startswith("draft: stopped before") for each in list_seen(client))
    assert describe_standing(session).read("en").startswith("Draft: stopped")
    assert [each.make(session) for each in PAGES] == [None, None]


def test_no_text_of_the_workbench_names_a_command(session: Session, found: Results) -> None:
    refused = [each.page.decode() for each in vars(guard).values() if isinstance(each, guard.Refusal)]
    standing = [describe_standing(session).read(each) for each in ("zh", "en")]
    session.found = replace(found, delivery=None)
    standing += [describe_standing(session).read(each) for each in ("zh", "en")]
    shared = see(lambda: ShareView(session, lambda: None))  # type: ignore[arg-type,return-value]
    assert [each for each in (*refused, *standing, *shared) if FLAG.search(each)] == []


@pytest.mark.parametrize("region", ["kunming", "lufeng"])
def test_a_refusal_names_the_command_on_the_command_line_and_the_tab_in_the_workbench(region: str) -> None:
    with pytest.raises(MissingData) as refused:
        refuse_missing(load(region), Scenario(), "plan", (2025,), is_scored=False)
    for language in ("zh", "en"):
        assert FLAG.search(refused.value.read(language))
        assert not FLAG.search(tell_at_desk(refused.value.said).read(language))
    said: list[Report] = []
    Worker(said.append).take(Question(Path(f"scenarios/{region}").resolve(), "base", Scenario(), delays=False))
    (told,) = [each.content for each in said if each.kind == "refused"]
    assert "tab Overview" in told.read("en")


def test_every_way_on_has_a_reading_without_a_command() -> None:
    way = Way(say("None."), say("Answer"))
    assert way.read("en") == "None."
    inside = say("{name}: {way}", name=listing((way, "x")), way=way)
    assert tell_at_desk(inside).read("en") == "Answer, x: Answer"
    assert FLAG.search(OUTCOMES["stopped"].read("en"))
    assert not FLAG.search(tell_at_desk(OUTCOMES["stopped"]).read("en"))


def test_an_undecided_answer_leads_to_the_tab_where_effects_are_decided() -> None:
    answer = answer_question(make_claimed_plan(), "base", Scenario())
    assert answer.is_undecided
    assert FLAG.search(describe_undecided(answer).read("en"))
    said = tell_at_desk(describe_undecided(answer))
    assert "tab Review of effects" in said.read("en")
    assert not FLAG.search(said.read("en"))


def test_every_dialog_has_a_title_and_a_way_out(session: Session) -> None:
    done: list[str] = []
    with Client(page("/tab")) as client, lay_dialog(say("Rename"), "en") as dialog:
        end_dialog(dialog, (say("Rename"), lambda: done.append("renamed")), "en")
    names = [
        str(each.props.get("aria-label", each.text)) for each in client.elements.values() if isinstance(each, ui.button)
    ]
    assert list_titles(client) == ["Rename"]
    assert names == ["Close", "Rename", "Cancel"]
    assert "persistent" not in dialog.props
    with Client(page("/tab")) as client:
        UploadDialog(session, lambda: None)
        PlansDialog(session, lambda: None)
    assert list_titles(client) == ["Upload a plan package", "My plans"]


def list_titles(client: Client) -> list[str]:
    """The titles of the dialogs of a page, each as it is written and as it is said aloud."""
    cards = [each for each in client.elements.values() if each.props.get("role") == "dialog"]
    titles = [each for each in client.elements.values() if isinstance(each, ui.label) and "pf-large" in each.classes]
    assert [each.props["aria-label"] for each in cards] == [each.text for each in titles]
    return [each.text for each in titles]


def test_a_dialog_is_laid_out_in_one_place() -> None:
    """Whoever opens one by hand forgets its title or the way out; those drawn anew have a head, and the wizard fills the page."""
    own = {"parts.py", "begin_view.py", "own/wizard.py"}
    built = {
        each.relative_to(APP).as_posix()
        for each in APP.rglob("*.py")
        if "ui.dialog(" in each.read_text(encoding="utf-8")
    }
    assert built == own


def test_a_scenario_is_saved_by_a_dialog_that_says_what_it_is_for_and_can_be_left(session: Session) -> None:
    from types import SimpleNamespace

    desk = SimpleNamespace(_session=session, _language="en")
    with Client(page("/tab")) as client:
        Page._save(desk)  # type: ignore[arg-type]
    assert list_titles(client) == ["Save scenario"]
    buttons = [each for each in client.elements.values() if isinstance(each, ui.button)]
    assert [each.text for each in buttons if each.text] == ["Save scenario", "Cancel"]
    (field,) = [each for each in client.elements.values() if isinstance(each, ui.input)]
    assert "autofocus" in field.props
    assert field.value == "Scenario 1"


@pytest.mark.parametrize(
    ("why", "told", "leads"),
    [("accept", "plan.docx is no plan package", ["New county"]), ("max-file-size", "plan.docx is larger than", [])],
)
def test_a_file_that_is_not_taken_is_told_why_and_where_it_goes(
    session: Session, why: str, told: str, leads: list[str]
) -> None:
    from types import SimpleNamespace

    begun: list[bool] = []
    with Client(page("/tab")) as client:
        dialog = UploadDialog(session, lambda: begun.append(True))
        before = len([each for each in client.elements.values() if isinstance(each, ui.button)])
        dialog._reject(SimpleNamespace(args=[[why, "plan.docx"]]))  # type: ignore[arg-type]
    texts = [each.text for each in client.elements.values() if isinstance(each, ui.label)]
    assert any(each.startswith(told) for each in texts)
    buttons = [each for each in client.elements.values() if isinstance(each, ui.button)]
    assert [each.text for each in buttons[before:]] == leads
    dialog._go_on()
    assert begun == [True]


def test_the_words_of_a_document_are_quoted_on_an_english_page() -> None:
    assert quote_printed("≥60, or 逐年提高") == "≥60, or “逐年提高”"
    assert quote_printed("完成上级规定的考核任务；保持稳定或持续改善") == "“完成上级规定的考核任务；保持稳定或持续改善”"
    assert quote_printed("达到70%左右 and 确保完成") == "“达到70%左右” and “确保完成”"
    assert quote_printed("≥ 43") == "≥ 43"
    assert quote_printed("better") == "better"
    assert quote_printed("≥20 and '达到20%以上'") == "≥20 and “达到20%以上”"  # quoted once


def test_a_legend_of_half_a_page_is_not_cut_off(run: Run) -> None:
    assert run.outlook is not None
    chart = chart_pathways(make_pathways_data(run.outlook.projections), run.plan.settings.region.name)
    names = [each.name for each in plot_chart(chart, "en").data if each.showlegend]
    assert any("<br>" in each for each in names)
    assert max(len(line) for each in names for line in each.split("<br>")) <= 66


def test_while_delays_are_drawn_what_effects_alone_would_give_is_no_finding(session: Session, found: Results) -> None:
    session.found, session.is_busy = replace(found, delivery=None, is_done=False), True
    said = [each.read("en") for each in tell_answer(session, session.found)]
    assert said[1:] == ["How sure its targets are is still being computed."]
    session.is_busy = False
    assert "delays are not in this" in tell_answer(session, session.found)[1].read("en")


def test_pages_are_not_offered_while_they_are_drafts(session: Session) -> None:
    def list_offers() -> list[bool]:
        with Client(page("/tab")) as client:
            DownloadView(session).refresh()
        return [each.enabled for each in client.elements.values() if isinstance(each, ui.button)][:2]

    assert list_offers() == [True, True]
    session.is_busy = True
    assert list_offers() == [False, False]
    session.is_busy, session.found = False, replace(session.found, is_done=False)
    assert list_offers() == [False, False]


def test_what_is_not_there_says_one_reason(session: Session) -> None:
    session.found = Results(is_stopped=True)
    stopped = session.excuse.read("en")
    session.found = Results(refusal=say("No answer"), is_done=True)
    assert "Solve again" in stopped
    assert session.excuse.read("en") != stopped


def test_a_key_is_shown_with_the_name_it_stands_for(session: Session) -> None:
    assert name_key(session.plan, "I33", "en") == "I33 Share of villages with harmless disposal of domestic waste"
    assert name_key(session.plan, "P40", "en").startswith("P40 Integrated urban")
    assert name_key(session.plan, "Cost", "en") == "Cost"
    with Client(page("/tab")) as client:
        traces = TraceDialog("en", lambda *_: None, lambda key: name_key(session.plan, key, "en"))
        traces.show("M01", ())
    assert any("M01 Adoption" in each.text for each in client.elements.values() if isinstance(each, ui.label))


def test_shares_in_a_table_are_whole_and_never_nought_where_they_are_not() -> None:
    columns = (text_column("key", say("No.")), share_column("sure", say("How sure")))
    table = make_table("sure", say("How sure"), columns, ({"key": key, "sure": value} for key, value in SHARES.items()))
    assert {row["key"]: row["sure"] for row in list_rows(table, "en")} == {
        "a": "<1",
        "b": "35",
        "c": ">99",
        "d": "0",
        "e": "—",
    }


def test_a_column_in_which_a_plan_says_nothing_is_not_shown(session: Session) -> None:
    def list_heads() -> list[str]:
        with Client(page("/tab")) as client:
            TargetView(session, TraceDialog("en", lambda *_: None), NOWHERE)
        (table,) = [each for each in client.elements.values() if isinstance(each, ui.table)]
        return [each["name"] for each in table.columns]

    assert "nature" not in list_heads()
    told = (replace_nature(session.plan.indicators[0]), *session.plan.indicators[1:])
    session.opened = replace(session.opened, plan=replace(session.plan, indicators=told))
    assert "nature" in list_heads()


def replace_nature(row: Indicator) -> Indicator:
    """An indicator that binds."""
    return row.model_copy(update={"nature": "binding"})


def test_a_plan_without_projects_leads_on_from_every_tab(tmp_path: Path) -> None:
    session = make_session(tmp_path)
    session.open_plan(open_region("kunming"))
    session.language, session.is_busy = "en", False
    session.found = Results(refusal=say("No answer"), outlook=make_run("kunming").outlook, is_done=True)
    assert describe_standing(session).read("en").startswith("No portfolio can be chosen yet")
    with Client(page("/tab")) as client:
        ReviewView(session, TraceDialog("en", lambda *_: None), NOWHERE).refresh_answer()
    buttons = [each.text for each in client.elements.values() if isinstance(each, ui.button)]
    assert "Write projects into the table" in buttons
    with Client(page("/tab")) as client:
        ProjectView(session, TraceDialog("en", lambda *_: None), NOWHERE)
    fields = [each for each in client.elements.values() if isinstance(each, ui.input | ui.select)]
    assert fields
    assert all(any(not above.visible for above in each.ancestors(include_self=True)) for each in fields)
