"""The rows of a chain from money to an indicator: the figures it takes, and its steps."""

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from peakfolio.errors import Flaw
from peakfolio.plan.ranges import BY_SIZE, find_disorder
from peakfolio.plan.rows import CitedRow, Identifier, Named, Row, Text
from peakfolio.plan.vocabulary import ChainOperation, ChainTaking
from peakfolio.words import say


class Parameter(CitedRow, Named):
    """A figure that chains take 参数: printed, published or assumed; wherever it stands it is one figure with one draw."""

    key: ClassVar[tuple[str, ...]] = ("parameter_id",)
    derived: ClassVar[str | None] = "central"

    parameter_id: Identifier = Field(description="Key.")
    name_zh: Text = Field(description="What it is, in Chinese.")
    name_en: str = Field("", description="What it is, in English. Empty: the Chinese one is shown.")
    unit: Text = Field(description="Unit; must be one that units.py knows. '-' for a plain factor.")
    low: float | None = Field(None, description="Least value it may have; empty with high where central is exact.")
    central: float = Field(description="What is reckoned with.")
    high: float | None = Field(None, description="Largest value it may have.")
    formula: str | None = Field(None, description="How central follows from printed figures, in plain arithmetic.")
    reasoning: str | None = Field(None, description="Why this value and this range.")
    reasoning_zh: str | None = Field(None, description="The same in Chinese.")

    def find_flaws(self) -> Iterator[Flaw]:
        """A range with one end only, or out of order."""
        yield from super().find_flaws()
        if (self.low is None) != (self.high is None):
            yield Flaw("low", say("low and high are not both given"), say("write both, or none where central is exact"))
        elif self.low is not None:
            yield from find_disorder(self, BY_SIZE)


class ChainStep(Row):
    """One step of the chain from money or works to what an effect is, in the unit of its indicator."""

    key: ClassVar[tuple[str, ...]] = ("action_id", "indicator_id", "step")
    references: ClassVar[dict[str, str]] = {"action_id": "actions", "indicator_id": "indicators"}

    action_id: Identifier = Field(description="The project or measure whose effect it is.")
    indicator_id: Identifier = Field(description="The indicator it acts on.")
    step: int = Field(ge=1, description="Number of the step within the effect: 1, 2, 3 ...")
    operation: ChainOperation = Field(
        description="plus or minus begin a term (a fall begins with minus), times and divided_by carry it on, at_most caps it."
    )
    takes: ChainTaking = Field(
        description="parameter (of parameters.csv), cost (the project's own, 万元), unit_cost (of a class of the evidence, without "
        "the project itself) or unit_effect (a step of the evidence)."
    )
    of: Identifier | None = Field(None, description="Which parameter, class or step of the evidence; empty for cost.")
    note: str | None = Field(None, description="What a reader should know.")
    note_zh: str | None = Field(None, description="The same in Chinese.")

    @property
    def taken(self) -> str:
        """The key of what the step takes; empty for the cost."""
        return self.of or ""

    def find_flaws(self) -> Iterator[Flaw]:
        """A step that names nothing, or names something where the cost is taken."""
        if (self.takes == "cost") != (self.of is None):
            mend = say("leave it empty for cost, and name a parameter, class or step otherwise")
            yield Flaw("of", say("does not fit {takes}", takes=self.takes), mend)
