"""How much of a document an import finds, and how often it is wrong without saying so: recall and precision per field, format and plan.

``make bench-import`` runs the plans as printed in every format, and many layouts of what they and made-up counties say. The grammar of
the import is written on the plans that are seen; Panzhihua's Dongqu and Kunming are kept apart, and what was missed in them is never
shown here. The plans of Kunming and Lufeng print no table: as printed, only what is made up can be counted, and what Kunming's prose says
is laid out in tables instead. Rows are matched by printed names and cited lines; values that only prose gives are not judged.
"""

import argparse
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from contents import LEVELS, Content, make_county, take_content
from edition_files import WRITERS, write_docx, write_xlsx
from editions import KEPT_APART, SEEN, read_edition
from importing_files import answer_questions
from judging_import import MARKED, MISSING, OUTCOMES, RIGHT, UNMARKED, Verdict, judge_import
from layouts import draw_layout, lay_out
from printed import Edition, break_table
from truths import Truth, keep_tables, leave_prose_out, read_truth

FORMATS: dict[str, tuple[str, Callable[[Edition], bytes]]] = {
    "Word": ("docx", write_docx),
    "Word broken": ("docx", lambda edition: write_docx(break_edition(edition))),
    "Excel": ("xlsx", write_xlsx),
    "Excel one sheet": ("xlsx", lambda edition: write_xlsx(edition, 1, stacked=True)),
    "web page": ("html", WRITERS["html"]),
    "PDF": ("pdf", WRITERS["pdf"]),
    "text": ("txt", WRITERS["txt"]),
}
QUICK = ("Word", "Excel")
AIM_RIGHT, AIM_UNMARKED = 95.0, 1.0  # per cent of the values


@dataclass(frozen=True)
class Trial:
    """A document that was read, and what became of each of its values."""

    group: str
    plan: str
    format: str
    verdicts: tuple[Verdict, ...]
    seconds: float


def break_edition(edition: Edition, every: int = 11) -> Edition:
    """The document with its tables broken over pages."""
    blocks: list[Any] = []
    for block in edition.blocks:
        blocks += [block] if isinstance(block, str) else break_table(block, every, "续表")
    return Edition(edition.name, tuple(blocks))


def try_file(source: tuple[str, str, Mapping[str, str]], form: str, edition: Edition, truth: Truth) -> Trial:
    """Reads one file of a plan of a group, and answers what is asked with the answers at hand."""
    group, plan, answers = source
    suffix, write = FORMATS[form]
    content = write(edition)
    begun = time.perf_counter()
    imported = answer_questions({f"规划.{suffix}": content}, answers)
    seconds = time.perf_counter() - begun
    return Trial(group, plan, form, tuple(judge_import(imported, truth)), seconds)


def try_plans(plans: Iterable[str], forms: Iterable[str], answered: bool = True) -> Iterator[Trial]:
    """The plans as printed; what the import asks is answered, or not."""
    for plan in plans:
        edition, truth = read_edition(plan), read_truth(plan)
        group = "kept apart" if plan in KEPT_APART else "seen"
        answers = {"standard_level": LEVELS[plan]} if plan in LEVELS else {}
        for form in forms:
            if "Excel" not in form or any(edition.tables):
                found = leave_prose_out(truth, plan) if "Excel" in form else truth
                yield try_file((group, plan, answers if answered else {}), form, edition, found)


def list_contents(count: int) -> Iterator[tuple[str, str, Content]]:
    """What is laid out: made counties, the plans that are seen and those kept apart, by turns."""
    plans = [("kept apart, laid out anew", plan) for plan in KEPT_APART]
    plans += [("seen, laid out anew", plan) for plan in SEEN if plan != "lufeng"]
    for number in range(count):
        yield "made counties, laid out", "made county", make_county(number)
        group, plan = plans[number % len(plans)]
        yield group, plan, take_content(plan)


def try_layouts(count: int, forms: tuple[str, ...]) -> Iterator[Trial]:
    """Many ways of laying out; the PDF, which takes long to print, now and then."""
    quick = tuple(form for form in forms if form != "PDF")
    for number, (group, plan, content) in enumerate(list_contents(count)):
        rng = Random(number)
        layout = draw_layout(rng)
        edition, truth = lay_out(content, layout, rng)
        form = "PDF" if "PDF" in forms and number % 9 == 8 else quick[(number // 2 + number % 2) % len(quick)]
        found = keep_tables(truth, "{y}" in layout.base_head) if "Excel" in form else truth
        yield try_file((group, plan, {"standard_level": content.level}), form, edition, found)


def tabulate(title: str, counts: dict[str, Counter[str]]) -> None:
    """A table of outcomes, one row for each key."""
    width = max(26, *(len(key) for key in counts))
    print(
        f"\n{title:{width}} {'values':>7} {'right':>7} {'marked':>7} {'unmarked':>9} {'missing':>8} {'recall':>8} {'precision':>10}"
    )
    for key, found in counts.items():
        total = sum(found[each] for each in OUTCOMES)
        given = total - found[MISSING]
        recall = f"{100 * found[RIGHT] / total:7.1f}%" if total else f"{'-':>8}"
        precision = f"{100 * found[RIGHT] / given:9.1f}%" if given else f"{'-':>10}"
        print(
            f"{key:{width}} {total:7} {found[RIGHT]:7} {found[MARKED]:7} {found[UNMARKED]:9} {found[MISSING]:8} {recall} {precision}"
        )


def count_by(trials: Iterable[Trial], key: Callable[[Trial, Verdict], str]) -> dict[str, Counter[str]]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for trial in trials:
        for verdict in trial.verdicts:
            counts[key(trial, verdict)][verdict.outcome] += 1
    return dict(sorted(counts.items()))


def measure(verdicts: Iterable[Verdict]) -> tuple[float, float]:
    """Per cent of the values of indicators, targets and projects that are right, and that are wrong without a mark."""
    judged = [each for each in verdicts if not each.field.startswith("total")]
    outcomes = Counter(each.outcome for each in judged)
    total = max(len(judged), 1)
    return 100 * outcomes[RIGHT] / total, 100 * outcomes[UNMARKED] / total


def report(trials: list[Trial], misses: int) -> None:
    """All tables, one group after the other."""
    for group in dict.fromkeys(trial.group for trial in trials):
        found = [trial for trial in trials if trial.group == group]
        verdicts = [verdict for trial in found for verdict in trial.verdicts]
        right, unmarked = measure(verdicts)
        looked_at = sum(each.looked_at for each in verdicts)
        print(f"\n\n== {group}: {len(found)} files, {sum(trial.seconds for trial in found):.1f} s of reading")
        print(f"right {right:.2f} % (aim {AIM_RIGHT:g}), wrong without a mark {unmarked:.2f} % (aim {AIM_UNMARKED:g})")
        print(f"right, and yet marked to be looked at: {looked_at} of {len(verdicts)}")
        tabulate("field", count_by(found, lambda trial, verdict: verdict.field))
        tabulate("format", count_by(found, lambda trial, verdict: trial.format))
        tabulate("plan", count_by(found, lambda trial, verdict: trial.plan))
        if misses and not group.startswith("kept apart"):
            show_misses(found, misses)


def show_misses(trials: Iterable[Trial], most: int) -> None:
    """What went wrong in documents that may be looked at."""
    said = Counter(
        (verdict.field, verdict.outcome, trial.plan, verdict.said)
        for trial in trials
        for verdict in trial.verdicts
        if verdict.outcome != RIGHT
    )
    for (field, outcome, plan, words), count in said.most_common(most):
        print(f"  {count:3} x {plan}, {field}, {outcome}: {words}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--layouts", type=int, default=40, help="how many layouts of made counties, and of plans")
    parser.add_argument("--formats", default=",".join(FORMATS), help="separated by commas")
    parser.add_argument("--plans", default=",".join((*SEEN, *KEPT_APART)), help="plans as printed, separated by commas")
    parser.add_argument("--misses", type=int, default=0, help="so many misses of each group that is not kept apart")
    parser.add_argument("--unanswered", action="store_true", help="do not answer what the import asks")
    asked = parser.parse_args()
    forms = tuple(each for each in asked.formats.split(",") if each)
    plans = [each for each in asked.plans.split(",") if each]
    trials = [*try_plans(plans, forms, not asked.unanswered), *try_layouts(asked.layouts, forms)]
    report(trials, asked.misses)


if __name__ == "__main__":
    sys.exit(main())
