"""The chapter that compares: the options to decide between, what other budgets buy, and what other readings of the effects give."""

from collections.abc import Iterator

from peakfolio.delivery.outlook import DeliveryOutlook
from peakfolio.portfolio.answering import Answer
from peakfolio.report.chapters.budget import list_budget
from peakfolio.report.chapters.options import explain_best, list_bare, list_options, make_option_table
from peakfolio.report.content import Block, Chapter, heading
from peakfolio.report.portfolio import READINGS, make_switch_table, say_other_reading
from peakfolio.run import Run
from peakfolio.words import NOTHING, SPACE, Words, listing, say


def tell_options(run: Run) -> Chapter | None:
    """The options, the frontier and the other readings; None where nothing was weighed."""
    answer, blocks = run.answer, list[Block]()
    if answer is None or answer.is_undecided:
        return None
    if run.delivery is not None and run.delivery.aims:
        blocks += [
            heading(say("The options to decide between")),
            make_option_table(run.delivery, run.points, list_bare(answer)),
            _explain_options(run.delivery),
        ]
    budget = list_budget(run)
    if budget:
        blocks += [heading(say("What other budgets buy")), *budget]
    blocks += [heading(say("What changes if the effects are read otherwise")), *_list_switches(answer)]
    return Chapter("comparison", say("Options compared"), tuple(blocks))


def _explain_options(outlook: DeliveryOutlook) -> Words:
    """What A is, what the others are where there are any, and why the surest portfolio is none of them."""
    said = [say("A is the cheapest choice that meets every target within reach on paper.")]
    if len(list(list_options(outlook, {"chosen": None}))) > 1:
        said.append(
            say(
                "The others are the cheapest that also meet their targets in time when delays are counted; they may start before the "
                "printed years."
            )
        )
    best = explain_best(outlook)
    return listing([*said, *([] if best is NOTHING else [best])], SPACE)


def _list_switches(answer: Answer) -> Iterator[Block]:
    other = say_other_reading(answer)
    if other is not NOTHING:
        yield other
    yield say(
        "Effects have a low, a middle and a high value, and supporters without a figure may or may not share a gap. The "
        "table holds the answer to the same question under each reading; measures are in the number met, not in the list of "
        "projects."
    )
    yield make_switch_table(answer).pick(*READINGS).round_money()
