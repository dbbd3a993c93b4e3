"""What an answer says of its proof and of the parts it builds: only where there is something to say."""

from collections.abc import Iterator

from peakfolio.portfolio.answering import Answer
from peakfolio.report.content import Caveat
from peakfolio.words import Words, format_number, listing, say


def tell_proof(answer: Answer) -> Iterator[Caveat]:
    """What a reader must know of how the choice was proved: contradicted, confirmed only in part, or not settled among equals."""
    portfolio = answer.choice.portfolio
    opinions = {step.certificate.second_opinion for step in portfolio.steps}
    if "differs" in opinions:
        yield Caveat(
            "decides", say("Two runs of the solver did not agree; the better of both is shown, and it is not proved.")
        )
    if "unfinished" in opinions:
        said = say("The proof rests on one run of the solver; the second, which checks it, did not finish in time.")
        yield Caveat("limits", said)
    if portfolio.is_proved and not portfolio.is_ordered:
        said = say(
            "That nothing is cheaper is proved; there may be other portfolios just as cheap, and which of them the stated "
            "order puts first was not settled in time."
        )
        yield Caveat("limits", said)


def tell_parts(answer: Answer) -> Iterator[Words]:
    """The projects that are built in part, and the assumption on the least part."""
    parts = {key: share for key, share in answer.choice.portfolio.shares.items() if share < 1.0}
    if not parts:
        return
    least = f"{format_number(100.0 * answer.scenario.least_part, 1)}%"
    yield say(
        "Built in part, with the same part of the cost: {items}; of a project that can be divided at will at least "
        "{least} is built once it is started (an assumption).",
        items=listing(
            say("{key} ({share})", key=key, share=f"{format_number(100.0 * share, 1)}%") for key, share in parts.items()
        ),
        least=least,
    )
