"""What the grid of a table is made of: its columns, its lines with what waits in them, and how a block is pasted."""

from collections.abc import Mapping
from typing import Any

from peakfolio.app.own.editing_desk import GRIDS, is_fixed, is_number
from peakfolio.plan.cell_tables import list_codes
from peakfolio.plan.changes import say_column
from peakfolio.plan.chinese_codes import say_code
from peakfolio.plan.editing import CellEdit, Rejected
from peakfolio.plan.package import TABLES
from peakfolio.plan.plan import Plan
from peakfolio.plan.row_forms import write_cell
from peakfolio.words import Language, say

# a block goes to the cell with the cursor; one cell pasted while one is being written is left to the browser
PASTE = """(event) => {
  const text = event.clipboardData.getData('text/plain'), is_block = /[\\t\\n\\r]/.test(text.replace(/[\\r\\n]+$/, ''));
  if (['INPUT', 'TEXTAREA', 'SELECT'].includes(event.target.tagName) && !is_block) return;
  const api = getElement(%s).api, cell = api.getFocusedCell();
  if (!cell || !text) return;
  event.preventDefault(); api.stopEditing(true);
  const rows = [], columns = api.getAllDisplayedColumns().map((each) => each.getColId());
  for (let i = cell.rowIndex; i < api.getDisplayedRowCount(); i++) rows.push(api.getDisplayedRowAtIndex(i).data.id);
  emit({text, rows, columns: columns.slice(columns.indexOf(cell.column.getColId()))});
}"""
MARKED = "(cell) => (cell.data.marks || {})[cell.colDef.field] === '%s'"
MARKS = ("pf-waits", "pf-refused")
TOLD = "(cell) => (cell.data.why || {})[cell.colDef.field] || (cell.value == null ? '' : String(cell.value))"
WIDE = frozenset({"name_zh", "content_zh", "reasoning", "as_written", "indicator_id", "action_id", "address"})
WIDE |= {"before_zh", "before_en", "after_zh", "after_en"}
NARROWEST, WIDEST, ROOM, LETTER = 110, 200, 66, {"zh": 14, "en": 8}  # pixels
NAMED = {"progress": ("project_id",)}  # whose keys stand before a name
Written = tuple[tuple[CellEdit, ...], tuple[Rejected, ...]]


def make_options(table: str, language: Language) -> dict[str, Any]:
    """The grid of a table: its columns, and how one moves and marks rows in it."""
    return {
        "columnDefs": [_make_column(table, column, language) for column in GRIDS[table]],
        "rowData": [],
        "defaultColDef": {"sortable": True, "resizable": True, "filter": True, "minWidth": 90},
        ":getRowId": "(params) => String(params.data.id)",
        "rowSelection": {"mode": "multiRow", "headerCheckbox": False, "enableClickSelection": False},
        "stopEditingWhenCellsLoseFocus": True,
        "enterNavigatesVerticallyAfterEdit": True,
        "enableBrowserTooltips": True,
        "suppressFieldDotNotation": True,
        "suppressColumnVirtualisation": True,
        "localeText": {"noRowsToShow": say("No rows").read(language)},
    }


def _make_column(table: str, column: str, language: Language) -> dict[str, Any]:
    codes = list_codes(TABLES[table], column)
    head = say_column(table, column).read(language)
    made: dict[str, Any] = {
        "field": column,
        "headerName": head,
        "editable": not is_fixed(table, column),
        "cellClassRules": {f":{mark}": MARKED % mark for mark in MARKS},
        ":tooltipValueGetter": TOLD,
        "width": WIDEST if column in WIDE or column in NAMED.get(table, ()) else _fit(head, language),
        "cellDataType": "text",
    }
    if codes and not is_fixed(table, column):
        words = [_show_code(code, language) for code in codes]
        made |= {"cellEditor": "agSelectCellEditor", "cellEditorParams": {"values": words}}
    if is_number(table, column):
        made["type"] = "rightAligned"
        made[":comparator"] = "(one, other) => (parseFloat(one) || 0) - (parseFloat(other) || 0)"
    return made


def _fit(head: str, language: Language) -> int:
    """The pixels of a column in which its head can be read beside the mark of its filter."""
    return min(max(NARROWEST, ROOM + LETTER[language] * len(head)), WIDEST)


def _show_code(code: str, language: Language) -> str:
    return say_code(code) if language == "zh" else code


def list_lines(plan: Plan, table: str, written: Written, language: Language) -> list[dict[str, Any]]:
    """The rows of a table with what waits in them, the new ones that wait, and one blank at the bottom."""
    rows, (waiting, rejected) = getattr(plan, table), written
    names = {row.indicator_id: row.name for row in plan.indicators}
    names |= {row.project_id: row.name for row in plan.projects} | {row.measure_id: row.name for row in plan.measures}
    count = max((len(rows), *(each.row + 1 for each in waiting)))
    lines: list[dict[str, Any]] = [{"id": number, "marks": {}, "why": {}} for number in range(count + 1)]
    for line, row in zip(lines, rows, strict=False):
        for column in GRIDS[table]:
            text = write_cell(getattr(row, column))
            codes = list_codes(TABLES[table], column)
            if text and column in NAMED.get(table, ("indicator_id", "action_id")) and text in names:
                text = f"{text} {names[text].read(language)}"
            line[column] = _show_code(text, language) if codes and text else text
    for each in waiting:
        lines[each.row][each.column] = each.text
        lines[each.row]["marks"][each.column] = "pf-waits"
    for refused in rejected:
        why: Mapping[str, str] = {
            refused.edit.column: say("{finding}; {mend}.", finding=refused.finding, mend=refused.mend).read(language)
        }
        lines[refused.edit.row]["marks"][refused.edit.column] = "pf-refused"
        lines[refused.edit.row]["why"] |= why
    return lines
