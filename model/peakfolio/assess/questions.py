"""Figures of the county that proposals wait for: each asked once, with what waits for it and where the plan's own text may say it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from peakfolio.assess.judging import judge_all
from peakfolio.assess.reading_quantities import NUMBER, plain
from peakfolio.assess.suggesting import Suggestion, suggest_effects
from peakfolio.assess.wholes import Figure
from peakfolio.errors import PeakfolioError, UnknownName
from peakfolio.plan.chain_tables import Parameter
from peakfolio.plan.chains import Pair
from peakfolio.plan.figures import refuse_figure
from peakfolio.plan.plan import Plan
from peakfolio.plan.rows import Source
from peakfolio.words import say

MOST_PLACES = 5  # of the text that are shown for one figure
NEAR = 8  # signs between a name and its number
NOT_PARTS = "".join(
    f"(?<!{word})" for word in ("城镇", "城市", "农村", "乡村", "污染", "流动")
)  # 城镇常住人口 is no 常住人口
ANSWERS = "A_answers"
ANSWER_SOURCE = Source(
    source_id=ANSWERS,
    kind="assumption",
    title="Figures of the county, answered by the user",
    title_zh="使用者填报的本地数据",
    reasoning="Asked for because a proposal needs them; why each was answered so stands in its row.",
    reasoning_zh="因拟定成效所需而询问；每项依据见该行。",
)
# how a unit is printed: spelling -> how many of the unit it is
PRINTED: Mapping[str, Mapping[str, float]] = {
    "行政村": {"个行政村": 1, "个建制村": 1, "个村": 1},
    "户": {"万户": 1e4, "户": 1},
    "人": {"万人": 1e4, "人": 1},
    "平方公里": {"平方公里": 1, "平方千米": 1, "km2": 1, "万公顷": 100, "公顷": 0.01, "万亩": 20 / 3, "亩": 1 / 1500},
    "亩": {"万亩": 1e4, "亩": 1, "万公顷": 1.5e5, "公顷": 15},
    "公顷": {"万公顷": 1e4, "公顷": 1, "万亩": 1e4 / 15, "亩": 1 / 15, "平方公里": 100},
    "个": {"个": 1},
    "亿元/年": {"亿元": 1, "万元": 1e-4},
    "-": {"%": 0.01},
    "百分点": {"个百分点": 1, "百分点": 1},
    "h/a": {"小时": 1, "h": 1},
}


@dataclass(frozen=True)
class Place:
    """A place of the text that may give a figure: its value in the figure's unit, its line (from 1), and the words around it."""

    value: float
    source_id: str
    line: int
    words: str


@dataclass(frozen=True)
class OpenFigure:
    """A figure proposals lack: who waits for it, for how many open targets, where the text may give it, what they would bring then.

    ``outcomes`` hold for every value that the text gives the effects that could be worked out with it, by pair. Without a value in the text
    no range is known that would be honest: then only what waits is counted.
    """

    figure: Figure
    pairs: tuple[Pair, ...]
    targets: tuple[str, ...]
    places: tuple[Place, ...]
    outcomes: Mapping[float, Mapping[Pair, float]]

    @property
    def key(self) -> str:
        """The key under which it is answered."""
        return self.figure.key

    @property
    def projects(self) -> tuple[str, ...]:
        """The projects that wait for it."""
        return tuple(dict.fromkeys(action for action, _ in self.pairs))


Texts = Mapping[str, Sequence[str]]  # the lines of a document, by the key of its source


def list_questions(plan: Plan, texts: Texts | None = None) -> tuple[OpenFigure, ...]:
    """The figures that proposals of a plan lack, those first for which most open targets and projects wait."""
    waiting = [each for each in suggest_effects(plan) if each.asked]
    figures = {figure.key: figure for each in waiting for figure in each.asked}
    unmet = _list_unmet(plan)
    found = [_ask(plan, figure, waiting, unmet, texts or {}) for figure in figures.values()]
    return tuple(sorted(found, key=lambda each: (-len(each.targets), -len(each.pairs))))


def _ask(plan: Plan, figure: Figure, waiting: Sequence[Suggestion], unmet: frozenset[str], texts: Texts) -> OpenFigure:
    own = [each for each in waiting if figure.key in {asked.key for asked in each.asked}]
    pairs = tuple(pair for each in own for pair in _find_pair(each))
    # a whole is larger than its parts, so that the largest number is the likeliest
    places = tuple(sorted(find_places(figure, texts), key=lambda each: -each.value)[:MOST_PLACES])
    values = dict.fromkeys(each.value for each in places)
    outcomes = {value: _work_out(plan, figure, value, frozenset(pairs)) for value in values}
    targets = tuple(dict.fromkeys(key for _, key in pairs if key in unmet))
    return OpenFigure(figure, pairs, targets, places, outcomes)


def _find_pair(suggestion: Suggestion) -> Iterator[Pair]:
    if suggestion.indicator is not None:
        yield suggestion.project.project_id, suggestion.indicator.indicator_id


def _list_unmet(plan: Plan) -> frozenset[str]:
    """The indicators that miss their target by now, as the plan's own scenario asks."""
    asked = plan.settings.assessment
    is_latest, step = asked.rule == "elapsed_progress", plan.settings.scenario.improve_step
    verdicts = judge_all(plan, "plan", asked.milestone, at_latest=is_latest, improve_step=step)
    return frozenset(key for key, verdict in verdicts.items() if verdict.status == "not_met")


def _work_out(plan: Plan, figure: Figure, value: float, pairs: frozenset[Pair]) -> Mapping[Pair, float]:
    """The central effects that could be worked out if a figure had this value."""
    answered = _put(plan, figure, value, {"source_id": ANSWERS})
    return {
        pair: each.spread.central
        for each in suggest_effects(answered)
        for pair in _find_pair(each)
        if pair in pairs and each.spread is not None
    }


def find_places(figure: Figure, texts: Texts) -> Iterator[Place]:
    """Where lines of a document print a number in a unit of the figure right after one of its names, or a count of what it counts."""
    pattern = _build_pattern(figure)
    seen: set[tuple[str, float]] = set()
    for source_id, lines in texts.items():
        for number, line in enumerate(lines, 1):
            for value, words in _read_line(pattern, figure, plain(line)):
                if (source_id, value) not in seen:
                    seen.add((source_id, value))
                    yield Place(value, source_id, number, words)


def _build_pattern(figure: Figure) -> re.Pattern[str]:
    names = "|".join(map(re.escape, sorted(figure.names, key=len, reverse=True)))
    units = "|".join(map(re.escape, sorted(PRINTED.get(figure.unit, {}), key=len, reverse=True)))
    named = rf"{NOT_PARTS}(?:{names})[^\d。;；,，、]{{0,{NEAR}}}"
    counted = r"(?<![\d.])" if figure.unit == "行政村" else None
    begin = f"(?:{named}|{counted})" if counted else named
    return re.compile(rf"{begin}(?P<number>{NUMBER})\s*(?P<unit>{units})")


def _read_line(pattern: re.Pattern[str], figure: Figure, line: str) -> Iterator[tuple[float, str]]:
    for found in pattern.finditer(line):
        value = float(re.sub("[, ]", "", found["number"])) * PRINTED[figure.unit][found["unit"]]
        if value > 0:
            start = max(found.start() - NEAR, 0)
            yield float(f"{value:.10g}"), line[start : found.end() + NEAR]


def answer_figure(plan: Plan, key: str, value: float, reason: str, place: Place | None = None) -> Plan:
    """The plan with a figure of the county: from a place of its text, or the user's own with the reason.

    Raises UnknownName where nothing waits for such a figure, PeakfolioError for a value that is none or a missing reason.
    """
    known = {figure.key: figure for each in suggest_effects(plan) for figure in each.asked}
    if key not in known:
        raise UnknownName(say("figure that is asked for"), key, tuple(known))
    refuse_figure(value)
    if value <= 0:
        raise PeakfolioError(say("{name} must be above 0.", name=known[key].name))
    if place is None and not reason.strip():
        raise PeakfolioError(say("Say where the figure comes from."))
    cited = {"source_id": ANSWERS} if place is None else {"source_id": place.source_id, "lines": str(place.line)}
    said = reason.strip() or (place.words if place is not None else "")
    return _put(plan, known[key], value, {**cited, "reasoning": said, "reasoning_zh": said})


def _put(plan: Plan, figure: Figure, value: float, cited: Mapping[str, str]) -> Plan:
    row = Parameter(
        parameter_id=figure.key,
        name_zh=figure.names[0],
        name_en=figure.name.read("en"),
        unit=figure.unit,
        central=value,
        **cited,
    )
    kept = tuple(each for each in plan.parameters if each.parameter_id != figure.key)
    sources = plan.sources
    if cited["source_id"] == ANSWERS and ANSWERS not in plan.source_by_id:
        sources = (*sources, ANSWER_SOURCE)
    return replace(plan, parameters=(*kept, row), sources=sources)
