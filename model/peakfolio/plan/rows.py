"""What every row of a plan is: checked cell by cell, citing its source, named in each language; and the sources themselves."""

import math
from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from peakfolio.errors import Flaw
from peakfolio.plan.arithmetic import calculate
from peakfolio.plan.days import DAY
from peakfolio.plan.figures import find_slip
from peakfolio.plan.limits import MOST_DIGITS, MOST_ENTRIES, MOST_NAME, shorten
from peakfolio.plan.row_checks import find_crowd, find_misfit, find_quotes, find_truth, holds_number, list_values
from peakfolio.plan.vocabulary import SourceKind
from peakfolio.plan.wrong_values import say_slip
from peakfolio.words import LANGUAGES, Name, end_sentence, say

Identifier = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_.-]*$", max_length=MOST_NAME)]
Lines = Annotated[str, Field(pattern=r"^[0-9]+(-[0-9]+)?(;[0-9]+(-[0-9]+)?)*$")]
Year = Annotated[int, Field(ge=1949, le=2100)]
Text = Annotated[str, Field(min_length=1)]
Day = Annotated[str, Field(pattern=rf"^{DAY.pattern}$")]
TYPED = {"is_typed": True}  # the context in which numbers and truth values are no texts, as in TOML
DERIVED_SLACK = 5e-3  # share: documents print a derived figure with two or three digits


class Row(BaseModel):
    """One row of a table: immutable, and closed to columns nobody has described.

    Whatever the column, a number is written plainly and lies in the range of its kind (``limits.SPANS``), and no text or list is
    longer than a plan needs. ``key`` are the columns that tell one row of a table from another, ``references`` the tables that
    columns point into.
    """

    key: ClassVar[tuple[str, ...]] = ()
    references: ClassVar[dict[str, str]] = {}
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, allow_inf_nan=False)

    @field_validator("*", mode="before")
    @classmethod
    def _check_writing(cls, value: Any, info: ValidationInfo) -> Any:
        if isinstance(value, (list, tuple, dict)) and len(value) > MOST_ENTRIES:
            raise say_slip(find_crowd(len(value)))
        kind: Any = cls.model_fields[info.field_name or ""].annotation
        quoted = find_quotes(kind, value) if info.context else None
        if quoted is not None:
            raise say_slip(quoted)
        if holds_number(kind):
            for each in value.values() if isinstance(value, dict) else list_values(value):
                slip = find_slip(each) if isinstance(each, str) else find_truth(each)
                if slip is not None:
                    raise say_slip(slip)
        return value

    @field_validator("*", mode="after")
    @classmethod
    def _check_size(cls, value: Any, info: ValidationInfo) -> Any:
        slip = find_misfit(info.field_name or "", value)
        if slip is not None:
            raise say_slip(slip)
        return value

    def find_flaws(self) -> Iterator[Flaw]:
        """What is wrong with the row as a whole, though each of its cells can be read."""
        yield from ()


class Named(Row):
    """A row with a name in each language; without an English one the Chinese name stands in both."""

    @model_validator(mode="before")
    @classmethod
    def _name_in_both(cls, said: Any) -> Any:
        return copy_chinese(said, "name")

    @property
    def name(self) -> Name:
        """What it is called, in each language."""
        return Name(self.name_zh, self.name_en)  # type: ignore[attr-defined]  # whatever is named has both columns


def copy_chinese(said: Any, *stems: str) -> Any:
    """What a row is made of, with the Chinese text in place of each English one that is not given."""
    if not isinstance(said, dict):
        return said
    copied = {
        f"{stem}_en": said[f"{stem}_zh"] for stem in stems if said.get(f"{stem}_zh") and not said.get(f"{stem}_en")
    }
    return {**said, **copied}


class CitedRow(Row):
    """A row that says where it comes from; a ``formula`` in it is plain arithmetic and gives the column named by ``derived``."""

    references: ClassVar[dict[str, str]] = {"source_id": "sources"}
    derived: ClassVar[str | None] = None
    source_id: Identifier = Field(
        description="Where the row comes from: a key of sources.csv. In a plan empty means the one document of sources.csv or, where it "
        "has none, the plan itself."
    )
    lines: Lines | None = Field(
        None,
        description="Lines of the document, counted by line feeds from 1: '432', '992-999' or '344;346'. "
        "It may stay empty; the audit counts such rows of documents.",
    )
    note: str | None = Field(None, description="What a reader of this row should know; free text.")
    note_zh: str | None = Field(None, description="The same in Chinese; shown there in its place.")

    def find_flaws(self) -> Iterator[Flaw]:
        """Lines that no document has, and a formula that cannot be worked out or gives another number than the row."""
        yield from _find_bad_lines(self.lines)
        formula: str | None = getattr(self, "formula", None)
        if formula is not None:
            yield from self._find_bad_formula(formula)

    def _find_bad_formula(self, formula: str) -> Iterator[Flaw]:
        shown = shorten(formula)
        try:
            result = calculate(formula)
        except ValueError as error:
            if isinstance(error.__cause__, ZeroDivisionError):
                yield Flaw("formula", say("'{shown}' divides by zero", shown=shown), say("correct it"))
                return
            finding = say("'{shown}' is not plain arithmetic", shown=shown)
            yield Flaw("formula", finding, say("write numbers, brackets and + - * /"))
            return
        value = None if self.derived is None else getattr(self, self.derived)
        if value is not None and not self._follows(result, value):
            finding = say("{shown} is {result:.6g}, not {value:.6g}", shown=shown, result=result, value=value)
            yield Flaw("formula", finding, say("correct it or {column}", column=self.derived))

    def _follows(self, result: float, value: float) -> bool:
        """Whether a formula gives the value of the row, as exactly as documents round."""
        return math.isclose(result, value, rel_tol=DERIVED_SLACK, abs_tol=1e-9)


def _find_bad_lines(lines: str | None) -> Iterator[Flaw]:
    for part in lines.split(";") if lines else ():
        first, _, last = part.partition("-")
        if len(part) > MOST_DIGITS or not 1 <= int(first) <= int(last or first):
            finding = say('"{part}" names no lines', part=shorten(part))
            yield Flaw("lines", finding, say("lines count from 1, such as 432 or 992-999"))


class Source(Row):
    """Where figures come from: a document, a publication, or an assumption with its reasoning."""

    key: ClassVar[tuple[str, ...]] = ("source_id",)
    source_id: Identifier = Field(description="Key. Empty: S and the place in the table.")
    kind: SourceKind = Field(
        description="document (has a file), publication (has a citation) or assumption (has reasoning). Empty: by which of these is given."
    )
    title: Text = Field(description="Title of the document or publication, or the assumption in one sentence.")
    file: str | None = Field(
        None,
        description="File name of the document's plain text, in which lines are counted; empty where there is none.",
    )
    citation: str | None = Field(None, description="Author or issuer, year, number.")
    reasoning: str | None = Field(None, description="For an assumption: why this and not something else.")
    title_zh: str | None = Field(None, description="For an assumption: the title in Chinese.")
    reasoning_zh: str | None = Field(None, description="For an assumption: the reasoning in Chinese.")
    title_en: str | None = Field(None, description="A title that is not in English, in English.")
    citation_zh: str | None = Field(None, description="The citation with its remarks in Chinese.")

    @property
    def name(self) -> Name:
        """The title in each language, the original where it was not put into it."""
        return Name(self.title_zh or self.title, self.title_en or self.title)

    @property
    def reference(self) -> Name:
        """The citation, or the file of a document; empty for an assumption."""
        cited = self.citation or self.file or ""
        return Name(self.citation_zh or cited, cited)

    @property
    def about(self) -> Name:
        """The name with its reference; of an assumption with its reasoning."""
        if self.kind != "assumption":
            return Name(*(f"{self.name.read(each)} {self.reference.read(each)}".strip() for each in LANGUAGES))
        return Name(
            f"{end_sentence(self.name.zh, '。')}{self.reasoning_zh or self.reasoning or ''}",
            f"{end_sentence(self.name.en, '. ')}{self.reasoning or ''}".strip(),
        )

    def find_flaws(self) -> Iterator[Flaw]:
        """A source that says too little to look a figure up."""
        column = {"publication": "citation", "assumption": "reasoning"}.get(self.kind)
        if column is not None and getattr(self, column) is None:
            finding = say("is empty for a {kind}", kind=self.kind)
            yield Flaw(column, finding, say("say where the figure can be checked"))
