"""What a corrected file changes, shown before it is taken."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from nicegui import ui

from peakfolio.app.parts import lay_dialog, show_table
from peakfolio.importing.imported import Change
from peakfolio.report.content import make_table, name_column, text_column
from peakfolio.words import Language, say, say_many

COLUMNS = (
    text_column("table", say("Table")),
    text_column("key", say("Row")),
    text_column("column", say("Column")),
    text_column("before", say("Stands now")),
    text_column("after", say("In the file")),
    name_column("taken", say("What happens")),
)


async def ask_changes(changes: Sequence[Change], language: Language, place: Path) -> bool:
    """Whether the changes are taken; what was written for them goes where they are not."""
    rows = (
        {
            "table": each.table,
            "key": each.key,
            "column": each.column,
            "before": each.before,
            "after": each.after,
            "taken": say("yours stays") if each.is_kept else say("is taken"),
        }
        for each in changes
    )
    table = make_table("changes", say("Change"), COLUMNS, rows)
    title = say_many("The files change {n} cell of the plan", "The files change {n} cells of the plan", len(changes))
    with lay_dialog(title, language, 1100) as dialog:
        dialog.props("no-backdrop-dismiss")  # a click that misses is no answer; Esc leaves the plan as it is
        show_table(table, language).style("max-height: 60vh")
        with ui.row().classes("gap-3"):
            ui.button(say("Take the changes").read(language), on_click=lambda: dialog.submit(True)).props(
                "unelevated color=primary dense"
            )
            ui.button(say("Leave the plan as it is").read(language), on_click=lambda: dialog.submit(False)).props(
                "outline dense"
            )
    is_taken = bool(await dialog)
    if not is_taken:
        shutil.rmtree(place.parent, ignore_errors=True)
    return is_taken
