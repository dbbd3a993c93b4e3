"""The chapter on money and time: when and from where the money comes, and how sure the targets are in time."""

from collections.abc import Iterator
from dataclasses import replace

from peakfolio.delivery.outlook import DeliveryOutlook
from peakfolio.plan.words import FUNDING
from peakfolio.portfolio.answering import Answer
from peakfolio.report.chapters.delivery import list_delivery_figures
from peakfolio.report.chapters.figures import pick_figures
from peakfolio.report.content import (
    MONEY,
    Block,
    Chapter,
    Row,
    Table,
    Text,
    caveats,
    heading,
    number_column,
    refer,
    year_column,
)
from peakfolio.report.delivery.chances import tell_chance
from peakfolio.report.delivery.letters import FIRST, find_secure_letter, letter_choices
from peakfolio.report.delivery.summary import rank_delivery_caveats
from peakfolio.report.delivery.tables import make_chance_table, make_project_delivery_table
from peakfolio.run import Run
from peakfolio.words import NOTHING, SPACE, listing, say

SERVICE = say(
    "Service begins after acceptance, of programmes when the work ends; the year planned is that of the document."
)
DATES = "action_id", "name", "planned_end_year", "in_service_q50", "span", "on_time"


def tell_money(run: Run) -> Chapter | None:
    """Spending by year and source, then delivery in time; None where nothing was weighed."""
    answer = run.answer
    if answer is None or answer.is_undecided:
        return None
    blocks: list[Block] = [heading(say("When and from where the money comes")), _list_spending(run, answer)]
    if run.delivery is not None:
        blocks += _tell_delivery(run.delivery)
    return Chapter("money", say("Money and time"), tuple(blocks))


def _tell_delivery(outlook: DeliveryOutlook) -> Iterator[Block]:
    """When the projects are in service, and how sure the targets are in time."""
    yield heading(say("How sure the targets are in time"))
    yield Text("answer", tell_chance(outlook))
    if outlook.aims:
        yield _list_chances(outlook)
    if outlook.chosen.delivery.jobs:
        yield make_project_delivery_table(outlook, "chosen").pick(*DATES, note=SERVICE).round_shares()
    yield from pick_figures(list_delivery_figures(outlook), "delivery_gantt")
    yield from caveats(rank_delivery_caveats(outlook, {}), "decides", "limits")


def _list_chances(outlook: DeliveryOutlook) -> Table:
    """How sure every target is in time; a second portfolio only where it is another one, and a word on the option for a later year."""
    table, letters = make_chance_table(outlook).round_shares(), letter_choices(outlook)
    if find_secure_letter(outlook) == FIRST:
        table = table.drop("secure")
    if outlook.later is None or letters.get("later") in (None, FIRST, find_secure_letter(outlook)):
        return table
    later = say(
        "Option {letter} keeps all targets by the end of {year}: {options}.",
        letter=letters["later"],
        year=outlook.later.by,
        options=refer("options"),
    )
    return replace(table, note=listing((each for each in (table.note, later) if each is not NOTHING), SPACE))


def _list_spending(run: Run, answer: Answer) -> Block:
    """The spending with a row for each year and a column for each source, both added up."""
    spending = answer.verification.spending
    if not spending:
        return say("The portfolio costs nothing.")
    sources = list(dict.fromkeys(source for source, _ in sorted(spending, key=lambda each: (each[1], each[0]))))
    columns = (
        year_column("year", say("Year")),
        *(number_column(name, FUNDING[name], MONEY) for name in sources),
        number_column("total", say("Total"), MONEY),
    )
    rows: list[Row] = []
    for year in sorted({year for _, year in spending}):
        amounts = [spending.get((source, year), 0.0) for source in sources]
        rows.append((year, *amounts, sum(amounts)))
    is_option = run.delivery is not None and run.delivery.aims
    title = say("Spending of option A by year") if is_option else say("Spending of the portfolio by year")
    return Table("spending", title, columns, tuple(rows)).add_up()
