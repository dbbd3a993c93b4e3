"""Sentences that name the indicators which are not met: ``不达标指标主要有：甲、乙、丙。``"""

import re
from collections.abc import Iterator, Sequence

from peakfolio.importing.cleaning import list_sentences
from peakfolio.importing.documents import Document
from peakfolio.importing.framing import Frame
from peakfolio.importing.making import Made, Told, Value, make_row
from peakfolio.importing.naming import SEPARATORS, Names
from peakfolio.plan.claims import PrintedAssessment
from peakfolio.words import say

NAMED = re.compile(
    r"(?:不达标|未达标|尚未达标|暂未达标)的?(?:建设)?指标(?:主要)?(?:有|包括|为|分别为|是)[^:：、。]{0,6}?[:：]?([^。；;\n]+)"
)
AND_SO_ON = re.compile(r"等(?:\d+项)?(?:指标)?$")


def list_unmet(documents: Sequence[Document], names: Names, frame: Frame, known: frozenset[str]) -> Iterator[Made]:
    """Judgements that sentences print; indicators of ``known`` are judged in a table already, and a near name is to be looked at."""
    for document in documents:
        for paragraph in document.paragraphs:
            for sentence in list_sentences(paragraph.text):
                for found in NAMED.finditer(sentence.plain):
                    words = sentence.quote(found, 1)
                    yield from _read_names(words, names, frame, known, (document.name, paragraph.line))


def _read_names(
    words: str, names: Names, frame: Frame, known: frozenset[str], where: tuple[str, int]
) -> Iterator[Made]:
    file, line = where
    for name in names.split(AND_SO_ON.sub("", words)) if SEPARATORS.search(words) else (AND_SO_ON.sub("", words),):
        meant = names.find(name)
        if meant is None or meant.indicator_id in known:
            continue
        told = Told(name, file, "", line)
        why = None if meant.is_sure else say("the name is near to that of an indicator")
        yield from make_row(
            "printed_assessments", PrintedAssessment, {"status": Value("not_met", told, "sure" if meant.is_sure else "check", why)},
            indicator_id=meant.indicator_id, year=frame.base_year, as_written=name, source_id=frame.sources[file], lines=str(line),
        )  # fmt: skip
