"""Starts delivery.csv from the words of each project, and the months of rain and frost from the province.

Which words decided stands in every row. Where they leave it open, or nothing is known, the row says so and is listed to be looked at.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from peakfolio.assess.classing import rank_classes, write_text
from peakfolio.importing.started import Started, is_started
from peakfolio.plan.delivery_tables import DeliveryKind
from peakfolio.plan.evidence_tables import ReferenceClass
from peakfolio.plan.plan import Plan
from peakfolio.plan.rows import Source
from peakfolio.plan.starter_book import StarterBook
from peakfolio.plan.starter_tables import KindOfWork
from peakfolio.plan.tables import Project
from peakfolio.plan.vocabulary import WorkType
from peakfolio.words import Words, listing, say, say_many

Mark = Literal["sure", "check", "unread"]
KINDS_SOURCE, SEASON_SOURCE, COLD_SOURCE = "starter_kinds_of_work", "starter_flood_season", "starter_cold_months"
NAME_WEIGHT = 2  # a word of the name says more than one of the content
LEAST_SCORE, LEAST_LEAD = 3, 2  # a kind that scores less, or leads the next by less, is to be looked at
STARTED_WORDS = ("已开工", "已建成", "在建", "正在实施", "正在建设", "续建", "已完成招标", "已完成初步设计")
RESERVE_WORDS = ("储备库", "储备项目", "谋划项目")
MOST_NAMED = 8


@dataclass(frozen=True)
class Guess:
    """The kind of work a project's words point to, those words, and how sure that is."""

    kind: KindOfWork | None
    words: tuple[str, ...]
    mark: Mark


def start_delivery(plan: Plan, book: StarterBook) -> Started:
    """A row of delivery.csv for every project that has none of a person's, and the months of rain and frost of the province."""
    own = {row.project_id for row in plan.delivery if not is_started(row)}
    guesses = {row.project_id: guess_kind(row, plan, book) for row in plan.projects if row.project_id not in own}
    projects = plan.project_by_id
    rows = tuple(_make_row(projects[key], guess) for key, guess in guesses.items())
    settings, sources, told = _find_months(plan, book)
    sure = sum(guess.mark == "sure" for guess in guesses.values())
    taken = say_many("{n} project was read by its words", "{n} projects were read by their words", sure)
    assumed = say(
        "No project is taken as begun or as a reserve unless its words say so; months are those of scenarios/delivery."
    )
    return Started(
        {"delivery": rows},
        (_cite_kinds(), *sources),
        settings,
        (taken, *told),
        (assumed,),
        tuple(_list_doubts(guesses)),
    )


def guess_kind(project: Project, plan: Plan, book: StarterBook) -> Guess:
    """The kind of work a project's words point to; none where no word is known."""
    text = write_text(project)
    words: dict[WorkType, set[str]] = {}
    best: dict[WorkType, tuple[float, KindOfWork]] = {}
    for kind, found in _match_kinds(text, plan, book):
        words.setdefault(kind.work_type, set()).update(found)
        score = _weigh(found, project)
        if kind.work_type not in best or score > best[kind.work_type][0]:
            best[kind.work_type] = (score, kind)
    scores = sorted(((_weigh(_strip(found), project), work) for work, found in words.items()), reverse=True)
    if not scores:
        return Guess(None, (), "unread")
    (first, work), second = scores[0], scores[1][0] if len(scores) > 1 else 0.0
    kind = best[work][1]
    is_sure = first >= LEAST_SCORE and first >= LEAST_LEAD * second and not kind.is_mixed
    return Guess(kind, tuple(sorted(_strip(words[work]))), "sure" if is_sure else "check")


def _match_kinds(text: str, plan: Plan, book: StarterBook) -> Iterator[tuple[KindOfWork, tuple[str, ...]]]:
    """Every kind of work a text has words of, with those words: the words of its class, or its own."""
    by_id: Mapping[str, KindOfWork] = {row.kind_id: row for row in book.kinds_of_work}
    own = (_as_class(row) for row in book.kinds_of_work if row.words_zh is not None)
    for match in rank_classes(text, (*plan.evidence.classes, *own)):
        if match.kind.class_id in by_id:
            yield by_id[match.kind.class_id], match.words


def _as_class(row: KindOfWork) -> ReferenceClass:
    return ReferenceClass(
        class_id=row.kind_id,
        name_zh=row.kind_id,
        name_en=row.kind_id,
        effect_kind="none",
        quantity_unit="个",
        keywords_zh=row.words_zh,
    )


def _strip(words: set[str]) -> tuple[str, ...]:
    """The words without those that stand inside another."""
    return tuple(each for each in words if not any(each != other and each in other for other in words))


def _weigh(words: tuple[str, ...], project: Project) -> float:
    return float(sum(NAME_WEIGHT if each in project.name_zh else 1 for each in words))


def _make_row(project: Project, guess: Guess) -> DeliveryKind:
    kind, text = guess.kind, write_text(project)
    why = _explain(guess)
    begun = [word for word in STARTED_WORDS if word in text]
    reserve = [word for word in RESERVE_WORDS if word in f"{text}{project.category_zh}"]
    mark = {"sure": None, "check": say("To be checked: the words leave it open."), "unread": _say_unread()}[guess.mark]
    state = _say_state(begun, reserve)
    return DeliveryKind(
        project_id=project.project_id,
        work_type=kind.work_type if kind is not None else "programme",
        trade=kind.trade if kind is not None else "agencies",
        stops_for_rain=kind.stops_for_rain if kind is not None else False,
        is_started=bool(begun),
        is_reserve=bool(reserve),
        reasoning=f"{why.read('en')} {state.read('en')}",
        reasoning_zh=f"{why.read('zh')}{state.read('zh')}",
        source_id=KINDS_SOURCE,
        note=mark.read("en") if mark is not None else None,
        note_zh=mark.read("zh") if mark is not None else None,
    )


def _say_unread() -> Words:
    return say("To be checked: no word decides, so the kind is not known; programme only keeps the place.")


def _say_state(begun: list[str], reserve: list[str]) -> Words:
    if begun or reserve:
        return say("State by the words {words}.", words=listing([*begun, *reserve]))
    return say("Nothing says that it has begun.")


def _explain(guess: Guess) -> Words:
    if guess.kind is None:
        return say("No word of its name or content is known.")
    return say("Words: {words}.", words=listing(guess.words[:MOST_NAMED]))


def _list_doubts(guesses: Mapping[str, Guess]) -> Iterator[Words]:
    for mark, head in (
        ("unread", say("kind of work not known, programme only keeps the place")),
        ("check", say("kind of work left open by the words")),
    ):
        keys = [key for key, guess in guesses.items() if guess.mark == mark]
        if keys:
            yield say("delivery.csv, {head}: {keys}", head=head, keys=listing(keys))


def _find_months(plan: Plan, book: StarterBook) -> tuple[dict[str, object], tuple[Source, ...], tuple[Words, ...]]:
    """The section [delivery] with its months and sources; nothing where a person has named months."""
    own = plan.settings.delivery
    if any(not each.startswith("starter_") for each in own.sources):
        return {}, (), (say("The months of [delivery] are yours and stay."),)
    province = plan.settings.region.province_zh
    season, cold = book.find_season(province), book.find_cold_months(province)
    rainy = () if season is None else tuple(range(season.first_month, season.last_month + 1))
    sources: list[Source] = []
    if season is not None:
        sources.append(_cite(book, season.source_id, SEASON_SOURCE))
    if cold:
        sources.append(_cite(book, book.list_temperatures(province)[-1].source_id, COLD_SOURCE))
    said = own.model_dump(mode="json", exclude_defaults=True)
    frost = tuple(month for month in cold if month not in rainy)
    months = {
        "rainy_months": list(rainy),
        "winter_months": list(frost),
        "sources": [each.source_id for each in sources],
    }
    return (
        {"delivery": {**said, **months}},
        tuple(sources),
        (_tell_rain(rainy, province), _tell_frost(frost, province, book)),
    )


def _tell_rain(rainy: tuple[int, ...], province: str) -> Words:
    if not rainy:
        return say("Rainy months of {province}: no flood season was read; none are set.", province=province or "-")
    return say(
        "Rainy months of {province}: {first}-{last}, its flood season; a district may be drier.",
        province=province,
        first=rainy[0],
        last=rainy[-1],
    )


def _tell_frost(frost: tuple[int, ...], province: str, book: StarterBook) -> Words:
    if not book.list_temperatures(province):
        return say("Months of frost of {province}: no temperatures were read; none are set.", province=province or "-")
    if not frost:
        return say("Months of frost of {province}: none, its capital has no month below 0 °C.", province=province)
    shown = listing([str(each) for each in frost])
    return say(
        "Months of frost of {province}: {months}, below 0 °C in its capital; mountains are colder.",
        province=province,
        months=shown,
    )


def _cite(book: StarterBook, source_id: str, key: str) -> Source:
    """A publication of the starters as a source of the plan."""
    row = book.source_by_id[source_id]
    said = row.model_dump(include=set(Source.model_fields))
    return Source(**{**said, "source_id": key, "citation": f"{row.citation} {row.address or ''}".strip()})


def _cite_kinds() -> Source:
    return Source(
        source_id=KINDS_SOURCE,
        kind="assumption",
        title="Kinds of work by the words of each project",
        title_zh="按各项目字词判断的工程类型",
        reasoning="The words of the reference classes (scenarios/evidence) and general words (scenarios/starters) are looked up in the "
        "name and content of each project; the kind with most words is taken, a word of the name counting twice. It is a first reading "
        "by a program: whoever knows the project should go through the rows.",
        reasoning_zh="在项目名称和内容中查找参照类（scenarios/evidence）和通用字词（scenarios/starters），取字词最多的类型，名称中的字词按两个计。"
        "此为程序初读，须由了解项目的人逐行核对。",
    )
