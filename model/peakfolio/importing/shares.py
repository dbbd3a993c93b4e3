"""What prose states about parts of the plan: a category's projects and cost, and its share of the whole investment."""

import re
from collections.abc import Iterator, Mapping, Sequence

from peakfolio.importing.claiming import COST, Claim, Quoted, list_quoted
from peakfolio.importing.cleaning import squeeze
from peakfolio.importing.documents import Document
from peakfolio.importing.project_items import Item

MONEY = re.compile(r"(\d+(?:\.\d+)?)(亿元|万元)")
SHARE = re.compile(
    r"占(?:规划|项目|工程|计划|全部|估算|重点|的)*(?:总投资|投资总额|投资总量)(?:额)?的?(?:比重|比例)?(?:约|为|达|达到|是)*(\d+(?:\.\d+)?)%"
)
FRAMING = re.compile(r"(?:体系|建设|重点|领域|工程|项目|方面|类)+$")
IN_TEN_THOUSANDS = {("亿元", "万元"): "*10000", ("万元", "亿元"): "/10000"}
KINDS = r"(?:体系|建设|重点|领域|工程|项目|方面|类)*"
COUNTED = r"(?:共有?|有|安排|实施|包括|计)*(\d+)[个项](?:项目|工程|重点)*"
PAID = r"(?:总|估算|计划|概算|规划|匡算)*投资(?:估算|额)?(?:约|共|为|达|合计|共计)*(\d+(?:\.\d+)?)(亿元|万元)"
ONE_YEAR = re.compile(r"(?:19|20)\d{2}年(?![—~至到-])")
SHORTEST = 2


def list_share_claims(documents: Sequence[Document], items: Sequence[Item]) -> Iterator[Claim]:
    """The shares of the whole investment, and what is said of single categories where the whole is said too."""
    categories = name_stems(items)
    for paragraph in list_quoted(documents):
        whole: re.Match[str] | None = None
        for quoted in paragraph:
            whole = _find_whole(quoted) or whole
            if whole is None:
                continue
            yield from _read_shares(quoted, whole)
            yield from _read_categories(quoted, categories)


def _find_whole(quoted: Quoted) -> re.Match[str] | None:
    """The total that a paragraph speaks of: the first of a sentence that is not about a category or a share."""
    found = COST.search(quoted.plain)
    if found is None or re.search(r"其中|类|一是", quoted.plain[: found.start()]):
        return None
    return found


def _read_shares(quoted: Quoted, whole: re.Match[str]) -> Iterator[Claim]:
    begin = 0
    for found in SHARE.finditer(quoted.plain):
        parts = [each for each in MONEY.finditer(quoted.plain, begin, found.start()) if not _is_whole(each, whole)]
        begin = found.end()
        if not parts:
            continue
        part = parts[-1]
        scale = IN_TEN_THOUSANDS.get((part[2], whole[2]), "")
        yield Claim(
            "formula", None, "占总投资的比例", "Share of the total cost", float(found[1]), "%", quoted.tell(found),
            formula=f"{part[1]}{scale}/{whole[1]}*100",
        )  # fmt: skip


def _is_whole(part: re.Match[str], whole: re.Match[str]) -> bool:
    return part.string == whole.string and part.end() == whole.end()


def name_stems(items: Sequence[Item]) -> Mapping[str, str]:
    """The categories of the projects without what frames their names; none where a project has none or two are alike."""
    found = {each.category for each in items}
    if not all(found):
        return {}
    stems = {FRAMING.sub("", squeeze(each)): each for each in found}
    is_plain = len(stems) == len(found) and all(len(each) >= SHORTEST for each in stems)
    apart = is_plain and not any(one in other for one in stems for other in stems if one != other)
    return stems if apart else {}


def _read_categories(quoted: Quoted, categories: Mapping[str, str]) -> Iterator[Claim]:
    if ONE_YEAR.search(quoted.plain):
        return
    for stem, category in categories.items():
        begin = rf"(?<![\u4e00-\u9fff])(?:其中[:：,，]?|[一二三四五六七八九]是)?{re.escape(stem)}{KINDS}[,，]?"
        scope = f"category_zh={category}"
        counted = re.search(begin + COUNTED + r"(?=[,，、(]|$)", quoted.plain)
        if counted is not None:
            yield Claim(
                "project_count", scope, f"{category}项目数", "Number of projects of a category", float(counted[1]), "个",
                quoted.tell(counted),
            )  # fmt: skip
        paid = re.search(rf"{begin}(?:{COUNTED}[,，、(])?{PAID}", quoted.plain)
        if paid is not None:
            yield Claim(
                "project_cost_sum", scope, f"{category}总投资", "Cost of a category", float(paid[2]), paid[3],
                quoted.tell(paid),
            )  # fmt: skip
