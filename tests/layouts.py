"""Lays out what a plan says in the many ways in which plans print it; the truth travels with the document.

What is drawn: words and order of the heads, one or two rows of them, where units stand, 亿元 or 万元, how years and money are written,
domains as rows or columns, parts under one number, funding, sums, footnotes, other tables in between, tables broken over pages.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby
from random import Random

from contents import Aim, Content, Item
from grids import Column, Grid
from printed import Edition, Table, break_table, build_table
from project_layouts import ProjectLayout, lay_out_projects
from truths import TrueIndicator, TrueTarget, Truth, squeeze

FULL_WIDTH = str.maketrans("0123456789.%", "０１２３４５６７８９．％")
SIGNS = {"at_least": ("≥", "不低于", "以上"), "at_most": ("≤", "不高于", "以下")}
LEVEL_HEADS = {
    "national": ("国家级指标值", "国家标准", "国家考核值"),
    "provincial": ("省级指标值", "省级标准", "省级考核标准"),
    "municipal": ("市级指标值", "市级标准"),
}


@dataclass(frozen=True)
class Layout:
    """The choices of one document."""

    number_head: str
    domain_head: str
    name_head: str
    unit_head: str
    base_head: str
    target_head: str
    nature_head: str
    standard_choice: int
    head_rows: int
    unit_place: str  # column, name or cells
    domain_place: str  # merged, repeated, rows or none
    parts: str  # rows, columns, lines (of one cell) or shared (lines, but what all have in common stands there once)
    numbered: bool  # parts in one cell have numbers
    led: bool  # a line without a value stands beside the name of the whole
    signs: str  # sign, words or bare
    blank: str
    spread: tuple[str, ...]  # order of what follows the name
    full_width: bool = False
    spaced_heads: bool = False
    footnotes: bool = False
    other_tables: bool = False
    broken: int = 0  # rows of a table on one page; 0 is all
    projects: ProjectLayout | None = None
    wrapped: int = 0  # signs of a name on one line of its cell; 0 is all


def draw_layout(rng: Random) -> Layout:
    """One way of laying out, drawn."""
    spread = ["nature", "unit", "standard", "base", "targets"]
    if rng.random() < 0.6:
        rng.shuffle(spread)
    return Layout(
        rng.choice(("序号", "编号", "")),
        rng.choice(("领域", "类别", "一级指标")),
        rng.choice(("指标名称", "指标", "考核指标", "建设指标")),
        rng.choice(("单位", "计量单位")),
        rng.choice(("{y}年现状值", "现状值（{y}年）", "{y}年现状", "基准值（{y}年）", "{y}年基期值", "现状值")),
        rng.choice(("{y}年目标值", "目标值（{y}年）", "{y}年目标", "{y}年规划目标")),
        rng.choice(("指标属性", "指标性质", "属性")),
        rng.randrange(6),
        rng.choice((1, 1, 2)),
        rng.choice(("column", "column", "name", "cells")),
        rng.choice(("merged", "merged", "repeated", "rows", "none")),
        rng.choice(("rows", "lines", "shared", "columns")),
        rng.random() < 0.4,
        rng.random() < 0.6,
        rng.choice(("sign", "sign", "words", "bare")),
        rng.choice(("-", "/", "—", "")),
        tuple(spread),
        full_width=rng.random() < 0.15,
        spaced_heads=rng.random() < 0.25,
        footnotes=rng.random() < 0.25,
        other_tables=rng.random() < 0.4,
        broken=rng.choice((0, 0, 0, 9, 14)),
        projects=ProjectLayout.draw(rng),
        wrapped=rng.choice((0, 0, 7, 9, 11)),
    )


def lay_out(content: Content, layout: Layout, rng: Random) -> tuple[Edition, Truth]:
    """The document, and what its tables say."""
    indicators, true = IndicatorTable(content, layout).build()
    blocks: list[str | Table] = [f"{content.place}生态文明建设规划", f"规划以{content.base_year}年为基准年。"]
    blocks += content.paragraphs
    if layout.other_tables:
        blocks += [*describe_other(content), "其他说明见附件。"]
    blocks += break_table(indicators, layout.broken, "续表1") if layout.broken else [indicators]
    blocks += ["注：①按上级统计口径核算。"] if layout.footnotes else []
    blocks.append("规划期重点工程安排如下。")
    projects, true_projects, totals = (), (), ()
    if content.works and layout.projects:
        projects, true_projects, totals = lay_out_projects(content, layout.projects)
    for table in projects:
        blocks += break_table(table, layout.broken, "续表2") if layout.broken else [table]
    return Edition(content.place, tuple(blocks)), Truth(true, true_projects, totals)


def describe_other(content: Content) -> Iterator[str | Table]:
    """Tables that are neither indicators of the plan nor its projects."""
    years = [str(content.base_year - 1), str(content.base_year)]
    rows = [["行政区", "行政村（个）", "面积（平方公里）"], ["城关镇", "21", "118.4"], ["北岭乡", "14", "97.2"]]
    yield build_table(rows, caption="行政区划一览", sheet="区划")
    rows = [
        ["任务", "责任单位", "完成时限"],
        ["印发实施方案", "县政府办公室", "2024年6月"],
        ["开展中期评估", "县发展改革局", "2025年12月"],
    ]
    yield build_table(rows, caption="任务分工", sheet="分工")
    rows = [
        ["污染物", "一级限值", "二级限值", "单位"],
        ["二氧化硫", "20", "60", "微克/立方米"],
        ["一氧化碳", "4", "4", "毫克/立方米"],
    ]
    yield build_table(rows, caption=f"空气质量标准限值（{years[1]}年执行）", sheet="限值")


def split_groups(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Parts of one group together, every other indicator alone, even where the next has the same name."""
    for group, found in groupby(items, key=lambda item: item.group):
        together = list(found)
        yield from [together] if group else [[item] for item in together]


class IndicatorTable:
    """The table of indicators of a content in a layout."""

    def __init__(self, content: Content, layout: Layout) -> None:
        self.content = content
        self.layout = layout
        self.has_parts = any(item.group for item in content.items)
        self.truth: list[TrueIndicator] = []

    def build(self) -> tuple[Table, tuple[TrueIndicator, ...]]:
        columns = self.list_columns()
        grid = Grid(columns, self.layout.head_rows)
        number = 0
        for domain, of_domain in groupby(self.content.items, key=lambda item: item.domain):
            if self.layout.domain_place == "rows" and domain:
                grid.add_band(domain)
            for items in split_groups(of_domain):
                number += 1
                self.add_items(grid, str(number), items[0].group or items[0].name, items)
        if self.layout.footnotes:
            grid.add_band("注：①按上级统计口径核算。")
        table = grid.build(f"表1 {self.content.place}生态文明建设指标表", "指标")
        return table, tuple(self.truth)

    def list_columns(self) -> list[Column]:
        """The columns from left to right, with their heads."""
        layout = self.layout
        columns = [Column("number", layout.number_head, merged=True)] if layout.number_head else []
        if layout.domain_place in ("merged", "repeated"):
            columns.insert(0, Column("domain", layout.domain_head, merged=layout.domain_place == "merged"))
        columns.append(Column("name", layout.name_head, merged=True))
        if layout.parts == "columns" and self.has_parts:
            columns.append(Column("part", layout.name_head, joins_head=True))
        for key in layout.spread:
            columns += self.list_further(key)
        if layout.spaced_heads:
            columns = [
                replace(each, head=" ".join(each.head) if len(each.head) == 2 else each.head) for each in columns
            ]
        return columns

    def list_further(self, key: str) -> list[Column]:
        layout, content = self.layout, self.content
        has_standard = any(item.standard for item in content.items)
        has_status = any(item.status for item in content.items)
        match key:
            case "unit":
                return [Column("unit", layout.unit_head)] if layout.unit_place == "column" else []
            case "nature":
                return [Column("nature", layout.nature_head)]
            case "standard":
                heads = LEVEL_HEADS[content.level]
                return [Column("standard", heads[layout.standard_choice % len(heads)])] if has_standard else []
            case "base":
                judged = [Column("status", "达标情况")] if has_status else []
                return [Column("base", layout.base_head.format(y=content.base_year)), *judged]
        if layout.head_rows == 2:
            return [Column(f"target{at}", "规划目标值", f"{year}年") for at, year in enumerate(content.years)]
        return [Column(f"target{at}", layout.target_head.format(y=year)) for at, year in enumerate(content.years)]

    def add_items(self, grid: Grid, number: str, group: str, items: list[Item]) -> None:
        """One number: an indicator, or parts below its name."""
        lonely = len(items) == 1 and items[0].group is None
        first = items[0]
        if lonely:
            cells = self.describe(first) | {"number": number}
            grid.add_row(cells, spans=("name", "part"))
            self.remember(first, cells)
        elif self.layout.parts in ("lines", "shared"):
            described = [self.describe(item) for item in items]
            grid.add_row(self.join_lines(group, described) | {"number": number}, spans=("name", "part"))
            self.remember_all(group, items, described)
        elif self.layout.parts == "columns":
            described = [self.describe(item) for item in items]
            for item_cells in described:
                grid.add_row(item_cells | {"number": number, "name": group, "part": item_cells["name"]})
            self.remember_all(group, items, described)
        else:
            described = [self.describe(item) for item in items]
            grid.add_group_row({"number": number, "name": group, "domain": first.domain})
            for cells in described:
                grid.add_row(cells | {"number": number}, spans=("name", "part"))
            self.remember_all(group, items, described)

    def join_lines(self, group: str, described: list[dict[str, str]]) -> dict[str, str]:
        """The cells of parts under one name, a line for each; what is common to them stands there once where it is shared."""
        joined = {}
        for key in described[0]:
            lines = [each[key] for each in described]
            is_once = key in ("domain", "nature") or (self.layout.parts == "shared" and len(set(lines)) == 1)
            joined[key] = lines[0] if is_once else "\n".join([""] * self.layout.led + lines)
        names = [
            f"{at}.{each['name']}" if self.layout.numbered else each["name"] for at, each in enumerate(described, 1)
        ]
        return joined | {"name": "\n".join(line for each in (group, *names) for line in self.wrap(each))}

    def wrap(self, name: str) -> list[str]:
        """The lines of a name in a narrow column; no line begins with a closing bracket."""
        width = self.layout.wrapped or len(name)
        lines = [name[at : at + width] for at in range(0, len(name), width)]
        return [*lines[:-2], "".join(lines[-2:])] if len(lines) > 1 and lines[-1] == "）" else lines

    def remember_all(self, group: str, items: list[Item], described: list[dict[str, str]]) -> None:
        self.truth.append(TrueIndicator(group, self.say_domain(items[0]), None, words=squeeze(group)))
        for item, cells in zip(items, described, strict=True):
            self.remember(item, cells)

    def say_domain(self, item: Item) -> str | None:
        return item.domain if self.layout.domain_place != "none" and item.domain else None

    def describe(self, item: Item) -> dict[str, str]:
        """The cells of an indicator."""
        layout = self.layout
        unit = item.unit or ""
        in_name = f"（{unit}）" if layout.unit_place == "name" and unit else ""
        mark = "①" if layout.footnotes and item.nature == "约束性" else ""
        cells = {
            "domain": item.domain,
            "name": f"{item.name}{mark}{in_name}",
            "unit": unit or layout.blank,
            "nature": item.nature,
            "base": self.write_number(item.base, item) if item.base is not None else item.base_words or layout.blank,
            "status": item.status,
            "standard": self.write_aim(item.standard, item),
        }
        return cells | {f"target{at}": self.write_aim(aim, item) for at, aim in enumerate(item.aims)}

    def write_number(self, value: float, item: Item, before: str = "", after: str = "") -> str:
        unit = (item.unit or "") if self.layout.unit_place == "cells" else ""
        words = f"{before}{Decimal(repr(value)).normalize():f}{unit}{after}"
        return words.translate(FULL_WIDTH) if self.layout.full_width else words

    def write_aim(self, aim: Aim | None, item: Item) -> str:
        if aim is None:
            return self.layout.blank
        if aim.value is None:
            return aim.words
        sign, words, after = SIGNS.get(aim.relation, ("", "", ""))
        if self.layout.signs == "words":
            return self.write_number(
                aim.value, item, "" if item.unit == "%" else words, after if item.unit == "%" else ""
            )
        return self.write_number(aim.value, item, sign if self.layout.signs == "sign" else "")

    def remember(self, item: Item, cells: dict[str, str]) -> None:
        """What the row says, as an import should find it."""
        has_base = item.base is not None or bool(item.base_words)
        targets = [(self.content.level, None, item.standard, cells["standard"])]
        targets += [
            ("plan", year, aim, cells[f"target{at}"])
            for at, (year, aim) in enumerate(zip(self.content.years, item.aims, strict=True))
        ]
        self.truth.append(
            TrueIndicator(
                item.name,
                self.say_domain(item),
                item.unit,
                self.content.base_year if has_base else None,
                item.base,
                cells["base"] if has_base else None,
                tuple(
                    TrueTarget(standard, year, aim.relation, aim.value, words)
                    for standard, year, aim, words in targets
                    if aim is not None
                ),
                squeeze("".join(cells.values())),
            )
        )
