"""The chapter on delivery: how sure the targets are in time, which projects decide it, what would help, and what certainty costs."""

from collections.abc import Mapping

import pandas as pd

from peakfolio.delivery.outlook import COMPARED_RUNS, DeliveryOutlook
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
MOST_POINTS_IN_WORDS = 2  # so few points need no figure
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
            "同一次模拟中各组合使用同一组随机数，因此差别只来自组合本身。",
            "Every project goes through approval, design, tender, construction and acceptance, and queues for desks, designers, crews and "
            "money on its way; rain slows it, failed tenders and acceptances are repeated. In one run all portfolios share the same random numbers, "
            "so that they differ by what they are alone.",
        ),
        _list_courses(outlook, voice),
        _list_targets(outlook, voice),
        figures["delivery_met"],
        figures["delivery_by_year"],
        voice.heading("哪些项目决定成败", "Which projects decide it"),
        voice.paragraph(
            "“单独致落空”是其余项目都按规划年份投运、仅它延误就有目标落空的比例；“单独可挽回”是有目标落空、而只要它按期就全部达到的比例。",
            "'Breaks alone' is the share of runs in which a target fails although every other project keeps its dates; 'cures alone' the "
            "share in which a target fails and none would, had this one project kept its dates.",
        ),
        _list_projects(outlook, voice),
        *(figures[name] for name in ("delivery_gantt", "delivery_finish", "delivery_spending") if name in figures),
        voice.heading("假如改变一处", "What if"),
        _list_changes(outlook, voice),
        _list_queues(outlook, voice),
        voice.heading("把握程度与所需投资", "Certainty and what it costs"),
        voice.paragraph(
            "稳健组合由抽样优化求得：在各次抽样中至少有规定比例同时达到全部目标的最低成本组合与开工年份（可早于文件所写年份，但不早于规划首年；文件写明更早开工的不变），"
            "再连同排队一起模拟，最后用未参与选择的新抽样检验。",
            "The robust portfolio is found by optimisation over samples: the cheapest projects and start years (also before the printed ones, but "
            "not before the plan's first year unless printed so) that meet all targets together in the wanted share of the samples; it is "
            "then simulated with all its queues and tested on draws that took no part in the choice.",
        ),
        _list_choices(outlook, voice),
        *(figures[name] for name in ("delivery_certainty",) if name in figures),
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
    if len({each.cost_wan_yuan for each in outlook.curve}) <= MOST_POINTS_IN_WORDS:
        del said["delivery_certainty"]
    return {name: make_figure(name, CAPTIONS[name], frame, voice, words) for name, (frame, words) in said.items()}


def _list_courses(outlook: DeliveryOutlook, voice: Voice) -> Table:
    sure = f"{outlook.settings.alpha:.0%}"
    columns = (
        voice.column("name", "组合", "Portfolio", 1.6),
        voice.number("projects", "项目", "Projects", ("个", ""), 0),
        voice.number("cost_wan_yuan", "投资", "Cost", MONEY),
        voice.number("aims", "目标", "Targets", ("个", ""), 0),
        voice.year("by", "期限（年底）", "By the end of"),
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
    title = voice.t("每个目标按期达到的概率", "Probability that each target is met in time")
    table = make_chance_table(outlook, voice.language)
    note = voice.t("“—”：稳健组合放弃该目标，不作承诺。", "A dash: the robust portfolio gives this target up.")
    return _make("delivery_targets", title, columns, table, note if table["secure"].isna().any() else "")


def _list_projects(outlook: DeliveryOutlook, voice: Voice) -> Table:
    table = make_project_delivery_table(outlook, "chosen", voice.language)
    if not table.empty:
        table["span"] = table["in_service_q05"] + " ~ " + table["in_service_q95"]
        table["waits_queue"] = table[["waits_desk", "waits_designer", "waits_crew"]].sum(axis=1)
    columns = (
        voice.column("action_id", "编号", "No.", 0.5),
        voice.column("name", "项目", "Project", 1.8),
        voice.year("planned_end_year", "规划完成", "Planned end"),
        voice.column("in_service_q50", "投运中位", "Works from, median", 0.8),
        voice.column("span", "投运，90% 的模拟", "Works from, 90% of runs", 0.9),
        voice.number("on_time", "按规划完成年投运", "By its planned year", PERCENT, 1),
        voice.number("waits_queue", "排队", "In queues", MONTHS, 1),
        voice.number("waits_money", "等待资金", "For money", MONTHS, 1),
        voice.number("breaks", "单独致落空", "Breaks alone", PERCENT, 1),
        voice.number("cures", "单独可挽回", "Cures alone", PERCENT, 1),
    )
    title = voice.t("所选组合各项目的投运时间", "When the projects of the chosen portfolio are in service")
    year = outlook.chosen.ledger.problem.milestone
    note = voice.t(
        f"“按规划完成年投运”以该项目的规划完成年为准，“单独致落空”“单独可挽回”以目标年 {year} 年底为准；成效逐年增加的项目在目标年即须见效。"
        "投运一般在验收之后；逐年推广的项目施工结束即见效。",
        f"'By its planned year' refers to the project's own planned end, the two last columns to the targets at the end of {year}; a project "
        "whose effect grows year by year has to work by then. Service begins after acceptance, of programmes when the work ends.",
    )
    return _make("delivery_projects", title, columns, table, note)


def _list_changes(outlook: DeliveryOutlook, voice: Voice) -> Table:
    table = make_difference_table(outlook, voice.language)
    runs = min(COMPARED_RUNS, outlook.settings.runs)
    still = (table[["gained", "months"]].abs().max(axis=1) < 5e-4) & (table["change"] != "none")
    idle = voice.join([str(each) for each in table[still & (table["portfolio"] == "chosen")]["name"]])
    table = table[~still].assign(portfolio=[voice.read(COURSE_NAMES[each]) for each in table[~still]["portfolio"]])
    table["gained"] = 100 * table["gained"]
    columns = (
        voice.column("name", "改动", "Change", 2.0),
        voice.column("portfolio", "组合", "Portfolio", 1.2),
        voice.number("chance", "全部按期", "All in time", PERCENT, 1),
        voice.number("gained", "变化", "Moves by", ("百分点", "points"), 1),
        voice.number("missed", "平均未达目标", "Targets missed", ("个", "mean number")),
        voice.number("months", "投运推迟", "Later by", MONTHS, 1),
        voice.number("unfinished", "建不成的项目", "Never finished", ("个", "projects")),
    )
    title = voice.t("改变一处，其余与随机数不变", "One thing changed, all else and the random numbers as before")
    note = voice.t(
        f"每行为前 {runs} 次模拟，与“不作改动”一行逐次比较，因此其概率与全部 {outlook.settings.runs} 次模拟的略有不同。"
        f"{f'对所选组合没有影响的改动：{idle}。' if idle else ''}",
        f"The first {runs} runs each, compared run by run with the row 'nothing changed'; its probability differs a little from that of all "
        f"{outlook.settings.runs} runs. {f'Changes that move nothing for the chosen portfolio: {idle}.' if idle else ''}",
    )
    return _make("delivery_what_if", title, columns, table, note)


def _list_queues(outlook: DeliveryOutlook, voice: Voice) -> Table:
    table = make_queue_table(outlook, voice.language)
    if not table.empty:
        table["portfolio"] = [voice.read(COURSE_NAMES[each]) for each in table["portfolio"]]
    columns = (
        voice.column("portfolio", "组合", "Portfolio", 1.4),
        voice.column("name", "队列", "Queue", 1.2),
        voice.number("capacity", "能力", "Capacity", ("个", "servers"), 0),
        voice.number("projects", "项目", "Projects", ("个", ""), 0),
        voice.number("waited_months", "平均等待", "Mean wait", MONTHS, 1),
        voice.number("busy", "利用率", "Busy", PERCENT, 0),
        voice.number("longest_line", "最长队", "Longest line", ("个项目", "projects"), 1),
    )
    return _make("delivery_queues", voice.t("排队情况", "Queues"), columns, table)


def _list_choices(outlook: DeliveryOutlook, voice: Voice) -> Table:
    table = make_robust_table(outlook)
    same = [key for key in table.columns if key not in ("asked", "alpha", "claimed")]
    is_curve = table["asked"] == "curve"
    table = pd.concat([table[~is_curve], table[is_curve].drop_duplicates(subset=same, keep="last")])
    table["asked"] = [voice.read(ASKED[each]) for each in table["asked"]]
    table["projects"] = [_group_starts(str(each)) for each in table["projects"]]
    table["is_reached"] = [voice.t("是", "yes") if each else voice.t("否", "no") for each in table["is_reached"]]
    columns = (
        voice.column("asked", "要求", "Asked", 1.2),
        voice.number("alpha", "把握", "Certainty", PERCENT, 0),
        voice.year("by", "期限", "By the end of"),
        voice.number("cost_wan_yuan", "投资", "Cost", MONEY),
        voice.number("aims", "目标", "Targets", digits=0),
        voice.column("given_up", "放弃", "Given up", 0.9),
        voice.number("in_sample", "抽样内", "In the samples", PERCENT, 1),
        voice.number("fresh", "新抽样", "On new draws", PERCENT, 1),
        voice.column("is_reached", "达到", "Reached", 0.5),
        voice.column("projects", "开工年：项目", "Start year: projects", 3.2),
    )
    title = voice.t("要求的把握与最低投资", "The certainty asked for and its least cost")
    note = voice.t(
        "同一组合满足几档要求时，只列最高的一档。“达到”看抽样内的比例；新抽样检验略高或略低时，应以检验值为准：相邻两档的差别可能小于抽样误差，"
        "多花的钱未必值得。",
        "Where one portfolio answers several wishes, the highest is listed. 'Reached' looks at the samples; where new draws give a little more "
        "or less, they are what counts: two neighbouring wishes may differ by less than the error of sampling, and the dearer one not be worth it.",
    )
    return _make("delivery_robust", title, columns, table, note)


def _group_starts(said: str) -> str:
    """Projects by the year they start in: 2023: P03 P07; 2024: P12."""
    by_year: dict[str, list[str]] = {}
    for each in said.split():
        key, year = each.split(":")
        by_year.setdefault(year, []).append(key)
    return "; ".join(f"{year}: {' '.join(keys)}" for year, keys in sorted(by_year.items()))


def _make(name: str, title: str, columns: tuple[Column, ...], table: pd.DataFrame, note: str = "") -> Table:
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
    return Table(name, title, columns, tuple(rows), note)
