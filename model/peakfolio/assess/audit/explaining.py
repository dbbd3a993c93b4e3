"""Quotes the reason that a document gives, in the same sentence, for a figure that differs from another.

Words of another count (扣除, 口径) explain a difference and make of a contradiction a note; words of a cause (由于) are quoted only, for
they say why a figure is what it is and not why it is printed twice.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from peakfolio.assess.audit.finding import Finding
from peakfolio.words import SPACE, listing, say

COUNTS = re.compile(r"扣除|剔除|不含|不包括|未计入|口径|可比价|四舍五入|折算")
CAUSES = re.compile(r"由于|原因|(?:^|[系是])因(?![此素地民])")  # 因此 is no cause, 因民 a town
CLAUSE = re.compile(r"[^，,。；;]+")


def explain(finding: Finding, texts: Iterable[str]) -> Finding:
    """The finding with the first reason that the document's words give, verbatim; a reason of another count makes it a note."""
    clauses = [clause.strip() for text in texts for clause in CLAUSE.findall(text)]
    said = next((clause for clause in clauses if COUNTS.search(clause)), None)
    severity = finding.severity if said is None else "note"
    said = said or next((clause for clause in clauses if CAUSES.search(clause)), None)
    if said is None:
        return finding
    sentence = listing((finding.sentence, say("The document says why: '{words}'.", words=said)), SPACE)
    return replace(finding, sentence=sentence, severity=severity, explanation=said)
