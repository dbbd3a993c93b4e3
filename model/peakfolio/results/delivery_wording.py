"""The words of delivery: stages, queues, changes, courses and the titles of its figures, in Chinese and English."""

from collections.abc import Mapping

from peakfolio.delivery.changing import Change
from peakfolio.language import Sentence
from peakfolio.plan.plan import Plan
from peakfolio.plan.words import FUNDING
from peakfolio.results.wording import name_action

STAGE_NAMES: Mapping[str, Sentence] = {
    "approval": Sentence("审批", "approval"),
    "design": Sentence("设计", "design"),
    "tender": Sentence("招标", "tender"),
    "construction": Sentence("施工", "construction"),
    "acceptance": Sentence("验收", "acceptance"),
}
TRADES: Mapping[str, Sentence] = {
    "consultants": Sentence("咨询调查队伍", "consultants"),
    "installers": Sentence("设备安装队伍", "installers"),
    "builders": Sentence("房建厂站队伍", "builders"),
    "pipe_layers": Sentence("管网队伍", "pipe layers"),
    "earthmovers": Sentence("土方治理队伍", "earthmovers"),
    "foresters": Sentence("造林队伍", "foresters"),
    "agencies": Sentence("主管部门", "agencies"),
}
WORK_TYPES: Mapping[str, Sentence] = {
    "survey": Sentence("调查规划监测", "studies and monitoring"),
    "equipment": Sentence("设备安装", "equipment"),
    "building": Sentence("房屋建筑", "buildings"),
    "pipeline": Sentence("管网", "pipelines"),
    "plant": Sentence("厂站", "plants"),
    "earthworks": Sentence("土方治理", "earthworks"),
    "planting": Sentence("造林种植", "planting"),
    "programme": Sentence("逐年推广", "yearly programmes"),
}
SIZES: Mapping[str, Sentence] = {
    "small": Sentence("小", "small"),
    "medium": Sentence("中", "medium"),
    "large": Sentence("大", "large"),
}
QUEUES: Mapping[str, Sentence] = {
    "desk": Sentence("审批窗口", "approval desks"),
    "designer": Sentence("设计单位", "design institutes"),
    "crew": Sentence("施工队伍", "crews"),
    "money": Sentence("资金", "money"),
}
RULES: Mapping[str, Sentence] = {
    "plan_order": Sentence("按规划顺序", "by plan order"),
    "first_come": Sentence("先到先办", "first come, first served"),
    "criticality": Sentence("按关键程度", "by criticality"),
    "cost_effectiveness": Sentence("按单位投资效果", "by gap closed per yuan"),
}
COURSE_NAMES: Mapping[str, Sentence] = {
    "written": Sentence("整个项目库，按规划年份", "whole pool, printed years"),
    "chosen": Sentence("所选组合", "chosen portfolio"),
    "secure": Sentence("稳健组合", "robust portfolio"),
}
ASKED: Mapping[str, Sentence] = {
    "all_aims": Sentence("全部目标按期", "all targets in time"),
    "fewer_aims": Sentence("按期，尽量少放弃", "in time, giving up the fewest"),
    "later_year": Sentence("全部目标，推迟年份", "all targets, in a later year"),
    "curve": Sentence("价格曲线", "price curve"),
}
NOTHING_CHANGED = Sentence("不作改动", "nothing changed")
CONDITIONS: Mapping[str, Sentence] = {
    "tender_failure": Sentence("一次流标的概率", "chance that a call for tenders fails once"),
    "retender_months": Sentence("重新招标（月）", "months of a second call"),
    "acceptance_failure": Sentence("一次验收不通过的概率", "chance that the first acceptance fails"),
    "rework_months": Sentence("整改复验（月）", "months of mending"),
    "advance_share": Sentence("开工前须付比例", "share paid before work begins"),
    "paid_share": Sentence("已完工程须付比例", "share of work done that is paid before more"),
    "rainy_pace": Sentence("雨季月功效", "pace of a rainy month"),
    "winter_pace": Sentence("冬季月功效", "pace of a winter month"),
    "common_luck": Sentence("各阶段快慢的相关系数", "rank correlation of all stages"),
    "capacity_margin": Sentence("能力占高峰需要量", "capacity as a share of the peak"),
    "cash_box_share": Sentence("可垫付资金占年支出", "money that can be advanced, as a share of a year's spending"),
}
TITLES: Mapping[str, Sentence] = {
    "gantt": Sentence("所选组合的实施进度（中位数）", "Delivery of the chosen portfolio (medians)"),
    "finish": Sentence("各项目在各年底前投运的概率", "Probability that a project is in service by the end of a year"),
    "met": Sentence("各目标按期达到的概率", "Probability that each target is met in time"),
    "by_year": Sentence("全部目标在各年底前达到的概率", "Probability that all targets are met by the end of a year"),
    "certainty": Sentence("把握程度与所需投资：全部目标按期达到", "Certainty and its cost: all targets in time"),
    "spending": Sentence("所选组合累计支出（万元）", "Money spent on the chosen portfolio (10,000 yuan)"),
    "planned": Sentence("规划年份", "planned years"),
    "whisker": Sentence("投运时间，90% 的模拟", "in service, 90% of runs"),
    "milestone": Sentence("{} 年底", "end of {}"),
    "framed": Sentence("橙框为规划的完成年", "framed: the planned year"),
    "chance": Sentence("概率（%）", "probability (%)"),
    "chance_all": Sentence("全部目标按期达到的概率（%）", "probability that all targets are met in time (%)"),
    "cost": Sentence("投资（万元）", "cost (10,000 yuan)"),
    "fresh": Sentence("新抽样检验（95% 区间）", "on new draws (95% interval)"),
    "not_reached": Sentence("再多投资也达不到更高", "no portfolio reaches more"),
    "band": Sentence("90% 的模拟", "90% of runs"),
    "median": Sentence("中位数", "median"),
    "even": Sentence("按规划年份均摊", "even over the planned years"),
}


def name_change(plan: Plan, change: Change) -> Sentence:
    """A what-if in a few words."""
    if change.kind == "freeze":
        name = name_action(plan, change.subject)
        return Sentence(f"停建 {change.subject} {name.zh}", f"{change.subject} frozen: {name.en}")
    if change.kind == "halve":
        source = FUNDING[change.subject]
        return Sentence(f"“{source.zh}”减半", f"money of source '{source.en}' halved")
    if change.kind == "crew":
        trade = TRADES[change.subject]
        return Sentence(f"{trade.zh}多一支", f"one more crew of {trade.en}")
    if change.kind == "rule":
        return Sentence(f"排队规则：{RULES[change.subject].zh}", f"queues {RULES[change.subject].en}")
    return {
        "lose_year": Sentence("全部推迟一年开工", "every project not under way starts a year later"),
        "start_earlier": Sentence(
            "尽量提前一年开工", "every project starts a year earlier where the plan's years allow"
        ),
        "desk": Sentence("审批窗口多一个", "one more approval desk"),
        "designer": Sentence("设计单位多一家", "one more design institute"),
        "tranches_earlier": Sentence("各类资金提前一个季度到位", "all tranches a quarter of a year earlier"),
        "cash_box": Sentence("可垫付资金加倍", "money that can be advanced doubled"),
    }[change.kind]
