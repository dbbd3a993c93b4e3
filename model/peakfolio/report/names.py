"""The words of an answer: statuses, roles, sources of money, names, values and units."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from peakfolio.plan.plan import Plan
from peakfolio.plan.rows import CitedRow
from peakfolio.plan.settings import Pathway
from peakfolio.plan.tables import Effect, Project
from peakfolio.plan.target_keys import TargetKey
from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.choice import Portfolio
from peakfolio.portfolio.problem import OpenTarget
from peakfolio.units import Measured, Money
from peakfolio.words import LANGUAGES, Language, Name, Words, format_number, listing, round_on, say, say_in

EXACT = 8  # decimals at which two amounts of a plan never look alike
WHOLE_FROM = 100  # 万元: below it decimals of a cost matter
CENT = 0.005  # half of the last digit of money and points: what differs by less looks the same
CLAUSE_END = re.compile(r"[，。；]")
LONG = say_in("between names", "; ")  # English names may hold commas
BREAK = Name("\n", "\n")
NONE = say("none")
STATUSES: Mapping[str, Words] = {
    "met": say_in("status", "met"),
    "not_met": say("not met"),
    "partly_met": say("partly met"),
    "unknown": say("base unknown"),
    "untestable": say("untestable"),
}
SEVERITIES: Mapping[str, Words] = {"error": say("error"), "warning": say("warning"), "note": say("note")}
ROLES: Mapping[str, Words] = {
    "needed": say("needed"),
    "nearer": say("optional: narrows a gap"),
    "locked_in": say("locked in"),
    "not_needed": say("not chosen"),
    "unpriced": say("no cost printed"),
}
ORDER = say("order")
BASES: Mapping[str, Words] = {
    "stated": say("stated"),
    "quantified": say("quantified"),
    "estimated": say("estimated from money"),
    "law": say("law"),
    "order": ORDER,
    "shared": say("unknown"),
    "user": say("user"),
    "proposed": say("proposed, not yet accepted"),
}
NATURES: Mapping[str, Words] = {
    "binding": say("binding"),
    "anticipatory": say("anticipatory"),
    "reference": say("reference"),
    "unstated": say("not stated"),
}
TRUTH: Mapping[bool, Words] = {True: say("yes"), False: say("no")}


class Reasoned(Protocol):
    """A row that says what its figure rests on."""

    @property
    def reasoning(self) -> str | None:
        """In English."""

    @property
    def reasoning_zh(self) -> str | None:
        """In Chinese."""


@dataclass(frozen=True)
class Capitalised(Words):
    """Words at the beginning of a sentence; Chinese has no capitals, not even for the Latin letters of a name (pH)."""

    words: Words

    def read(self, language: Language) -> str:
        """The words in one language."""
        text = self.words.read(language)
        return text if language == "zh" else text[:1].upper() + text[1:]


def read_all(words: Words) -> dict[Language, str]:
    """The text in every language."""
    return {language: words.read(language) for language in LANGUAGES}


def in_columns(column: str, words: Words) -> dict[str, str]:
    """A text in a column for each language."""
    return {f"{column}_{language}": text for language, text in read_all(words).items()}


def list_names(names: Sequence[Words | str]) -> Words:
    """Names in a row, or that there are none."""
    return listing(names) if names else NONE


def name_basis(effect: Effect) -> Words:
    """What an effect rests on."""
    return BASES[effect.basis]


LEVELS: Mapping[str, Words] = {"low": say("low"), "central": say_in("level", "middle"), "high": say("high")}


CATEGORIES: Mapping[str, Words] = {
    "生态制度": say("ecological institutions"),
    "生态安全": say("ecological security"),
    "生态空间": say("ecological space"),
    "生态经济": say("ecological economy"),
    "生态生活": say("ecological living"),
    "生态文化": say("ecological culture"),
    "生态人居": say("ecological settlements"),
    "生态屏障": say("ecological barrier"),
    "生态环境": say("ecological environment"),
}
AREAS: Mapping[str, Words] = {
    "all": say("whole area"),
    "urban": say("urban"),
    "township": say("townships"),
    "rural": say("rural"),
}


def give_reason(row: Reasoned) -> Name:
    """What a figure of the data rests on, in English where nobody put it into Chinese."""
    return Name(row.reasoning_zh or row.reasoning or "", row.reasoning or "")


def cite(row: CitedRow) -> str:
    """The source of a row, and its lines where it has any."""
    return f"{row.source_id}:{row.lines}" if row.lines else row.source_id


def name_category(category_zh: str) -> Words:
    """A category of projects; one without a known English name keeps the document's."""
    return CATEGORIES.get(category_zh, Name(category_zh, category_zh))


def name_indicator(plan: Plan, key: str) -> Words:
    """The name behind a target's key; a part carries the name of its whole, several milestones their year."""
    named = TargetKey(key)
    row = plan.indicator_by_id[named.indicator_id]
    name: Words = row.name
    if row.parent_id is not None:
        whole = plan.indicator_by_id[row.parent_id]
        part = AREAS[row.area] if row.name_zh == whole.name_zh else name
        name = say("{whole}: {part}", whole=whole.name, part=part)
    return name if named.year is None else say("{name} ({year})", name=name, year=named.year)


def name_briefly(plan: Plan, key: str) -> Words:
    """The shortest name of an indicator that no other bears: of a part its own."""
    named = TargetKey(key)
    own = plan.indicator_by_id[named.indicator_id]
    names = [each.name_zh for each in plan.indicators]
    if names.count(own.name_zh) > 1:
        return name_indicator(plan, key)
    return own.name if named.year is None else say("{name} ({year})", name=own.name, year=named.year)


def name_action(plan: Plan, key: str) -> Words:
    """A project's or measure's name; where several share one, the first clause of the content tells them apart."""
    row = plan.name_action(key)
    project = plan.project_by_id.get(key)
    twins = [each for each in plan.projects if each.name_zh == row.name_zh]
    if project is not None and project.content_zh and len(twins) > 1:
        first = CLAUSE_END.split(project.content_zh, maxsplit=1)[0]
        return Name(f"{row.name_zh}：{shorten(first, 32)}", row.name_en)
    return row.name


def shorten(text: str, length: int) -> str:
    """A text cut to a length, with a sign that it was cut."""
    return text if len(text) <= length else f"{text[: length - 1]}…"


def show_number(value: float) -> str:
    """A number for reading: two decimals, more only where it is small."""
    return format_number(value, 2 if abs(value) >= 1 else 4)


def show_about(value: float) -> str:
    """What was reckoned, for reading: three digits before the point or as far behind it, two where it is less than one."""
    size = abs(value)
    if size < 1:
        return format_number(float(f"{value:.2g}"), EXACT)
    return format_number(value, 2 if size < 10 else 1 if size < 100 else 0)


def find_digits(*values: float) -> int | None:
    """Decimals at which values that differ look different; None where those a reader is used to are enough."""
    different = len({format_number(value, EXACT) for value in values})
    if len({show_number(value) for value in values}) == different:
        return None
    return next(n for n in range(3, EXACT + 1) if len({format_number(value, n) for value in values}) == different)


def show_value(plan: Plan, key: str, value: float, digits: int | None = None) -> Words:
    """A value with the unit of its indicator; with more digits where it stands beside one that would look the same."""
    unit = plan.indicator_by_id[TargetKey(key).indicator_id].unit
    number = show_number(value) if digits is None else format_number(value, digits)
    return say("{number}%", number=number) if unit == "%" else Measured(number, unit)


def show_unit(unit: str | None) -> Words:
    """The unit of an indicator; nothing where it has none."""
    return Measured("", unit)


def show_difference(plan: Plan, key: str, value: float) -> Words:
    """A difference of two values: of shares in percentage points."""
    if plan.indicator_by_id[TargetKey(key).indicator_id].unit == "%":
        return say("{value} percentage points", value=show_about(value))
    return show_value(plan, key, value)


def show_money(wan_yuan: float, *, is_exact: bool = False) -> Words:
    """An amount of money, in whole 万元 from a hundred up; a limit is shown exactly, so that no two look alike."""
    if is_exact:
        return Money(wan_yuan, EXACT)
    return Money(round(wan_yuan) if abs(wan_yuan) >= WHOLE_FROM else wan_yuan)


def show_limit(wan_yuan: float, *, is_least: bool) -> Words:
    """An amount that something stops at, to 100 yuan: the least rounded up, the most rounded down, never across it."""
    return show_money(round_on(wan_yuan, is_least=is_least), is_exact=True)


def show_state(value: float) -> Words:
    """The value of an indicator that is established or not."""
    return say("in force") if value >= 1.0 else say("not in force")


def show_level(answer: Answer, key: str, value: float, digits: int | None = None) -> Words:
    """A level of an open target, as a number with its unit or as a state."""
    if find_target(answer, key).is_state:
        return show_state(value)
    return show_value(answer.plan, key, value, digits)


def find_target(answer: Answer, key: str) -> OpenTarget:
    """The open target behind a key."""
    return next(each for each in answer.problem.all_targets if each.key == key)


def show_years(project: Project, start: int, duration: int) -> str:
    """The years a project is built in, marked where they differ from the printed ones."""
    years = f"{start}-{start + duration - 1}" if duration > 1 else str(start)
    return years if project.start_year in (None, start) else f"{years}*"


EVIDENCE: Mapping[str, Words] = {
    "figure": say("figure"),
    "estimate": say("estimate from money"),
    "law": say("law"),
    "promise": say("promise that repeats the target"),
    "order": ORDER,
    "shared": say("shared, no figure"),
    "proposed": say("proposed, not yet accepted"),
}
STEPS: Mapping[str, Words] = {
    "fewest missed targets": say("fewest missed targets"),
    "nearest to missed targets": say("nearest to missed targets"),
    "least cost": say("least cost"),
    "fewest missed binding targets": say("fewest missed binding targets"),
    "smallest weighted shortfall": say("smallest weighted shortfall"),
    "most points": say("most points (gain over now, negative sign)"),
    "fewest points missing": say("fewest points missing"),
    "fewest failing binding indicators": say("fewest failing binding indicators"),
    "fewest missing reference indicators": say("fewest missing reference indicators"),
    "least abatement missing": say("least abatement missing"),
    "most abatement": say("most abatement (negative sign)"),
    "stated order": say("stated order among equals"),
}

READINGS: Mapping[str, Words] = {
    "low": say("effects at low"),
    "central": say("effects at central"),
    "high": say("effects at high"),
}
SHARED: Mapping[str, Words] = {"True": say("with shared ones"), "False": say("without shared ones")}


def name_step(step: str, pathways: Mapping[str, Pathway]) -> Words:
    """A step of the work in words: what is sought, a reading of the effects, or a pathway; any other, such as a count, as it is."""
    level, _, shared = step.partition(" ")
    if step in STEPS:
        return STEPS[step]
    if level in READINGS and shared in SHARED:
        return say("{readings}, {shared}", readings=READINGS[level], shared=SHARED[shared])
    if step in pathways:
        return say("pathway: {title}", title=Name(pathways[step].title_zh, pathways[step].title_en))
    return Name(step, step)


def scenario_title(answer: Answer) -> Words:
    """The title of the scenario that was asked for."""
    return Name(answer.scenario.title_zh, answer.scenario.title_en)


REACHED: Mapping[str, tuple[Words, Words]] = {
    "targets": (say("Targets met"), say("targets")),
    "points": (say("Points"), say_in("unit", "points")),
    "abatement": (say("Yearly abatement"), say("10,000 t CO2e")),
}
AXES: Mapping[str, Words] = {
    "targets": say("targets met"),
    "points": say_in("axis", "points (points)"),
    "abatement": say_in("axis", "yearly abatement (10,000 t CO2e)"),
}


def find_measure(answer: Answer) -> str:
    """What money is held against: points, abatement, or targets met."""
    question = answer.scenario.question
    for word in ("points", "abatement"):
        if question.endswith(word):
            return word
    return "targets"


def name_measure(answer: Answer) -> Words:
    """What money is held against, with its unit, for an axis."""
    return AXES[find_measure(answer)]


def list_projects(plan: Plan, portfolio: Portfolio) -> list[str]:
    """The projects of a portfolio, without its measures."""
    return [key for key in portfolio.starts if key in plan.project_by_id]


def find_cost(answer: Answer, action_id: str) -> float | None:
    """What a project costs in the answer, 万元: of one built in part its part, of one not chosen the printed cost; None where none is printed."""
    project = answer.plan.project_by_id.get(action_id)
    if project is None:
        return 0.0
    if project.cost_wan_yuan is None:
        return None
    chosen = answer.choice.portfolio if action_id in answer.choice.portfolio.starts else answer.choice.best_effort
    return project.cost_wan_yuan * chosen.shares.get(action_id, 1.0)
