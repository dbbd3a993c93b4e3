"""The chapter on risks: what can fail, the gravest first, with what to do against each; what is worth finding out; what would help."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from peakfolio.carbon.outlook import CarbonOutlook
from peakfolio.delivery.outlook import DeliveryOutlook
from peakfolio.portfolio.answering import Answer
from peakfolio.report import names
from peakfolio.report.carbon.summary import describe_targets
from peakfolio.report.chapters.delivery import list_first_changes
from peakfolio.report.chapters.options import tell_weakest
from peakfolio.report.content import Block, Chapter, Table, bullets, heading, name_column, refer, tabulate, text_column
from peakfolio.report.delivery.letters import name_secure
from peakfolio.report.delivery.summary import list_deciders
from peakfolio.report.information import (
    INFORMATION,
    find_link,
    list_information_notes,
    make_information_table,
    name_figure,
    names_figures,
    say_worth,
)
from peakfolio.report.reasons import list_unknown
from peakfolio.run import Run
from peakfolio.words import NOTHING, SPACE, Words, listing, say, say_many, show_share

Weight = Literal["grave", "middle", "slight"]
WEIGHTS: Mapping[Weight, Words] = {"grave": say("grave"), "middle": say("middle"), "slight": say("slight")}
FIRST = 6  # rows of what is worth finding out, and of what would move the dates; all are in the appendix
HALF, RARE = 0.5, 0.1  # of the runs, or of the targets: from which a risk is grave, below which it is slight
LEAST = 0.05  # of the runs: what fails more rarely is no risk to watch
LIKELY = 0.8  # "secured" is what holds in four of five draws
NAMED = 4  # more names than a cell bears are counted


@dataclass(frozen=True)
class Risk:
    """What can fail, how heavily it weighs, and what to do against it."""

    weight: Weight
    what: Words
    remedy: Words


def tell_risks(run: Run) -> Chapter:
    """The risks in one table, then what is worth finding out before money is spent, and what one change would do to the dates."""
    risks = sorted(list_risks(run), key=lambda each: list(WEIGHTS).index(each.weight))
    blocks: list[Block] = [heading(say("What can fail, and what to do against it"))]
    blocks.append(_list_risks(risks) if risks else say("Nothing was found that weighs on the answer."))
    blocks += _tell_information(run)
    changes = None if run.delivery is None or not run.delivery.aims else list_first_changes(run.delivery, FIRST)
    if changes is not None and len(changes.rows) > 1:  # the first is that nothing changes
        blocks += [heading(say("What one change would do to the dates")), changes]
    return Chapter("risks", say("Risks and countermeasures"), tuple(blocks))


def _list_risks(risks: list[Risk]) -> Table:
    return tabulate(
        "risk_list",
        say("Risks, the gravest first"),
        risks,
        (text_column("weight", say("Weight"), 0.5, WEIGHTS), lambda each: each.weight),
        (name_column("what", say("What can fail"), 3.0), lambda each: each.what),
        (name_column("remedy", say("Countermeasure"), 3.0), lambda each: each.remedy),
        note=say(
            "Grave: it fails in half of the simulated cases, or half of the targets hang on it; slight: in less than a tenth."
        ),
    )


def list_risks(run: Run) -> Iterator[Risk]:
    """Every risk that the findings of a run name, those of one kind together."""
    if run.delivery is not None and run.delivery.aims:
        yield from _list_delays(run.delivery)
    if run.answer is not None and not run.answer.is_undecided:
        yield from _list_uncertain(run, run.answer)
        yield from _list_unfounded(run.answer)
        yield from _list_uncounted(run.answer)
    if run.outlook is not None:
        yield from _list_intensities(run.outlook)
    grave = sum(finding.severity == "error" for finding in run.findings)
    if grave:
        yield Risk(
            "slight",
            say_many(
                "The document contradicts itself in {n} place.", "The document contradicts itself in {n} places.", grave
            ),
            say("Correct them before its figures are quoted ({findings}).", findings=refer("findings")),
        )


def _weigh(share: float) -> Weight:
    """The weight of what fails in a share of the cases."""
    return "grave" if share >= HALF else "middle" if share >= RARE else "slight"


def _list_delays(outlook: DeliveryOutlook) -> Iterator[Risk]:
    """The projects whose own delay makes a target fail, and those whose beginning or money is open."""
    early = {} if outlook.secure_choice is None else outlook.secure_choice.portfolio.starts
    for each in list_deciders(outlook):
        if each.breaks < LEAST:
            continue
        key, start = each.action_id, outlook.choice.portfolio.starts.get(each.action_id)
        follow = say(
            "Follow its approval, tender and acceptance month by month; settle land and design before the tender."
        )
        if start is not None and early.get(key, start) < start:
            follow = say(
                "Begin it in {year}, before its printed year, as {option} does, and follow it month by month.",
                year=early[key],
                option=name_secure(outlook),
            )
        what = say(
            "{key} {name} is late: in {share} of the simulated cases of option A its own delay alone makes a target fail.",
            key=key,
            name=names.name_action(outlook.plan, key),
            share=show_share(each.breaks),
        )
        yield Risk(_weigh(each.breaks), what, follow)
    jobs, kinds = outlook.chosen.delivery.jobs, {row.project_id: row for row in outlook.plan.delivery}
    reserve = [job.action_id for job in jobs if job.action_id in kinds and kinds[job.action_id].is_reserve]
    if reserve:
        yield Risk(
            "middle",
            say("Only a reserve in the document, to be built when conditions are ripe: {keys}.", keys=_count(reserve)),
            say("Have the conditions confirmed in writing before the others are tied to them."),
        )
    unstated = [job.action_id for job in jobs if "unstated" in job.funding]
    if unstated:
        yield Risk(
            "middle",
            say("The document names no source of money: {keys}.", keys=_count(unstated)),
            say(
                "Name the source and the year before approval; here it is taken to come as the place's own budget does."
            ),
        )


def _count(keys: list[str]) -> Words:
    """Keys in a row; many are cut short."""
    rest = len(keys) - NAMED
    shown = listing(keys[:NAMED])
    return say("{keys} and {rest} more", keys=shown, rest=rest) if rest > 0 else shown


def _list_uncertain(run: Run, answer: Answer) -> Iterator[Risk]:
    """That the effects bring less than read."""
    sure = answer.certainty
    if sure is None or not sure.by_target or sure.all_met >= LIKELY:
        return
    remedy = say("An earlier start does not mend that: count first, or add what helps that target.")
    if run.information is not None and names_figures(run.information):
        most = run.information.figures[0].figure
        figure = name_figure(answer, most, find_link(answer.plan, most))
        remedy = say(
            "An earlier start does not mend that: count first ({figure}), or add what helps that target.", figure=figure
        )
    what = say(
        "The projects bring less than read: even without any delay all targets hold in only {share} of the simulated cases.{weakest}",
        share=show_share(sure.all_met),
        weakest=_name_weakest(run, answer),
    )
    yield Risk(_weigh(1.0 - sure.all_met), what, remedy)


def _name_weakest(run: Run, answer: Answer) -> Words:
    """The least sure target: with delays counted where they were simulated, as the page to decide by does."""
    if run.delivery is not None and run.delivery.aims:
        said = tell_weakest(answer, run.delivery)
        return NOTHING if said is NOTHING else listing((NOTHING, said), SPACE)
    chances = {} if answer.certainty is None else answer.certainty.by_target
    weakest = min(chances, key=lambda key: chances[key])
    return say(" The least sure target is {target}.", target=names.name_briefly(answer.plan, weakest))


def _list_unfounded(answer: Answer) -> Iterator[Risk]:
    """The targets that are met by the document's word alone."""
    outcomes = answer.verification.outcomes
    circular, met = [each.key for each in outcomes if each.is_circular], sum(each.is_met for each in outcomes)
    if circular:
        shown = listing([names.name_briefly(answer.plan, key) for key in circular[:NAMED]], names.LONG)
        yield Risk(
            _weigh(len(circular) / met),
            say(
                "{count} of {met} targets have no figure behind them and may turn out not to be met: {names}.",
                count=len(circular),
                met=met,
                names=shown if len(circular) <= NAMED else say("{names} and others", names=shown),
            ),
            say(
                "Find figures that can be checked, or keep the order or promise under review ({effects}).",
                effects=refer("effects"),
            ),
        )


def _list_uncounted(answer: Answer) -> Iterator[Risk]:
    """The missed targets of which nobody knows what the projects named for them bring."""
    waiting = {each.key: list_unknown(answer, each) for each in answer.choice.reaches}
    named = {key: actions for key, actions in waiting.items() if actions}
    if named:
        actions = list(dict.fromkeys(each for found in named.values() for each in found))
        yield Risk(
            "middle",
            say_many(
                "For {n} missed target nothing says how much the projects named for it bring, so it may be met or not: {names}.",
                "For {n} missed targets nothing says how much the projects named for them bring, so they may be met or not: {names}.",
                len(named),
                names=listing([names.name_briefly(answer.plan, key) for key in list(named)[:NAMED]], names.LONG),
            ),
            say("Count or measure what {actions} bring before anything is promised.", actions=_count(actions)),
        )


def _list_intensities(outlook: CarbonOutlook) -> Iterator[Risk]:
    """That the fall of CO2 per GDP asked for is not secured."""
    least = min(outlook.main.ensemble.met.values(), default=1.0)
    if least < LIKELY:
        yield Risk(
            _weigh(1.0 - least),
            describe_targets(outlook, outlook.main),
            say(
                "Take further measures in industry and power, or make the base data firm ({carbon_calls}).",
                carbon_calls=refer("carbon_calls"),
            ),
        )


def _tell_information(run: Run) -> Iterator[Block]:
    """What to count or measure before money is spent, and what that rests on."""
    if run.answer is None or run.information is None:
        return
    yield heading(INFORMATION)
    table = make_information_table(run.answer, run.information)
    if not table.rows:
        yield say_worth(run.answer, run.information)
    else:
        more = say(" All of them: {information}.", information=refer("information_all"))
        note = say(
            "Who knows a figure chooses after it, who does not before: what that saves on average, in money and in targets "
            "missed, is the most that finding it out may cost.{more}",
            more=more if len(table.rows) > FIRST else NOTHING,
        )
        yield replace(table.first(FIRST), note=note)
    yield bullets(list_information_notes(run.answer, run.information)[:1])
