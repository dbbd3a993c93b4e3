"""Writes what was decided back into a package: the tables that changed, and the decisions beside them; everything else stays as it is."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from peakfolio.importing.deciding import Decided
from peakfolio.keeping import write_file
from peakfolio.plan.decisions import Decision, remember, write_decisions
from peakfolio.plan.package import TABLES
from peakfolio.plan.plan import Plan
from peakfolio.plan.writing import clear_chained, dump_table, find_place


def write_decided(before: Plan, kept: Iterable[Decision], made: Decided, folder: Path, day: date) -> tuple[str, ...]:
    """Writes the tables in which a plan differs from the one before, and the decisions; the names of the tables."""
    changed = write_changed(before, made.plan, folder)
    decisions = remember(kept, made.decisions)
    if decisions:
        write_decisions(decisions, folder, day)
    return changed


def write_changed(before: Plan, after: Plan, folder: Path) -> tuple[str, ...]:
    """Writes the tables in which a plan differs from the one before; their names."""
    changed = tuple(table for table in TABLES if getattr(before, table) != getattr(after, table))
    for table in changed:
        rows = clear_chained(after) if table == "effects" else getattr(after, table)
        write_file(find_place(table, folder), dump_table(table, rows))
    return changed
