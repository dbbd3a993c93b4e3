"""The appendix: the long tables a reader is questioned on, line by line."""

from collections.abc import Iterator

from peakfolio.language import Language, Sentence
from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.problem import OpenTarget
from peakfolio.results import wording
from peakfolio.results.carbon_sources import make_carbon_source_table
from peakfolio.results.carbon_tables import make_unknown_table
from peakfolio.results.documents.content import Block, Cell, Chapter, Table
from peakfolio.results.documents.deriving import list_abatements, list_base_figures, list_stages
from peakfolio.results.documents.opening import KINDS, list_sources
from peakfolio.results.documents.peaking import list_inventory, list_ranges
from peakfolio.results.documents.voice import MONEY, Voice, cell
from peakfolio.results.reasons import explain_reason
from peakfolio.results.run import Run
from peakfolio.results.tables import list_optional_effects, list_serving_effects

MOST_PLACES = 4


def append_tables(run: Run, language: Language) -> Chapter:
    """Every long table of the run."""
    voice = Voice(language)
    blocks: list[Block] = []
    if run.answer is not None:
        blocks += [
            _list_targets(run.answer, voice),
            _list_projects(run.answer, voice),
            _list_effects(run.answer, voice),
            _list_steps(run.answer, voice),
        ]
    if run.delivery is not None:
        blocks.append(list_stages(run.delivery, voice))
    blocks.append(_list_findings(run, voice))
    if run.outlook is not None:
        blocks += _list_carbon(run, voice)
        blocks += [
            *list_inventory(run.outlook, voice),
            list_base_figures(run.plan, voice),
            list_ranges(run.outlook, voice),
        ]
        blocks.append(list_abatements(run.plan, voice))
    blocks += [list_sources(run.plan, "publication", voice), _list_inputs(run, voice)]
    return Chapter("appendix", voice.t("附表", "Appendix"), tuple(blocks), is_appendix=True)


def _list_targets(answer: Answer, voice: Voice) -> Table:
    outcomes = {each.key: each for each in answer.verification.outcomes}
    rows: list[tuple[Cell, ...]] = []
    for target in answer.problem.targets:
        outcome = outcomes[target.key]
        unit = wording.show_unit(answer.plan.indicator_by_id[target.indicator_id].unit)
        level = voice.t("有所改善", "better") if target.is_trend else _show_level(target, target.level, voice)
        is_trend_met = target.is_trend and outcome.is_met and outcome.evidence != "figure"
        reached = voice.t("改善", "improves") if is_trend_met else _show_level(target, outcome.value, voice)
        if target.is_trend and not outcome.is_met:
            reached = voice.t("没有改善", "no improvement")
        met = voice.t("达到", "met") if outcome.is_met else voice.t("达不到", "missed")
        rows.append(
            (
                target.key,
                voice.read(wording.name_indicator(answer.plan, target.key)),
                voice.read(unit),
                _show_level(target, target.base, voice),
                level,
                reached,
                met,
                voice.read(wording.EVIDENCE[outcome.evidence]) if outcome.is_met else "",
                " ".join(outcome.serving),
            )
        )
    columns = (
        voice.column("key", "编号", "No.", 0.7),
        voice.column("name", "指标", "Indicator", 2.8),
        voice.column("unit", "单位", "Unit", 0.8),
        voice.number("base", "现状", "Base"),
        voice.number("target", "目标", "Target"),
        voice.number("reached", "组合达到", "Reached"),
        voice.column("status", "结果", "Result", 0.7),
        voice.column("evidence", "依据", "Evidence", 1.2),
        voice.column("serving", "所依据的项目", "By", 1.5),
    )
    title = voice.t("尚未达到的目标与组合的结果", "Targets still open, and what becomes of them")
    return Table("open_targets", title, columns, tuple(rows), _count_settled(answer, voice), is_wide=True)


def _count_settled(answer: Answer, voice: Voice) -> str:
    """The targets that are met already, and those that cannot be judged."""
    untested = [each for each in answer.problem.settled if each.status != "met"]
    met_now = len(answer.problem.settled) - len(untested)
    names = [
        (wording.name_indicator(answer.plan, each.indicator_id), wording.STATUSES[each.status]) for each in untested
    ]
    return voice.t(
        f"另有 {met_now} 项现状已达标；{len(untested)} 项无法判断：{'、'.join(f'{name.zh}（{why.zh}）' for name, why in names) or '无'}。",
        f"Besides, {met_now} are met at the base; {len(untested)} cannot be judged: "
        f"{'; '.join(f'{name.en} ({why.en})' for name, why in names) or 'none'}.",
    )


def _show_level(target: OpenTarget, value: float, voice: Voice) -> Cell:
    """A level as a number, a state in words."""
    return voice.read(wording.show_state(value)) if target.is_state else cell(value)


def _list_projects(answer: Answer, voice: Voice) -> Table:
    plan = answer.plan
    rows: list[tuple[Cell, ...]] = []
    for reason in answer.reasons:
        project = plan.project_by_id.get(reason.action_id)
        if project is None:
            continue
        printed = project.years_as_written
        if project.start_year is not None:
            printed = f"{project.start_year}-{project.end_year}" if project.end_year else str(project.start_year)
        rows.append(
            (
                reason.action_id,
                voice.read(wording.name_action(plan, reason.action_id)),
                voice.read(wording.name_category(project.category_zh)),
                *((cell(project.lead_zh),) if voice.language == "zh" else ()),
                cell(project.cost_wan_yuan),
                cell(printed),
                voice.read(wording.ROLES[reason.role]),
                voice.read(explain_reason(answer, reason)),
                cell(project.lines),
            )
        )
    columns = (
        voice.column("action_id", "编号", "No.", 0.6),
        voice.column("name", "项目", "Project", 2.2),
        voice.column("category", "类别", "Category", 1.0 if voice.language == "en" else 0.8),
        *((voice.column("lead", "牵头单位", "Lead unit", 1.1),) if voice.language == "zh" else ()),
        voice.number("cost_wan_yuan", "投资", "Cost", MONEY),
        voice.column("years", "文件年份", "Printed years", 0.8),
        voice.column("role", "结论", "Conclusion", 0.9),
        voice.column("reason", "理由", "Reason", 3.2),
        voice.column("lines", "文件行", "Lines", 0.8),
    )
    title = voice.t("项目库全部项目的取舍与理由", "Every project of the pool: in or out, and why")
    return Table("all_projects", title, columns, tuple(rows), is_wide=True)


def _list_effects(answer: Answer, voice: Voice) -> Table:
    plan = answer.plan
    rows = tuple(
        (
            effect.action_id,
            voice.read(wording.name_action(plan, effect.action_id)),
            voice.read(wording.name_indicator(plan, effect.indicator_id)),
            voice.read(wording.name_basis(plan, effect)),
            cell((effect.reasoning_zh or effect.reasoning) if voice.language == "zh" else effect.reasoning),
            cell(f"{effect.source_id}:{effect.lines}" if effect.lines else effect.source_id),
        )
        for effect in (*list_serving_effects(answer), *list_optional_effects(answer))
    )
    columns = (
        voice.column("action_id", "编号", "No.", 0.6),
        voice.column("name", "项目或措施", "Project or measure", 1.8),
        voice.column("indicator", "指标", "Indicator", 1.8),
        voice.column("basis", "依据", "Basis", 0.8),
        voice.column("reasoning", "说明", "Reasoning", 3.6),
        voice.column("lines", "来源行", "Lines", 0.9),
    )
    return Table(
        "effects",
        voice.t(
            "起作用的工程成效及其依据（可选项目在后）", "Effects at work and what they rest on (optional projects last)"
        ),
        columns,
        rows,
        is_wide=True,
    )


def _list_steps(answer: Answer, voice: Voice) -> Table:
    rows = tuple(
        (
            voice.read(wording.STEPS[step.name]),
            voice.t("已证明最优", "proved optimal")
            if step.certificate.is_proved
            else voice.t("未证明最优", "not proved"),
            cell(step.certificate.objective),
            cell(step.certificate.bound),
            cell(step.certificate.relative_gap),
        )
        for step in answer.choice.portfolio.steps
    )
    columns = (
        voice.column("step", "求解步骤", "Step", 3.0),
        voice.column("outcome", "结论", "Outcome", 1.4),
        voice.number("objective", "目标函数值", "Objective", digits=4),
        voice.number("bound", "下界", "Bound", digits=4),
        voice.number("gap", "相对差距", "Relative gap", digits=6),
    )
    return Table("steps", voice.t("求解步骤与证明", "Steps of the search and their proof"), columns, rows, is_wide=True)


def _list_findings(run: Run, voice: Voice) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for finding in run.findings:
        if finding.severity == "note":
            continue
        lines = [place.lines for place in finding.places if place.lines]
        more = " …" if len(lines) > MOST_PLACES else ""
        rows.append(
            (
                voice.read(wording.SEVERITIES[finding.severity]),
                voice.read(finding.sentence),
                " / ".join(lines[:MOST_PLACES]) + more,
            )
        )
    columns = (
        voice.column("severity", "级别", "Severity", 0.7),
        voice.column("finding", "发现", "Finding", 6.5),
        voice.column("lines", "文件行", "Lines", 1.4),
    )
    title = voice.t("规划文件自身的矛盾与警示", "Contradictions and warnings in the document")
    return Table("findings", title, columns, tuple(rows), is_wide=True)


def _list_carbon(run: Run, voice: Voice) -> Iterator[Table]:
    if run.outlook is None:
        return
    unknown = tuple(
        tuple(cell(each) for each in row)
        for row in make_unknown_table(run.outlook.plan, voice.language).itertuples(index=False)
    )
    columns = (
        voice.column("action_id", "编号", "No.", 0.6),
        voice.column("name", "项目或措施", "Project or measure", 2.4),
        voice.column("why", "为什么没有数字", "Why no figure is known", 5.0),
    )
    title = voice.t("查过但没有可用减排数字的项目与措施", "Projects and measures of which no abatement is known")
    yield Table("carbon_unknown", title, columns, unknown, is_wide=True)
    rows = tuple(
        (
            voice.read(KINDS.get(str(row["kind"]), Sentence(str(row["kind"]), str(row["kind"])))),
            cell(row["source_id"]),
            cell(row[f"title_{voice.language}"]),
            cell(row[f"reasoning_{voice.language}"]),
            cell(row["figures"]),
        )
        for row in make_carbon_source_table(run.outlook).to_dict("records")
    )
    kept = (
        voice.column("kind", "类别", "Kind", 0.7),
        voice.column("source_id", "编号", "Key", 1.2),
        voice.column("title", "来源", "Source", 2.4),
        voice.column("reasoning", "理由或出处", "Reasoning or citation", 4.5),
        voice.number("figures", "数字", "Figures", ("个", ""), 0),
    )
    yield Table(
        "carbon_sources", voice.t("排放路径依据的来源", "Sources the pathways rest on"), kept, rows, is_wide=True
    )


def _list_inputs(run: Run, voice: Voice) -> Table:
    rows = tuple((name, digest) for name, digest in run.hashes.items())
    columns = (voice.column("file", "输入文件", "Input file", 1.2), voice.column("sha256", "SHA-256", "SHA-256", 3.0))
    return Table("inputs", voice.t("输入文件及其校验值", "Input files and their hashes"), columns, rows, is_wide=True)
