"""The chapter that ends the text: what follows from the findings, each advice with the finding it rests on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from peakfolio.delivery.outlook import DeliveryOutlook
from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.causes import Cause
from peakfolio.report import names as wording
from peakfolio.report.carbon.names import name_parameter, name_pathway
from peakfolio.report.carbon.summary import describe_call, describe_chance, describe_targets
from peakfolio.report.chapters.options import compare_options
from peakfolio.report.content import Block, Chapter, Text, bullets, refer
from peakfolio.report.delivery.summary import list_deciders
from peakfolio.report.information import names_figures, say_worth
from peakfolio.report.reasons import tell_unknown
from peakfolio.report.summary import describe_score, headline
from peakfolio.run import Run
from peakfolio.words import NOTHING, SEMICOLON, Language, Words, listing, say, say_many, show_share

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
    "ripens_late": say("the effects ripen after the date even if the projects are built in their years (central values): move the date, "
                       "or check the lag first"),
    "ripens_late_and_short": say("the effects ripen after the date and fall short even in full: add projects, and move the date or revise the "
                                 "target by due procedure"),
    "not_enough_effect": say("all supporting projects together are not enough: add or enlarge some, or revise the target by due procedure"),
    "not_asked": say("the question does not ask for it"),
    "not_searched": say("the search was stopped: solve again with more time"),
    "conflict": say("it conflicts with other targets: decide between them"),
}  # fmt: skip


@dataclass(frozen=True)
class _Continued(Words):
    """Sentences after a colon, which begin with a small letter."""

    said: Words

    def read(self, language: Language) -> str:
        """The sentences in one language."""
        text = self.said.read(language)
        return text[:1].lower() + text[1:]


def conclude(run: Run) -> Chapter:
    """Conclusions and advice, numbered."""
    said = [*_conclude_portfolio(run), *_conclude_run(run)]
    blocks: list[Block] = []
    if run.answer is not None:
        blocks.append(Text("answer", headline(run.answer)))
    elif run.refusal is not None:
        blocks.append(Text("answer", run.refusal))
    if run.delivery is not None and run.delivery.aims:
        blocks += [*compare_options(run.delivery, run.points), *_qualify_options(run)]
    if said:
        blocks += [say("It follows:"), bullets(said, is_numbered=True)]
    return Chapter("conclusion", say("Conclusions and advice"), tuple(blocks))


def _qualify_options(run: Run) -> Iterator[Block]:
    """That a start in time is not all: what the projects bring is uncertain too."""
    sure = None if run.answer is None else run.answer.certainty
    if run.answer is None or sure is None or not sure.by_target or sure.all_met >= LIKELY:
        return
    weakest = min(sure.by_target, key=lambda key: sure.by_target[key])
    yield say(
        "These probabilities are those of delay alone. What the projects bring is uncertain too: without any delay, with effects "
        "drawn from their ranges, option A meets all its targets in {share} of draws; the least sure is {target} ({least}). An "
        "earlier start does not mend that: count or measure first, or add what helps that target.",
        share=show_share(sure.all_met),
        target=wording.name_indicator(run.answer.plan, weakest),
        least=show_share(sure.by_target[weakest]),
    )


def _conclude_information(run: Run) -> Iterator[Words]:
    """What to find out first, where finding it out is worth money."""
    if run.answer is not None and run.information is not None and names_figures(run.information):
        said, place = say_worth(run.answer, run.information), refer("information")
        yield say("{said} See {place}.", said=said, place=place)


def _conclude_portfolio(run: Run) -> Iterator[Words]:
    if run.answer is None:
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
    circular = sum(each.is_circular for each in answer.verification.outcomes)
    if circular:
        yield say(
            "Find figures that can be checked for the {circular} targets that rest on circular evidence; until then they are "
            "met only because the document says so ({effects}).",
            circular=circular,
            effects=refer("effects"),
        )


def _conclude_missed(answer: Answer) -> Iterator[Words]:
    """What would help the targets that stay missed, by their causes."""
    by_cause: dict[tuple[Cause, ...], list[str]] = {}
    for reach in answer.choice.reaches:
        by_cause.setdefault((reach.cause, *reach.also), []).append(reach.key)
    for causes, keys in by_cause.items():
        names = [wording.name_indicator(answer.plan, key) for key in keys]
        yield say_many(
            "For the missed target ({names}): {ways}.",
            "For the missed targets ({names}): {ways}.",
            len(keys),
            names=listing(names, wording.LONG),
            ways=listing((WAYS[cause] for cause in causes), SEMICOLON),
        )
    for reach in answer.choice.reaches:
        unknown = tell_unknown(answer, reach)
        if unknown is not NOTHING:
            name = wording.name_indicator(answer.plan, reach.key)
            yield say("{name}: {unknown}", name=name, unknown=_Continued(unknown))


def _conclude_delivery(outlook: DeliveryOutlook) -> Iterator[Words]:
    """The projects to watch, and those that may hardly be in time."""
    said = [
        say("{project} ({share})", project=each.action_id, share=show_share(each.breaks))
        for each in list_deciders(outlook)
    ]
    if said:
        yield say(
            "Track closely {projects}: in so many of the runs its own delay alone makes a target fail; for the other "
            "projects see {delivery_projects}.",
            projects=listing(said),
            delivery_projects=refer("delivery_projects"),
        )


def _conclude_run(run: Run) -> Iterator[Words]:
    grave = sum(finding.severity == "error" for finding in run.findings)
    if grave:
        yield say(
            "Correct the {grave} contradictions in the plan's own document ({findings}).",
            grave=grave,
            findings=refer("findings"),
        )
    if run.delivery is not None and run.delivery.aims:
        yield from _conclude_delivery(run.delivery)
    outlook = run.outlook
    if outlook is None:
        return
    title, called = name_pathway(run.plan, outlook.main.pathway_name), describe_call(outlook, outlook.main)
    chance = describe_chance(outlook.main)
    yield say(
        "For the carbon peak refer to the pathway '{title}': {called} {chance}",
        title=title,
        called=called,
        chance=chance,
    )
    if min(outlook.main.ensemble.met.values(), default=1.0) < LIKELY:
        yield say(
            "Carbon intensity is not secured: {targets} It takes further measures, or firmer base data ({carbon_calls}).",
            targets=_Continued(describe_targets(outlook, outlook.main)),
            carbon_calls=refer("carbon_calls"),
        )
    names = [name_parameter(run.plan, each.parameter) for each in outlook.swings[:DECISIVE]]
    if names:
        yield say(
            "To make the call on the peak firm, establish these figures first: {names} ({carbon_swings}).",
            names=listing(names, wording.LONG),
            carbon_swings=refer("carbon_swings"),
        )
