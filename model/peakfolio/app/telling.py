"""An answer in the sentences of the page to decide by, for the tabs beside it: nowhere may another figure answer the same question."""

from collections.abc import Iterator

from peakfolio.app.downloads import gather_facts
from peakfolio.app.found import Results
from peakfolio.app.sessions import Session
from peakfolio.portfolio.answering import Answer
from peakfolio.report.chapters.brief import find_options, write_brief
from peakfolio.report.chapters.brief_fates import NO_FIGURE
from peakfolio.report.chapters.brief_tables import list_brief_options
from peakfolio.report.chapters.options import Option
from peakfolio.report.content import Text
from peakfolio.words import Words, say, tell_at_desk


def tell_answer(session: Session, found: Results) -> tuple[Words, ...]:
    """What was found, and how sure its targets are; nothing where the page to decide by is not drawn.

    Options other than the one that is open have letters on that page alone, so of the advice only the figure of the open one is told.
    """
    facts = gather_facts(session, found)
    if facts is None:
        return ()
    first, *rest = [tell_at_desk(each.said) for each in write_brief(facts).blocks if isinstance(each, Text)]
    options = find_options(facts)
    if facts.answer is None or facts.answer.is_undecided:
        return first, *rest
    if not options:  # while delays are being drawn, what the effects alone would give is no finding yet
        is_late = found is session.found and session.is_busy and found.delivery is None
        return first, *([say("How sure its targets are is still being computed.")] if is_late else rest)
    return first, *_tell_sure(facts.answer, options)


def _tell_sure(answer: Answer, options: tuple[Option, ...]) -> Iterator[Words]:
    """The figure of the page's table of options for the portfolio that is open, under the name it has there."""
    (sure, *_), *_ = list_brief_options(answer, options).pick("likely").rows
    if sure != NO_FIGURE:
        yield say("All its targets in time: {share} sure (dates and effects).", share=sure)
