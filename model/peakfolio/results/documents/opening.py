"""The chapters that open a document: the summary, and what everything rests on."""

from collections import Counter

from peakfolio.delivery.outlook import DeliveryOutlook
from peakfolio.language import Language, Sentence
from peakfolio.plan.abating import average_grid, find_carbon_settings
from peakfolio.plan.audit import SEVERITIES
from peakfolio.plan.plan import Plan
from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.verification import score_portfolio
from peakfolio.results import wording
from peakfolio.results.carbon_caveats import list_carbon_caveats
from peakfolio.results.carbon_text import headline_outlook
from peakfolio.results.carbon_wording import FACTOR_SETS, name_pathway
from peakfolio.results.delivery_text import headline_delivery, list_delivery_caveats
from peakfolio.results.delivery_wording import COURSE_NAMES
from peakfolio.results.documents.content import Block, Bullets, Cell, Chapter, Table
from peakfolio.results.documents.voice import CARBON, MONEY, Voice, cell, clean
from peakfolio.results.report import describe_score, headline, list_caveats
from peakfolio.results.run import Run
from peakfolio.results.tables import list_serving_effects, make_assumption_table

FIRST_CAVEATS = 2
TERMS = (
    ("answer", Sentence("尚未达到的目标", "open target"),
     Sentence("现状未达到目标年要求的目标，按每个实测部分计数；与按整项指标计数的现状评估不同。",
              "a target for the milestone that the base value does not meet, counted by measured part")),
    ("answer", Sentence("循环论证", "circular evidence"),
     Sentence("文件只重复目标值、下达命令，或没有任何数字而由支撑项目分摊缺口；这样“达到”的目标没有独立的数字依据。",
              "the document only repeats the target, orders it, or gives no figure at all so that supporters share the gap")),
    ("answer", Sentence("分摊成效", "shared effect"),
     Sentence("文件写明某项目支撑某指标但没有数字时，由全部支撑项目按投资额分摊该指标的缺口。",
              "where the document names supporters of an indicator without figures, they share its gap in proportion to their cost")),
    ("answer", Sentence("低值、中值、高值", "low, central and high effects"),
     Sentence("成效的谨慎、中间与乐观取值，逐条见成效附表；分摊成效的低值与高值是中值乘以设定的系数。",
              "cautious, middle and hopeful reading of an effect; of a shared one the central value times set factors")),
    ("delivery", Sentence("所选组合、整个项目库", "chosen portfolio, whole pool"),
     Sentence("前者是纸面最低成本的入选项目按其年份建设；后者是规划列出的全部项目按文件所写年份建设。",
              "the cheapest projects on paper built in their years; all projects of the plan built in the printed years")),
    ("delivery", Sentence("稳健组合", "robust portfolio"),
     Sentence("考虑实施延误后，以规定的把握程度同时按期达到目标的最低成本组合，可早于文件所写年份开工。",
              "the cheapest portfolio that meets its targets in time with the wanted certainty when delays are counted; it may start early")),
    ("delivery", Sentence("新抽样检验", "tested on new draws"),
     Sentence("用没有参与选择的随机数再模拟一遍，避免选择时的偶然性被当作把握。",
              "simulated again with random numbers that took no part in the choice")),
    ("outlook", Sentence("A、B、C 三本账", "ledgers A, B and C"),
     Sentence("A 能源活动二氧化碳，B 其他温室气体，C 碳汇；三者不相加，达峰只看 A 账。",
              "A energy CO2, B other greenhouse gases, C sinks; never added up; the peak is called on A")),
    ("outlook", Sentence("净能源CO2", "net energy CO2"),
     Sentence("A 账减去项目减排（或加上项目增排）之后的排放。", "ledger A after what projects take off or add")),
    ("outlook", Sentence("中心路径与抽样中位数", "central path and median of the draws"),
     Sentence("前者是全部参数取中心值算出的一条路径；后者是各次抽样结果居中的一条。参数区间不对称，两者略有不同。",
              "the first takes every figure at its central value, the second is the middle of all draws; they differ a little because ranges "
              "are not even")),
    ("outlook", Sentence("主情景、基准情景", "main pathway, baseline"),
     Sentence("结论所依据的情景，与政策照旧的对照情景；参数主要是标明的假设。",
              "the pathway the conclusions refer to, and the one with policies as before; most of their figures are marked assumptions")),
    ("outlook", Sentence("LMDI-I 分解", "LMDI-I decomposition"),
     Sentence("把排放变化无残差地分给人口、人均GDP、结构、强度、能源结构等因素的方法（对数平均迪氏指数法）。",
              "splits a change of emissions among its drivers without a rest (logarithmic mean Divisia index)")),
)  # fmt: skip
FIRST_FINDINGS = 12
KINDS = {
    "document": Sentence("规划文件", "document"),
    "publication": Sentence("公开文献", "publication"),
    "assumption": Sentence("假设", "assumption"),
}


def summarise(run: Run, language: Language) -> Chapter:
    """The answer, its few figures, and what limits it."""
    voice = Voice(language)
    blocks: list[Block] = []
    if run.answer is not None:
        blocks.append(voice.answer(headline(run.answer)))
        score = describe_score(run.answer) if run.answer.verification.points is None else None
        blocks += [voice.answer(score)] if score is not None else []
    elif run.refusal is not None:
        blocks.append(voice.answer(run.refusal))
    if run.delivery is not None:
        blocks.append(voice.answer(headline_delivery(run.delivery)))
    if run.outlook is not None:
        blocks.append(voice.answer(headline_outlook(run.outlook)))
    rows = [*_list_key_figures(run, voice)]
    if rows:
        columns = (
            voice.column("item", "主要数字", "Key figure", 2.4),
            voice.number("value", "数值", "Value"),
            voice.column("unit", "单位", "Unit", 0.9),
            voice.column("place", "详见", "See", 0.9),
        )
        blocks.append(Table("key_figures", voice.t("主要数字", "Key figures"), columns, tuple(rows)))
    caveats = list(list_caveats(run.answer)) if run.answer is not None else []
    caveats += list(list_delivery_caveats(run.delivery, {})[:1]) if run.delivery is not None else []
    caveats += list(list_carbon_caveats(run.outlook)[:FIRST_CAVEATS]) if run.outlook is not None else []
    if caveats:
        blocks.append(voice.paragraph("使用上述结论前须知：", "Before these conclusions are used:"))
    return Chapter("summary", voice.t("摘要", "Summary"), (*blocks, *voice.caveats(caveats)))


def _count_delivery(outlook: DeliveryOutlook, voice: Voice) -> list[tuple[str, object, str, str]]:
    """How sure the targets are in time, of the chosen and of the robust portfolio."""
    rows: list[tuple[str, object, str, str]] = []
    for course in (outlook.chosen, outlook.secure):
        name = COURSE_NAMES[course.name]
        count, year = len(course.aims), course.by or course.ledger.problem.milestone
        item = voice.t(
            f"{year} 年底前 {count} 个目标全部达到的概率（{name.zh}）",
            f"Probability that all {count} targets are met by the end of {year} ({name.en})",
        )
        rows.append((item, 100 * course.chance, "%", "⟦delivery⟧"))
    return rows


def _list_key_figures(run: Run, voice: Voice) -> list[tuple[Cell, ...]]:
    rows: list[tuple[str, object, str, str]] = []
    if run.answer is not None:
        rows += _count_answer(run.answer, voice, has_budget=bool(run.frontier))
    if run.delivery is not None:
        rows += _count_delivery(run.delivery, voice)
    if run.outlook is not None:
        main = run.outlook.main
        place = int(min(max(2030 - main.model.years[0], 0), len(main.model.years) - 1))
        year, median = int(main.model.years[place]), float(main.ensemble.fans["net"][2, place])
        title = voice.read(name_pathway(run.plan, main.pathway_name))
        rows += [
            (
                voice.t(f"{year} 年能源活动二氧化碳，中位数（{title}）", f"Energy CO2 in {year}, median ({title})"),
                median,
                voice.t(*CARBON),
                "⟦carbon⟧",
            ),
            (
                voice.t(f"{year} 年及以前达峰的概率（同一情景）", f"Probability of a peak by {year} (same pathway)"),
                100.0 * float(main.ensemble.peaked_by[place]),
                "%",
                "⟦carbon⟧",
            ),
        ]
    return [(item, cell(value), unit, place_) for item, value, unit, place_ in rows]


def _count_answer(answer: Answer, voice: Voice, *, has_budget: bool) -> list[tuple[str, object, str, str]]:
    """What the portfolio costs and meets, in numbers."""
    plan, outcomes = answer.plan, answer.verification.outcomes
    starts = answer.choice.portfolio.starts
    projects = sum(key in plan.project_by_id for key in starts)
    priced = [row.cost_wan_yuan for row in plan.projects if row.cost_wan_yuan is not None]
    score = score_portfolio(plan, answer.scenario, answer.choice.portfolio)
    pool, ordered = sum(priced), voice.t("项", "measures")
    met, circular = sum(each.is_met for each in outcomes), sum(each.is_circular for each in outcomes)
    targets, items = voice.t("项", "targets"), voice.t("个", "projects")
    said: list[tuple[str, str, object, str, str]] = [
        ("尚未达到的目标（按实测指标计）", "Targets still open (counting measured parts)", len(outcomes), targets, "⟦open_targets⟧"),
        ("其中组合达到", "met by the portfolio", met, targets, "⟦open_targets⟧"),
        ("其中有数字依据", "of these on figures", met - circular, targets, "⟦open_targets⟧"),
        ("其中属循环论证", "of these on circular evidence", circular, targets, "⟦open_targets⟧"),
        ("仍达不到", "still missed", len(outcomes) - met, targets, "⟦portfolio⟧"),
        ("项目库中有投资数字的项目", "Projects in the pool with a cost", len(priced), items, "⟦all_projects⟧"),
        ("项目库总投资", "Cost of the pool", pool, voice.t(*MONEY), "⟦all_projects⟧"),
        ("入选项目", "Projects chosen", projects, items, "⟦chosen⟧"),
        ("入选项目投资", "Cost of the portfolio", answer.verification.cost_wan_yuan, voice.t(*MONEY), "⟦chosen⟧"),
        ("须落实的政策措施（无投资）", "Policy measures to be put in force (no investment)", len(starts) - projects, ordered, "⟦portfolio⟧"),
    ]  # fmt: skip
    if score is not None:
        said.append(
            (
                "该组合预计得分",
                "Points the portfolio would earn",
                score,
                voice.t("分", "points"),
                "⟦budget⟧" if has_budget else "⟦points⟧",
            )
        )
    return [(voice.t(zh, en), value, unit, place) for zh, en, value, unit, place in said]


def tell_data(run: Run, language: Language) -> Chapter:
    """Sources, rules, assumptions, evidence of the effects, and what is wrong with the document itself."""
    voice = Voice(language)
    blocks: list[Block] = [
        voice.heading("资料来源", "Sources"),
        voice.paragraph(
            "每个数字都出自规划文件（注明行号）或公开文献，否则标为假设并说明理由。空缺的数字按“未知”处理，不当作零。",
            "Every figure comes from the plan's document (with its lines) or from a publication, or is marked as an assumption with its "
            "reasoning. A missing figure is unknown, never zero.",
        ),
        list_sources(run.plan, "document", voice),
        voice.paragraph("引用的公开文献见⟦publications⟧。", "Publications: ⟦publications⟧."),
        _tell_standpoint(run.plan, voice),
        voice.heading("名词", "Terms"),
        list_terms(run, voice),
    ]
    if run.answer is not None:
        blocks += _tell_rules(run.answer, voice)
    if run.outlook is not None:
        blocks += _tell_carbon(run, voice)
    blocks += _tell_findings(run, voice)
    return Chapter("data", voice.t("数据与假设", "Data and assumptions"), tuple(blocks))


def _tell_standpoint(plan: Plan, voice: Voice) -> Block:
    """From where the appraisal looks: it knows nothing that came after the plan."""
    base = plan.settings.years.base_year
    return voice.paragraph(
        f"论证的立足点是规划的基准年（{base} 年）：只用规划文本及所列文献，不含此后当地的实际执行与统计数据"
        "（全国或全省的电网因子、煤耗等系数及上级目标除外）。已经过去的开工年份因此表示"
        "按规划当时条件应当开工的年份；用于当前决策时，须先以实际进展更新数据包。",
        f"The appraisal stands in the plan's base year ({base}): it uses the text of the plan and the publications listed, and nothing that was "
        "done or measured in the place since (national and provincial factors, such as that of the grid, and targets "
        "set above it are the exception). A start year that has passed is thus the year in which building should have begun under the "
        "conditions of the plan; before it is used for a decision today, the package has to be brought up to date.",
    )


def list_terms(run: Run, voice: Voice) -> Table:
    """The words of this report that a reader may not know, of those it uses."""
    rows = tuple(
        (voice.read(term), voice.read(meaning)) for part, term, meaning in TERMS if getattr(run, part) is not None
    )
    columns = (voice.column("term", "名词", "Term", 1.2), voice.column("meaning", "含义", "Meaning", 5.0))
    return Table("terms", voice.t("本报告的名词", "Terms of this report"), columns, rows)


def list_sources(plan: Plan, kind: str, voice: Voice) -> Table:
    """The documents or the publications of a plan."""
    is_document = kind == "document"
    rows: list[tuple[Cell, ...]] = []
    for row in plan.sources:
        if row.kind == kind:
            rows.append((row.source_id, cell(row.name(voice.language)), cell(row.cite(voice.language))))
    columns = (
        voice.column("source_id", "编号", "Key", 1.1),
        voice.column("title", "名称", "Title", 3.0),
        voice.column("citation", "出处", "Citation", 3.0),
    )
    title = voice.t("规划文件", "Documents of the plan") if is_document else voice.t("引用的公开文献", "Publications")
    return Table(f"{kind}s", title, columns, tuple(rows))


def _tell_rules(answer: Answer, voice: Voice) -> list[Block]:
    said = make_assumption_table(answer)
    texts = said[f"text_{voice.language}"].map(str)
    rules = Bullets(tuple(clean(each) for each in texts[said["kind"] == "rule"]))
    is_assumed = said["kind"] == "assumption"
    rows = tuple(zip(said["source_id"][is_assumed].map(cell), texts[is_assumed].map(cell), strict=True))
    columns = (
        voice.column("source_id", "编号", "Key", 0.8),
        voice.column("text", "假设与理由", "Assumption and reasoning", 5.0),
    )
    counts = Counter(wording.name_basis(answer.plan, effect) for effect in list_serving_effects(answer))
    shown = [Sentence(f"{basis.zh} {count} 条", f"{count} {basis.en}") for basis, count in counts.items()]
    blocks: list[Block] = [voice.heading("优选的计算规则", "Rules of the selection"), rules]
    if rows:
        title = voice.t("优选所依据的假设", "Assumptions behind the selection")
        blocks += [voice.heading("标明的假设", "Marked assumptions"), Table("assumptions", title, columns, rows)]
    return [
        *blocks,
        voice.paragraph(
            f"起作用的工程成效按依据分：{'、'.join(each.zh for each in shown) or '无'}，逐条见⟦effects⟧。"
            "“按规则分摊”是文件没有任何数字时的做法，“行政命令”由机关自行决定、水平即目标自身，两者都属循环论证。一个目标靠几条成效达到时，目标的依据按其中最弱的一条计（⟦open_targets⟧）。",
            f"Effects at work by what they rest on: {', '.join(each.en for each in shown) or 'none'}; one by one in ⟦effects⟧. 'Shared' "
            "is what is done where the document gives no figure at all, an 'order' is the administration's own to give and has the target for its "
            "level; both are circular evidence. A target met by several effects is judged by "
            "the weakest of them (⟦open_targets⟧).",
        ),
    ]


def _tell_carbon(run: Run, voice: Voice) -> list[Block]:
    settings, plan = find_carbon_settings(run.plan), run.plan
    grid, years = f"{average_grid(plan):.4f}", "、".join(str(year) for year in settings.grid_years)
    account = {"equivalent": ("等价值", "equivalent value"), "calorific": ("当量值", "calorific value")}
    counted, factors = (
        account[plan.energy[0].account],
        FACTOR_SETS.get(settings.factor_set) or Sentence(f"“{settings.factor_set}”集", f"set '{settings.factor_set}'"),
    )
    place = (
        settings.grid
        if voice.language == "en"
        else {"China": "全国"}.get(settings.grid, plan.settings.region.province_zh)
    )
    return [
        voice.heading("排放路径的依据", "What the pathways rest on"),
        voice.paragraph(
            f"基准年 {settings.base_year} 年；化石燃料排放因子取{factors.zh}；{place}电网因子取 {years} 年均值 {grid} kgCO2/kWh；"
            f"全球增温潜势 {settings.gwp_set}；电力按{counted[0]}折标。各来源及其数字个数见⟦carbon_sources⟧，假设在前。",
            f"Base year {settings.base_year}; fuel factors: {factors.en}; grid factor of {place}, mean of "
            f"{years.replace('、', ', ')}: {grid} kgCO2/kWh; warming potentials {settings.gwp_set}; electricity counted at its {counted[1]}. "
            "Sources and how many figures each carries: ⟦carbon_sources⟧, assumptions first.",
        ),
    ]


def _tell_findings(run: Run, voice: Voice) -> list[Block]:
    """How many contradictions the document holds, and the gravest of them."""
    counts = {each: sum(finding.severity == each for finding in run.findings) for each in SEVERITIES}
    grave = [finding.sentence for finding in run.findings if finding.severity == "error"]
    zh = "、".join(f"{wording.SEVERITIES[key].zh} {count}" for key, count in counts.items())
    en = ", ".join(f"{wording.SEVERITIES[key].en} {count}" for key, count in counts.items())
    blocks: list[Block] = [
        voice.heading("规划文件自身的矛盾与缺口", "Contradictions and holes in the document"),
        voice.paragraph(
            f"复算文件自身的说法，共 {len(run.findings)} 条发现（{zh}），矛盾与警示逐条见⟦findings⟧。",
            f"Recomputing what the document says about itself gives {len(run.findings)} findings ({en}); errors and warnings one by one "
            "in ⟦findings⟧.",
        ),
    ]
    if grave:
        first = grave[:FIRST_FINDINGS]
        if len(grave) > len(first):
            blocks.append(voice.paragraph(f"前 {len(first)} 条矛盾：", f"The first {len(first)} errors:"))
        blocks.append(voice.bullets(first))
    return blocks
