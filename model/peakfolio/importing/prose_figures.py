"""Figures of indicators that prose prints beside their table: kept as second places, so that the audit can compare them."""

import re
from collections.abc import Iterator, Mapping, Sequence

from peakfolio.importing.claiming import Quoted
from peakfolio.importing.cleaning import list_sentences, squeeze
from peakfolio.importing.documents import Document
from peakfolio.importing.framing import Frame
from peakfolio.importing.making import Made, MadeRow, Value, make_row
from peakfolio.importing.naming import strip_brackets
from peakfolio.plan.tables import Indicator, Observation
from peakfolio.units import normalise_unit

LEAST_LETTERS = 4
YEAR = re.compile(r"((?:19|20)\d{2})年")
JOINT = r"(?:(?:已|均|约|仅)*(?:达到了?|达|为|是|稳定在|保持在)(?:了|约)?|[:：])"
# What may stand before a name without making it the name of something else: 农村 does.
BEFORE = r"(?:^|[,，、;；:：()]|年末?底?|全[县区市域]|我[县区市]|[县区市](?:的)?|全[县区市](?:的)?)"
NOT_NOW = re.compile(
    r"规划|目标|预计|力争|提[高升]到|增[长加]到|达标要求|考核要求|标准|将|要求|争取|确保|不低于|以上|以下"
)
NOT_WHOLE = re.compile(r"平均|全省|全国|全市平均|乡镇?[,，]|流域")


def list_second_figures(documents: Sequence[Document], made: Sequence[Made], frame: Frame) -> Iterator[Made]:
    """What sentences say of an indicator in the base year, in its unit, where its table gives a figure of that year too.

    Only sentences with its whole name, the year before it and the unit behind the number: anything less may be another figure.
    """
    rows = [each.row for each in made if isinstance(each, MadeRow)]
    known = {each.indicator_id: each for each in rows if isinstance(each, Observation) and _is_base(each, frame)}
    names = _name_indicators([each for each in rows if isinstance(each, Indicator) and each.indicator_id in known])
    for document in documents:
        for paragraph in document.paragraphs:
            for sentence in list_sentences(paragraph.text):
                quoted = Quoted(sentence, document.name, paragraph.line)
                if str(frame.base_year) in quoted.plain:
                    yield from _read_sentence(quoted, names, frame)


def _is_base(row: Observation, frame: Frame) -> bool:
    return row.value is not None and row.year == frame.base_year


def _name_indicators(indicators: Sequence[Indicator]) -> Mapping[str, Indicator]:
    """The indicators by the names that only one of them has."""
    found: dict[str, list[Indicator]] = {}
    for each in indicators:
        for name in {squeeze(each.name_zh), strip_brackets(each.name_zh)}:
            found.setdefault(name, []).append(each)
    return {name: each[0] for name, each in found.items() if len(each) == 1 and len(name) >= LEAST_LETTERS}


def _read_sentence(quoted: Quoted, names: Mapping[str, Indicator], frame: Frame) -> Iterator[Made]:
    for name, indicator in names.items():
        unit = normalise_unit(indicator.unit or "")
        if name not in quoted.plain or not unit:
            continue
        pattern = rf"{BEFORE}({re.escape(name)}{JOINT}(\d+(?:\.\d+)?){re.escape(unit)})(?=[,，。;；、()]|$)"
        for found in re.finditer(pattern, quoted.plain):
            years = [int(each) for each in YEAR.findall(quoted.plain[: found.start(1)])]
            said = quoted.plain[: found.end()]
            if years != [frame.base_year] or NOT_NOW.search(said) or NOT_WHOLE.search(said):
                continue
            told = quoted.tell(found)
            words = quoted.sentence.quote(found, 1)
            yield from make_row(
                "observations", Observation, {"value": Value(float(found[2]), told)}, indicator_id=indicator.indicator_id,
                year=frame.base_year, role="history", is_used=False, as_written=words,
                source_id=frame.sources[quoted.file], lines=str(quoted.line),
            )  # fmt: skip
