"""What tables and prose print about the plan itself: sums, counts of projects and indicators, how many are met."""

import re
from collections.abc import Iterator, Sequence

from peakfolio.importing.claiming import COST, Claim, Quoted, list_quoted
from peakfolio.importing.cleaning import is_blank, label, squeeze
from peakfolio.importing.documents import Cell, Document
from peakfolio.importing.making import Told
from peakfolio.importing.money_cells import MONEY_UNITS, read_money
from peakfolio.importing.project_items import Item, Pool
from peakfolio.importing.tables import PlanTable, Total, name_category
from peakfolio.plan.vocabulary import ClaimKind
from peakfolio.units import convert, normalise_unit
from peakfolio.words import say

CHINESE = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
COUNT = r"(\d+|[一二两三四五六七八九十])"
OF_ALL = r"(?:共有?|共计|总计|合计|总共|包括|包含|涉及|安排|规划|设置|提出|实施|确定|筛选|梳理|由)"
PROJECTS = re.compile(
    rf"{OF_ALL}[^。；;,，\d]{{0,16}}?(?:{COUNT}(?:大|个)?(?:类|大类)?(?:重点)?工程[,，、共计]{{0,3}})?(\d+)(?:个|项)(?:重点|工程|建设|具体|子)*(?:项目|工程)"
)
SET = r"(?:共设置?|共有|共计|设置?|设有|包括|包含|涉及|确定|提出|共?安排|共?实施|谋划|筛选)"
PROJECTS_BEHIND = re.compile(rf"{SET}(?:重点|建设)*(?:工程|项目)+(?:共|共计|总计)?(\d+)[个项](?=[,，、(]|$)")
INDICATORS_BEHIND = re.compile(
    rf"{SET}(?:建设|创建|评价|考核|规划|具体)*指标(?:共|共计|总计)?(\d+)[项个](?=[,，、(:：]|$)"
)
ONE_YEAR = re.compile(r"(?:19|20)\d{2}年度?(?:安排|实施|谋划|计划)")
CATEGORIES = re.compile(rf"{COUNT}(?:大类|大|个类别|类)(?:重点|建设)*(?:工程|项目)")
INDICATORS = re.compile(
    rf"(?:{OF_ALL}[^。；;,，\d]{{0,14}}?)(\d+)项?(?:个)?(?:约束性|预期性|建设|创建|评价|考核|具体)*指标"
)
NATURED = re.compile(
    r"(约束性|预期性|参考性)(?:指标)?(?:有|共|为)?(\d+)[项个]|(\d+)[项个](?:为)?(约束性|预期性|参考性)(?:指标)?"
)
MET = re.compile(
    r"(?<![预期计可能易难将])(未达标|不达标|已达标|部分达标|达标)(?:的)?(?:指标)?(?:共?有|共计|为|共)?(\d+)[项个]|(\d+)[项个](?:建设|创建)?(?:指标)?(?:已|均)?(未达标|不达标|部分达标|已达标|达标)"
)
ABOUT_PLAN = re.compile(r"规划|方案|重点工程|重点项目|工程项目|项目库|本次|全部")
LEAST_PARTS = 2
NOT_YET = re.compile(r"到20\d{2}年|预计|预期|力争|确保|争取|目标是")  # what is hoped of a later year is no judgement
NATURES = {"约束性": "binding", "预期性": "anticipatory", "参考性": "reference"}
STATUSES = {"未达标": "not_met", "不达标": "not_met", "部分达标": "partly_met", "已达标": "met", "达标": "met"}


def list_table_claims(pool: Pool, items: Sequence[Item]) -> Iterator[Claim]:
    """The sums that tables of projects print below, above and between their rows."""
    for table in pool.tables:
        own = [each for each in items if each.table is table]
        for total in table.totals:
            claim = _read_total(pool, table, total, own)
            if claim is not None:
                yield claim


def _read_total(pool: Pool, table: PlanTable, total: Total, items: Sequence[Item]) -> Claim | None:
    place = next(iter(table.find("cost")), None)
    cell = _find_amount(table, total, place)
    if cell is None:
        return None
    head = table.heads[place].unit if place is not None else None
    unit = normalise_unit(head or table.unit or "")
    reading = read_money(cell.text, unit if unit in MONEY_UNITS else None)
    if not reading.is_read or reading.wan_yuan is None:
        return None
    own = unit if unit in MONEY_UNITS else "万元"
    value = float(f"{convert(reading.wan_yuan, '万元', own):.10g}")
    category = _find_category(pool, table, total, items)
    told = Told(cell.text, table.file, table.place, cell.line)
    scope = None if category is None else f"category_zh={category}"
    doubts = reading.doubts
    if category is not None and not any(each.category == category for each in items):
        return None
    name = "合计" if category is None else f"{category}小计"
    english = "Total of the table" if category is None else "Total of a category"
    return Claim("project_cost_sum", scope, name, english, value, own, told, doubts)


def _find_amount(table: PlanTable, total: Total, place: int | None) -> Cell | None:
    """The amount of a sum: under the head of the cost, else the only number of the row."""
    cells = [cell for cell in total.line.cells if not cell.is_repeat]
    if place is not None and place < len(total.line.cells) and re.search(r"\d", total.line.text(place)):
        return total.line.cells[place]
    numbers = [cell for cell in cells if re.fullmatch(r"[\d.,]+", squeeze(cell.text))]
    return numbers[0] if len(numbers) == 1 else None


def _find_category(pool: Pool, table: PlanTable, total: Total, items: Sequence[Item]) -> str | None:
    """The category a sum is of; None for all projects."""
    for place in table.find("category"):
        words = label(total.line.text(place))
        if words and not is_blank(words) and not re.search(r"[总合小共]\s*计", words):
            return words
    is_part = re.search(r"小\s*计", total.words) is not None
    if total.category is not None and (is_part or total.words == total.category):
        return name_category(total.category)
    if is_part:
        above = [each for each in items if each.lines[-1].cells[0].line < total.line.cells[0].line]
        return above[-1].category if above else None
    usual = pool.find_usual(table)
    return usual if len(pool.tables) > 1 and all(each.category == usual for each in items) else None


def list_prose_claims(documents: Sequence[Document], *, has_statuses: bool, has_natures: bool) -> Iterator[Claim]:
    """What sentences state about the plan's projects and indicators."""
    for paragraph in list_quoted(documents):
        for quoted in paragraph:
            yield from _read_projects(quoted)
            yield from _read_indicators(quoted, has_natures=has_natures)
            yield from _read_met(quoted, has_statuses=has_statuses)
            yield from _add_parts(quoted)


def _read_projects(quoted: Quoted) -> Iterator[Claim]:
    if not re.search(r"工程|项目", quoted.plain):
        return
    is_plain = ABOUT_PLAN.search(quoted.plain) is not None
    doubts = () if is_plain else (say("whether the sentence speaks of the whole plan was not clear"),)
    count = PROJECTS.search(quoted.plain) or _find_whole(PROJECTS_BEHIND, quoted)
    if count is not None:
        told = quoted.tell(count)
        number = float(count[count.re.groups])
        yield Claim("project_count", None, "项目数", "Number of projects", number, "个", told, doubts)
    kinds = CATEGORIES.search(quoted.plain)
    if kinds is not None and is_plain:
        told = quoted.tell(kinds)
        yield Claim("category_count", None, "工程类别数", "Number of categories", _count(kinds[1]), "个", told, doubts)
    cost = COST.search(quoted.plain)
    if cost is not None and (is_plain or count is not None):
        told = quoted.tell(cost)
        yield Claim("project_cost_sum", None, "总投资", "Total cost", float(cost[1]), cost[2], told, doubts)


def _find_whole(pattern: re.Pattern[str], quoted: Quoted) -> re.Match[str] | None:
    """A count behind what it counts; not that of a single year."""
    return None if ONE_YEAR.search(quoted.plain) else pattern.search(quoted.plain)


def _find_indicators(quoted: Quoted) -> re.Match[str] | None:
    return INDICATORS.search(quoted.plain) or _find_whole(INDICATORS_BEHIND, quoted)


def _read_indicators(quoted: Quoted, *, has_natures: bool) -> Iterator[Claim]:
    count = _find_indicators(quoted)
    if count is not None and not re.search(r"约束性|预期性|参考性", count[0]):
        told = quoted.tell(count)
        doubts = (
            ()
            if re.search(r"建设|创建|规划|体系", quoted.plain)
            else (say("whether the sentence speaks of the whole plan was not clear"),)
        )
        yield Claim("indicator_count", None, "指标数", "Number of indicators", float(count[1]), "项", told, doubts)
    for found in NATURED.finditer(quoted.plain):
        nature, number = found[1] or found[4], found[2] or found[3]
        told = quoted.tell(found)
        kind: ClaimKind = "indicator_count" if has_natures else "not_recomputable"
        scope = f"nature={NATURES[nature]}" if has_natures else None
        yield Claim(
            kind, scope, f"{nature}指标数", f"Number of {NATURES[nature]} indicators", float(number), "项", told
        )


def _read_met(quoted: Quoted, *, has_statuses: bool) -> Iterator[Claim]:
    if "指标" not in quoted.plain:
        return
    for found in MET.finditer(quoted.plain):
        if NOT_YET.search(quoted.plain[: found.start()]):
            continue
        word, number = found[1] or found[4], found[2] or found[3]
        told = quoted.tell(found)
        kind: ClaimKind = "status_count" if has_statuses else "not_recomputable"
        scope = f"status={STATUSES[word]}" if has_statuses else None
        yield Claim(
            kind,
            scope,
            f"{word}指标数",
            f"Indicators said to be {STATUSES[word].replace('_', ' ')}",
            float(number),
            "项",
            told,
        )


def _add_parts(quoted: Quoted) -> Iterator[Claim]:
    """The parts of a count of indicators that stand in one sentence with it: ``共38项，约束性20项、预期性18项``."""
    whole = _find_indicators(quoted)
    if whole is None:
        return
    for pattern, number in ((NATURED, (2, 3)), (MET, (2, 3))):
        parts = list(pattern.finditer(quoted.plain, whole.end()))
        words = {found[1] or found[4] for found in parts}
        counts = re.findall(r"\d+[项个]", quoted.plain)
        if len(parts) < LEAST_PARTS or len(words) < len(parts) or len(counts) != len(parts) + 1:
            continue  # where something else is counted too, the parts need not be all
        formula = "+".join(found[number[0]] or found[number[1]] for found in parts)
        told = quoted.tell(whole)
        yield Claim(
            "formula",
            None,
            "指标数（各部分之和）",
            "Indicators, sum of the parts",
            float(whole[1]),
            "项",
            told,
            formula=formula,
        )


def _count(said: str) -> float:
    return float(said) if said.isdigit() else float(CHINESE[said])
