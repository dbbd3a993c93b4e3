"""Gathers the pages of the site, one tree for each language: ``build/pages/en`` and ``build/pages/zh``.

Most pages stand where their readers look for them in the repository (``README.md``, ``model/README.md``, ``notebooks/``). The
site takes them from there and turns links between files into links between pages, so that nothing is written twice.
"""

import base64
import csv
import posixpath
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from babel.messages.pofile import read_po

import peakfolio

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "docs" / "site"
BUILD = ROOT / "build"
PLACES = {
    "README.md": "index.md",
    "model/README.md": "mathematics.md",
    "scenarios/README.md": "reference/packages.md",
    "results/README.md": "reference/run_folder.md",
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
}  # where in the site a file of the repository is shown; pages of docs/ keep their place
SAMPLES = "docs/tutorial/samples"  # files that readers take away
KEPT = ("docs/pictures/", f"{SAMPLES}/")  # what keeps its place beside the pages
ROOMS = ("plan", "portfolio", "delivery", "carbon")  # the packages a program is most likely to call
CATALOGUE = ROOT / "model" / "peakfolio" / "locale" / "zh" / "LC_MESSAGES" / "peakfolio.po"
MENDS = (
    "a|an|add|all|any|ask|check|choose|correct|delete|drop|give|is|keep|lower|make|name|not|of|order|raise|read|remove|save|say|"
    "set|shorten|state|take|the|try|use|with|without|write"
)
TERM = re.compile(rf"(?!(?:{MENDS}) )[A-Za-z][\w%-]*( [\w%()-]+){{0,3}}")  # a name of up to four words, not a sentence
ENGLISH_ONLY = '!!! note "本页尚无中文版，下面是英文原文"\n\n'
LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^()\s]+)\)")
FENCE = re.compile(r"^\s*```")
HAN_STOP, HAN_END = re.compile(r"[\u3000-\u303f\uff00-\uffef”]$"), re.compile(r"[\u4e00-\u9fff]$")
HAN_START = re.compile(r"[\u4e00-\u9fff“（《]")
BLOCK_START = re.compile(r"#|\||>|!|```|<!--|[*-] |\d+\. |$")


def list_pages() -> dict[str, str]:
    """Every file that becomes a page, by its path in the repository: where it stands in the site."""
    pages = dict(PLACES)
    for path in sorted(ROOT.glob("scenarios/*/README.md")):
        pages[f"scenarios/{path.parent.name}/README.md"] = f"reference/plans/{path.parent.name}.md"
    for path in sorted(ROOT.glob("notebooks/*.py")):
        pages[f"notebooks/{path.name}"] = f"tutorial/{path.stem}.md"
    for path in sorted((ROOT / "docs").rglob("*.md")):
        if not path.name.endswith(".zh.md"):
            pages[path.relative_to(ROOT).as_posix()] = path.relative_to(ROOT / "docs").as_posix()
    return pages


def find_text(source: str, language: str) -> tuple[str, str]:
    """The text of a page in a language, else in English, and the file it comes from."""
    chinese = source.removesuffix(".md") + ".zh.md"
    if language == "zh" and (ROOT / chinese).is_file():
        return join_lines((ROOT / chinese).read_text(encoding="utf-8")), chinese
    text = convert_notebook(source) if source.endswith(".py") else (ROOT / source).read_text(encoding="utf-8")
    return (ENGLISH_ONLY * (language == "zh")) + text, source


def join_lines(text: str) -> str:
    """Chinese text whose lines were broken for the editor only: a browser would show each break as a gap."""
    lines = [""]
    is_code = False
    for line in text.split("\n"):
        is_code ^= bool(FENCE.match(line))
        words = line.removeprefix("> ").lstrip()
        is_same_kind = line.startswith("> ") == lines[-1].startswith("> ") and not lines[-1].startswith(("#", "|"))
        is_gap = HAN_STOP.search(lines[-1]) or (HAN_END.search(lines[-1]) and HAN_START.match(words))
        if is_gap and is_same_kind and not is_code and not BLOCK_START.match(words):
            lines[-1] += words
        else:
            lines.append(line)
    return "\n".join(lines[1:])


def turn_links(text: str, source: str, target: str, pages: Mapping[str, str]) -> str:
    """The links of a page: to pages and pictures of the site where they are in it, else only their words."""

    def turn(match: re.Match[str]) -> str:
        mark, words, link = match.groups()
        if "://" in link or link.startswith(("#", "mailto:")):
            return match[0]
        words = LINK.sub(turn, words)
        place, _, anchor = link.partition("#")
        found = posixpath.normpath(posixpath.join(posixpath.dirname(source), place))
        if found in (source.replace(".zh.md", ".md"), source.removesuffix(".md") + ".zh.md"):
            return ""  # the same page in the other language: the switch at the top leads there
        found = found.removesuffix(".zh.md") + ".md" if found.endswith(".zh.md") else found
        found = f"{found}/README.md" if (ROOT / found).is_dir() else found
        shown = found.removeprefix("docs/") if found.startswith(KEPT) else pages.get(found)
        if shown is None:
            return words
        near = posixpath.relpath(shown, posixpath.dirname(target) or ".")
        return f"{mark}[{words}]({near}{'#' * bool(anchor)}{anchor})"

    parts = re.split(r"(^```.*?^```$)", text, flags=re.MULTILINE | re.DOTALL)
    return "".join(part if part.startswith("```") else LINK.sub(turn, part) for part in parts)


def convert_notebook(source: str) -> str:
    """A notebook as a page; with its results where ``make notebooks`` has run it."""
    run = BUILD / "notebooks" / f"{Path(source).stem}.ipynb"
    is_run = run.is_file() and run.stat().st_mtime > (ROOT / source).stat().st_mtime
    book = nbformat.read(run, as_version=4) if is_run else jupytext.read(ROOT / source)
    parts = []
    for cell in book.cells:
        parts.append(cell.source if cell.cell_type == "markdown" else f"```python\n{cell.source}\n```")
        parts += [show_output(each) for each in cell.get("outputs", ())]
    return "\n\n".join(part for part in parts if part) + "\n"


def show_output(output: Any) -> str:
    """What a cell gave: a picture inside the page, a table, or text."""
    data = output.get("data", {})
    if "image/png" in data:
        packed = base64.b64encode(base64.b64decode(data["image/png"])).decode()
        return f'<img alt="" src="data:image/png;base64,{packed}">'
    if "text/html" in data:
        return f'<div class="result">{"".join(data["text/html"])}</div>'
    said = output.get("text") or data.get("text/plain") or ""
    return f"```text\n{said.rstrip()}\n```" if said else ""


def describe_python() -> Iterator[tuple[str, str]]:
    """The pages of Python, made from docstrings and so in English only: the public names, and the modules of each room."""
    names = "\n\n".join(f"::: peakfolio.{name}" for name in sorted(peakfolio.__all__))
    yield "reference/python/names.md", f"# Public names\n\n{names}\n"
    for room in ROOMS:
        folder = ROOT / "model" / "peakfolio" / room
        modules = sorted(path.stem for path in folder.glob("*.py") if path.stem != "__init__")
        said = "\n\n".join(f"::: peakfolio.{room}.{module}" for module in modules)
        yield f"reference/python/{room}.md", f"# peakfolio.{room}\n\n{said}\n"


def describe_terms(language: str) -> str:
    """The page of terms: those that need explaining, then, from the catalogue, every short name the program says in both languages."""
    titles = {"en": ("Glossary", "English", "Chinese"), "zh": ("中英术语", "英文", "中文")}
    with CATALOGUE.open("rb") as opened:
        entries = [each for each in read_po(opened) if isinstance(each.id, str) and TERM.fullmatch(each.id)]
    terms = {
        (each.id[0].lower() + each.id[1:], each.string): each for each in sorted(entries, key=lambda each: each.id)
    }
    rows = (
        f"| {each.id}{f' ({each.context})' if each.context else ''} | {each.string} |"
        for _, each in sorted(terms.items(), key=lambda pair: (pair[0][0].lower(), pair[0][1]))
    )
    title, *heads = titles[language]
    names = (f"| {' | '.join(heads)} |", "|---|---|", *rows)
    return "\n".join((f"# {title}\n", *explain_terms(language, heads), "", *names, ""))


def explain_terms(language: str, heads: list[str]) -> Iterator[str]:
    """The words on which an answer hangs, each with what it means; ``terms.csv``."""
    yield f"| {' | '.join(heads)} | {'meaning' if language == 'en' else '含义'} |\n|---|---|---|"
    with (SITE / "terms.csv").open(encoding="utf-8", newline="") as opened:
        for row in csv.DictReader(opened):
            yield f"| {row['english']} | {row['chinese']} | {row['meaning' if language == 'en' else 'meaning_zh']} |"


def gather(language: str) -> None:
    """Writes the tree of one language anew."""
    tree, pages = BUILD / "pages" / language, list_pages()
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree(ROOT / "docs" / "pictures", tree / "pictures")
    shutil.copytree(SITE / "assets", tree / "assets")
    shutil.copytree(ROOT / SAMPLES, tree / "tutorial" / "samples")
    for source, target in pages.items():
        text, found = find_text(source, language)
        write(tree / target, turn_links(text, found, target, pages))
    write(tree / "reference" / "glossary.md", describe_terms(language))
    for target, text in describe_python() if language == "en" else ():
        write(tree / target, text)


def write(path: Path, text: str) -> None:
    """Writes a page, and its folder where there is none yet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    gather("en")
    gather("zh")
