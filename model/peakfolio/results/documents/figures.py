"""Which figures a document shows: for each its data frame, the words beside it, its caption, and its data as a table."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from peakfolio.carbon.outlook import Outlook
from peakfolio.language import Language, Sentence
from peakfolio.plan.words import FUNDING
from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.frontier import Frontier
from peakfolio.results import carbon_chart_data as carbon
from peakfolio.results import wording
from peakfolio.results.carbon_chart_words import FACTORS
from peakfolio.results.carbon_figures import list_all_wedges
from peakfolio.results.carbon_tables import make_swing_table
from peakfolio.results.carbon_wording import CALLS, DRIVERS, FUELS, SECTORS
from peakfolio.results.charts import make_frontier_data, make_gap_data, make_money_data
from peakfolio.results.delivery_wording import STAGE_NAMES, TITLES
from peakfolio.results.documents.content import Cell, Column, Figure, Kind, Table
from peakfolio.results.documents.voice import CARBON, CARBON_E, MONEY, Voice, cell
from peakfolio.results.tables import make_spending_table

PERCENT = ("%", "%")
YUAN = ("元/tCO2e", "yuan per t CO2e")


@dataclass(frozen=True)
class Heading:
    """A column of figure data in words; ``words`` puts its codes into words, ``form`` shares into per cent and decimal years into months."""

    name: Sentence
    unit: tuple[str, str] = ("", "")
    words: Mapping[str, Sentence] | None = None
    form: Literal["plain", "share", "begin", "end"] = "plain"


def _say(zh: str, en: str, unit: tuple[str, str] = ("", ""), words: Mapping[str, Sentence] | None = None) -> Heading:
    return Heading(Sentence(zh, en), unit, words)


def _share(zh: str, en: str) -> Heading:
    return Heading(Sentence(zh, en), PERCENT, form="share")


PARTS: Mapping[str, Sentence] = {
    **FACTORS, **SECTORS, **FUELS, **DRIVERS,
    "start": Sentence("起点", "start"), "end": Sentence("终点", "end"),
    "upper": Sentence("基准情景", "baseline"), "lower": Sentence("本情景", "this pathway"),
}  # fmt: skip
KINDS = {
    "path": Sentence("路径", "path"), "lever": Sentence("驱动因素", "driver"), "project": Sentence("项目", "project"),
    "total": Sentence("合计", "total"), "effect": Sentence("驱动因素", "driver"),
}  # fmt: skip
SHOWN = {
    "bar": Sentence("画出", "drawn"), "unpriced": Sentence("无投资数字", "no cost"),
    "emits": Sentence("总体增排", "emits on balance"), "nothing": Sentence("A、B 账为零", "nothing in A and B"),
}  # fmt: skip
MEASURES = {
    "energy_wan_tce": Sentence("能源（万tce）", "energy (10,000 tce)"),
    "co2_wan_t": Sentence("CO2（万tCO2）", "CO2 (10,000 t CO2)"),
}
HEADINGS: Mapping[str, Heading] = {
    "indicator_id": _say("编号", "No."),
    "action_id": _say("编号", "No."),
    "name_zh": _say("名称", "Name"),
    "name_en": _say("名称", "Name"),
    "title_zh": _say("情景", "Pathway"),
    "title_en": _say("情景", "Pathway"),
    "figure": _say("组合补上，有数字", "closed, on figures", PERCENT),
    "circular": _say("组合补上，循环论证", "closed, circular evidence", PERCENT),
    "optional": _say("可选项目再补", "closed by optional projects", PERCENT),
    "left": _say("补不上", "left open", PERCENT),
    "year": _say("年份", "Year"),
    "funding_source": _say("资金来源", "Funding source", words=FUNDING),
    "spending_wan_yuan": _say("投资", "Spending", MONEY),
    "category_zh": _say("类别", "Category", words=wording.CATEGORIES),
    "needed": _say("目标所需", "needed", MONEY),
    "nearer": _say("可选", "optional", MONEY),
    "locked_in": _say("已锁定", "locked in", MONEY),
    "spare": _say("支撑未达标目标，但不必建", "serves an open target, not needed", MONEY),
    "idle": _say("不支撑任何未达标目标", "serves no open target", MONEY),
    "cost_wan_yuan": _say("投资", "Cost", MONEY),
    "reached": _say("达到", "Reached"),
    "central": _say("中心路径", "Central path", CARBON),
    "without_projects": _say("不计项目", "Without projects", CARBON),
    "highest": _say("最高年的判定", "Call at the highest year", words=CALLS),
    "q05": _say("5% 分位", "5 %", CARBON), "q25": _say("25% 分位", "25 %", CARBON), "q50": _say("中位数", "Median", CARBON),
    "q75": _say("75% 分位", "75 %", CARBON), "q95": _say("95% 分位", "95 %", CARBON),
    "peaked_by": _share("已达峰的概率", "Probability to have peaked"),
    "rising": _share("期末最高的比例", "Share highest at the end"),
    "plateau": _share("平台期的比例", "Share on a plateau"),
    "unknown": _share("不能认定的比例", "Share without a call"),
    "name": _say("名称", "Name", words=PARTS),
    "kind": _say("种类", "Kind", words=KINDS),
    "amount_wan_tco2": _say("减排量", "Saving", CARBON),
    "amount": _say("数量", "Amount"),
    "bottom": _say("下端", "Bottom", CARBON), "top": _say("上端", "Top", CARBON),
    "measure": _say("指标", "Measure", words=MEASURES),
    "low_result": _say("取低值的结果", "Result at the low end", CARBON),
    "high_result": _say("取高值的结果", "Result at the high end", CARBON),
    "shown": _say("画法", "Shown", words=SHOWN),
    "abated_wan_tco2e": _say("年减排量", "Yearly abatement", CARBON_E),
    "energy_co2_wan_t": _say("其中能源 CO2", "of it energy CO2", CARBON),
    "other_ghg_wan_tco2e": _say("其中其他温室气体", "of it other gases", CARBON_E),
    "yuan_per_tonne": _say("每吨成本", "Cost of a tonne", YUAN),
    **{
        f"{stage}_{end}": Heading(Sentence(f"{name.zh}{zh}", f"{name.en}, {en}"), form="begin" if end == "begin" else "end")
        for stage, name in STAGE_NAMES.items() for end, zh, en in (("begin", "始", "begins"), ("end", "止", "ends"))
    },
    **{
        f"{kind}_{key}": Heading(Sentence(f"{zh}，{share}", f"{en}, {share}"), unit, form="end" if kind == "service" else "plain")
        for kind, zh, en, unit in (("service", "投运", "in service", ("", "")), ("spent", "累计支出", "spent", MONEY))
        for key, share in (("q05", "5%"), ("q50", "50%"), ("q95", "95%"))
    },
    "planned_begin": Heading(Sentence("规划始", "Planned begin"), form="begin"),
    "planned_end": Heading(Sentence("规划止", "Planned end"), form="end"),
    "planned_year": _say("规划完成年", "Planned year"), "planned": _say("按规划年份均摊", "Even over the planned years", MONEY),
    "written": _share("整个项目库", "Whole pool"), "chosen": _share("所选组合", "Chosen portfolio"),
    "secure": _share("稳健组合", "Robust portfolio"), "promised": _say("稳健组合承诺", "Promised by the robust one"),
    "written_aims": _say("整个项目库的目标", "Targets of the whole pool"), "chosen_aims": _say("所选组合的目标", "Targets of the chosen one"),
    "secure_aims": _say("稳健组合的目标", "Targets of the robust one"),
    "alpha": _share("要求的把握", "Certainty asked for"), "in_sample": _share("抽样内", "In the samples"),
    "fresh": _share("新抽样", "On new draws"), "fresh_low": _share("95% 区间下限", "95% from"),
    "fresh_high": _share("95% 区间上限", "95% to"), "is_reached": _say("达到", "Reached"), "projects": _say("项目", "Projects"),
    "cheapest": _say("每吨成本，低", "Cost, low", YUAN), "dearest": _say("每吨成本，高", "Cost, high", YUAN),
}  # fmt: skip
UNSAID = ("pathway", "is_sunk", "method", "span")


def make_figure(
    name: str, title: Sentence, data: pd.DataFrame, voice: Voice, words: Mapping[str, Sentence] | None = None
) -> Figure:
    """A figure with its data, once for drawing and once for reading."""
    frame = {str(key): [cell(each) for each in data[key].tolist()] for key in data.columns}
    said = {key: (each.zh, each.en) for key, each in (words or {}).items()}
    return Figure(name, voice.read(title), frame, said, _make_data_table(name, voice.read(title), data, voice))


def _make_data_table(name: str, title: str, data: pd.DataFrame, voice: Voice) -> Table:
    other = "_en" if voice.language == "zh" else "_zh"
    own = f"name_{voice.language}"
    keys = [str(key) for key in data.columns if key not in UNSAID]
    keys = [
        key
        for key in keys
        if not (key.endswith(other) and key != "category_zh") and not (key == "name" and own in keys)
    ]
    columns, cells = [], []
    for key in keys:
        heading = _share(f"{key} 年底", f"end of {key}") if key.isdigit() else HEADINGS[key]
        values = data[key].tolist()
        if key == "year" and any(each != int(each) for each in values):
            heading = Heading(Sentence("月份", "Month"), form="end")
        is_number = pd.api.types.is_numeric_dtype(data[key]) and heading.form in ("plain", "share")
        kind: Kind = "text" if not is_number else "year" if key in ("year", "planned_year") else "number"
        columns.append(Column(key, voice.read(heading.name), kind, voice.t(*heading.unit), 2))
        words = heading.words or {}
        cells.append([voice.read(words[each]) if each in words else _show(each, heading) for each in values])
    return Table(f"data_{name}", title, tuple(columns), tuple(zip(*cells, strict=True)))


def _show(value: object, heading: Heading) -> Cell:
    """A value of figure data for a reader."""
    shown = cell(value)
    if not isinstance(shown, int | float) or isinstance(value, bool) or heading.form == "plain":
        return shown
    if heading.form == "share":
        return cell(100.0 * shown)
    months = round(12.0 * shown, 3)
    whole = math.floor(months) if heading.form == "begin" else math.ceil(months) - 1
    return f"{whole // 12}-{whole % 12 + 1:02d}"


def list_answer_figures(answer: Answer, language: Language) -> dict[str, Figure]:
    """The figures of a portfolio, by name."""
    voice = Voice(language)
    data = {"gaps": make_gap_data(answer), "spending": make_spending_table(answer), "money": make_money_data(answer)}
    return {name: make_figure(name, CAPTIONS[name], each, voice) for name, each in data.items()}


def make_frontier_figure(points: Frontier, measure: Sentence, language: Language) -> Figure:
    """What every budget reaches; a frontier that is cut says so under its figure."""
    caption = CAPTIONS["frontier_cut" if points.is_cut else "frontier"]
    return make_figure("frontier", caption, make_frontier_data(points), Voice(language), {"measure": measure})


def list_carbon_figures(outlook: Outlook, language: Language) -> dict[str, Figure]:
    """The figures of a carbon outlook, by name."""
    voice, region = Voice(language), outlook.plan.settings.region
    named = carbon.name_subject(outlook.main)
    place, subject = {"region": Sentence(region.name_zh, region.name_en)}, {"subject": named}
    base, year = outlook.main.model.base_year, outlook.split_year
    ends = {"start": Sentence(f"{base} 年", f"{base}"), "end": Sentence(f"{year} 年", f"{year}")}
    result = Sentence(
        f"{named.zh} {year} 年能源活动二氧化碳（万tCO2）", f"{named.en}, energy CO2 in {year} (10,000 t CO2)"
    )
    wedges = carbon.make_wedge_data(outlook.baseline, outlook.main, list_all_wedges(outlook))
    swings = carbon.make_tornado_data(
        make_swing_table(outlook, "en")
    )  # equal swings stand in one order in both languages
    said: dict[str, tuple[pd.DataFrame, Mapping[str, Sentence]]] = {
        "carbon_pathways": (carbon.make_pathways_data(outlook.projections), place),
        "carbon_fan": (carbon.make_fan_data(outlook.main), subject),
        "carbon_chance": (carbon.make_chance_data(outlook.projections), place),
        "carbon_waterfall": (carbon.make_waterfall_data(outlook.change), {**subject, **ends}),
        "carbon_wedges": (wedges, subject),
        "carbon_mix": (carbon.make_mix_data(outlook.main), subject),
        "carbon_tornado": (swings, {"result": result}),
    }
    if outlook.costs:
        said["carbon_macc"] = (carbon.make_macc_data(outlook.costs), place)
    figures = {}
    for name, (data, words) in said.items():
        form = CAPTIONS[name]
        title = Sentence(form.zh.format(base=base, year=year), form.en.format(base=base, year=year))
        figures[name] = make_figure(name, title, data, voice, words)
    return figures


CAPTIONS = {
    "gaps": Sentence(
        "各未达标目标的缺口能补上多少（斜线部分属循环论证）",
        "How much of each open gap can be closed (hatched: circular evidence)",
    ),
    "spending": Sentence("所选组合逐年投资与资金来源", "Spending of the portfolio by year and source"),
    "money": Sentence("项目库投资的去向", "Where the money of the pool goes"),
    "frontier": Sentence(
        "预算前沿：每档投资最多能达到多少（每点都是该水平的最低投资组合）",
        "Budget frontier: what every amount of money reaches (each dot is the cheapest portfolio of its level)",
    ),
    "frontier_cut": Sentence(
        "预算前沿（未算完，只画出已算的拐点）：每点都是该水平的最低投资组合",
        "Budget frontier (cut: only the breakpoints traced): each dot is the cheapest portfolio of its level",
    ),
    **{f"delivery_{name}": TITLES[name] for name in ("gantt", "finish", "met", "by_year", "certainty", "spending")},
    "carbon_pathways": Sentence("各情景净能源 CO2 的中心路径", "Central path of net energy CO2 by pathway"),
    "carbon_fan": Sentence(
        "主情景净能源 CO2：中位数与 50%、90% 区间", "Net energy CO2 of the main pathway: median, 50 % and 90 % bands"
    ),
    "carbon_chance": Sentence("各情景按年已达峰的概率", "Chance that emissions have peaked, by year and pathway"),
    "carbon_waterfall": Sentence(
        "{base}-{year} 年净能源 CO2 变化的驱动因素", "What moved net energy CO2, {base}-{year}"
    ),
    "carbon_wedges": Sentence(
        "主情景比基准情景少排的部分从何而来", "From the baseline to the main pathway: where the savings come from"
    ),
    "carbon_mix": Sentence(
        "主情景的能源结构与部门排放（中心路径）", "Energy by fuel and CO2 by sector (main pathway, central path)"
    ),
    "carbon_tornado": Sentence("哪些参数左右 {year} 年的结果", "Which figures decide the result of {year}"),
    "carbon_macc": Sentence("边际减排成本（仅投资）", "Cost of abatement (investment only)"),
}
