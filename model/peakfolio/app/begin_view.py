"""What stands in a tab whose tables a plan lacks: begin them from what little is known, see what was assumed, take it back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from nicegui import run, ui

from peakfolio.app.beginning import begin_tables, take_back
from peakfolio.app.dead_ends import Leads, show_own_only
from peakfolio.app.parts import complain, head_dialog, name_part, show_heading
from peakfolio.app.sessions import Opened, Session
from peakfolio.errors import PeakfolioError
from peakfolio.importing.carbon_given import CarbonGiven, Figure, find_given
from peakfolio.importing.started import Started
from peakfolio.importing.starting_carbon import start_carbon
from peakfolio.importing.starting_delivery import start_delivery
from peakfolio.plan.plan import Plan
from peakfolio.plan.reading import read_starters
from peakfolio.words import Words, listing, say

Start = Callable[[Plan], Started]
ONLY_OWN = say("A shipped plan is not changed: save it under My plans, then its tables can be begun here.")
FIELDS = (
    ("gdp", say("GDP (100 million yuan)")),
    ("people", say("People (10,000)")),
    ("energy", say("Energy used in all (10,000 tce)")),
    ("industrial_energy", say("or: industry above size (10,000 tce)")),
    ("electricity", say("and electricity (100 million kWh)")),
)
INDUSTRIES = (say("Primary industry (%)"), say("Secondary industry (%)"), say("Tertiary industry (%)"))
MISSING = {
    "gdp": say("GDP"),
    "people": say("people"),
    "shares": say("the shares of the three industries"),
    "energy": say("energy used in all (or that of industry above size, and electricity)"),
}
LISTS: tuple[tuple[Words, Callable[[Started], tuple[Words, ...]]], ...] = (
    (say("To be verified first:"), lambda started: started.verify),
    (say("Taken:"), lambda started: started.taken),
    (say("Assumed (each row says so):"), lambda started: started.assumed),
)


class BeginView:
    """Built once beside the tab it serves; ``offer_delivery`` and ``offer_carbon`` draw into the slot that is open."""

    def __init__(self, session: Session, leads: Leads) -> None:
        self._leads = leads
        self._session, self._language = session, session.language
        self._client = ui.context.client
        with ui.dialog() as self._dialog, ui.card().classes("w-full").style("max-width: 760px") as self._card:
            name_part(self._card.props("role=dialog"), say("What was begun").read(session.language))

    def offer_delivery(self) -> None:
        """A button that begins delivery.csv from the words of the projects and the seasons of the province."""
        session, language = self._session, self._language
        if session.plan.delivery or not session.plan.projects:
            return
        if not session.is_uploaded:
            show_own_only(self._leads, ONLY_OWN, session)
            return
        said = say(
            "What kind of work each project is can be read from its name and content, rain and frost from the province. Every row says "
            "what it rests on; what is unsure is listed to be looked at."
        )
        ui.label(said.read(language))
        start = partial(start_delivery, book=read_starters())
        ui.button(
            say("Begin delivery from the projects").read(language),
            icon="play_arrow",
            on_click=lambda: self._begin(start),
        )

    def offer_carbon(self) -> None:
        """A form of few figures from which the carbon tables are begun, with the structure of the province."""
        session, language = self._session, self._language
        if session.plan.energy:
            return
        if not session.is_uploaded:
            show_own_only(self._leads, ONLY_OWN, session)
            return
        found = find_given(session.opened.plan, CarbonGiven())
        show_heading(say("Begin the carbon tables"), language)
        said = say(
            "From GDP, people, three shares and the energy of {year}, with the structure of the province. Every row is an assumption that "
            "says so, as wide as provinces lie apart; what the plan prints is filled in.",
            year=found.year or session.plan.settings.years.base_year,
        )
        ui.label(said.read(language))
        ask = self._build_form(found)
        ui.button(
            say("Begin the carbon tables").read(language),
            icon="play_arrow",
            on_click=lambda: self._begin(lambda plan: start_carbon(plan, ask(), read_starters())),
        )

    def _build_form(self, found: CarbonGiven) -> Callable[[], CarbonGiven]:
        """The fields, filled with what the plan prints; what comes back reads them."""
        language = self._language
        with ui.element("div").classes("pf-two"):
            fields = {
                name: ui.number(label.read(language), value=_find_value(getattr(found, name)), min=0).props(
                    "dense outlined"
                )
                for name, label in FIELDS
            }
            shares = [
                ui.number(label.read(language), value=value, min=0, max=100).props("dense outlined")
                for label, value in zip(INDUSTRIES, _round_shares(found), strict=True)
            ]
            province = ui.input(say("Province").read(language), value=found.province).props("dense outlined")

        def ask() -> CarbonGiven:
            typed = {name: _keep_source(getattr(found, name), field.value) for name, field in fields.items()}
            given = [each.value for each in shares]
            is_same = given == list(_round_shares(found))
            asked = CarbonGiven(
                shares=found.shares if is_same else _read_shares(given),
                shares_row=found.shares_row if is_same else None,
                province=(province.value or "").strip(),
            )
            return _take_typed(asked, typed)

        return ask

    async def _begin(self, start: Start) -> None:
        session, before, line = self._session, self._session.opened, self._session.line
        try:
            begun = await run.io_bound(begin_tables, before, start, session.place)
        except PeakfolioError as error:
            self._complain(error)
            return
        if begun is None or session.line != line or session.opened is not before:
            return  # another plan was opened, or this one changed, meanwhile
        opened, started = begun
        session.amend_plan(opened)
        if not self._client.is_deleted:
            with self._client:
                self._show(started, before.folder, opened)

    def _complain(self, error: PeakfolioError) -> None:
        if not self._client.is_deleted:
            with self._client:
                complain(error, self._language)

    def _show(self, started: Started, before: Path, opened: Opened) -> None:
        """What was begun and what it rests on, and the way back."""
        language = self._language
        self._card.clear()
        with self._card:
            head_dialog(self._dialog, say("What was begun").read(language), language)
            with ui.column().classes("w-full gap-1").style("max-height: 60vh; overflow-y: auto; flex-wrap: nowrap"):
                for head, find in LISTS:
                    if find(started):
                        ui.label(head.read(language)).classes("pf-strong")
                    for each in find(started):
                        ui.label(f"· {each.read(language)}")
            ui.button(
                say("Take it back").read(language), icon="undo", on_click=lambda: self._take_back(before, opened)
            ).props("outline")
        self._dialog.open()

    async def _take_back(self, before: Path, begun: Opened) -> None:
        session = self._session
        self._dialog.close()
        if session.opened is not begun:
            return  # the plan went on; what was begun is in it
        try:
            opened = await run.io_bound(take_back, before, session.place)
        except PeakfolioError as error:
            self._complain(error)
            return
        if opened is not None and session.opened is begun:
            session.amend_plan(opened)


def _take_typed(asked: CarbonGiven, typed: Mapping[str, Figure | None]) -> CarbonGiven:
    """With the figures that were typed; raises PeakfolioError naming the fields that are still empty as the form names them."""
    given = replace(
        asked,
        gdp=typed["gdp"],
        people=typed["people"],
        energy=typed["energy"],
        industrial_energy=typed["industrial_energy"],
        electricity=typed["electricity"],
    )
    names = [MISSING[each] for each in given.missing]
    if names:
        raise PeakfolioError(say("Fill in first: {names}.", names=listing(names)))
    return given


def _find_value(figure: Figure | None) -> float | None:
    return None if figure is None else figure.value


def _keep_source(found: Figure | None, typed: float | None) -> Figure | None:
    """The figure of the plan with its row where it was left as it stood; else what was typed."""
    if typed is None:
        return None
    return found if found is not None and found.value == typed else Figure(float(typed))


def _round_shares(found: CarbonGiven) -> tuple[float | None, float | None, float | None]:
    if found.shares is None:
        return None, None, None
    first, second, third = (round(each, 1) for each in found.shares)
    return first, second, third


def _read_shares(given: Sequence[float | None]) -> tuple[float, float, float] | None:
    """Three shares, or none; raises PeakfolioError where only some are there."""
    known = [float(each) for each in given if each is not None]
    if not known:
        return None
    if len(known) < len(given):
        raise PeakfolioError(say("Give all three shares, or none."))
    first, second, third = known
    return first, second, third
