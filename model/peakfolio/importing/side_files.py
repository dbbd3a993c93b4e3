"""What is kept beside an imported package: where each value was read, and what a person said about the import.

``imported.csv`` has a row for each cell of the package that an import wrote, with the value it wrote: so a later import tells what a
person has changed since. ``import.toml`` holds the wishes and what each document was, ``source-1.txt`` … their text.
"""

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

from peakfolio.errors import PeakfolioError
from peakfolio.importing.documents import Document
from peakfolio.importing.imported import Imported, Mark, ReadCell, TableKind, Wishes
from peakfolio.plan.toml_files import TomlSlip, parse_toml
from peakfolio.plan.writing import dump_toml
from peakfolio.words import Name, Words, say

CELLS_FILE = "imported.csv"
WISHES_FILE = "import.toml"
COLUMNS = ("table", "key", "column", "original", "file", "place", "line", "mark", "why", "why_zh", "value")
LEFT_OUT = "-"  # TOML has no nothing: a column that is left out
Written = Mapping[tuple[str, str, str], str]  # (table, key, column) -> the value an import wrote


def dump_cells(cells: Sequence[ReadCell], written: Written) -> bytes:
    """Every cell an import wrote or could not read, as ``imported.csv`` holds it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    read = {(each.table, each.key, each.column) for each in cells}
    for each in cells:
        why = ("", "") if each.why is None else (each.why.read("en"), each.why.read("zh"))
        value = written.get((each.table, each.key, each.column), "")
        line = str(each.line) if each.line else ""
        writer.writerow(
            (each.table, each.key, each.column, each.original, each.file, each.place, line, each.mark, *why, value)
        )
    for (table, key, column), value in written.items():
        if (table, key, column) not in read:
            writer.writerow((table, key, column, "", "", "", "", "sure", "", "", value))
    return text.getvalue().encode()


def _read_rows(folder: Path) -> Iterator[dict[str, str]]:
    path = folder / CELLS_FILE
    if path.is_file():
        with path.open(encoding="utf-8", newline="") as opened:
            yield from csv.DictReader(opened)


def read_cells(folder: Path) -> tuple[ReadCell, ...]:
    """The cells that the package in a folder was read from; none where it was not imported."""
    return tuple(
        ReadCell(
            each["table"],
            each["key"],
            each["column"],
            each["original"],
            each["file"],
            each["place"],
            int(each["line"] or 0),
            _read_mark(each["mark"]),
            _read_why(each),
        )
        for each in _read_rows(folder)
        if each["original"] or each["mark"] != "sure"
    )


def _read_mark(said: str) -> Mark:
    return said if said in get_args(Mark) else "check"  # type: ignore[return-value]


def _read_why(row: Mapping[str, str]) -> Words | None:
    return Name(row["why_zh"], row["why"]) if row["why"] else None


def read_written(folder: Path) -> Written:
    """What the last import wrote into each cell of a package."""
    return {(each["table"], each["key"], each["column"]): each["value"] for each in _read_rows(folder) if each["value"]}


def hash_document(document: Document) -> str:
    """What was read of a document, in one number: the same file read again gives the same."""
    return hashlib.sha256(repr((document.kind, document.blocks)).encode()).hexdigest()


def dump_wishes(imported: Imported, wishes: Wishes) -> bytes:
    """The wishes and the documents, as ``import.toml`` holds them; mappings of all tables, whoever made them."""
    said: dict[str, Any] = {}
    said |= {"system": wishes.system} if wishes.system else {}
    said |= {"name_zh": wishes.name_zh} if wishes.name_zh else {}
    said["answers"] = dict(sorted(wishes.answers.items()))
    said["documents"] = [
        {"name": each.name, "text": f"source-{number}.txt", "sha256": hash_document(each)}
        for number, each in enumerate(imported.documents, start=1)
    ]
    mappings = {
        **{each.signature: (each.kind, tuple(head.field for head in each.headings)) for each in imported.tables},
        **wishes.mappings,
    }
    said["tables"] = [
        {"signature": signature, "kind": kind, "fields": [LEFT_OUT if each is None else each for each in fields]}
        for signature, (kind, fields) in sorted(mappings.items())
    ]
    said["confirmed"] = sorted(wishes.mappings)
    return dump_toml(said)


def _load(folder: Path) -> dict[str, Any]:
    path = folder / WISHES_FILE
    if not path.is_file():
        return {}
    try:
        return parse_toml(path.read_text(encoding="utf-8"))
    except (TomlSlip, UnicodeDecodeError) as error:
        raise PeakfolioError(say("{path}: is no TOML text; delete it to import anew.", path=path)) from error


def read_wishes(folder: Path, *, all_tables: bool = False) -> Wishes:
    """What was said about the import in a folder: its confirmed mappings, or with ``all_tables`` those of every table.

    Raises PeakfolioError where the file cannot be read.
    """
    said = _load(folder)
    confirmed = set(said.get("confirmed", ()))
    mappings: dict[str, tuple[TableKind, tuple[str | None, ...]]] = {}
    for each in said.get("tables", ()):
        if (all_tables or each["signature"] in confirmed) and each["kind"] in get_args(TableKind):
            fields = tuple(None if field == LEFT_OUT else field for field in each["fields"])
            mappings[each["signature"]] = (each["kind"], fields)
    return Wishes(said.get("system"), said.get("name_zh"), mappings, dict(said.get("answers", {})))


def read_hashes(folder: Path) -> Mapping[str, str]:
    """The documents an import was made of, by name."""
    return {each["name"]: each["sha256"] for each in _load(folder).get("documents", ())}
