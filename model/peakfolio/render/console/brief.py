"""What a run or an answer shows: one page, or all of it where that is asked for."""

from peakfolio.render.console.carbon import show_outlook
from peakfolio.render.console.delivery import show_summary
from peakfolio.render.console.portfolio import show_answer
from peakfolio.render.console.screen import Screen
from peakfolio.report.chapters.brief import write_lines
from peakfolio.report.chapters.brief_words import Facts
from peakfolio.report.content import Bullets, Table, Text
from peakfolio.run import Run
from peakfolio.words import Words


def show_brief(screen: Screen, run: Run) -> None:
    """The page to decide by in a few lines, and how to see the rest."""
    for block in write_lines(Facts.of_run(run)).blocks:
        if isinstance(block, Table):
            screen.show_table(block)
        elif isinstance(block, Bullets):
            for number, each in enumerate(block.items, 1):
                screen.console.print(f"  {number}. {screen.read(each)}")
        elif isinstance(block, Text):
            screen.say(block.said, style="bold")
        elif isinstance(block, Words):
            screen.say(block)


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
