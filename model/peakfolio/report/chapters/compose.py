"""Puts the chapters of a document together: from a run to its content."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from importlib.metadata import version

from peakfolio.plan.plan import Plan
from peakfolio.portfolio.answering import Answer
from peakfolio.report.chapters.appendix import append_tables, list_filed
from peakfolio.report.chapters.assessment import tell_standing
from peakfolio.report.chapters.basis import tell_basis
from peakfolio.report.chapters.book.compose import compose_book
from peakfolio.report.chapters.book.grids import Book
from peakfolio.report.chapters.brief import write_brief
from peakfolio.report.chapters.brief_words import Facts
from peakfolio.report.chapters.carbon import tell_carbon
from peakfolio.report.chapters.comparing import tell_options
from peakfolio.report.chapters.conclusions import conclude
from peakfolio.report.chapters.making import Identity, tell_making
from peakfolio.report.chapters.money import tell_money
from peakfolio.report.chapters.portfolio import tell_portfolio
from peakfolio.report.chapters.risks import tell_risks
from peakfolio.report.chapters.since import tell_since
from peakfolio.report.chapters.sources import list_further_sources
from peakfolio.report.content import Block, Chapter, Content
from peakfolio.report.names import scenario_title
from peakfolio.report.summary import headline_run
from peakfolio.run import Run
from peakfolio.words import NOTHING, Name, Words, listing, say

Builder = Callable[[Run], Chapter | None]
BUILDERS: tuple[Builder, ...] = (
    tell_basis,
    tell_standing,
    tell_since,
    tell_options,
    tell_portfolio,
    tell_money,
    tell_risks,
    tell_carbon,
    conclude,
    append_tables,
)


def compose_content(run: Run) -> Content:
    """Everything the documents of a run say. A chapter whose builder has nothing to say is left out."""
    settings = run.plan.settings
    chapters = [each for each in (build(run) for build in BUILDERS) if each is not None]
    identity = _identify(run)
    making = tell_making(run, identity)
    further = list_further_sources(run.plan if run.answer is None else run.answer.plan, chapters)
    chapters[-1] = _add(chapters[-1], further)
    chapters[-1] = _add(chapters[-1], list_filed((*chapters, making)))
    chapters.append(making)
    return Content(
        region=settings.region.id,
        scenario=run.scenario_name,
        title=_name_report(run.plan),
        subtitle=_name_scenario(run.plan, run.answer),
        answer=headline_run(run),
        identity=identity,
        chapters=tuple(chapters),
        brief=write_brief(Facts.of_run(run)),
        sheets=compose_book(Book(run, tuple(chapters), identity)),
    )


def _add(chapter: Chapter, blocks: Iterable[Block]) -> Chapter:
    return replace(chapter, blocks=(*chapter.blocks, *blocks))


def compose_page(facts: Facts, scenario_name: str) -> Content:
    """The page to decide by alone."""
    return Content(
        region=facts.plan.settings.region.id,
        scenario=scenario_name,
        title=_name_report(facts.plan),
        subtitle=_name_scenario(facts.plan, facts.answer),
        answer=NOTHING,
        identity=(),
        chapters=(),
        brief=write_brief(facts),
    )


def _name_report(plan: Plan) -> Words:
    return say("{region}: appraisal of the project portfolio", region=plan.settings.region.name)


def _name_scenario(plan: Plan, answer: Answer | None) -> Words:
    """The title of the plan and that of the scenario; its name in the files stands among what the report was made with."""
    titles = (Name(plan.settings.years.title_zh, plan.settings.years.title_en),)
    return listing(titles if answer is None else (*titles, scenario_title(answer)), Name(" · ", " · "))


def _identify(run: Run) -> Identity:
    """From what the document was made."""
    region = run.plan.settings.region
    rows: list[tuple[Words | str, Words | str]] = [
        (say("Region"), listing((region.name, f" ({region.id})"), NOTHING)),
        (say("Scenario"), run.scenario_name),
        (say("Seed"), str(run.settings.seed)),
    ]
    if run.plan.standpoint is not None:
        rows.append((say("As of"), run.plan.standpoint.day))
    if run.outlook is not None:
        rows.append((say("Draws of each pathway"), str(run.outlook.main.ensemble.runs)))
    if run.answer is not None:
        rows.append((say("Solver"), run.answer.choice.portfolio.steps[0].certificate.solver))
    return (*rows, ("peakfolio", version("peakfolio")))
