"""What an answer rests on: the rules of the model, marked assumptions, and the effects at work."""

from collections.abc import Iterable, Iterator

from peakfolio.plan.changes import OWN_CHANGE
from peakfolio.plan.rows import CitedRow
from peakfolio.plan.settings import Scenario
from peakfolio.plan.tables import Effect
from peakfolio.plan.target_keys import TargetKey
from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.outcomes import Outcome
from peakfolio.report import names
from peakfolio.report.chains import tell_source
from peakfolio.report.content import Row, Table, name_column, tabulate, text_column
from peakfolio.words import Words, say, say_in


def make_assumption_table(answer: Answer) -> Table:
    """Everything the answer rests on that no document states: rules of the model, marked assumptions, effects in use."""
    columns = (
        text_column("kind", say("Kind"), 0.8),
        text_column("subject", say("Subject"), 0.8),
        name_column("text", say("Assumption and reasoning"), 5.0),
        text_column("source_id", say("Key"), 0.8),
        text_column("lines", say("Lines"), 0.8),
    )
    rules = [("rule", "model", each, None, None) for each in list_rules(answer.scenario)]
    rows: tuple[Row, ...] = (*rules, *_list_assumed(answer), *_list_reasonings(answer))
    return Table("assumptions", say("Assumptions behind the selection"), columns, rows)


def make_effect_table(answer: Answer) -> Table:
    """The effects at work and what each rests on, those of optional projects last."""
    plan = answer.plan
    return tabulate(
        "effects",
        say("Effects and their basis (optional projects last)"),
        (*list_serving_effects(answer), *list_optional_effects(answer)),
        (text_column("action_id", say("No."), 0.6), lambda each: each.action_id),
        (name_column("name", say("Project or measure"), 1.8), lambda each: names.name_action(plan, each.action_id)),
        (name_column("indicator", say("Indicator"), 1.8), lambda each: names.name_indicator(plan, each.indicator_id)),
        (name_column("basis", say("Basis"), 0.8), lambda each: names.name_basis(each)),
        (name_column("reasoning", say("Reasoning"), 3.6), names.give_reason),
        (text_column("lines", say("Lines"), 0.9), tell_source),
        is_wide=True,
    )


def list_serving_effects(answer: Answer) -> tuple[Effect, ...]:
    """The effects by which the chosen portfolio closes gaps."""
    return _list_effects(answer, answer.verification.outcomes)


def list_optional_effects(answer: Answer) -> tuple[Effect, ...]:
    """The effects by which projects that only bring missed targets nearer do so."""
    extra = set(answer.choice.best_effort.starts) - set(answer.choice.portfolio.starts)
    return tuple(row for row in _list_effects(answer, answer.best_effort.outcomes) if row.action_id in extra)


def _list_effects(answer: Answer, outcomes: Iterable[Outcome]) -> tuple[Effect, ...]:
    serving = {(key, TargetKey(outcome.key).indicator_id) for outcome in outcomes for key in outcome.serving}
    rows = answer.plan.read_effects(answer.scenario)
    return tuple(row for row in rows if (row.action_id, row.indicator_id) in serving)


def list_rules(scenario: Scenario) -> tuple[Words, ...]:
    """The rules of the model under a scenario."""
    step = scenario.improve_step
    if not scenario.use_shared_effects:
        shared = say("projects without a figure are unknown and close nothing")
    elif scenario.shared_rule == "cost":
        shared = say("supporters without a figure share the gap by cost")
    else:
        shared = say("supporters without a figure share the gap equally")
    return (
        say("A project's money is spread evenly over its years."),
        say(
            "A project is in service at the end of its last year and keeps its printed length; it may start in its printed "
            "year or up to {years} years later.",
            years=scenario.latest_delay_years,
        ),
        say("Without the plan an indicator stays at its base value."),
        say(
            "A trend target without a number is met by {step}; any supporter that works by then is enough.",
            step=say_in("step", "any improvement") if step is None else say("an improvement of {step}", step=step),
        ),
        say("Additions do not stack on a level that another project reaches."),
        say("Effects at their {level} value; {shared}.", level=names.LEVELS[scenario.effects], shared=shared),
    )


def _list_assumed(answer: Answer) -> Iterator[Row]:
    """The sources that are marked assumptions, where a row of the answer cites one or a person changed the plan."""
    plan, open_ids = answer.plan, {target.indicator_id for target in answer.problem.targets}
    used = " ".join(effect.reasoning for effect in plan.effects if effect.indicator_id in open_ids)
    rows: tuple[CitedRow, ...] = (*plan.observations, *plan.targets, *list_serving_effects(answer))
    cited = {row.source_id for row in rows}
    for source in plan.sources:
        key = source.source_id
        is_own = key.startswith(OWN_CHANGE)  # what a person changed bears on the answer, whichever row it is in
        if source.kind == "assumption" and (is_own or key in cited or key in used):
            yield "assumption", key, source.about, key, None


def _list_reasonings(answer: Answer) -> Iterator[Row]:
    """What every effect at work rests on, in a sentence."""
    for effect in list_serving_effects(answer):
        said = say(
            "{action} -> {indicator} ({basis}): {reasoning}",
            action=names.name_action(answer.plan, effect.action_id),
            indicator=names.name_indicator(answer.plan, effect.indicator_id),
            basis=names.name_basis(effect),
            reasoning=names.give_reason(effect),
        )
        subject = f"{effect.action_id} {effect.indicator_id}"
        yield f"effect: {effect.basis}", subject, said, effect.source_id, effect.lines
