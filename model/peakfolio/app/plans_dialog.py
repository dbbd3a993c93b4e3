"""The dialog of the visitor's own plans: saved, opened, copied, renamed, put away, deleted, and had back."""

from collections.abc import Callable
from functools import partial

from nicegui import run, ui

from peakfolio.app.own_plans import clone_saved, delete_plan, open_saved, save_plan
from peakfolio.app.parts import complain, end_dialog, lay_dialog, name_part
from peakfolio.app.saved_plans import (
    MOST_TITLE,
    SavedPlan,
    archive_saved,
    find_deleted,
    find_saved,
    find_title,
    list_saved,
    rename_saved,
    restore_deleted,
)
from peakfolio.app.sessions import Session
from peakfolio.errors import PeakfolioError
from peakfolio.words import Words, say

Do = Callable[[SavedPlan], None]


class PlansDialog:
    """Opened from the head of the page; ``on_change`` is told when the list is another."""

    def __init__(self, session: Session, on_change: Callable[[], None]) -> None:
        self._session, self._language, self._on_change = session, session.language, on_change
        self._client = ui.context.client
        language, title = self._language, say("My plans")
        with lay_dialog(title, language, 900) as self._dialog:
            with ui.row().classes("w-full items-end gap-3 no-wrap"):
                self._title = ui.input(label=say("Save the open plan as").read(language)).classes("pf-grow")
                self._title.props(f"dense maxlength={MOST_TITLE}").on("keydown.enter", self._save)
                ui.button(say("Save plan").read(language), on_click=self._save).props("unelevated color=primary dense")
            self._told = ui.label().classes("pf-box pf-bad").props('role="alert"')
            self._list = (
                ui.column().classes("w-full gap-1").style("max-height: 52vh; overflow-y: auto; flex-wrap: nowrap")
            )
            said = say(
                "A saved plan goes on being changed where it lies, and stays until you delete it. Your plans lie on the machine "
                "that runs the workbench, as ordinary plan packages in {folder}. Only this browser finds them; to take one "
                "elsewhere, save a session file under Download.",
                folder=session.place,
            )
            ui.label(said.read(language)).classes("pf-note").style("overflow-wrap: anywhere")

    def open(self) -> None:
        """Shows the plans there are."""
        region = self._session.opened.plan.settings.region.name.read(self._language)
        self._title.value = find_title(self._session.place, region)
        self._draw()
        self._dialog.open()

    def _draw(self) -> None:
        self._told.set_visibility(False)
        self._list.clear()
        saved = list_saved(self._session.place)
        with self._list:
            if not saved:
                ui.label(say("No plan is saved yet.").read(self._language)).classes("pf-box")
            for plan in sorted(saved, key=lambda plan: plan.label.is_archived):
                self._show(plan)
            self._offer_deleted()

    def _show(self, plan: SavedPlan) -> None:
        language, is_open = self._language, plan.root == self._session.root
        rest = say("Take back") if plan.label.is_archived else say("Put away")
        with ui.row().classes("pf-box w-full items-center gap-2 no-wrap").style("margin: 2px 0") as row:
            row.props["data-plan"] = plan.key
            with ui.column().classes("pf-grow gap-0"):
                ui.label(plan.title).classes("pf-strong" if is_open else "")
                when = f"{plan.changed.astimezone():%Y-%m-%d %H:%M}"
                said = say("changed {when}, {size} KB", when=when, size=max(1, round(plan.size / 1024)))
                parts = [
                    said,
                    *([say("open now")] if is_open else []),
                    *([say("put away")] if plan.label.is_archived else []),
                ]
                ui.label(" · ".join(each.read(language) for each in parts)).classes("pf-note")
            if not is_open:
                self._add(say("Open plan"), plan, self._open)
            self._add(say("Copy"), plan, partial(self._do, partial(clone_saved, self._session)))
            self._add(say("Rename"), plan, self._ask_title)
            put = partial(archive_saved, is_archived=not plan.label.is_archived)
            self._add(rest, plan, partial(self._do, put))
            self._add(say("Delete"), plan, partial(self._do, partial(delete_plan, self._session)))

    def _add(self, words: Words, plan: SavedPlan, act: Callable[[str], object]) -> None:
        text = words.read(self._language)
        button = ui.button(text, on_click=lambda: act(plan.key)).props("outline dense size=sm no-caps")
        name_part(button, f"{text}: {plan.title}")

    def _offer_deleted(self) -> None:
        gone = find_deleted(self._session.place)
        if gone is not None:
            with ui.row().classes("pf-box pf-warn w-full items-center gap-3 no-wrap").style("margin: 2px 0"):
                ui.label(say("{title} was deleted.", title=gone[1]).read(self._language)).classes("pf-grow")
                ui.button(say("Have it back").read(self._language), on_click=self._restore).props(
                    "outline dense size=sm no-caps"
                )

    def _do(self, act: Do, key: str) -> None:
        """Does something with a plan, looked up anew: another page may have deleted it."""
        plan = find_saved(self._session.place, key)
        try:
            if plan is not None:
                act(plan)
        except PeakfolioError as error:
            self._tell(error.said)
            return
        self._show_change()

    def _show_change(self) -> None:
        self._draw()
        self._on_change()

    def _tell(self, said: Words) -> None:
        self._told.text = said.read(self._language)
        self._told.set_visibility(True)

    def _save(self) -> None:
        try:
            save_plan(self._session, str(self._title.value or ""))
        except PeakfolioError as error:
            self._tell(error.said)
            return
        ui.notify(say("Saved: {name}", name=str(self._title.value)).read(self._language))
        self._show_change()

    async def _open(self, key: str) -> None:
        await self.open_plan(key)
        if not self._client.is_deleted:
            self._dialog.close()

    async def open_plan(self, key: str) -> bool:
        """Opens a saved plan, read in a thread; what stands in the way is said."""
        plan = find_saved(self._session.place, key)
        try:
            if plan is not None:
                await run.io_bound(open_saved, self._session, plan)
                return True
        except PeakfolioError as error:
            if not self._client.is_deleted:
                with self._client:
                    complain(error, self._language)
        return False

    def _restore(self) -> None:
        gone = find_deleted(self._session.place)
        if gone is not None:
            restore_deleted(gone[0])
        self._show_change()

    def _ask_title(self, key: str) -> None:
        plan = find_saved(self._session.place, key)
        if plan is None:
            return
        with lay_dialog(say("Rename"), self._language) as dialog:
            field = ui.input(label=say("New name").read(self._language), value=plan.title).props(
                f"autofocus maxlength={MOST_TITLE}"
            )

            def keep() -> None:
                dialog.close()
                self._do(lambda found: rename_saved(found, str(field.value or "")), key)

            field.classes("w-full").on("keydown.enter", keep)
            end_dialog(dialog, (say("Rename"), keep), self._language)
        dialog.open()
