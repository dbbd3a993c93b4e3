"""The documents in a run folder: contents and pictures are written by a run, everything else is rendered from them."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from peakfolio.errors import PeakfolioError
from peakfolio.keeping import fill_folder
from peakfolio.render.page import render_page
from peakfolio.render.paper import draw_chart, save_png
from peakfolio.render.pictures import build_chart
from peakfolio.render.plan_book import render_plan_book
from peakfolio.render.table_book import render_table_book
from peakfolio.render.word import render_word
from peakfolio.report.chapters.compose import compose_content
from peakfolio.report.document import Document, read_json, write_json
from peakfolio.report.numbering import read_document
from peakfolio.run import Run
from peakfolio.words import NOTHING, Language, say

FORMATS = ("docx", "xlsx", "html", "tables")
TABLES = "tables"  # the form of the second workbook: every table of the report


BOOKS = {"xlsx": render_plan_book, TABLES: render_table_book}


def write_content(run: Run, folder: Path, language: Language) -> Document:
    """Composes the content of a run, writes it and the pictures of its figures, and gives it back."""
    content = read_document(compose_content(run), language)
    name_content(folder, language).write_text(write_json(content), encoding="utf-8", newline="\n")
    for each in content.figures:
        chart = replace(build_chart(each), title=NOTHING)  # it stands over its caption
        save_png(draw_chart(chart, language), name_picture(folder, each.name, language))
    return content


def name_content(folder: Path, language: Language) -> Path:
    """Where the content of a language stands."""
    return folder / f"content.{language}.json"


def name_picture(folder: Path, figure: str, language: Language) -> Path:
    """Where the picture of a figure stands."""
    return folder / "figures" / f"{figure}{'' if language == 'zh' else '.en'}.png"


def name_document(folder: Path, form: str, language: Language) -> Path:
    """Where a document of a form stands."""
    name, ending = ("tables", "xlsx") if form == TABLES else ("report", form)
    return folder / f"{name}{'' if language == 'zh' else '.en'}.{ending}"


def read_content(folder: Path, language: Language) -> Document:
    """The content a run folder holds.

    Raises PeakfolioError where there is none, or it cannot be read.
    """
    place = name_content(folder, language)
    if not place.is_file():
        raise PeakfolioError(
            say(
                "{folder}: there is no {name}; it is no run folder, or an older version wrote it. Run peakfolio run first.",
                folder=folder,
                name=place.name,
            )
        )
    try:
        return read_json(place.read_text(encoding="utf-8"))
    except (ValueError, TypeError, KeyError) as error:
        raise PeakfolioError(say("{place}: the file is damaged; run peakfolio run again.", place=place)) from error


def render_document(content: Document, folder: Path, form: str) -> bytes:
    """One document of a run folder: docx, xlsx (the planner's workbook), tables (that of all tables) or html."""
    if form in BOOKS:
        return BOOKS[form](content)
    pictures = {each.name: name_picture(folder, each.name, content.language).read_bytes() for each in content.figures}
    if form == "docx":
        return render_word(content.printed, pictures)
    return render_page(content, pictures).encode()


def write_documents(folder: Path, forms: Iterable[str], language: Language) -> tuple[Path, ...]:
    """Renders documents of a run folder into it, all of them or none, and returns their places."""
    content = read_content(folder, language)
    documents = {name_document(folder, form, language): render_document(content, folder, form) for form in forms}
    with fill_folder(folder) as making:
        for place, document in documents.items():
            (making / place.name).write_bytes(document)
    return tuple(documents)
