"""A line of indicators or projects as HTML: every value in a field of its own, beside it the words of the document."""

from collections.abc import Iterator
from html import escape

from peakfolio.app.own.cells_html import (
    RELATIONS,
    write_button,
    write_input,
    write_mark,
    write_original,
    write_place,
    write_reasons,
    write_select,
)
from peakfolio.app.own.listing import Line, Shown
from peakfolio.plan.tables import NUMERIC_RELATIONS, Funding, Project, Target
from peakfolio.plan.words import FUNDING, STANDARDS
from peakfolio.words import Language, Words, format_number, say


def write_indicator(line: Line, language: Language) -> str:
    """An indicator: name, unit, present values, targets."""
    name = line.head.value("name_zh") or line.head.find_original("name_zh") or line.head.key
    cells = (
        write_mark(line.mark, language) + f'<div class="pf-orig">{escape(line.head.key)}</div>',
        _field(line.head, "name_zh", say("Name"), language) + _write_nature(line, language),
        _field(line.head, "unit", say("Unit"), language),
        "".join(_write_base(each, name, language) for each in line.find_parts("observations")),
        "".join(_write_target(each, name, language) for each in line.find_parts("targets")),
        _write_buttons(line, name, language),
    )
    return _write_line("pf-line-indicator", line, name, cells, language)


def write_project(line: Line, language: Language) -> str:
    """A project: name, cost, years, who pays, who leads, what it says it supports."""
    row = line.head.row
    name = line.head.value("name_zh") or line.head.find_original("name_zh") or line.head.key
    said = line.head
    project = row if isinstance(row, Project) else None
    content = f'<div class="pf-orig">{escape(project.content_zh or "")}</div>' if project is not None else ""
    years = "–".join(
        write_input((said.table, said.key, column), said.value(column), f"{label.read(language)}: {name}", width="58px")
        for column, label in (("start_year", say("First year")), ("end_year", say("Last year")))
    )
    cells = (
        write_mark(line.mark, language) + f'<div class="pf-orig">{escape(said.key)}</div>',
        _field(said, "name_zh", say("Name"), language) + content,
        _field(said, "cost_wan_yuan", say("Cost (10,000 yuan)"), language, "cost_as_written"),
        years + write_original(said.value("years_as_written") or said.find_original("start_year"), language),
        "<br>".join(escape(_say_funding(each, language)) for each in line.find_parts("funding")),
        _field(said, "lead_zh", say("Lead"), language),
        escape(said.value("supports_as_written")) + _write_note(said),
        _write_buttons(line, name, language),
    )
    return _write_line("pf-line-project", line, name, cells, language)


def write_heads(css: str, heads: tuple[Words, ...], language: Language) -> str:
    """The heads above the lines."""
    return f'<div class="pf-line pf-heads {css}">{"".join(f"<div>{escape(each.read(language))}</div>" for each in heads)}</div>'


INDICATOR_HEADS = (say("Reading"), say("Indicator"), say("Unit"), say("Present value"), say("Targets"), say("Right?"))
PROJECT_HEADS = (
    say("Reading"), say("Project"), say("Cost (10,000 yuan)"), say("Building years"), say("Who pays (10,000 yuan)"), say("Lead"),
    say("Supports, status"), say("Right?"),
)  # fmt: skip


def _write_line(css: str, line: Line, name: str, cells: tuple[str, ...], language: Language) -> str:
    inner = "".join(f"<div>{each}</div>" for each in cells)
    body = inner + write_reasons(line.reasons, language)
    return f'<div class="pf-line {css} pf-mark-{line.mark}" role="group" aria-label="{escape(name, quote=True)}">{body}</div>'


def _field(shown: Shown, column: str, label: Words, language: Language, written: str = "") -> str:
    """A value in a field, below it the words it was read from where they are others."""
    value = shown.value(column)
    original = (shown.value(written) if written else "") or shown.find_original(column)
    name = shown.value("name_zh") or shown.key
    is_amber = any(each.column == column and each.mark != "sure" for each in shown.cells)
    field = write_input((shown.table, shown.key, column), value, f"{label.read(language)}: {name}", is_amber=is_amber)
    return field + (write_original(original, language) if original.strip() != value else "")


def _write_base(shown: Shown, name: str, language: Language) -> str:
    year = shown.value("year") or (*shown.key.split("|"), "")[1]
    label = say("Value of {year}: {name}", year=year, name=name).read(language)
    state = shown.value("state")
    field = write_input(
        (shown.table, shown.key, "value"), shown.value("value"), label, width="90px", is_amber=_is_open(shown)
    )
    told = f' <span class="pf-note">{escape(year)}{" " + escape(state) if state and state != "unknown" else ""}</span>'
    return f'<div class="pf-part">{field}{told}{write_original(shown.original, language)}</div>'


def _write_target(shown: Shown, name: str, language: Language) -> str:
    owner_standard = (*shown.key.partition("#")[0].split("|"), "", "")
    standard = shown.row.standard if isinstance(shown.row, Target) else owner_standard[1]
    year = shown.value("year") or owner_standard[2]
    title = f"{year} {STANDARDS[standard].read(language) if standard in STANDARDS else standard}".strip()
    relations = {key: words.read(language) for key, words in RELATIONS.items()}
    relation = shown.value("relation") or "at_least"
    label = say("Target {title} of {name}", title=title, name=name).read(language)
    fields = write_select(
        write_place((shown.table, shown.key, "relation")), relations, relation, label, is_amber=_is_open(shown)
    )
    if relation in NUMERIC_RELATIONS:
        fields += write_input(
            (shown.table, shown.key, "value"), shown.value("value"), label, width="72px", is_amber=_is_open(shown)
        )
    if relation == "between":
        fields += "–" + write_input(
            (shown.table, shown.key, "upper_value"), shown.value("upper_value"), label, width="72px"
        )
    original = write_original(shown.original, language)
    return f'<div class="pf-part"><span class="pf-note">{escape(title)}</span> {fields}{original}</div>'


def _is_open(shown: Shown) -> bool:
    return any(each.mark != "sure" for each in shown.cells)


def _write_nature(line: Line, language: Language) -> str:
    natures = {"binding": say("binding"), "anticipatory": say("anticipatory"), "reference": say("reference")}
    nature = natures.get(line.head.value("nature"))
    return "" if nature is None else f'<span class="pf-note">{escape(nature.read(language))}</span>'


def _write_note(shown: Shown) -> str:
    note = shown.value("note_zh") or shown.value("note")
    return f'<div class="pf-orig">{escape(note)}</div>' if note else ""


def _say_funding(shown: Shown, language: Language) -> str:
    row = shown.row
    if not isinstance(row, Funding):
        return shown.original
    name = FUNDING[row.funding_source].read(language)
    return name if row.amount_wan_yuan is None else f"{name} {format_number(row.amount_wan_yuan, 2)}"


def _write_buttons(line: Line, name: str, language: Language) -> str:
    return "".join(_list_buttons(line, name, language))


def _list_buttons(line: Line, name: str, language: Language) -> Iterator[str]:
    if line.mark != "sure":
        yield write_button(
            ("look", line.head.key), say("It is right").read(language), say("{name} is right", name=name).read(language)
        )
    yield write_button(
        ("drop", line.head.key), say("Leave out").read(language), say("Leave out {name}", name=name).read(language)
    )
