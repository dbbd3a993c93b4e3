"""The columns of the blank workbook: what stands at their head, what is written below it, and an example.

Heads, choices and examples are Chinese in every language: they are what the reading of documents knows. What explains them is said in
the language of the reader.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from peakfolio.words import NOTHING, Words, say

PLAN, INDICATORS, PROJECTS, ENERGY = "规划", "指标", "重点项目", "能源经济"  # the four sheets
IGNORED = "说明：示例"  # how the row begins that is not read
NATURES = ("约束性", "预期性", "参考性")
UNITS = ("%", "平方公里", "公顷", "亩", "μg/m3", "吨标准煤/万元", "立方米/万元", "千克/亩", "平方米/人", "万吨", "个")
PROVINCES = (
    "北京市,天津市,河北省,山西省,内蒙古自治区,辽宁省,吉林省,黑龙江省,上海市,江苏省,浙江省,安徽省,福建省,江西省,山东省,河南省,湖北省,湖南省,广东省,"
    "广西壮族自治区,海南省,重庆市,四川省,贵州省,云南省,西藏自治区,陕西省,甘肃省,青海省,宁夏回族自治区,新疆维吾尔自治区"
)


@dataclass(frozen=True)
class BlankColumn:
    """A column, or a line of the first sheet: its head, its width in letters, what it is for, what may be chosen, an example."""

    head: str
    width: int
    note: Words
    choices: tuple[str, ...] = ()
    is_closed: bool = False  # nothing but the choices
    is_number: bool = False
    example: str | float = ""
    hint: Words = NOTHING  # what is printed beside a line; no year and no place, which would be read
    over: str = ""  # a head over this one and its neighbours
    is_wrapped: bool = False
    is_quoted: bool = False  # kept as typed: 5-10 is no date


TITLE_LINE = BlankColumn(
    "规划名称（写在下一行，连同起止年份）",
    90,
    say(
        "The whole title with its years, such as “某县生态文明建设示范区规划（2026—2035年）”. The name of the county is read from it."
    ),
)
PLAN_LINES = (
    BlankColumn(
        "省份", 20, say("Province, municipality or autonomous region."), tuple(PROVINCES.split(",")), is_closed=True,
        hint=say("choose from the list"),
    ),
    BlankColumn(
        "现状年", 20, say("The year of the present values, such as 2025."), is_number=True, hint=say("year of the present values")
    ),
    BlankColumn(
        "规划期限", 20, say("First and last year, such as 2026—2035."), is_quoted=True, hint=say("first and last year, with a dash")
    ),
    BlankColumn(
        "近期", 20, say("The year of the near targets, such as 2030."), is_number=True, hint=say("year of the near targets")
    ),
    BlankColumn(
        "远期", 20, say("The year of the far targets, such as 2035."), is_number=True, hint=say("year of the far targets")
    ),
)  # fmt: skip
_INDICATORS = (
    BlankColumn(
        "序号",
        10,
        say("Number of the indicator in the plan; empty for a part of the indicator above."),
        example=IGNORED,
    ),
    BlankColumn("领域", 10, say("Domain, such as “生态安全”."), example="生态生活"),
    BlankColumn("任务", 18, say("Task, such as “（八）人居环境改善”."), example="人居环境改善", is_wrapped=True),
    BlankColumn(
        "指标名称",
        32,
        say("Name as the plan prints it. Indicators with several values: one row for each."),
        example="城镇污水处理率",
        is_wrapped=True,
    ),
    BlankColumn("单位", 12, say("Unit of the values; another than those offered may be typed."), UNITS, example="%"),
    BlankColumn(
        "现状值",
        11,
        say(
            "Value of the present year (sheet 规划). Empty is unknown, and is never taken for 0. Without a number: “已建立”, “开展”."
        ),
        example="82.5",
    ),
    BlankColumn(
        "近期目标",
        15,
        say("≥90, ≤35, 85—90, “保持稳定”, “持续改善”, “完成上级下达的任务”: as the plan prints it."),
        example="≥90",
        is_wrapped=True,
        is_quoted=True,
    ),
    BlankColumn("远期目标", 15, say("The same for the far year."), example="≥95", is_wrapped=True, is_quoted=True),
    BlankColumn(
        "国家标准",
        22,
        say("What the national list asks; empty where it asks nothing."),
        example="≥85",
        is_wrapped=True,
        is_quoted=True,
    ),
    BlankColumn("省级标准", 22, say("What the provincial list asks."), example="≥90", is_wrapped=True, is_quoted=True),
    BlankColumn("市级标准", 22, say("What the municipal list asks."), is_wrapped=True, is_quoted=True),
    BlankColumn(
        "指标属性",
        10,
        say("“约束性” binding, “预期性” anticipatory, “参考性” reference."),
        NATURES,
        is_closed=True,
        example="约束性",
    ),
    BlankColumn("责任单位", 16, say("Who is responsible."), example="县住建局", is_wrapped=True),
)
_FUNDING = "资金来源（万元）"
_MONEY = say("Part of the total (万元). Empty is not stated.")
_PROJECTS = (
    BlankColumn("序号", 10, say("Number of the project in the plan."), example=IGNORED),
    BlankColumn("项目名称", 28, say("Name as the plan prints it."), example="城区排水管网改造工程", is_wrapped=True),
    BlankColumn("项目类别", 14, say("Category, such as “水环境治理”."), example="水环境治理", is_wrapped=True),
    BlankColumn(
        "建设内容及规模",
        46,
        say(
            "What is built, with quantities and units: effects are worked out from them (管网12公里, 农户600户, 造林1000亩)."
        ),
        example="改造污水管网12公里，新建提升泵站1座",
        is_wrapped=True,
    ),
    BlankColumn("建设年限", 13, say("First and last year, such as 2026—2028."), example="2026—2028", is_quoted=True),
    BlankColumn("总投资（万元）", 12, say("A number only (万元). Empty is unknown."), is_number=True, example=2400),
    *(
        BlankColumn(head, 10, _MONEY, is_number=True, example=example, over=_FUNDING)
        for head, example in (("中央", 1200), ("省级", 600), ("市级", ""), ("县级", 600), ("企业", ""), ("社会", ""))
    ),
    BlankColumn("责任单位", 16, say("Who carries it out."), example="县住建局", is_wrapped=True),
    BlankColumn(
        "支撑指标",
        26,
        say("Names of the indicators it serves, as in sheet “指标”, with “、” between them."),
        example="城镇污水处理率",
        is_wrapped=True,
    ),
    BlankColumn(
        "备注",
        22,
        say("Progress and remarks: “已完工”, “可研已批”, “资金已落实”."),
        example="可研已批复",
        is_wrapped=True,
    ),
)
_ENERGY = (
    BlankColumn("数据项", 30, say("What the figure is, as in the lines below."), example=IGNORED),
    BlankColumn(
        "数值", 14, say("A number only, of the unit beside it. Empty is unknown."), is_number=True, example=126.5
    ),
    BlankColumn("单位", 14, say("Unit of the figure."), example="亿元"),
    BlankColumn("年份", 12, say("Year of the figure, such as “2025年”."), is_quoted=True, example="2025年"),
    BlankColumn(
        "备注",
        40,
        say("Source: yearbook, bulletin, letter of the statistics bureau."),
        is_wrapped=True,
        example="县统计公报",
    ),
)
ENERGY_ITEMS = (
    ("地区生产总值", "亿元"),
    ("第一产业增加值", "亿元"),
    ("第二产业增加值", "亿元"),
    ("第三产业增加值", "亿元"),
    ("常住人口", "万人"),
    ("能源消费总量", "万吨标准煤"),
    ("规模以上工业能源消费量", "万吨标准煤"),
    ("全社会用电量", "亿千瓦时"),
)
TABLES: Mapping[str, tuple[BlankColumn, ...]] = {INDICATORS: _INDICATORS, PROJECTS: _PROJECTS, ENERGY: _ENERGY}
