"""What can be downloaded: a list, to which a further kind of document is one more entry."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from peakfolio.app.errands import look_back
from peakfolio.app.found import Results
from peakfolio.app.session_files import pack_session
from peakfolio.app.sessions import Session
from peakfolio.app.workbooks import pack_workbook, pack_zip
from peakfolio.plan.cell_tables import find_files
from peakfolio.plan.own_figures import list_own
from peakfolio.plan.plan import Plan
from peakfolio.plan.writing import DESCRIPTOR, describe_package, dump_descriptor, dump_table, is_plain
from peakfolio.portfolio.verify import find_lost_points, score_portfolio
from peakfolio.render.documents import FORMATS, TABLES, read_content, render_document
from peakfolio.render.sheet import picture_sheet, render_sheet
from peakfolio.replan.replanning import Replan
from peakfolio.report.chapters.brief_words import Facts
from peakfolio.report.chapters.compose import compose_page
from peakfolio.report.numbering import read_document
from peakfolio.review.reviewing import Review
from peakfolio.words import Words, say


@dataclass(frozen=True)
class Download:
    """One entry: its text, how its file is named, and what makes it; None where there is nothing yet."""

    text: Words
    suffix: str
    make: Callable[[Session], bytes | None]


def name_file(session: Session, wanted: Download) -> str:
    """What a file is called: a county of one's own by its name, for its key says nothing to a person."""
    region = session.plan.settings.region
    return f"{region.name_zh if session.is_uploaded else region.id}-{wanted.suffix}"


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


def pack_review(session: Session) -> bytes | None:
    """What looking back found, as the command writes it, in a zip; None where it was not asked for."""
    from peakfolio.render.run_folder import write_review

    found = session.looker.find(look_back(session.folder))
    return _pack(lambda folder: write_review(found, folder)) if isinstance(found, Review) else None


def pack_replan(session: Session) -> bytes | None:
    """What planning again found, as the command writes it, in a zip; None where it was not asked for."""
    from peakfolio.render.run_folder import write_replan_tables

    asked = session.looker.asked
    found = session.looker.find(asked) if asked is not None and asked.folder == session.folder else None
    return _pack(lambda folder: write_replan_tables(found, folder)) if isinstance(found, Replan) else None


def _pack(write: Callable[[Path], None]) -> bytes:
    with TemporaryDirectory() as place:
        write(Path(place) / "tables")
        return pack_zip(Path(place) / "tables")


def render_report(session: Session, form: str) -> bytes | None:
    """One document of the run folder the session's process wrote, in the session's language."""
    if session.written is None:
        return None
    return render_document(read_content(session.written, session.language), session.written, form)


def name_download(form: str) -> str:
    """How the file of a document is named behind the name of its plan."""
    return "tables.xlsx" if form == TABLES else f"report.{form}"


def gather_facts(session: Session, found: Results) -> Facts | None:
    """What the page can be made from; None where nothing was found, or what was asked cannot hold."""
    if found.answer is not None:
        answer = found.answer
        points = score_portfolio(answer.plan, answer.scenario, answer.choice.portfolio)
        return Facts(
            answer.plan,
            answer,
            points={"chosen": points},
            lost_points=find_lost_points(answer.plan, answer.scenario, answer.choice.portfolio),
            delivery=found.delivery,
            outlook=found.outlook,
            information=found.information,
        )
    is_unpriced = all(row.cost_wan_yuan is None for row in session.plan.projects)
    if found.refusal is None or not is_unpriced:
        return None
    return Facts(session.plan, None, found.refusal, outlook=found.outlook)


def make_page(session: Session, form: str) -> bytes | None:
    """The page to decide by of the answer shown, as PDF or PNG; None while there is none."""
    facts = gather_facts(session, session.found)
    if facts is None or session.is_busy or not session.found.is_done:
        return None
    pdf = render_sheet(read_document(compose_page(facts, session.scenario_name), session.language))
    return pdf if form == "pdf" else picture_sheet(pdf)


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
PAGES = (
    Download(say("This page as PDF"), "brief.pdf", partial(make_page, form="pdf")),
    Download(say("This page as picture"), "brief.png", partial(make_page, form="png")),
)
PAGE_NAMES = say("One page (PDF)"), say("One page (picture)")  # away from the page itself
LOOKED_BACK = Download(say("Tables (zip)"), "review.zip", pack_review)
PLANNED_AGAIN = Download(say("Tables (zip)"), "replan.zip", pack_replan)
SESSION = Download(say("Session file (plan, scenarios, answers)"), "session.peakfolio.zip", pack_session)
TEMPLATES = (
    Download(say("Template as zip"), "plan.zip", pack_plan),
    Download(
        say("Template as xlsx"),
        "plan.xlsx",
        lambda session: pack_workbook(session.folder, dump_own(session.plan, session.folder)),
    ),
)
