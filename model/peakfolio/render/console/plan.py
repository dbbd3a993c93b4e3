"""What a plan says of itself on a console: the findings of its audit, and where its indicators stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from peakfolio.assess.assessment import Assessment
from peakfolio.assess.audit import SEVERITIES, Finding
from peakfolio.assess.costing import CostCheck
from peakfolio.assess.questions import OpenFigure
from peakfolio.assess.suggesting import Suggestion
from peakfolio.importing.deciding import Proposed
from peakfolio.plan.answerable import Chapter, Lack
from peakfolio.plan.plan import Plan
from peakfolio.render.console.layout import GAP, LEAST_TEXT
from peakfolio.render.console.screen import Screen
from peakfolio.report.assessment import LEGEND, describe_assessment, list_otherwise, make_assessment_table, sort_by_need
from peakfolio.report.audit import count_findings, make_finding_table
from peakfolio.report.content import Table
from peakfolio.report.costs import count_verdicts, explain_verdicts, make_cost_table
from peakfolio.report.numbering import read_table
from peakfolio.report.suggesting import (
    count_suggestions,
    list_reasons,
    make_proposal_table,
    make_question_table,
    make_suggestion_table,
    tell_question,
)
from peakfolio.report.wrapping import count_letters, wrap_text
from peakfolio.words import Language, Words, listing, say, say_in

HEADINGS: Mapping[str, Words] = {"error": say("Errors"), "warning": say("Warnings"), "note": say("Notes")}


@dataclass(frozen=True)
class Folded(Words):
    """A sentence in lines of so many letters; a table of its own would break numbers and years of Chinese sentences."""

    said: Words
    columns: int

    def read(self, language: Language) -> str:
        """The lines in one language."""
        return wrap_text(self.said.read(language), self.columns)


def show_chapters(screen: Screen, chapters: Sequence[Chapter]) -> None:
    """What a package can answer, and what each part of it lacks."""
    screen.say(say("What this package can answer:"))
    for each in chapters:
        answer = say("yes") if each.is_answered else say("not yet")
        answer = say("in part") if each.is_answered and each.lacks else answer
        screen.say(say("  {title}: {answer}", title=each.title, answer=answer))
        screen.say_each((_name_lack(lack) for lack in each.lacks), "    - ")


def _name_lack(lack: Lack) -> Words:
    place = lack.file if lack.column is None else listing((lack.file, lack.column), say_in("place", ", "))
    return say("{place}: {said}", place=place, said=lack.said)


def show_findings(screen: Screen, plan: Plan, findings: Sequence[Finding]) -> None:
    """How many findings an audit has, then each severity in a table of its own, the gravest first."""
    screen.say(say("{name}: {counts}.", name=plan.settings.region.name, counts=count_findings(findings)))
    table = make_finding_table(findings, between="\n")
    for severity in SEVERITIES:
        own = table.keep("severity", (severity,)).pick("sentence", "lines")
        if own.rows:
            screen.console.print()
            screen.say(HEADINGS[severity], "bold")
            screen.show_table(_fold_sentences(own, screen))


def _fold_sentences(table: Table, screen: Screen) -> Table:
    """The table with its sentences as broad as the lines beside them leave room."""
    shown = read_table(table, screen.language)
    texts = [shown.columns[1].heading, *(str(lines) for _, lines in shown.rows)]
    taken = max(count_letters(line) for text in texts for line in text.split("\n"))
    room = max(screen.console.width - taken - GAP - 1, LEAST_TEXT)  # rich leaves one sign free at the end
    rows = tuple((Folded(said, room) if isinstance(said, Words) else said, lines) for said, lines in table.rows)
    return replace(table, rows=rows)


def show_assessment(screen: Screen, plan: Plan, assessment: Assessment) -> None:
    """The counts and the verdict of the rule, then each headline indicator, what is not met first, and what other standards say."""
    for sentence in describe_assessment(plan, assessment):
        screen.say(sentence)
    screen.console.print()
    columns = ["indicator_id", "name", "status", "printed"]
    columns += ["earned", "full"] if assessment.points is not None else []
    columns += ["class"] if assessment.rule == "elapsed_progress" else []
    table = make_assessment_table(plan, sort_by_need(assessment))
    screen.show_table(table.keep("is_part", (False,)).pick(*columns))
    screen.console.print()
    for sentence in (LEGEND, *list_otherwise(plan, assessment)):
        screen.say(sentence)


def show_costs(screen: Screen, checks: Sequence[CostCheck], outliers: Sequence[Finding]) -> None:
    """The unit costs that can be held against others, then those that stand out, with what they are held against."""
    held = [each for each in checks if each.count or each.neighbours]
    columns = ("project_id", "unit_cost", "unit", "median", "count", "ratio", "verdict")
    if held:
        screen.show_table(make_cost_table(held).pick(*columns))
    screen.say(count_verdicts(checks))
    screen.say_each(each.sentence for each in outliers)
    screen.say(explain_verdicts())


def show_suggestions(screen: Screen, suggestions: Sequence[Suggestion]) -> None:
    """The effects that can be worked out, those that wait for a figure, and the class of every project."""
    whole = [each for each in suggestions if each.spread is not None]
    waiting = [each for each in suggestions if each.asked]
    once = list({each.project.project_id: each for each in suggestions}.values())
    sized = ("project_id", "indicator_id", "quantity", "quantity_unit")
    parts = (
        (say("Effects that can be worked out:"), whole, (*sized, "low", "central", "high", "unit")),
        (say("Effects that wait for a figure of the county:"), waiting, (*sized, "origin", "asked")),
        (say("Class of each project, by the words of its name and content:"), once, ("project_id", "classes")),
    )
    for heading, rows, columns in parts:
        if rows:
            screen.say(heading, "bold")
            screen.show_table(make_suggestion_table(rows).pick(*columns))
    reasons = list_reasons(suggestions)
    if reasons:
        screen.say(say("Why nothing is proposed:"), "bold")
        screen.say_each(reasons, "  - ")
    screen.say(count_suggestions(suggestions))
    screen.say(say("Nothing of this is used until its rows stand in the plan (--to FOLDER writes them)."))


def show_proposals(screen: Screen, plan: Plan, proposals: Sequence[Proposed]) -> None:
    """The proposals that stand in a package and wait for a person."""
    if not proposals:
        return
    columns = ("project_id", "indicator_id", "low", "central", "high", "unit", "is_sure", "doubts")
    screen.say(say("Proposed effects that wait to be decided on (--accept, --change, --refuse, --unknown):"), "bold")
    screen.show_table(make_proposal_table(plan, proposals).pick(*columns))


def show_questions(screen: Screen, questions: Sequence[OpenFigure]) -> None:
    """The figures proposals wait for, where the text may give them, and what they would change."""
    if not questions:
        return
    screen.say(say("Figures that proposals wait for (--answer KEY:VALUE --reason ...):"), "bold")
    screen.show_table(make_question_table(questions).pick("key", "name", "unit", "projects", "targets"))
    for each in questions:
        screen.say_each(say("{key}: {said}", key=each.key, said=said) for said in tell_question(each))
