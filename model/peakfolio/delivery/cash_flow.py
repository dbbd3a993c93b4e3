"""The money of delivery: each source pays once a year, projects are served in order of priority, a cash box lends until then."""

import bisect
from collections.abc import Mapping
from dataclasses import dataclass, field

import simpy

from peakfolio.plan.vocabulary import FundingSource

SLACK = 1e-6  # 万元 by which a payment may exceed what rounding left in a purse
Amounts = Mapping[FundingSource, float]


@dataclass(order=True)
class _Claim:
    priority: tuple[float, int]
    amounts: Amounts = field(compare=False)
    granted: simpy.Event = field(compare=False)


class Treasury:
    """Purses by funding source, and a cash box that lends what they lack.

    A claim is met whole: every source of the project pays its part, or the box lends it. Claims stand in order of priority, then of asking;
    one that can be met is met, also before a larger one ahead of it. What a source brings pays back the box first.
    """

    def __init__(self, environment: simpy.Environment, box: float) -> None:
        self._environment = environment
        self._box = box
        self._purses: dict[FundingSource, float] = {}
        self._owed: dict[FundingSource, float] = {}
        self._claims: list[_Claim] = []
        self._asked = 0

    def ask(self, amounts: Amounts, priority: float) -> simpy.Event | None:
        """Pays all amounts, 万元 by source; where the money is not there, an event that happens when it is, else None."""
        self._asked += 1
        if self._pay(amounts):
            return None
        claim = _Claim((priority, self._asked), amounts, self._environment.event())
        bisect.insort(self._claims, claim)
        return claim.granted

    def receive(self, source: FundingSource, amount: float) -> None:
        """Money arrives from a source, 万元."""
        back = min(amount, self._owed.get(source, 0.0))
        self._owed[source] = self._owed.get(source, 0.0) - back
        self._box += back
        self._purses[source] = self._purses.get(source, 0.0) + amount - back
        waiting = []
        for claim in self._claims:
            if self._pay(claim.amounts):
                claim.granted.succeed()
            else:
                waiting.append(claim)
        self._claims = waiting

    def _pay(self, amounts: Amounts) -> bool:
        purses, lent = self._purses, 0.0
        for source, amount in amounts.items():
            lent += max(amount - purses.get(source, 0.0), 0.0)
        if lent > self._box + SLACK:
            return False
        for source, amount in amounts.items():
            lack = max(amount - purses.get(source, 0.0), 0.0)
            purses[source] = purses.get(source, 0.0) - amount + lack
            if lack > 0:
                self._owed[source] = self._owed.get(source, 0.0) + lack
        self._box = max(self._box - lent, 0.0)
        return True
