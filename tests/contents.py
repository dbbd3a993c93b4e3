"""What a plan says, apart from how its tables are laid out: taken from a plan that ships, or made up for a county that does not exist.

The made county is composed anew: its names and figures are drawn, and no sentence of it stands in any plan.
"""

from dataclasses import dataclass, field
from random import Random

from transcription import SCENARIOS, read_rows
from truths import TrueIndicator, read_number, read_truth


@dataclass(frozen=True)
class Aim:
    """What is asked of an indicator; ``words`` where no number is."""

    relation: str
    value: float | None = None
    words: str = ""


@dataclass(frozen=True)
class Item:
    """An indicator, or one of the ``group`` that has parts under one number."""

    name: str
    domain: str
    unit: str | None
    base: float | None
    base_words: str
    standard: Aim | None
    aims: tuple[Aim | None, ...]
    nature: str = "预期性"
    group: str | None = None
    status: str = ""  # as the document judges it


@dataclass(frozen=True)
class Work:
    """A project; ``funding`` are sources with amounts in 万元, or a source without."""

    name: str
    content: str
    start: int
    end: int
    cost: float | None
    category: str
    lead: str
    supports: tuple[str, ...] = ()
    funding: tuple[tuple[str, float | None], ...] = ()


@dataclass(frozen=True)
class Content:
    """``level`` is whose standard stands beside the targets."""

    place: str
    base_year: int
    years: tuple[int, ...]
    items: tuple[Item, ...]
    works: tuple[Work, ...] = ()
    level: str = "provincial"
    paragraphs: tuple[str, ...] = field(default=())


SHORT = {"assigned": "完成上级下达目标", "improve": "持续提高", "hold": "保持稳定", "done": "完成"}
NATURES = {"binding": "约束性", "anticipatory": "预期性", "reference": "参考性", "unstated": "预期性"}
YEARS = {"dongchuan": (2025, 2030), "yongchuan": (2023, 2025), "panzhihua-dongqu": (2025,), "kunming": (2025,)}
BASES = {"dongchuan": 2022, "yongchuan": 2021, "panzhihua-dongqu": 2020, "kunming": 2023}
LEVELS = {"dongchuan": "provincial", "yongchuan": "municipal", "panzhihua-dongqu": "national", "kunming": "provincial"}


def shorten(relation: str, value: float | None, words: str) -> Aim:
    """An aim as a cell says it: a sentence of prose is no cell."""
    return Aim(relation, value, "" if value is not None else words if len(words) <= 12 else SHORT[relation])


def take_content(plan: str) -> Content:
    """What a plan that ships says in its tables; of Kunming, whose plan prints none, what its prose says."""
    if plan == "kunming":
        return take_prose(plan)
    truth = read_truth(plan)
    items = tuple(
        Item(
            each.name,
            each.domain or "",
            each.unit,
            each.base_value,
            "" if each.base_value is not None or len(each.base_as_written or "") > 12 else each.base_as_written or "",
            take_aim(each, LEVELS[plan], None),
            tuple(take_aim(each, "plan", year) for year in YEARS[plan]),
        )
        for each in truth.indicators
        if each.targets
    )
    works = tuple(
        Work(
            each.name,
            each.content or "",
            each.start or 2023,
            each.end or 2025,
            each.cost,
            each.category or "",
            each.lead or "",
            tuple((each.supports or "").split("、")) if each.supports else (),
            each.funding,
        )
        for each in truth.projects
    )
    return Content(plan, BASES[plan], YEARS[plan], items, works, LEVELS[plan])


def take_aim(indicator: TrueIndicator, standard: str, year: int | None) -> Aim | None:
    """The only aim of a standard and year; None where there is none, or several."""
    found = [each for each in indicator.targets if (each.standard, each.year) == (standard, year)]
    if len(found) != 1 or found[0].relation == "assigned_or_hold":
        return None
    return shorten(found[0].relation, found[0].value, found[0].as_written)


def take_prose(plan: str) -> Content:
    """The indicators of a plan that prints no table, with the value found last and the target."""
    targets = {row["indicator_id"]: row for row in read_rows(SCENARIOS / plan / "targets.csv")}
    values = {
        row["indicator_id"]: row
        for row in read_rows(SCENARIOS / plan / "observations.csv")
        if row["role"] == "latest" and row["year"] == "2023" and row["is_used"] == "true"
    }
    items = []
    for row in read_rows(SCENARIOS / plan / "indicators.csv"):
        target = targets.get(row["indicator_id"])
        if target is None or row["parent_id"]:
            continue
        value = read_number(values.get(row["indicator_id"], {}).get("value"))
        aim = shorten(target["relation"], read_number(target["value"]), target["as_written"])
        chapter = "主要指标" if row["chapter"] == "main" else "章节指标"
        items.append(
            Item(row["name_zh"], chapter, row["unit"] or None, value, "", None, (aim,), NATURES[row["nature"]])
        )
    return Content(plan, BASES[plan], YEARS[plan], tuple(items), (), LEVELS[plan])


# name, domain, unit, base from, base to, change to the first target, decimals, standard, binding
NUMBERED = (
    ("生态文明建设工作占党政实绩考核的比例", "生态制度", "%", 12, 22, 3, 0, 20, True),
    ("森林覆盖率", "生态安全", "%", 38, 52, 1.5, 2, 40, True),
    ("生态环境状况指数（EI）", "生态安全", None, 56, 68, 1, 1, 55, True),
    ("危险废物安全处置率", "生态安全", "%", 95, 99, 1, 1, 100, True),
    ("受污染耕地安全利用率", "生态安全", "%", 86, 92, 2, 1, 93, False),
    ("自然岸线保有率", "生态空间", "%", 60, 75, 2, 1, 60, False),
    ("林地保有量", "生态空间", "公顷", 52000, 81000, 900, 0, 50000, True),
    ("单位地区生产总值用水量", "生态经济", "立方米/万元", 48, 75, -6, 1, 70, True),
    ("单位地区生产总值能耗", "生态经济", "吨标准煤/万元", 0.45, 0.82, -0.05, 3, 0.7, True),
    ("一般工业固体废物综合利用率", "生态经济", "%", 58, 76, 5, 1, 70, False),
    ("集中式饮用水水源地水质达标率", "生态生活", "%", 96, 99, 1, 0, 100, True),
    ("县城生活污水集中处理率", "生态生活", "%", 88, 94, 2, 1, 85, True),
    ("农村生活污水治理率", "生态生活", "%", 18, 34, 12, 1, 40, False),
    ("生活垃圾无害化处理率", "生态生活", "%", 92, 98, 2, 0, 90, True),
    ("人均公园绿地面积", "生态生活", "平方米/人", 8, 12, 1.2, 1, 12, False),
    ("公众生态文明满意度", "生态文化", "%", 80, 90, 2, 1, 80, False),
)
PARTS = (
    ("环境空气质量", "优良天数比率", "生态安全", "%", 88, 96, 1, 1, 87, True),
    ("环境空气质量", "细颗粒物（PM2.5）平均浓度", "生态安全", "微克/立方米", 24, 38, -2, 0, 35, True),
    ("农业废弃物综合利用", "主要农作物秸秆综合利用率", "生态经济", "%", 84, 92, 3, 1, 85, False),
    ("农业废弃物综合利用", "规模养殖场粪污综合利用率", "生态经济", "%", 76, 90, 3, 1, 85, False),
    ("农业废弃物综合利用", "废旧农膜回收率", "生态经济", "%", 70, 84, 4, 1, 85, False),
)
ASSIGNED = (
    ("水环境质量", "地表水达到或优于Ⅲ类断面比例", "生态安全", "%", 86, 100),
    ("水环境质量", "城市黑臭水体消除比例", "生态安全", "%", 80, 100),
)
TASK = "完成上级考核目标"
WORDED = (
    ("河湖长制", "生态制度", "全面实施", "全面实施"),
    ("林长制", "生态制度", "正在推进", "全面实施"),
    ("突发环境事件应急机制", "生态安全", "建立", "建立"),
)
FALLING = ("单位地区生产总值用水量", "单位地区生产总值能耗", "细颗粒物（PM2.5）平均浓度")
WORKS = (
    (
        "{a}镇等{n}个行政村生活污水治理项目",
        "新建一体化处理设施{n}套，配套管网{k}公里，覆盖{n}个行政村。",
        "生态生活",
        "农村生活污水治理率",
    ),
    ("{p}城污水处理厂扩建工程", "新增日处理能力{m}吨，配套尾水湿地一处。", "生态生活", "县城生活污水集中处理率"),
    (
        "{a}水源地规范化保护工程",
        "设置隔离围栏{k}公里、界标{n}块，建成在线监控。",
        "生态生活",
        "集中式饮用水水源地水质达标率",
    ),
    ("{p}城乡生活垃圾收运一体化项目", "建设压缩中转站{s}座，购置转运车{n}辆。", "生态生活", "生活垃圾无害化处理率"),
    ("{b}口袋公园及绿道建设", "建设口袋公园{s}处，绿道{k}公里。", "生态生活", "人均公园绿地面积"),
    ("{b}流域退化林修复工程", "人工造林{m}亩，低效林改造{m}亩。", "生态安全", "森林覆盖率"),
    ("{a}废弃石场生态修复项目", "修复废弃石场{s}处，面积{n}公顷，覆土植绿。", "生态安全", "生态环境状况指数（EI）"),
    ("{p}大气自动监测站网建设", "新建乡镇空气自动监测站{s}座。", "生态安全", "优良天数比率"),
    ("{b}片区受污染耕地治理示范", "实施安全利用面积{m}亩，布设监测点{n}个。", "生态安全", "受污染耕地安全利用率"),
    ("{a}河岸带保护与修复工程", "建设生态护岸{k}公里，缓冲带{n}公顷。", "生态空间", "自然岸线保有率"),
    ("{p}秸秆离田与饲料化利用项目", "建设收储点{s}个，年利用秸秆{m}吨。", "生态经济", "主要农作物秸秆综合利用率"),
    (
        "{a}畜禽粪污资源化利用整县推进",
        "改造规模养殖场{n}家，建设有机肥厂{s}座。",
        "生态经济",
        "规模养殖场粪污综合利用率",
    ),
    ("{b}灌区节水改造工程", "衬砌渠道{k}公里，新增高效节水面积{m}亩。", "生态经济", "单位地区生产总值用水量"),
    ("{b}工业园区循环化改造", "建设固废综合利用生产线{s}条，年处理{m}吨。", "生态经济", "一般工业固体废物综合利用率"),
    ("{p}生态文明宣传教育基地建设", "建成教育基地{s}处，培训干部{n}期。", "生态文化", "公众生态文明满意度"),
)
LEADS = (
    "县水务局",
    "县住房和城乡建设局",
    "县自然资源局",
    "县农业农村局",
    "县生态环境局",
    "县林业和草原局",
    "县城市管理局",
)
SOURCES = (("central", "local"), ("provincial", "local"), ("central", "provincial", "local"), ("local", "enterprise"))
FIRST, SECOND = "岚澄沅屏荔棠霁瑶溱浦", "泉坪岭川陂溪洲塘"


def make_county(seed: int) -> Content:
    """A county that does not exist: 26 indicators, some of them parts of others, 15 projects, two target years."""
    rng = Random(seed)
    names = [f"{rng.choice(FIRST)}{rng.choice(SECOND)}" for _ in range(3)]
    items = [make_item(rng, None, *row) for row in NUMBERED] + [make_item(rng, *row) for row in PARTS]
    task = Aim("assigned", None, TASK)
    for group, name, domain, unit, low, high in ASSIGNED:
        base_value = float(rng.randint(low, high))
        items.append(Item(name, domain, unit, base_value, "", task, (task, task), "约束性", group))
    for name, domain, base, aim in WORDED:
        done = Aim("done", None, aim)
        items.append(Item(name, domain, None, None, base, done, (done, done), "约束性"))
    order = list(dict.fromkeys(each.domain for each in items))
    items.sort(key=lambda each: order.index(each.domain))
    works = [make_work(rng, names, *row) for row in WORKS]
    works.sort(key=lambda each: order.index(each.category))
    return Content(f"{names[2]}县", 2022, (2025, 2030), tuple(items), tuple(works))


def make_item(rng: Random, group: str | None, name: str, domain: str, unit: str | None, *figures: float) -> Item:
    low, high, change, decimals, standard, binding = figures
    base = round(rng.uniform(low, high), int(decimals))
    relation = "at_most" if name in FALLING else "at_least"
    better = min if change < 0 else max
    near = round(better(base + change, standard), int(decimals))
    if better(base, standard) == base and rng.random() < 0.5:  # it only has to hold
        near = base
    far = round(near + change / 2, int(decimals))
    if unit == "%":
        near, far = min(near, 100), min(far, 100)
    aims = (Aim(relation, near), Aim(relation, far))
    nature = "约束性" if binding else "预期性"
    return Item(name, domain, unit, base, "", Aim(relation, standard), aims, nature, group)


def make_work(rng: Random, names: list[str], name: str, content: str, category: str, supports: str) -> Work:
    words = {
        "p": names[2],
        "a": names[0],
        "b": names[1],
        "n": rng.randint(6, 40),
        "s": rng.randint(2, 5),
        "k": rng.randint(3, 60),
        "m": 100 * rng.randint(5, 90),
    }
    start = rng.choice((2023, 2023, 2024))
    cost = rng.choice((rng.randint(8, 99) * 10, rng.randint(100, 980) * 10, round(rng.uniform(200, 3000), 2)))
    sources = rng.choice(SOURCES)
    first = round(cost * 0.6, 2)
    amounts = [first, round(cost - first, 2)] if len(sources) == 2 else []
    if len(sources) == 3:
        second = round(cost * 0.25, 2)
        amounts = [first, second, round(cost - first - second, 2)]
    return Work(
        name.format(**words),
        content.format(**words),
        start,
        rng.choice((start, 2025, 2025, 2027)),
        cost,
        category,
        rng.choice(LEADS),
        (supports,),
        tuple(zip(sources, amounts, strict=True)),
    )
