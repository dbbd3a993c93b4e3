"""What a tonne costs: the yearly share of each project's investment over what it abates, and the curve of them all.

The cost of a tonne here is investment only: the cost over what the project takes off in its whole life, with its ramp and on a grid
that changes, discounted to the year it is finished. Operation, fuel saved and everything else a project is built for are not in
it, because the plans print none of it; so a high cost says that carbon is not what the project is for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from peakfolio.carbon.built import list_built
from peakfolio.plan.abating import find_service_share, weigh_abatement
from peakfolio.plan.carbon_tables import Abatement
from peakfolio.plan.plan import Plan
from peakfolio.plan.settings import EffectLevel
from peakfolio.plan.vocabulary import Ledger

LEVELS: tuple[EffectLevel, ...] = ("low", "central", "high")


@dataclass(frozen=True)
class AbatementCost:
    """One project: what it takes off each ledger in a full year (万tCO2e: low, central, high) and what a tonne costs.

    ``lifetime`` is what ledgers A and B lose over its life (central, 万tCO2e), ``first_year`` in its first year, where a ramp may
    leave it emitting. ``yuan_per_tonne`` is at the central amounts of A and B together and None where these emit over the life
    or the cost is unknown; ``cheapest`` and ``dearest`` are at the high and low amounts.
    """

    action_id: str
    cost_wan_yuan: float | None
    life_years: int
    energy_co2: tuple[float, float, float]
    other_ghg: tuple[float, float, float]
    sink: tuple[float, float, float]
    first_year: float
    lifetime: float
    yuan_per_tonne: float | None
    cheapest: float | None
    dearest: float | None

    @property
    def abated(self) -> float:
        """Central yearly abatement of ledgers A and B, 万tCO2e."""
        return self.energy_co2[1] + self.other_ghg[1]


@dataclass(frozen=True)
class CostTerms:
    """What the years of service count for: discounted to the year of the finish, electricity by the grid of its year.

    ``grid_ratios`` hold the grid factor by year as a ratio to the settings' (1 where a year is not among them, the last one
    after its end).
    """

    discount_rate: float
    grid_ratios: Mapping[int, float]

    def count_years(self, row: Abatement, finish: int) -> float:
        """Years of full service of an abatement over its life."""
        last, total = max(self.grid_ratios, default=finish), 0.0
        for year in range(finish + 1, finish + row.life_years + 1):
            ratio = self.grid_ratios.get(min(year, last), 1.0) if row.form == "electricity" else 1.0
            total += ratio * find_service_share(row, finish, year) / (1.0 + self.discount_rate) ** (year - finish)
        return total


def cost_abatements(
    plan: Plan, discount_rate: float = 0.0, grid_ratios: Mapping[int, float] | None = None
) -> tuple[AbatementCost, ...]:
    """Every project of which an abatement is known, cheapest tonne first, then those without a cost per tonne.

    Discount rate and grid ratios are those of ``CostTerms``.
    """
    terms, built = CostTerms(discount_rate, grid_ratios or {}), list_built(plan, None, "all")
    known: dict[str, list[Abatement]] = {}
    for row in plan.abatements:
        if row.form != "none_known":
            known.setdefault(row.action_id, []).append(row)
    costs = [_cost_one(plan, rows, built[key].finish, terms) for key, rows in known.items()]
    return tuple(
        sorted(costs, key=lambda each: (each.yuan_per_tonne is None, each.yuan_per_tonne or 0.0, each.action_id))
    )


def list_unknown(plan: Plan) -> tuple[Abatement, ...]:
    """The projects and measures that were looked at and of which no abatement is known."""
    return tuple(row for row in plan.abatements if row.form == "none_known")


def _cost_one(plan: Plan, rows: Sequence[Abatement], finish: int, terms: CostTerms) -> AbatementCost:
    key, gases = rows[0].action_id, [row for row in rows if row.ledger != "sink"]
    project = plan.project_by_id.get(key)
    cost = 0.0 if project is None else project.cost_wan_yuan  # a measure costs nothing of its own
    amounts = [
        sum(terms.count_years(row, finish) * weigh_abatement(plan, row, level) for row in gases) for level in LEVELS
    ]
    dearest, central, cheapest = (cost / amount if cost is not None and amount > 0 else None for amount in amounts)
    return AbatementCost(
        action_id=key,
        cost_wan_yuan=cost,
        life_years=max(row.life_years for row in rows),
        energy_co2=_sum_levels(plan, rows, "energy_co2"),
        other_ghg=_sum_levels(plan, rows, "other_ghg"),
        sink=_sum_levels(plan, rows, "sink"),
        first_year=sum(weigh_abatement(plan, row) * find_service_share(row, finish, finish + 1) for row in gases),
        lifetime=amounts[1],
        yuan_per_tonne=central,
        cheapest=cheapest,
        dearest=dearest,
    )


def _sum_levels(plan: Plan, rows: Sequence[Abatement], ledger: Ledger) -> tuple[float, float, float]:
    """What rows take off a ledger in a full year: low, central, high."""
    own = [row for row in rows if row.ledger == ledger]
    low, central, high = (sum(weigh_abatement(plan, row, level) for row in own) for level in LEVELS)
    return low, central, high
