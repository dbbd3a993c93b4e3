"""The answer of a run in sentences: the headline, and what a reader must know before using it."""

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
from peakfolio.words import Name, Words, format_number, listing, say, say_in

SMALLEST_SHARE = 0.1
SMALL_STEP = 0.01
MOST_CEILINGS = 4
TINY = 1e-6
CENT = 0.005


def headline(answer: Answer) -> Words:
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
        return Name(
            f"{asked.zh}{title.zh}{under_zh}：{nothing.zh}{rest.zh}",
            f"{asked.en} {title.en[0].upper()}{title.en[1:]}{under_en}: {nothing.en} {rest.en}".rstrip(),
        )
    if not chosen:
        return say(
            "{asked} {upper}{title}{under}: no project was chosen; {measures} policy measures alone meet {met} of them, "
            "without any investment. {rest}",
            asked=asked,
            under=Name(under_zh, under_en),
            measures=measures,
            met=met,
            rest=rest,
            upper=title.en[0].upper(),
            title=title.en[1:],
            title_2=title.zh,
        )
    return say(
        "{asked} {upper}{title}{under}: {chosen} of {priced} projects with a cost ({money}, {share_text} of the pool) "
        "and {measures} policy measures meet {met} of them if built in their years; {proof}. {rest}",
        asked=asked,
        under=Name(under_zh, under_en),
        chosen=len(chosen),
        priced=len(priced),
        money=money,
        share_text=share_text,
        measures=measures,
        met=met,
        proof=Name(proof_zh, proof_en),
        rest=rest,
        upper=title.en[0].upper(),
        title=title.en[1:],
        title_2=title.zh,
    )


def _count_open(answer: Answer, years_zh: str, years_en: str) -> Words:
    """How many targets are open, and by whose standard."""
    count = len(answer.problem.targets)
    standard = STANDARDS[choose_standard(answer.plan, answer.scenario)]
    targets, are = ("target", "is") if count == 1 else ("targets", "are")
    return say(
        "{count} {targets} of the {standard} for {years} (counting measured parts) {are} still open.",
        count=count,
        standard=standard,
        years=Name(years_zh, years_en),
        targets=targets,
        are=are,
    )


def _explain_nothing(answer: Answer, priced: int) -> Words:
    """Why no project and no measure was chosen; there is nothing to prove of nothing."""
    problem = answer.problem
    if not problem.targets:
        unsure = sum(each.status in ("unknown", "untestable") for each in problem.settled)
        zh, en = say(" Another {unsure} have no base value or cannot be tested.", unsure=unsure)
        return say("no target is open, so nothing was chosen.{part}", part=(Name(zh, en) if unsure else ""))
    if (
        not problem.contributions
        and not answer.scenario.use_shared_effects
        and any(t.supporters for t in problem.targets)
    ):
        return say("the supporting projects carry no figure and shared effects are off, so nothing was chosen.")
    if not problem.contributions:
        return say(
            "effects unknown for all {priced} projects with a cost, as far as these targets go, so nothing was chosen.",
            priced=priced,
        )
    return say("under these conditions no project or measure brings any of them to its target, so nothing was chosen.")


def _list_conditions(answer: Answer) -> tuple[Words, ...]:
    """What the scenario imposes beyond the plan."""
    scenario = answer.scenario
    inside, outside = ", ".join(scenario.locked_in), ", ".join(scenario.locked_out)
    level = wording.LEVELS[scenario.effects]
    robust = format_number(scenario.robust_budget)
    left, standard = ", ".join(scenario.dropped_targets), STANDARDS[scenario.standard or "plan"]
    edited = ", ".join(f"{key}={format_number(value)}" for key, value in scenario.target_values.items())
    said = (
        (scenario.lock_committed, say("projects under way are locked in")),
        (bool(inside), say("{inside} locked in", inside=inside)),
        (bool(outside), say("{outside} locked out", outside=outside)),
        *_list_ceilings(answer),
        (
            scenario.carry_over and any(each.year for each in answer.problem.ceilings),
            say("unspent money may be carried over"),
        ),
        (not scenario.use_shared_effects, say("without shared effects")),
        (scenario.effects != "central", say("{level} effects", level=level)),
        (scenario.robust_budget > 0, say("up to {robust} effects on each target may fall to low", robust=robust)),
        (bool(left), say("{left} left out", left=left)),
        (bool(edited), say("targets set to {edited}", edited=edited)),
        (scenario.standard is not None, say("targets of the {standard}", standard=standard)),
    )
    return tuple(Name(zh, en) for holds, zh, en in said if holds)


def _list_ceilings(answer: Answer) -> list[tuple[bool, str, str]]:
    """The ceilings on money, each with its amount; many are only counted."""
    said = []
    for each in answer.problem.ceilings:
        money = wording.show_money(each.ceiling_wan_yuan, is_exact=True)
        source = FUNDING[each.funding_source] if each.funding_source else say_in("report", "all money")
        year_zh, year_en = say(" in {year}", year=each.year) if each.year else ("", "")
        said.append(
            (True, say("{source}{year} at most {money}", source=source, year=Name(year_zh, year_en), money=money))
        )
    if len(said) > MOST_CEILINGS:
        return [(True, say("{said} ceilings on money", said=len(said)))]
    return said


def _describe_wanted(answer: Answer) -> Words:
    """The points or the abatement that were asked for beside what is reached; nothing for other questions."""
    own, problem, scenario = answer.verification, answer.problem, answer.scenario
    zh = en = ""
    lacking = say(", out of reach") if answer.choice.portfolio.is_proved else say(", not found so far")
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
        zh, en = say(" {reached} (10,000 t CO2e) are abated a year", reached=format_number(reached, 4))
        if scenario.question == "cheapest_abatement":
            lacks = reached < (wanted or 0.0) - TINY
            zh += f"（要求 {format_number(wanted or 0.0, 4)}{lacking[0] if lacks else ''}）"
            en += f" ({format_number(wanted or 0.0, 4)} asked{lacking[1] if lacks else ''})"
        zh, en = zh + "。", en + "."
    return Name(zh, en)


def _describe_rest(answer: Answer) -> Words:
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
    zh, en = say("{far} are out of reach of every portfolio under these conditions.", far=far)
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
    return Name(zh, en)


def _describe_rule(answer: Answer) -> Words:
    """Whether the rule of binding and reference indicators is passed, and what fails."""
    problem, fails = answer.problem, answer.choice.portfolio.fails
    nature = {each.indicator_id: each.nature for each in problem.ruled}
    binding = [key for key in fails if nature[key] == "binding"]
    reference = [key for key in fails if nature[key] == "reference"]
    count, needed = sum(each == "reference" for each in nature.values()), count_reference_needed(problem)
    passed = not binding and count - len(reference) >= needed
    return say(
        "The rule {part}: binding indicators that fail or cannot be judged: {binding}; {count} of {count_2} reference "
        "indicators are met ({needed} needed), failing or unknown: {reference}.",
        part=(say("is passed") if passed else say("is not passed")),
        count=count - len(reference),
        count_2=count,
        needed=needed,
        binding=", ".join(binding) or "none",
        reference=", ".join(reference) or "none",
        binding_2="、".join(binding) or "无",
        reference_2="、".join(reference) or "无",
    )


def list_caveats(answer: Answer) -> tuple[Words, ...]:
    """What a reader must know before using the answer: circular evidence, optional projects, unknown costs."""
    caveats = []
    circular = [outcome for outcome in answer.verification.outcomes if outcome.is_circular]
    if circular:
        met = sum(outcome.is_met for outcome in answer.verification.outcomes)
        names = [(wording.name_indicator(answer.plan, each.key), wording.EVIDENCE[each.evidence]) for each in circular]
        shown_zh = "、".join(f"{name.zh}（{why.zh}）" for name, why in names)
        shown_en = "; ".join(f"{name.en} ({why.en})" for name, why in names)
        caveats.append(
            say(
                "{circular} of the {met} targets met rest on circular evidence: the document repeats the target, orders it, or "
                "gives no figure at all, so that its supporters share the gap. {shown}.",
                circular=len(circular),
                met=met,
                shown=Name(shown_zh, shown_en),
            )
        )
    caveats += [*tell_proof(answer), *tell_parts(answer), *_tell_small_steps(answer), *_tell_late_money(answer)]
    if answer.problem.unpriced:
        names_text = ", ".join(answer.problem.unpriced)
        caveats.append(say("Projects without a cost, left out: {names_text}.", names_text=names_text))
    extra = answer.best_effort.cost_wan_yuan - answer.verification.cost_wan_yuan
    if extra > 0:
        keys = [key for key in answer.choice.best_effort.starts if key not in answer.choice.portfolio.starts]
        money = wording.show_money(extra)
        caveats.append(
            say("Another {money} would bring unreachable targets nearer: {keys}.", money=money, keys=listing(keys))
        )
    if answer.verification.sunk_wan_yuan > 0:
        sunk = wording.show_money(answer.verification.sunk_wan_yuan)
        caveats.append(say("{sunk} of it falls into the base year or before and is already spent.", sunk=sunk))
    return tuple(caveats)


def describe_score(answer: Answer) -> Words | None:
    """The points the portfolio would earn and the conditions with a veto; None where the plan is not scored."""
    points = score_portfolio(answer.plan, answer.scenario, answer.choice.portfolio)
    if points is None:
        return None
    needed = format_number(answer.plan.settings.assessment.pass_points or 0)
    failing = [each.condition_id for each in answer.plan.basic_conditions if each.status != "met"]
    return say(
        "By the tiers the portfolio would earn {points} points ({needed} to pass); conditions with a veto that do not "
        "hold yet: {failing}.",
        points=format_number(points),
        needed=needed,
        failing=Name("、".join(failing) or "无", ", ".join(failing) or "none"),
    )


def _tell_small_steps(answer: Answer) -> list[Words]:
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
            rows.append(say("{name} ({share:.2g}%)", name=name, share=share))
    if not rows:
        return []
    return [
        say(
            "Targets that ask for any improvement count as met though it is below 1%: {rows}.",
            rows=Name("、".join((zh for zh, _ in rows)), "; ".join((en for _, en in rows))),
        )
    ]


def _tell_late_money(answer: Answer) -> list[Words]:
    """Money of the portfolio that the plan's years put after the milestone."""
    milestone = answer.problem.milestone
    late = sum(amount for (_, year), amount in answer.verification.spending.items() if year > milestone)
    if late < CENT:
        return []
    early = wording.show_money(answer.verification.cost_wan_yuan - late)
    money = wording.show_money(late)
    return [
        say(
            "Of the portfolio's cost {money} is spent after {milestone}; {early} by its end.",
            money=money,
            milestone=milestone,
            early=early,
        )
    ]


def headline_run(run: Run) -> Words:
    """The answer of a run: the portfolio's, or why there is none, then that on delivery, and the carbon answer."""
    said = (
        headline(run.answer) if run.answer is not None else run.refusal,
        headline_delivery(run.delivery) if run.delivery is not None else None,
        headline_outlook(run.outlook) if run.outlook is not None else None,
    )
    parts = [each for each in said if each is not None]
    return Name("\n".join(each.zh for each in parts), "\n".join(each.en for each in parts))
