"""The answer of a run in sentences: the headline, and what a reader must know before using it."""

from peakfolio.language import Sentence, format_number
from peakfolio.plan.words import FUNDING, STANDARDS
from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.constraints import count_reference_needed
from peakfolio.portfolio.posing import choose_standard
from peakfolio.portfolio.questions import QUESTIONS
from peakfolio.portfolio.verification import score_portfolio
from peakfolio.results import wording
from peakfolio.results.carbon_text import headline_outlook
from peakfolio.results.delivery_text import headline_delivery
from peakfolio.results.proof_text import tell_parts, tell_proof
from peakfolio.results.run import Run

SMALLEST_SHARE = 0.1
SMALL_STEP = 0.01
MOST_CEILINGS = 4
TINY = 1e-6
CENT = 0.005


def headline(answer: Answer) -> Sentence:
    """The answer: what was asked, what it costs, what it meets, what stays out of reach, and under which conditions."""
    plan, problem, portfolio = answer.plan, answer.problem, answer.choice.portfolio
    priced = [row for row in plan.projects if row.cost_wan_yuan is not None]
    chosen = [key for key in portfolio.starts if key in plan.project_by_id]
    measures = len(portfolio.starts) - len(chosen)
    met = sum(outcome.is_met for outcome in answer.verification.outcomes)
    total, cost = sum(row.cost_wan_yuan or 0.0 for row in priced), answer.verification.cost_wan_yuan
    share = 100.0 * cost / total if total else 0.0
    share_text = f"{share:.1f}%" if cost == 0 or share >= SMALLEST_SHARE else f"<{SMALLEST_SHARE:g}%"
    years = "、".join(str(year) for year in problem.milestones), " and ".join(str(year) for year in problem.milestones)
    money, title = wording.show_money(cost), QUESTIONS[problem.scenario.question].title
    proof_zh = "在模型的成效与规则下已证明没有更便宜的组合" if portfolio.is_proved else "未能证明最优"
    proof_en = (
        "proved to be the cheapest under the effects and rules of the model"
        if portfolio.is_proved
        else "not proved to be the cheapest"
    )
    conditions = _list_conditions(answer)
    under_zh = f"（条件：{'；'.join(each.zh for each in conditions)}）" if conditions else ""
    under_en = f" (given: {'; '.join(each.en for each in conditions)})" if conditions else ""
    rest = _describe_rest(answer)
    asked = _count_open(answer, *years)
    if not portfolio.starts:
        nothing = _explain_nothing(answer, len(priced))
        return Sentence(
            f"{asked.zh}{title.zh}{under_zh}：{nothing.zh}{rest.zh}",
            f"{asked.en} {title.en[0].upper()}{title.en[1:]}{under_en}: {nothing.en} {rest.en}".rstrip(),
        )
    if not chosen:
        return Sentence(
            f"{asked.zh}{title.zh}{under_zh}：没有选入任何项目，仅 {measures} 项政策措施就达到其中 {met} 个，不需投资。{rest.zh}",
            f"{asked.en} {title.en[0].upper()}{title.en[1:]}{under_en}: no project was chosen; {measures} policy measures alone meet {met} of "
            f"them, without any investment. {rest.en}",
        )
    return Sentence(
        f"{asked.zh}{title.zh}{under_zh}：{len(priced)} 个有投资数字的项目中的 "
        f"{len(chosen)} 个（{money.zh}，占项目库总投资的 {share_text}）加 {measures} 项政策措施，"
        f"如按其年份建成，达到其中 {met} 个；{proof_zh}。{rest.zh}",
        f"{asked.en} {title.en[0].upper()}{title.en[1:]}"
        f"{under_en}: {len(chosen)} of {len(priced)} projects with a cost ({money.en}, {share_text} of the pool) and {measures} "
        f"policy measures meet {met} of them if built in their years; {proof_en}. {rest.en}",
    )


def _count_open(answer: Answer, years_zh: str, years_en: str) -> Sentence:
    """How many targets are open, and by whose standard."""
    count = len(answer.problem.targets)
    standard = STANDARDS[choose_standard(answer.plan, answer.scenario)]
    targets, are = ("target", "is") if count == 1 else ("targets", "are")
    return Sentence(
        f"按{standard.zh}，{years_zh} 年有 {count} 个目标（按实测指标计）尚未达到。",
        f"{count} {targets} of the {standard.en} for {years_en} (counting measured parts) {are} still open.",
    )


def _explain_nothing(answer: Answer, priced: int) -> Sentence:
    """Why no project and no measure was chosen; there is nothing to prove of nothing."""
    problem = answer.problem
    if not problem.targets:
        unsure = sum(each.status in ("unknown", "untestable") for each in problem.settled)
        zh, en = (f"另有 {unsure} 个无现状值或无法检验。", f" Another {unsure} have no base value or cannot be tested.")
        return Sentence(
            f"没有尚未达到的目标，因此没有选择任何项目。{zh if unsure else ''}",
            f"no target is open, so nothing was chosen.{en if unsure else ''}",
        )
    if (
        not problem.contributions
        and not answer.scenario.use_shared_effects
        and any(t.supporters for t in problem.targets)
    ):
        return Sentence(
            "支撑项目都没有数字，而本情景不采用分摊成效，因此没有选择任何项目。",
            "the supporting projects carry no figure and shared effects are off, so nothing was chosen.",
        )
    if not problem.contributions:
        return Sentence(
            f"{priced} 个有投资数字的项目对这些目标的成效在数据包中都未知，因此没有选择任何项目。",
            f"effects unknown for all {priced} projects with a cost, as far as these targets go, so nothing was chosen.",
        )
    return Sentence(
        "在这些条件下没有任何项目或措施能使其中哪个目标达到，因此没有选择任何项目。",
        "under these conditions no project or measure brings any of them to its target, so nothing was chosen.",
    )


def _list_conditions(answer: Answer) -> tuple[Sentence, ...]:
    """What the scenario imposes beyond the plan."""
    scenario = answer.scenario
    inside, outside = ", ".join(scenario.locked_in), ", ".join(scenario.locked_out)
    level = wording.LEVELS[scenario.effects]
    robust = format_number(scenario.robust_budget)
    left, standard = ", ".join(scenario.dropped_targets), STANDARDS[scenario.standard or "plan"]
    edited = ", ".join(f"{key}={format_number(value)}" for key, value in scenario.target_values.items())
    said = (
        (scenario.lock_committed, "在建项目必建", "projects under way are locked in"),
        (bool(inside), f"必建 {inside}", f"{inside} locked in"),
        (bool(outside), f"不建 {outside}", f"{outside} locked out"),
        *_list_ceilings(answer),
        (
            scenario.carry_over and any(each.year for each in answer.problem.ceilings),
            "各年结余可以结转",
            "unspent money may be carried over",
        ),
        (not scenario.use_shared_effects, "不采用分摊成效", "without shared effects"),
        (scenario.effects != "central", f"成效取{level.zh}", f"{level.en} effects"),
        (
            scenario.robust_budget > 0,
            f"每个目标允许 {robust} 个成效落到低值",
            f"up to {robust} effects on each target may fall to low",
        ),
        (bool(left), f"不考核 {left}", f"{left} left out"),
        (bool(edited), f"改目标值 {edited}", f"targets set to {edited}"),
        (scenario.standard is not None, f"按{standard.zh}", f"targets of the {standard.en}"),
    )
    return tuple(Sentence(zh, en) for holds, zh, en in said if holds)


def _list_ceilings(answer: Answer) -> list[tuple[bool, str, str]]:
    """The ceilings on money, each with its amount; many are only counted."""
    said = []
    for each in answer.problem.ceilings:
        money = wording.show_money(each.ceiling_wan_yuan, is_exact=True)
        source = FUNDING[each.funding_source] if each.funding_source else Sentence("总投资", "all money")
        year_zh, year_en = (f" {each.year} 年", f" in {each.year}") if each.year else ("", "")
        said.append((True, f"{source.zh}{year_zh}不超过 {money.zh}", f"{source.en}{year_en} at most {money.en}"))
    if len(said) > MOST_CEILINGS:
        return [(True, f"{len(said)} 条资金上限", f"{len(said)} ceilings on money")]
    return said


def _describe_wanted(answer: Answer) -> Sentence:
    """The points or the abatement that were asked for beside what is reached; nothing for other questions."""
    own, problem, scenario = answer.verification, answer.problem, answer.scenario
    zh = en = ""
    lacking = (
        ("，达不到", ", out of reach") if answer.choice.portfolio.is_proved else ("，尚未求得", ", not found so far")
    )
    if own.points is not None:
        points, needed = format_number(own.points), problem.points_needed or 0.0
        failing = [each.condition_id for each in answer.plan.basic_conditions if each.status != "met"]
        lacks = own.points < needed - CENT
        zh = f"得分 {points}（要求 {format_number(needed)}{lacking[0] if lacks else ''}）；尚不满足的一票否决条件：{'、'.join(failing) or '无'}。"
        en = (
            f" {points} points ({format_number(needed)} asked{lacking[1] if lacks else ''}); conditions with a veto that do not hold "
            f"yet: {', '.join(failing) or 'none'}."
        )
    if scenario.question.endswith("abatement"):
        reached, wanted = own.abatement_wan_tco2, scenario.abatement_wan_tco2
        zh, en = (
            f"年减排 {format_number(reached, 4)} 万tCO2e",
            f" {format_number(reached, 4)} (10,000 t CO2e) are abated a year",
        )
        if scenario.question == "cheapest_abatement":
            lacks = reached < (wanted or 0.0) - TINY
            zh += f"（要求 {format_number(wanted or 0.0, 4)}{lacking[0] if lacks else ''}）"
            en += f" ({format_number(wanted or 0.0, 4)} asked{lacking[1] if lacks else ''})"
        zh, en = zh + "。", en + "."
    return Sentence(zh, en)


def _describe_rest(answer: Answer) -> Sentence:
    """The targets that stay missed, those out of reach told from those the question or the budget leaves; and the points."""
    reaches = answer.choice.reaches
    unsettled = sum(reach.missing > 0 and reach.cause == "not_searched" for reach in reaches)
    far = sum(reach.missing > 0 for reach in reaches) - unsettled
    broken = len(answer.choice.portfolio.broken)
    near = (
        len(reaches)
        - far
        - unsettled
        - sum(reach.missing == 0 and reach.key in answer.choice.portfolio.broken for reach in reaches)
    )
    zh, en = (
        f"{far} 个在这些条件下任何组合都达不到。",
        f"{far} are out of reach of every portfolio under these conditions.",
    )
    if near:
        zh += f"另有 {near} 个可以达到但未选。"
        en += f" Another {near} are within reach but not taken."
    if unsettled:
        zh += f"{unsettled} 个能否达到，未能在时限内定出。"
        en += f" Whether {unsettled} can be met was not settled in time."
    if broken:
        zh += f"现已达标的目标中有 {broken} 个会因所选组合而不再达标。"
        en += f" {broken} of the targets met today {'is' if broken == 1 else 'are'} broken by the portfolio."
    wanted = _describe_wanted(answer)
    zh, en = zh + wanted.zh, en + wanted.en
    if answer.problem.ruled:
        ruled = _describe_rule(answer)
        zh, en = zh + ruled.zh, f"{en} {ruled.en}"
    return Sentence(zh, en)


def _describe_rule(answer: Answer) -> Sentence:
    """Whether the rule of binding and reference indicators is passed, and what fails."""
    problem, fails = answer.problem, answer.choice.portfolio.fails
    nature = {each.indicator_id: each.nature for each in problem.ruled}
    binding = [key for key in fails if nature[key] == "binding"]
    reference = [key for key in fails if nature[key] == "reference"]
    count, needed = sum(each == "reference" for each in nature.values()), count_reference_needed(problem)
    passed = not binding and count - len(reference) >= needed
    return Sentence(
        f"规则{'可以通过' if passed else '通不过'}：约束性指标不达标或无法判断 {'、'.join(binding) or '无'}；"
        f"参考性指标达标 {count - len(reference)}/{count}（至少 {needed}），不达标或无法判断 {'、'.join(reference) or '无'}。",
        f"The rule {'is passed' if passed else 'is not passed'}: binding indicators that fail or cannot be judged: {', '.join(binding) or 'none'}; "
        f"{count - len(reference)} of {count} reference indicators are met ({needed} needed), failing or unknown: {', '.join(reference) or 'none'}.",
    )


def list_caveats(answer: Answer) -> tuple[Sentence, ...]:
    """What a reader must know before using the answer: circular evidence, optional projects, unknown costs."""
    caveats = []
    circular = [outcome for outcome in answer.verification.outcomes if outcome.is_circular]
    if circular:
        met = sum(outcome.is_met for outcome in answer.verification.outcomes)
        names = [(wording.name_indicator(answer.plan, each.key), wording.EVIDENCE[each.evidence]) for each in circular]
        shown_zh = "、".join(f"{name.zh}（{why.zh}）" for name, why in names)
        shown_en = "; ".join(f"{name.en} ({why.en})" for name, why in names)
        caveats.append(
            Sentence(
                f"达到的 {met} 个目标中有 {len(circular)} 个属循环论证：文件只重复目标、下达命令，或根本没有数字而由支撑项目分摊缺口。{shown_zh}。",
                f"{len(circular)} of the {met} targets met rest on circular evidence: the document repeats the target, orders it, or gives "
                f"no figure at all, so that its supporters share the gap. {shown_en}.",
            )
        )
    caveats += [*tell_proof(answer), *tell_parts(answer), *_tell_small_steps(answer), *_tell_late_money(answer)]
    if answer.problem.unpriced:
        names_text = ", ".join(answer.problem.unpriced)
        caveats.append(
            Sentence(
                f"没有投资数字、因而未参与优选的项目：{names_text}。",
                f"Projects without a cost, left out: {names_text}.",
            )
        )
    extra = answer.best_effort.cost_wan_yuan - answer.verification.cost_wan_yuan
    if extra > 0:
        keys = [key for key in answer.choice.best_effort.starts if key not in answer.choice.portfolio.starts]
        money = wording.show_money(extra)
        caveats.append(
            Sentence(
                f"若要把达不到的目标尽量拉近，还可另投 {money.zh}：{'、'.join(keys)}。",
                f"Another {money.en} would bring unreachable targets nearer: {', '.join(keys)}.",
            )
        )
    if answer.verification.sunk_wan_yuan > 0:
        sunk = wording.show_money(answer.verification.sunk_wan_yuan)
        caveats.append(
            Sentence(
                f"其中 {sunk.zh}按年均摊落在基准年及以前，可视为已投入。",
                f"{sunk.en} of it falls into the base year or before and is already spent.",
            )
        )
    return tuple(caveats)


def describe_score(answer: Answer) -> Sentence | None:
    """The points the portfolio would earn and the conditions with a veto; None where the plan is not scored."""
    points = score_portfolio(answer.plan, answer.scenario, answer.choice.portfolio)
    if points is None:
        return None
    needed = format_number(answer.plan.settings.assessment.pass_points or 0)
    failing = [each.condition_id for each in answer.plan.basic_conditions if each.status != "met"]
    return Sentence(
        f"按评分档次，该组合预计得 {format_number(points)} 分（通过线 {needed} 分）；尚不满足的一票否决条件：{'、'.join(failing) or '无'}。",
        f"By the tiers the portfolio would earn {format_number(points)} points ({needed} to pass); conditions with a veto that do not hold yet: "
        f"{', '.join(failing) or 'none'}.",
    )


def _tell_small_steps(answer: Answer) -> list[Sentence]:
    """The targets that ask for any improvement and are met by a very small one."""
    rows = []
    for target in answer.problem.targets:
        outcome = next(each for each in answer.verification.outcomes if each.key == target.key)
        if (
            target.is_trend
            and outcome.is_met
            and not outcome.is_circular
            and target.base
            and abs(outcome.value - target.base) < SMALL_STEP * abs(target.base)
        ):
            name, share = (
                wording.name_indicator(answer.plan, target.key),
                100.0 * abs(outcome.value / target.base - 1.0),
            )
            rows.append((f"{name.zh}（{share:.2g}%）", f"{name.en} ({share:.2g}%)"))
    if not rows:
        return []
    return [
        Sentence(
            f"只要求“有所改善”的目标中，改善不足 1% 也计为达到：{'、'.join(zh for zh, _ in rows)}。",
            f"Targets that ask for any improvement count as met though it is below 1%: {'; '.join(en for _, en in rows)}.",
        )
    ]


def _tell_late_money(answer: Answer) -> list[Sentence]:
    """Money of the portfolio that the plan's years put after the milestone."""
    milestone = answer.problem.milestone
    late = sum(amount for (_, year), amount in answer.verification.spending.items() if year > milestone)
    if late < CENT:
        return []
    early = wording.show_money(answer.verification.cost_wan_yuan - late)
    money = wording.show_money(late)
    return [
        Sentence(
            f"组合投资中 {money.zh}按规划年份在 {milestone} 年以后支出，到 {milestone} 年底为 {early.zh}。",
            f"Of the portfolio's cost {money.en} is spent after {milestone}; {early.en} by its end.",
        )
    ]


def headline_run(run: Run) -> Sentence:
    """The answer of a run: the portfolio's, or why there is none, then that on delivery, and the carbon answer."""
    said = (
        headline(run.answer) if run.answer is not None else run.refusal,
        headline_delivery(run.delivery) if run.delivery is not None else None,
        headline_outlook(run.outlook) if run.outlook is not None else None,
    )
    parts = [each for each in said if each is not None]
    return Sentence("\n".join(each.zh for each in parts), "\n".join(each.en for each in parts))
