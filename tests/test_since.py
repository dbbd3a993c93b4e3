"""The report of a plan that is read on a later day: what came about, and what became of the former answer."""

from collections.abc import Mapping
from dataclasses import replace

from conftest import load
from peakfolio.plan.plan import Plan
from peakfolio.plan.standing import stand_at
from peakfolio.portfolio.answering import answer_question
from peakfolio.portfolio.solver import SolverSettings
from peakfolio.report.chapters.compose import BUILDERS
from peakfolio.report.chapters.since import tell_since
from peakfolio.report.content import Bullets, Chapter, Table, Text
from peakfolio.run import Run, look_around
from peakfolio.words import LANGUAGES, Language, Words
from tiny import change_scenario, make_tiny_plan
from tiny_progress import make_break, make_outcome, make_report

DAY = "2026-11"


def run_on(plan: Plan, day: str | None, *, is_changed: bool = False, has_projects: bool = True) -> Run:
    """A run of a written plan on a day, without carbon and delivery."""
    moved = stand_at(plan, day).plan
    asked = moved.settings.scenario
    if is_changed:
        asked = change_scenario(moved, locked_out=("P2",)).settings.scenario
    answer = answer_question(moved, "base", asked) if has_projects else None
    return look_around(Run(moved, "base", answer, None, None, {}, SolverSettings()), asked)


def read(chapter: Chapter | None, language: Language = "en") -> str:
    assert chapter is not None
    said: list[Words] = [each.said for each in chapter.blocks if isinstance(each, Text)]
    said += [each for each in chapter.blocks if isinstance(each, Words)]
    said += [item for each in chapter.blocks if isinstance(each, Bullets) for item in each.items]
    return " ".join(each.read(language) for each in said if "Reference" not in repr(each))


def list_tables(chapter: Chapter | None) -> Mapping[str, Table]:
    assert chapter is not None
    return {each.name: each for each in chapter.blocks if isinstance(each, Table)}


def test_without_a_later_day_there_is_no_chapter_and_nothing_more_is_computed() -> None:
    for day in (None, "2022-12"):
        run = run_on(make_tiny_plan(), day)
        assert (run.review, run.replan) == (None, None)
        assert tell_since(run) is None
    assert tell_since in BUILDERS


def test_outcomes_breaks_and_projects_stand_beside_what_the_plan_says() -> None:
    plan = replace(
        make_tiny_plan(),
        outcomes=(make_outcome("sewage", 2025, 44.0), make_outcome("forest", 2025, 70.0)),
        breaks=(make_break("forest", 2024),),
        progress=(make_report("P2", "under_way", start_year=2024, spent_wan_yuan=12.0),),
    )
    chapter = tell_since(run_on(plan, DAY))
    tables = list_tables(chapter)
    (row,) = tables["since_outcomes"].to_records()
    assert (row["no"], row["base_en"], row["came_en"], row["grade"]) == ("sewage", "40% (2022)", "44%", "official")
    (cut,) = tables["since_breaks"].to_records()
    assert (cut["no"], cut["since"], cut["newest_zh"]) == ("forest", 2024, "70%（2025 年）")
    (told,) = tables["since_projects"].to_records()
    assert (told["no"], told["status"], told["spent"]) == ("P2", "under_way", 12.0)
    assert tables["replan_silent"].is_filed
    assert len(tables["replan_silent"].rows) == 3
    assert tables["replan_projects"].rows
    said = read(chapter)
    assert "Reported, of 4 projects: under way: 1." in said
    assert "Of the 2 projects of the former answer" in said
    assert "0 of 1 forecast with an outcome right" in said or "1 of 1 forecast with an outcome right" in said


def test_a_question_that_was_changed_is_not_held_against_the_former_answer() -> None:
    run = run_on(make_tiny_plan(), DAY, is_changed=True)
    assert run.review is not None
    assert run.replan is None
    assert "former answer" not in read(tell_since(run))


def test_a_plan_without_projects_tells_its_outcomes_and_its_record() -> None:
    run = run_on(load("kunming"), DAY, has_projects=False)
    chapter = tell_since(run)
    tables = list_tables(chapter)
    assert {"since_outcomes", "since_breaks", "review_apart"} <= tables.keys()
    assert tables["review_apart"].is_filed
    assert "1 of 2 forecasts with an outcome right" in read(chapter)
    assert all(read(chapter, language) for language in LANGUAGES)
    assert "What is asked today" in read(chapter)
    assert "has been spent" not in read(chapter)  # there is no project money could be spent on
