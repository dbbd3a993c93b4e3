"""The workbench in a real browser: the planner's whole story in Chinese and in English, without an error or an outside request."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from playwright.sync_api import TimeoutError as TooLate

from conftest import load
from peakfolio.app import budget_steps
from peakfolio.app.workbooks import pack_workbook
from peakfolio.plan.catalogue import find_region
from peakfolio.portfolio.build import build_problem
from peakfolio.portfolio.frontier import trace_targets
from peakfolio.portfolio.optimise import choose_portfolio
from peakfolio.portfolio.verify import verify_portfolio
from peakfolio.report.names import ROLES, show_money
from peakfolio.words import Language, Name, format_number, say, say_in
from workbench import PATIENCE, Visitor, open_browser, run_workbench

expect.set_options(timeout=PATIENCE)
QUICK = str(Path(__file__).with_name("quick_workbench.py"))
SWITCH = say("Switch to Chinese").read("zh")
READY = say("Ready").read("zh")
CJK = re.compile(r"[\u3400-\u9fff]+")
READ_TEXTS = """
() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) if (!walker.currentNode.parentElement.closest('script, style')) found.push(walker.currentNode.textContent);
  for (const each of document.querySelectorAll('[aria-label]')) found.push(each.getAttribute('aria-label'));
  for (const each of document.querySelectorAll('[title]')) found.push(each.getAttribute('title'));
  return found;
}
"""

# The controls of head and panel that, while they have the focus, are described by no text.
FIND_UNEXPLAINED = """
() => {
  const said = 'header button, header input, aside button, aside input, aside [role=switch], aside [role=slider], aside [role=checkbox]';
  return [...document.querySelectorAll(said)].filter((each) => each.offsetParent && !each.disabled).filter((each) => {
    each.focus();
    return !document.getElementById(each.getAttribute('aria-describedby'))?.textContent.trim();
  }).map((each) => each.outerHTML.slice(0, 160));
}
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with run_workbench(tmp_path_factory.mktemp("workspace"), (QUICK,)) as address:
        yield address


@pytest.fixture(scope="module")
def window(browser: Browser, address: str) -> Iterator[Visitor]:
    window = Visitor(browser, address)
    yield window
    window.leave()


@pytest.fixture(scope="module")
def slow_window(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    """At a workbench as a planner starts it."""
    with run_workbench(tmp_path_factory.mktemp("workspace")) as address:
        window = Visitor(browser, address)
        yield window
        window.leave()


@pytest.fixture
def visitor(request: pytest.FixtureRequest) -> Iterator[Visitor]:
    """Somebody who comes to the workbench for the first time."""
    is_slow = request.node.get_closest_marker("slow") is not None
    visitor: Visitor = request.getfixturevalue("slow_window" if is_slow else "window")
    yield visitor.come()
    visitor.stop()
    assert visitor.errors == []
    assert visitor.outside == []


def spoil(workbook: bytes) -> bytes:
    """A workbook with two faults: a cost in words, and a project without a name."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(workbook))
    sheet = book["projects"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(3, columns["cost_wan_yuan"]).value = "很多"
    sheet.cell(5, columns["name_zh"]).value = None
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@dataclass(frozen=True)
class Told:
    """What a planner of one language reads on the way."""

    language: Language
    region: str
    fault: str
    no_longer: str
    project: str
    acceptance: str
    carbon: str
    chapter: str
    suffix: str


HALF = 0.5  # of what the answer without a limit costs


@dataclass(frozen=True)
class Found:
    """What the answer to a question is, found without the page."""

    cost: float
    met: str
    works: Name  # of one of its projects

    def show(self, language: Language) -> str:
        return show_money(round(self.cost)).read(language)


@cache
def find_answer(part: float | None = None, asked: float | None = None) -> Found:
    """The answer of Dongchuan: without a limit, for a part of what that costs, or for a budget."""
    plan = load("dongchuan")
    budget = asked if part is None else find_budget(part)
    scenario = plan.settings.scenario.model_copy(update={"budget_wan_yuan": budget})
    choice = choose_portfolio(build_problem(plan, scenario))
    outcomes = verify_portfolio(plan, choice.problem, choice.portfolio).outcomes
    met = f"{sum(each.is_met for each in outcomes)}/{len(outcomes)}"
    works = next(row.name for row in plan.projects if row.project_id in choice.portfolio.starts)
    return Found(choice.portfolio.discounted_cost, met, works)


def find_budget(part: float) -> int:
    """A part of what the answer without a limit costs, 万元."""
    return round(part * find_answer().cost)


def find_breakpoint() -> tuple[float, float]:
    """The dearest answer of Dongchuan below the whole, and how many targets it meets."""
    plan = load("dongchuan")
    point = trace_targets(plan, build_problem(plan, plan.settings.scenario))[-2]
    return point.cost_wan_yuan, point.reached


STORIES = (
    Told(
        "zh", "昆明市东川区", "应为数字，写的是“很多”", "不再达到", "建立生态产品价值核算机制",
        "验收", "次模拟中", "资金与进度", "report.docx",
    ),
    Told(
        "en", "Dongchuan District, Kunming", 'found "很多"', "No longer met",
        "Accounting of the value of ecological products", "acceptance", "draws the probability",
        "Money and time", "report.docx",
    ),
)  # fmt: skip


@pytest.mark.parametrize("told", [STORIES[0], pytest.param(STORIES[1], marks=pytest.mark.slow)], ids=["zh", "en"])
def test_the_whole_story(visitor: Visitor, tmp_path: Path, told: Told) -> None:
    """Upload, faults, budget, trace, save, lock, compare, reload, undo, emissions, delivery, downloads."""
    page, language = visitor.page, told.language

    def t(text: str, context: str = "", /, **fields: object) -> str:
        said = say_in(context, text, **fields) if context else say(text, **fields)
        return said.read(language)

    if language == "en":
        page.get_by_role("button", name=SWITCH).click()
        page.get_by_role("tab", name=t("Answer"), exact=True).wait_for()
    page.locator(".pf-card").first.wait_for()
    visitor.keep_screen(f"{language}-overview")
    workbook = pack_workbook(find_region("dongchuan"))
    (tmp_path / "bad.xlsx").write_bytes(spoil(workbook))
    (tmp_path / "good.xlsx").write_bytes(workbook)
    page.get_by_role("button", name=t("Upload / template")).click()
    page.set_input_files("input[type=file]", tmp_path / "bad.xlsx")
    page.get_by_text(t("{count} problems; nothing of the file was kept. Mend and upload again.", count=2)).wait_for()
    expect(page.get_by_role("dialog").locator("td", has_text="cost_wan_yuan")).to_be_visible()
    expect(page.get_by_role("dialog").locator("td", has_text=told.fault)).to_be_visible()
    visitor.keep_screen(f"{language}-upload-faults")
    page.set_input_files("input[type=file]", tmp_path / "good.xlsx")
    page.get_by_text(f"{told.region} {t('(uploaded)')}").wait_for()

    visitor.open_tab(t("Answer"))
    whole, half = find_answer(), find_answer(HALF)
    visitor.expect_card(t("Cost"), whole.show(language))
    assert visitor.read_card(t("Targets met")) == whole.met
    budget = page.get_by_label(t("Total budget (10,000 yuan)"), exact=True)
    budget.fill(str(find_budget(HALF)))
    budget.press("Enter")
    visitor.expect_card(t("Cost"), half.show(language))
    assert visitor.read_card(t("Targets met")) == half.met != whole.met
    expect(page.get_by_text(told.no_longer)).to_be_visible()
    visitor.keep_screen(f"{language}-answer", full=True)
    page.locator(".pf-card .pf-big").first.click()
    expect(page.get_by_role("dialog").get_by_text(t("Lines")).first).to_be_visible()
    visitor.keep_screen(f"{language}-trace")
    page.keyboard.press("Escape")
    page.get_by_role("button", name=t("Save scenario")).click()
    page.get_by_label(t("Save as")).fill("五千万")
    page.get_by_label(t("Save as")).press("Enter")

    visitor.open_tab(t("Projects"))
    page.get_by_label(t("Search")).fill("P01")
    page.get_by_label(t("Lock {name}", name=told.project)).select_option("in")
    locked_in = ROLES["locked_in"].read(language)
    expect(page.locator("tr", has_text="P01").locator("td").nth(6)).to_have_text(locked_in)
    visitor.keep_screen(f"{language}-projects")
    visitor.open_tab(t("Compare"))
    page.locator(".pf-card", has_text="五千万").wait_for()
    visitor.keep_screen(f"{language}-compare", full=True)
    page.reload()
    page.locator(".pf-card", has_text="五千万").wait_for()
    page.get_by_role("button", name=t("Undo")).click()
    visitor.open_tab(t("Projects"))
    expect(page.locator("tr", has_text="P01").locator("td").nth(6)).not_to_have_text(locked_in)

    visitor.open_tab(t("Carbon"))
    page.get_by_text(told.carbon).first.wait_for()
    page.locator(".q-table .pf-number:visible").first.click()
    expect(page.get_by_role("dialog").get_by_text(t("Source")).first).to_be_visible()
    page.keyboard.press("Escape")
    visitor.keep_screen(f"{language}-carbon", full=True)
    visitor.open_tab(t("Delivery"))
    page.get_by_role("heading", name=t("Certainty and what it costs")).wait_for()
    page.get_by_label(t("Source of {name}", name=half.works.read(language))).first.click()
    expect(page.get_by_role("dialog").get_by_text(told.acceptance).first).to_be_visible()
    page.keyboard.press("Escape")
    visitor.keep_screen(f"{language}-delivery", full=True)
    _download(page, told, t)


def _download(page: Page, told: Told, t: Callable[..., str]) -> None:
    page.get_by_role("tab", name=t("Download"), exact=True).click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name=t("All result tables (CSV in a zip)")).click()
    with zipfile.ZipFile(waiting.value.path()) as archive:
        rows = list(csv.DictReader(io.StringIO(archive.read("portfolio.csv").decode("utf-8-sig"))))
    assert len([row for row in rows if row["role"] == "needed"]) > 3
    with page.expect_download() as waiting:
        page.get_by_role("button", name=t("Template as xlsx")).click()
    assert waiting.value.suggested_filename == "昆明市东川区-plan.xlsx"  # a copy of one's own bears its name
    with page.expect_download() as waiting:
        page.get_by_role("button", name=t("Appraisal report (Word)")).click()
    assert waiting.value.suggested_filename == f"昆明市东川区-{told.suffix}"
    with zipfile.ZipFile(waiting.value.path()) as archive:
        assert told.chapter in archive.read("word/document.xml").decode()


def test_the_chain_of_an_effect_is_drawn_and_a_figure_of_it_changed(visitor: Visitor) -> None:
    """33 villages are 27.05 points of 122, and 20.3 of them work; with 125 villages it is 19.8, and the plan's figure comes back."""
    page = visitor.page
    dialog, boxes = page.get_by_role("dialog"), page.locator(".pf-chain .pf-step")
    visitor.wait_until_ready("已完成")  # a table that is drawn anew under the cursor loses the click
    visitor.open_tab("项目")
    page.locator("tr", has_text="P34").locator("button.pf-number").first.click()
    expect(boxes).to_have_count(4)
    expect(boxes.last).to_contain_text("20.3")
    boxes.filter(has_text="农村生活污水治理率的分母").click()
    dialog.get_by_label("取值 (行政村)").fill("121")
    expect(dialog.get_by_text("应依次不减")).to_be_visible()
    dialog.get_by_label("取值 (行政村)").fill("125")
    expect(boxes.last).to_contain_text("19.8")
    visitor.keep_screen("zh-chain")
    dialog.get_by_role("button", name="按此值重新求解").click()
    visitor.open_tab("方案")
    expect(page.get_by_text("农村生活污水治理率的分母设为125（122～130）行政村").first).to_be_visible()
    visitor.open_tab("项目")
    page.locator("tr", has_text="P34").locator("button.pf-number").first.click()
    own = boxes.filter(has_text="125（122～130）")
    expect(own).to_have_class(re.compile("pf-own"))
    own.click()
    expect(dialog.get_by_text("使用者在本情景中自行设定的数值").first).to_be_visible()
    dialog.get_by_role("button", name="恢复规划原值").click()
    page.locator("tr", has_text="P34").locator("button.pf-number").first.click()
    expect(boxes.last).to_contain_text("20.3")
    page.keyboard.press("Escape")


def test_an_english_page_holds_no_chinese_of_its_own(visitor: Visitor) -> None:
    page = visitor.page
    page.get_by_role("button", name=SWITCH).click()
    page.get_by_role("tab", name="Answer").wait_for()
    visitor.open_tab("Answer")
    page.get_by_text("If the effects are read otherwise").wait_for()
    cost, reached = find_breakpoint()
    page.get_by_role(
        "button", name=f"{format_number(budget_steps.find_budget(cost), 2)}: {reached:.0f}", exact=False
    ).click()
    visitor.expect_card("Cost", show_money(round(cost)).read("en"))
    visitor.open_tab("Targets")
    page.get_by_label("Whether Green mines counts").uncheck()
    expect(page.locator("tr", has_text="Green mines").first).to_contain_text("left out")
    said: set[str] = set()
    for tab in (
        "Overview",
        "Answer",
        "Projects",
        "Targets",
        "Delivery",
        "Carbon",
        "As of today",
        "Compare",
        "Download",
    ):
        visitor.open_tab(tab)
        said |= set(page.evaluate(READ_TEXTS))
    page.get_by_role("button", name="Upload / template").click()
    said |= set(page.evaluate(READ_TEXTS))
    visitor.keep_screen("en-upload")
    _refuse_interface_chinese(said)


def _refuse_interface_chinese(said: set[str]) -> None:
    """What is Chinese on an English page must be words of the plan, or the switch back to Chinese."""
    data = json.dumps(
        [row.model_dump(mode="json") for name in _list_tables() for row in getattr(load("dongchuan"), name)],
        ensure_ascii=False,
    )
    runs = {run for text in said for run in CJK.findall(text)}
    assert {run for run in runs if run not in data and run != "中文"} == set()


def _list_tables() -> tuple[str, ...]:
    from peakfolio.plan.package import TABLES

    return tuple(TABLES)


def test_two_users_do_not_see_each_others_scenarios(browser: Browser, address: str, visitor: Visitor) -> None:
    other = Visitor(browser, address).come()
    expect(visitor.page.locator(".pf-state")).not_to_be_empty()
    visitor.open_tab("方案")
    budget = visitor.page.get_by_label("总预算（万元）", exact=True)
    budget.fill(str(find_budget(HALF)))
    budget.press("Enter")
    visitor.expect_card("投资", find_answer(HALF).show("zh"))
    other.open_tab("方案")
    other.expect_card("投资", find_answer().show("zh"))
    other.leave()


def test_a_stop_ends_the_work_and_the_page_goes_on(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open_tab("方案")
    visitor.expect_card("投资", find_answer().show("zh"))
    budget, state = page.get_by_label("总预算（万元）", exact=True), page.locator(".pf-state")
    most = find_budget(HALF)
    for asked in range(most, most + 10):  # an answer may be there before the hand that stops it
        budget.fill(str(asked))
        budget.press("Enter")
        with suppress(TooLate):
            page.get_by_role("button", name="停止").click(timeout=5_000)
        expect(state).to_have_text(re.compile(f"已停止|{READY}"), timeout=PATIENCE)
        if "已停止" in state.inner_text():
            break
    visitor.wait_until_ready("已停止")
    page.get_by_role("button", name="重新求解", exact=True).click()
    visitor.expect_card("投资", find_answer(asked=asked).show("zh"))


def test_costs_are_sorted_by_their_value(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open_tab("方案")
    visitor.expect_card("投资", find_answer().show("zh"))
    visitor.wait_until_ready(READY)  # a table that is drawn anew under the cursor loses the click
    visitor.open_tab("项目")
    heading = page.locator("th:visible", has_text="万元").first
    cells = page.locator("td:visible button.pf-number")

    def click_and_read(order: str) -> list[float]:
        """The costs once the table stands in an order, which the server has to confirm."""
        heading.click()
        expect(heading).to_have_class(re.compile(order))
        return [float(each.replace(",", "")) for each in cells.all_inner_texts()]

    rising, falling = click_and_read(r"sorted\s*$"), click_and_read("sort-desc")
    assert rising == sorted(rising)
    assert falling == sorted(rising, reverse=True)


def test_a_plan_without_costs_says_so(visitor: Visitor) -> None:
    page = visitor.page
    expect(page.locator(".pf-state")).not_to_be_empty()
    page.get_by_label("规划", exact=True).click()
    page.get_by_role("option", name="禄丰市").click()
    expect(page.locator(".pf-main")).to_contain_text("禄丰")
    visitor.open_tab("方案")
    expect(page.get_by_role("alert").get_by_text("都没有投资数字")).to_be_visible()
    expect(page.get_by_label("总预算（万元）", exact=True)).to_be_disabled()
    visitor.keep_screen("zh-no-costs")
    page.get_by_role("alert").get_by_role("button", name="填写项目投资").click()
    expect(page.get_by_role("tab", name="项目")).to_have_attribute("aria-selected", "true")
    page.locator(".pf-edit-grid .ag-cell").first.wait_for()


def test_a_plan_is_looked_back_on_and_asked_again_from_today(visitor: Visitor) -> None:
    page = visitor.page
    expect(page.locator(".pf-state")).not_to_be_empty()
    page.get_by_label("规划", exact=True).click()
    page.get_by_role("option", name="昆明市", exact=True).click()
    expect(page.get_by_label("总预算（万元）", exact=True)).to_be_disabled()  # it lists no project
    visitor.open_tab("回顾")
    expect(page.locator(".pf-headline:visible")).to_contain_text("Brier")
    page.locator(".pf-number:visible", has_text="83.08").first.click()
    expect(page.get_by_role("dialog", name="这个数字从哪里来")).to_contain_text("出处：")
    page.keyboard.press("Escape")
    page.get_by_role("switch", name="编辑表格：口径变化").click()
    page.locator(".pf-edit-grid:visible .ag-cell").first.wait_for()
    visitor.open_tab("今日再看")
    page.get_by_label("截至", exact=True).fill("2026-11")
    page.get_by_role("button", name="重新规划", exact=True).click()
    expect(page.locator(".pf-headline:visible")).to_contain_text("2030")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    visitor.keep_screen("zh-as-of-today")


def test_a_conflict_is_resolved_by_one_click_and_undone(visitor: Visitor) -> None:
    """P07 costs 2,400: below that it cannot be locked in."""
    page = visitor.page
    expect(page).to_have_title("昆明市东川区 - peakfolio")
    visitor.open_tab("方案")
    visitor.expect_card("投资", find_answer().show("zh"))
    visitor.wait_until_ready(READY)  # a table that is drawn anew under the hand loses the choice
    visitor.open_tab("项目")
    page.get_by_label("查找").fill("P07")
    page.locator("tr", has_text="P07").locator("select").select_option("in")
    visitor.open_tab("方案")
    budget = page.get_by_label("总预算（万元）", exact=True)
    budget.fill("100")
    budget.press("Enter")
    alert, former = page.get_by_role("alert"), page.locator(".pf-former")
    raise_it = alert.get_by_role("button", name="放宽总预算到 2,400 万元")
    expect(raise_it).to_be_visible()
    expect(alert.get_by_role("button", name="解除 P07 的锁定")).to_be_visible()
    expect(alert.get_by_text("水井山水源地保护工程")).to_be_visible()
    expect(former.get_by_text("年规划目标").first).to_be_visible()
    visitor.keep_screen("zh-conflict")
    raise_it.click()
    visitor.expect_card("投资", show_money(2400.0).read("zh"))
    expect(budget).to_have_value("2400")
    expect(former).to_have_count(0)
    page.get_by_role("button", name="撤销").click()
    expect(raise_it).to_be_visible()
    expect(budget).to_have_value("100")


def test_the_keyboard_alone_reaches_the_answer(visitor: Visitor) -> None:
    page = visitor.page
    expect(page.locator(".pf-state")).not_to_be_empty()
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('aria-label')") == "总预算（万元）":
            break
    page.keyboard.type(str(find_budget(HALF)))
    page.keyboard.press("Enter")
    expect(page.get_by_role("tab", name="方案")).to_have_attribute("aria-selected", "true")
    visitor.expect_card("投资", find_answer(HALF).show("zh"))
    unnamed = page.evaluate(
        "() => [...document.querySelectorAll('button, input, select')].filter((each) => each.offsetParent && !each.innerText"
        " && !each.getAttribute('aria-label') && !each.labels?.length && each.type !== 'file').map((each) => each.outerHTML.slice(0, 120))"
    )
    assert unnamed == []
    page.get_by_text("分来源分年上限").click()
    expect(page.get_by_role("button", name="增加上限", exact=True)).to_be_visible()
    assert page.evaluate(FIND_UNEXPLAINED) == []
    page.get_by_label("说明：工程成效").focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("tooltip", name="低值谨慎")).to_be_visible()
