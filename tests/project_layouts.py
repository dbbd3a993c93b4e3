"""Lays out projects in the many ways in which plans print them: years, money, categories, funding and sums."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from random import Random

from contents import Content, Work
from edition_files import name_place
from grids import Column, Grid
from printed import Table
from truths import TrueProject, TrueTotal, squeeze

DASHES = ("{s}-{e}", "{s}—{e}", "{s}~{e}", "{s}年-{e}年", "{s}—{e}年", "{s}年至{e}年")
NUMERALS = "一二三四五六七八九十"
FUNDS = {"central": "中央", "provincial": "省级", "municipal": "市级", "local": "县级", "enterprise": "企业自筹"}
FUND_WORDS = {
    "central": "中央资金",
    "provincial": "省级资金",
    "municipal": "市级资金",
    "local": "地方配套",
    "enterprise": "企业自筹",
}
KINDS = {"government": "政府投入", "special": "专项资金", "enterprise": "企业投入"}


@dataclass(frozen=True)
class ProjectLayout:
    """The choices of a table of projects."""

    name_head: str
    content_head: str
    years_head: str
    cost_head: str
    lead_head: str
    supports_head: str
    years: str  # joined, split or below (two rows of heads)
    dash: str
    money: str  # 万元 or 亿元
    money_place: str  # head, note or cells
    thousands: bool
    category_place: str  # rows, numbered, merged or sums (the row of a category holds its sum)
    funding: str  # none, columns or words
    sums: str  # none, total, each or first (the total stands at the top)
    formulas: bool
    has_lead: bool
    has_supports: bool
    misprints: tuple[tuple[str, float], ...] = ()  # printed sums that are off, by category, and by how much

    @classmethod
    def draw(cls, rng: Random) -> "ProjectLayout":
        return cls(
            rng.choice(("项目名称", "工程名称", "重点工程")),
            rng.choice(("建设内容", "主要建设内容", "建设规模及内容", "主要内容")),
            rng.choice(("建设年限", "建设期限", "实施年限", "建设时间")),
            rng.choice(("总投资", "投资估算", "估算投资", "投资")),
            rng.choice(("责任单位", "牵头单位", "实施单位", "牵头部门")),
            rng.choice(("支撑指标", "对应指标", "主要支撑指标")),
            rng.choice(("joined", "joined", "joined", "split", "below")),
            rng.choice(DASHES),
            rng.choice(("万元", "万元", "万元", "亿元")),
            rng.choice(("head", "head", "note", "cells")),
            rng.random() < 0.3,
            rng.choice(("rows", "numbered", "merged", "sums")),
            rng.choice(("none", "columns", "words")),
            rng.choice(("none", "total", "each", "first")),
            rng.random() < 0.4,
            rng.random() < 0.8,
            rng.random() < 0.7,
        )


def lay_out_projects(
    content: Content, layout: ProjectLayout
) -> tuple[tuple[Table, ...], tuple[TrueProject, ...], tuple[TrueTotal, ...]]:
    """The table of projects, what it says of each, and the sums it prints."""
    return ProjectTable(content, layout).build()


class ProjectTable:
    """The table of projects of a content in a layout."""

    def __init__(self, content: Content, layout: ProjectLayout) -> None:
        self.content = content
        self.layout = layout
        two = layout.years == "below" or (layout.funding == "columns" and self.sources)
        self.grid = Grid(self.list_columns(), 2 if two else 1)
        self.truth: list[TrueProject] = []
        self.totals: list[TrueTotal] = []

    @property
    def sources(self) -> list[str]:
        """Sources of which amounts are known, in the order of the heads."""
        found = {source for work in self.content.works for source, amount in work.funding if amount is not None}
        return [each for each in FUNDS if each in found]

    def list_columns(self) -> list[Column]:
        layout = self.layout
        unit = f"（{layout.money}）" if layout.money_place == "head" else ""
        columns = [Column("category", "类别", merged=True)] if layout.category_place == "merged" else []
        columns += [Column("number", "序号"), Column("name", layout.name_head), Column("content", layout.content_head)]
        if layout.years == "joined":
            columns.append(Column("years", layout.years_head))
        elif layout.years == "split":
            columns += [Column("start", "开工年份"), Column("end", "完工年份")]
        else:
            columns += [Column("start", layout.years_head, "起始年"), Column("end", layout.years_head, "完成年")]
        columns.append(Column("cost", f"{layout.cost_head}{unit}"))
        if layout.funding == "columns":
            columns += [Column(source, f"资金来源{unit}", FUNDS[source]) for source in self.sources]
        elif layout.funding == "words":
            columns.append(Column("funding", "资金来源"))
        columns += [Column("lead", layout.lead_head)] if layout.has_lead else []
        return columns + ([Column("supports", layout.supports_head)] if layout.has_supports else [])

    def build(self) -> tuple[tuple[Table, ...], tuple[TrueProject, ...], tuple[TrueTotal, ...]]:
        layout = self.layout
        works = self.content.works
        body = range(self.grid.head_rows, self.grid.head_rows)
        if layout.sums == "first":
            self.add_sum("合计", None, list(works), [])
        for at, (category, found) in enumerate(groupby(works, key=lambda work: work.category)):
            of_category = list(found)
            self.begin_category(at, category, of_category)
            start = self.next_row
            for work in of_category:
                self.add_work(work)
            body = range(start, self.next_row)
            if layout.sums == "each" and layout.category_place != "sums":
                self.add_sum("小计", category, of_category, [body])
        if layout.sums in ("each", "total"):
            self.add_sum("合计", None, list(works), [])
        notes = (f"单位：{layout.money}",) if layout.money_place == "note" else ()
        table = self.grid.build(f"附表 {self.content.place}重点工程项目表", "项目", notes)
        return (table,), tuple(self.truth), tuple(self.totals)

    @property
    def next_row(self) -> int:
        return self.grid.head_rows + len(self.grid.rows)

    def begin_category(self, at: int, category: str, works: list[Work]) -> None:
        match self.layout.category_place:
            case "rows":
                self.grid.add_band(category)
            case "numbered":
                self.grid.add_band(f"{NUMERALS[at % 10]}、{category}")
            case "sums":
                self.add_sum(category, category, works, [])

    def add_sum(self, words: str, category: str | None, works: list[Work], bodies: list[range]) -> None:
        """A row with the sum of the costs, in a workbook a formula where it sums rows that follow each other."""
        total = sum(Decimal(repr(work.cost)) for work in works if work.cost is not None)
        total += Decimal(repr(dict(self.layout.misprints).get(category or words, 0.0)))
        column = self.grid.find_column("cost") or 0
        formulas = {}
        if self.layout.formulas and self.layout.money_place != "cells" and bodies:
            first, last = bodies[0].start, bodies[0].stop - 1
            formulas["cost"] = f"=SUM({name_place(first, column)}:{name_place(last, column)})"
        first_keys = [each.key for each in self.grid.columns[:column]]
        spans = ("category", "number", "name", "content", "years", "start", "end")
        used = tuple(key for key in spans if key in first_keys)
        cells = {used[0]: words, "cost": self.write_money(float(total))}
        self.grid.add_row(cells, used, formulas)
        self.totals.append(TrueTotal("project_cost_sum", category, float(total), True))

    def write_money(self, wan_yuan: float | None) -> str:
        if wan_yuan is None:
            return ""
        amount = Decimal(repr(wan_yuan)) / (10000 if self.layout.money == "亿元" else 1)
        words = f"{amount:,f}" if self.layout.thousands else f"{amount:f}"
        words = words.rstrip("0").rstrip(".") if "." in words else words
        return f"{words}{self.layout.money}" if self.layout.money_place == "cells" else words

    def write_years(self, work: Work) -> str:
        if work.start == work.end:
            return f"{work.start}年" if "年" in self.layout.dash else str(work.start)
        return self.layout.dash.format(s=work.start, e=work.end)

    def write_funding(self, work: Work) -> str:
        return "，".join(
            FUND_WORDS[source] + f"{Decimal(repr(amount)).normalize():f}万元"
            if amount is not None
            else KINDS.get(source, "财政资金")
            for source, amount in work.funding
        )

    def add_work(self, work: Work) -> None:
        layout = self.layout
        cells = {
            "category": work.category,
            "number": str(len(self.truth) + 1),
            "name": work.name,
            "content": work.content,
            "years": self.write_years(work),
            "start": str(work.start),
            "end": str(work.end),
            "cost": self.write_money(work.cost),
            "funding": self.write_funding(work),
            "lead": work.lead,
            "supports": "、".join(work.supports),
        }
        cells |= {source: self.write_money(amount) for source, amount in work.funding if amount is not None}
        self.grid.add_row(cells)
        known = layout.funding == "words" or (
            layout.funding == "columns" and all(a is not None for _, a in work.funding)
        )
        self.truth.append(
            TrueProject(
                work.name,
                work.content or None,
                work.cost,
                work.start,
                work.end,
                work.category,
                work.lead if layout.has_lead and work.lead else None,
                cells["supports"] if layout.has_supports and work.supports else None,
                work.funding if known else (),
                squeeze("".join(cells.values())),
            )
        )
