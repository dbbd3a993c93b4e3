"""The answer of a run in sentences: the headline, and what a reader must know before using it."""

from collections.abc import Iterator

from peakfolio.plan.chains import find_spread
from peakfolio.plan.plan import Plan
from peakfolio.plan.settings import Ceiling
from peakfolio.plan.words import FUNDING, STANDARDS
from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.objectives import QUESTIONS
from peakfolio.portfolio.problem import OpenTarget
from peakfolio.portfolio.scenario_targets import choose_standard
from peakfolio.report import names as wording
from peakfolio.report.carbon.summary import headline_outlook
from peakfolio.report.chains import show_spread
from peakfolio.report.content import Caveat
from peakfolio.report.delivery.summary import headline_delivery
from peakfolio.report.information import say_certainty
from peakfolio.report.proof import tell_parts, tell_proof
from peakfolio.report.targets import count_undecided, tell_undecided
from peakfolio.report.undecided import describe_undecided, say_counts
from peakfolio.run import Run
from peakfolio.words import NOTHING, SEMICOLON, SPACE, Words, format_number, listing, say, say_in, say_many, show_share

SMALL_STEP = 0.01  # of the base value: an improvement that few would notice
MOST_CEILINGS = 4  # more would drown the answer; they are in the scenario
TINY = 1e-6  # 万tCO2e, what a solver may leave of a constraint


def headline(answer: Answer) -> Words:
    """The answer: what was asked, what it costs, what it meets, how sure that is, what stays out of reach, and under which conditions."""
    return _tell_answer(answer, say_certainty(answer))


def tell_choice(answer: Answer) -> Words:
    """The answer without how sure it is, where that stands elsewhere."""
    return _tell_answer(answer, NOTHING)


def _tell_answer(answer: Answer, sure: Words) -> Words:
    conditions = list_conditions(answer)
    if answer.is_undecided:
        given = say("Given: {conditions}.", conditions=listing(conditions, SEMICOLON)) if conditions else NOTHING
        parts = (_count_open(answer), given, describe_undecided(answer), say_counts(answer.plan))
        return listing((each for each in parts if each is not NOTHING), SPACE)
    return say(
        "{asked} {question}{given}: {found}{sure} {rest} {counts}",
        asked=_count_open(answer),
        question=wording.Capitalised(QUESTIONS[answer.problem.scenario.question].title),
        given=say(" (given: {conditions})", conditions=listing(conditions, SEMICOLON)) if conditions else NOTHING,
        found=_describe_choice(answer),
        sure=NOTHING if sure is NOTHING else listing((NOTHING, sure), SPACE),
        rest=_describe_rest(answer),
        counts=say_counts(answer.plan),
    )


def _describe_choice(answer: Answer) -> Words:
    """The projects and measures chosen, what they cost and what they meet."""
    plan, portfolio = answer.plan, answer.choice.portfolio
    prices = [row.cost_wan_yuan for row in plan.projects if row.cost_wan_yuan is not None]
    chosen = wording.list_projects(plan, portfolio)
    measures = len(portfolio.starts) - len(chosen)
    met = sum(outcome.is_met for outcome in answer.verification.outcomes)
    if not portfolio.starts:
        return explain_nothing(answer)
    if not chosen:
        return say(
            "no project was chosen; {measures} policy measures alone meet {met} of them, without any investment.",
            measures=measures,
            met=met,
        )
    cost = answer.verification.cost_wan_yuan
    proved = say("proved to be the cheapest under the effects and rules of the model")
    return say(
        "{chosen} of {priced} projects with a cost ({money}, {share} of the pool) and {measures} policy measures meet {met} "
        "of them if built in their years; {proof}.",
        chosen=len(chosen),
        priced=len(prices),
        money=wording.show_money(cost),
        share=_show_part(cost, sum(prices)),
        measures=measures,
        met=met,
        proof=proved if portfolio.is_proved else say("not proved to be the cheapest"),
    )


def _show_part(cost: float, total: float) -> str:
    """A cost in whole per cents of the pool, as the page to decide by shows it."""
    return show_share(cost / total if total else 0.0)


def _count_open(answer: Answer) -> Words:
    """How many targets are open, and by whose standard."""
    return say_many(
        "{n} target of the {standard} for {years} (counting measured parts) is still open.",
        "{n} targets of the {standard} for {years} (counting measured parts) are still open.",
        len(answer.problem.targets),
        standard=STANDARDS[choose_standard(answer.plan, answer.scenario)],
        years=listing(map(str, answer.problem.milestones), say_in("between years", " and ")),
    )


def explain_nothing(answer: Answer) -> Words:
    """Why no project and no measure was chosen; there is nothing to prove of nothing."""
    problem = answer.problem
    if not problem.targets:
        unsure = sum(each.status in ("unknown", "untestable") for each in problem.settled)
        if not unsure:
            return say("no target is open, so nothing was chosen.")
        return say(
            "no target is open, so nothing was chosen. Another {unsure} have no base value or cannot be tested.",
            unsure=unsure,
        )
    if not answer.choice.portfolio.is_proved:
        return say("the search was stopped before anything was found.")
    if any(each.missing == 0 for each in answer.choice.reaches):
        return say("nothing that could be built would bring what is asked any nearer, so nothing was chosen.")
    return say("under these conditions no project or measure brings any of them to its target, so nothing was chosen.")


def list_conditions(answer: Answer) -> tuple[Words, ...]:
    """What the scenario imposes beyond the plan."""
    scenario = answer.scenario
    inside, outside = ", ".join(scenario.locked_in), ", ".join(scenario.locked_out)
    robust, left = format_number(scenario.robust_budget), ", ".join(scenario.dropped_targets)
    edited = ", ".join(f"{key}={format_number(value)}" for key, value in scenario.target_values.items())
    is_yearly = any(each.year for each in answer.problem.ceilings)
    said = (
        (scenario.lock_committed, say("projects under way are locked in")),
        (inside, say("{inside} locked in", inside=inside)),
        (outside, say("{outside} locked out", outside=outside)),
        *((True, each) for each in _list_ceilings(answer)),
        (scenario.carry_over and is_yearly, say("unspent money may be carried over")),
        (scenario.use_proposed_effects, say("proposed effects count, though nobody has accepted them")),
        (scenario.use_shared_effects, say("projects without a figure share the gap, as the document says")),
        (scenario.effects != "central", say("{level} effects", level=wording.LEVELS[scenario.effects])),
        (scenario.robust_budget > 0, say("up to {robust} effects on each target may fall to low", robust=robust)),
        (left, say("{left} left out", left=left)),
        (edited, say("targets set to {edited}", edited=edited)),
        *((True, each) for each in _list_own_figures(answer)),
        (scenario.standard, say("targets of the {standard}", standard=STANDARDS[scenario.standard or "plan"])),
    )
    return tuple(words for holds, words in said if holds)


def _list_own_figures(answer: Answer) -> list[Words]:
    """The figures of chains that the user has set in the plan's place."""
    return [
        say(
            "{name} set to {figure}",
            name=row.name,
            figure=show_spread(find_spread(row, row.central), wording.show_unit(row.unit)),
        )
        for row in answer.plan.parameters
        if row.parameter_id in answer.scenario.parameter_values
    ]


def _list_ceilings(answer: Answer) -> list[Words]:
    """The ceilings on money, each with its amount; many are only counted."""
    ceilings = answer.problem.ceilings
    if len(ceilings) > MOST_CEILINGS:
        return [say("{count} ceilings on money", count=len(ceilings))]
    return [_describe_ceiling(each) for each in ceilings]


def _describe_ceiling(each: Ceiling) -> Words:
    source = FUNDING[each.funding_source] if each.funding_source else say("all money")
    money = wording.show_money(each.ceiling_wan_yuan, is_exact=True)
    if each.year:
        return say("{source} in {year} at most {money}", source=source, year=each.year, money=money)
    return say("{source} at most {money}", source=source, money=money)


def list_missing_points(answer: Answer) -> list[Words]:
    """The points or the abatement that were asked for beside what is reached; nothing for other questions."""
    own, scenario, is_proved = answer.verification, answer.scenario, answer.choice.portfolio.is_proved
    lacking = say(", out of reach") if is_proved else say(", not found so far")
    if scenario.question.endswith("abatement"):
        reached, wanted = format_number(own.abatement_wan_tco2), scenario.abatement_wan_tco2 or 0.0
        if scenario.question != "cheapest_abatement":
            return [say("{reached} (10,000 t CO2e) are abated a year.", reached=reached)]
        return [
            say(
                "{reached} (10,000 t CO2e) are abated a year ({wanted} asked{lacking}).",
                reached=reached,
                wanted=format_number(wanted),
                lacking=lacking if own.abatement_wan_tco2 < wanted - TINY else NOTHING,
            )
        ]
    if own.points is None:
        return []
    needed = answer.problem.points_needed or 0.0
    return [
        say(
            "{points} points ({needed} asked{lacking}); conditions with a veto that do not hold yet: {failing}.",
            points=format_number(own.points),
            needed=format_number(needed),
            lacking=lacking if own.points < needed - wording.CENT else NOTHING,
            failing=_list_failing(answer.plan),
        )
    ]


def _list_failing(plan: Plan) -> Words:
    """The basic conditions that do not hold yet."""
    return wording.list_names([each.condition_id for each in plan.basic_conditions if each.status != "met"])


def _describe_rest(answer: Answer) -> Words:
    """The targets that stay missed, those out of reach told from those the question or the budget leaves; and the points."""
    reaches, broken = answer.choice.reaches, answer.choice.portfolio.broken
    unsettled = sum(reach.missing > 0 and reach.cause == "not_searched" for reach in reaches)
    far = sum(reach.missing > 0 for reach in reaches) - unsettled
    near = sum(not reach.missing > 0 and not (reach.missing == 0 and reach.key in broken) for reach in reaches)
    blind = sum(reach.missing > 0 and reach.cause in ("only_shared", "no_project", "unpriced") for reach in reaches)
    lack = say(", {blind} of them for want of a figure or a project", blind=blind) if blind else NOTHING
    said: list[Words] = [
        say("{far} are out of reach of every portfolio under these conditions{lack}.", far=far, lack=lack)
    ]
    if near:
        said.append(say("Another {near} are within reach but not taken.", near=near))
    if unsettled:
        said.append(say("Whether {unsettled} can be met was not settled in time.", unsettled=unsettled))
    if broken:
        said.append(
            say_many(
                "{n} of the targets met today is broken by the portfolio.",
                "{n} of the targets met today are broken by the portfolio.",
                len(broken),
            )
        )
    said += [each for each in (count_undecided(answer),) if each is not NOTHING]
    said += list_missing_points(answer)
    if answer.problem.ruled:
        said.append(_describe_rule(answer))
    return listing(said, SPACE)


def is_rule_passed(answer: Answer) -> bool:
    """Whether no binding indicator fails and enough reference indicators are met."""
    problem, fails = answer.problem, answer.choice.portfolio.fails
    met = sum(each.nature == "reference" and each.indicator_id not in fails for each in problem.ruled)
    is_bound = any(each.nature == "binding" and each.indicator_id in fails for each in problem.ruled)
    return not is_bound and met >= problem.reference_needed


def _describe_rule(answer: Answer) -> Words:
    """Whether the rule of binding and reference indicators is passed, and what fails."""
    problem, fails = answer.problem, answer.choice.portfolio.fails
    nature = {each.indicator_id: each.nature for each in problem.ruled}
    binding = [key for key in fails if nature[key] == "binding"]
    reference = [key for key in fails if nature[key] == "reference"]
    count, needed = sum(each == "reference" for each in nature.values()), problem.reference_needed
    return say(
        "The rule {verdict}: binding indicators that fail or cannot be judged: {binding}; {met} of {count} reference "
        "indicators are met ({needed} needed), failing or unknown: {reference}.",
        verdict=say("is passed") if is_rule_passed(answer) else say("is not passed"),
        binding=wording.list_names(binding),
        met=count - len(reference),
        count=count,
        needed=needed,
        reference=wording.list_names(reference),
    )


def list_caveats(answer: Answer) -> tuple[Words, ...]:
    """What a reader must know before using the answer: circular evidence, optional projects, unknown costs."""
    return tuple(each.said for each in rank_caveats(answer))


def rank_caveats(answer: Answer) -> tuple[Caveat, ...]:
    """The same, each with its weight."""
    limits = (
        *tell_parts(answer),
        *_tell_small_steps(answer),
        *_tell_late_money(answer),
        *_tell_unpriced(answer),
        *tell_optional(answer),
        *_tell_sunk(answer),
    )
    return (
        *(Caveat("decides", each) for each in _tell_circular(answer)),
        *(Caveat("limits", each) for each in tell_undecided(answer)),
        *tell_proof(answer),
        *(Caveat("limits", each) for each in limits),
    )


def _tell_circular(answer: Answer) -> Iterator[Words]:
    """The targets that are met only because somebody says so."""
    circular = [outcome for outcome in answer.verification.outcomes if outcome.is_circular]
    if circular:
        shown = [
            say(
                "{name} ({why})",
                name=wording.name_indicator(answer.plan, each.key),
                why=wording.EVIDENCE[each.evidence],
            )
            for each in circular
        ]
        yield say(
            "{circular} of the {met} targets met have no figure behind them, only the document's word: it repeats the target, "
            "orders it, or names projects. {shown}.",
            circular=len(circular),
            met=sum(outcome.is_met for outcome in answer.verification.outcomes),
            shown=listing(shown, wording.LONG),
        )


def _tell_unpriced(answer: Answer) -> Iterator[Words]:
    if answer.problem.unpriced:
        yield say("Projects without a cost, left out: {names}.", names=", ".join(answer.problem.unpriced))


def tell_optional(answer: Answer) -> Iterator[Words]:
    """What more money would bring nearer, though no target is met by it."""
    extra = answer.best_effort.cost_wan_yuan - answer.verification.cost_wan_yuan
    if extra > 0:
        keys = [key for key in answer.choice.best_effort.starts if key not in answer.choice.portfolio.starts]
        money = wording.show_money(extra)
        yield say("Another {money} would bring unreachable targets nearer: {keys}.", money=money, keys=listing(keys))


def _tell_sunk(answer: Answer) -> Iterator[Words]:
    if answer.verification.sunk_wan_yuan > 0:
        sunk = wording.show_money(answer.verification.sunk_wan_yuan)
        yield say("{sunk} of it falls into the base year or before and is already spent.", sunk=sunk)


def describe_score(run: Run) -> Words | None:
    """The points the portfolio would earn and the conditions with a veto; None where the plan is not scored."""
    points = run.points.get("chosen")
    if points is None:
        return None
    return say(
        "By the tiers the portfolio would earn {points} points ({needed} to pass); conditions with a veto that do not "
        "hold yet: {failing}.",
        points=format_number(points),
        needed=format_number(run.plan.settings.assessment.pass_points or 0),
        failing=_list_failing(run.plan),
    )


def _tell_small_steps(answer: Answer) -> list[Words]:
    """The targets that ask for any improvement and are met by a very small one."""
    outcomes = {each.key: each for each in answer.verification.outcomes}
    rows = []
    for target in answer.problem.targets:
        outcome, base = outcomes[target.key], target.base
        if not (outcome.is_met and base) or outcome.is_circular or not _asks_for_any(answer, target):
            continue
        if abs(outcome.value - base) < SMALL_STEP * abs(base):
            name, share = wording.name_indicator(answer.plan, target.key), 100.0 * abs(outcome.value / base - 1.0)
            rows.append(say("{name} ({share:.2g}%)", name=name, share=share))
    if not rows:
        return []
    return [
        say(
            "Targets that ask for any improvement count as met though it is below 1%: {names}.",
            names=listing(rows, wording.LONG),
        )
    ]


def _asks_for_any(answer: Answer, target: OpenTarget) -> bool:
    """Whether a target names no number: any improvement meets it, or the least step that the scenario asks for."""
    standard = choose_standard(answer.plan, answer.scenario)
    rows = answer.plan.find_targets(target.indicator_id, standard, target.milestone)
    return target.is_trend or any(row.relation == "improve" for row in rows)


def _tell_late_money(answer: Answer) -> list[Words]:
    """Money of the portfolio that the plan's years put after the milestone."""
    milestone = answer.problem.milestone
    late = sum(amount for (_, year), amount in answer.verification.spending.items() if year > milestone)
    if late < wording.CENT:
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
    return listing((each for each in said if each is not None), wording.BREAK)
