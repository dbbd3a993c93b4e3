"""A claim of a document about itself before it has a key, and the sentence it was found in."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from peakfolio.importing.cleaning import Sentence, list_sentences
from peakfolio.importing.documents import Document
from peakfolio.importing.framing import Frame
from peakfolio.importing.making import Made, Told, Value, make_row, mark_of
from peakfolio.plan.claims import StatedTotal
from peakfolio.plan.vocabulary import ClaimKind
from peakfolio.words import Words

COST = re.compile(
    r"(?:总投资|投资总额|估算总投资|总投资额|投资估算|计划投资|概算总投资|估算投资|匡算投资)(?:额)?(?:约|共计|合计|为|估算|概算|约为|达)*[:：]?(\d+(?:\.\d+)?)(亿元|万元)"
)
NOT_PLAN = re.compile(r"十三五|上一轮|上轮|累计完成|已完成投资|完成投资|年内|已建成|同比|截至")


@dataclass(frozen=True)
class Claim:
    """A claim before it has a key."""

    kind: ClaimKind
    scope: str | None
    name_zh: str
    name_en: str
    value: float
    unit: str
    told: Told
    doubts: tuple[Words, ...] = ()
    formula: str | None = None


@dataclass(frozen=True)
class Quoted:
    """A sentence and where it stands."""

    sentence: Sentence
    file: str
    line: int

    @property
    def plain(self) -> str:
        """The sentence in half-width signs without spaces."""
        return self.sentence.plain

    def tell(self, found: re.Match[str]) -> Told:
        """The words of what was found, as printed."""
        return Told(self.sentence.quote(found), self.file, "", self.line)


def list_quoted(documents: Sequence[Document]) -> Iterator[tuple[Quoted, ...]]:
    """The sentences of each paragraph that may speak of the plan itself."""
    for document in documents:
        for line in sorted({each.line for each in document.paragraphs}):
            sentences = (Quoted(each, document.name, line) for each in list_sentences(document.lines[line - 1]))
            yield tuple(each for each in sentences if not NOT_PLAN.search(each.plain))


def make_claims(claims: Sequence[Claim], frame: Frame) -> Iterator[Made]:
    """The claims as rows, each sum and place once."""
    seen: set[tuple[object, ...]] = set()
    number = 0
    for each in claims:
        key = (each.kind, each.scope, each.formula, each.value, each.unit, each.told.line)
        if key in seen:
            continue
        seen.add(key)
        number += 1
        values = {"value": Value(each.value, each.told, *mark_of(each.doubts))}
        yield from make_row(
            "stated_totals", StatedTotal, values, claim_id=f"C{number:02d}", kind=each.kind, scope=each.scope, name_zh=each.name_zh,
            name_en=each.name_en, unit=each.unit, formula=each.formula, as_written=each.told.words.strip(),
            source_id=frame.sources[each.told.file], lines=str(each.told.line) if each.told.line else None,
        )  # fmt: skip
