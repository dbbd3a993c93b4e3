"""The carbon answer in sentences: when each pathway peaks, how sure that is, what drives it, and what it rests on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from peakfolio.carbon.drivers import DRIVERS, PROJECTS
from peakfolio.carbon.outlook import PEAK_YEAR, CarbonOutlook, PathCall
from peakfolio.carbon.path_peaks import PeakClass
from peakfolio.carbon.pathways import Projection
from peakfolio.importing.started import is_started
from peakfolio.plan.plan import Plan
from peakfolio.plan.vocabulary import PathwayProjects
from peakfolio.report.carbon.names import DRIVERS as DRIVER_NAMES
from peakfolio.report.carbon.names import VARIANTS, name_pathway
from peakfolio.report.names import list_names
from peakfolio.words import (
    NOTHING,
    SEMICOLON,
    SPACE,
    Language,
    Words,
    format_number,
    listing,
    say,
    say_many,
    show_share,
)

FEW = 3  # drivers named before the rest is summed up
LEAST_EFFECT = 0.05  # 万tCO2, half of what is shown
LEVEL = 0.005  # share of the maximum within which years cannot be told apart
HOPEFUL = 0.8  # chance from which a target that was never met before is called hopeful
LEAST_SHARE = 0.005  # share of the draws from which a class is worth a word
UNPEAKED: Mapping[PeakClass, Words] = {
    "plateau": say("stay on a plateau"),
    "rising": say("are highest in the last five years"),
    "unknown": say("fall and come back, so that none can be called"),
}


def headline_outlook(outlook: CarbonOutlook) -> Words:
    """The answer of the main pathway: its call, its chance, its level, and what the projects change."""
    main = outlook.main
    place = find_place(main, PEAK_YEAR)
    low, middle, high = map(Tonnes, main.ensemble.find_range("net", place))
    said = (
        *_list_start(outlook),
        say(
            "Pathway '{title}': {call}",
            title=name_pathway(outlook.plan, main.pathway_name),
            call=describe_call(outlook, main),
        ),
        describe_chance(main),
        say(
            "In {year} energy CO2 is {middle} (the middle of the cases; 90% lie in {low} to {high}).",
            year=int(main.model.years[place]),
            middle=middle,
            low=low,
            high=high,
        ),
        *_list_targets(outlook, main),
        describe_projects(outlook),
    )
    return listing(said, SPACE)


def _list_start(outlook: CarbonOutlook) -> Iterator[Words]:
    """The range of the base year, before any peak, where a starter wrote the inventory: nothing after it is better known."""
    if not any(is_started(row) for row in outlook.plan.energy):
        return
    least, _, most = outlook.main.ensemble.find_range("energy", 0)
    low, middle, high = map(Tonnes, outlook.main.ensemble.find_range("gross", 0))
    yield say(
        "Base year {year}: {least:.1f}-{most:.1f} x 10,000 tce of energy, {low} to {high} of energy CO2 (90% of the cases, the middle one {middle}), "
        "begun from the structure of a province: verify the energy total first, then industry.",
        year=outlook.main.model.base_year,
        least=least,
        most=most,
        low=low,
        middle=middle,
        high=high,
    )


def describe_call(outlook: CarbonOutlook, projection: Projection) -> Words:
    """The peak call of a pathway's central path."""
    return word_call(outlook.calls[projection.pathway_name], projection)


def word_call(call: PathCall, projection: Projection) -> Words:
    """A call in words; a maximum in the base year is told from a peak that was seen."""
    base, last = projection.model.base_year, int(projection.model.years[-1])
    first, final = find_level_years(projection)
    known = {"year": call.year, "tonnes": Tonnes(call.level), "last": last, "first": first, "final": final}
    if call.kind == "rising" and call.year < last:
        return say(
            "with every figure at its middle value it is highest in {year} ({tonnes}), too near the end ({last}) for a peak to be called.",
            **known,
        )
    if call.kind == "rising":
        return say(
            "with every figure at its middle value it still rises at the end ({last}); no peak can be called.", **known
        )
    if call.kind == "plateau":
        return say(
            "with every figure at its middle value it reaches its maximum of {tonnes} in {year} and stays within 5% of it (a plateau).",
            **known,
        )
    if call.kind == "unknown":
        return say(
            "with every figure at its middle value it is highest in {year} ({tonnes}), falls and comes back within 5% of it; no peak can be called.",
            **known,
        )
    if call.year == base:
        return say(
            "with every figure at its middle value it never again exceeds its base year {year} ({tonnes}); there are no data to tell whether it "
            "peaked before.",
            **known,
        )
    if final > first:
        return say(
            "with every figure at its middle value it peaks in {year} at {tonnes}; {first}-{final} all lie within 0.5% of that, so read it as a "
            "level stretch rather than a year.",
            **known,
        )
    return say("with every figure at its middle value it peaks in {year} at {tonnes}.", **known)


def find_level_years(projection: Projection) -> tuple[int, int]:
    """First and last year of the stretch around the maximum of the central path that hardly differs from it."""
    path, years = projection.central.net[0], projection.model.years
    top = int(np.argmax(path))
    level = path >= path[top] * (1.0 - LEVEL)
    before = next((place for place in range(top, 0, -1) if not level[place - 1]), 0)
    after = next((place for place in range(top, len(path) - 1) if not level[place + 1]), len(path) - 1)
    return int(years[before]), int(years[after])


def describe_chance(projection: Projection) -> Words:
    """P(peak <= 2030), the years most peaks fall in, and the shares of the draws that have no peak, by class."""
    found = projection.ensemble
    base: Words = NOTHING
    if found.peaked_before >= LEAST_SHARE:
        base = say(
            " ({share} of the cases never again exceed the base year {year}, so their peak may lie before it)",
            share=show_share(found.peaked_before),
            year=projection.model.base_year,
        )
    years = find_peak_range(projection)
    span: Words = NOTHING
    if years is not None:
        shown = f"{years[0]}-{years[1]}" if years[0] < years[1] else years[0]
        span = say(", at least 90% of the peak years lie in {span}", span=shown)
    chance = say_many(
        "In {n:,} simulated case the probability of a peak by {year} is {chance}{base}{span}.",
        "In {n:,} simulated cases the probability of a peak by {year} is {chance}{base}{span}.",
        found.runs,
        year=PEAK_YEAR,
        chance=show_share(find_chance(projection)),
        base=base,
        span=span,
    )
    return listing((chance, *_tell_unpeaked(projection)), SPACE)


def _tell_unpeaked(projection: Projection) -> Iterator[Words]:
    """The draws that have no peak at all, by class; nothing where all have one."""
    found, last = projection.ensemble.class_shares, int(projection.model.years[-1])
    classes = [
        say("{share} {ends}", share=show_share(found[name]), ends=ends)
        for name, ends in UNPEAKED.items()
        if found[name] >= LEAST_SHARE
    ]
    if classes:
        yield say("Share of all cases with no peak: {classes} (seen to {last}).", classes=listing(classes), last=last)


def describe_targets(outlook: CarbonOutlook, projection: Projection) -> Words:
    """The probability that each target on CO2 per GDP is met, and whose target it is; nothing where there is none."""
    return listing(_list_targets(outlook, projection), SPACE)


def _list_targets(outlook: CarbonOutlook, projection: Projection) -> Iterator[Words]:
    for target in outlook.plan.carbon.intensity_targets:
        source = outlook.plan.find_source(target.source_id)
        whose = say(", not the plan's own target but from '{source}'", source=source.name)
        yield say(
            "A fall of CO2 per GDP by {fall:g}% in {span} (at the target's yearly pace{whose}) is met with probability "
            "{chance}.",
            fall=target.fall_percent,
            span=f"{target.first_year}-{target.year}",
            whose=NOTHING if source.kind == "document" else whose,
            chance=show_share(projection.ensemble.met[target.name]),
        )
    yield from _list_national(outlook.plan, projection)


def _list_national(plan: Plan, projection: Projection) -> Iterator[Words]:
    """The probability of what the nation asks, with what came of its last such target as the rate to hold it against."""
    for target in plan.national_targets:
        yield say(
            "The nation's fall of CO2 per GDP by {fall:g}% in {span}, put to this place ('{source}'), is met with probability "
            "{chance}.",
            fall=target.fall_percent,
            span=f"{target.first_year + 1}-{target.year}",
            source=plan.find_source(target.source_id).name,
            chance=show_share(projection.ensemble.met[target.name]),
        )
        yield tell_record(plan)
        if projection.ensemble.met[target.name] >= HOPEFUL and plan.factors.is_record_missed:
            yield say(
                "That chance follows from the pathway's levers, part of which are such targets themselves; the record does not bear it out."
            )


def tell_record(plan: Plan) -> Words:
    """How far the nation came with its five-year targets on CO2 per GDP: the base rate of such promises."""
    told = [
        say(
            "{reached:g} of {asked:g}% in {first}-{last}",
            reached=-(row.reached or 0.0),
            asked=-(row.asked or 0.0),
            first=row.first_year,
            last=row.last_year,
        )
        for row in plan.factors.closed_falls
    ]
    if not told:
        return NOTHING
    return say("For comparison, of such a target the nation itself reached {told}.", told=listing(told, SEMICOLON))


def find_peak_range(projection: Projection) -> tuple[int, int] | None:
    """The years between which 90 % of the called peaks lie; None where none is called."""
    shares = projection.ensemble.peaked_by
    if shares[-1] == 0:
        return None
    years = projection.model.years
    first, last = (int(years[int(np.searchsorted(shares / shares[-1], each))]) for each in (0.05, 0.95))
    return first, last


def describe_projects(outlook: CarbonOutlook) -> Words:
    """What the chosen and all projects do to the main pathway in 2030 (central values), and whether the peak moves."""
    place = find_place(outlook.main, PEAK_YEAR)
    nothing = outlook.variants["none"][place]
    if not outlook.costs:
        return say("The package holds no project with a known abatement.")
    parts: list[Words] = [_describe_variant("all", nothing - outlook.variants["all"][place], nothing)]
    if outlook.is_chosen_known:
        parts.insert(0, _describe_variant("chosen", nothing - outlook.variants["chosen"][place], nothing))
    elif outlook.is_portfolio_given:
        parts.insert(0, say("the chosen projects: unknown"))
    return say(
        "Energy CO2 in {year} against no project (middle values, 10,000 t CO2): {amounts}. {move}",
        year=PEAK_YEAR,
        amounts=listing(parts, SEMICOLON),
        move=_describe_move(outlook),
    )


def _describe_move(outlook: CarbonOutlook) -> Words:
    """Whether all projects together move the peak of the main pathway, or make or unmake it."""
    built, bare = outlook.variant_calls["all"].peak_year, outlook.variant_calls["none"].peak_year
    if built is None or bare is None:
        return _describe_lost(built, bare)
    moved = built - bare
    first, final = find_level_years(outlook.main)
    if moved and first <= min(built, bare) < max(built, bare) <= final:
        return say("The highest year moves only within the level stretch.")
    if moved > 0:
        return say_many(
            "With all projects the maximum comes {n} year later.",
            "With all projects the maximum comes {n} years later.",
            moved,
        )
    if moved < 0:
        return say_many(
            "With all projects the maximum comes {n} year earlier.",
            "With all projects the maximum comes {n} years earlier.",
            -moved,
        )
    if outlook.is_chosen_known or not outlook.is_portfolio_given:
        return say("The year of the peak does not move.")
    return say("The projects with a figure do not move the year of the peak.")


def _describe_lost(built: int | None, bare: int | None) -> Words:
    """The peak years with all projects and with none, of which one or both cannot be called."""
    if bare is not None:
        return say(
            "At middle values it peaks without projects in {year}; with all of them no peak can be called.", year=bare
        )
    if built is not None:
        return say(
            "At middle values it peaks with all projects in {year}; without any no peak can be called.", year=built
        )
    return say("Neither with all projects nor with none can a peak be called at middle values.")


def _describe_variant(name: PathwayProjects, saved: float, nothing: float) -> Words:
    share = 100.0 * abs(saved) / nothing if nothing else 0.0
    title, amount = VARIANTS[name], format_number(abs(saved), 2)
    if saved < 0:
        return say("{title}: {amount} more ({share:.2f}%)", title=title, amount=amount, share=share)
    return say("{title}: {amount} less ({share:.2f}%)", title=title, amount=amount, share=share)


def describe_drivers(outlook: CarbonOutlook) -> Words:
    """The largest drivers of the main pathway since the base year, and of its distance from the baseline."""
    base, year = outlook.main.model.base_year, outlook.split_year
    since, against = _name_largest(outlook.change.effects), _name_largest(outlook.distance.effects)
    moved = outlook.change.end - outlook.change.start
    apart = outlook.distance.end - outlook.distance.start
    return say(
        "In 10,000 t CO2: {base}-{year} emissions change by {moved:+,.1f}: {since}. In {year} the pathway differs from "
        "the baseline by {apart:+,.1f}: {against}.",
        base=base,
        year=year,
        moved=moved,
        since=since,
        apart=apart,
        against=against,
    )


def _name_largest(effects: Mapping[str, float]) -> Words:
    ordered = sorted((*DRIVERS, PROJECTS), key=lambda name: -abs(effects[name]))
    shown = [name for name in ordered if abs(effects[name]) >= LEAST_EFFECT][: FEW + 1]
    rest = sum(effects[name] for name in ordered if name not in shown)
    changes = [say("{driver} {change:+,.1f}", driver=DRIVER_NAMES[name], change=effects[name]) for name in shown]
    if abs(rest) >= LEAST_EFFECT:
        changes.append(say("the rest {change:+,.1f}", change=rest))
    return list_names(changes)


def find_chance(projection: Projection) -> float:
    """P(peak <= 2030) of a pathway."""
    return float(projection.ensemble.peaked_by[find_place(projection, PEAK_YEAR)])


def find_place(projection: Projection, year: int) -> int:
    """The place of a year on a pathway, the first or the last where it lies outside."""
    years = projection.model.years
    return min(max(int(year - years[0]), 0), len(years) - 1)


@dataclass(frozen=True)
class Tonnes(Words):
    """An amount of 万t: in tonnes for an English reader, as exact; a Chinese one reads the number, its unit stands in the sentence."""

    wan_tonnes: float
    digits: int = 1

    def read(self, language: Language) -> str:
        """The amount in one language."""
        if language == "zh":
            return format_number(self.wan_tonnes, self.digits)
        return show_tonnes(self.wan_tonnes, self.digits)


def show_tonnes(value: float, digits: int = 1) -> str:
    """An amount of 万t as tonnes, as exact as it is shown in 万t."""
    return f"{round(round(float(value), digits) * 10_000):,} t"
