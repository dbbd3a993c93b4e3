"""Writes the two files the tutorial of an own county begins with: the plan of 东川 in Word, its list of projects in Excel.

The words are those of the published plan, whose plain text lies beside the checkout; the files themselves are part of the documents.
"""

from collections.abc import Iterator
from dataclasses import replace

from edition_files import write_docx, write_xlsx
from editions import PROJECTS, read_edition
from printed import Edition, Table
from transcription import ROOT

SAMPLES = ROOT / "docs" / "tutorial" / "samples"
WORD, EXCEL = SAMPLES / "东川区规划.docx", SAMPLES / "东川区重点工程.xlsx"


def split_edition(edition: Edition) -> tuple[Edition, Edition]:
    """The plan without its list of projects, and the list alone."""
    lists = tuple(_find_lists(edition))
    rest = tuple(block for block in edition.blocks if block not in lists)
    return replace(edition, blocks=rest), replace(edition, blocks=lists)


def _find_lists(edition: Edition) -> Iterator[Table]:
    return (each for each in edition.tables if each.sheet == PROJECTS)


def main() -> None:
    SAMPLES.mkdir(parents=True, exist_ok=True)
    plan, projects = split_edition(read_edition("dongchuan"))
    WORD.write_bytes(write_docx(plan))
    EXCEL.write_bytes(write_xlsx(projects))


if __name__ == "__main__":
    main()
