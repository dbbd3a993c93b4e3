"""What a run or an answer shows: one page, or all of it where that is asked for."""

from dataclasses import replace

from peakfolio.render.console.carbon import show_outlook
from peakfolio.render.console.delivery import show_summary
from peakfolio.render.console.portfolio import show_answer
from peakfolio.render.console.screen import Screen
from peakfolio.report.chapters.brief import write_lines
from peakfolio.report.chapters.brief_words import Facts
from peakfolio.report.content import Table
from peakfolio.run import Run
from peakfolio.words import NOTHING


def show_brief(screen: Screen, run: Run) -> None:
    """The page to decide by in a few lines; its heads say what the tables are, and a title would cost two lines of forty."""
    blocks = write_lines(Facts.of_run(run)).blocks
    screen.show_blocks(replace(each, title=NOTHING) if isinstance(each, Table) else each for each in blocks)


def show_whole(screen: Screen, run: Run) -> None:
    """The portfolio or why there is none, then delivery and emissions, each with what it rests on."""
    if run.answer is not None:
        show_answer(screen, run.answer)
    elif run.refusal is not None:
        screen.say(run.refusal)
    if run.delivery is not None:
        show_summary(screen, run.delivery, run.delays)
    if run.outlook is not None:
        show_outlook(screen, run.outlook)
