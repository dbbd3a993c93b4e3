"""The findings of an audit as one table."""

from collections import Counter
from collections.abc import Sequence

from peakfolio.assess.audit import SEVERITIES as AUDIT_ORDER
from peakfolio.assess.audit import Finding
from peakfolio.report.content import Cell, Table, Worded, name_column, tabulate, text_column
from peakfolio.report.names import SEVERITIES
from peakfolio.words import Words, listing, say, say_in, say_many

MOST_PLACES = 4  # a finding may stand in dozens of lines; the file names all


def make_finding_table(findings: Sequence[Finding], between: str = " / ") -> Table:
    """Audit findings, the gravest first, with both figures and where they stand; ``between`` stands between the lines shown."""
    return tabulate(
        "findings",
        say("Contradictions and warnings in the document"),
        findings,
        (text_column("severity", say_in("finding", "Severity"), 0.7, SEVERITIES), lambda each: each.severity),
        (text_column("code", say("Check"), 1.0), lambda each: each.code),
        (text_column("subject", say("Subject"), 0.7), lambda each: each.subject),
        (name_column("sentence", say("Finding"), 6.5), lambda each: each.sentence),
        (text_column("printed", say("Printed"), 1.2), lambda each: each.figures[0] if each.figures else None),
        (text_column("found", say("Recomputed"), 1.2), _show_found),
        (text_column("lines", say("Lines"), 1.4), lambda each: _show_places(each, between)),
        (text_column("also", say("Also touched"), 0.7), lambda each: ", ".join(each.also) or None),
        (text_column("explanation", say("Reason in the document"), 1.2), lambda each: each.explanation),
        is_wide=True,
    )


def _show_found(finding: Finding) -> Cell:
    """The second figure; files keep it as text where a reader is told it in words."""
    if finding.figures is None:
        return None
    return finding.figures[1] if finding.told is None else Worded(finding.figures[1], finding.told)


def _show_places(finding: Finding, between: str) -> Cell:
    """Every place with its source for files; the first lines for a reader."""
    lines = [place.lines for place in finding.places if place.lines]
    shown = between.join(lines[:MOST_PLACES]) + (" …" if len(lines) > MOST_PLACES else "")
    return Worded(" | ".join(f"{place.source_id}:{place.lines}" for place in finding.places), shown)


def count_findings(findings: Sequence[Finding]) -> Words:
    """How many findings there are of each severity, the gravest first."""
    counts = Counter(finding.severity for finding in findings)
    errors, warnings, notes = (counts[each] for each in AUDIT_ORDER)
    said = (
        say_many("{n} error", "{n} errors", errors),
        say_many("{n} warning", "{n} warnings", warnings),
        say_many("{n} note", "{n} notes", notes),
    )
    return listing(said, say_in("between counts", ", "))
