"""Figures of the county that stand in the prose, such as its villages, its area and its people, each with its line."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from peakfolio.importing.cleaning import Sentence, list_sentences
from peakfolio.importing.documents import Document
from peakfolio.importing.framing import Frame
from peakfolio.importing.making import Made, Told, Value, make_row, mark_of
from peakfolio.plan.claims import Quantity
from peakfolio.plan.vocabulary import QuantityDomain
from peakfolio.words import Words, say

NUMBER = r"(\d+(?:\.\d+)?)"
ALONE = r"(?<!人均)(?<!城镇)(?<!农村)(?<!乡村)(?<!非农)(?<!新增)(?<!占)"  # not part of a longer name
YEAR = re.compile(r"(?:截至|到)?((?:19|20)\d{2})年(?:末|底)?")


@dataclass(frozen=True)
class Figure:
    """A figure looked for: its topic, domain and names, and how it is written."""

    topic: str
    domain: QuantityDomain
    name_zh: str
    name_en: str
    pattern: re.Pattern[str]
    beside: re.Pattern[str] | None = None  # what the sentence must say besides


def _after(topic: str, domain: QuantityDomain, name: str, english: str, words: str, units: str) -> Figure:
    """A figure that stands behind its name: ``户籍人口31.6万人``."""
    joint = r"(?:总量|总数|总额)?(?:\(GDP\))?(?:约?为|达到?|约|有|完成|实现|是|共|合计|计)*"
    return Figure(topic, domain, name, english, re.compile(rf"{ALONE}(?:{words}){joint}{NUMBER}({units})"))


def _before(topic: str, domain: QuantityDomain, name: str, english: str, words: str) -> Figure:
    """A count of what the county is made of, before its name: ``辖132个行政村``."""
    begin = r"(?:辖|设|有|共|包括|含|,|，|、|和|及|\(|^)[^\d,，。;；、]{0,10}?"
    end = r"(?=[,，。;；、()（）\s]|$|和|及|组成)"
    return Figure(topic, domain, name, english, re.compile(rf"{begin}{NUMBER}(个)(?:{words}){end}"), COUNTY)


COUNTY = re.compile(r"[下所管]?辖|全[县区市](?:现有|共有|有|共)|行政区划|设有?\d|街道.*(?:镇|乡)|(?:镇|乡).*社区|全域")
LAND = "(?<!占)国土(?:总)?面积|幅员面积|行政区域(?:总)?面积|辖区(?:总)?面积|全[县区市]域?(?:国土|土地)?(?:总)?面积|土地总面积"
WHOLE_AREA = re.compile(r"总面积(?:约?为|达到?|约|有|是|共|合计|计)*(\d+(?:\.\d+)?)(平方公里|平方千米|km2)")
FIGURES = (
    _before("villages", "administration", "行政村", "Administrative villages", "行政村"),
    _before("natural_villages", "administration", "自然村", "Natural villages", "自然村"),
    _before("communities", "administration", "社区", "Communities", "社区"),
    _before("townships", "administration", "乡镇", "Townships", "乡镇"),
    _after("land_area", "land", "国土面积", "Land area", LAND, "平方公里|平方千米|km2|公顷"),
    Figure("land_area", "land", "国土面积", "Land area", WHOLE_AREA, COUNTY),
    _after("registered_population", "population", "户籍人口", "Registered people", "户籍(?:总)?人口", "万人?|人"),
    _after("resident_population", "population", "常住人口", "Resident people", "常住(?:总)?人口", "万人?|人"),
    _after("urban_population", "population", "城镇常住人口", "Urban residents", "城镇常住人口", "万人?|人"),
    _after("rural_population", "population", "农村常住人口", "Rural residents", "(?:农村|乡村)常住人口", "万人?|人"),
    _after("rural_households", "population", "农村户数", "Rural households", "农村(?:总)?户数|农户|乡村户数", "万户|户"),
    _after("urbanisation", "population", "城镇化率", "Urbanisation", "(?:常住人口)?城镇化率", "%"),
    _after("gdp", "economy", "地区生产总值", "GDP", "地区生产总值|GDP|生产总值", "亿元|万元"),
    _after("farmland", "agriculture", "耕地面积", "Farmland", "耕地(?:总|保有)?面积|耕地保有量", "万亩|亩|公顷"),
    _after("energy_total", "energy", "能源消费总量", "Energy used", "能源消费总量|综合能源消费量|能源消耗总量", "万吨标准煤|万吨标煤|吨标准煤"),
    _after("electricity_total", "power", "全社会用电量", "Electricity used", "全社会用电量", "亿千瓦时|万千瓦时|亿度"),
)  # fmt: skip
WHOLE = re.compile(r"[^。\n]+")  # a sentence with all its parts
UNITS = {"万": "万人", "亿度": "亿千瓦时", "万吨标煤": "万吨标准煤"}
NOT_NOW = re.compile(r"到20\d{2}年.*(?:达到|力争|目标)|规划|预计|力争|目标|新增|增长到|计划")


def list_quantities(documents: Sequence[Document], frame: Frame) -> Iterator[Made]:
    """The figures of the county in the prose; the second of a topic is kept beside the first."""
    counts: dict[str, int] = {}
    for document in documents:
        for paragraph in document.paragraphs:
            for whole in WHOLE.findall(paragraph.text):
                said: int | None = None
                for sentence in list_sentences(whole):
                    where = Where(document.name, paragraph.line, frame, said)
                    for figure in FIGURES:
                        if figure.beside is not None and not figure.beside.search(sentence.plain):
                            continue
                        for found in figure.pattern.finditer(sentence.plain):
                            yield from _make(figure, found, sentence, where, counts)
                    said = _find_year(sentence.plain) or said


@dataclass(frozen=True)
class Where:
    """The file and line a figure stands in, the years of the plan, and the year said before a semicolon in the same sentence."""

    file: str
    line: int
    frame: Frame
    year_before: int | None


def _find_year(words: str) -> int | None:
    years = YEAR.findall(words)
    return int(years[-1]) if years else None


def _make(
    figure: Figure, found: re.Match[str], sentence: Sentence, where: Where, counts: dict[str, int]
) -> Iterator[Made]:
    file, line, frame = where.file, where.line, where.frame
    own = _find_year(sentence.plain[: found.start()])
    year = own if own is not None else where.year_before
    if NOT_NOW.search(sentence.plain[max(0, found.start() - 20) : found.start()]) or (
        year is not None and year > frame.base_year
    ):
        return
    counts[figure.topic] = counts.get(figure.topic, 0) + 1
    key = figure.topic if counts[figure.topic] == 1 else f"{figure.topic}_{counts[figure.topic]}"
    told = Told(sentence.quote(found).strip("，,、(（ "), file, "", line)
    doubts: tuple[Words, ...] = ()
    if own is None and figure.domain not in ("administration", "land"):
        doubts = (say("the sentence gives no year") if year is None else say("its year stands before a semicolon"),)
    unit = UNITS.get(found[2], found[2])
    yield from make_row(
        "quantities", Quantity, {"value": Value(float(found[1]), told, *mark_of(doubts))}, quantity_id=key, topic=figure.topic,
        domain=figure.domain, name_zh=figure.name_zh, name_en=figure.name_en, year=year, unit=unit, as_written=told.words,
        source_id=frame.sources[file], lines=str(line),
    )  # fmt: skip
