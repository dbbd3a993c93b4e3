"""What a run or an answer shows: one page, or all of it where that is asked for."""

from peakfolio.render.console.carbon import show_outlook
from peakfolio.render.console.delivery import show_summary
from peakfolio.render.console.portfolio import show_answer
from peakfolio.render.console.screen import Screen
from peakfolio.run import Run


def show_brief(screen: Screen, run: Run) -> None:
    """What is shown where nobody asks for more."""
    show_whole(screen, run)


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
