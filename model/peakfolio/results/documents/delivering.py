"""The chapter on delivery: how sure the targets are in time, which projects decide it, what would help, and what certainty costs."""

from collections.abc import Mapping

import pandas as pd

from peakfolio.delivery.outlook import DeliveryOutlook
from peakfolio.language import Language, Sentence
from peakfolio.results import delivery_chart_data as data
from peakfolio.results.delivery_tables import (
    make_chance_table,
    make_course_table,
    make_difference_table,
    make_project_delivery_table,
    make_queue_table,
    make_robust_table,
)
from peakfolio.results.delivery_text import headline_delivery, list_delivery_caveats
from peakfolio.results.delivery_wording import ASKED, COURSE_NAMES
from peakfolio.results.documents.content import Block, Cell, Chapter, Column, Figure, Table
from peakfolio.results.documents.figures import CAPTIONS, make_figure
from peakfolio.results.documents.voice import MONEY, Voice, cell
from peakfolio.results.run import Run

PERCENT = ("%", "%")
MONTHS = ("月", "months")


def tell_delivery(run: Run, language: Language) -> Chapter | None:
    """Delivery risk; None where delivery was not simulated."""
    if run.delivery is None:
        return None
    voice, outlook = Voice(language), run.delivery
    figures = list_delivery_figures(outlook, language)
    blocks: list[Block] = [
        voice.answer(headline_delivery(outlook)),
        *voice.caveats(list_delivery_caveats(outlook, run.delays)),
        voice.heading("按期达到的把握", "How sure the targets are in time"),
        voice.paragraph(
            "每个项目依次经过审批、设计、招标、施工、验收，途中排队等待审批窗口、设计单位、施工队伍和到位资金；雨季放慢，流标和验收不通过须重来。"
            "同一次模拟中各组合运气相同，因此差别只来自组合本身。",
            "Every project goes through approval, design, tender, construction and acceptance, and queues for desks, designers, crews and "
            "money on its way; rain slows it, failed tenders and acceptances are repeated. In one run all portfolios share their luck, so "
            "that they differ by what they are alone.",
        ),
        _list_courses(outlook, voice),
        _list_targets(outlook, voice),
        figures["delivery_met"],
        figures["delivery_by_year"],
        voice.heading("哪些项目决定成败", "Which projects decide it"),
        voice.paragraph(
            "“单独误事”是其余项目都按规划年份投运、仅它延误就有目标落空的比例；“单独补救”是有目标落空、而只要它按期就全部达到的比例。",
            "'Breaks alone' is the share of runs in which a target fails although every other project keeps its dates; 'cures alone' the "
            "share in which a target fails and none would, had this one project kept its dates.",
        ),
        _list_projects(outlook, voice),
        *(figures[name] for name in ("delivery_gantt", "delivery_finish", "delivery_spending") if name in figures),
        voice.heading("如果……", "What if"),
        _list_changes(outlook, voice),
        _list_queues(outlook, voice),
        voice.heading("把握的价格", "The price of certainty"),
        voice.paragraph(
            "稳健组合由抽样优化求得：在各次抽样中至少有规定比例同时达到全部目标的最低成本组合与开工年份（可早于规划年份，最早为规划首年），"
            "再连同排队一起模拟，最后用未参与选择的新抽样检验。",
            "The robust portfolio is found by optimisation over samples: the cheapest projects and start years (also before the printed "
            "ones, at the earliest in the plan's first year) that meet all targets together in the wanted share of the samples; it is then "
            "simulated with all its queues and tested on luck that took no part in the choice.",
        ),
        _list_choices(outlook, voice),
        figures["delivery_certainty"],
    ]
    return Chapter("delivery", voice.t("实施风险", "Delivery risk"), tuple(blocks))


def list_delivery_figures(outlook: DeliveryOutlook, language: Language) -> dict[str, Figure]:
    """The figures of delivery, by name."""
    voice, chosen = Voice(language), outlook.chosen
    year, alpha = str(chosen.ledger.problem.milestone), f"{outlook.settings.alpha:g}"
    milestone, wanted = {"milestone": Sentence(year, year)}, {"alpha": Sentence(alpha, alpha)}
    said: dict[str, tuple[pd.DataFrame, Mapping[str, Sentence]]] = {
        "delivery_met": (data.make_met_data(outlook), {}),
        "delivery_by_year": (data.make_by_year_data(outlook), wanted),
        "delivery_certainty": (data.make_certainty_data(outlook), wanted),
    }
    if chosen.delivery.jobs:
        said |= {
            "delivery_gantt": (data.make_gantt_data(chosen), milestone),
            "delivery_finish": (data.make_finish_data(chosen), {}),
            "delivery_spending": (data.make_spending_data(chosen), {}),
        }
    return {name: make_figure(name, CAPTIONS[name], frame, voice, words) for name, (frame, words) in said.items()}


def _list_courses(outlook: DeliveryOutlook, voice: Voice) -> Table:
    sure = f"{outlook.settings.alpha:.0%}"
    columns = (
        voice.column("name", "组合", "Portfolio", 1.6),
        voice.number("projects", "项目", "Projects", digits=0),
        voice.number("cost_wan_yuan", "投资", "Cost", MONEY),
        voice.number("aims", "目标", "Targets", digits=0),
        voice.year("by", "期限", "By the end of"),
        voice.number("chance", "全部达到的概率", "All met", PERCENT, 1),
        voice.number("chance_low", "95% 区间下限", "95% from", PERCENT, 1),
        voice.number("chance_high", "95% 区间上限", "95% to", PERCENT, 1),
        voice.year("sure_by", f"有 {sure} 把握的年份", f"{sure} sure by the end of"),
    )
    title = voice.t(
        "三种组合：全部目标按期达到的概率", "Three portfolios: probability that all targets are met in time"
    )
    return _make("delivery_portfolios", title, columns, make_course_table(outlook, voice.language))


def _list_targets(outlook: DeliveryOutlook, voice: Voice) -> Table:
    columns = (
        voice.column("indicator_id", "编号", "No.", 0.5),
        voice.column("name", "目标", "Target", 2.2),
        *(voice.number(name, COURSE_NAMES[name].zh, COURSE_NAMES[name].en, PERCENT, 1) for name in data.COURSES),
    )
    title = voice.t("每项目标按期达到的概率", "Probability that each target is met in time")
    note = voice.t("空白：稳健组合不承诺该目标。", "Unknown: the robust portfolio does not promise this target.")
    return _make("delivery_targets", title, columns, make_chance_table(outlook, voice.language), note)


def _list_projects(outlook: DeliveryOutlook, voice: Voice) -> Table:
    table = make_project_delivery_table(outlook, "chosen", voice.language)
    if not table.empty:
        table["waits_queue"] = table[["waits_desk", "waits_designer", "waits_crew"]].sum(axis=1)
    columns = (
        voice.column("action_id", "编号", "No.", 0.5),
        voice.column("name", "项目", "Project", 1.8),
        voice.year("start_year", "开工", "Starts"),
        voice.year("planned_end_year", "规划完成", "Planned end"),
        voice.column("in_service_q05", "投运 5%", "Works from, 5%", 0.8),
        voice.column("in_service_q50", "投运中位", "Works from, median", 0.8),
        voice.column("in_service_q95", "投运 95%", "Works from, 95%", 0.8),
        voice.number("on_time", "按期", "On time", PERCENT, 1),
        voice.number("waits_queue", "排队", "In queues", MONTHS, 1),
        voice.number("waits_money", "等钱", "For money", MONTHS, 1),
        voice.number("breaks", "单独误事", "Breaks alone", PERCENT, 1),
        voice.number("cures", "单独补救", "Cures alone", PERCENT, 1),
    )
    title = voice.t("所选组合各项目的投运时间", "When the projects of the chosen portfolio are in service")
    return _make("delivery_projects", title, columns, table, is_wide=True)


def _list_changes(outlook: DeliveryOutlook, voice: Voice) -> Table:
    table = make_difference_table(outlook, voice.language)
    table["portfolio"] = [voice.read(COURSE_NAMES[each]) for each in table["portfolio"]]
    table["gained"] = 100 * table["gained"]
    columns = (
        voice.column("name", "改动", "Change", 2.0),
        voice.column("portfolio", "组合", "Portfolio", 1.2),
        voice.number("chance", "全部按期", "All in time", PERCENT, 1),
        voice.number("gained", "变化", "Moves by", ("百分点", "points"), 1),
        voice.number("missed", "平均未达目标", "Targets missed"),
        voice.number("months", "投运推迟", "Later by", MONTHS, 1),
        voice.number("unfinished", "建不成的项目", "Never finished"),
    )
    title = voice.t("改变一处，其余连同运气不变", "One thing changed, everything else and the luck as before")
    return _make("delivery_what_if", title, columns, table)


def _list_queues(outlook: DeliveryOutlook, voice: Voice) -> Table:
    table = make_queue_table(outlook, voice.language)
    if not table.empty:
        table["portfolio"] = [voice.read(COURSE_NAMES[each]) for each in table["portfolio"]]
    columns = (
        voice.column("portfolio", "组合", "Portfolio", 1.4),
        voice.column("name", "队列", "Queue", 1.2),
        voice.number("capacity", "能力", "Capacity", digits=0),
        voice.number("projects", "项目", "Projects", digits=0),
        voice.number("waited_months", "平均等待", "Mean wait", MONTHS, 1),
        voice.number("busy", "利用率", "Busy", PERCENT, 0),
        voice.number("longest_line", "最长队", "Longest line", digits=1),
    )
    return _make("delivery_queues", voice.t("排队情况", "Queues"), columns, table)


def _list_choices(outlook: DeliveryOutlook, voice: Voice) -> Table:
    table = make_robust_table(outlook)
    table["asked"] = [voice.read(ASKED[each]) for each in table["asked"]]
    table["is_reached"] = [voice.t("是", "yes") if each else voice.t("否", "no") for each in table["is_reached"]]
    columns = (
        voice.column("asked", "要求", "Asked", 1.2),
        voice.number("alpha", "把握", "Certainty", PERCENT, 0),
        voice.year("by", "期限", "By the end of"),
        voice.number("cost_wan_yuan", "投资", "Cost", MONEY),
        voice.number("aims", "目标", "Targets", digits=0),
        voice.column("given_up", "放弃", "Given up", 0.9),
        voice.number("in_sample", "抽样内", "In the samples", PERCENT, 1),
        voice.number("fresh", "新抽样", "On unseen luck", PERCENT, 1),
        voice.column("is_reached", "达到", "Reached", 0.5),
        voice.column("projects", "项目：开工年", "Projects: start year", 2.4),
    )
    title = voice.t("要求的把握与最低投资", "The certainty asked for and its least cost")
    return _make("delivery_robust", title, columns, table, is_wide=True)


def _make(
    name: str, title: str, columns: tuple[Column, ...], table: pd.DataFrame, note: str = "", *, is_wide: bool = False
) -> Table:
    """The named columns of a table as cells, rounded to what runs can tell; probabilities become per cent."""
    rows: list[tuple[Cell, ...]] = []
    for record in table.to_dict("records"):
        row = []
        for column in columns:
            value = cell(record[column.key])
            if isinstance(value, (int, float)) and column.kind == "number":
                value = cell(round(value * (100 if column.unit == "%" else 1), column.digits))
            row.append(value)
        rows.append(tuple(row))
    return Table(name, title, columns, tuple(rows), note, is_wide)
