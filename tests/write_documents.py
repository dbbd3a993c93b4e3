"""Writes the parts of the documents that follow from the code: ``make documents``.

The tables of the data dictionary, ``datapackage.json`` of ``factors/`` and ``delivery/``, and in both READMEs the answer and the
pictures of the demo. The tests hold the documents to the code, so run this after a change and read what it wrote.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from types import UnionType
from typing import Any, Literal, get_args, get_origin

from peakfolio.plan.catalogue import find_delivery, find_factors
from peakfolio.plan.package import DELIVERY_TABLES, FACTOR_TABLES, KEYS, TABLES, list_columns
from peakfolio.plan.writing import describe_delivery_book, describe_factors, write_descriptor
from peakfolio.units import COUNTING_WORDS, SPELLINGS

ROOT = Path(__file__).resolve().parent.parent


def list_words(annotation: Any) -> str:
    """The allowed words of a column, if it has a closed list."""
    inner = next((each for each in get_args(annotation) if get_origin(each) is Literal), annotation)
    kind = inner if get_origin(annotation) is UnionType else annotation
    words = get_args(kind) if get_origin(kind) is Literal else ()
    return f" One of: {', '.join(f'`{word}`' for word in words)}." if words else ""


def describe_tables() -> str:
    parts = ["## Tables\nA column in **bold** may not be empty.\n"]
    factors = {table: row_type for table, row_type in FACTOR_TABLES.items() if table not in TABLES}
    delivery = {table: row_type for table, row_type in DELIVERY_TABLES.items() if table not in TABLES}
    headings = {
        next(iter(factors)): "## Tables of the emission factors (`factors/`)\n",
        next(iter(delivery)): "## Tables of delivery (`delivery/`)\n",
    }
    for table, row_type in {**TABLES, **factors, **delivery}.items():
        if table in headings:
            parts.append(headings[table])
        summary = (row_type.__doc__ or "").strip().splitlines()[0]
        keys = ", ".join(f"`{key}`" for key in KEYS[table])
        parts.append(f"### {table}\n\n{summary} Key: {keys}.\n\n| column | meaning |\n|---|---|")
        for column in list_columns(table):
            field = row_type.model_fields[column]
            name = f"**`{column}`**" if field.is_required() else f"`{column}`"
            parts.append(f"| {name} | {field.description}{list_words(field.annotation)} |")
        parts.append("")
    spellings = " ".join(SPELLINGS.values())
    parts.append(
        f"## Units\nKnown units: {spellings}; counting words {' '.join(COUNTING_WORDS)}. Any of them may follow 百, 千, 万 or 亿, and "
        "two may be joined by `/`. Add a missing one to `model/peakfolio/units.py`.\n"
    )
    return "\n".join(parts)


def replace_part(path: Path, start: str, end: str, text: str) -> None:
    said = path.read_text(encoding="utf-8")
    head, rest = said.split(start, 1)
    _, tail = rest.split(end, 1)
    path.write_text(f"{head}{start}\n{text}\n{end}{tail}", encoding="utf-8", newline="\n")


def show_demo(language: str) -> str:
    start = "from peakfolio.cli.main import main; main()"  # the code beside this file, whatever is installed
    command = [sys.executable, "-c", start, "--language", language, "run", "dongchuan"]
    environment = {"COLUMNS": "110", "PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT / "model")}
    shown = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return "\n".join(line.rstrip() for line in shown.stdout.strip().splitlines())


def main() -> None:
    dictionary = ROOT / "scenarios" / "README.md"
    head = dictionary.read_text(encoding="utf-8").split("## Tables\n")[0]
    dictionary.write_text(head + describe_tables(), encoding="utf-8", newline="\n")
    write_descriptor(describe_factors(), find_factors())
    write_descriptor(describe_delivery_book(), find_delivery())
    for language, name in (("en", "README.md"), ("zh", "README.zh.md")):
        shown = show_demo(language)
        said = json.loads((ROOT / "results/dongchuan/base/run.json").read_text(encoding="utf-8"))["answer"][language]
        quoted = "\n>\n".join(f"> {line}" for line in said.splitlines())
        replace_part(ROOT / name, "<!-- answer -->", "<!-- end answer -->", quoted)
        replace_part(ROOT / name, "<!-- demo -->", "<!-- end demo -->", f"```\n{shown}\n```")
    for suffix in ("", ".en"):
        for figure in ("gaps", "delivery_by_year", "carbon_pathways"):
            place = ROOT / f"results/dongchuan/base/figures/{figure}{suffix}.png"
            shutil.copy(place, ROOT / f"docs/{figure}{suffix}.png")


if __name__ == "__main__":
    main()
