"""The planner's workbook: what is ticked is summed, where the model only adds; its cells hold what the model found."""

import io
import random
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import range_boundaries

from peakfolio.errors import PeakfolioError
from peakfolio.plan.settings import Group
from peakfolio.plan.tables import Budget, Funding, Relation
from peakfolio.portfolio.answering import Answer, answer_plan
from peakfolio.portfolio.build import build_problem
from peakfolio.portfolio.choice import Portfolio
from peakfolio.portfolio.outcomes import find_outcomes
from peakfolio.portfolio.solver import SolverSettings
from peakfolio.portfolio.ticking import Ticking, add_lifts, list_ticking
from peakfolio.render.plan_book import render_plan_book
from peakfolio.report.chapters.book.compose import compose_book
from peakfolio.report.chapters.book.grids import Book
from peakfolio.report.chapters.compose import compose_content
from peakfolio.report.content import Content, Grid
from peakfolio.report.document import Chart, Document
from peakfolio.report.numbering import read_document
from peakfolio.run import Run
from peakfolio.words import Language, say
from random_plans import draw_case
from remembering import make_run
from tiny import change_scenario, make_tiny_plan
from tiny_cases import trend

REGIONS = ("dongchuan", "yongchuan", "panzhihua-dongqu")
LANGUAGES: tuple[Language, ...] = ("zh", "en")
YES: Mapping[Language, tuple[str, str]] = {"zh": ("选", "不选"), "en": ("yes", "no")}
OUTSIDE = re.compile(r"\b[0-9a-f]{40,64}\b")
SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
Change = Callable[[Any], None]


@cache
def compose(region: str) -> Content:
    return compose_content(make_run(region))


def read_book(region: str, language: Language) -> Document:
    return read_document(compose(region), language)


def make_ruled() -> Answer:
    """The tiny plan with a rule of every kind, of which no choice of everything keeps any but the first."""
    plan = replace(
        make_tiny_plan(),
        relations=(
            Relation(kind="requires", action_id="P2", other_id="P3", reasoning="made up", source_id="made"),
            Relation(kind="excludes", action_id="P1", other_id="P3", reasoning="made up", source_id="made"),
        ),
        budgets=(Budget(ceiling_wan_yuan=260.0, source_id="made"),),
    )
    group = Group(name="water", members=("P1", "P2"), at_least=1, at_most=1)
    return answer_plan(change_scenario(plan, groups=(group,), locked_out=("P4",)))


def make_parts() -> Answer:
    """Half of P2 is enough for b, and the least part of P1 for the trend; P2 is paid from two sources and costs money in service too."""
    plan, scenario = trend()
    half, dear = plan.projects
    dear = dear.model_copy(update={"operation_wan_yuan_per_year": 3.0, "spending_profile": "0.2;0.8"})
    sources = {"central": 40.0, "government": None}
    paid = tuple(
        Funding(project_id="P2", funding_source=each, amount_wan_yuan=amount, as_written="made up", source_id="made")
        for each, amount in sources.items()
    )
    return answer_plan(replace(plan, projects=(half, dear), funding=paid), scenario=scenario)


MADE: Mapping[str, Callable[[], Answer]] = {"ruled": make_ruled, "parts": make_parts}


@cache
def render_made(name: str) -> bytes:
    answer = MADE[name]()
    run = Run(answer.plan, "base", answer, None, None, {}, SolverSettings())
    content = Content("x", "base", say("x"), say("x"), say("x"), (), (), sheets=compose_book(Book(run, (), ())))
    return render_plan_book(read_document(content, "en"))


@cache
def render(region: str, language: Language) -> bytes:
    if region in MADE:
        return render_made(region)
    return render_plan_book(read_book(region, language))


def load(data: bytes, *, values: bool = True) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


def find(book: Any, name: str) -> list[Any]:
    """The cells of a column of a grid, by the name that formulas call it by."""
    ((sheet, area),) = book.defined_names[name].destinations
    left, top, right, bottom = range_boundaries(area)
    assert left == right
    return [book[sheet].cell(row, left) for row in range(top, bottom + 1)]


def take(book: Any, name: str) -> list[Any]:
    return [cell.value for cell in find(book, name)]


def tick_only(book: Any, chosen: Iterable[str], language: Language) -> None:
    """Chooses these projects and measures, and no other."""
    yes, no = YES[language]
    for key, cell in zip(take(book, "project_action_id"), find(book, "project_ticked"), strict=True):
        cell.value = yes if key in chosen else no


def list_live(book: Any) -> list[tuple[str, str]]:
    return [
        (sheet.title, cell.coordinate)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]


# what adds up


def draw_ticking(seed: int) -> tuple[Any, Any, Ticking, random.Random] | None:
    """A made-up plan and a portfolio that need not be good; None where the plan is refused."""
    try:
        plan, scenario = draw_case(seed)
        problem = build_problem(plan, scenario)
    except PeakfolioError:
        return None
    dice = random.Random(seed)
    starts = {each.action_id: dice.choice(each.starts) for each in problem.actions if dice.random() < 0.5}
    parts = {
        each.action_id: 1.0 / each.units if each.units else 0.5
        for each in problem.actions
        if each.units is not None and each.action_id in starts and dice.random() < 0.5
    }
    return plan, problem, list_ticking(plan, problem, Portfolio(starts, parts, 0.0, (), None, (), ())), dice


def test_what_the_rows_add_up_to_is_what_the_second_voice_finds_for_any_ticks() -> None:
    tried, kept = 0, set()
    for seed in range(150):
        drawn = draw_ticking(seed)
        if drawn is None:
            continue
        plan, problem, ticking, dice = drawn
        by_key = {each.action.action_id: each for each in ticking.ticks}
        for _ in range(3):
            ticked = [key for key in sorted(by_key) if dice.random() < 0.5]
            starts = {key: by_key[key].start for key in ticked}
            parts = {key: by_key[key].part for key in ticked if by_key[key].part < 1.0}
            found = {each.key: each for each in find_outcomes(plan, problem, starts, parts)}
            for own in ticking.targets:
                kept.add(own.obstacle)
                if own.obstacle is None:
                    outcome, (value, is_reached) = found[own.target.key], add_lifts(own, ticked)
                    assert value == pytest.approx(outcome.value, abs=max(own.tolerance, 1e-9)), (seed, own)
                    assert is_reached == outcome.is_reached, (seed, own)
                    tried += 1
    assert tried > 500
    assert kept == {None, "worst_case", "band", "net_trend"}


def test_where_sums_and_second_voice_part_no_sum_is_trusted(tiny: Any) -> None:
    problem = build_problem(tiny, tiny.settings.scenario)
    doubled = replace(
        problem, contributions=tuple(replace(each, amount=2 * each.amount) for each in problem.contributions)
    )
    none = Portfolio({}, {}, 0.0, (), None, (), ())
    assert {each.obstacle for each in list_ticking(tiny, problem, none).targets} == {None}
    assert {each.obstacle for each in list_ticking(tiny, doubled, none).targets} == {"disagrees"}


# what the cells hold, before any program computes them


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("region", [*REGIONS, "kunming", "lufeng"])
def test_the_book_has_few_sheets_named_by_what_they_hold(region: str, language: Language) -> None:
    names = load(render(region, language)).sheetnames
    assert 5 <= len(names) <= 20
    assert not [each for each in names if re.search(r"表\s*\d|Table|\d", each)]
    is_chinese = [bool(re.search("[\u4e00-\u9fff]", each)) for each in names]
    assert set(is_chinese) == {language == "zh"}
    assert names[0] == {"zh": "项目", "en": "Projects"}[language]


@pytest.mark.parametrize("region", REGIONS)
def test_every_cell_that_follows_holds_what_the_model_found(region: str) -> None:
    answer, book = make_run(region).answer, load(render(region, "en"))
    assert answer is not None
    chosen = answer.choice.portfolio.starts
    assert take(book, "sum_cost") == pytest.approx([answer.verification.cost_wan_yuan])
    assert take(book, "sum_projects") == [sum(key in answer.plan.project_by_id for key in chosen)]
    assert take(book, "sum_met") == [sum(each.is_met for each in answer.verification.outcomes)]
    ticks = dict(zip(take(book, "project_action_id"), take(book, "project_ticked"), strict=True))
    assert {key for key, tick in ticks.items() if tick == "yes"} == set(chosen)
    assert set(ticks) == set(answer.plan.project_by_id) | set(answer.plan.measure_by_id)
    years = dict(zip(take(book, "year_year"), take(book, "year_cost"), strict=True))
    spending = answer.verification.spending
    for year, amount in years.items():
        assert amount == pytest.approx(sum(each for (_, when), each in spending.items() if when == year), abs=1e-6)
    assert sum(take(book, "category_cost")) == pytest.approx(answer.verification.cost_wan_yuan)
    assert sum(take(book, "source_cost")) == pytest.approx(answer.verification.cost_wan_yuan)
    outcomes = {each.key: each for each in answer.verification.outcomes}
    states = {each.key for each in answer.problem.targets if each.is_state}
    rows = zip(take(book, "target_indicator_id"), take(book, "target_value"), take(book, "target_result"), strict=True)
    for key, value, result in rows:
        outcome = outcomes.pop(key)
        told = {"met": outcome.is_met, "missed": not outcome.is_reached}.get(result, outcome.is_undecided)
        assert told, key
        if key not in states:
            assert value == pytest.approx(outcome.value, abs=1e-6)
    assert outcomes == {}


@pytest.mark.parametrize("region", ["dongchuan", "kunming"])
def test_nothing_but_the_last_sheet_speaks_of_hashes_and_of_the_solver(region: str) -> None:
    *sheets, last = load(render(region, "zh")).worksheets
    text = "\n".join(str(cell.value) for sheet in sheets for row in sheet.iter_rows() for cell in row)
    own = "\n".join(str(cell.value) for row in last.iter_rows() for cell in row)
    assert not OUTSIDE.search(text)
    assert "HiGHS" not in text
    assert OUTSIDE.search(own)
    assert last.title == "生成信息"


def test_a_plan_without_projects_says_so_and_shows_what_is_known() -> None:
    book = load(render("kunming", "zh"))
    first = " ".join(str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row if cell.value)
    assert "没有列出项目" in first
    assert "peakfolio" not in first
    assert {"指标现状", "碳路径", "文件矛盾"} <= set(book.sheetnames)


def test_a_plan_without_costs_can_be_filled_in() -> None:
    book = load(render("lufeng", "en"), values=False)
    plan = make_run("lufeng").plan
    assert set(take(book, "project_ticked")) == {"no"}
    costs = dict(zip(take(book, "project_action_id"), take(book, "project_cost"), strict=True))
    assert all(costs[each.project_id] is None for each in plan.projects)
    assert "target_result" not in book.defined_names
    assert take(book, "sum_unpriced")[0].startswith("=")


def test_inputs_are_guarded_heads_stay_and_sheets_print_on_landscape_paper() -> None:
    book = load(render("dongchuan", "zh"), values=False)
    first = book["项目"]
    lists = [each for each in first.data_validations.dataValidation if each.type == "list"]
    assert [each.formula1 for each in lists] == ['"选,不选"']
    assert any(each.type == "decimal" for each in first.data_validations.dataValidation)
    for name in ("项目", "目标", "缺口与成效", "未达目标", "文件矛盾"):
        assert book[name].freeze_panes is not None
        assert book[name].auto_filter.ref
    for sheet in book:
        assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
        assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (True, 0)
        assert "东川区" in sheet.oddHeader.left.text
    assert book["目标"].conditional_formatting


def test_charts_are_the_program_s_own_and_each_says_something() -> None:
    content = read_book("dongchuan", "zh")
    charts = [part for sheet in content.sheets for part in sheet.parts if isinstance(part, Chart)]
    packed = zipfile.ZipFile(io.BytesIO(render("dongchuan", "zh")))
    drawn = [packed.read(each).decode() for each in packed.namelist() if each.startswith("xl/charts/chart")]
    assert len(drawn) == len(charts) == 3
    for each in charts:
        assert len(each.title) > 10
        assert any(each.title in chart for chart in drawn)
    assert not [each for each in packed.namelist() if each.startswith("xl/media")]


def test_what_is_no_sum_shows_the_model_s_figure_and_asks_to_solve_again_once_the_choice_changes() -> None:
    plan = change_scenario(make_tiny_plan(), robust_budget=1.0)
    answer = answer_plan(plan)
    run = Run(answer.plan, "base", answer, None, None, {}, SolverSettings())
    targets = next(each for each in compose_book(Book(run, (), ())) if each.key == "targets")
    grid = next(each for each in targets.parts if isinstance(each, Grid) and each.is_main)
    assert all(text.startswith('IF(sum_ticks="@same",') and '"@again"' in text for text in grid.formulas["value"])
    assert all(text.startswith('IF(sum_ticks="@same",') for text in grid.formulas["result"])
    assert set(grid.formulas["lifted"]) == {""}
    content = read_document(
        Content("x", "base", say("x"), say("x"), say("x"), (), (), sheets=compose_book(Book(run, (), ()))), "en"
    )
    values = take(load(render_plan_book(content)), "target_value")
    assert values == pytest.approx([each.value for each in answer.verification.outcomes])


def test_before_any_effect_is_known_projects_can_be_chosen_and_no_target_is_said_to_move() -> None:
    tiny = make_tiny_plan()
    plan = replace(tiny, effects=tuple(each.unsized for each in tiny.effects))
    answer = answer_plan(plan)
    assert answer.is_undecided
    run = Run(answer.plan, "base", answer, None, None, {}, SolverSettings())
    content = Content("x", "base", say("x"), say("x"), say("x"), (), (), sheets=compose_book(Book(run, (), ())))
    data = render_plan_book(read_document(content, "en"))
    book, live = load(data), load(data, values=False)
    assert (take(book, "sum_cost"), take(book, "target_result")) == ([0], ["missed", "missed"])
    assert all(cell.data_type != "f" for cell in find(live, "target_result"))
    assert take(live, "sum_cost")[0].startswith("=")
    assert "effect unknown: P1 P2 P3" in str(take(book, "target_how")[0])
    assert "Gaps and effects" in book.sheetnames


# what a spreadsheet program makes of it


@pytest.fixture(scope="module")
def computed(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """Workbooks with other choices, computed anew by LibreOffice: no value that was written with a formula is left in them."""
    if SOFFICE is None:
        pytest.skip("LibreOffice (soffice) is not installed: nothing else here computes a workbook")
    folder = tmp_path_factory.mktemp("computed")
    (folder / "asked").mkdir()
    for name, (region, language, change) in CHANGES.items():
        book = load(render(region, language), values=False)
        change(book)
        book.save(folder / "asked" / f"{name}.xlsx")
    home = f"-env:UserInstallation={(folder / 'home').as_uri()}"
    asked = sorted(map(str, (folder / "asked").iterdir()))
    command = [SOFFICE, home, "--headless", "--convert-to", "xlsx", "--outdir", str(folder), *asked]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    return {name: openpyxl.load_workbook(folder / f"{name}.xlsx", data_only=True) for name in CHANGES}


def list_low(region: str = "dongchuan") -> set[str]:
    """The projects chosen where every effect is read at its low value, with the measures of the answer."""
    answer = make_run(region).answer
    assert answer is not None
    low = next(each for each in answer.switches if (each.effects, each.use_shared_effects) == ("low", False))
    return {*low.chosen, *(key for key in answer.choice.portfolio.starts if key in answer.plan.measure_by_id)}


def double_a_cost(book: Any) -> None:
    place = take(book, "project_ticked").index("yes")
    cell = find(book, "project_cost")[place]
    cell.value = 2 * cell.value
    find(book, "sum_budget")[0].value = 11_000


def list_moves(answer: Answer) -> dict[str, int]:
    """Every chosen project as late as it may start."""
    moves = {
        each.action_id: max(each.starts)
        for each in answer.problem.actions
        if each.action_id in answer.choice.portfolio.starts
    }
    return {key: year for key, year in moves.items() if year != answer.choice.portfolio.starts[key]}


def move(answer: Callable[[], Answer | None]) -> Change:
    def change(book: Any) -> None:
        found = answer()
        assert found is not None
        moves = list_moves(found)
        for key, cell in zip(take(book, "project_action_id"), find(book, "project_start"), strict=True):
            cell.value = moves.get(key, cell.value)

    return change


CHANGES: Mapping[str, tuple[str, Language, Change]] = {
    **{f"same {each}": (each, "zh", lambda book: None) for each in (*REGIONS, "lufeng")},
    "none": ("dongchuan", "zh", lambda book: tick_only(book, (), "zh")),
    "all": ("dongchuan", "en", lambda book: tick_only(book, take(book, "project_action_id"), "en")),
    "low": ("dongchuan", "en", lambda book: tick_only(book, list_low(), "en")),
    "same ruled": ("ruled", "en", lambda book: None),
    "same parts": ("parts", "en", lambda book: None),
    "parts none": ("parts", "en", lambda book: tick_only(book, (), "en")),
    "ruled all": ("ruled", "en", lambda book: tick_only(book, ("P1", "P2", "P3", "P4"), "en")),
    "dearer": ("dongchuan", "en", double_a_cost),
    "moved": ("dongchuan", "en", move(lambda: make_run("dongchuan").answer)),
    "parts moved": ("parts", "en", move(make_parts)),
}


@pytest.mark.parametrize("region", [*REGIONS, "lufeng", *MADE])
def test_computed_anew_every_cell_is_what_the_model_found(computed: Mapping[str, Any], region: str) -> None:
    written, live = load(render(region, "zh")), load(render(region, "zh"), values=False)
    found, places = computed[f"same {region}"], list_live(live)
    assert len(places) > 20
    for sheet, place in places:
        was, now = written[sheet][place].value, found[sheet][place].value
        if isinstance(was, int | float):
            assert now == pytest.approx(was, rel=1e-6, abs=1e-6), (sheet, place, live[sheet][place].value)
        else:
            assert (now or "") == (was or ""), (sheet, place, live[sheet][place].value)


def test_with_nothing_chosen_nothing_is_paid_and_every_indicator_stays_where_it_is(computed: Mapping[str, Any]) -> None:
    book, answer = computed["none"], make_run("dongchuan").answer
    assert answer is not None
    assert (take(book, "sum_cost"), take(book, "sum_projects"), take(book, "sum_met")) == ([0], [0], [0])
    assert set(take(book, "category_cost")) == set(take(book, "year_cost")) == set(take(book, "source_cost")) == {0}
    values = dict(zip(take(book, "target_indicator_id"), take(book, "target_value"), strict=True))
    for target in answer.problem.targets:
        assert values[target.key] == ("未落实" if target.is_state else pytest.approx(target.base)), target.key
    assert set(take(book, "target_result")) == {"达不到"}


@pytest.mark.parametrize("choice", ["low", "all"])
def test_another_choice_has_the_cost_and_the_targets_that_the_second_voice_finds(
    computed: Mapping[str, Any], choice: str
) -> None:
    answer, book = make_run("dongchuan").answer, computed[choice]
    assert answer is not None
    by_key = {
        each.action.action_id: each for each in list_ticking(answer.plan, answer.problem, answer.choice.portfolio).ticks
    }
    ticked = list_low() if choice == "low" else set(by_key)
    outcomes = find_outcomes(answer.plan, answer.problem, {key: by_key[key].start for key in sorted(ticked)})
    assert take(book, "sum_cost") == pytest.approx([sum(by_key[key].action.cost_wan_yuan for key in ticked)])
    if choice == "low":
        low = next(each for each in answer.switches if (each.effects, each.use_shared_effects) == ("low", False))
        assert take(book, "sum_cost") == pytest.approx([low.cost_wan_yuan])
    results = dict(zip(take(book, "target_indicator_id"), take(book, "target_result"), strict=True))
    values = dict(zip(take(book, "target_indicator_id"), take(book, "target_value"), strict=True))
    states = {each.key for each in answer.problem.targets if each.is_state}
    for each in outcomes:
        assert (results[each.key] == "met") == each.is_met, each.key
        if each.key not in states:
            assert values[each.key] == pytest.approx(each.value, abs=1e-5), each.key  # a sum of cells of a millionth
    assert take(book, "sum_met") == [sum(each.is_met for each in outcomes)]
    assert take(book, "sum_ticks")[0].startswith("changed")


def test_of_a_project_built_in_part_its_part_is_paid_with_its_operation_and_from_every_source(
    computed: Mapping[str, Any],
) -> None:
    answer, book = make_parts(), computed["same parts"]
    shares, spending = answer.choice.portfolio.shares, answer.verification.spending
    assert shares == pytest.approx({"P1": 0.1, "P2": 0.5})
    assert take(book, "project_counted") == pytest.approx([shares["P1"], shares["P2"]])
    assert take(book, "sum_cost") == pytest.approx([answer.verification.cost_wan_yuan])
    assert answer.verification.cost_wan_yuan > 10.0 + 30.0  # operation is in it
    for source in ("central", "government", "unstated"):
        paid = dict(zip(take(book, "yearly_year"), take(book, f"yearly_{source}"), strict=True))
        for year, amount in paid.items():
            assert amount == pytest.approx(spending.get((source, year), 0.0), abs=1e-6), (source, year)
    assert take(computed["parts none"], "sum_cost") == take(computed["parts none"], "sum_met") == [0]


def test_a_choice_against_a_rule_of_the_plan_is_told_and_its_targets_are_not(computed: Mapping[str, Any]) -> None:
    answer = make_run("dongchuan").answer
    assert answer is not None
    asked = [each for each in answer.problem.relations if each.kind == "requires"]
    low = list_low()
    wanted = ["broken" if each.action_id in low and each.other_id not in low else "kept" for each in asked]
    assert take(computed["low"], "rule_state") == wanted
    assert set(take(computed["all"], "rule_state")) == {"kept"}


def test_rules_of_every_kind_are_told_kept_or_broken(computed: Mapping[str, Any]) -> None:
    answer = make_ruled()
    assert list(answer.choice.portfolio.starts) == ["P2", "P3"]
    assert take(computed["same ruled"], "rule_state") == ["kept"] * 5
    assert take(computed["ruled all"], "rule_state") == ["kept", "broken", "broken", "broken", "broken"]
    assert take(computed["same ruled"], "target_result") == ["met", "met"]
    assert take(computed["ruled all"], "target_result") == ["solve again", "met"]  # P2 keeps its rule
    assert take(computed["ruled all"], "targets_sum_again") == [1]


def test_a_dearer_project_is_seen_in_every_sum_and_against_the_budget(computed: Mapping[str, Any]) -> None:
    book, answer = computed["dearer"], make_run("dongchuan").answer
    assert answer is not None
    before = load(render("dongchuan", "en"))
    more = take(before, "project_cost")[take(before, "project_ticked").index("yes")]
    total = answer.verification.cost_wan_yuan + more
    for name in ("sum_cost", "category_cost", "source_cost", "year_cost", "yearly_total", "money_cost"):
        assert sum(take(book, name)) == pytest.approx(total), name
    assert take(book, "sum_left") == pytest.approx([11_000 - total])
    assert take(book, "sum_within") == ["over the budget"]
    assert take(book, "target_result") == take(before, "target_result")


@pytest.mark.parametrize("name", ["moved", "parts moved"])
def test_money_by_year_follows_a_changed_first_year_as_the_model_spreads_it(
    computed: Mapping[str, Any], name: str
) -> None:
    answer = make_run("dongchuan").answer if name == "moved" else make_parts()
    assert answer is not None
    moves, portfolio, book = list_moves(answer), answer.choice.portfolio, computed[name]
    assert moves
    wanted: dict[int, float] = {}
    for action in answer.problem.actions:
        if action.action_id in portfolio.starts:
            start = moves.get(action.action_id, portfolio.starts[action.action_id])
            for year, amount in action.spread_cost(start, answer.problem.horizon).items():
                wanted[year] = wanted.get(year, 0.0) + portfolio.shares.get(action.action_id, 1.0) * amount
    for sheet in ("year_cost", "yearly_total"):
        paid = dict(zip(take(book, f"{sheet.partition('_')[0]}_year"), take(book, sheet), strict=True))
        assert {year: each for year, each in paid.items() if each} == pytest.approx(
            {y: a for y, a in wanted.items() if a}
        ), sheet
    assert take(book, "sum_cost") == pytest.approx([sum(wanted.values())])
    finish = dict(zip(take(book, "project_action_id"), take(book, "project_finish"), strict=True))
    for key, year in moves.items():
        assert finish[key] == answer.problem.action_by_id[key].find_finish(year)


def test_what_a_moved_project_may_change_asks_to_be_solved_again(computed: Mapping[str, Any]) -> None:
    answer, book = make_run("dongchuan").answer, computed["moved"]
    assert answer is not None
    moves, problem = list_moves(answer), answer.problem
    results = dict(zip(take(book, "target_indicator_id"), take(book, "target_result"), strict=True))
    for key, result in results.items():
        is_touched = any(each.action_id in moves for each in problem.contributions_by_key[key])
        assert (result == "solve again") == is_touched, key
    assert "solve again" in results.values()
    assert take(book, "sum_ticks")[0].startswith("changed")


def test_a_first_year_can_be_changed_within_what_the_model_allows() -> None:
    answer = make_run("dongchuan").answer
    assert answer is not None
    book = load(render("dongchuan", "zh"), values=False)
    sheet = book["项目"]
    limits = {
        str(each.sqref): (int(each.formula1), int(each.formula2))
        for each in sheet.data_validations.dataValidation
        if each.type == "whole"
    }
    cells = dict(zip(take(book, "project_action_id"), find(book, "project_start"), strict=True))
    for action in answer.problem.actions:
        allowed = (min(action.starts), max(action.starts))
        assert limits.get(cells[action.action_id].coordinate) == (allowed if len(action.starts) > 1 else None), (
            action.action_id
        )
    assert limits
