"""The report of a run: a few self-contained pages that open with the answer, then the assumptions, then the tables."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from peakfolio.language import Language, Sentence, format_number
from peakfolio.plan.audit import Finding
from peakfolio.portfolio.answering import Answer
from peakfolio.results import wording
from peakfolio.results.tables import make_assumption_table, make_spending_table

TEMPLATES = Path(__file__).parent / "templates"


def headline(answer: Answer) -> Sentence:
    """The answer in two sentences."""
    plan, problem = answer.plan, answer.problem
    priced = [row for row in plan.projects if row.cost_wan_yuan is not None]
    chosen = [key for key in answer.choice.portfolio.starts if key in plan.project_by_id]
    measures = len(answer.choice.portfolio.starts) - len(chosen)
    met = sum(outcome.is_met for outcome in answer.verification.outcomes)
    total, cost = sum(row.cost_wan_yuan or 0.0 for row in priced), answer.verification.cost_wan_yuan
    share = 100.0 * cost / total if total else 0.0
    opened, out_of_reach = len(problem.targets), len(answer.choice.reaches)
    proof_zh = "求解器已证明没有更便宜的组合" if answer.choice.portfolio.is_proved else "求解器未能证明最优"
    proof_en = "proved to be the cheapest" if answer.choice.portfolio.is_proved else "not proved to be the cheapest"
    return Sentence(
        f"{problem.milestone} 年共有 {opened} 项目标尚未达到；{len(priced)} 个有投资数字的项目中，{len(chosen)} 个"
        f"（{format_number(cost, 2)} 万元，占 {share:.1f}%）加 {measures} 项政策措施即可达到其中 {met} 项，{proof_zh}。"
        f"其余 {out_of_reach} 项用项目库中的任何组合都达不到。",
        f"{opened} targets for {problem.milestone} are still open. Of {len(priced)} projects with a cost, {len(chosen)} "
        f"({format_number(cost, 2)} x 10,000 yuan, {share:.1f}% of the pool) and {measures} policy measures meet {met} of them; "
        f"this is {proof_en}. The other {out_of_reach} are out of reach of every portfolio of the pool.",
    )


def list_caveats(answer: Answer) -> tuple[Sentence, ...]:
    """What a reader must know before using the answer: circular evidence, optional projects, unknown costs."""
    caveats = []
    shared = [o for o in answer.verification.outcomes if o.is_met and o.rests_on_shared]
    if shared:
        names = "、".join(wording.name_indicator(answer.plan, each.indicator_id).zh for each in shared)
        names_en = "; ".join(wording.name_indicator(answer.plan, each.indicator_id).en for each in shared)
        caveats.append(
            Sentence(
                f"{len(shared)} 项“达到”依据分摊成效：文件没有给出任何数字，只是假定支撑项目合起来刚好补上缺口，属循环论证：{names}。",
                f"{len(shared)} of the targets met rest on shared effects: the document gives no figure, and the supporters are simply "
                f"taken to close the gap together. This is circular evidence: {names_en}.",
            )
        )
    if answer.problem.unpriced:
        names = ", ".join(answer.problem.unpriced)
        caveats.append(
            Sentence(f"没有投资数字、因而未参与优选的项目：{names}。", f"Projects without a cost, left out: {names}.")
        )
    extra = answer.best_effort.cost_wan_yuan - answer.verification.cost_wan_yuan
    if extra > 0:
        keys = [key for key in answer.choice.best_effort.starts if key not in answer.choice.portfolio.starts]
        caveats.append(
            Sentence(
                f"若要把达不到的目标尽量拉近，还可另投 {format_number(extra, 2)} 万元：{'、'.join(keys)}。",
                f"Another {format_number(extra, 2)} x 10,000 yuan would bring unreachable targets nearer: {', '.join(keys)}.",
            )
        )
    if answer.verification.sunk_wan_yuan > 0:
        sunk = format_number(answer.verification.sunk_wan_yuan, 2)
        caveats.append(
            Sentence(
                f"其中 {sunk} 万元按年均摊落在基准年及以前，可视为已投入。",
                f"{sunk} x 10,000 yuan of it falls into the base year or before and is already spent.",
            )
        )
    return tuple(caveats)


def render_report(
    answer: Answer,
    findings: Sequence[Finding],
    figures: Mapping[str, str],
    identity: Mapping[str, Any],
    language: Language,
) -> str:
    """The report in one language; ``figures`` are SVG elements by name."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(_list_tools(answer, language))
    spending = make_spending_table(answer).groupby(["year", "funding_source"], sort=True)["spending_wan_yuan"].sum()
    return environment.get_template("report.html.j2").render(
        answer=answer,
        plan=answer.plan,
        problem=answer.problem,
        language=language,
        headline=headline(answer).read(language),
        caveats=[each.read(language) for each in list_caveats(answer)],
        figures={name: Markup(svg) for name, svg in figures.items()},
        assumptions=make_assumption_table(answer).to_dict("records"),
        spending=list(spending.items()),
        findings=findings,
        identity=identity,
        reasons={role: [each for each in answer.reasons if each.role == role] for role in wording.ROLES},
        outcomes={each.indicator_id: each for each in answer.verification.outcomes},
    )


def _list_tools(answer: Answer, language: Language) -> dict[str, Any]:
    plan = answer.plan
    return {
        "t": lambda zh, en: zh if language == "zh" else en,
        "say": lambda sentence: sentence.read(language),
        "words": wording,
        "money": lambda value: format_number(value, 2),
        "number": format_number,
        "indicator_name": lambda key: wording.name_indicator(plan, key).read(language),
        "action_name": lambda key: wording.name_action(plan, key).read(language),
        "level": lambda key, value: wording.show_level(answer, key, value).read(language),
        "reason_text": lambda reason: wording.explain_reason(answer, reason).read(language),
        "reach_text": lambda reach: wording.explain_reach(answer, reach).read(language),
        "years": lambda key, start: wording.show_years(
            plan.project_by_id[key], start, answer.problem.action_by_id[key].duration_years
        ),
    }
