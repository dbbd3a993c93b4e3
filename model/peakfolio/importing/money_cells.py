"""Reads cells of money: the cost of a project, how it is split, and who pays."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from peakfolio.importing.cleaning import clean, is_blank, squeeze
from peakfolio.importing.counting import Number, find_numbers
from peakfolio.plan.vocabulary import FundingSource
from peakfolio.units import convert, normalise_unit
from peakfolio.words import Words, say

MONEY_UNITS = ("元", "千元", "百元", "万元", "百万元", "千万元", "亿元")
BARE_SCALES = {"亿": "亿元", "万": "万元", "千万": "千万元", "百万": "百万元"}
WHOLE = re.compile(
    r"(?:项目|工程|计划|估算|概算|规划|建设)?(?:总投资|投资|资金|估算|概算|造价|费用|共计|合计|总计|计|总)*(?:约|为|需|共)*[:：]?"
)
TAIL = re.compile(r"^(?:左右|上下|以内|以上)?[,，;；:：(（。]?(?:其中)?[:：]?")
PER_YEAR = re.compile(r"/\s*年|每年|年均|/a\b")
_LOCAL = r"(?:区|县|区县|县区|本级|县级|区级|地方|乡镇|镇)"
# The longest word wins; what it may mean besides is said.
FUNDERS: tuple[tuple[str, FundingSource, bool], ...] = (
    (r"中央(?:预算内)?(?:财政)?(?:专项)?(?:资金|投资|补助|补助资金|预算|转移支付)?|(?:超长期特别)?国债", "central", True),
    (r"国家(?:财政)?(?:补助|资金|投资|专项资金)", "central", True),
    (r"(?:省|自治区)(?:级)?(?:财政)?(?:专项)?(?:资金|投资|补助|补助资金|配套|配套资金|补贴)?", "provincial", True),
    (r"(?:市|州)(?:级)?(?:财政)?(?:专项)?(?:资金|投资|补助|补助资金|配套|配套资金|补贴)?", "municipal", True),
    (rf"{_LOCAL}(?:级)?(?:本级)?(?:财政)?(?:专项)?(?:资金|投资|补助|配套|配套资金|自筹|自筹资金|投入)?", "local", True),
    (r"(?:地方政府)?专项债(?:券)?(?:资金)?|政府债券|债券(?:资金)?|一般债券?", "bond", True),
    (r"(?:银行|政策性|金融|项目|国内)?贷款|银行融资|银行信贷|信贷(?:资金)?|开发性金融", "loan", True),
    (r"(?:建设)?企业(?:自筹|自有|投资|投入|出资)?(?:资金)?|业主自筹|(?:项目)?业主(?:投资|自筹)", "enterprise", True),
    (r"社会(?:资本|投资|资金|投入|融资|筹资)?(?:投入)?|民间资本|民间投资|招商引资|PPP|市场化(?:运作|筹资)?", "social", True),
    (r"专项(?:资金|经费|补助)?|环保专项(?:资金)?", "special", True),
    (r"(?:各级)?(?:政府|财政)(?:投入|投资|资金|出资|拨款|预算|统筹)?", "government", True),
    (r"上级(?:专项|补助|财政|转移支付)?(?:资金|补助|补助资金|投资)?|争取上级(?:资金|补助)?|向上争取", "government", False),
    (r"(?:单位|自行)?自筹(?:资金)?|自有资金|群众自筹", "enterprise", False),
    (r"其他|其它|其余|其他资金|其他渠道", "unstated", False),
)  # fmt: skip
GLUE = re.compile(r"[、,，;；/+＋和及与\n\s]+")


@dataclass(frozen=True)
class Share:
    """What one source pays; no amount where the words give none."""

    source: FundingSource
    wan_yuan: float | None
    as_written: str
    doubts: tuple[Words, ...] = ()


@dataclass(frozen=True)
class MoneyReading:
    """A cost in 万元, and its shares where the cell splits it."""

    wan_yuan: float | None = None
    shares: tuple[Share, ...] = ()
    doubts: tuple[Words, ...] = ()
    is_read: bool = True


UNREAD = MoneyReading(is_read=False)


def read_money(words: str, head_unit: str | None) -> MoneyReading:
    """The cost in a cell; ``head_unit`` is the unit of its column, None where nothing says it."""
    if is_blank(words):
        return MoneyReading()
    cleaned = clean(words)
    text = cleaned.text.strip("。 ")
    numbers = find_numbers(text)
    if not numbers or PER_YEAR.search(text):
        return UNREAD
    first, after = numbers[0], text[numbers[0].end :]
    unit, after = find_money_unit(first, after)
    amount = to_wan_yuan(first.value, unit or head_unit)
    before = text[: first.begin].strip()
    doubts = list(cleaned.doubts)
    if head_unit is None and unit is None:
        amount, doubts = first.value, [*doubts, say("no unit is printed; units of 10,000 yuan were taken")]
    if amount is None or amount < 0 or not WHOLE.fullmatch(before.replace("约", "")):
        return UNREAD
    doubts += _find_doubts(before, after, unit, head_unit)
    rest = TAIL.sub("", after, count=1).rstrip(")） 。")
    if not rest:
        return MoneyReading(amount, doubts=tuple(doubts))
    shares = read_shares(rest, unit or head_unit)
    if shares is None or all(each.wan_yuan is None for each in shares):
        return UNREAD
    return MoneyReading(amount, shares, tuple(doubts))


def _find_doubts(before: str, after: str, unit: str | None, head_unit: str | None) -> Iterator[Words]:
    if "约" in before or re.match(r"左右|上下|以上|以内", after):
        yield say("the number is given as about so much")
    if head_unit and unit and normalise_unit(unit) != normalise_unit(head_unit):
        yield say("the cell prints {unit}, its column {head}", unit=unit, head=head_unit)


def to_wan_yuan(value: float, unit: str | None) -> float | None:
    """An amount of money in 万元; None where the unit is none of money."""
    plain = None if unit is None else normalise_unit(unit)
    if plain not in MONEY_UNITS:
        return None
    return float(f"{convert(value, plain, '万元'):.10g}")


def find_money_unit(number: Number, after: str) -> tuple[str | None, str]:
    """The unit behind an amount, 亿 for 亿元, and the words behind it."""
    if number.unit is not None:
        return normalise_unit(number.unit), after
    for bare, unit in BARE_SCALES.items():
        if after.startswith(bare) and not after.startswith(f"{bare}元"):
            return unit, after[len(bare) :]
    return None, after


def read_shares(words: str, unit: str | None) -> tuple[Share, ...] | None:
    """``中央3000万元、地方500万元``: the sources of a cell with their amounts; None where a word in it is not known."""
    text = clean(words).text.strip(" 。;；,，、()（）")
    shares: list[Share] = []
    begin = 0
    for number in find_numbers(text):
        own, after = find_money_unit(number, text[number.end :])
        name = text[begin : number.begin]
        share = _read_share(
            name, to_wan_yuan(number.value, own or unit), f"{name}{text[number.begin : len(text) - len(after)]}"
        )
        if share is None:
            return None
        shares.append(share)
        begin = len(text) - len(after)
    rest = text[begin:].strip(" ,，;；、()（）。")
    if rest:
        named = read_funders(rest)
        if named is None:
            return None
        shares += named
    merged = _merge(shares)
    return tuple(merged) if merged else None


def _read_share(name: str, amount: float | None, written: str) -> Share | None:
    bare = re.sub(r"其中|分别|投资|[:：为约]|^[、,，;；和及\s]+|[(（]$", "", name).strip(" 、,，;；()（）")
    found = find_funder(bare) or find_funder(name.strip(" 、,，;；:：()（）为约"))
    if found is None or amount is None:
        return None
    source, is_sure = found
    return Share(source, amount, written.strip(" 、,，;；。"), () if is_sure else (_doubt(bare),))


def read_funders(words: str) -> tuple[Share, ...] | None:
    """The sources a cell names without amounts; None where a word in it is not known."""
    if is_blank(words):
        return ()
    shares = []
    for part in (each for each in GLUE.split(squeeze_lines(words)) if each):
        found = find_funder(part)
        if found is None:
            return None
        shares.append(Share(found[0], None, part, () if found[1] else (_doubt(part),)))
    return tuple(_merge(shares))


def squeeze_lines(words: str) -> str:
    """Words of a narrow column in one line; a break between whole words parts them."""
    return clean(words).text.replace("\n", "、")


def find_funder(words: str) -> tuple[FundingSource, bool] | None:
    """Who pays, by a word of the funding column, and whether the word can mean nothing else."""
    bare = squeeze(words)
    return next(((source, is_sure) for pattern, source, is_sure in FUNDERS if re.fullmatch(pattern, bare)), None)


def _doubt(words: str) -> Words:
    return say('"{words}" can mean several sources', words=words)


def _merge(shares: list[Share]) -> list[Share]:
    """One share for each source: amounts of the same source are added up."""
    merged: dict[str, Share] = {}
    for each in shares:
        known = merged.get(each.source)
        if known is None:
            merged[each.source] = each
            continue
        amounts = [amount for amount in (known.wan_yuan, each.wan_yuan) if amount is not None]
        doubt = say("two sources of one kind were added up")
        merged[each.source] = Share(
            each.source,
            sum(amounts) if amounts else None,
            f"{known.as_written}、{each.as_written}",
            (*known.doubts, *each.doubts, doubt),
        )
    return list(merged.values())
