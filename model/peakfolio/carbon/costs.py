"""What a tonne costs: the yearly share of each project's investment over what it abates, and the curve of them all.

Marginal abatement cost here is investment only: annuity of the cost over the project's life, divided by its full yearly
abatement. Operation, fuel saved and everything else a project is built for are not in it, because the plans print none of it;
so a high cost says that carbon is not what the project is for.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from peakfolio.plan.abating import weigh_abatement
from peakfolio.plan.carbon_tables import Abatement
from peakfolio.plan.plan import Plan
from peakfolio.plan.settings import EffectLevel
from peakfolio.plan.vocabulary import Ledger

LEVELS: tuple[EffectLevel, ...] = ("low", "central", "high")


@dataclass(frozen=True)
class AbatementCost:
    """One project: what it takes off each ledger in a full year (万tCO2e: low, central, high) and what a tonne costs.

    ``yuan_per_tonne`` is at the central amount of ledgers A and B together and None where these emit on balance or the cost is
    unknown; ``cheapest`` and ``dearest`` are at the high and low amounts.
    """

    action_id: str
    cost_wan_yuan: float | None
    life_years: int
    energy_co2: tuple[float, float, float]
    other_ghg: tuple[float, float, float]
    sink: tuple[float, float, float]
    yuan_per_tonne: float | None
    cheapest: float | None
    dearest: float | None

    @property
    def abated(self) -> float:
        """Central yearly abatement of ledgers A and B, 万tCO2e."""
        return self.energy_co2[1] + self.other_ghg[1]


def cost_abatements(plan: Plan, discount_rate: float = 0.0) -> tuple[AbatementCost, ...]:
    """Every project of which an abatement is known, cheapest tonne first, then those without a cost per tonne."""
    known = [row for row in plan.abatements if row.form != "none_known"]
    costs = [
        _cost_one(plan, key, [row for row in known if row.action_id == key], discount_rate)
        for key in dict.fromkeys(row.action_id for row in known)
    ]
    return tuple(
        sorted(costs, key=lambda each: (each.yuan_per_tonne is None, each.yuan_per_tonne or 0.0, each.action_id))
    )


def list_unknown(plan: Plan) -> tuple[Abatement, ...]:
    """The projects and measures that were looked at and of which no abatement is known."""
    return tuple(row for row in plan.abatements if row.form == "none_known")


def find_annuity(rate: float, years: int) -> float:
    """Yearly payment that repays 1 over some years: r / (1 - (1 + r)^-n), or 1/n without interest."""
    return 1.0 / years if rate == 0 else rate / (1.0 - (1.0 + rate) ** -years)


def _cost_one(plan: Plan, key: str, rows: Sequence[Abatement], rate: float) -> AbatementCost:
    ledgers: dict[Ledger, tuple[float, float, float]] = {}
    for ledger in ("energy_co2", "other_ghg", "sink"):
        own = [row for row in rows if row.ledger == ledger]
        low, central, high = (sum(weigh_abatement(plan, row, level) for row in own) for level in LEVELS)
        ledgers[ledger] = (low, central, high)
    project = plan.project_by_id.get(key)
    cost = project.cost_wan_yuan if project is not None else 0.0
    life = max(row.life_years for row in rows)
    yearly = None if cost is None else cost * find_annuity(rate, life)
    amounts = [one + other for one, other in zip(ledgers["energy_co2"], ledgers["other_ghg"], strict=True)]
    prices = [yearly / amount if yearly is not None and amount > 0 else None for amount in amounts]
    return AbatementCost(
        action_id=key,
        cost_wan_yuan=cost,
        life_years=life,
        energy_co2=ledgers["energy_co2"],
        other_ghg=ledgers["other_ghg"],
        sink=ledgers["sink"],
        yuan_per_tonne=prices[1],
        cheapest=prices[2],
        dearest=prices[0],
    )
