"""The catalogue of messages against the code: extracted, brought up to date, and read for the tests and the glossary.

Run as a program it writes every catalogue anew: new messages come in without a translation, changed ones are marked fuzzy with the old
translation as a proposal, and those the code no longer says go.
"""

from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parents[1] / "model" / "peakfolio"
CATALOGUES = sorted(PACKAGE.glob("locale/*/LC_MESSAGES/peakfolio.po"))
KEYWORDS = {"say": (1,), "say_in": ((1, "c"), 2), "say_many": (1, 2)}
HEADER = "# The words of peakfolio in {language}. Any editor of gettext files can mend them; `make words` brings them up to date."


def extract_messages() -> Catalog:
    """Every message of the code."""
    found = Catalog(project="peakfolio", charset="utf-8", fuzzy=False)
    for _, _, message, _, context in extract_from_dir(PACKAGE, [("**.py", "python")], keywords=KEYWORDS):
        found.add(message, context=context)
    return found


def read_catalogue(path: Path) -> Catalog:
    """A catalogue as it stands in a file."""
    with path.open("rb") as opened:
        return read_po(opened, locale=path.parts[-3])


def list_entries(catalogue: Catalog) -> Iterator[tuple[str, object, object]]:
    """Context, message and translation of every entry but the header."""
    return ((entry.context or "", entry.id, entry.string) for entry in catalogue if entry.id)


def write_catalogue(path: Path) -> None:
    """Brings a catalogue up to date with the code."""
    catalogue, template = read_catalogue(path), extract_messages()
    catalogue.update(template)
    catalogue.obsolete.clear()
    catalogue.header_comment = HEADER.format(language=path.parts[-3])
    catalogue.project, catalogue.version = "peakfolio", "0.1.0"
    catalogue.msgid_bugs_address = catalogue.last_translator = catalogue.language_team = ""
    with path.open("wb") as opened:
        write_po(opened, catalogue, width=0, sort_output=True, omit_header=False)


if __name__ == "__main__":
    for each in CATALOGUES:
        write_catalogue(each)
