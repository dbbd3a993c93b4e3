"""A county of one's own in a real browser: a plan in Word and a list in Excel are dropped, looked at, and become a plan one decides on."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from html import escape
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from edition_files import FONT
from own_files import HEADS, INDICATORS, TITLE, make_list, write_files
from own_tour import speak
from peakfolio.app.own.bringing import Bringing
from peakfolio.report.names import show_money
from peakfolio.words import Language, say
from workbench import PATIENCE, Visitor, open_browser, run_workbench

expect.set_options(timeout=PATIENCE)
QUICK = str(Path(__file__).with_name("quick_workbench.py"))
Say = Callable[..., str]
LANGUAGES = ("zh", "en")


@dataclass
class Home:
    """A workbench that can be started anew over what it keeps, and the browser that visits it."""

    browser: Browser
    workspace: Path
    running: ExitStack
    visitor: Visitor

    def restart(self) -> Visitor:
        """Ends the workbench, starts it again over the same workspace, and comes as somebody it does not know."""
        self.close()
        self.visitor = come(self.browser, self.workspace, self.running)
        return self.visitor

    def close(self) -> None:
        """Nothing went wrong in the page, and nothing left the machine."""
        self.visitor.leave()
        self.running.close()
        assert self.visitor.errors == []
        assert self.visitor.outside == []


def come(browser: Browser, workspace: Path, running: ExitStack) -> Visitor:
    return Visitor(browser, running.enter_context(run_workbench(workspace, (QUICK,)))).come()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as opened:
        yield opened


@pytest.fixture
def home(browser: Browser, tmp_path: Path) -> Iterator[Home]:
    with ExitStack() as running:
        workspace = tmp_path / "workspace"
        found = Home(browser, workspace, running, come(browser, workspace, running))
        yield found
        found.close()


def speak_in(language: Language) -> Say:
    return lambda text, /, **fields: say(text, **fields).read(language)


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_from_word_and_excel_to_an_answer_that_outlives_the_server(
    home: Home, tmp_path: Path, language: Language
) -> None:
    visitor, t = home.visitor, speak_in(language)
    speak(visitor.page, language)
    bring_in(visitor.page, write_files(tmp_path), t)
    visitor.keep_screen(f"{language}-own-tables")
    confirm_indicators(visitor.page, t)
    visitor.keep_screen(f"{language}-own-indicators")
    confirm_projects(visitor.page, t, language)
    visitor.keep_screen(f"{language}-own-projects")
    finish(visitor, t)
    decide(visitor, t)
    visitor.keep_screen(f"{language}-own-decided")
    visitor.wait_until_ready(t("Ready"))
    answer = visitor.page.locator(".pf-top").inner_text()
    open_again(home, save_session(visitor, tmp_path, t), answer, language)


@pytest.mark.slow
def test_a_corrected_list_says_what_it_changes(home: Home, tmp_path: Path) -> None:
    page, t = home.visitor.page, speak_in("zh")
    speak(page, "zh")
    bring_in(page, write_files(tmp_path), t)
    page.locator(".pf-wizard").get_by_role("button", name=t("4 Projects")).click()
    finish(home.visitor, t)
    correct(page, tmp_path, t)


def test_a_printed_plan_is_brought_in_like_the_word_file(browser: Browser, tmp_path: Path) -> None:
    page = browser.new_page()
    rows = "".join(f"<tr>{''.join(f'<td>{escape(each)}</td>' for each in row)}</tr>" for row in (HEADS, *INDICATORS))
    style = f"@font-face {{ font-family: printed; src: url('{FONT.as_uri()}') }} td {{ border: 1px solid; font: 9pt printed }}"
    (tmp_path / "page.html").write_text(
        f"<meta charset=utf-8><style>{style}</style><p>{TITLE}</p><table>{rows}</table>", encoding="utf-8"
    )
    page.goto((tmp_path / "page.html").as_uri())
    bringing = Bringing()
    try:
        assert bringing.take("规划.pdf", page.pdf(format="A4", landscape=True), tmp_path) is None
        assert bringing.refusals == {}
        bringing.understand()
    finally:
        bringing.reader.close()
        page.close()
    assert bringing.read is not None
    assert [row.name_zh for row in bringing.read.rows["indicators"]] == [row[2] for row in INDICATORS]


def bring_in(page: Page, files: tuple[Path, Path], t: Say) -> None:
    """Both files are read, a third that is none is refused in a sentence, and the tables are what they are."""
    page.get_by_role("button", name=t("New county")).first.click()
    wizard = page.locator(".pf-wizard")
    wizard.get_by_text(t("Choose or drop files")).wait_for()
    old = files[0].with_suffix(".doc")
    old.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600)
    page.locator(".pf-wizard input[type=file]").set_input_files([*files, old])
    expect(wizard.locator(".pf-good")).to_have_count(2)
    expect(wizard.locator(".pf-bad").filter(has_text="清溪县规划.doc")).to_contain_text(".docx")
    wizard.get_by_role("button", name=t("Read these files")).click()
    expect(wizard.locator(".pf-sheet")).to_have_count(2)
    expect(wizard.get_by_text("农村生活污水治理率").first).to_be_visible()
    assert len(wizard.locator("select").all()) == 2 + 8 + 8


def confirm_indicators(page: Page, t: Say) -> None:
    """The cell that was not understood stands first, says why, and is filled by hand."""
    wizard = page.locator(".pf-wizard")
    wizard.get_by_role("button", name=t("Next")).click()
    first = wizard.locator(".pf-line[role=group]").first
    expect(first).to_have_class(re.compile("pf-mark-unread"))
    expect(first).to_contain_text("见考核细则")
    target = first.locator(".pf-part input").last
    target.fill("90")
    target.press("Tab")
    expect(first.locator(".pf-part input").last).to_have_value("90")
    expect(wizard.get_by_text(t("not understood"))).to_have_count(0)


def confirm_projects(page: Page, t: Say, language: Language) -> None:
    """A sum that does not agree with the document is said, and follows a correction at once."""
    wizard = page.locator(".pf-wizard")
    wizard.get_by_role("button", name=t("Next")).click()
    total = show_money(18000).read(language)
    expect(wizard.locator(".pf-bad").filter(has_text=total)).to_be_visible()
    cost = wizard.get_by_label(f"{t('Cost (10,000 yuan)')}: 农村生活污水治理工程")
    cost.fill("4240")
    cost.press("Tab")
    expect(wizard.locator(".pf-good").filter(has_text=total)).to_be_visible()
    cost.fill("3910")
    cost.press("Tab")
    expect(wizard.locator(".pf-bad").filter(has_text=total)).to_be_visible()


def finish(visitor: Visitor, t: Say) -> None:
    """The plan is open, and holds what the files hold."""
    visitor.page.get_by_role("button", name=t("Finish and open the plan")).click()
    visitor.page.get_by_text(f"清溪县 {t('(uploaded)')}").wait_for()
    visitor.expect_card(t("Indicators"), "5")
    visitor.expect_card(t("Projects"), "4")


def decide(visitor: Visitor, t: Say) -> None:
    """A question is answered from the text, two decisions are made by keyboard; the answer on top follows, and one is taken back."""
    page = visitor.page
    visitor.open_tab(t("Review of effects"))
    page.locator(".pf-item").first.wait_for()
    answer = page.locator(".pf-top")
    visitor.wait_until_ready(t("Ready"))
    type_while_deciding(page)
    before = answer.inner_text()
    page.locator(".pf-question").get_by_role("button", name=re.compile("132")).click()
    expect(page.locator(".pf-item")).to_have_count(3)
    expect(page.locator(".pf-question")).to_have_count(0)
    page.locator(".pf-item").first.click()
    expect(page.locator(".pf-review")).to_be_focused()
    expect(page.locator(".pf-passage mark").first).to_be_visible()
    expect(page.locator(".pf-passage .pf-cited")).to_contain_text("33个行政村")
    page.keyboard.press("1")
    expect(page.locator(".pf-chip-accepted")).to_have_count(1)
    page.keyboard.press("3")
    expect(page.locator(".pf-chip-refused")).to_have_count(1)
    visitor.wait_until_ready(t("Ready"))
    expect(answer).not_to_have_text(before)
    refused = page.locator(".pf-item").filter(has=page.locator(".pf-chip-refused"))
    refused.click()
    expect(refused).to_have_attribute("aria-expanded", "true")
    page.get_by_role("button", name=t("Undo this decision")).click()
    expect(page.locator(".pf-chip-refused")).to_have_count(0)
    expect(page.locator(".pf-chip-accepted")).to_have_count(1)


def type_while_deciding(page: Page) -> None:
    """What is typed into a question stays, and so does the cursor, while a decision made just before is worked out."""
    page.locator(".pf-item").first.click()
    expect(page.locator(".pf-review")).to_be_focused()
    page.keyboard.press("4")
    source = page.locator(".pf-question input").last
    source.fill("统计")
    expect(page.locator(".pf-chip-unknown")).to_have_count(1)
    source.press_sequentially("年鉴")
    expect(source).to_have_value("统计年鉴")
    expect(source).to_be_focused()


def save_session(visitor: Visitor, folder: Path, t: Say) -> Path:
    """The plan with its decisions and answers, in one file."""
    visitor.open_tab(t("Download"))
    with visitor.page.expect_download() as loading:
        visitor.page.get_by_role("button", name=t("Session file (plan, scenarios, answers)")).click()
    saved = folder / loading.value.suggested_filename
    assert saved.name.endswith(".peakfolio.zip")
    loading.value.save_as(saved)
    return saved


def open_again(home: Home, saved: Path, answer: str, language: Language) -> None:
    """After a restart somebody else opens the session file and finds plan, answer and decisions."""
    visitor, t = home.restart(), speak_in(language)
    page = visitor.page
    speak(page, language)
    page.get_by_role("button", name=t("New county")).first.click()
    page.locator(".pf-wizard input[type=file]").set_input_files(saved)
    page.get_by_text(f"清溪县 {t('(uploaded)')}").wait_for()
    visitor.open_tab(t("Review of effects"))
    expect(page.locator(".pf-top")).to_have_text(answer)
    expect(page.get_by_text(t("Decided earlier"))).to_be_visible()
    expect(page.locator(".pf-chip-accepted")).to_have_count(1)


def correct(page: Page, folder: Path, t: Say) -> None:
    """A corrected list says what it changes, and nothing is taken unasked."""
    (folder / "重点工程.xlsx").write_bytes(make_list(cost=4240))
    page.get_by_role("button", name=t("New county")).first.click()
    wizard = page.locator(".pf-wizard")
    wizard.get_by_text(t("Make a new county instead")).wait_for()
    page.locator(".pf-wizard input[type=file]").set_input_files([folder / "清溪县规划.docx", folder / "重点工程.xlsx"])
    expect(wizard.locator(".pf-good")).to_have_count(2)
    wizard.get_by_role("button", name=t("Read these files")).click()
    expect(wizard.locator(".pf-sheet")).to_have_count(2)
    wizard.get_by_role("button", name=t("4 Projects")).click()
    wizard.get_by_role("button", name=t("Finish and open the plan")).click()
    changed = page.get_by_role("dialog").locator("tr").filter(has_text="cost_wan_yuan")
    expect(changed).to_contain_text("3910")
    expect(changed).to_contain_text("4240")
    page.get_by_role("button", name=t("Leave the plan as it is")).click()
    expect(changed).to_have_count(0)
    wizard.get_by_role("button", name=t("Finish and open the plan")).click()
    page.get_by_role("button", name=t("Take the changes")).click()
    expect(wizard).to_have_count(0)
