"""The findings of an audit as one table."""

from collections.abc import Sequence

from peakfolio.assess.audit import Finding
from peakfolio.report.content import Cell, Table, Worded, make_table, name_column, text_column
from peakfolio.report.names import SEVERITIES
from peakfolio.words import Name, say, say_in

MOST_PLACES = 4


def make_finding_table(findings: Sequence[Finding]) -> Table:
    """Audit findings, the gravest first, with both figures and where they stand."""
    columns = (
        text_column("severity", say_in("finding", "Severity"), 0.7, SEVERITIES),
        text_column("code", say("Check"), 1.0),
        text_column("subject", say("Subject"), 0.7),
        name_column("sentence", say("Finding"), 6.5),
        text_column("printed", say("Printed"), 1.2),
        text_column("found", say("Recomputed"), 1.2),
        text_column("lines", say("Lines"), 1.4),
    )
    rows = (
        {
            "severity": each.severity,
            "code": each.code,
            "subject": each.subject,
            "sentence": each.sentence,
            "printed": each.figures[0] if each.figures else None,
            "found": each.figures[1] if each.figures else None,
            "lines": _show_places(each),
        }
        for each in findings
    )
    return make_table("findings", say("Contradictions and warnings in the document"), columns, rows, is_wide=True)


def _show_places(finding: Finding) -> Cell:
    """Every place with its source for files; the first lines for a reader."""
    lines = [place.lines for place in finding.places if place.lines]
    shown = " / ".join(lines[:MOST_PLACES]) + (" …" if len(lines) > MOST_PLACES else "")
    return Worded(" | ".join(f"{place.source_id}:{place.lines}" for place in finding.places), Name(shown, shown))
