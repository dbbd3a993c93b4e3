"""What every row of a plan is: checked cell by cell, citing its source, named in each language; and the sources themselves."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from peakfolio.plan.figures import find_slip
from peakfolio.plan.limits import MOST_ENTRIES, MOST_NAME
from peakfolio.plan.row_checks import find_crowd, find_misfit, find_truth, holds_number, list_values
from peakfolio.plan.vocabulary import SourceKind
from peakfolio.plan.wrong_values import say_slip
from peakfolio.words import LANGUAGES, Name, end_sentence

Identifier = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_.-]*$", max_length=MOST_NAME)]
Lines = Annotated[str, Field(pattern=r"^[0-9]+(-[0-9]+)?(;[0-9]+(-[0-9]+)?)*$")]
Year = Annotated[int, Field(ge=1949, le=2100)]
Text = Annotated[str, Field(min_length=1)]


class Row(BaseModel):
    """One row of a table: immutable, and closed to columns nobody has described.

    Whatever the column, a number is written plainly and lies in the range of its kind (``limits.SPANS``), and no text or list is
    longer than a plan needs.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, allow_inf_nan=False)

    @field_validator("*", mode="before")
    @classmethod
    def _check_writing(cls, value: Any, info: ValidationInfo) -> Any:
        if isinstance(value, (list, tuple, dict)) and len(value) > MOST_ENTRIES:
            raise say_slip(find_crowd(len(value)))
        kind: Any = cls.model_fields[info.field_name or ""].annotation
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


class CitedRow(Row):
    """A row that says where it comes from."""

    source_id: Identifier = Field(description="Where the row comes from: a key of sources.csv.")
    lines: Lines | None = Field(
        None,
        description="Lines of the document, counted by line feeds from 1: '432', '992-999' or '344;346'. "
        "Empty only where the source is not a document.",
    )
    note: str | None = Field(None, description="What a reader of this row should know; free text.")
    note_zh: str | None = Field(None, description="The same in Chinese; shown there in its place.")


class Named:
    """A row with a name in each language."""

    @property
    def name(self) -> Name:
        """What it is called, in each language."""
        return Name(self.name_zh, self.name_en)  # type: ignore[attr-defined]  # whatever is named has both columns


class Source(Row):
    """Where figures come from: a document, a publication, or an assumption with its reasoning."""

    source_id: Identifier = Field(description="Key.")
    kind: SourceKind = Field(
        description="document (has a file), publication (has a citation) or assumption (has reasoning)."
    )
    title: Text = Field(description="Title of the document or publication, or the assumption in one sentence.")
    file: str | None = Field(None, description="File name of the document's plain text.")
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
