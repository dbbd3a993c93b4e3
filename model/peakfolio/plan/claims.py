"""What a document states itself: how its indicators and conditions stand, totals that can be recomputed, figures beside them."""

from collections.abc import Iterator, Mapping
from datetime import date

from pydantic import Field

from peakfolio.errors import Flaw
from peakfolio.plan.rows import CitedRow, Identifier, Named, Text, Year
from peakfolio.plan.vocabulary import ClaimKind, PrintedClass, PrintedStatus, QuantityDomain
from peakfolio.words import say

FORM_OF_YEAR = "2025"


class PrintedAssessment(CitedRow):
    """What the document itself says about how an indicator stands."""

    key = ("indicator_id", "as_written", "lines")
    references = CitedRow.references | {"indicator_id": "indicators"}

    indicator_id: Identifier = Field(description="A key of indicators.csv.")
    year: Year | None = Field(None, description="Year the judgement speaks of.")
    status: PrintedStatus | None = Field(None, description="met 达标, partly_met, not_met, unknown 无现状.")
    progress_class: PrintedClass | None = Field(
        None, description="exceeded, on_track, behind (需加快推进), adjust (需要调整)."
    )
    progress_percent: float | None = Field(None, description="Printed progress, per cent.")
    points: float | None = Field(None, description="Printed points.")
    as_written: Text = Field(description="Words as printed. Empty: the cells as they were typed.")


class BasicCondition(CitedRow, Named):
    """A precondition with a veto 基本条件（一票否决）."""

    key = ("condition_id",)

    condition_id: Identifier = Field(description="Key: B1.")
    name_zh: Text = Field(description="Condition as printed.")
    name_en: str = Field("", description="Condition in English. Empty: the Chinese one is shown.")
    state_zh: Text = Field(description="Present state as printed.")
    status: PrintedStatus = Field(description="As printed: met 满足, not_met 暂不满足.")
    target_near_zh: str | None = Field(None, description="Near target as printed.")
    target_far_zh: str | None = Field(None, description="Far target as printed.")
    years_required: float | None = Field(None, description="Years the condition must have run, where it says so.")
    starts_on: str | None = Field(
        None, pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", description="Day the clock starts, ISO date."
    )

    def find_flaws(self) -> Iterator[Flaw]:
        """A clock that starts on a day no calendar has."""
        yield from super().find_flaws()
        try:
            date.fromisoformat(self.starts_on or "2000-01-01")
        except ValueError:
            finding = say('"{starts_on}" is no day of the calendar', starts_on=self.starts_on)
            yield Flaw("starts_on", finding, say("write a day such as 2022-10-11"))


class StatedTotal(CitedRow, Named):
    """A total, count, share, score or percentage that the document states about itself."""

    key = ("claim_id",)

    claim_id: Identifier = Field(description="Key: C01. Empty: C and the place in the table.")
    kind: ClaimKind = Field(
        description="How it is recomputed; held_by_projects: the formula adds up what the projects hold of it; named: the scope "
        "lists what is named of it ('names=甲、乙'); not_recomputable keeps a claim whose parts are not printed."
    )
    scope: str | None = Field(
        None,
        description="What is counted or added: field=value pairs joined by ';' such as "
        "'category_zh=生态安全'; for ratio, difference and growth the quantities 'of=A;by=B'.",
    )
    name_zh: Text = Field(description="What is claimed.")
    name_en: str = Field("", description="The same in English. Empty: the Chinese one is shown.")
    value: float = Field(description="Number as printed.")
    unit: Text = Field(description="Unit of the number.")
    formula: str | None = Field(
        None, description="For kind formula: printed figures in plain arithmetic, in the unit of the claim."
    )
    as_written: Text = Field(description="Words as printed. Empty: the cells as they were typed.")

    @property
    def pairs(self) -> Mapping[str, str]:
        """The scope by its fields, such as 'category_zh=生态安全;nature=binding'; empty where it is not made of pairs."""
        parts = self.scope.split(";") if self.scope else []
        return dict(part.split("=", 1) for part in parts) if all("=" in part for part in parts) else {}

    def find_flaws(self) -> Iterator[Flaw]:
        """A scope that is not made of pairs, and a kind without what it is recomputed from."""
        yield from super().find_flaws()
        if self.scope and not self.pairs:
            finding = say("is not made of field=value pairs joined by ';'")
            yield Flaw("scope", finding, say("write a column of projects.csv and its value"))
            return
        if self.kind in ("formula", "held_by_projects") and self.formula is None:
            yield Flaw("formula", say("is empty for {relation}", relation=self.kind), say("write the arithmetic"))
        year = self.pairs.get("year", FORM_OF_YEAR)
        if self.kind == "score_sum" and not (year.isascii() and year.isdigit() and len(year) == len(FORM_OF_YEAR)):
            finding = say('year must be a year; found "{found}"', found=year)
            yield Flaw("scope", finding, say("write such as year=2025"))


class Quantity(CitedRow, Named):
    """A figure about the region that is no indicator: energy, output, people, waste, forest and so on."""

    key = ("quantity_id",)

    quantity_id: Identifier = Field(description="Key. Empty: Q and the place in the table.")
    topic: Identifier = Field(description="What is measured; two rows of one topic and year must agree.")
    domain: QuantityDomain = Field(description="Field the figure belongs to.")
    name_zh: Text = Field(description="What it is, in the document's words.")
    name_en: str = Field("", description="What it is, in English. Empty: the Chinese one is shown.")
    year: Year | None = Field(None, description="Year of the figure; empty where the document does not say.")
    value: float = Field(description="Number as printed.")
    unit: Text = Field(description="Unit as printed.")
    as_written: Text = Field(description="Words as printed. Empty: the cells as they were typed.")


class Activity(CitedRow):
    """A physical quantity of a project: villages, mu, m3/d, t/d, MW, km, vehicles."""

    key = ("project_id", "activity")
    references = CitedRow.references | {"project_id": "projects"}

    project_id: Identifier = Field(description="A key of projects.csv.")
    activity: Identifier = Field(description="What is counted, such as villages, sewage_capacity, afforestation_area.")
    value: float = Field(description="Number as printed.")
    unit: Text = Field(description="Unit as printed.")
    as_written: Text = Field(description="Words as printed. Empty: the cells as they were typed.")
