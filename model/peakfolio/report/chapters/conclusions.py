"""The chapter that ends the text: what follows from the findings, each advice with the finding it rests on."""

from collections.abc import Iterator, Mapping

from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.causes import Cause
from peakfolio.report import names as wording
from peakfolio.report.carbon.names import name_parameter, shorten_pathway
from peakfolio.report.chapters.options import advise, list_options, tell_weakest
from peakfolio.report.content import Block, Chapter, Text, bullets, refer
from peakfolio.report.information import names_figures, say_worth
from peakfolio.report.summary import describe_score
from peakfolio.run import Run
from peakfolio.words import NOTHING, SEMICOLON, SPACE, Words, listing, say, say_many

DECISIVE = 3  # as many as one can watch
LIKELY = 0.8  # "secured" is what holds in four of five draws
WAYS: Mapping[Cause, Words] = {
    "no_project": say("no project or measure has a known effect on that: establish the effects of the projects named for it, add "
                      "projects, or revise the target by due procedure"),
    "unpriced": say("the supporting projects print no cost: estimate it first"),
    "only_shared": say("the supporting projects carry no figure: establish their effects first"),
    "not_in_place": say("part of what it asks for is not in place: name who establishes it"),
    "beyond_bound": say("the level lies beyond the indicator's own bounds: check the target"),
    "locked_out": say("what it needs is locked out: lift that first"),
    "locked_in": say("what is locked in stands in its way: decide between them"),
    "excluded": say("relations between projects do not allow it: check them, or add projects"),
    "group": say("the number asked of a group of projects does not allow it: loosen that first"),
    "balance": say("the shares of the money asked for do not allow it: loosen them first"),
    "not_enough_money": say("the budget is too small: it needs more money"),
    "emission_cut": say("the ceiling on emissions does not allow it: decide between them"),
    "overshoot": say("its projects overshoot it: build less of them, or check the band"),
    "harmed": say("projects that are needed make it worse: mend that, or decide between them"),
    "worst_case": say("in the worst case its projects are not enough: add some"),
    "too_late": say("the supporting projects finish too late: start them earlier, or move the date"),
    "ripens_late": say("the effects ripen after the date even if the projects are built in their years (middle values): move the date, "
                       "or check the lag first"),
    "ripens_late_and_short": say("the effects ripen after the date and fall short even in full: add projects, and move the date or revise the "
                                 "target by due procedure"),
    "not_enough_effect": say("all supporting projects together are not enough: add or enlarge some, or revise the target by due procedure"),
    "not_asked": say("the question does not ask for it"),
    "not_searched": say("the search was stopped: solve again with more time"),
    "conflict": say("it conflicts with other targets: decide between them"),
}  # fmt: skip


def conclude(run: Run) -> Chapter:
    """Which option the figures speak for, then advice, numbered."""
    said = [*_conclude_portfolio(run), *_conclude_run(run)]
    blocks: list[Block] = []
    if run.delivery is not None and run.delivery.aims:
        advised = advise(run.delivery, list(list_options(run.delivery, run.points)))
        weakest = NOTHING if run.answer is None else tell_weakest(run.answer, run.delivery)
        blocks.append(Text("answer", listing([advised, *([] if weakest is NOTHING else [weakest])], SPACE)))
    if said:
        blocks += [say("It follows:"), bullets(said, is_numbered=True)]
    return Chapter("conclusion", say("Conclusions and advice"), tuple(blocks))


def _conclude_information(run: Run) -> Iterator[Words]:
    """What to find out first, where finding it out is worth money."""
    if run.answer is not None and run.information is not None and names_figures(run.information):
        said, place = say_worth(run.answer, run.information), refer("information")
        yield say("{said} See {place}.", said=said, place=place)


def _conclude_open(run: Run) -> Iterator[Words]:
    """What to do first where no portfolio can be chosen: what is missed, what nobody can judge, and what the projects lack."""
    rows, plan = run.assessment.rows, run.plan
    missed = [each.indicator for each in rows if each.status == "not_met"]
    blank = sum(each.status in ("unknown", "untestable") for each in rows)
    if missed:
        yield say_many(
            "{n} indicator misses its target: {names}; add projects for it, or have the target changed.",
            "{n} indicators miss their targets: {names}; add projects for them, or have the targets changed.",
            len(missed),
            names=listing((each.name for each in missed), wording.LONG),
        )
    if blank:
        yield say_many(
            "{n} indicator cannot be judged: write its present value, or what is asked of it.",
            "{n} indicators cannot be judged: write their present values, or what is asked of them.",
            blank,
        )
    if not plan.projects:
        yield say("Draw up projects with their costs; without them nothing can be chosen.")
    elif all(each.cost_wan_yuan is None for each in plan.projects):
        yield say_many(
            "Estimate what the {n} project costs; without that nothing can be chosen.",
            "Estimate what the {n} projects cost; without that nothing can be chosen.",
            len(plan.projects),
        )


def _conclude_portfolio(run: Run) -> Iterator[Words]:
    if run.answer is None:
        yield from _conclude_open(run)
        return
    answer = run.answer
    projects = wording.list_projects(answer.plan, answer.choice.portfolio)
    measures = [key for key in answer.choice.portfolio.starts if key not in projects]
    money = wording.show_money(answer.verification.cost_wan_yuan)
    if projects and (run.delivery is None or not run.delivery.aims):
        yield say(
            "Secure approval and money ({money}) for the {count} chosen projects first: {projects}; start years and "
            "reasons in {chosen}.",
            money=money,
            count=len(projects),
            projects=" ".join(projects),
            chosen=refer("chosen"),
        )
    if measures:
        yield say(
            "Put {count} policy measures in force that need no investment: {measures}.",
            count=len(measures),
            measures=" ".join(measures),
        )
    score = None if answer.is_undecided else describe_score(run)
    if score is not None:
        yield say(
            "{score} (points now: {points}; {conditions})",
            score=score,
            points=refer("points"),
            conditions=refer("conditions"),
        )
    yield from _conclude_information(run)
    yield from _conclude_missed(answer)


def _conclude_missed(answer: Answer) -> Iterator[Words]:
    """What would help the targets that stay missed, by their causes."""
    by_cause: dict[tuple[Cause, ...], list[str]] = {}
    for reach in answer.choice.reaches:
        by_cause.setdefault((reach.cause, *reach.also), []).append(reach.key)
    for causes, keys in by_cause.items():
        names = [wording.name_briefly(answer.plan, key) for key in keys]
        yield say_many(
            "For the missed target ({names}): {ways}.",
            "For the missed targets ({names}): {ways}.",
            len(keys),
            names=listing(names, wording.LONG),
            ways=listing((WAYS[cause] for cause in causes), SEMICOLON),
        )


def _conclude_run(run: Run) -> Iterator[Words]:
    if run.delivery is not None and run.delivery.aims:
        yield say(
            "Act on the risks in {risks} in their order, and report on them every half year.", risks=refer("risk_list")
        )
    outlook = run.outlook
    if outlook is None:
        return
    names = [name_parameter(run.plan, each.parameter) for each in outlook.swings[:DECISIVE]]
    firm = say(
        "; to make the call on the peak firm, establish first: {names} ({carbon_swings})",
        names=listing(names, wording.LONG),
        carbon_swings=refer("carbon_swings"),
    )
    yield say(
        "For the carbon peak refer to the pathway '{title}' ({carbon}){firm}.",
        title=shorten_pathway(run.plan, outlook.main.pathway_name),
        carbon=refer("carbon"),
        firm=firm if names else NOTHING,
    )
