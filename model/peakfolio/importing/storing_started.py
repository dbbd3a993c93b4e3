"""Writes what a starter found into a package in place: the tables that changed and the sections of plan.toml; a person's rows stay."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomli_w

from peakfolio.importing.started import Started
from peakfolio.keeping import write_file
from peakfolio.plan.package import SETTINGS_FILE, TABLES
from peakfolio.plan.plan import Plan
from peakfolio.plan.writing import clear_chained, dump_table

HEADING = re.compile(r"(?m)^(?=[ \t]*\[)")
NAME = re.compile(r"[ \t]*\[+[ \t]*([A-Za-z0-9_-]+)")


def write_started(before: Plan, started: Started, folder: Path) -> tuple[str, ...]:
    """Writes the tables in which a plan differs from the one before, and its new settings; the names of the files."""
    after = started.join(before)
    changed = tuple(table for table in TABLES if getattr(before, table) != getattr(after, table))
    for table in changed:
        rows = clear_chained(after) if table == "effects" else getattr(after, table)
        write_file(folder / f"{table}.csv", dump_table(table, rows))
    files = [f"{table}.csv" for table in changed]
    place = folder / SETTINGS_FILE
    text = place.read_text(encoding="utf-8-sig")
    if after.settings != before.settings:
        write_file(place, replace_sections(text, started.settings).encode())
        files.append(SETTINGS_FILE)
    return tuple(files)


def replace_sections(text: str, sections: Mapping[str, Any]) -> str:
    """The text of plan.toml with other sections, each at its end; all others stay letter by letter."""
    parts = HEADING.split(text)
    kept = [part for part in parts if (found := NAME.match(part)) is None or found[1] not in sections]
    return f"{''.join(kept).rstrip()}\n\n{tomli_w.dumps(dict(sections))}"
