"""What the heads of columns mean: the longest known name wins; units, years and levels of administration are read from the head too."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from peakfolio.importing.cleaning import squeeze
from peakfolio.importing.head_names import FIELD_BY_HEAD, LEFT_OUT, NAMES_BY_LENGTH
from peakfolio.importing.imported import Mark, TableKind
from peakfolio.units import is_known_unit

LEVELS = (
    ("national", r"国家(?:级)?|全国|部级"),
    ("provincial", r"(?:省|自治区)(?:级)?|全省|云南|四川|贵州|浙江|江苏|湖南|湖北|广东|广西"),
    ("municipal", r"(?:市|州|盟)级|全市|地市|重庆市"),
)
FUNDERS = (
    ("central", r"中央(?:预算内)?(?:财政)?(?:资金|投资)?|国家(?:财政)?(?:资金|投资|补助)?|国债"),
    ("provincial", r"(?:省|自治区)(?:级)?(?:财政)?(?:资金|投资|补助)?"),
    ("municipal", r"(?:市|州)(?:级)?(?:财政)?(?:资金|投资|补助)?"),
    ("local", r"(?:县|区|县区|区县|地方|本级)(?:级)?(?:财政)?(?:配套|自筹)?(?:资金|投资)?"),
    ("enterprise", r"企业(?:自筹|投资|投入)?(?:资金)?|业主(?:自筹|投资)"),
    ("social", r"社会(?:资本|投资|资金|融资)?|民间资本"),
    ("loan", r"(?:银行)?贷款|融资|信贷"),
    ("bond", r"(?:地方政府)?专项债(?:券)?|债券"),
    ("special", r"专项(?:资金)?"),
    ("government", r"政府(?:投资|投入)?|财政(?:资金|投入)?|上级(?:资金|补助)?"),
    ("unclear", r"自筹(?:资金)?|其他|其它|其他资金"),
)
FUNDING_HEAD = re.compile(r"资金来源|资金筹措|资金构成|筹资|投资来源|资金渠道|其中|投资构成")
YEAR = re.compile(r"((?:19|20)\d{2})(?:年度?)?")
SPAN = re.compile(r"((?:19|20)\d{2})年?[-—–~～至到]+((?:19|20)?\d{2})年?")
BRACKETS = re.compile(r"[(（\[【]([^()（）\[\]【】]*)[)）\]】]")
BASE_WORD = re.compile(r"基准|现状|基期")
MONEY_HEAD = re.compile(r"投资|资金|金额")
FOREIGN = re.compile(r"[美欧日港澳加英]元|英镑|外币|卢布")
BARE_MONEY = {"万": "万元", "亿": "亿元"}
# A unit of money behind the head without brackets: after a sign that parts it, or after a word that it cannot belong to.
UNIT_BEHIND = re.compile(
    r"[/／,，、:：|](百万元|千万元|千元|万元|亿元|元)$|(?<=[资额算价金])(百万元|千万元|万元|亿元)$"
)
SPENT = re.compile(r"(?:完成|到位|已|支付|拨付).*(?:投资|资金|金额)|(?:投资|资金|金额)(?:完成|到位|支付)")
TERM = re.compile(r"近期|中期|远期|中远期|期末|规划期末")
FILLING = re.compile(
    r"[年度末底第前的及与和、/:：\-|值·.]|规划|指标|情况|数据|建设|项目|水平|主要|重点|全区|全县|本地|我县|计划|预期|A|a"
)
BY_KIND: Mapping[tuple[str, TableKind], str] = {
    ("domain", "projects"): "category",
    ("task", "projects"): "content",
    ("indicator", "projects"): "supports",
    ("base", "projects"): "note",
    ("target", "projects"): "note",
    ("status", "projects"): "note",
    ("cost", "indicators"): "note",
    ("indicator", "energy"): "energy_item",
    ("base", "energy"): "value",
    ("project", "energy"): "energy_item",
}


@dataclass(frozen=True)
class Head:
    """What a head says: its field (None is left out), how surely, the unit and years in it, and what else it could be."""

    text: str
    field: str | None
    mark: Mark = "sure"
    unit: str | None = None
    year: int | None = None
    until: int | None = None  # the last year where the head gives a span
    term: str | None = None  # 近期, 中期, 远期 where no year stands in the head
    choices: tuple[str, ...] = ()


def read_head(lines: Sequence[str]) -> Head:
    """A head of one line, or of several below each other (``指标值`` over ``国家级``)."""
    parts = tuple(dict.fromkeys(squeeze(each) for each in lines if each.strip()))
    text = "|".join(parts)
    if not text:
        return Head("", None)
    unit, inner = _find_unit(text)
    first, last = _find_years(text)
    terms = TERM.findall(text)
    term = terms[-1] if terms and first is None else None
    field, mark, choices = _find_field(parts, inner)
    if field is None and first is not None and _is_year_only(text):
        field, mark, choices = "dated", "check", ("base", "target", "history")
        if BASE_WORD.search(text):
            field, mark, choices = "base", "sure", ()
    if field == "cost" and SPENT.search(text):
        field, mark, choices = None, "check", ("cost",)  # what was spent so far is no cost
    if field in ("cost", "dated") and first is not None and MONEY_HEAD.search(text):
        field, mark, choices = None, "sure", ()  # what is spent in one year of several
    return Head(text, field, mark, unit, first, last, term, choices)


def _find_unit(text: str) -> tuple[str | None, str]:
    """The unit in brackets or behind the words, and the text without it."""
    unit = None
    for found in BRACKETS.findall(text):
        said = re.sub(r"^单位[:：]?", "", found)
        said = BARE_MONEY.get(said, said) if MONEY_HEAD.search(text) else said
        if FOREIGN.search(said) or (re.search(r"[元吨亩%％‰米度瓦时]|m|t|km|人", said) and is_known_unit(said)):
            unit = said
    inner = BRACKETS.sub("", text)
    behind = UNIT_BEHIND.search(inner)
    if unit is None and behind is not None:
        return behind[1] or behind[2], inner[: behind.start()]
    return unit, inner


def _find_years(text: str) -> tuple[int | None, int | None]:
    """The year a head speaks of; of a span the last."""
    span = SPAN.search(text)
    if span is not None:
        last = span[2] if len(span[2]) == len(span[1]) else span[1][:2] + span[2]
        return int(last), int(last)
    years = YEAR.findall(text)
    return (int(years[-1]), None) if years else (None, None)


def _is_year_only(text: str) -> bool:
    left = FILLING.sub("", YEAR.sub("", SPAN.sub("", BRACKETS.sub("", text))))
    return not left


def _find_field(parts: tuple[str, ...], inner: str) -> tuple[str | None, Mark, tuple[str, ...]]:
    joined = "|".join(parts)
    child = BRACKETS.sub("", parts[-1])
    if FUNDING_HEAD.search(joined) and len(parts) > 1:
        funder = _find_first(FUNDERS, child)
        if funder is not None:
            return f"split:{funder}", "check" if funder == "unclear" else "sure", ()
    level = _find_level(joined)
    if level is not None and _is_standard(joined):
        return f"standard:{level}", "sure", ()
    known = _find_known(inner)
    if known is not None:
        return known
    if len(parts) == 1:
        funder = _find_first(FUNDERS, child)
        if funder is not None and funder != "unclear":
            return f"split:{funder}", "check", (f"split:{funder}", "note")
    return None, "check", ()


def _find_first(known: Iterable[tuple[str, str]], text: str) -> str | None:
    return next((name for name, pattern in known if re.fullmatch(pattern, text)), None)


def _find_level(text: str) -> str | None:
    return next((level for level, pattern in LEVELS if re.search(pattern, text)), None)


def _is_standard(text: str) -> bool:
    return re.search(
        r"标准|考核|指标值|要求|创建|示范|参考|国家级|省级|市级|国家$|^国家", text
    ) is not None and not re.search(r"目标值?$|规划目标|现状|资金|责任|部门|单位|投资", text)


def _find_known(text: str) -> tuple[str | None, Mark, tuple[str, ...]] | None:
    """The longest known name in a head; whole, or with years, units and fillers around it, it is sure."""
    bare = text.replace("|", "")
    if bare in FIELD_BY_HEAD:
        return FIELD_BY_HEAD[bare], "sure", ()
    stripped = SPAN.sub("", text)
    stripped = re.sub(r"(?:19|20)\d{2}(?:年度?)?(?:末|底)?", "", stripped).strip("|-—~:：")
    for each in (stripped.replace("|", ""), stripped.split("|")[-1]):
        if each in FIELD_BY_HEAD:
            return FIELD_BY_HEAD[each], "sure", ()
        if each in LEFT_OUT:
            return None, "sure", ()
    found = [name for name in NAMES_BY_LENGTH if name in stripped and len(name) > 1]
    if not found:
        return None
    longest = found[0]
    if longest in LEFT_OUT:
        return None, "sure", ()
    others = tuple(
        dict.fromkeys(FIELD_BY_HEAD[name] for name in found if name not in longest and name in FIELD_BY_HEAD)
    )
    left = FILLING.sub("", TERM.sub("", stripped.replace(longest, "", 1)))
    mark: Mark = "sure" if not left and not others else "check"
    return FIELD_BY_HEAD[longest], mark, (FIELD_BY_HEAD[longest], *others) if mark == "check" else ()


def settle_field(field: str | None, kind: TableKind) -> str | None:
    """The field of a head in a table of some kind."""
    return field if field is None else BY_KIND.get((field, kind), field)
