"""The catalogue of messages against the code: extracted, brought up to date, and read for the tests and the glossary.

Run as a program it writes every catalogue anew: new messages come in without a translation, changed ones are marked fuzzy with the old
translation as a proposal, and those the code no longer says go. The messages are read from the syntax tree, for Babel's own extractor
takes one call inside another for one.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parents[1] / "model" / "peakfolio"
CATALOGUES = sorted(PACKAGE.glob("locale/*/LC_MESSAGES/peakfolio.po"))
TEXTS = {"say": slice(0, 1), "say_in": slice(1, 2), "say_many": slice(0, 2)}  # which arguments are text
HEADER = "# The words of peakfolio in {language}. Any editor of gettext files can mend them; `make words` brings them up to date."
FILLED_LATER = ("usage.py",)  # what click says, whose fields come from its own sentence
Key = tuple[str, str]


def extract_messages() -> Catalog:
    """Every message of the code.

    Raises ValueError for one that is no literal text.
    """
    found = Catalog(project="peakfolio", charset="utf-8", fuzzy=False)
    for path in sorted(PACKAGE.rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in TEXTS:
                texts = [_read_text(each, path) for each in call.args[TEXTS[call.func.id]]]
                context = _read_text(call.args[0], path) if call.func.id == "say_in" else None
                found.add(tuple(texts) if len(texts) > 1 else texts[0], context=context)
    return found


def list_calls() -> Iterator[tuple[str, list[str], set[str]]]:
    """Every message of the code: where it stands, its texts, and the names of the fields it is given."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in TEXTS:
                if any(each.arg is None for each in call.keywords) or path.name in FILLED_LATER:
                    continue
                texts = [_read_text(each, path) for each in call.args[TEXTS[call.func.id]]]
                given = {str(each.arg) for each in call.keywords} | ({"n"} if call.func.id == "say_many" else set())
                yield f"{path.relative_to(PACKAGE)}:{call.lineno}", texts, given


def _read_text(node: ast.expr, path: Path) -> str:
    if path.name == "words.py" and isinstance(node, ast.Name):
        return "{n}"  # the functions themselves
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
        raise ValueError(f"{path.name}, line {node.lineno}: a message must be literal text")
    return node.value


def read_catalogue(path: Path) -> Catalog:
    """A catalogue as it stands in a file."""
    with path.open("rb") as opened:
        return read_po(opened, locale=path.parts[-3])


def list_entries(catalogue: Catalog) -> Iterator[tuple[Key, tuple[str, ...], str, bool]]:
    """Key (context and message), the forms of the message, its translation, and whether that is only a proposal."""
    for entry in catalogue:
        if entry.id:
            forms = (entry.id,) if isinstance(entry.id, str) else tuple(entry.id)
            translation = entry.string if isinstance(entry.string, str) else (entry.string or [""])[0]
            yield (entry.context or "", forms[0]), forms, translation, entry.fuzzy


def write_catalogue(path: Path) -> None:
    """Brings a catalogue up to date with the code."""
    catalogue = read_catalogue(path)
    created = catalogue.creation_date
    catalogue.update(extract_messages())
    catalogue.obsolete.clear()
    catalogue.creation_date = created
    catalogue.header_comment = HEADER.format(language=path.parts[-3])
    catalogue.project, catalogue.version = "peakfolio", "0.1.0"
    catalogue.msgid_bugs_address = catalogue.last_translator = catalogue.language_team = ""
    with path.open("wb") as opened:
        write_po(opened, catalogue, width=0, sort_output=True)


if __name__ == "__main__":
    for each in CATALOGUES:
        write_catalogue(each)
