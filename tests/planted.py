"""A plan of a county that does not exist, as a Word file and a workbook, with faults planted in it; and its twin without them.

Every sentence is composed here. A fault is planted where a planner would make it: in the prose, in a cell, in a sum.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from random import Random

from contents import Aim, Content, Item, Work, make_county
from edition_files import write_docx, write_xlsx
from layouts import IndicatorTable, Layout
from printed import Edition, Table, build_table
from project_layouts import ProjectLayout, lay_out_projects

PLANTS = (
    "sum",
    "count",
    "share",
    "no cost",
    "no support",
    "weaker",
    "years",
    "twice",
    "unit",
    "funding",
    "category count",
    "prose unit",
    "energy sum",
    "energy share",
)
DOCUMENT, WORKBOOK = "规划.docx", "项目.xlsx"
SEED = 26
TABLES = Layout(
    number_head="序号",
    domain_head="领域",
    name_head="指标名称",
    unit_head="单位",
    base_head="{y}年现状值",
    target_head="{y}年目标值",
    nature_head="指标属性",
    standard_choice=1,
    head_rows=1,
    unit_place="column",
    domain_place="merged",
    parts="rows",
    numbered=False,
    led=False,
    signs="sign",
    blank="-",
    spread=("unit", "standard", "base", "targets", "nature"),
)
PROJECTS = ProjectLayout(
    name_head="项目名称",
    content_head="建设内容",
    years_head="建设年限",
    cost_head="总投资",
    lead_head="责任单位",
    supports_head="支撑指标",
    years="joined",
    dash="{s}-{e}",
    money="万元",
    money_place="head",
    thousands=False,
    category_place="numbered",
    funding="columns",
    sums="each",
    formulas=False,
    has_lead=True,
    has_supports=True,
)


@dataclass(frozen=True)
class County:
    """The content with its faults, and what its prose says."""

    content: Content
    planted: frozenset[str]

    @property
    def works(self) -> tuple[Work, ...]:
        return self.content.works

    def sum_costs(self, category: str | None = None) -> float:
        return round(sum(work.cost or 0.0 for work in self.works if category in (None, work.category)), 2)


def make_judged_county(seed: int) -> Content:
    """A made county whose indicators carry the judgement of the plan itself; each has a number of its own, so that they can be counted."""
    content = make_county(seed)
    items = (replace(item, status="已达标" if is_met(item) else "未达标", group=None) for item in content.items)
    return replace(content, items=tuple(items))


def is_met(item: Item) -> bool:
    """Whether the base meets the first target, which is never weaker than the standard."""
    aim = item.aims[0]
    if aim is None or aim.value is None or item.base is None:
        return aim is not None and item.base_words == aim.words
    return item.base >= aim.value if aim.relation == "at_least" else item.base <= aim.value


# what the rows of tables say wrongly, one function a fault
def forget_cost(work: Work) -> Work:
    return replace(work, cost=None, funding=())


def forget_support(work: Work) -> Work:
    return replace(work, supports=())


def turn_years(work: Work) -> Work:
    return replace(work, start=2025, end=2023)


def slip_unit(work: Work) -> Work:
    """The cost as if the head said 亿元; its funding stays in 万元."""
    return replace(work, cost=round((work.cost or 0.0) / 1e4, 6))


def split_badly(work: Work) -> Work:
    """The first source as if two of its digits had been mistaken: the sources add up to more than the cost."""
    (source, amount), *rest = work.funding
    return replace(work, funding=((source, round(amount + 9, 2)), *rest))


SLIPS: dict[str, tuple[int, Callable[[Work], Work]]] = {
    "no cost": (14, forget_cost),
    "no support": (9, forget_support),
    "years": (5, turn_years),
    "unit": (7, slip_unit),
    "funding": (11, split_badly),
}
WEAK_ITEM, TWICE_ITEM = "废旧农膜回收率", "森林覆盖率"
SUM_CATEGORY, SHARE_CATEGORY = "生态安全", "生态生活"


def plant(seed: int, faults: Iterable[str]) -> County:
    """The county with these faults in its tables; the rest are in its prose and sums."""
    planted = frozenset(faults)
    content = make_judged_county(seed)
    works = list(content.works)
    for fault, (at, slip) in SLIPS.items():
        works[at] = slip(works[at]) if fault in planted else works[at]
    items = tuple(weaken(item) if "weaker" in planted and item.name == WEAK_ITEM else item for item in content.items)
    return County(replace(content, items=items, works=tuple(works)), planted)


def weaken(item: Item) -> Item:
    """A first target below what is reached already."""
    first, *later = item.aims
    assert first is not None
    assert item.base is not None
    return replace(item, aims=(Aim(first.relation, round(item.base - 3, 1)), *later))


def say_prose(county: County) -> list[str]:
    """Headings and paragraphs before the tables, with the totals, counts and shares that the plan claims of itself."""
    content, planted = county.content, county.planted
    met = sum(item.status == "已达标" for item in content.items) + 3 * ("count" in planted)
    total = county.sum_costs() - 1100 * ("sum" in planted)
    part = county.sum_costs(SHARE_CATEGORY)
    share = round(100 * part / county.sum_costs() + 5 * ("share" in planted), 1)
    twice = next(item for item in content.items if item.name == TWICE_ITEM)
    figure = round((twice.base or 0.0) + 2.6 * ("twice" in planted), 2)
    counted = sum(work.category == SUM_CATEGORY for work in content.works) + 2 * ("category count" in planted)
    unit = "万元" if "prose unit" in planted else "亿元"
    safety = f"{SUM_CATEGORY}类项目{counted}个，投资{county.sum_costs(SUM_CATEGORY) / 1e4:.2f}{unit}"
    return [
        f"{content.place}生态文明建设规划（2023—2030年）",
        "一、基础与形势",
        f"{content.place}位于流域中上游，国土面积1386平方公里，辖9个乡镇、118个行政村。2022年末常住人口21.6万人，其中城镇人口9.8万人。",
        f"2022年，全县{twice.name}为{figure}%，全年地区生产总值96.4亿元，能源消费总量58.2万吨标准煤，全社会用电量7.35亿千瓦时。",
        "二、规划期限",
        "规划以2022年为基准年，近期到2025年，远期到2030年。",
        "三、规划指标",
        f"本规划共设指标{len(content.items)}项，按2022年现状，已达标{met}项、未达标{len(content.items) - met_truly(content)}项，详见表1。",
        "四、重点工程",
        f"规划期实施重点工程{len(county.works)}个，总投资{print_money(total)}万元。其中{SHARE_CATEGORY}类投资{print_money(part)}万元，占总投资的{share}%；{safety}。",
    ]


def print_money(wan_yuan: float) -> str:
    return f"{wan_yuan:.2f}".rstrip("0").rstrip(".")


def met_truly(content: Content) -> int:
    return sum(item.status == "已达标" for item in content.items)


def describe_energy(planted: frozenset[str]) -> Table:
    """Energy figures of the base year, in a table of their own."""
    coal = "34.1" if "energy sum" in planted else "31.4"
    oil = "26.0" if "energy share" in planted else "16.0"
    rows = [
        ["品种", "消费量（万吨标准煤）", "占比（%）"],
        ["煤炭", coal, "54.0"],
        ["油品", "9.3", oil],
        ["天然气", "4.1", "7.0"],
        ["非化石能源", "13.4", "23.0"],
        ["合计", "58.2", "100.0"],
    ]
    return build_table(rows, caption="表2 2022年能源消费构成", sheet="能源")


def write_pair(faults: Iterable[str] = (), seed: int = SEED) -> dict[str, bytes]:
    """The Word file and the workbook of the county, with these faults planted."""
    county = plant(seed, faults)
    indicators, _ = IndicatorTable(county.content, TABLES).build()
    misprints = ((SUM_CATEGORY, 160.0), ("合计", -1100.0)) if "sum" in county.planted else ()
    projects, *_ = lay_out_projects(county.content, replace(PROJECTS, misprints=misprints))
    end = ["五、保障措施", "加强组织领导，落实资金，定期评估。"]
    plan = Edition("规划", (*say_prose(county), indicators, describe_energy(county.planted), *end))
    return {DOCUMENT: write_docx(plan), WORKBOOK: write_xlsx(Edition("项目", projects), seed)}


def write_story() -> dict[str, bytes]:
    """The pair of files that the documentation and the browser story drop in: a made county with three of the faults."""
    return write_pair(("sum", "no cost", "no support"), seed=Random("story").randrange(1000))
