"""Chains in words: each step with its figure, range, unit and source, as one line or as a table."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from peakfolio.plan.chain_tables import Parameter
from peakfolio.plan.chains import Chain, Link, Spread
from peakfolio.plan.evidence_book import ClassCost
from peakfolio.plan.evidence_tables import UnitEffect
from peakfolio.plan.plan import Plan
from peakfolio.plan.rows import CitedRow
from peakfolio.plan.tables import Effect
from peakfolio.report import names
from peakfolio.report.content import Cell, Table, Worded, make_table, name_column, text_column
from peakfolio.units import name_in_english
from peakfolio.words import SPACE, Language, Name, Words, format_number, listing, say, say_many

THE_PLAN = re.compile(r"\bplan(?=:|$)")  # its key among the sources
SIGNS = {"plus": "+", "minus": "−", "times": "×", "divided_by": "÷"}


@dataclass(frozen=True)
class _Measured(Words):
    """A figure with its unit, which a language may leave unsaid."""

    figure: Words
    unit: Words

    def read(self, language: Language) -> str:
        """The figure and, where there is one, the unit in one language."""
        unit = self.unit.read(language)
        gap = "" if language == "zh" else " x " if unit[:1].isdigit() else " "  # 3 x 10,000 yuan
        return f"{self.figure.read(language)}{gap}{unit}".strip()


def name_link(plan: Plan, link: Link) -> Words:
    """What a step takes: a parameter, the unit cost of a class, a physical step, or the project's own money."""
    origin = link.origin
    if isinstance(origin, Parameter | UnitEffect):
        return origin.name
    if isinstance(origin, ClassCost):
        return say("unit cost: {name}", name=plan.evidence.class_by_id[origin.class_id].name)
    return say("investment of {action_id}", action_id=link.step.action_id)


def name_unit(plan: Plan, link: Link) -> Words:
    """The unit of what a step takes: money per quantity for a class, nothing for a plain factor."""
    if not isinstance(link.origin, ClassCost):
        return names.show_unit(link.units[0][0])
    unit = plan.evidence.class_by_id[link.origin.class_id].quantity_unit
    return Name(f"万元/{unit}", f"10,000 yuan per {name_in_english(unit) or unit}")


def show_spread(spread: Spread, unit: Words) -> Words:
    """A figure with its range and unit: 122 (122 to 142) villages."""
    if spread.is_exact:
        return _Measured(_plain(spread.central), unit)
    figure = say(
        "{central} ({low} to {high})",
        central=names.show_about(spread.central),
        low=names.show_about(spread.low),
        high=names.show_about(spread.high),
    )
    return _Measured(figure, unit)


def show_figure(value: float) -> str:
    """A figure of a chain: two decimals, or three digits where it is small."""
    return format_number(value, 2) if abs(value) >= 1 or value == 0 else f"{value:.3g}"


def _plain(value: float) -> Words:
    return Name(show_figure(value), show_figure(value))


def say_chain(plan: Plan, chain: Chain) -> Words:
    """A chain in one line: + investment 3,910 ÷ unit cost 0.108 ÷ cultivated land 412,087 = 8.77."""
    return listing([_say_step(plan, link, is_first=number == 0) for number, link in enumerate(chain.links)], SPACE)


def _say_step(plan: Plan, link: Link, *, is_first: bool) -> Words:
    name, figure = name_link(plan, link), show_spread(link.spread, name_unit(plan, link))
    operation = link.step.operation
    if operation == "at_most":
        return say("(at most {name} {figure})", name=name, figure=figure)
    if operation == "plus" and is_first:
        return say("{name} {figure}", name=name, figure=figure)
    return say("{sign} {name} {figure}", sign=SIGNS[operation], name=name, figure=figure)


def cite_link(plan: Plan, link: Link) -> str:
    """Where the figure of a step stands: source and lines; of a class its sources, of money the plan's table."""
    if isinstance(link.origin, ClassCost):
        return "; ".join(dict.fromkeys(names.cite(row) for row in link.origin.rows))
    return names.cite(link.origin if link.origin is not None else plan.project_by_id[link.step.action_id])


def tell_source(row: CitedRow) -> Worded:
    """The same for a reader: the plan itself by its name instead of its key."""
    return tell_sources(names.cite(row))


def tell_sources(cited: str) -> Worded:
    """Sources with their lines as a reader knows them; files keep the keys."""
    return Worded(cited, Name(THE_PLAN.sub("规划", cited), cited))


def make_chain_table(plan: Plan, effects: Iterable[Effect]) -> Table:
    """How effects follow, step by step from money or works to the indicator, each step with its range and source."""
    columns = (
        text_column("action_id", say("No."), 0.6),
        name_column("indicator", say("Indicator"), 1.6),
        text_column("sign", say("Operation"), 0.5),
        name_column("figure", say("Figure"), 2.2),
        text_column("value", say("Value (range)"), 1.6),
        text_column("rests_on", say("Rests on"), 1.0),
        text_column("source", say("Source:lines"), 1.6),
    )
    pairs = ((effect, plan.find_chain(effect)) for effect in effects)
    rows = [row for effect, chain in pairs if chain is not None for row in _list_steps(plan, effect, chain)]
    title = say("Derivation of the effects, from money or works to the indicator")
    return make_table("chains", title, columns, rows, is_wide=True)


def _list_steps(plan: Plan, effect: Effect, chain: Chain) -> Iterator[Mapping[str, Cell]]:
    for number, link in enumerate(chain.links):
        yield {
            "action_id": effect.action_id if number == 0 else "",
            "indicator": names.name_indicator(plan, effect.indicator_id) if number == 0 else "",
            "sign": SIGNS.get(link.step.operation, "≤"),
            "figure": name_link(plan, link),
            "value": show_spread(link.spread, name_unit(plan, link)),
            "rests_on": say_ground(plan, link),
            "source": tell_sources(cite_link(plan, link)),
        }
    unit = plan.indicator_by_id[effect.indicator_id].unit
    yield {
        "action_id": "",
        "indicator": "",
        "sign": "=",
        "figure": names.name_basis(effect),
        "value": show_spread(chain.spread, names.show_unit(unit)),
        "rests_on": "",
        "source": tell_source(effect),
    }


def say_ground(plan: Plan, link: Link) -> Words:
    """How well a step is known: rows of a class, the grade of a publication, or the kind of source of a parameter."""
    if isinstance(link.origin, ClassCost):
        count = len(link.origin.rows)
        if link.origin.is_thin:
            return say_many("{n} row, thin: range widened", "{n} rows, thin: range widened", count)
        return say("{count} rows", count=count)
    if isinstance(link.origin, UnitEffect):
        return GRADES[link.origin.grade]
    source = None if link.origin is None else plan.source_by_id.get(link.origin.source_id)
    return KINDS["document" if source is None else source.kind]


GRADES: Mapping[str, Words] = {
    "official": say("official or paper"),
    "plan": say("printed in a plan"),
    "press": say("press"),
    "reprint": say("reprint, original not read"),
    "judgement": say("judgement"),
}
KINDS: Mapping[str, Words] = {
    "document": say("document"),
    "publication": say("publication"),
    "assumption": say("assumption"),
}
