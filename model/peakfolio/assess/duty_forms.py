"""The workbook in which units report: its sheets, heads and choices, as they are written and as they are read back.

A head and a choice may be read in either language, whoever filled in which.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from peakfolio.words import LANGUAGES, NOTHING, Words, say, say_in

PROJECT_STATUSES: Mapping[str, Words] = {
    "planned": say_in("state of a project", "planned"),
    "approved": say_in("state of a project", "approved"),
    "under_way": say_in("state of a project", "under way"),
    "done": say_in("state of a project", "built"),
    "dropped": say_in("state of a project", "given up"),
}
STATES: Mapping[str, Words] = {
    "done": say("fulfilled"),
    "partial": say("fulfilled in part"),
    "not_done": say("not fulfilled"),
}
KNOWN_GRADES: Mapping[str, Words] = {
    "official": say("official page"),
    "press": say("press"),
    "reprint": say("reprint, original not read"),
    "judgement": say("judgement"),
}
MONEY_UNIT = say("10,000 yuan")
GUIDE = say_in("sheet", "How to fill it in")


@dataclass(frozen=True)
class FormColumn:
    """A column of a sheet to fill in: the column of the package it becomes, its head, and what may be written.

    A column that is ``given`` is written already and says of what a row reports.
    """

    key: str
    head: Words
    width: int
    note: Words = NOTHING
    choices: Mapping[str, Words] = field(default_factory=dict)
    is_given: bool = False
    is_number: bool = False


@dataclass(frozen=True)
class Form:
    """A sheet to fill in, and the table of the package its rows go to."""

    table: str
    title: Words
    columns: tuple[FormColumn, ...]

    @property
    def key(self) -> FormColumn:
        """The column that names what a row reports on."""
        return self.columns[0]

    @property
    def filled(self) -> tuple[FormColumn, ...]:
        """The columns that a unit fills in."""
        return tuple(each for each in self.columns if not each.is_given)


REPORTED_ON = FormColumn(
    "known_on", say("Reported on"), 14, say("The day such as 2026-03-15, or the month. Must be given in every row that is filled in.")
)  # fmt: skip
WORDS_OF_SOURCE = FormColumn(
    "as_written", say("Words of the source"), 34, say("As the bulletin or report says it; empty: the figure itself.")
)
NOTE = FormColumn("note_zh", say("Remarks"), 26, say("Another count, another place, or whatever a reader must know."))
ADDRESS = FormColumn("address", say("Read at"), 24, say("Address of the page, where it is published."))
LAST = FormColumn("last", say("Last known"), 20, is_given=True)
DUE = FormColumn("due", say("Due"), 12, is_given=True)
INDICATORS = Form(
    "outcomes",
    say_in("sheet", "Indicators"),
    (
        FormColumn("indicator_id", say("No."), 9, is_given=True),
        FormColumn("name", say("Indicator"), 34, is_given=True),
        FormColumn("reporter", say("Unit that reports"), 22, is_given=True),
        FormColumn("year", say("Year of the figure"), 10, is_given=True),
        FormColumn("unit", say("Unit of the value"), 10, is_given=True),
        LAST,
        DUE,
        FormColumn("value", say("Value"), 12, say("A number in the unit beside it. Empty is unknown, never 0."), is_number=True),
        FormColumn("state", say("State of the task"), 14, say("Only where no number is asked."), STATES),
        REPORTED_ON,
        WORDS_OF_SOURCE,
        FormColumn("grade", say("Kind of source"), 18, say("Empty: an official page."), KNOWN_GRADES),
        ADDRESS,
        FormColumn("edition", say("Way of counting"), 20, say("Standard or definition, where it is named or has changed.")),
        NOTE,
    ),
)  # fmt: skip
PROJECTS = Form(
    "progress",
    say_in("sheet", "Projects"),
    (
        FormColumn("project_id", say("No."), 9, is_given=True),
        FormColumn("name", say("Project"), 34, is_given=True),
        FormColumn("content", say("What is built"), 40, is_given=True),
        FormColumn("reported_by_zh", say("Unit that reports"), 22, is_given=True),
        LAST,
        DUE,
        FormColumn("status", say("State of the project"), 14, say("Must be given in every row that is filled in."), PROJECT_STATUSES),
        REPORTED_ON,
        FormColumn("start_year", say("Year begun"), 11, say("Year building began, or is to begin."), is_number=True),
        FormColumn("finish_year", say("Year finished"), 11, say("Year it was finished, or is to be."), is_number=True),
        FormColumn("spent_wan_yuan", say("Spent so far (10,000 yuan)"), 15, say("10,000 yuan (万元). Empty is unknown."), is_number=True),
        FormColumn("to_come_wan_yuan", say("Still to come (10,000 yuan)"), 15, say("Empty: the cost less what was spent."), is_number=True),
        FormColumn("final_cost_wan_yuan", say("Final cost (10,000 yuan)"), 15, say("Only of what is built."), is_number=True),
        WORDS_OF_SOURCE,
        ADDRESS,
        NOTE,
    ),
)  # fmt: skip
FORMS = (INDICATORS, PROJECTS)


def is_said(said: Words, text: str) -> bool:
    """Whether a cell holds these words in any language, whatever its spaces and capitals."""
    return _fold(text) in {_fold(said.read(each)) for each in LANGUAGES}


def find_choice(column: FormColumn, text: str) -> str | None:
    """The code behind a choice that was written in any language, or as the code itself; None where it is none."""
    if text in column.choices:
        return text
    return next((code for code, said in column.choices.items() if is_said(said, text)), None)


def _fold(text: str) -> str:
    return "".join(text.split()).casefold()
