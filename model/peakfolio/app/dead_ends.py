"""Where a plan lacks what a tab needs: what is missing, and the buttons that lead to where it is filled in."""

from collections.abc import Callable
from dataclasses import dataclass

from nicegui import ui

from peakfolio.app.sessions import Session
from peakfolio.plan.plan import Plan
from peakfolio.words import Words, say

GRID_TABS = {  # where the grid of a table is
    "projects": "projects",
    "targets": "targets",
    "effects": "review",
    "outcomes": "lookback",
    "observed": "lookback",
    "breaks": "lookback",
    "progress": "today",
}


@dataclass(frozen=True)
class Leads:
    """The ways a page has on from a dead end: to a tab, to the grid of a table, to the user's plans, to the reading of documents."""

    open_tab: Callable[[str], object]
    edit: Callable[[str], object]
    open_plans: Callable[[], object]
    begin_county: Callable[[], object]


def find_lack(plan: Plan) -> Words | None:
    """Why nothing can be chosen from a plan; None where something can."""
    if not plan.projects:
        return say(
            "This plan lists no projects, so no portfolio can be chosen. What is missing: projects, each with its cost (10,000 yuan) and "
            "the years of its building."
        )
    if any(row.cost_wan_yuan is not None for row in plan.projects):
        return None
    return say(
        "None of the {count} projects of this plan has a cost, so no portfolio can be chosen. What is missing: the cost (10,000 yuan) of "
        "each project, in the table of projects.",
        count=len(plan.projects),
    )


def show_lack(session: Session, leads: Leads) -> bool:
    """What a plan lacks for a portfolio, with the ways to fill it in, into the slot that is open; whether it lacks anything."""
    lack, language = find_lack(session.plan), session.language
    if lack is None:
        return False
    with ui.element("div").classes("pf-box pf-warn").props('role="note"'):
        ui.label(say("No portfolio can be chosen yet").read(language)).classes("pf-strong")
        ui.label(lack.read(language))
        with ui.row().classes("gap-2 items-center pf-leads"):
            fill = say("Write projects into the table") if not session.plan.projects else say("Fill in the costs")
            _lead(fill.read(language), "edit", lambda: leads.edit("projects"), is_first=True)
            _lead(say("Read a list of projects (Word, Excel)").read(language), "upload_file", leads.begin_county)
            seen = say(
                "Without a portfolio you still have: where every indicator stands and what the audit found (Overview)."
            )
            _lead(say("Overview").read(language), "fact_check", lambda: leads.open_tab("overview"))
            if session.plan.energy:
                seen = say(
                    "Without a portfolio you still have: where every indicator stands and what the audit found (Overview), and the "
                    "carbon pathways (Carbon)."
                )
                _lead(say("Carbon").read(language), "show_chart", lambda: leads.open_tab("carbon"))
        ui.label(seen.read(language)).classes("pf-note")
    return True


def show_own_only(leads: Leads, said: Words, session: Session) -> None:
    """That a table is begun in a plan of one's own only, and the way to make this one such."""
    ui.label(said.read(session.language)).classes("pf-note")
    _lead(say("Save this plan as mine").read(session.language), "folder_open", leads.open_plans)


def _lead(text: str, icon: str, action: Callable[[], object], *, is_first: bool = False) -> None:
    button = ui.button(text, icon=icon, on_click=action).props("dense no-caps")
    button.props("unelevated color=primary" if is_first else "outline").style("padding: 2px 10px")
