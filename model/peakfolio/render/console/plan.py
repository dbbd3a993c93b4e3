"""What a plan says of itself on a console: the findings of its audit, and where its indicators stand."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from peakfolio.assess.assessment import Assessment
from peakfolio.assess.audit import SEVERITIES, Finding
from peakfolio.assess.costing import CostCheck
from peakfolio.assess.questions import OpenFigure
from peakfolio.assess.suggesting import Suggestion
from peakfolio.importing.deciding import Proposed
from peakfolio.plan.answerable import Chapter, Lack
from peakfolio.plan.plan import Plan
from peakfolio.render.console.screen import Screen
from peakfolio.report.assessment import LEGEND, describe_assessment, list_otherwise, make_assessment_table, sort_by_need
from peakfolio.report.audit import count_findings, make_finding_table
from peakfolio.report.content import Column, Table
from peakfolio.report.costs import count_verdicts, explain_verdicts, make_cost_table
from peakfolio.report.names import show_unit
from peakfolio.report.suggesting import (
    count_suggestions,
    list_reasons,
    make_proposal_table,
    make_question_table,
    make_suggestion_table,
    tell_question,
)
from peakfolio.units import name_in_english
from peakfolio.words import Words, listing, say, say_in

UNITS = ("unit", "quantity_unit")
HEADINGS: Mapping[str, Words] = {"error": say("Errors"), "warning": say("Warnings"), "note": say("Notes")}


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
            screen.show_table(own)


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
    """The unit costs that can be held against others, those that stand out first and with what they are held against."""
    held = sorted(
        (each for each in checks if each.count or each.neighbours), key=lambda each: _rank_verdict(each.verdict)
    )
    screen.say(count_verdicts(checks))
    screen.say_each(each.sentence for each in outliers)
    if held:
        screen.console.print()
        table = make_cost_table(held).pick("project_id", "name", "unit_cost", "unit", "median", "verdict")
        screen.show_table(_name_units(table))
        screen.console.print()
    screen.say(explain_verdicts())


def _rank_verdict(verdict: str) -> int:
    return {"within": 1, "thin": 2}.get(verdict, 0)


def _name_units(table: Table) -> Table:
    """The table with its units as the reader knows them; what only counts has no English word and stays as it is printed."""

    def name(column: Column, place: int) -> Column:
        printed = {str(row[place]) for row in table.rows if row[place]}
        named = {each: show_unit(each) for each in printed if name_in_english(each)}
        return replace(column, words=named) if column.key in UNITS else column

    return replace(table, columns=tuple(name(each, place) for place, each in enumerate(table.columns)))


def show_suggestions(screen: Screen, suggestions: Sequence[Suggestion]) -> None:
    """The effects that can be worked out, those that wait for a figure, and the class of every project."""
    whole = [each for each in suggestions if each.spread is not None]
    waiting = [each for each in suggestions if each.asked]
    once = list({each.project.project_id: each for each in suggestions}.values())
    screen.say(count_suggestions(suggestions))
    screen.say(say("Nothing of this is used until its rows stand in the plan (--to FOLDER writes them)."))
    effect = ("project_id", "indicator", "low", "central", "high", "unit")
    _show_rows(screen, say("Effects that can be worked out:"), whole, effect)
    wanted = ("project_id", "indicator", "quantity", "quantity_unit", "asked")
    _show_rows(screen, say("Effects that wait for a figure of the county:"), waiting, wanted)
    reasons = list_reasons(suggestions)
    if reasons:
        screen.console.print()
        screen.say(say("Why nothing is proposed:"), "bold")
        screen.say_each(reasons, "  - ")
    _show_rows(
        screen, say("Class of each project, by the words of its name and content:"), once, ("project_id", "classes")
    )


def _show_rows(screen: Screen, head: Words, rows: Sequence[Suggestion], columns: Sequence[str]) -> None:
    if rows:
        screen.console.print()
        screen.say(head, "bold")
        screen.show_table(_name_units(make_suggestion_table(rows).pick(*columns)))


def show_proposals(screen: Screen, plan: Plan, proposals: Sequence[Proposed]) -> None:
    """The proposals that stand in a package and wait for a person."""
    if not proposals:
        return
    columns = ("project_id", "indicator_id", "low", "central", "high", "unit", "is_sure", "doubts")
    screen.say(say("Proposed effects that wait to be decided on (--accept, --change, --refuse, --unknown):"), "bold")
    screen.show_table(_name_units(make_proposal_table(plan, proposals).pick(*columns)))


def show_questions(screen: Screen, questions: Sequence[OpenFigure]) -> None:
    """The figures proposals wait for, where the text may give them, and what they would change."""
    if not questions:
        return
    screen.say(say("Figures that proposals wait for (--answer KEY:VALUE --reason ...):"), "bold")
    table = make_question_table(questions).pick("key", "name", "unit", "projects", "targets")
    screen.show_table(_name_units(table))
    for each in questions:
        screen.say_each(say("{key}: {said}", key=each.key, said=said) for said in tell_question(each))
