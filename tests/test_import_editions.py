"""An import finds what the tables of a plan say, and does not say what they do not.

Documents are rebuilt from the plain texts of the plans; the grammar of the import was written on some, and is held to its aim on those
kept apart. The full grid of formats and layouts is a benchmark (``make bench-import``) and a slow test.
"""

from collections import Counter

import pytest

from bench_import import AIM_RIGHT, AIM_UNMARKED, FORMATS, QUICK, Trial, measure, try_layouts, try_plans
from editions import KEPT_APART, SEEN
from judging_import import RIGHT
from transcription import SEEDS

needs_texts = pytest.mark.skipif(
    not SEEDS.is_dir(), reason="the plain texts of the plans do not lie beside the checkout"
)
PRINTED = ("dongchuan", "yongchuan", "panzhihua-dongqu")  # those that print tables


def hold_to_aim(trials: list[Trial]) -> None:
    """At least so many values right, at most so many wrong without a mark; what went wrong is counted by field."""
    verdicts = [verdict for trial in trials for verdict in trial.verdicts]
    right, unmarked = measure(verdicts)
    wrong = Counter((each.field, each.outcome) for each in verdicts if each.outcome != RIGHT)
    assert right >= AIM_RIGHT, (right, wrong)
    assert unmarked <= AIM_UNMARKED, (unmarked, wrong)


@needs_texts
@pytest.mark.parametrize("form", QUICK)
@pytest.mark.parametrize("plan", [each for each in PRINTED if each in SEEN])
def test_tables_of_plans_that_were_seen_are_read(plan: str, form: str) -> None:
    hold_to_aim(list(try_plans((plan,), (form,))))


@needs_texts
def test_tables_of_plans_kept_apart_are_read() -> None:
    trials = list(try_plans(KEPT_APART, QUICK))
    assert sum(len(trial.verdicts) for trial in trials) > 1000
    hold_to_aim(trials)


@needs_texts
@pytest.mark.parametrize("plan", ["kunming", "lufeng"])
def test_no_table_is_made_up_where_a_plan_prints_none(plan: str) -> None:
    (trial,) = try_plans((plan,), ("Word",))
    assert [each for each in trial.verdicts if not each.field.startswith("total")] == []


@needs_texts
def test_other_layouts_are_read() -> None:
    trials = list(try_layouts(2, QUICK))
    assert {trial.group for trial in trials} >= {"kept apart, laid out anew", "made counties, laid out"}
    hold_to_aim(trials)


@pytest.mark.slow
@needs_texts
def test_every_format_of_every_plan_is_read() -> None:
    hold_to_aim(list(try_plans(SEEN, tuple(FORMATS))))
    hold_to_aim(list(try_plans(KEPT_APART, tuple(FORMATS))))


@pytest.mark.slow
@needs_texts
def test_many_layouts_are_read() -> None:
    trials = list(try_layouts(60, tuple(FORMATS)))
    for group in {trial.group for trial in trials}:
        hold_to_aim([trial for trial in trials if trial.group == group])
