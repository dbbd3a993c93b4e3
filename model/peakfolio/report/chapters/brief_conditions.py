"""The conditions on the page to decide by: what to know or settle first, three at most."""

from collections.abc import Iterator, Sequence

from peakfolio.delivery.outlook import DeliveryOutlook
from peakfolio.plan.plan import Plan
from peakfolio.portfolio.answering import Answer
from peakfolio.report import names as wording
from peakfolio.report.chapters.brief_words import Facts, shorten_names
from peakfolio.report.chapters.options import Option
from peakfolio.report.information import find_link, name_figure, names_figures
from peakfolio.report.proof import tell_proof
from peakfolio.report.standpoint import say_standpoint
from peakfolio.report.targets import list_undecided
from peakfolio.words import NOTHING, SEMICOLON, Words, listing, say, say_many

MOST_CONDITIONS = 3


def list_brief_conditions(facts: Facts, options: Sequence[Option] = ()) -> tuple[Words, ...]:
    """The conditions that decide, most weighty first, three at most; where the page looks from is always among them."""
    said = [each for each in _list_weighty(facts) if each is not NOTHING][: MOST_CONDITIONS - 1]
    return (*said, _say_premise(facts.plan, options))


def _say_premise(plan: Plan, options: Sequence[Option]) -> Words:
    """Where the page looks from, and the years that options differ by, which may have passed since."""
    first = options[0].portfolio.starts if options else {}
    moved: dict[tuple[str, int], list[str]] = {}
    for other in options:
        for key, year in other.portfolio.starts.items():
            if first.get(key, year) != year:
                moved.setdefault((key, year), []).append(other.letter)
    if not moved or plan.standpoint is not None:
        return say_standpoint(plan)
    starts: dict[tuple[tuple[str, ...], int], list[str]] = {}
    for (key, year), letters in moved.items():
        starts.setdefault((tuple(letters), year), []).append(key)
    asked = [
        say("{letters} {projects}", letters="/".join(letters), projects=listing(keys))
        for (letters, _), keys in starts.items()
    ]
    return say(
        "The data end with the plan's base year {base}. Some projects begin in {first} (otherwise than in A: {starts}); if that year has "
        "passed, work it out again first.",
        base=plan.settings.years.base_year,
        first=min(year for each in options for year in each.portfolio.starts.values()),
        starts=listing(asked, SEMICOLON),
    )


def _list_weighty(facts: Facts) -> Iterator[Words]:
    answer = facts.answer
    if answer is None or answer.is_undecided:
        return
    if not answer.choice.portfolio.is_proved:
        yield say("That nothing is cheaper is not proved: the search was stopped before its end.")
    yield from (each.said for each in tell_proof(answer) if each.rank == "decides")
    if facts.delivery is not None:
        yield _say_money(facts.delivery)
    yield _say_circular(answer)
    if facts.information is not None and names_figures(facts.information):
        most = facts.information.figures[0]
        link = find_link(answer.plan, most.figure)
        yield say(
            "Count or measure first: {figure}; it bears on {targets}.",
            figure=name_figure(answer, most.figure, link),
            targets=shorten_names([wording.name_briefly(answer.plan, key) for key in most.targets]),
        )
    yield _say_unjudged(answer)


def _say_money(outlook: DeliveryOutlook) -> Words:
    """The chosen projects that are only a reserve, and those that name no source of money."""
    jobs = outlook.chosen.delivery.jobs
    held = {row.project_id for row in outlook.plan.delivery if row.is_reserve}
    reserve = [each.action_id for each in jobs if each.action_id in held]
    unpaid = [each.action_id for each in jobs if "unstated" in each.funding and each.cost_wan_yuan > 0]
    said = (
        (reserve, say("{keys} are only in reserve", keys=listing(reserve))),
        (unpaid, _name_unpaid(unpaid, sum(each.cost_wan_yuan > 0 for each in jobs))),
    )
    parts = [words for keys, words in said if keys]
    return (
        say("{parts}: settle approval and money first.", parts=wording.Capitalised(listing(parts, SEMICOLON)))
        if parts
        else NOTHING
    )


def _name_unpaid(keys: Sequence[str], count: int) -> Words:
    """The projects that name no source of money; that none does where it is all of several."""
    if len(keys) == count > 2:
        return say("no project names a source of money")
    return say("{keys} name no source of money", keys=listing(keys))


def _say_circular(answer: Answer) -> Words:
    """How many targets are met by the document's word alone; which, the table says."""
    count = sum(each.is_circular for each in answer.verification.outcomes)
    if not count:
        return NOTHING
    return say_many(
        "{n} of the targets met rests on words alone.", "{n} of the targets met rest on words alone.", count
    )


def _say_unjudged(answer: Answer) -> Words:
    """The targets whose number is reached and that ask for a task besides."""
    keys = [each.key for each in list_undecided(answer)]
    if not keys:
        return NOTHING
    return say(
        "Not to be judged, for a task without a number is asked besides: {names}.",
        names=shorten_names([wording.name_briefly(answer.plan, key) for key in keys]),
    )
