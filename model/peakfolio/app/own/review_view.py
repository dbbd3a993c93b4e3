"""The tab on which proposals are decided: the document on the left, the proposals on the right, the plan's own answer on top."""

import asyncio
from collections.abc import Callable, Mapping
from functools import partial

from nicegui import events, run, ui

from peakfolio.app.dead_ends import Leads, show_lack
from peakfolio.app.own.desk import find_desk, find_review
from peakfolio.app.own.item_view import ItemView
from peakfolio.app.own.passage_view import show_passage
from peakfolio.app.own.passages import find_passage
from peakfolio.app.own.question_view import show_questions
from peakfolio.app.own.reviewing import (
    Act,
    Item,
    Review,
    Standing,
    act_accept,
    act_refuse,
    act_reopen,
    act_unknown,
    write_version,
)
from peakfolio.app.parts import TraceDialog, name_part, show_heading
from peakfolio.app.sessions import Session
from peakfolio.app.telling import tell_answer
from peakfolio.errors import PeakfolioError
from peakfolio.plan.chains import Pair
from peakfolio.report.names import name_action, name_indicator
from peakfolio.words import Words, listing, say

STANDINGS: Mapping[Standing, Words] = {
    "open": say("not decided"),
    "accepted": say("accepted"),
    "changed": say("accepted with other figures"),
    "refused": say("not taken"),
    "unknown": say("not known"),
}
KEYS = """(event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || ['INPUT', 'SELECT', 'TEXTAREA'].includes(event.target.tagName)) return;
  if (['1', '2', '3', '4', 'ArrowDown', 'ArrowUp'].includes(event.key)) { event.preventDefault(); emit(event.key); }
}"""


class ReviewView:
    """Built once; filled when its tab is first opened, and after every decision."""

    def __init__(self, session: Session, traces: TraceDialog, leads: Leads) -> None:
        self._session, self._language, self._traces = session, session.language, traces
        self._review: Review | None = None
        self._here: Pair | None = None
        self._lock = asyncio.Lock()
        self._client = ui.context.client
        self._leads, self._lack = leads, ui.column().classes("w-full gap-0")
        self._answer = ui.label().classes("pf-box pf-headline pf-top").props('aria-live="polite"')
        self._answer.style("white-space: pre-line")
        self._progress = ui.column().classes("w-full gap-1")
        self._told = ui.label().classes("pf-box pf-bad").props('role="alert"')
        self._told.set_visibility(False)
        with ui.element("div").classes("pf-review").props("tabindex=0") as self._body:
            self._passage = ui.column().classes("pf-box pf-passage gap-1")
            self._list = ui.column().classes("w-full gap-1").props("role=list")
        name_part(self._body, say("Proposals; keys 1 to 4 decide, arrows move").read(self._language))
        self._body.on("keydown", self._press, js_handler=KEYS)
        self._questions = ui.column().classes("w-full gap-1")
        self._shown: object = None

    async def open(self) -> None:
        """Works out the proposals where that was not done yet, and shows them."""
        if self._review is None or find_desk(self._session).reviewed is not self._session.opened:
            self._tell_progress(say("The proposals are being worked out ..."))
            try:
                self._review = await run.io_bound(find_review, self._session)
            except PeakfolioError as error:
                self._refuse(error)
                return
        if not self._client.is_deleted:
            self._shown = None
            self.refresh_answer()
            self._draw()

    def refresh_answer(self) -> None:
        """The plan's own answer, which follows each decision; until it is there the one before stays."""
        found = self._session.found
        self._lack.clear()
        with self._lack:
            self._answer.set_visibility(not show_lack(self._session, self._leads))
        if found.answer is not None:
            self._answer.text = "\n".join(each.read(self._language) for each in tell_answer(self._session, found))
        elif found.refusal is not None:
            self._answer.text = found.refusal.read(self._language)
        elif not self._answer.text:
            self._answer.text = self._session.excuse.read(self._language)
        is_late = found.answer is None and found.refusal is None
        self._answer.classes(**{"add" if is_late else "remove": "pf-late"})

    def _draw(self) -> None:
        if self._review is None:
            return
        items = self._review.items
        if self._here not in {each.pair for each in items}:
            self._here = _find_next(items, None)
        self._draw_progress(self._review)
        self._draw_list(items)
        self._draw_passage(items)
        self._draw_questions(self._review)
        self._focus()

    def _draw_questions(self, review: Review) -> None:
        """Drawn anew only where they changed: what is being typed there stays while a decision is worked out."""
        shown = (review.questions, review.answered, review.earlier)
        if shown == self._shown:
            return
        self._shown = shown
        self._questions.clear()
        with self._questions:
            show_questions(review, self._language, self._do, self._take_back)
            self._show_earlier(review)

    def _tell_progress(self, said: Words) -> None:
        self._progress.clear()
        with self._progress:
            ui.label(said.read(self._language)).classes("pf-box").props('role="status"')

    def _draw_progress(self, review: Review) -> None:
        language, counts = self._language, review.counts
        total, open_ones = sum(counts.values()), counts.get("open", 0)
        self._progress.clear()
        with self._progress:
            if not total:
                said = (
                    say("Nothing can be proposed yet: answer the questions below.")
                    if review.questions
                    else say("Nothing can be proposed for this plan.")
                )
                ui.label(said.read(language)).classes("pf-box")
                return
            with ui.row().classes("w-full items-center gap-3 no-wrap"):
                done = say("{done} of {total} proposals decided", done=total - open_ones, total=total).read(language)
                ui.label(done).classes("pf-strong pf-nobreak").props('aria-live="polite"')
                bar = ui.linear_progress(value=(total - open_ones) / total, show_value=False).props("size=12px")
                name_part(bar.classes("pf-grow"), done)
                sure = review.sure
                take = ui.button(
                    say("Accept all that are sure ({count})", count=len(sure)).read(language),
                    on_click=lambda: self._do(*(act_accept(pair) for pair in sure)),
                )
                take.props("dense outline").set_enabled(bool(sure))
            parts = (
                say("{standing}: {count}", standing=STANDINGS[each], count=counts[each])
                for each in STANDINGS
                if counts.get(each)
            )
            ui.label(listing(parts).read(language)).classes("pf-note")

    def _draw_list(self, items: tuple[Item, ...]) -> None:
        review = self._review
        if review is None:
            return
        self._list.clear()
        with self._list:
            for item in items:
                shown = ItemView(self._session, review.now.plan, item, self._traces)
                shown.show_head(
                    STANDINGS[item.standing], partial(self._move, item.pair), is_here=item.pair == self._here
                )
                if item.pair == self._here:
                    shown.show_rest(self._do, self._take_back)

    def _draw_passage(self, items: tuple[Item, ...]) -> None:
        item = next((each for each in items if each.pair == self._here), None)
        self._passage.clear()
        self._passage.set_visibility(item is not None)
        if item is None or self._review is None:
            return
        passage = find_passage(self._review.now.plan, self._session.folder, item.pair[0], item.proposed.chain)
        with self._passage:
            show_passage(passage, self._language)

    def _show_earlier(self, review: Review) -> None:
        """What was decided before this session; each can be opened again."""
        language = self._language
        if not review.earlier:
            return
        show_heading(say("Decided earlier"), language)
        for decision in review.earlier:
            action, key = decision.pair
            with ui.row().classes("w-full items-center gap-3 pf-box no-wrap").style("margin: 0"):
                project, indicator = name_action(review.now.plan, action), name_indicator(review.now.plan, key)
                said = say("{project} → {indicator}", project=project, indicator=indicator)
                ui.label(f"{action} {said.read(language)}").classes("pf-grow")
                standing = STANDINGS[decision.decision].read(language)
                ui.label(standing).classes(f"pf-chip pf-chip-{decision.decision}")
                ui.label(decision.reason or "").classes("pf-note")
                undo = ui.button(say("Undo this decision").read(language), icon="undo")
                undo.on_click(partial(self._do, act_reopen(decision.pair))).props("dense outline")

    def _move(self, pair: Pair) -> None:
        if pair == self._here:
            self._focus()  # drawn anew, the buttons would change under a hand that is on its way to them
            return
        self._here = pair
        self._draw()

    async def _press(self, event: events.GenericEventArguments) -> None:
        if self._review is None or self._here is None:
            return
        pairs = [each.pair for each in self._review.items]
        place, key = pairs.index(self._here), str(event.args)
        if key in ("ArrowDown", "ArrowUp"):
            self._move(pairs[max(0, min(len(pairs) - 1, place + (1 if key == "ArrowDown" else -1)))])
        elif key == "2":
            self._client.run_javascript("document.querySelector('.pf-answer-2')?.click()")
        elif key in DECIDE:
            await self._do(DECIDE[key](self._here))

    async def _do(self, *acts: Act) -> None:
        if self._review is not None:
            review = self._review
            await self._keep(lambda: review.do(*acts))

    async def _take_back(self, key: str) -> None:
        if self._review is not None:
            review = self._review
            await self._keep(lambda: review.take_back(key))

    async def _keep(self, decide: Callable[[], None]) -> None:
        """Decides, writes the plan as it then is, and has it answered; one after the other, however fast the keys come."""
        review, session = self._review, self._session
        if review is None:
            return
        if find_desk(session).reviewed is not session.opened:
            await self.open()  # tables were begun or cells edited on another page: decided here, they would be lost
            self._tell_changed()
            return
        async with self._lock:
            self._told.set_visibility(False)
            before = {each.pair for each in review.items if each.standing == "open"}
            try:
                await run.io_bound(decide)
                opened = await run.io_bound(write_version, review.now, session.opened, session.place)
            except PeakfolioError as error:
                self._refuse(error)
                return
            desk = find_desk(session)
            if opened is None or desk.review is not review or desk.line != session.line:
                return  # another plan was opened meanwhile, or the server ends
            session.amend_plan(opened)
            desk.reviewed = opened
        if self._client.is_deleted:
            return
        items = review.items
        if self._here in before and self._here not in {each.pair for each in items if each.standing == "open"}:
            self._here = _find_next(items, self._here)
        self._draw()

    def _tell_changed(self) -> None:
        said = say("The plan was changed on another page; the proposals are worked out anew. Decide again.")
        self._told.text = said.read(self._language)
        self._told.set_visibility(True)

    def _refuse(self, error: PeakfolioError) -> None:
        self._told.text = error.read(self._language)
        self._told.set_visibility(True)

    def _focus(self) -> None:
        """The keys go to the proposals again after they were drawn anew, but not while an answer is typed."""
        if self._session.tab == "review":
            self._client.run_javascript(
                "document.activeElement?.closest('.pf-question') ||"
                f" document.getElementById('{self._body.html_id}')?.focus({{preventScroll: true}})"
            )


DECIDE: Mapping[str, Callable[[Pair], Act]] = {"1": act_accept, "3": act_refuse, "4": act_unknown}


def _find_next(items: tuple[Item, ...], here: Pair | None) -> Pair | None:
    """The first open proposal after a place, else the first open one, else where one stands."""
    pairs = [each.pair for each in items]
    place = pairs.index(here) + 1 if here in pairs else 0
    is_open = {each.pair for each in items if each.standing == "open"}
    return next(
        (pair for pair in (*pairs[place:], *pairs[:place]) if pair in is_open), here or (pairs[0] if pairs else None)
    )
