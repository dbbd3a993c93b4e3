"""Writes the parts of the documents that follow from the code: ``make documents``.

The reference pages of tables and commands, ``datapackage.json`` of ``factors/``, ``delivery/`` and ``evidence/``, and in both
languages the demo's answer and pictures. The tests hold the documents to the code, so run this after a change and read what it wrote.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from textwrap import wrap
from types import UnionType
from typing import Any, Literal, get_args, get_origin

from describe_commands import describe_commands
from peakfolio.plan.catalogue import find_delivery, find_evidence, find_factors, find_starters, find_systems
from peakfolio.plan.filling import is_needed
from peakfolio.plan.package import (
    DELIVERY_TABLES,
    EVIDENCE_TABLES,
    FACTOR_TABLES,
    STARTER_TABLES,
    SYSTEM_TABLES,
    TABLES,
    order_columns,
)
from peakfolio.plan.rows import Row
from peakfolio.plan.writing import (
    describe_delivery_book,
    describe_evidence,
    describe_factors,
    describe_starters,
    describe_systems,
    write_descriptor,
)
from peakfolio.render.documents import name_picture, read_content
from peakfolio.render.paper import draw_chart, save_png
from peakfolio.render.pictures import build_chart
from peakfolio.report.document import Bullets, Text
from peakfolio.units import COUNTING_WORDS, SPELLINGS
from peakfolio.words import LANGUAGES, Language

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"
FIGURES = ("gaps", "delivery_by_year", "carbon_pathways")
WIDTH = 120
GROUPS = {
    "Tables of a plan": TABLES,
    "Tables of the emission factors (`factors/`)": FACTOR_TABLES,
    "Tables of delivery (`delivery/`)": DELIVERY_TABLES,
    "Tables of the evidence (`evidence/`)": EVIDENCE_TABLES,
    "Tables of the indicator systems (`systems/`)": SYSTEM_TABLES,
    "Tables that plans are started from (`starters/`)": STARTER_TABLES,
}


def list_words(annotation: Any) -> str:
    """The allowed words of a column, if it has a closed list."""
    inner = next((each for each in get_args(annotation) if get_origin(each) is Literal), annotation)
    kind = inner if get_origin(annotation) is UnionType else annotation
    words = get_args(kind) if get_origin(kind) is Literal else ()
    return f" One of: {', '.join(f'`{word}`' for word in words)}." if words else ""


def describe_table(table: str, row_type: type[Row]) -> Iterable[str]:
    summary = (row_type.__doc__ or "").strip().splitlines()[0]
    keys = ", ".join(f"`{key}`" for key in row_type.key)
    yield f"### {table}\n\n{summary} Key: {keys}.\n\n| column | meaning |\n|---|---|"
    for column in order_columns(row_type):
        field = row_type.model_fields[column]
        name = f"**`{column}`**" if is_needed(table, row_type, column) else f"`{column}`"
        yield f"| {name} | {field.description}{list_words(field.annotation)} |"
    yield ""


def describe_tables() -> str:
    """The page that names every table and column, from the row classes."""
    parts = [
        "# Tables\n\nEvery table of a plan package, from the row classes of `peakfolio.plan`. A column in **bold** may not be empty. "
        "How to fill them: [rules](../../scenarios/README.md).\n"
    ]
    for heading, tables in GROUPS.items():
        parts.append(f"## {heading}\n")
        for table, row_type in tables.items():
            if tables is TABLES or TABLES.get(table) is not row_type:
                parts += describe_table(table, row_type)
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
    write(path, f"{head}{start}\n{text}\n{end}{tail}")


def write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def show_demo(language: str) -> str:
    start = "from peakfolio.cli.main import main; main()"  # the code beside this file, whatever is installed
    command = [sys.executable, "-c", start, "--language", language, "run", "dongchuan"]
    environment = {"COLUMNS": "110", "PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT / "model")}
    shown = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return "\n".join(line.rstrip() for line in shown.stdout.strip().splitlines())


def break_lines(text: str, language: str) -> list[str]:
    """Lines for the README: English breaks between words, Chinese after a mark of punctuation."""
    if language == "en":
        return wrap(text, WIDTH - len("> "), break_long_words=False, break_on_hyphens=False)
    lines = [""]
    for part in re.findall(r"[^，。；：、]+[，。；：、”]*", text):
        if len(lines[-1] + part) > WIDTH - len("> "):
            lines.append("")
        lines[-1] += part
    return lines


def shorten_answer(folder: Path, language: Language) -> Iterator[str]:
    """The README's answer: the sentences of the page to decide by, without its tables."""
    page = read_content(folder, language).brief
    assert page is not None
    for block in page.blocks:
        if isinstance(block, Text):
            yield f"**{block.text}**" if block.role == "answer" else block.text
        elif isinstance(block, Bullets):
            yield from (f"{number}. {each}" for number, each in enumerate(block.items, 1))


def write_demo(language: Language, suffix: str) -> None:
    """Runs the demo and puts what it says into the README and the page of the demo."""
    shown = show_demo(language)
    said = json.loads((ROOT / "results/dongchuan/base/run.json").read_text(encoding="utf-8"))["answer"][language]
    sentences = shorten_answer(ROOT / "results/dongchuan/base", language)
    short = "\n>\n".join("\n".join(f"> {line}" for line in break_lines(each, language)) for each in sentences)
    replace_part(ROOT / f"README{suffix}.md", "<!-- answer -->", "<!-- end answer -->", short)
    page = ROOT / "docs" / f"demo{suffix}.md"
    quoted = "\n>\n".join(f"> {line}" for line in said.splitlines())
    replace_part(page, "<!-- answer -->", "<!-- end answer -->", quoted)
    replace_part(page, "<!-- demo -->", "<!-- end demo -->", f"```\n{shown}\n```")


def main() -> None:
    write(REFERENCE / "data.md", describe_tables())
    write(REFERENCE / "commands.md", describe_commands("en"))
    write(REFERENCE / "commands.zh.md", describe_commands("zh"))
    write_descriptor(describe_factors(), find_factors())
    write_descriptor(describe_delivery_book(), find_delivery())
    write_descriptor(describe_evidence(), find_evidence())
    write_descriptor(describe_systems(), find_systems())
    write_descriptor(describe_starters(), find_starters())
    write_demo("en", "")
    write_demo("zh", ".zh")
    for language in LANGUAGES:
        draw_pictures(ROOT / "results/dongchuan/base", language)


def draw_pictures(folder: Path, language: Language) -> None:
    """The pictures of the pages; they stand alone, so each has its message above it."""
    for figure in read_content(folder, language).figures:
        if figure.name in FIGURES:
            name = name_picture(folder, figure.name, language).name
            save_png(draw_chart(build_chart(figure), language), ROOT / "docs/pictures" / name)


if __name__ == "__main__":
    main()
