"""The cost of a project is edited in a real browser: typed and pasted, refused and taken, and undone; the answer follows."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from peakfolio.plan.changes import say_table
from peakfolio.words import say
from workbench import PATIENCE, Visitor, open_browser, run_workbench

expect.set_options(timeout=PATIENCE)
QUICK = str(Path(__file__).with_name("quick_workbench.py"))
PASTE = """(text) => { const data = new DataTransfer(); data.setData('text/plain', text);
document.activeElement.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true})); }"""


@pytest.fixture
def visitor(tmp_path: Path) -> Iterator[Visitor]:
    with run_workbench(tmp_path, (QUICK,)) as address, open_browser() as browser:
        visitor = Visitor(browser, address)
        visitor.page.set_default_timeout(PATIENCE)
        yield visitor.come()
        assert visitor.errors == []
        assert visitor.outside == []
        visitor.leave()


@pytest.mark.slow
def test_a_cost_is_edited_the_answer_follows_and_the_edit_is_undone(visitor: Visitor) -> None:
    page = visitor.page
    page.locator(".pf-card").first.wait_for()
    visitor.open_tab(say("Answer").read("zh"))
    headline = page.locator(".pf-headline").filter(visible=True).first
    headline.wait_for()
    told = headline.inner_text()
    visitor.open_tab(say("Projects").read("zh"))
    page.get_by_role("switch", name=say("Edit the table: {table}", table=say_table("projects")).read("zh")).click()
    grid = page.locator(".pf-edit-grid").filter(visible=True)
    cost = grid.locator(".ag-row[row-index='0'] [col-id=cost_wan_yuan]")
    before = cost.inner_text()
    cost.click()
    page.keyboard.type("many")
    page.keyboard.press("Enter")
    expect(page.locator(".pf-bad", has_text="many")).to_be_visible()
    expect(cost).to_have_class(re.compile("pf-refused"))
    cost.click()
    page.evaluate(PASTE, "12亿元\r\n")
    expect(cost).to_have_class(re.compile("pf-waits"))
    page.get_by_label(say("Reason of these changes").read("zh")).fill("招标结果")
    visitor.keep_screen("zh-edit-projects")
    page.get_by_role("button", name=say("Take the changes").read("zh")).click()
    expect(cost).to_have_text("120000")
    page.get_by_text(say("(uploaded)").read("zh")).first.wait_for()  # the copy is the visitor's own
    visitor.open_tab(say("Answer").read("zh"))
    expect(headline).not_to_have_text(told)
    visitor.open_tab(say("Projects").read("zh"))
    page.get_by_role("button", name=say("Undo change").read("zh")).click()
    expect(cost).to_have_text(before)
