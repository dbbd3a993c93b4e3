"""Looking back in sentences, what decides first: how many forecasts were right, what was missed and why, and what nobody can tell."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from peakfolio.assess.duties import list_duties
from peakfolio.plan.progress_tables import PathStep
from peakfolio.report.duties import say_overdue
from peakfolio.report.names import Capitalised, read_all
from peakfolio.report.review import names
from peakfolio.report.review.tables import list_review_tables
from peakfolio.review.cases import Broken, Case
from peakfolio.review.emissions import PathCase
from peakfolio.review.reviewing import Review
from peakfolio.review.scoring import FEW, Comparison, ValueScore, count_right
from peakfolio.words import NOTHING, SEMICOLON, Words, format_number, listing, say, say_in, say_many

DIGITS = 2  # of a Brier score
CLEAR = 0.005  # half of its last digit


def headline_review(review: Review) -> Words:
    """The answer: how many forecasts were right, and whether a model was better than none."""
    place, score = review.plan.settings.region.name, review.scores.chances
    if not review.milestones:
        return say("{place}: no year of a target has passed yet, so there is nothing to look back on.", place=place)
    if score is None:
        return say("{place}: no forecast can be scored. {why}", place=place, why=_explain_none(review))
    stays = next((each for each in review.scores.comparisons if each.name == "stays"), None)
    right = say_many(
        "{place}: {right} of {n} forecast with an outcome right; Brier score {brier}",
        "{place}: {right} of {n} forecasts with an outcome right; Brier score {brier}",
        score.count,
        place=place,
        right=score.right,
        brier=f"{score.brier:.{DIGITS}f}",
    )
    if stays is None or stays.brier is None:
        return say("{right}.", right=right)
    against = say(
        "against {brier} where every value is taken to stay: {verdict}", brier=f"{stays.brier:.{DIGITS}f}", verdict=_compare(stays)
    )  # fmt: skip
    return say("{right}, {against}.", right=right, against=against)


def _explain_none(review: Review) -> Words:
    if not review.record.cases and not review.record.broken:
        if review.record.apart:
            return say("What was published is of another place or counted in another way.")
        return say("No outcome of its targets is entered (outcomes.csv).")
    return say("Its outcomes meet no number that is asked and forecast, or are counted in another way.")


def _compare(stays: Comparison) -> Words:
    own, other = stays.own_brier or 0.0, stays.brier or 0.0
    if abs(own - other) < CLEAR:
        return say("the model is as good")
    return say("the model is better") if own < other else say("the model is worse")


def describe_review(review: Review) -> tuple[Words, ...]:
    """Every sentence, the answer first."""
    return (
        headline_review(review),
        *_tell_targets(review),
        *_tell_values(review),
        *_tell_refused(review),
        *tell_carbon(review),
        *_tell_overdue(review),
    )


def _tell_overdue(review: Review) -> Iterator[Words]:
    """What nobody has reported yet though it was due on the day."""
    if review.day is not None:
        yield say_overdue(list_duties(review.plan, review.day))


def tell_record(review: Review) -> tuple[Words, ...]:
    """What decides for a reader of the plan: what was missed, broken, not forecast, and how much the record says."""
    return (*_tell_targets(review), *_tell_values(review))


def _tell_refused(review: Review) -> Iterator[Words]:
    """Why forecasts do not rest on projects, once for each reason."""
    by_reason = {
        str(said): (said, [year for year, other in review.refused.items() if other == said])
        for said in review.refused.values()
    }
    for said, years in by_reason.values():
        named = listing(str(year) for year in years)
        yield say("Forecasts for {years} rest on past values alone, not on projects. {why}", years=named, why=said)


def _tell_targets(review: Review) -> Iterator[Words]:
    due = [_tell_miss(review, each) for each in review.missed if each.is_due]
    early = [_tell_miss(review, each) for each in review.missed if not each.is_due]
    if due:
        yield say("Missed: {missed}.", missed=listing(due, SEMICOLON))
    if early:
        yield say("Not met so far, the year asked not being published: {missed}.", missed=listing(early, SEMICOLON))
    broken = {each.asked.indicator_id: each for each in review.record.broken}  # of each indicator the newest outcome
    if broken:
        told = listing((_tell_break(review, each) for each in broken.values()), SEMICOLON)
        yield say("Neither hit nor miss, because it is counted in another way since: {told}.", told=told)
    if review.unforecast:
        yield _tell_unforecast(review)
    open_cases = [each for each in review.decided if each.is_met is None]
    if open_cases:
        shown = listing(_name(review, open_cases))
        yield say("With an outcome, but without a number asked, so only the value is scored: {names}.", names=shown)
    lacks = Counter(each.lack for each in review.record.unscored)
    if lacks:
        parts = listing(
            (say("{lack}: {count}", lack=names.LACKS[lack], count=count) for lack, count in lacks.items()),
            say_in("between parts of a sentence", ", "),
        )
        yield say_many(
            "Of {n} target ({years}), {known} has a comparable outcome; {parts}.",
            "Of {n} targets ({years}), {known} have a comparable outcome; {parts}.",
            len(review.decided) + len(review.record.unscored),
            years=listing(str(each) for each in review.milestones),
            known=len(review.decided),
            parts=parts,
        )


def _tell_unforecast(review: Review) -> Words:
    """What was decided of targets without a forecast, and what two rules without a model would have said of them; not scored."""
    cases = review.unforecast
    (held, stays), (told, promised) = (count_right(cases, name) for name in ("stays", "promised"))
    return say_many(
        "No forecast, so not scored: {n} target decided by a state that no project serves, or without a value to start from, "
        "{met} of it met: {names}. "
        "Taking it to stay as it was would have been right for {stays} of {held}, taking it to come as promised for {promised} of {told}.",
        "No forecast, so not scored: {n} targets decided by a state that no project serves, or without a value to start from, "
        "{met} of them met: {names}. "
        "Taking them to stay as they were would have been right for {stays} of {held}, to come as promised for {promised} of {told}.",
        len(cases),
        met=sum(bool(each.is_met) for each in cases),
        names=listing(_name(review, cases)),
        stays=stays,
        held=held,
        promised=promised,
        told=told,
    )


def _tell_miss(review: Review, case: Case) -> Words:
    return say(
        "{name}, {value} in {year}, {asked} asked for {milestone} ({cause})",
        name=names.name_target(review.plan, case.asked),
        value=names.show_outcome(review.plan, case.indicator_id, case.outcome.value, case.outcome.state),
        year=case.outcome.year,
        asked=names.show_asked(case.asked),
        milestone=case.asked.year,
        cause=_tell_cause(review, case),
    )


def _tell_cause(review: Review, case: Case) -> Words:
    """Why a target was missed; a figure that is the plan's own may be an old one printed again, and then it says nothing."""
    own = review.plan.find_latest(case.indicator_id)
    if own is not None and own.value is not None and own.value == case.outcome.value:
        return say("the same figure as the plan gives for {year}, perhaps printed again", year=str(own.year))
    return names.CAUSES[review.find_cause(case) or "unknown"]


def _tell_break(review: Review, broken: Broken) -> Words:
    change, outcome, forecast = broken.breaks[-1], broken.outcome, broken.forecast
    return say(
        "{name}, {value} in {year}, {interval} forecast in the old way (80% interval); since {since} {after}, before {before}",
        name=names.name_target(review.plan, broken.asked),
        value=names.show_outcome(review.plan, broken.asked.indicator_id, outcome.value, outcome.state),
        year=outcome.year,
        interval=names.show_interval(forecast.find_interval(0.8))
        if forecast.draws is not None
        else names.BASES["none"],
        since=change.first_year,
        after=change.after,
        before=change.before,
    )


def _name(review: Review, cases: Iterable[Case]) -> Iterator[Words]:
    yield from (names.name_target(review.plan, each.asked) for each in cases)


def _tell_values(review: Review) -> Iterator[Words]:
    values, chances = review.scores.values, review.scores.chances
    if values is not None:
        yield _tell_coverage(values)
    if chances is not None and chances.is_thin:
        yield say_many(
            "{n} scored target, from {statements} published, {due} by a value of the year asked itself, is too few (under {few}) "
            "to tell how reliable probabilities are: a record, no proof.",
            "{n} scored targets, from {statements} published, {due} by a value of the year asked itself, are too few (under {few}) "
            "to tell how reliable probabilities are: a record, no proof.",
            chances.count,
            statements=_count_statements(review),
            due=sum(each.is_due for each in review.scored),
            few=FEW,
        )
    elif chances is not None:
        yield say(
            "Parts of the Brier score: reliability {reliability}, resolution {resolution}, uncertainty {uncertainty}.",
            reliability=f"{chances.parts.reliability:.{DIGITS}f}",
            resolution=f"{chances.parts.resolution:.{DIGITS}f}",
            uncertainty=f"{chances.parts.uncertainty:.{DIGITS}f}",
        )


def _count_statements(review: Review) -> Words:
    """How many different sentences of sources the scored targets rest on: two of one lake are no two proofs."""
    count = len({each.outcome.as_written for each in review.scored})
    return say_many("{n} statement", "{n} statements", count)


def _tell_coverage(values: ValueScore) -> Words:
    wide, narrow = values.coverages
    return say_many(
        "Of {n} value {wide} lay in the 80% interval and {narrow} in the 90% interval; the medians were {error} of their scale off.",
        "Of {n} values {wide} lay in the 80% interval and {narrow} in the 90% interval; the medians were {error} of their scale off on average.",
        values.count,
        wide=wide.inside,
        narrow=narrow.inside,
        error=f"{values.error:.1%}",
    )


def tell_carbon(review: Review) -> tuple[Words, ...]:
    """How the carbon pathway did, and what became of the whole nation's target."""
    cases, base = review.emissions.cases, _tell_nation(review.emissions.nation)
    if not cases:
        return (
            say(
                "Carbon pathway: no later total of the place itself is known that it could be held against. {base}",
                base=base,
            ),
        )
    insides = [
        sum(low <= case.observed.value <= high for case in cases for low, high in [case.find_interval(share)])
        for share in (0.8, 0.9)
    ]
    said = say_many(
        "Carbon pathway: of {n} observed figure {wide} lay in the 80% interval and {narrow} in the 90% interval. {base}",
        "Carbon pathway: of {n} observed figures {wide} lay in the 80% interval and {narrow} in the 90% interval. {base}",
        len(cases),
        wide=insides[0],
        narrow=insides[1],
        base=base,
    )
    return (said, *(_tell_mean(each) for each in review.emissions.means))


def _tell_mean(case: PathCase) -> Words:
    return say(
        "{figure}, mean of {first}-{last}: {value}, {interval} forecast (80% interval).",
        figure=Capitalised(names.TOTALS[case.observed.quantity]),
        first=case.first_year,
        last=case.observed.year,
        value=names.show_total(case.observed.quantity, case.observed.value),
        interval=names.show_interval(case.find_interval(0.8)),
    )


def _tell_nation(steps: tuple[PathStep, ...]) -> Words:
    """What the nation asked of itself and reached, the newest first."""
    told = [
        say(
            "{asked}% asked for {first}-{last}, {reached}% reached",
            asked=format_number(row.asked or 0.0),
            first=row.first_year,
            last=row.last_year,
            reached=format_number(row.reached or 0.0),
        )
        for row in reversed(steps)
    ]
    return say("For comparison, CO2 per GDP of the nation: {told}.", told=listing(told, SEMICOLON)) if told else NOTHING


def record_review(review: Review) -> dict[str, Any]:
    """Looking back for programs: the sentences in every language, and every table."""
    tables = list_review_tables(review)
    return {
        "region": review.plan.settings.region.id,
        "as_of": review.day,
        "milestones": review.milestones,
        "summary": [read_all(each) for each in describe_review(review)],
        "score": _record_score(review),
        **{name.removeprefix("review_"): table.to_records() for name, table in tables.items()},
    }


def _record_score(review: Review) -> dict[str, Any] | None:
    chances, values = review.scores.chances, review.scores.values
    if chances is None:
        return None
    return {
        "decided": chances.count,
        "right": chances.right,
        "brier": chances.brier,
        "reliability": chances.parts.reliability,
        "resolution": chances.parts.resolution,
        "uncertainty": chances.parts.uncertainty,
        "mean_error": None if values is None else values.error,
        "crps": None if values is None else values.crps,
    }
