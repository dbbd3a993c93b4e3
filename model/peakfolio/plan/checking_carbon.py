"""Checks between the rows of the inventory: shares that add up, amounts counted once, sectors with what their activity follows."""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping

from peakfolio.errors import Fault
from peakfolio.plan.package import Draft, NumberedRows
from peakfolio.plan.settings import Settings
from peakfolio.words import say

SHARE_SLACK = (
    0.1  # percentage points by which central shares may miss 100: documents print them with one or two decimals
)
ADD_TO_100 = say("make them add to 100")
WITHOUT_SHARE = ("all", "households", "transport")  # these follow people or the whole of GDP


def check_carbon(_: Settings, draft: Draft) -> Iterator[Fault]:
    """Every fault between energy and drivers; sums of torn tables are left for the next reading."""
    if draft.is_whole("energy"):
        yield from _check_shares(draft["energy"])
        yield from _check_nesting(draft["energy"])
        yield from _check_accounts(draft["energy"])
        yield from _check_amounts(draft["energy"])
    if draft.is_whole("drivers", "energy"):
        yield from _check_drivers(draft)
    users = {row.sector for row in draft.list_rows("energy")}
    for number, row in draft["drivers"]:
        if row.driver == "value_added_share" and row.central == 0 and row.sector in users:
            finding = say(
                "sector {sector} uses energy but has no value added, so that its energy would vanish", sector=row.sector
            )
            yield Fault("drivers.csv", number, "central", finding, say("write a share above 0"))


def _check_shares(rows: NumberedRows) -> Iterator[Fault]:
    """Shares of sectors add to 100, and so do the fuels of each sector."""
    groups = _group_shares(rows)
    for sector, shares in groups.items():
        total = sum(share for _, share in shares)
        if abs(total - 100.0) > SHARE_SLACK:
            named = say("sectors") if sector is None else say("fuels of {sector}", sector=sector)
            finding = say("the shares of the {group} add to {total:g}", group=named, total=total)
            yield Fault("energy.csv", shares[0][0], "central", finding, ADD_TO_100)
    if None in groups and not _has_total(rows):
        finding = say("shares of sectors stand without a total")
        mend = say("add the row sector all, fuel all, kind amount")
        yield Fault("energy.csv", groups[None][0][0], "kind", finding, mend)


def _group_shares(rows: NumberedRows) -> Mapping[str | None, list[tuple[int, float]]]:
    """Central shares with the number of their row: of fuels by their sector, of sectors under None."""
    groups: dict[str | None, list[tuple[int, float]]] = defaultdict(list)
    for number, row in rows:
        if row.kind == "share" and not row.is_whole:
            groups[None if row.fuel == "all" else row.sector].append((number, row.central or 0.0))
    return groups


def _has_total(rows: NumberedRows) -> bool:
    return any(row.is_whole and row.kind == "amount" for _, row in rows)


def _check_nesting(rows: NumberedRows) -> Iterator[Fault]:
    """Every amount is counted once: a total goes with shares, sector amounts and cell amounts stand alone."""
    named = {row.sector for _, row in rows if row.fuel == "all"}
    has_total = _has_total(rows)
    for number, row in ((number, row) for number, row in rows if row.sector != "all"):
        is_part = row.fuel != "all"
        if row.kind == "amount" and (has_total or (is_part and row.sector in named)):
            finding = say("an amount stands beside the amount of the whole it is a part of")
            mend = say("write it as a share, or leave the larger amount out")
            yield Fault("energy.csv", number, "kind", finding, mend)
        if row.kind == "share" and is_part and row.sector not in named:
            finding = say(
                "{sector} has shares of fuels but neither an amount nor a share of its own", sector=row.sector
            )
            mend = say("add the row sector {sector}, fuel all", sector=row.sector)
            yield Fault("energy.csv", number, "sector", finding, mend)


def _check_accounts(rows: NumberedRows) -> Iterator[Fault]:
    """Electricity is counted in one way only."""
    for number, row in rows[1:]:
        first, other = rows[0]
        if row.account != other.account:
            finding = say(
                "electricity is counted as {account} here and as {other} in row {row}",
                account=row.account,
                other=other.account,
                row=first,
            )
            yield Fault("energy.csv", number, "account", finding, say("convert the figures to one way of counting"))


def _check_amounts(rows: NumberedRows) -> Iterator[Fault]:
    """Amounts that add up to nothing, in a sector or as a whole."""
    groups: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, row in rows:
        if row.kind == "amount":
            groups[row.sector].append((number, row.central or 0.0))
    for name, amounts in groups.items():
        if sum(amount for _, amount in amounts) == 0:
            finding = say("the energy of {name} adds up to 0", name=name)
            mend = say("write a number above 0, or leave the sector out")
            yield Fault("energy.csv", amounts[0][0], "central", finding, mend)


def _check_drivers(draft: Draft) -> Iterator[Fault]:
    """Value-added shares add to 100, and every sector of the inventory has what its activity follows."""
    drivers, energy = draft["drivers"], draft["energy"]
    shares = {row.sector: row.central or 0.0 for _, row in drivers if row.driver == "value_added_share"}
    total = math.fsum(shares.values())
    if shares and abs(total - 100.0) > SHARE_SLACK:
        finding = say("the value-added shares add to {total:g}", total=total)
        yield Fault("drivers.csv", drivers[0][0], "central", finding, ADD_TO_100)
    if energy and all(row.driver != "gdp" for _, row in drivers):
        yield Fault("drivers.csv", None, "driver", say("there is no GDP of the base year"), say("add the row gdp"))
    for sector in dict.fromkeys(row.sector for _, row in energy):
        if sector not in (*WITHOUT_SHARE, *shares):
            finding = say("sector {sector} of energy.csv has no share of value added", sector=sector)
            mend = say("add its value_added_share, as an assumption if need be")
            yield Fault("drivers.csv", None, "sector", finding, mend)
