"""Writes what a starter found into a package in place: the tables that changed and the sections of plan.toml; a person's rows stay."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from peakfolio.importing.started import Started
from peakfolio.keeping import write_file
from peakfolio.plan.csv_files import decode
from peakfolio.plan.package import SETTINGS_FILE, TABLES
from peakfolio.plan.plan import Plan
from peakfolio.plan.toml_files import TomlSlip, parse_toml
from peakfolio.plan.writing import clear_chained, dump_table, dump_toml, find_place

HEADING = re.compile(r"(?m)^(?=[ \t]*\[)")
NAME = re.compile(r"[ \t]*\[+[ \t]*([A-Za-z0-9_-]+)")


def write_started(before: Plan, started: Started, folder: Path) -> tuple[str, ...]:
    """Writes the tables in which a plan differs from the one before, and its new settings; the names of the files."""
    after = started.join(before)
    changed = tuple(table for table in TABLES if getattr(before, table) != getattr(after, table))
    files = []
    for table in changed:
        rows = clear_chained(after) if table == "effects" else getattr(after, table)
        files.append(write_file(find_place(table, folder), dump_table(table, rows)).name)
    place = folder / SETTINGS_FILE
    if after.settings != before.settings:
        text = replace_sections(decode(place.read_bytes()) or "", started.settings)
        whole = dump_toml(after.settings.model_dump(mode="json", exclude_none=True))
        write_file(place, text.encode() if _says(text, started.settings) else whole)
        files.append(SETTINGS_FILE)
    return tuple(files)


def _says(text: str, sections: Mapping[str, Any]) -> bool:
    """Whether a text holds these sections; not where its author wrote them in a way that cannot be replaced part by part."""
    try:
        said = parse_toml(text)
    except TomlSlip:
        return False
    return all(said.get(name) == section for name, section in sections.items())


def replace_sections(text: str, sections: Mapping[str, Any]) -> str:
    """The text of plan.toml with other sections, each at its end; all others stay letter by letter."""
    parts = HEADING.split(text)
    kept = [part for part in parts if (found := NAME.match(part)) is None or found[1] not in sections]
    return f"{''.join(kept).rstrip()}\n\n{dump_toml(sections).decode()}"
