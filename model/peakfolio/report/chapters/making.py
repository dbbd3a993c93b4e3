"""The last page: from what a report was made, how it was proved and added up again."""

from collections.abc import Iterator

from peakfolio.portfolio.answering import Answer
from peakfolio.report.content import Block, Chapter, Table, refer, tabulate_pairs, text_column
from peakfolio.report.portfolio import make_step_table
from peakfolio.run import Run
from peakfolio.words import Words, say

Identity = tuple[tuple[Words | str, Words | str], ...]


def tell_making(run: Run, identity: Identity) -> Chapter:
    """Region, scenario, seed, solver and version; the proof; every input file with its hash."""
    blocks: list[Block] = [
        tabulate_pairs(
            "identity",
            say("What this report was made with"),
            identity,
            (text_column("item", say("Item"), 1.2), lambda name, _: name),
            (text_column("made_with", say("Made with"), 3.0), lambda _, value: value),
        )
    ]
    if run.answer is not None:
        blocks += _tell_proof(run.answer)
    return Chapter("making", say("How this report was made"), (*blocks, _list_inputs(run).file()), is_appendix=True)


def _say_proof(answer: Answer) -> Words:
    checks = len(answer.verification.checks) + len(answer.best_effort.checks)
    steps = answer.choice.portfolio.steps
    if not answer.choice.portfolio.starts:
        return say(
            "Nothing was chosen, so there is nothing to prove; the reason stands at the head of this chapter. Targets and "
            "budgets without any project were added up again without the solver: {checks} checks, all agree.",
            checks=checks,
        )
    proof = say("not every step is proved optimal; the table gives the gaps")
    if answer.choice.portfolio.is_proved:
        proof = say("each step is proved optimal")
    return say(
        "The search has {steps} steps ({at_steps}); {proof}. Every cost, effect, budget and target of the portfolio was "
        "added up again without the solver: {checks} checks, all agree.",
        steps=len(steps),
        proof=proof,
        checks=checks,
        at_steps=refer("steps"),
    )


def _tell_proof(answer: Answer) -> Iterator[Block]:
    """What was proved step by step, and what was added up again; where nothing was weighed there is no search to prove."""
    if not answer.is_undecided:
        yield _say_proof(answer)
        yield make_step_table(answer.choice.portfolio).pick("step", "is_proved", "objective", "bound", "relative_gap")


def _list_inputs(run: Run) -> Table:
    return tabulate_pairs(
        "inputs",
        say("Input files and their hashes"),
        run.hashes.items(),
        (text_column("file", say("Input file"), 1.2), lambda name, _: name),
        (text_column("sha256", "SHA-256", 3.0), lambda _, digest: digest),
        is_wide=True,
    )
