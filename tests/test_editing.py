"""Tables of a plan of one's own are edited: good cells are taken, others come back with the reason, and every step can be undone."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peakfolio.errors import Flaw, PlanFaults
from peakfolio.importing.typed_cells import read_typed
from peakfolio.plan.changes import Change, read_changes, write_changes
from peakfolio.plan.editing import (
    Batch,
    CellEdit,
    Edited,
    History,
    Outcome,
    apply_batch,
    drop_rows,
    examine,
    list_referring,
    move_edits,
)
from peakfolio.plan.pasting import split_block
from peakfolio.plan.reading import read_plan
from peakfolio.plan.writing import write_plan
from tiny import make_effect
from tiny_own import make_own_plan

DAY = date(2026, 3, 1)
PLAN = replace(make_own_plan(), effects=(make_effect("P1", "I1", 10.0, source_id="plan"),))


def edit(table: str, *cells: tuple[int, str, str], begun: Edited | None = None) -> Outcome:
    batch = Batch(table, tuple(CellEdit(*each) for each in cells), "tender", DAY)
    return apply_batch(begun or Edited(PLAN), batch, read_typed)


def test_a_changed_cost_is_taken_with_its_reason_and_what_the_document_says_stays() -> None:
    outcome = edit("projects", (0, "cost_wan_yuan", "0.424亿元"))
    row = outcome.edited.plan.projects[0]
    assert (row.cost_wan_yuan, row.cost_as_written, row.lines, row.source_id) == (4240.0, "3910", "4", "plan")
    assert "3910 → 4240" in (row.note or "")
    assert "tender" in (row.note_zh or "")
    assert outcome.edited.changes == (
        Change(
            table="projects",
            row="P1",
            column="cost_wan_yuan",
            was="3910",
            becomes="4240",
            reason="tender",
            changed_on=DAY,
        ),
    )
    source = outcome.edited.plan.sources[-1]
    assert (source.kind, source.reasoning) == ("assumption", "tender")
    assert "3910 → 4240" in source.title
    assert (outcome.taken, outcome.rejected) == (1, ())


def test_rejected_cells_come_back_and_the_others_are_taken() -> None:
    outcome = edit(
        "projects",
        (0, "cost_wan_yuan", "many"),
        (0, "start_year", "2026"),
        (1, "end_year", "2024"),
        (2, "cost_wan_yuan", "900"),
        (9, "cost_wan_yuan", "12"),
    )
    plan = outcome.edited.plan
    assert plan.projects[0].start_year == 2026
    assert plan.projects[0].cost_wan_yuan == 3910
    assert plan.projects[1] == PLAN.projects[1]
    assert plan.projects[2].cost_wan_yuan == 900
    assert [(each.edit.row, each.edit.column, each.edit.text) for each in outcome.rejected] == [
        (0, "cost_wan_yuan", "many"),
        (1, "end_year", "2024"),
        (4, "cost_wan_yuan", "12"),
    ]
    assert "亿元" in outcome.rejected[0].mend.read("zh")
    assert outcome.waiting == tuple(each.edit for each in outcome.rejected)
    assert outcome.taken == 2


def test_a_fault_between_tables_is_that_of_the_cell_that_made_it() -> None:
    outcome = edit("targets", (0, "value", "120"), (1, "value", "57"))
    assert outcome.edited.plan.targets[1].value == 57
    assert [each.edit.row for each in outcome.rejected] == [0]
    assert "120" in outcome.rejected[0].finding.read("en")


def test_targets_are_read_as_plans_write_them() -> None:
    plan = edit("targets", (0, "value", "≤70%"), (1, "value", "不降低"), (2, "year", "2029年")).edited.plan
    assert [(row.relation, row.value, row.year) for row in plan.targets] == [
        ("at_most", 70.0, 2030),
        ("hold", None, 2030),
        ("at_least", 95.0, 2029),
    ]
    assert [row.as_written for row in plan.targets] == [row.as_written for row in PLAN.targets]


@pytest.mark.parametrize("text", ["较2020年下降18%", "65万元", "≥60或逐年提高", "见考核细则"])
def test_what_is_no_single_target_says_so(text: str) -> None:
    assert isinstance(read_typed(PLAN, "targets", {"indicator_id": "I1"}, "value", text), Flaw)


def test_rows_are_added_at_the_bottom() -> None:
    outcome = edit(
        "projects", (4, "name_zh", "河道清淤工程"), (4, "cost_wan_yuan", "500"), (4, "start_year", "2026-2027年")
    )
    row = outcome.edited.plan.projects[-1]
    assert (row.project_id, row.cost_wan_yuan, row.start_year, row.end_year) == ("P05", 500.0, 2026, 2027)
    again = edit(
        "effects",
        (1, "action_id", "河道清淤工程"),
        (1, "indicator_id", "森林覆盖率"),
        *((1, column, text) for column, text in zip(("low", "central", "high"), ("0.1", "0.2", "0.3"), strict=True)),
        begun=outcome.edited,
    )
    effect = again.edited.plan.effects[-1]
    assert (effect.action_id, effect.indicator_id, effect.basis, effect.central) == ("P05", "I2", "user", 0.2)
    assert effect.reasoning == "tender"
    assert [each.column for each in again.edited.changes] == [None, None]


def test_a_changed_effect_is_the_users_own() -> None:
    (row,) = edit("effects", (0, "low", "5"), (0, "high", "12%")).edited.plan.effects
    assert (row.low, row.central, row.high, row.basis, row.reasoning) == (5.0, 10.0, 12.0, "user", "tender")


def test_what_refers_to_a_row_goes_with_it() -> None:
    begun, batch = Edited(PLAN), Batch("projects", (), "given up", DAY)
    found = list_referring(PLAN, "projects", [0])
    assert {table: len(rows) for table, rows in found.items()} == {"supports": 1, "effects": 1}
    left = drop_rows(begun, batch, [0])
    assert [row.project_id for row in left.plan.projects] == ["P2", "P3", "P4"]
    assert left.plan.effects == ()
    assert [(each.table, each.becomes) for each in left.changes] == [
        ("projects", None),
        ("supports", None),
        ("effects", None),
    ]
    with pytest.raises(PlanFaults):
        drop_rows(begun, Batch("targets", (), "none", DAY), [0, 1, 2])


def test_an_edited_plan_is_read_again_as_it_is(tmp_path: Path) -> None:
    edited = edit("projects", (0, "cost_wan_yuan", "4240"), (0, "name_zh", "污水工程"), (4, "name_zh", "甲")).edited
    write_plan(edited.plan, tmp_path)
    write_changes(edited.changes, tmp_path)
    assert read_plan(tmp_path) == edited.plan
    assert read_changes(tmp_path) == edited.changes


def test_edits_that_wait_follow_their_rows() -> None:
    waiting = (CellEdit(0, "a", "x"), CellEdit(2, "a", "y"), CellEdit(5, "a", "z"))
    moved = move_edits(waiting, PLAN.projects, PLAN.projects[1:])
    assert moved == (CellEdit(1, "a", "y"), CellEdit(4, "a", "z"))


CELLS = st.tuples(
    st.integers(0, 6),
    st.sampled_from(("name_zh", "cost_wan_yuan", "start_year", "end_year", "divisible")),
    st.sampled_from(("", "12", "0.3亿元", "2026", "2031", "整体", "词", "-5", "2025-2027年")),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=6), max_size=3))
def test_every_step_is_undone_and_done_again_and_every_state_is_a_plan(
    batches: list[list[tuple[int, str, str]]],
) -> None:
    history, states = History(Edited(PLAN)), [Edited(PLAN)]
    for cells in batches:
        outcome = edit("projects", *cells, begun=history.now)
        written = {(row, column): text for row, column, text in cells}
        assert len(outcome.waiting) + outcome.taken <= len(written)
        assert {each.text for each in outcome.waiting} <= set(written.values())
        history = history.do(outcome.edited)
        states.append(outcome.edited)
        assert examine(outcome.edited.plan)[1] == ()
    for state in reversed(states[:-1]):
        history = history.undo()
        assert history.now == state
    assert history.undo() == history
    for state in states[1:]:
        history = history.redo()
        assert history.now == state
    assert history.redo() == history


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("1\t2\r\n3\t4\r\n", (("1", "2"), ("3", "4"))),
        ('"a\nb"\tc', (("a\nb", "c"),)),
        ('"say ""so""\r\nnow"\t\r\n', (('say "so"\nnow', ""),)),
        ('5" pipe\t"十四五"规划', (('5" pipe', '"十四五"规划'),)),
        ('"x"', (('"x"',),)),
        ("a\n\nb", (("a",), ("",), ("b",))),
        ("", ()),
    ],
)
def test_blocks_of_a_spreadsheet_are_split_into_cells(text: str, rows: tuple[tuple[str, ...], ...]) -> None:
    assert split_block(text) == rows


@given(st.lists(st.lists(st.text("ab\t\n"), min_size=2, max_size=3), min_size=1, max_size=4))
def test_a_block_comes_back_as_it_was_copied(rows: list[list[str]]) -> None:
    def quote(cell: str) -> str:
        return f'"{cell}"' if "\t" in cell or "\n" in cell else cell

    text = "".join("\t".join(quote(cell) for cell in row) + "\r\n" for row in rows)
    assert split_block(text) == tuple(tuple(row) for row in rows)
