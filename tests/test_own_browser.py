"""A county of one's own in a real browser: a plan in Word and a list in Excel are dropped, looked at, and become a plan one decides on."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from own_files import make_list, write_files
from peakfolio.words import Language, say
from workbench import PATIENCE, Visitor, open_browser, run_workbench

expect.set_options(timeout=PATIENCE)
QUICK = str(Path(__file__).with_name("quick_workbench.py"))
Say = Callable[..., str]


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    with run_workbench(tmp_path_factory.mktemp("workspace"), (QUICK,)) as address, open_browser() as browser:
        visitor = visit(browser, address)
        yield visitor
        visitor.leave()


def visit(browser: Browser, address: str) -> Visitor:
    return Visitor(browser, address)


@pytest.fixture
def visitor(window: Visitor) -> Iterator[Visitor]:
    yield window.come()
    window.stop()
    assert window.errors == []
    assert window.outside == []


@pytest.mark.parametrize("language", ["zh", pytest.param("en", marks=pytest.mark.slow)])
def test_from_word_and_excel_to_an_answer(visitor: Visitor, tmp_path: Path, language: Language) -> None:
    page = visitor.page

    def t(text: str, /, **fields: object) -> str:
        return say(text, **fields).read(language)

    if language == "en":
        page.get_by_role("button", name=say("Switch to Chinese").read("zh")).click()
        page.get_by_role("tab", name=t("Answer"), exact=True).wait_for()
    page.locator(".pf-card").first.wait_for()
    files = write_files(tmp_path)
    bring_in(page, files, t)
    visitor.keep_screen(f"{language}-own-tables")
    confirm_indicators(page, t)
    visitor.keep_screen(f"{language}-own-indicators")
    confirm_projects(page, t)
    visitor.keep_screen(f"{language}-own-projects")
    page.get_by_role("button", name=t("Finish and open the plan")).click()
    page.get_by_text(f"清溪县 {t('(uploaded)')}").wait_for()
    visitor.expect_card(t("Indicators"), "5")
    visitor.expect_card(t("Projects"), "4")
    decide(visitor, t)
    visitor.keep_screen(f"{language}-own-decided")
    correct(page, tmp_path, t)


def bring_in(page: Page, files: tuple[Path, Path], t: Say) -> None:
    """Both files are read, a third that is none is refused in a sentence, and the tables are what they are."""
    page.get_by_role("button", name=t("New county")).first.click()
    wizard = page.locator(".pf-wizard")
    wizard.get_by_text(t("Choose or drop files")).wait_for()
    old = files[0].with_suffix(".doc")
    old.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600)
    page.locator(".pf-wizard input[type=file]").set_input_files([*files])
    expect(wizard.locator(".pf-good")).to_have_count(2)
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


def confirm_projects(page: Page, t: Say) -> None:
    """A sum that does not agree with the document is said, and follows a correction at once."""
    wizard = page.locator(".pf-wizard")
    wizard.get_by_role("button", name=t("Next")).click()
    expect(wizard.locator(".pf-bad").filter(has_text="18,000")).to_be_visible()
    cost = wizard.get_by_label(f"{t('Cost (10,000 yuan)')}: 农村生活污水治理工程")
    cost.fill("4240")
    cost.press("Tab")
    expect(wizard.locator(".pf-good").filter(has_text="18,000")).to_be_visible()
    cost.fill("3910")
    cost.press("Tab")
    expect(wizard.locator(".pf-bad").filter(has_text="18,000")).to_be_visible()


def decide(visitor: Visitor, t: Say) -> None:
    """A question is answered from the text, two decisions are made by keyboard; the answer on top follows, and one is taken back."""
    page = visitor.page
    visitor.open_tab(t("Review of effects"))
    page.locator(".pf-item").first.wait_for()
    answer = page.locator(".pf-top")
    visitor.wait_until_ready(t("Ready"))
    before = answer.inner_text()
    page.locator(".pf-question").get_by_role("button", name=re.compile("132")).click()
    expect(page.locator(".pf-item")).to_have_count(3)
    expect(page.locator(".pf-question")).to_have_count(0)
    page.locator(".pf-item").first.click()
    expect(page.locator(".pf-passage mark").first).to_be_visible()
    expect(page.locator(".pf-passage .pf-cited")).to_contain_text("33个行政村")
    page.keyboard.press("1")
    expect(page.locator(".pf-chip-accepted")).to_have_count(1)
    page.keyboard.press("3")
    expect(page.locator(".pf-chip-refused")).to_have_count(1)
    visitor.wait_until_ready(t("Ready"))
    expect(answer).not_to_have_text(before)
    page.locator(".pf-item").filter(has=page.locator(".pf-chip-refused")).click()
    page.get_by_role("button", name=t("Undo this decision")).click()
    expect(page.locator(".pf-chip-refused")).to_have_count(0)
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
