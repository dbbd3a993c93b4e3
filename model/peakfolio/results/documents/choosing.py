"""The chapter on the portfolio: what is chosen and why, what stays missed, when the money is spent, and what would change it."""

from collections.abc import Sequence

import pandas as pd

from peakfolio.language import Language, Sentence
from peakfolio.plan.words import FUNDING
from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.explaining import Reason
from peakfolio.results import wording
from peakfolio.results.charts import stack_spending
from peakfolio.results.documents.content import Block, Cell, Chapter, Column, Table
from peakfolio.results.documents.figures import list_answer_figures
from peakfolio.results.documents.voice import MONEY, Voice, cell
from peakfolio.results.reasons import explain_reach, explain_reason
from peakfolio.results.report import headline
from peakfolio.results.run import Run
from peakfolio.results.tables import make_spending_table

CENT = 0.005
TITLE = Sentence("优选结果与理由", "The portfolio and its reasons")


def tell_portfolio(run: Run, language: Language) -> Chapter:
    """The chosen projects with a reason for each; where there is no portfolio, why."""
    voice = Voice(language)
    title = voice.read(TITLE)
    if run.answer is None:
        refusal = run.refusal or Sentence("没有优选结果。", "There is no portfolio.")
        return Chapter("portfolio", title, (voice.answer(refusal),))
    answer = run.answer
    figures = list_answer_figures(answer, language)
    blocks: list[Block] = [
        voice.answer(headline(answer)),
        voice.heading("目标真正需要的项目", "Projects the targets really need"),
        voice.paragraph(
            "“没有它”是指从组合中单独去掉该项目、其余不变时的后果。年份带 * 的与文件所写不同。",
            "'Without it' is what happens if this project alone is taken out and nothing else changes. * marks years that differ from the "
            "printed ones.",
        ),
        _list_chosen(answer, voice),
        *_list_measures(answer, voice),
        *_list_nearer(answer, voice),
        voice.heading("达不到的目标", "Targets that stay missed"),
        *_list_missed(answer, voice),
        figures["gaps"],
        voice.paragraph(
            "每个目标的目标值、组合达到的水平与依据见⟦open_targets⟧。",
            "Level, target and evidence of every open target: ⟦open_targets⟧."),
        voice.heading("投资的时间与来源", "When and from where the money comes"),
        *_list_spending(answer, voice),
        figures["spending"],
        voice.heading("项目库投资的去向", "Where the money of the pool goes"),
        *_count_rejected(answer, voice),
        figures["money"],
        voice.heading("成效另作取值时结果如何变化", "What changes if the effects are read otherwise"),
        *_list_switches(answer, voice),
        voice.heading("证明与复核", "Proof and re-addition"),
        _tell_proof(answer, voice),
    ]  # fmt: skip
    return Chapter("portfolio", title, tuple(blocks))


def _list_chosen(answer: Answer, voice: Voice) -> Table:
    rows = _describe_projects(answer, voice, ("needed", "locked_in"))
    listed, whole = _sum_costs(answer, ("needed", "locked_in")), answer.verification.cost_wan_yuan
    if abs(whole - listed) >= CENT:
        rest = voice.t("运行维护，及按份额建设的差额", "Operation, and parts of divisible projects")
        rows.append(("", rest, cell(whole - listed), "", ""))
    rows.append(("", voice.t("合计", "Total"), cell(whole), "", ""))
    title = voice.t("入选项目与理由", "Chosen projects and their reasons")
    return Table("chosen", title, _list_columns(voice), tuple(rows), has_total=True)


def _list_columns(voice: Voice) -> tuple[Column, ...]:
    return (
        voice.column("action_id", "编号", "No.", 0.7),
        voice.column("name", "项目", "Project", 2.2),
        voice.number("cost_wan_yuan", "投资", "Cost", MONEY),
        voice.column("years", "建设年份", "Years", 0.9),
        voice.column("reason", "理由", "Reason", 2.8),
    )


def _sum_costs(answer: Answer, roles: Sequence[str]) -> float:
    keys = [reason.action_id for reason in answer.reasons if reason.role in roles]
    return sum(wording.find_cost(answer, key) or 0.0 for key in keys)


def _describe_projects(answer: Answer, voice: Voice, roles: Sequence[str]) -> list[tuple[Cell, ...]]:
    plan = answer.plan
    rows: list[tuple[Cell, ...]] = []
    for reason in answer.reasons:
        project = plan.project_by_id.get(reason.action_id)
        if reason.role in roles and project is not None and reason.start is not None:
            duration = answer.problem.action_by_id[reason.action_id].duration_years
            rows.append(
                (
                    reason.action_id,
                    voice.read(wording.name_action(plan, reason.action_id)),
                    cell(wording.find_cost(answer, reason.action_id)),
                    wording.show_years(project, reason.start, duration),
                    voice.read(explain_reason(answer, reason)),
                )
            )
    return rows


def _list_measures(answer: Answer, voice: Voice) -> list[Block]:
    """The measures that must go with the projects; none where none is needed."""
    found = [each for each in answer.reasons if each.action_id in answer.plan.measure_by_id and each.start is not None]
    chosen = [each for each in found if each.role in ("needed", "locked_in")]
    if not chosen:
        return []
    rows = tuple(
        (
            each.action_id,
            voice.read(wording.name_action(answer.plan, each.action_id)),
            each.start,
            voice.read(explain_reason(answer, each)),
        )
        for each in chosen
    )
    columns = (
        voice.column("action_id", "编号", "No.", 0.7),
        voice.column("name", "政策措施", "Policy measure", 2.6),
        voice.year("start", "起始年", "From"),
        voice.column("reason", "理由", "Reason", 3.0),
    )
    title = voice.t("须同时落实的政策措施（无投资）", "Policy measures that must go with it (no investment)")
    return [Table("measures", title, columns, rows)]


def _list_nearer(answer: Answer, voice: Voice) -> list[Block]:
    rows = _describe_projects(answer, voice, ("nearer",))
    if not rows:
        return []
    return [
        voice.heading("可选项目", "Optional projects"),
        voice.paragraph(
            "以下项目不能使任何目标达标，但能缩小缺口，不计入上面的投资。",
            "These meet no target but narrow a gap; their cost is not in the total above.",
        ),
        Table("optional_projects", voice.t("可选项目", "Optional projects"), _list_columns(voice), tuple(rows)),
    ]


def _list_missed(answer: Answer, voice: Voice) -> list[Block]:
    reaches = answer.choice.reaches
    if not reaches:
        return [voice.paragraph("没有：全部目标均可达到。", "None: every target is met.")]
    return [voice.bullets(explain_reach(answer, each) for each in reaches)]


def _list_spending(answer: Answer, voice: Voice) -> list[Block]:
    spending = make_spending_table(answer)
    if spending.empty:
        return [voice.paragraph("组合不含投资。", "The portfolio costs nothing.")]
    stacked: pd.DataFrame = stack_spending(spending)
    sources = [str(name) for name in stacked.columns]
    columns = (
        voice.year("year", "年份", "Year"),
        *(voice.number(name, FUNDING[name].zh, FUNDING[name].en, MONEY) for name in sources),
        voice.number("total", "合计", "Total", MONEY),
    )
    rows: list[tuple[Cell, ...]] = [
        (int(str(year)), *(cell(each) for each in amounts), cell(sum(amounts)))
        for year, amounts in zip(stacked.index, stacked.to_numpy().tolist(), strict=True)
    ]
    totals = stacked.sum()
    rows.append((voice.t("合计", "Total"), *(cell(each) for each in totals), cell(float(totals.sum()))))
    title = voice.t("所选组合逐年投资", "Spending of the portfolio by year")
    return [Table("spending", title, columns, tuple(rows), has_total=True)]


def _count_rejected(answer: Answer, voice: Voice) -> list[Block]:
    """What the projects that were left out are for, in numbers."""
    plan = answer.plan
    groups: dict[str, list[Reason]] = {"idle": [], "spare": [], "vain": [], "unpriced": []}
    for each in answer.reasons:
        if each.action_id in plan.project_by_id and each.role in ("not_needed", "unpriced"):
            groups[_sort_rejected(each)].append(each)
    cost = {
        name: sum(plan.project_by_id[each.action_id].cost_wan_yuan or 0.0 for each in rows)
        for name, rows in groups.items()
    }
    idle, spare, vain = (wording.show_money(cost[name]) for name in ("idle", "spare", "vain"))
    unpriced, held, late = (len(groups[name]) for name in ("unpriced", "spare", "vain"))
    spare_zh = f"，{held} 个（{spare.zh}）支撑的目标由其他项目以更低的总成本达到" if held else ""
    spare_en = f", {held} ({spare.en}) serve a target that others meet at a lower total cost" if held else ""
    spare_zh += f"，{late} 个（{vain.zh}）只支撑来不及或达不到的目标" if late else ""
    spare_en += f", {late} ({vain.en}) serve only targets they come too late for or nothing reaches" if late else ""
    nearer = sum(each.role == "nearer" and each.action_id in plan.project_by_id for each in answer.reasons)
    more_zh = (f"，{nearer} 个只能缩小缺口（可选）" if nearer else "") + (
        f"，{unpriced} 个没有投资数字" if unpriced else ""
    )
    more_en = (f", {nearer} only narrow{'s' if nearer == 1 else ''} a gap (optional)" if nearer else "") + (
        f", {unpriced} print no cost" if unpriced else ""
    )
    return [
        voice.paragraph(
            f"没有入选的项目：{len(groups['idle'])} 个（{idle.zh}）不支撑任何尚未达到的目标{spare_zh}{more_zh}。"
            f"每个项目的理由见⟦all_projects⟧。“不支撑任何尚未达到的目标”不等于没有价值："
            "项目可能维持已达标的指标，或服务于指标表以外的目的。",
            f"Left out: {len(groups['idle'])} projects ({idle.en}) support no open target{spare_en}{more_en}. "
            f"Every project with its reason: ⟦all_projects⟧. 'Supports no open target' does not mean "
            "worthless: a project may hold an indicator that is met, or serve what no indicator measures.",
        )
    ]


def _sort_rejected(reason: Reason) -> str:
    """What a rejected project is for: nothing open, a target others meet, or only targets it cannot help in time."""
    if reason.role == "unpriced":
        return "unpriced"
    if not reason.could_serve:
        return "idle"
    return "vain" if set(reason.could_serve.values()) <= {"too_late", "out_of_reach"} else "spare"


def _list_switches(answer: Answer, voice: Voice) -> list[Block]:
    rows = tuple(
        (
            voice.read(wording.LEVELS[each.effects]),
            voice.t("采用", "used") if each.use_shared_effects else voice.t("不采用", "not used"),
            cell(each.cost_wan_yuan),
            each.met,
            each.open_targets,
            " ".join(each.chosen) or voice.t("无", "none"),
        )
        for each in answer.switches
    )
    columns = (
        voice.column("effects", "成效取值", "Effects", 0.8),
        voice.column("shared", "分摊成效", "Shared effects", 0.9),
        voice.number("cost_wan_yuan", "投资", "Cost", MONEY),
        voice.number("met", "达到", "Met", ("项", "targets"), 0),
        voice.number("open", "原未达标", "Open before", ("项", "targets"), 0),
        voice.column("projects", "所选项目", "Projects", 3.0),
    )
    said = voice.paragraph(
        "成效有低、中、高三种取值；没有数字的支撑项目是否分摊缺口，也可以选择。下表是同一问题在各种读法下的答案。"
        "不采用分摊时，文件没有给出水平的行政命令也不计；政策措施计入达到数，不列在所选项目中。",
        "Effects have a low, a central and a high value, and supporters without a figure may or may not share a gap. The table holds the "
        "answer to the same question under each reading. Without shared effects orders for which the document prints no level do not count either; "
        "measures are in the number met, not in the list of projects.",
    )
    title = voice.t("不同成效取值下的答案", "The answer under other readings of the effects")
    return [said, Table("switches", title, columns, rows)]


def _tell_proof(answer: Answer, voice: Voice) -> Block:
    checks = len(answer.verification.checks) + len(answer.best_effort.checks)
    steps = answer.choice.portfolio.steps
    if not answer.choice.portfolio.starts:
        return voice.paragraph(
            f"没有选择任何项目，无所谓证明；理由见本章开头。未选择任何项目时的目标与预算另由不用求解器的程序逐项复加，{checks} 项全部相符。",
            "Nothing was chosen, so there is nothing to prove; the reason stands at the head of this chapter. Targets and budgets without any "
            f"project were added up again without the solver: {checks} checks, all agree.",
        )
    proved = answer.choice.portfolio.is_proved
    zh = "每一步都已证明最优" if proved else "并非每一步都证明了最优，差距见表"
    en = "each step is proved optimal" if proved else "not every step is proved optimal; the table gives the gaps"
    return voice.paragraph(
        f"求解分 {len(steps)} 步（⟦steps⟧），{zh}。组合的每项投资、成效、预算与目标另由不用求解器的程序逐项复加，{checks} 项全部相符。",
        f"The search has {len(steps)} steps (⟦steps⟧); {en}. Every cost, effect, budget and target of the portfolio was added up again "
        f"without the solver: {checks} checks, all agree.",
    )
