"""What can be downloaded: a list, to which a further kind of document is one more entry."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from peakfolio.app.session_files import pack_session
from peakfolio.app.sessions import Session
from peakfolio.app.workbooks import pack_workbook, pack_zip
from peakfolio.plan.cell_tables import find_files
from peakfolio.plan.own_figures import list_own
from peakfolio.plan.plan import Plan
from peakfolio.plan.writing import DESCRIPTOR, describe_package, dump_descriptor, dump_table, is_plain
from peakfolio.render.documents import FORMATS, TABLES, read_content, render_document
from peakfolio.words import Words, say


@dataclass(frozen=True)
class Download:
    """One entry: its text, how its file is named, and what makes it; None where there is nothing yet."""

    text: Words
    suffix: str
    make: Callable[[Session], bytes | None]


def pack_plan(session: Session) -> bytes:
    """The plan package as a zip, with the descriptor that other tools read."""
    described = (
        {DESCRIPTOR: dump_descriptor(describe_package(session.plan.settings))} if is_plain(session.folder) else {}
    )
    return pack_zip(session.folder, more={**described, **dump_own(session.plan, session.folder)})


def dump_own(plan: Plan, folder: Path) -> dict[str, bytes]:
    """The tables that a user's own figures in the chains change, by the files that hold them; none where there are none."""
    if not list_own(plan.parameters):
        return {}
    tables = {"parameters": plan.parameters, "sources": plan.sources}
    names = {table: files[0].name if files else f"{table}.csv" for table, files in find_files(folder, tables).items()}
    return {names[table]: dump_table(table, rows) for table, rows in tables.items()}


def pack_tables(session: Session) -> bytes | None:
    """Every result table of the run folder the session's process wrote, as CSV in a zip."""
    return None if session.written is None else pack_zip(session.written, "*.csv")


def pack_run(session: Session) -> bytes | None:
    """The run folder the session's process wrote, as a zip."""
    return None if session.written is None else pack_zip(session.written)


def render_report(session: Session, form: str) -> bytes | None:
    """One document of the run folder the session's process wrote, in the session's language."""
    if session.written is None:
        return None
    return render_document(read_content(session.written, session.language), session.written, form)


def name_download(form: str) -> str:
    """How the file of a document is named behind the name of its plan."""
    return "tables.xlsx" if form == TABLES else f"report.{form}"


REPORTS = {
    "docx": say("Appraisal report (Word)"),
    "xlsx": say("Planner's workbook: choose projects, sums follow (Excel)"),
    "tables": say("Tables of the report (Excel)"),
    "html": say("Appraisal report (web page, works offline)"),
}
RUN_DOWNLOADS = (
    *(Download(REPORTS[form], name_download(form), partial(render_report, form=form)) for form in FORMATS),
    Download(say("All result tables (CSV in a zip)"), "tables.zip", pack_tables),
    Download(say("Whole run folder (report, figures, tables; zip)"), "run.zip", pack_run),
)
SESSION = Download(say("Session file (plan, scenarios, answers)"), "session.peakfolio.zip", pack_session)
TEMPLATES = (
    Download(say("Template as zip"), "plan.zip", pack_plan),
    Download(
        say("Template as xlsx"),
        "plan.xlsx",
        lambda session: pack_workbook(session.folder, dump_own(session.plan, session.folder)),
    ),
)
