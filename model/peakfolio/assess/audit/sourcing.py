"""Counts what cannot be looked up: rows of a document that do not say where they stand in it."""

from collections.abc import Iterator

from peakfolio.assess.audit.finding import Finding
from peakfolio.plan.answerable import count_unlined
from peakfolio.plan.plan import Plan
from peakfolio.words import say_many


def audit_sourcing(plan: Plan) -> Iterator[Finding]:
    """One note with the number of such rows; none where every row has its lines."""
    count = count_unlined(plan)
    if count:
        sentence = say_many(
            "1 row is from a document and does not say its lines: it cannot be looked up.",
            "{n:,} rows are from documents and do not say their lines: they cannot be looked up.",
            count,
        )
        yield Finding("lines_missing", "note", "", sentence, None, ())
