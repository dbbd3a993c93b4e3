"""The chapter that ends the text: what follows from the findings, each advice with the finding it rests on."""

from collections.abc import Iterator, Mapping

from peakfolio.delivery.outlook import DeliveryOutlook
from peakfolio.language import Language, Sentence, show_share
from peakfolio.portfolio.causes import Cause
from peakfolio.results import wording
from peakfolio.results.carbon_text import describe_call, describe_chance, describe_targets
from peakfolio.results.carbon_wording import name_parameter, name_pathway
from peakfolio.results.documents.content import Block, Chapter
from peakfolio.results.documents.options import compare_options
from peakfolio.results.documents.voice import Voice
from peakfolio.results.report import describe_score, headline
from peakfolio.results.run import Run

DECISIVE = 3
LIKELY = 0.8
WAYS: Mapping[Cause, Sentence] = {
    "no_project": Sentence(
        "没有任何项目或措施对它有已知成效，须先核实已列项目的成效或补充项目，或按程序调整目标",
        "no project or measure has a known effect on that: establish the effects of the projects named for it, add projects, or revise the "
        "target by due procedure",
    ),
    "unpriced": Sentence("支撑项目没有投资数字，须先估算投资", "the supporting projects print no cost: estimate it first"),
    "only_shared": Sentence(
        "支撑项目没有数字，须先核实其成效", "the supporting projects carry no figure: establish their effects first"),
    "beyond_bound": Sentence(
        "所要求的数值超出指标的取值范围，须核对目标", "the level lies beyond the indicator's own bounds: check the target"),
    "locked_out": Sentence("所需项目被设定为不建，须先解除", "what it needs is locked out: lift that first"),
    "locked_in": Sentence("设定必建的项目妨碍它，须先取舍", "what is locked in stands in its way: decide between them"),
    "excluded": Sentence(
        "项目之间的关系不允许，须核对关系或增补项目", "relations between projects do not allow it: check them, or add projects"),
    "group": Sentence("分组的项目个数要求不允许，须先放宽", "the number asked of a group of projects does not allow it: loosen that first"),
    "balance": Sentence("资金占比的要求不允许，须先放宽", "the shares of the money asked for do not allow it: loosen them first"),
    "not_enough_money": Sentence("预算不够，须追加投资", "the budget is too small: it needs more money"),
    "emission_cut": Sentence("排放上限的要求不允许，须先取舍", "the ceiling on emissions does not allow it: decide between them"),
    "overshoot": Sentence(
        "支撑项目会使它越过上限，须调整规模，或核对区间", "its projects overshoot it: build less of them, or check the band"),
    "harmed": Sentence(
        "组合所需的项目会使它变差，须配套补救，或先取舍", "projects that are needed make it worse: mend that, or decide between them"),
    "worst_case": Sentence(
        "按最不利情况成效不够，须增补项目", "in the worst case its projects are not enough: add some"),
    "too_late": Sentence(
        "支撑项目建成太晚，须提前开工，或把期限后移", "the supporting projects finish too late: start them earlier, or move the date"),
    "ripens_late": Sentence(
        "成效有滞后，项目按其年份建成也来不及（按中心值）；只能把期限后移，或先核实滞后年数",
        "the effects ripen after the date even if the projects are built in their years (central values): move the date, or check the lag first",
    ),
    "ripens_late_and_short": Sentence(
        "成效有滞后，到期来不及，全部显现也不够：须增补项目，并把期限后移或按程序调整目标",
        "the effects ripen after the date and fall short even in full: add projects, and move the date or revise the target by due procedure",
    ),
    "not_enough_effect": Sentence(
        "全部支撑项目仍不够，须增补项目或扩大规模，或按程序调整目标",
        "all supporting projects together are not enough: add or enlarge some, or revise the target by due procedure",
    ),
    "not_asked": Sentence("本问题未要求它，可另行安排", "the question does not ask for it"),
    "not_searched": Sentence("求解提前停止，须给更多时间再求", "the search was stopped: solve again with more time"),
    "conflict": Sentence("与其他达到的目标冲突，须先取舍", "it conflicts with other targets: decide between them"),
}  # fmt: skip


def conclude(run: Run, language: Language) -> Chapter:
    """Conclusions and advice, numbered."""
    voice = Voice(language)
    said = [*(_conclude_portfolio(run) if run.answer is not None else ()), *_conclude_run(run)]
    blocks: list[Block] = []
    if run.answer is not None:
        blocks.append(voice.answer(headline(run.answer)))
    elif run.refusal is not None:
        blocks.append(voice.answer(run.refusal))
    if run.delivery is not None and run.delivery.aims:
        blocks += compare_options(run.delivery, voice)
    if said:
        blocks += [voice.paragraph("由此建议：", "It follows:"), voice.bullets(said, is_numbered=True)]
    return Chapter("conclusion", voice.t("结论与建议", "Conclusions and advice"), tuple(blocks))


def _conclude_portfolio(run: Run) -> Iterator[Sentence]:
    if run.answer is None:
        return
    answer = run.answer
    plan, starts = answer.plan, answer.choice.portfolio.starts
    projects = [key for key in starts if key in plan.project_by_id]
    measures = [key for key in starts if key in plan.measure_by_id]
    money = wording.show_money(answer.verification.cost_wan_yuan)
    if projects and (run.delivery is None or not run.delivery.aims):
        yield Sentence(
            f"优先保障 {len(projects)} 个入选项目的立项与资金（{money.zh}）：{' '.join(projects)}；开工年份与理由见⟦chosen⟧。",
            f"Secure approval and money ({money.en}) for the {len(projects)} chosen projects first: {' '.join(projects)}; start years and "
            "reasons in ⟦chosen⟧.",
        )
    if measures:
        yield Sentence(
            f"同时落实 {len(measures)} 项不需投资的政策措施：{' '.join(measures)}。",
            f"Put {len(measures)} policy measures in force that need no investment: {' '.join(measures)}.",
        )
    score = describe_score(answer)
    if score is not None:
        yield Sentence(
            f"{score.zh}（现状得分见⟦points⟧，⟦conditions⟧）", f"{score.en} (points now: ⟦points⟧; ⟦conditions⟧)"
        )
    by_cause: dict[tuple[Cause, ...], list[str]] = {}
    for reach in answer.choice.reaches:
        by_cause.setdefault((reach.cause, *reach.also), []).append(reach.key)
    for causes, keys in by_cause.items():
        names = [wording.name_indicator(plan, key) for key in keys]
        zh, en = "、".join(each.zh for each in names), "; ".join(each.en for each in names)
        ways = [WAYS[cause] for cause in causes]
        yield Sentence(
            f"达不到的目标“{zh}”：{'；'.join(way.zh for way in ways)}。",
            f"For the missed {'targets' if len(keys) > 1 else 'target'} ({en}): {'; '.join(way.en for way in ways)}.",
        )
    circular = sum(each.is_circular for each in answer.verification.outcomes)
    if circular:
        yield Sentence(
            f"为 {circular} 项属循环论证的目标补充可核实的成效数字，否则它们“达到”只是文件这样说（⟦effects⟧）。",
            f"Find figures that can be checked for the {circular} targets that rest on circular evidence; until then they are met only because "
            "the document says so (⟦effects⟧).",
        )


def _conclude_delivery(outlook: DeliveryOutlook) -> Iterator[Sentence]:
    """The projects to watch, and those that may hardly be in time."""
    deciders = [each for each in outlook.deciders if each.breaks > 0][:DECISIVE]
    if deciders:
        said = [(each.action_id, show_share(each.breaks)) for each in deciders]
        zh, en = (
            "、".join(f"{key}（{share}）" for key, share in said),
            ", ".join(f"{key} ({share})" for key, share in said),
        )
        yield Sentence(
            f"重点跟踪 {zh}的进度：括号内为仅其自身延误就使目标落空的模拟比例，其余项目见⟦delivery_projects⟧。",
            f"Track closely {en}: in so many of the runs its own delay alone makes a target fail; "
            "for the other projects see ⟦delivery_projects⟧.",
        )


def _conclude_run(run: Run) -> Iterator[Sentence]:
    grave = sum(finding.severity == "error" for finding in run.findings)
    if grave:
        yield Sentence(
            f"更正规划文件自身的 {grave} 处矛盾（⟦findings⟧）。",
            f"Correct the {grave} contradictions in the plan's own document (⟦findings⟧).",
        )
    if run.delivery is not None and run.delivery.aims:
        yield from _conclude_delivery(run.delivery)
    outlook = run.outlook
    if outlook is None:
        return
    title, called = name_pathway(run.plan, outlook.main.pathway_name), describe_call(outlook, outlook.main)
    chance = describe_chance(outlook.main)
    yield Sentence(
        f"碳达峰以“{title.zh}”情景为参照：{called.zh}{chance.zh}",
        f"For the carbon peak refer to the pathway '{title.en}': {called.en} {chance.en}",
    )
    targets = describe_targets(outlook, outlook.main)
    if targets.zh and min(outlook.main.ensemble.met.values()) < LIKELY:
        yield Sentence(
            f"碳强度把握不足：{targets.zh}须另有减排措施或核实基准数据（⟦carbon_calls⟧）。",
            f"Carbon intensity is not secured: {targets.en[:1].lower()}{targets.en[1:]}It takes further "
            "measures, or firmer base data (⟦carbon_calls⟧).",
        )
    names = [name_parameter(run.plan, each.parameter) for each in outlook.swings[:DECISIVE]]
    if names:
        yield Sentence(
            f"要把达峰判断做实，最先要核实的数字是：{'、'.join(each.zh for each in names)}（⟦carbon_swings⟧）。",
            f"To make the call on the peak firm, establish these figures first: {'; '.join(each.en for each in names)} (⟦carbon_swings⟧).",
        )
