"""What can be downloaded: a list, to which a further kind of document is one more entry."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from peakfolio.app.sessions import Session
from peakfolio.app.workbooks import pack_workbook, pack_zip
from peakfolio.results.charts import make_frontier_data
from peakfolio.results.delivery_folder import make_delivery_tables
from peakfolio.results.documents.folder import FORMATS, read_content, render_document
from peakfolio.results.run_folder import make_answer_tables, make_outlook_tables
from peakfolio.results.tables import make_finding_table

BYTE_ORDER_MARK = "utf-8-sig"


@dataclass(frozen=True)
class Download:
    """One entry: the key of its text, how its file is named, and what makes it; None where there is nothing yet."""

    text: str
    suffix: str
    make: Callable[[Session], bytes | None]


def pack_tables(session: Session) -> bytes | None:
    """Every result table of the answer as CSV in a zip."""
    answer, outlook, delivery = session.found.answer, session.found.outlook, session.found.delivery
    if answer is None:
        return None
    answer = replace(answer, switches=session.found.switches or ())
    tables = {"findings": make_finding_table(session.opened.findings), **make_answer_tables(answer)}
    tables |= {} if outlook is None else make_outlook_tables(outlook)
    tables |= {} if delivery is None else make_delivery_tables(delivery, {})
    tables |= {"frontier": make_frontier_data(session.found.frontier)} if session.found.frontier else {}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, table in tables.items():
            text = table.to_csv(index=False, lineterminator="\n", float_format="%.10g")
            archive.writestr(f"{name}.csv", text.encode(BYTE_ORDER_MARK))
    return buffer.getvalue()


def pack_run(session: Session) -> bytes | None:
    """The run folder the session's process wrote, as a zip."""
    return None if session.written is None else pack_zip(session.written)


def render_report(session: Session, form: str) -> bytes | None:
    """One document of the run folder the session's process wrote, in the session's language."""
    if session.written is None:
        return None
    return render_document(read_content(session.written, session.language), session.written, form)


DOWNLOADS = (Download("tables_zip", "tables.zip", pack_tables),)
RUN_DOWNLOADS = (
    *(Download(f"report_{form}", f"report.{form}", partial(render_report, form=form)) for form in FORMATS),
    Download("run_zip", "run.zip", pack_run),
)
TEMPLATES = (
    Download("template_zip", "plan.zip", lambda session: pack_zip(session.folder)),
    Download("template_xlsx", "plan.xlsx", lambda session: pack_workbook(session.folder)),
)
