"""The whole way for one's own county in a browser, step by step, as a person goes it: the benchmark times it, the tutorial shows it.

A step is what a person does and then waits for; what a person reads and thinks meanwhile is not in it.
"""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page

from peakfolio.words import Language, say
from workbench import Visitor, run_workbench

Keep = Callable[["Tour", str], None]
LOOK = 120  # milliseconds in which a page has seen that something is asked; it looks every 50


def keep_nothing(tour: "Tour", name: str) -> None:
    """Nobody looks."""


@dataclass
class Tour:
    """One visitor's way in one language; ``keep`` is told of each thing worth seeing, ``waits`` has the seconds of each step."""

    visitor: Visitor
    language: Language
    keep: Keep = keep_nothing
    waits: dict[str, float] = field(default_factory=dict)

    @property
    def page(self) -> Page:
        return self.visitor.page

    @property
    def wizard(self) -> Locator:
        return self.page.locator(".pf-wizard")

    def say(self, text: str, /, **fields: object) -> str:
        return say(text, **fields).read(self.language)

    def click(self, text: str) -> None:
        self.page.get_by_role("button", name=self.say(text), exact=True).first.click()

    @contextmanager
    def wait(self, step: str) -> Iterator[None]:
        """Adds the seconds of what stands inside to a step."""
        began = time.perf_counter()
        yield
        self.waits[step] = self.waits.get(step, 0.0) + time.perf_counter() - began

    def wait_for_answer(self) -> None:
        """Until the answer above the proposals is the one of the plan as it now stands."""
        self.page.wait_for_timeout(LOOK)
        self.page.locator(".pf-top:not(.pf-late)").wait_for()


def speak(page: Page, language: Language) -> None:
    """Has the page in a language; a new visitor's is Chinese."""
    if language == "en":
        page.get_by_role("button", name=say("Switch to Chinese").read("zh")).click()
    page.get_by_role("tab", name=say("Answer").read(language), exact=True).wait_for()


def bring_in(tour: Tour, files: tuple[Path, ...]) -> None:
    """From files to a plan that is open, and what is known of it before anybody decides."""
    page, wizard = tour.page, tour.wizard
    tour.click("New county")
    drop = page.locator(".pf-wizard input[type=file]")
    drop.wait_for(state="attached")
    with tour.wait("drop the files -> each is read"):
        drop.set_input_files([*files])
        wizard.locator(".pf-good").nth(len(files) - 1).wait_for()
    tour.keep(tour, "files")
    with tour.wait("read these files -> the tables are found"):
        tour.click("Read these files")
        wizard.locator(".pf-sheet").first.wait_for()
    tour.keep(tour, "tables")
    with tour.wait("next -> the indicators stand there"):
        tour.click("Next")
        wizard.locator(".pf-line-indicator[role=group]").first.wait_for()
    tour.keep(tour, "indicators")
    with tour.wait("a value is corrected -> it is taken"):
        place = wizard.get_by_label(tour.say("Place"), exact=True)
        place.fill("昆明市东川区")
        place.press("Tab")
        wizard.locator(".pf-frame .pf-amber-field").nth(1).wait_for(state="detached")
    with tour.wait("next -> the projects stand there"):
        tour.click("Next")
        wizard.locator(".pf-line-project[role=group]").first.wait_for()
    tour.keep(tour, "projects")
    with tour.wait("finish -> the plan is open"):
        tour.click("Finish and open the plan")
        wizard.wait_for(state="hidden")
        page.get_by_text(tour.say("(uploaded)")).first.wait_for()
    tour.keep(tour, "overview")
    with tour.wait("the plan is open -> its first answer"):
        tour.visitor.open_tab(tour.say("Answer"))
        page.locator(".pf-headline").first.wait_for()
    tour.keep(tour, "status")


def decide(tour: Tour) -> None:
    """Decides on the proposals as a person does: two by keyboard, the sure ones at once, a figure of one's own, a question."""
    page = tour.page
    with tour.wait("review of effects -> the proposals"):
        tour.visitor.open_tab(tour.say("Review of effects"))
        page.locator(".pf-item").first.wait_for()
    tour.keep(tour, "proposals")
    for key, chip in (("3", ".pf-chip-refused"), ("1", ".pf-chip-accepted")):
        with tour.wait(f"a decision by key {key} -> the new answer"):
            page.keyboard.press(key)
            page.locator(chip).first.wait_for()
            tour.wait_for_answer()
    page.keyboard.press("2")
    change = page.locator(".pf-change").filter(visible=True)
    change.locator("input").first.wait_for()
    change_figures(tour, change)
    tour.keep(tour, "changed")
    answer_question(tour)
    with tour.wait("all that are sure are accepted -> the new answer"):
        accept_sure(tour)
    page.evaluate("document.querySelector('.pf-main')?.scrollTo(0, 0); window.scrollTo(0, 0)")
    tour.keep(tour, "decided")


def change_figures(tour: Tour, change: Locator) -> None:
    """Puts figures of one's own in the place of those proposed, half of them, with a reason."""
    fields = change.locator("input")
    for number in range(3):
        field_ = fields.nth(number)
        field_.fill(str(float(field_.input_value()) / 2))
    tour.page.get_by_label(tour.say("Reason (needed only for figures of your own)")).fill(
        "演示：按一半计" if tour.language == "zh" else "shown: half of it"
    )
    with tour.wait("figures of one's own -> the new answer"):
        tour.click("Take these figures")
        tour.page.locator(".pf-chip-changed").first.wait_for()
        tour.wait_for_answer()


def answer_question(tour: Tour) -> None:
    """Answers the last open question; the figure says of itself that it is only shown."""
    question = tour.page.locator(".pf-question").last
    question.scroll_into_view_if_needed()
    open_ones = tour.page.locator(".pf-question").count()
    question.locator("input").first.fill("96000")
    question.locator("input").last.fill(
        "演示用数，请换成本县的" if tour.language == "zh" else "shown only; put yours here"
    )
    tour.keep(tour, "question")
    with tour.wait("a question is answered -> the new answer"):
        question.get_by_role("button").last.click()
        tour.page.wait_for_function("count => document.querySelectorAll('.pf-question').length < count", arg=open_ones)
        tour.wait_for_answer()


def accept_sure(tour: Tour) -> None:
    """Accepts every proposal that is sure, where one is left."""
    button = tour.page.get_by_role(
        "button", name=re.compile(tour.say("Accept all that are sure ({count})", count="").rstrip("()（）"))
    )
    if button.is_enabled():
        button.click()
        tour.page.locator(".pf-chip-accepted").nth(1).wait_for()
    tour.wait_for_answer()


def save_session(tour: Tour, folder: Path) -> Path:
    """The session file, in a folder."""
    tour.visitor.open_tab(tour.say("Answer"))
    tour.page.locator(".pf-headline").first.wait_for()
    tour.keep(tour, "answer")
    tour.visitor.open_tab(tour.say("Download"))
    tour.keep(tour, "download")
    with tour.wait("session file -> it is saved"), tour.page.expect_download() as loading:
        tour.click("Session file (plan, scenarios, answers)")
        path = folder / loading.value.suggested_filename
        loading.value.save_as(path)
    return path


def reopen(browser: Browser, tour: Tour, workspace: Path, saved: Path) -> None:
    """Starts the workbench anew, and opens the session file in it as somebody else."""
    began = time.perf_counter()
    with run_workbench(workspace) as address:
        visitor = Visitor(browser, address).come()
        again = Tour(visitor, tour.language, tour.keep, tour.waits)
        speak(visitor.page, tour.language)
        tour.waits["start the workbench again -> its page"] = time.perf_counter() - began
        again.click("New county")
        drop = visitor.page.locator(".pf-wizard input[type=file]")
        drop.wait_for(state="attached")
        with again.wait("drop the session file -> the plan is open"):
            drop.set_input_files(saved)
            visitor.page.get_by_text(again.say("(uploaded)")).first.wait_for()
        with again.wait("the plan is open again -> its answer"):
            visitor.open_tab(again.say("Answer"))
            visitor.page.locator(".pf-headline").first.wait_for()
        again.keep(again, "again")
        visitor.leave()


def go(tour: Tour, folder: Path, files: tuple[Path, ...]) -> Path:
    """The way up to the saved session."""
    bring_in(tour, files)
    decide(tour)
    return save_session(tour, folder)
