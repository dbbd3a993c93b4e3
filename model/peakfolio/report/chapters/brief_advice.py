"""What the page to decide by advises, or says is to be decided."""

from collections.abc import Iterator, Sequence

from peakfolio.delivery.outlook import DeliveryOutlook
from peakfolio.portfolio.answering import Answer
from peakfolio.report import names as wording
from peakfolio.report.chapters.brief_fates import LIKELY, find_shared
from peakfolio.report.chapters.brief_words import Facts, is_failing, list_vetoes, shorten_names
from peakfolio.report.chapters.options import Option
from peakfolio.report.delivery.summary import list_deciders
from peakfolio.words import NOTHING, SEMICOLON, SPACE, Words, listing, say, show_share

HALF = 0.5  # what is less is not likely


def say_advice(facts: Facts, options: tuple[Option, ...]) -> Words:
    """What is to be decided, and what speaks for which option; how sure each is stands in the table."""
    answer, outlook = facts.answer, facts.delivery
    if answer is None or not answer.choice.portfolio.starts:
        return NOTHING
    if outlook is None or not options:
        return _say_effects_alone(answer)
    choice = _say_step(facts, answer, options[0]) if is_failing(facts) and len(options) == 1 else NOTHING
    if choice is NOTHING:
        choice = _say_choice(answer, outlook, options)
    return listing((choice, *_say_weakest(answer, options)), SPACE)


def _say_step(facts: Facts, answer: Answer, only: Option) -> Words:
    """What to decide where the only option does not pass the assessment of the plan."""
    if list_vetoes(facts):
        return say(
            "To decide: build option A first (chance {chance}) and meet the condition with a veto; then choose: add projects, have "
            "targets changed, or apply later.",
            chance=_tell_sure(answer, only),
        )
    return say(
        "To decide: build option A first (chance {chance}); then choose: add projects, have targets changed, or apply later.",
        chance=_tell_sure(answer, only),
    )


def _say_choice(answer: Answer, outlook: DeliveryOutlook, options: tuple[Option, ...]) -> Words:
    """Which option is advised by its dates, or what has to be decided where none keeps all; how sure is with dates and effects."""
    first, year = options[0], outlook.milestone
    chance = _tell_sure(answer, first)
    if first.chance >= outlook.settings.alpha:
        return say("Advised: option A; all its targets are met in time with a chance of {chance}.", chance=chance)
    if outlook.robust.is_reached and len(options) > 1:
        sure = _tell_sure(answer, options[1])
        return say(
            "Advised: option B; all its targets are met in time with a chance of {sure}, with option A of only {chance}.",
            chance=chance,
            sure=sure,
        )
    if len(options) == 1:
        watched = listing(each.action_id for each in list_deciders(outlook))
        return say(
            "To decide: option A meets all its targets in time with a chance of only {chance}, and no surer choice was found. Watch {projects}.",
            chance=chance,
            projects=watched,
        )
    later = next((each for each in options if each.by > year), None)
    less = next((each for each in options if each.dropped), None)
    either = [
        *([] if less is None else [_say_less(answer, less)]),
        *([] if later is None else [_say_later(answer, later)]),
    ]
    if max(each.likely.all_met for each in options) < HALF and not any(find_shared(answer, each) for each in options):
        return say(
            "To decide, no option being likely: {either}. A: only {chance}.",
            either=listing(either, SEMICOLON),
            chance=chance,
        )
    return say("To decide: {either}. A: only {chance}.", either=listing(either, SEMICOLON), chance=chance)


def _tell_sure(answer: Answer, option: Option) -> Words | str:
    """How sure an option is with dates and effects; by dates alone where shares without a figure would make the rest up."""
    if find_shared(answer, option):
        return say("{chance} (dates alone)", chance=show_share(option.chance))
    return show_share(option.likely.all_met)


def _say_weakest(answer: Answer, options: tuple[Option, ...]) -> Iterator[Words]:
    """The weakest target of option A and of the surest, with every option that shares it; nothing where the surest is sure."""
    best = max(options, key=lambda each: each.likely.all_met)
    shared = find_shared(answer, best)
    if shared:
        yield say(
            "How sure the effects are nobody can say: {count} targets share their gap among projects without a figure.",
            count=len(shared),
        )
        return
    aims = [key for key in options[0].likely.by_target if key in answer_aims(answer) and key not in best.dropped]
    if best.likely.all_met >= LIKELY or not aims:
        return
    weakest = [_find_weakest(each, aims) for each in (options[0], best)]
    names = [wording.name_briefly(answer.plan, key) for key in weakest]
    kept = [each for each in options if not {*aims} <= {*each.dropped}]  # an option may give up all that is not sure
    same = [each.letter for each in kept if _find_weakest(each, aims) == weakest[1]]
    yield (
        say("Least sure: {target}.", target=names[1])
        if weakest[0] == weakest[1]
        else say(
            "Least sure: in A {first}, in {letter} {target}.", first=names[0], letter="/".join(same), target=names[1]
        )
    )


def _find_weakest(option: Option, aims: Sequence[str]) -> str:
    """The least sure target of those an option is for."""
    return min((key for key in aims if key not in option.dropped), key=lambda key: option.likely.by_target[key])


def answer_aims(answer: Answer) -> set[str]:
    """The targets whose number the chosen portfolio reaches by more than somebody's word."""
    return {each.key for each in answer.verification.outcomes if each.is_reached and not each.is_circular}


def _say_effects_alone(answer: Answer) -> Words:
    """How sure the effects are where no delivery was simulated."""
    sure, outcomes = answer.certainty, answer.verification.outcomes
    is_shared = any(each.is_met and each.evidence == "shared" for each in outcomes)
    if sure is None or not sure.by_target or is_shared or all(each.is_circular for each in outcomes if each.is_met):
        return NOTHING  # of what rests on somebody's word alone nobody knows how sure it is
    return say(
        "Effects drawn from their ranges, all targets met hold with {share}; delays are not in this.",
        share=show_share(sure.all_met),
    )


def _say_less(answer: Answer, less: Option) -> Words:
    names = shorten_names([wording.name_briefly(answer.plan, key) for key in less.dropped])
    return say(
        "option {letter} ({sure}) keeps the date and gives up {names}",
        letter=less.letter,
        names=names,
        sure=_tell_sure(answer, less),
    )


def _say_later(answer: Answer, later: Option) -> Words:
    return say(
        "option {letter} ({sure}) keeps A's targets, by the end of {year}",
        letter=later.letter,
        year=later.by,
        sure=_tell_sure(answer, later),
    )
