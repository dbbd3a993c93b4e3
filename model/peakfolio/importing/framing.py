"""The frame of a plan as its documents give it: place, title, years and terms; what is not said is asked, or taken and marked."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from peakfolio.importing.cleaning import squeeze
from peakfolio.importing.documents import Document
from peakfolio.importing.imported import Asked, Mark, ReadCell, Wishes
from peakfolio.importing.tables import PlanTable
from peakfolio.plan.naming import name_key
from peakfolio.plan.settings import AssessmentSettings, Region, Settings, Years
from peakfolio.plan.vocabulary import Standard
from peakfolio.words import Words, say

PROVINCES = {
    "北京": "Beijing", "天津": "Tianjin", "上海": "Shanghai", "重庆": "Chongqing", "河北": "Hebei", "山西": "Shanxi", "辽宁": "Liaoning",
    "吉林": "Jilin", "黑龙江": "Heilongjiang", "江苏": "Jiangsu", "浙江": "Zhejiang", "安徽": "Anhui", "福建": "Fujian", "江西": "Jiangxi",
    "山东": "Shandong", "河南": "Henan", "湖北": "Hubei", "湖南": "Hunan", "广东": "Guangdong", "海南": "Hainan", "四川": "Sichuan",
    "贵州": "Guizhou", "云南": "Yunnan", "陕西": "Shaanxi", "甘肃": "Gansu", "青海": "Qinghai", "内蒙古": "Inner Mongolia",
    "广西": "Guangxi", "西藏": "Tibet", "宁夏": "Ningxia", "新疆": "Xinjiang",
}  # fmt: skip
CITIES = ("北京", "天津", "上海", "重庆")
REGIONS = {"内蒙古": "自治区", "广西": "壮族自治区", "西藏": "自治区", "宁夏": "回族自治区", "新疆": "维吾尔自治区"}
TITLE = re.compile(
    r"([^《》\n]{2,50}?(?:规划|方案|行动计划|计划))\s*[(（]?\s*((?:19|20)\d{2})年?\s*[-—–~～至]+\s*((?:19|20)\d{2})年?\s*[)）]?"
)
_OWN = r"(?:(?!创建|建设|生态|规划|示范|美丽)[^县区旗市省《》]){1,9}"
PLACE = re.compile(
    rf"(?:关于印发|印发|《)*(?:{_OWN}省|{_OWN}自治区)?((?:{_OWN}(?:市|州|盟|地区))?{_OWN}(?:县|区|旗|市))"
)
ANNEX = re.compile(
    r"^附[表件录图]\s*[\d一二三四五六七八九十]*[-—.、:：\s]*\d*[.、:：\s]*"
)  # no part of the name behind it
YEARS_BELOW = re.compile(r"^[(（](?:19|20)\d{2}")
BASE_YEAR = (
    re.compile(r"((?:19|20)\d{2})年?(?:为|作为)?(?:本)?(?:规划)?(?:的)?(?:基准年|基期|现状年)"),
    re.compile(r"(?:基准年|基期|现状年)(?:份)?(?:为|是|[:：])?\s*((?:19|20)\d{2})"),
)
SPAN = r"((?:19|20)\d{2})年?\s*[-—–~～至到]+\s*((?:19|20)\d{2})"
PERIOD = re.compile(rf"(?:规划期限?|规划时限|实施期限|规划年限|期限)[^。；\n]{{0,12}}?{SPAN}")
TERM = re.compile(rf"(中远期|近期|中期|远期)(?:目标)?(?:为|[:：(（])?\s*(?:{SPAN}|(?:到|至)?((?:19|20)\d{{2}}))")
LEVELS: tuple[tuple[Standard, str], ...] = (
    ("national", r"国家(?:级)?(?:生态|美丽|文明|示范|标准|考核|指标)"),
    ("provincial", r"(?:省级|(?<!全)省|自治区(?:级)?)(?:生态|美丽|示范|标准|考核|指标)"),
    ("municipal", r"(?:市级|市|州级)(?:生态文明|美丽|示范|标准|考核|指标)"),
)


@dataclass(frozen=True)
class Said:
    """Something found in a document: its value, the words it was read from and where, and how sure it is."""

    value: str
    original: str = ""
    file: str = ""
    line: int = 0
    mark: Mark = "check"
    why: Words | None = None


@dataclass(frozen=True)
class Frame:
    """What the rows of an import lean on."""

    base_year: int
    is_base_sure: bool
    milestones: tuple[int, ...]
    terms: Mapping[str, int]
    level: Standard | None
    is_level_sure: bool
    sources: Mapping[str, str]  # name of a document -> key in sources.csv
    answers: Mapping[str, str] = field(default_factory=dict)

    @property
    def last(self) -> int:
        """The last milestone."""
        return self.milestones[-1]


def frame_plan(
    documents: Sequence[Document], tables: Sequence[PlanTable], wishes: Wishes
) -> tuple[Frame, Settings, tuple[ReadCell, ...], tuple[Asked, ...]]:
    """The frame and the settings of a plan, the cells they were read from, and what is asked."""
    said = dict(_find_all(documents, tables))
    if wishes.name_zh:
        said["name"] = Said(wishes.name_zh, wishes.name_zh, mark="sure")
    year = wishes.answers.get("base_year", "")
    if re.fullmatch(r"(?:19|20)\d{2}", year):
        said["base_year"] = Said(year, year, mark="sure")
    base, first, last = _order_years(said, _list_columns(tables))
    terms = {key: int(each.value) for key, each in said.items() if key in ("近期", "中期", "远期", "中远期")}
    years = sorted({year for table in tables for year in _list_target_years(table, base)} | set(terms.values()))
    milestones = tuple(year for year in years if first <= year <= last) or (last,)
    level, is_level_sure = _find_level([each.caption for each in tables if each.find("standard")], said)
    asked = (*_ask_level(tables, level, wishes), *_ask_year(tables, said, wishes))
    chosen = wishes.answers.get("standard_level")
    if chosen in ("national", "provincial", "municipal"):
        level, is_level_sure = chosen, True  # type: ignore[assignment]
    sources = {each.name: "plan" if number == 0 else f"document_{number + 1}" for number, each in enumerate(documents)}
    frame = Frame(
        base,
        "base_year" in said and said["base_year"].mark == "sure",
        milestones,
        terms,
        level,
        is_level_sure,
        sources,
        wishes.answers,
    )
    settings = _make_settings(said, (base, first, last), milestones)
    return frame, settings, tuple(_list_cells(said, settings)), asked


def _find_all(documents: Sequence[Document], tables: Sequence[PlanTable]) -> Iterator[tuple[str, Said]]:
    heads = Counter(head.year for table in tables for head in table.heads if head.field == "base" and head.year)
    if heads:
        year, _ = heads.most_common(1)[0]
        table, head = next((t, h) for t in tables for h in t.heads if h.field == "base" and h.year == year)
        line = table.lines[0].cells[0].line if table.lines else 0
        yield "base_year", Said(str(year), head.text, table.file, line, "sure")
    found: dict[str, Said] = {}
    province = _find_province(documents)
    for document in documents:
        for line, text in enumerate(document.lines, start=1):
            below = squeeze(document.lines[line]) if line < len(document.lines) else ""
            whole = squeeze(text) + (
                below if YEARS_BELOW.match(below) else ""
            )  # a title with its years in the next line
            for key, said in _find_in(whole, document.name, line):
                if key == "province" and said.value != province:
                    continue
                known = found.get(key)
                if known is None or (known.mark != "sure" and said.mark == "sure"):
                    found[key] = said
    yield from ((key, said) for key, said in found.items() if key != "base_year" or not heads)


def _find_province(documents: Sequence[Document]) -> str | None:
    """The province that is named most often; a plan also names its neighbours and its models."""
    counts = Counter(
        {name: sum(line.count(name) for document in documents for line in document.lines) for name in PROVINCES}
    )
    name, count = counts.most_common(1)[0]
    return name if count else None


def _find_in(text: str, file: str, line: int) -> Iterator[tuple[str, Said]]:
    title = TITLE.search(ANNEX.sub("", text))
    if title is not None and len(text) < 80:
        yield "title", Said(title[0], text, file, line, "sure")
        yield "first_year", Said(title[2], text, file, line, "check")
        yield "last_year", Said(title[3], text, file, line, "check")
        place = PLACE.match(title[1].lstrip("《"))
        if place is not None:
            yield "name", Said(place[1], text, file, line, "check")
    yield from _find_years(text, file, line)
    for name in PROVINCES:
        ending = "市" if name in CITIES else REGIONS.get(name, "省")
        begin = text.find(f"{name}{ending}")
        if begin >= 0:
            yield "province", Said(name, text[max(0, begin - 15) : begin + 25], file, line, "check")


def _find_years(text: str, file: str, line: int) -> Iterator[tuple[str, Said]]:
    for pattern in BASE_YEAR:
        found = pattern.search(text)
        if found is not None:
            yield "base_year", Said(found[1], found[0], file, line, "sure")
    period = PERIOD.search(text)
    if period is not None:
        yield "first_year", Said(period[1], period[0], file, line, "sure")
        yield "last_year", Said(period[2], period[0], file, line, "sure")
    for found in TERM.finditer(text):
        yield found[1], Said(found[3] or found[4], found[0], file, line, "sure")


@dataclass(frozen=True)
class _Columns:
    """The years of the columns of lists of indicators: those that come later than the present, and those that leave it open."""

    later: tuple[int, ...]
    open: tuple[int, ...]


def _list_columns(tables: Sequence[PlanTable]) -> _Columns:
    """A column with a bare year beside one of present values is no present value itself."""
    later: list[int] = []
    left: list[int] = []
    for table in (each for each in tables if each.find("indicator")):
        dated = [head.year for head in table.heads if head.field == "dated" and head.year is not None]
        aims = [head for head in table.heads if head.field == "target"]
        later += [head.year for head in aims if head.year is not None]
        has_present = any(head.field == "base" for head in table.heads)
        (later if has_present and not aims else left).extend(dated)
    return _Columns(tuple(later), tuple(left))


def _order_years(said: Mapping[str, Said], columns: _Columns) -> tuple[int, int, int]:
    """Base year, first and last year; what is not said follows from the others, and from the heads of columns."""
    first = int(said["first_year"].value) if "first_year" in said else None
    last = int(said["last_year"].value) if "last_year" in said else None
    base = int(said["base_year"].value) if "base_year" in said else None
    if base is None:
        base = first - 1 if first is not None else min(columns.open, default=2025)
        base = min(base, *(year - 1 for year in columns.later)) if columns.later else base
    if first is None or first <= base:
        first = base + 1
    if last is None or last < first:
        last = max(first, base + 10)
    return base, first, last


def _list_target_years(table: PlanTable, base: int) -> Iterator[int]:
    for head in table.heads:
        if head.year is not None and (head.field == "target" or (head.field == "dated" and head.year > base)):
            yield head.year


def _find_level(captions: Sequence[str], said: Mapping[str, Said]) -> tuple[Standard | None, bool]:
    """Whose standards a list prints, by its caption, or less surely by the title of the plan."""
    title = said["title"].value if "title" in said else ""
    for text, is_sure in ((" ".join(captions), True), (title, False)):
        found = [level for level, words in LEVELS if re.search(words, squeeze(text))]
        if len(found) == 1:
            return found[0], is_sure
    return None, False


def _ask_level(tables: Sequence[PlanTable], level: Standard | None, wishes: Wishes) -> tuple[Asked, ...]:
    if level is not None or not any(table.find("standard") for table in tables):
        return ()
    said = say("Of which level are the standard values of the list of indicators?")
    return (
        Asked("standard_level", said, ("national", "provincial", "municipal"), wishes.answers.get("standard_level")),
    )


def _ask_year(tables: Sequence[PlanTable], said: Mapping[str, Said], wishes: Wishes) -> tuple[Asked, ...]:
    answer = wishes.answers.get("base_year")
    if ("base_year" in said and answer is None) or not any(table.find("base") for table in tables):
        return ()
    return (Asked("base_year", say("Of which year are the present values?"), (), answer),)


def _make_settings(said: Mapping[str, Said], years: tuple[int, int, int], milestones: tuple[int, ...]) -> Settings:
    base, first, last = years
    name = said["name"].value if "name" in said else "某县"
    province = said["province"].value if "province" in said else ""
    title = said["title"].value if "title" in said else f"{name}规划"
    return Settings(
        region=Region(
            id=name_key(name),
            name_zh=name,
            name_en=name,
            province_zh=_name_province(province),
            province_en=PROVINCES.get(province, "unknown"),
        ),
        years=Years(
            title_zh=title, title_en=title, base_year=base, first_year=first, last_year=last, milestones=milestones
        ),
        assessment=AssessmentSettings(rule="threshold", milestone=milestones[0], standards=("plan",)),
    )


def _name_province(name: str) -> str:
    if not name:
        return "未知"
    return name + ("市" if name in CITIES else REGIONS.get(name, "省"))


COLUMNS = {
    "name": "region.name_zh",
    "province": "region.province_zh",
    "title": "years.title_zh",
    "base_year": "years.base_year",
    "first_year": "years.first_year",
    "last_year": "years.last_year",
}


def _list_cells(said: Mapping[str, Said], settings: Settings) -> Iterator[ReadCell]:
    missing = say("no document says it; it was taken so that the package can be read")
    for key, column in COLUMNS.items():
        each = said.get(key, Said("", why=missing))
        yield ReadCell("plan", "", column, each.original, each.file, "", each.line, each.mark, each.why)
