"""The page to decide by: short, alone, honest about what it does not know, and the same figures as the model."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace

import pypdfium2
import pytest
from rich.cells import cell_len

from peakfolio.assess.assessment import assess_plan
from peakfolio.errors import PeakfolioError
from peakfolio.plan.plan import Plan
from peakfolio.portfolio.answering import Answer, answer_plan, answer_question
from peakfolio.portfolio.sampling import DrawSummary
from peakfolio.portfolio.solver import SolverSettings
from peakfolio.render.console.brief import show_brief
from peakfolio.render.console.screen import FoldingConsole, Screen
from peakfolio.render.sheet import picture_sheet, render_sheet
from peakfolio.report.chapters.brief import find_options, write_brief, write_lines
from peakfolio.report.chapters.brief_advice import answer_aims, say_advice
from peakfolio.report.chapters.brief_fates import LIKELY, UNKNOWN, FirstFew, find_fates
from peakfolio.report.chapters.brief_tables import list_projects
from peakfolio.report.chapters.brief_words import Facts, say_found
from peakfolio.report.chapters.compose import compose_page
from peakfolio.report.document import Bullets, Chapter, Document, Table, Text
from peakfolio.report.names import name_briefly
from peakfolio.report.numbering import read_brief, read_document
from peakfolio.report.standpoint import say_standpoint
from peakfolio.report.wrapping import fit_lines
from peakfolio.run import Run
from peakfolio.words import LANGUAGES, Language, Name
from random_plans import draw_case
from remembering import make_run
from tiny import (
    change_scenario,
    make_effect,
    make_indicator,
    make_measure,
    make_observation,
    make_project,
    make_target,
    make_tiny_plan,
)

PRICED = ("dongchuan", "panzhihua-dongqu", "yongchuan")
ALL = (*PRICED, "kunming", "lufeng")
NUMBER = re.compile(r"(?<![\w.-])\d[\d,]*(?:\.\d+)?")  # P07 is a name, and so is PM2.5
MOST_CHARACTERS, MOST_WORDS, MOST_NUMBERS, MOST_LINES = 450, 260, 20, 40


def write_page(run: Run, language: Language) -> Chapter:
    return read_brief(write_brief(Facts.of_run(run)), language)


def list_prose(page: Chapter) -> Iterator[str]:
    for block in page.blocks:
        if isinstance(block, Text):
            yield block.text
        elif isinstance(block, Bullets):
            yield from block.items
        elif isinstance(block, Table) and block.note:
            yield block.note


def find_table(page: Chapter, name: str) -> Table:
    return next(each for each in page.blocks if isinstance(each, Table) and each.name == name)


def list_cells(table: Table, key: str) -> list[object]:
    place = [each.key for each in table.columns].index(key)
    return [row[place] for row in table.rows]


@pytest.mark.parametrize("region", ALL)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_short(region: str, language: Language) -> None:
    prose = list(list_prose(write_page(make_run(region), language)))
    said = " ".join(prose)
    assert len(said) <= MOST_CHARACTERS if language == "zh" else len(said.split()) <= MOST_WORDS
    assert len(NUMBER.findall(said)) <= MOST_NUMBERS, NUMBER.findall(said)
    assert not re.search(r"\d\.\d+ ?%", said), "whole per cents"


@pytest.mark.parametrize("region", ALL)
def test_three_conditions_at_most_and_where_it_looks_from_is_one(region: str) -> None:
    run = make_run(region)
    conditions = next(each for each in write_page(run, "en").blocks if isinstance(each, Bullets))
    assert 1 <= len(conditions.items) <= 3
    is_newest = region == "kunming"  # judged by its newest values, as a plan under way is
    asked = "newest value" if is_newest else f"base year {run.plan.settings.years.base_year}"
    assert asked in conditions.items[-1]


@pytest.mark.parametrize("region", PRICED)
def test_the_page_tells_the_figures_of_the_answer(region: str) -> None:
    run = make_run(region)
    answer = run.answer
    assert answer is not None
    page = write_page(run, "en")
    said = " ".join(list_prose(page))
    projects = [key for key in answer.choice.portfolio.starts if key in answer.plan.project_by_id]
    assert f"{len(answer.problem.targets)} targets" in said
    assert f"{len(projects)} projects" in said
    assert f"meet {sum(each.is_met for each in answer.verification.outcomes)} of them" in said
    table = find_table(page, "brief_projects")
    costs = dict(zip(list_cells(table, "action_id"), list_cells(table, "cost_wan_yuan"), strict=True))
    for key in projects:
        assert costs[key] == answer.plan.project_by_id[key].cost_wan_yuan
    assert list_cells(table, "cost_wan_yuan")[-1] == pytest.approx(answer.verification.cost_wan_yuan)


@pytest.mark.parametrize("region", PRICED)
def test_every_open_target_stands_there_once_and_what_is_missed_first(region: str) -> None:
    run = make_run(region)
    assert run.answer is not None
    table = find_table(write_page(run, "en"), "brief_targets")
    fates, likely = list_cells(table, "fate"), list_cells(table, "likely")
    assert len(table.rows) == len(run.answer.problem.targets)
    order = {
        "not reached": 0,
        "unknown": 1,
        "no project for it": 1,
        "number reached": 2,
        "met on paper": 3,
        "met if carried out": 3,
        "met": 3,
    }
    assert fates == sorted(fates, key=lambda each: order[str(each)])
    assert all(not chance for chance, fate in zip(likely, fates, strict=True) if order[str(fate)] < 2)
    for reach in run.answer.choice.reaches:  # a target of which no figure says anything is not called out of reach
        name = name_briefly(run.answer.plan, reach.key).read("en")
        place = next(place for place, cell in enumerate(list_cells(table, "name")) if str(cell).startswith(name))
        assert (fates[place] in ("unknown", "no project for it")) == (reach.cause in UNKNOWN)
        assert (fates[place] == "no project for it") == (reach.cause == "no_project")


@pytest.mark.parametrize("region", PRICED)
def test_what_is_on_paper_is_told_by_option_a_and_every_target_met_has_its_project(region: str) -> None:
    run = make_run(region)
    assert run.answer is not None
    options, page = find_options(Facts.of_run(run)), write_page(run, "en")
    fates = dict(zip(*(list_cells(find_table(page, "brief_targets"), key) for key in ("name", "fate")), strict=True))
    served = " ".join(str(cell) for cell in list_cells(find_table(page, "brief_projects"), "targets"))
    for outcome in run.answer.verification.outcomes:
        name = name_briefly(run.answer.plan, outcome.key).read("en")
        fate = next(fate for said, fate in fates.items() if str(said).startswith(name))
        if outcome.is_met and not outcome.is_circular:
            assert fate == ("met" if options[0].likely.by_target[outcome.key] >= LIKELY else "met on paper"), name
        if outcome.is_reached:
            assert name in served or " more" in served


def test_the_most_that_can_be_had_stands_at_every_target_out_of_reach() -> None:
    table = find_table(write_page(make_run("dongchuan"), "en"), "brief_targets")
    fates, best = list_cells(table, "fate"), list_cells(table, "best")
    assert all(bool(most) == (fate == "not reached") for fate, most in zip(fates, best, strict=True))


def test_a_plan_that_fails_its_assessment_says_by_what_and_is_not_advised() -> None:
    run = make_run("yongchuan")
    said = " ".join(list_prose(write_page(run, "en")))
    assert "of the 95 points to pass; it loses at" in said
    assert run.lost_points
    failing = next(each for each in run.plan.basic_conditions if each.status != "met")
    assert failing.name.read("en") in said
    assert "Advised" not in said
    assert "To decide: build option A first" in said
    assert "changes" not in [each.key for each in find_table(write_page(run, "en"), "brief_options").columns]


def test_targets_without_a_project_are_not_said_to_have_projects_without_a_figure() -> None:
    run = make_run("panzhihua-dongqu")
    assert run.answer is not None
    causes = [each.cause for each in run.answer.choice.reaches if each.missing > 0]
    said = " ".join(list_prose(write_page(run, "en")))
    assert (
        f"{causes.count('only_shared')} are unknown: their projects have no figure. {causes.count('no_project')} have no project."
        in said
    )


def test_years_of_an_option_that_begins_otherwise_stand_beside_those_of_the_first() -> None:
    run = make_run("dongchuan")
    options = find_options(Facts.of_run(run))
    table = find_table(write_page(run, "en"), "brief_projects")
    years = dict(zip(list_cells(table, "action_id"), list_cells(table, "years"), strict=True))
    moved = {
        key: (option.letter, start)
        for option in options[1:]
        for key, start in option.portfolio.starts.items()
        if options[0].portfolio.starts.get(key, start) != start
    }
    assert moved or len(options) == 1
    for key, (letter, start) in moved.items():
        assert letter in str(years[key])
        assert str(start) in str(years[key]).partition("(")[2]


def test_projects_without_a_source_of_money_and_in_reserve_are_named_before_anything_is_signed() -> None:
    run = make_run("yongchuan")
    assert run.delivery is not None
    conditions = next(each for each in write_page(run, "en").blocks if isinstance(each, Bullets)).items
    held = {row.project_id for row in run.plan.delivery if row.is_reserve}
    chosen = [each for each in run.delivery.chosen.starts if each in held]
    assert chosen
    assert all(key in conditions[0] for key in chosen)
    assert "only in reserve" in conditions[0]


def test_no_probability_of_what_rests_on_the_documents_word() -> None:
    run = make_run("dongchuan")
    assert run.answer is not None
    circular = sum(each.is_circular for each in run.answer.verification.outcomes)
    likely = list_cells(find_table(write_page(run, "en"), "brief_targets"), "likely")
    assert circular
    assert likely.count("word only") == circular


@pytest.mark.parametrize("region", PRICED)
def test_options_tell_delays_alone_and_delays_with_effects(region: str) -> None:
    run = make_run(region)
    options = find_options(Facts.of_run(run))
    table = find_table(write_page(run, "en"), "brief_options")
    assert [row[0] for row in table.rows] == [f"{each.letter} {each.name.read('en')}" for each in options]
    for each in options:
        assert each.likely.all_met <= min(each.likely.by_target[key] for key in each.likely.by_target if key not in each.dropped
                                          and each.likely.by_target[key] > 0)  # fmt: skip
    assert len({(tuple(each.portfolio.starts.items()), each.by, each.dropped) for each in options}) == len(options)


def test_without_delivery_the_page_says_that_delays_are_not_in_it() -> None:
    answer = answer_plan(make_tiny_plan())
    page = read_brief(write_brief(Facts(answer.plan, answer)), "en")
    assert "delays are not in this" in " ".join(list_prose(page)) or not answer.certainty
    assert "brief_options" not in [each.name for each in page.blocks if isinstance(each, Table)]


def test_a_budget_stands_in_the_question() -> None:
    answer = answer_plan(change_scenario(make_tiny_plan(), budget_wan_yuan=50.0))
    said = " ".join(list_prose(read_brief(write_brief(Facts(answer.plan, answer)), "en")))
    assert "all money at most" in said


def test_the_targets_of_the_options_are_those_met_and_those_that_nobody_can_judge() -> None:
    run = make_run("dongchuan")
    assert run.answer is not None
    outcomes = run.answer.verification.outcomes
    table = find_table(write_page(run, "en"), "brief_options")
    undecided = sum(each.is_undecided for each in outcomes)
    assert undecided
    assert list_cells(table, "aims")[0] == f"{sum(each.is_met for each in outcomes)}+{undecided}"
    assert "number reached, rest unchecked" in table.note


@pytest.mark.parametrize("region", ["kunming", "lufeng"])
def test_where_nothing_is_chosen_the_page_counts_what_the_chapter_on_the_present_counts(region: str) -> None:
    run = make_run(region)
    counts = assess_plan(run.plan).count_statuses()
    first = next(list_prose(write_page(run, "en")))
    assert f"{counts.get('not_met', 0)} indicators miss their target, {counts.get('met', 0)} meet it" in first


def test_a_plan_judged_at_newer_values_does_not_say_that_its_data_end_with_the_base_year() -> None:
    said = say_standpoint(make_run("kunming").plan)
    assert "newest values" in said.en
    assert "止于" not in said.zh


def test_a_plan_without_costs_says_what_is_missing_and_what_comes_next() -> None:
    page = write_page(make_run("kunming"), "en")
    assert "No portfolio can be chosen" in " ".join(list_prose(page))
    assert find_table(page, "brief_open").rows


@pytest.mark.parametrize("region", ALL)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_screen_shows_it_in_forty_lines_of_eighty(region: str, language: Language) -> None:
    written = io.StringIO()
    console = FoldingConsole(file=written, width=80, highlight=False, markup=False, emoji=False)
    show_brief(Screen(language, console), make_run(region))
    lines = written.getvalue().rstrip("\n").split("\n")
    assert len(lines) + 2 <= MOST_LINES  # how to see everything, and where the report is
    assert max(cell_len(each) for each in lines) <= 80


def read_page(run: Run, language: Language) -> Document:
    return read_document(compose_page(Facts.of_run(run), run.scenario_name), language)


@pytest.mark.parametrize("region", ["panzhihua-dongqu", "kunming"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_one_sheet_of_paper_and_a_picture(region: str, language: Language) -> None:
    document = read_page(make_run(region), language)
    pdf = render_sheet(document)
    assert pdf == render_sheet(document)
    opened = pypdfium2.PdfDocument(pdf)
    text = opened[0].get_textpage().get_text_range()
    count = len(opened)
    opened.close()
    assert count == 1
    assert document.title.replace(" ", "") in re.sub(r"\s", "", text)
    assert picture_sheet(pdf).startswith(b"\x89PNG")


def make_crowded_plan() -> Plan:
    """Sixty open targets and thirty projects, with names of three lines that hold commas and quotes."""
    plan, name = make_tiny_plan(), 'A "long" name, with commas, that goes on and on ' * 4
    keys = [f"t{number}" for number in range(60)]
    return replace(
        plan,
        indicators=tuple(make_indicator(key, name_en=name + key, name_zh="很长的“名称”，" * 12 + key) for key in keys),
        targets=tuple(make_target(key, 70.0) for key in keys),
        observations=tuple(make_observation(key, 40.0) for key in keys),
        projects=tuple(make_project(f"P{n}", 10.0 + n, 2023, 2024, name_en=f"{name}{n}") for n in range(30)),
        effects=tuple(make_effect(f"P{n}", keys[n], 35.0) for n in range(30)),
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_finds_no_room_on_the_sheet_is_counted_on_it(language: Language) -> None:
    answer = answer_plan(make_crowded_plan())
    document = read_document(compose_page(Facts(answer.plan, answer), "base"), language)
    opened = pypdfium2.PdfDocument(render_sheet(document))
    text = re.sub(r"\s", "", opened[0].get_textpage().get_text_range())
    count = len(opened)
    opened.close()
    assert count == 1
    assert ("40more,ofwhich30aremet" if language == "en" else "另有40项，其中30项达到") in text
    assert re.search(r"\d+rowsfoundnoroom" if language == "en" else r"另有\d+行本页排不下", text)


def test_a_crowded_screen_stays_within_its_lines() -> None:
    answer = answer_plan(make_crowded_plan())
    for language in LANGUAGES:
        written = io.StringIO()
        screen = Screen(language, FoldingConsole(file=written, width=80, highlight=False, markup=False, emoji=False))
        show_brief(screen, Run(answer.plan, "base", answer, None, None, {}, SolverSettings()))
        lines = written.getvalue().rstrip("\n").split("\n")
        assert len(lines) + 2 <= MOST_LINES
        assert max(cell_len(each) for each in lines) <= 80


def test_a_sheet_needs_a_page() -> None:
    with pytest.raises(ValueError, match="no page"):
        render_sheet(replace(read_page(make_run("kunming"), "en"), brief=None))


def test_names_beyond_the_room_are_counted() -> None:
    names = tuple(Name(f"第{n}个名称", f"name {n}") for n in range(9))
    assert FirstFew(names, 20).read("en") == "name 0; name 1 and 7 more"
    assert (
        FirstFew(names, 20).read("zh") == "第0个名称 等 9 个"
        or "7" in FirstFew(names, 20).read("zh")
        or "9" in FirstFew(names, 20).read("zh")
    )
    assert FirstFew(names[:1], 1).read("en") == "name 0"


def test_a_narrow_screen_and_the_page_tell_the_same() -> None:
    facts = Facts.of_run(make_run("dongchuan"))
    page, lines = read_brief(write_brief(facts), "en"), read_brief(write_lines(facts), "en")
    answers = [
        [each.text for each in said.blocks if isinstance(each, Text) and each.role == "answer"]
        for said in (page, lines)
    ]
    assert answers[0] == answers[1]
    for name, key in (("brief_options", "likely"), ("brief_options", "chance"), ("brief_options", "cost_wan_yuan")):
        assert list_cells(find_table(page, name), key) == list_cells(find_table(lines, name), key)


def answer_page(plan: Plan, language: Language = "en") -> tuple[str, Chapter]:
    """The prose of the page and of the narrow screen, and the page, of a plan's base scenario without delivery."""
    facts = Facts(plan, answer_plan(plan))
    page = read_brief(write_brief(facts), language)
    return " ".join([*list_prose(page), *list_prose(read_brief(write_lines(facts), language))]), page


def ask_rule() -> Answer:
    """Dongchuan asked for the cheapest way to pass the rule of its province, which it passes as it is."""
    answer = make_run("dongchuan").answer
    assert answer is not None
    asked = answer.scenario.model_copy(update={"question": "cheapest_rule"})
    return answer_question(answer.plan, "base", asked)


def test_what_could_be_met_and_is_not_taken_is_not_out_of_reach() -> None:
    answer = ask_rule()
    facts = Facts(answer.plan, answer)
    said = " ".join(list_prose(read_brief(write_lines(facts), "en")))
    far = sum(each.missing > 0 for each in answer.choice.reaches)
    near = len(answer.choice.reaches) - far
    assert far
    assert near
    assert f"Out of reach, with the most that can be had ({far}): " in said
    assert f"Within reach and not taken, with what comes of them here ({near}): " in said
    page = read_brief(write_brief(facts), "en")
    fates = list_cells(find_table(page, "brief_targets"), "fate")
    assert fates == ["not reached"] * far + ["within reach, not taken"] * near
    assert "Use efficiency of pesticide" in list_cells(find_table(page, "brief_targets"), "name")[far:]


def test_where_nothing_is_built_nothing_is_counted_or_priced() -> None:
    ruled = ask_rule()
    said = " ".join(list_prose(read_brief(write_brief(Facts(ruled.plan, ruled)), "en")))
    assert "so nothing was chosen. The rule is passed." in said
    assert not re.search(r"\b0 (projects|policy|of them)|CNY 0\b", said)
    plan = make_tiny_plan()
    plan = replace(
        change_scenario(plan, budget_wan_yuan=0.0),
        measures=(make_measure("M1"),),
        effects=(*plan.effects, make_effect("M1", "forest", 10.0)),
    )
    said, _ = answer_page(plan)
    assert "no project is chosen; 1 policy measure alone can meet 1 of them" in said


def test_one_project_is_no_projects() -> None:
    plan = make_tiny_plan()
    said, _ = answer_page(replace(plan, targets=plan.targets[1:]))
    assert "1 project for CNY" in said
    assert "policy" not in said


@pytest.mark.parametrize("region", PRICED)
def test_an_option_that_builds_in_other_years_says_so(region: str) -> None:
    facts = Facts.of_run(make_run(region))
    assert facts.answer is not None
    first, *_ = options = find_options(facts)
    key, start = next((key, year) for key, year in first.portfolio.starts.items() if key.startswith("P"))
    earlier = replace(first.portfolio, starts={**first.portfolio.starts, key: start - 1})
    options = (first, replace(first, letter="B", portfolio=earlier))
    table = list_projects(facts.answer, options)
    years = dict(
        zip([row[0] for row in table.rows], [row[table.keys.index("years")] for row in table.rows], strict=True)
    )
    assert f"(B: {start - 1}" in str(years[key])


def test_the_rest_of_many_targets_is_told_by_what_becomes_of_it() -> None:
    plan = make_tiny_plan()
    keys = [f"t{number}" for number in range(30)]
    plan = replace(
        plan,
        indicators=(*plan.indicators, *(make_indicator(key) for key in keys)),
        targets=(*plan.targets, *(make_target(key, 70.0) for key in keys)),
        observations=(*plan.observations, *(make_observation(key, 40.0) for key in keys)),
    )
    _, page = answer_page(plan)
    assert list_cells(find_table(page, "brief_targets"), "name")[-1] == "12 more, of which 2 are met"


def test_a_name_that_is_cut_keeps_its_whole_words() -> None:
    assert (
        fit_lines("Safe drinking water for Nongmi and Shuanglongtan villages", 42, 1)
        == "Safe drinking water for Nongmi and…"
    )
    assert fit_lines("abcde fghij", 5, 1) == "abcd…"


def test_no_probability_where_all_that_is_met_rests_on_a_word() -> None:
    plan = make_tiny_plan()
    answer = answer_plan(plan)
    outcomes = tuple(replace(each, evidence="order") for each in answer.verification.outcomes)
    sure = DrawSummary(10, {}, 0.9, {"sewage": 0.9})
    answer = replace(answer, certainty=sure)
    assert "90%" in " ".join(list_prose(read_brief(write_brief(Facts(plan, answer)), "en")))
    answer = replace(answer, verification=replace(answer.verification, outcomes=outcomes))
    assert "90%" not in " ".join(list_prose(read_brief(write_brief(Facts(plan, answer)), "en")))


def test_no_probability_of_a_whole_that_shares_gaps_without_figures() -> None:
    facts = Facts.of_run(make_run("dongchuan"))
    assert facts.answer is not None
    outcomes = tuple(
        replace(each, evidence="shared") if each.is_circular else each for each in facts.answer.verification.outcomes
    )
    answer = replace(facts.answer, verification=replace(facts.answer.verification, outcomes=outcomes))
    shared = sum(each.evidence == "shared" for each in outcomes)
    page = read_brief(write_brief(replace(facts, answer=answer)), "en")
    assert set(list_cells(find_table(page, "brief_options"), "likely")) == {"-"}
    said = " ".join(list_prose(page))
    assert f"{shared} targets share their gap among projects without a figure" in said
    assert "(dates alone)" in said  # and no share that the sharing itself makes up
    assert "Least sure" not in said


def test_the_counts_add_up_to_the_open_targets() -> None:
    """Met, out of reach, not taken, not settled and not to be judged are all there is, and the table tells the same."""
    for seed in range(300, 330):
        plan, scenario = draw_case(seed)
        try:
            answer = answer_question(plan, "base", scenario)
        except PeakfolioError:
            continue
        said = say_found(answer).read("en")
        patterns = (
            r"meet (\d+) of",
            r"(\d+) \w+ out of",
            r"(\d+) \w+ within",
            r"(\d+) \w+ not settled",
            r"(\d+) only reach",
            r"(\d+) \w+ unknown",
            r"(\d+) (?:has|have) no project",
        )
        counts = [int(found.group(1)) if (found := re.search(pattern, said)) else 0 for pattern in patterns]
        near = counts[2]
        assert sum(counts) == len(answer.problem.targets), seed
        assert near == sum(each.is_left for each in find_fates(answer, ())), seed


def test_several_chances_of_a_target_name_their_options() -> None:
    said = " ".join(list_prose(read_brief(write_lines(Facts.of_run(make_run("dongchuan"))), "en")))
    assert "Met, with how sure under A / B" in said


def test_an_option_that_gives_up_every_target_that_is_not_word_only_has_no_weakest_one() -> None:
    """It is named for none, and the page is written all the same."""
    facts = Facts.of_run(make_run("dongchuan"))
    assert facts.answer is not None
    assert facts.delivery is not None
    first, *_ = find_options(facts)
    unsure = replace(first, likely=replace(first.likely, all_met=0.3))
    aims = tuple(key for key in first.likely.by_target if key in answer_aims(facts.answer))
    bare = replace(first, letter="B", dropped=aims, likely=replace(first.likely, all_met=0.1))
    assert "Least sure: " in say_advice(facts, (unsure, bare)).read("en")
