"""The two yardsticks of a plan with the counts by each, side by side wherever one of them is shown.

Whole indicators are judged by the standard of the assessment; the portfolio is asked for targets, which count every measured part.
"""

from collections.abc import Iterator

from nicegui import ui

from peakfolio.app.dead_ends import find_lack
from peakfolio.app.sessions import Session
from peakfolio.plan.plan import Plan
from peakfolio.plan.words import ASKED, STANDARDS
from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.scenario_targets import choose_milestones, choose_standard
from peakfolio.report.assessment import describe_assessment
from peakfolio.words import SPACE, Words, listing, say, say_many


def describe_yardsticks(session: Session) -> Iterator[Words]:
    """The counts by each yardstick, and why they differ: those of ``peakfolio assess``, and those of ``peakfolio optimise``."""
    plan, assessment = session.opened.plan, session.opened.assessment
    yield listing((say("Assessment:"), describe_assessment(plan, assessment)[0]), SPACE)
    yield listing((say("Portfolio:"), _count_targets(session)), SPACE)
    judged, asked = plan.settings.assessment.standards[0], choose_standard(plan, session.scenario)
    parts = len(plan.measured_indicators) - len(plan.headline_indicators)
    if find_lack(plan) is not None:
        yield from _tell_years(plan)
        return
    if judged != asked:
        yield say(
            "Two yardsticks: the assessment judges whole indicators by the {judged}; the portfolio is asked for the {asked} and "
            "counts every measured part. So the numbers not met differ.",
            judged=STANDARDS[judged],
            asked=ASKED[asked],
        )
    elif parts > 0:
        yield say("One standard, counted in two ways: whole indicators above, every measured part below.")


def _tell_years(plan: Plan) -> Iterator[Words]:
    """Why the decision page counts otherwise where nothing can be chosen: it asks for the year of the targets, part by part."""
    year, judged = choose_milestones(plan, plan.settings.scenario)[0], plan.settings.assessment.milestone
    if (year, len(plan.measured_indicators)) != (judged, len(plan.headline_indicators)):
        yield say(
            "Two countings: the assessment judges whole indicators; the decision page holds every measured part against "
            "the targets for {year}. So the numbers differ.",
            year=year,
        )


def _count_targets(session: Session) -> Words:
    """How many targets are open and met by the answer; or why that is not known."""
    answer, plan = session.shown.answer, session.plan
    if answer is None:
        if find_lack(plan) is not None:
            return say("none can be chosen yet, so no targets are counted; the tab Answer says what is missing.")
        return session.excuse
    return count_open(answer)


def count_open(answer: Answer) -> Words:
    """The open targets of an answer by the standard that was asked, and how many of them it meets."""
    outcomes = answer.verification.outcomes
    standard = ASKED[choose_standard(answer.plan, answer.scenario)]
    years = listing(str(year) for year in choose_milestones(answer.plan, answer.scenario))
    undecided = sum(each.is_undecided for each in outcomes)
    said = say(
        "by the {standard} for {years}: {count} targets open today, {met} of them met by the portfolio shown.",
        standard=standard,
        years=years,
        count=len(outcomes),
        met=sum(each.is_met for each in outcomes),
    )
    if not undecided:
        return said
    more = say_many(
        "{n} more reaches its number but cannot be judged (a task without a number).",
        "{n} more reach their numbers but cannot be judged (tasks without a number).",
        undecided,
    )
    return listing((said, more), SPACE)


class Yardsticks:
    """A box with both counts; ``refresh`` after a new answer."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._box = ui.element("div").classes("pf-box pf-yardsticks")
        self.refresh()

    def refresh(self) -> None:
        """Shows the counts known by now."""
        self._box.clear()
        with self._box:
            for sentence in describe_yardsticks(self._session):
                ui.label(sentence.read(self._session.language))

    def set_visible(self, is_visible: bool) -> None:
        """Shows or hides the box."""
        self._box.set_visibility(is_visible)
