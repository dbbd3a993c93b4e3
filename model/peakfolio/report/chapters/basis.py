"""The chapter that opens a report: what it was made from, and from where it looks."""

from collections import Counter
from collections.abc import Iterator, Mapping

from peakfolio.plan.plan import Plan
from peakfolio.plan.words import STANDARDS
from peakfolio.report.chapters.sources import Shelf, list_sources, sort_publications
from peakfolio.report.content import Block, Caveat, Chapter, bullets, caveats, heading, refer
from peakfolio.report.standpoint import say_standpoint
from peakfolio.run import Run
from peakfolio.words import Name, Words, listing, say

BETWEEN_TITLES = Name("、", "; ")
RULES: Mapping[str, Words] = {
    "threshold": say("every indicator has to be met"),
    "points": say("every indicator earns points by tiers, and basic conditions have a veto"),
    "binding_and_reference_share": say("all binding indicators and a share of the reference ones have to be met"),
    "elapsed_progress": say("progress is compared with the time elapsed"),
}
SHELVES: Mapping[Shelf, Words] = {
    "law": say("Laws and regulations"),
    "policy": say("Documents of higher authorities"),
    "standard": say("Standards and methods"),
}


def tell_basis(run: Run) -> Chapter:
    """The plan and from when it is seen, what it has to follow, how it is judged, and where the figures come from."""
    plan = run.plan
    blocks: list[Block] = [
        heading(say("The plan that is appraised")),
        list_sources(plan, "document"),
        *caveats([Caveat("decides", say_standpoint(plan))], "decides"),
        heading(say("What the plan has to follow")),
        bullets(_list_shelves(plan)),
        heading(say("The indicators and where their figures come from")),
        *_tell_figures(plan),
    ]
    return Chapter("basis", say("Basis of the appraisal"), tuple(blocks))


def _list_shelves(plan: Plan) -> Iterator[Words]:
    """Laws, documents from above and standards that the tables of sources name; of a kind they name none of, that they do not."""
    shelves = sort_publications(plan)
    for kind, shelf in SHELVES.items():
        titles = listing(dict.fromkeys(_quote(each.name) for each in shelves[kind]), BETWEEN_TITLES)
        missing = say("none in the data; whoever signs this report has to add them")
        yield say("{shelf}: {titles}.", shelf=shelf, titles=titles if shelves[kind] else missing)


def _quote(name: Name) -> Name:
    """A title as each language quotes it."""
    return Name(f"《{name.zh}》", name.en)


def _tell_figures(plan: Plan) -> Iterator[Words]:
    """How many indicators are judged by whose standard, and how much of the data is printed, published or assumed."""
    settings = plan.settings.assessment
    standards = listing(STANDARDS[each] for each in settings.standards)
    yield say(
        "{indicators} indicators are judged by these yardsticks: {standards}; rule: {rule}.",
        indicators=sum(row.parent_id is None for row in plan.indicators),
        standards=standards,
        rule=RULES[settings.rule],
    )
    counts = Counter(row.kind for row in plan.own_sources)
    yield say(
        "{projects} projects and {measures} policy measures are weighed. Every figure comes from the plan's document (with its lines) "
        "or from one of {published} publications ({publications}), or is one of {assumed} marked assumptions with its reasoning; what "
        "nobody prints is unknown, never zero.",
        projects=len(plan.projects),
        measures=len(plan.measures),
        published=counts["publication"],
        publications=refer("publications"),
        assumed=counts["assumption"],
    )
