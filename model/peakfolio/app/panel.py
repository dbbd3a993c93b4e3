"""The scenario panel: every setting of the question, each answered as soon as it is changed."""

from collections.abc import Callable
from typing import Any, get_args

from nicegui import ui

from peakfolio.app.budget_steps import find_step, list_budgets
from peakfolio.app.helping import Help, explain
from peakfolio.app.panel_words import HELPS, find_bars
from peakfolio.app.parts import name_part, show_heading, show_whole
from peakfolio.app.sessions import Session
from peakfolio.plan.plan import Plan
from peakfolio.plan.settings import Ceiling, Scenario
from peakfolio.plan.vocabulary import FundingSource, QuestionName
from peakfolio.plan.words import FUNDING, STANDARDS
from peakfolio.report.names import LEVELS
from peakfolio.words import NOTHING, Words, say

BASE = "base"
QUESTION_NAMES = {
    "cheapest": say("Cheapest for every target in reach"),
    "binding_first": say("Binding targets first"),
    "smallest_shortfall": say("Smallest weighted shortfall"),
    "most_points": say("Most points"),
    "cheapest_points": say("Cheapest for a number of points"),
    "cheapest_rule": say("Cheapest passing the Sichuan rule"),
    "cheapest_abatement": say("Cheapest for an abatement"),
    "most_abatement": say("Most abatement"),
}


class Panel:
    """The controls of one page; ``refresh`` sets them to the session's scenario."""

    def __init__(self, session: Session, notice: Callable[[str], None]) -> None:
        self._session, self._language, self._notice = session, session.language, notice
        self._is_setting = False
        self._helps: dict[str, Help] = {}
        self._budgets: tuple[float, ...] = ()
        self._build()
        self.refresh()

    def refresh(self) -> None:
        """Shows the session's scenario without asking it again."""
        scenario = self._session.scenario
        self._is_setting = True
        budget = scenario.budget_wan_yuan
        self._question.value = scenario.question
        self._budget.value = budget
        self._no_limit.value = budget is None
        self._milestone.value = scenario.milestone or self._session.plan.settings.assessment.milestone
        self._standard.value = scenario.standard or "plan"
        self._effects.value = scenario.effects
        self._shared.value = scenario.use_shared_effects
        self._committed.value = scenario.lock_committed
        self._delays.value = self._session.delays
        self._carry_over.value = scenario.carry_over
        self._points.value = scenario.points or self._session.plan.settings.assessment.pass_points
        self._points.set_visibility(scenario.question == "cheapest_points")
        self._abatement.value = scenario.abatement_wan_tco2
        self._abatement.set_visibility(scenario.question == "cheapest_abatement")
        self._start.value = self._session.scenario_name
        self._show_ceilings(scenario)
        self.fit_slider()
        self._is_setting = False

    def fit_slider(self) -> None:
        """Gives the slider the steps of the frontier, as far as they are known; leaves alone whatever is being typed."""
        self._budgets = list_budgets(self._session.found.frontier) or self._budgets
        last = max(len(self._budgets) - 1, 1)
        place = find_step(self._budgets, self._session.scenario.budget_wan_yuan)
        self._slider.props.update({"max": last})
        self._slider.value = last if place is None else place
        self._slider.update()
        self._show_step()
        self._bar()

    def offer_again(self, is_offered: bool) -> None:
        """Shows the button that puts the question again, where it was stopped or failed."""
        self._again.set_visibility(is_offered)

    def _bar(self) -> None:
        """Bars what can do nothing, each with its reason."""
        bars = dict(find_bars(self._session))
        if not self._budgets:
            bars.setdefault("slider", say("the steps of the frontier are still being computed."))
        for name, told in self._helps.items():
            told.bar(bars.get(name))

    def _show_step(self) -> None:
        """What the slider stands at, in money."""
        place, count = int(self._slider.value or 0), len(self._budgets)
        said: Words = NOTHING
        budget = self._session.scenario.budget_wan_yuan
        if self._budgets and budget is not None and budget < self._budgets[0] and place == 0:
            said = say("below the first step: {money}", money=show_whole(self._budgets[0]))
        elif place < count:
            money = show_whole(self._budgets[place])
            said = say("step {place} of {count}: {money}", place=place + 1, count=count, money=money)
        self._step.text = said.read(self._language)

    def _build(self) -> None:
        language, plan = self._language, self._session.plan
        show_heading(say("Scenario"), language)
        names = {BASE: say("the plan's own scenario").read(language)}
        names |= {
            key: each.title_zh if language == "zh" else each.title_en for key, each in plan.settings.scenarios.items()
        }
        label = say("Start from the plan's scenario")
        self._start = ui.select(names, label=label.read(language), on_change=self._begin_anew).props("dense")
        self._explain("start", self._start, label)
        self._build_money(plan)
        self._build_question(plan)
        self._shared = self._switch(
            "shared", say("As the document says: projects without a figure share the gap"), "use_shared_effects"
        )
        self._committed = self._switch("committed", say("Lock in projects under way"), "lock_committed")
        label = say("Simulate delays")
        self._delays = ui.switch(label.read(language), on_change=self._set_delays).props("dense")
        self._explain("delays", self._delays, label)
        self._again = self._button("again", say("Solve again"), self._session.ask, "dense unelevated color=primary")
        self._again.set_visibility(False)
        self._button("reset", say("Reset"), self._reset, "dense flat")

    def _build_question(self, plan: Plan) -> None:
        language = self._language
        questions = {key: QUESTION_NAMES[key].read(language) for key in _list_questions(plan)}
        self._question = self._choose("question", say("Question"), questions, lambda value: {"question": value})
        self._points = self._number("points", say("Points to reach"), "points")
        asked = say("Abatement asked (10,000 t CO2 a year)")
        self._abatement = self._number("abatement", asked, "abatement_wan_tco2")
        years = {year: str(year) for year in plan.settings.years.milestones}
        self._milestone = self._choose("milestone", say("Milestone"), years, _set_milestone)
        standards = {key: STANDARDS[key].read(language) for key in _list_standards(plan)}
        self._standard = self._choose(
            "standard",
            say("Targets asked for"),
            standards,
            lambda value: {"standard": None if value == "plan" else value},
        )
        levels = {key: LEVELS[key].read(language) for key in LEVELS}
        self._effects = self._choose("effects", say("Effects"), levels, lambda value: {"effects": value})

    def _build_money(self, plan: Plan) -> None:
        language = self._language
        self._budget = self._number("budget", say("Total budget (10,000 yuan)"), "budget_wan_yuan")
        self._slider = ui.slider(min=0, max=1, step=1, on_change=self._show_step).props("markers snap")
        label = say("Total budget, slider")
        name_part(self._slider, label.read(language)).on("change", self._slide)
        self._explain("slider", self._slider, label)
        self._step = ui.label().classes("pf-note").props('aria-live="polite"')
        label = say("No limit in total")
        self._no_limit = ui.checkbox(label.read(language), on_change=self._set_limit).props("dense")
        self._explain("no_limit", self._no_limit, label)
        label = say("Ceilings by source and year")
        with ui.expansion(label.read(language)).props("dense").classes("w-full") as fold:
            self._ceilings = ui.column().classes("w-full gap-1")
            self._build_ceiling(plan)
            self._carry_over = self._switch("carry_over", say("Unspent money carries over"), "carry_over")
        self._explain("ceilings", fold, label)

    def _build_ceiling(self, plan: Plan) -> None:
        """The fields of one more ceiling."""
        language = self._language
        sources: dict[str, str] = {"": say("all money").read(language)}
        sources |= {key: FUNDING[key].read(language) for key in get_args(FundingSource) if _pays(plan, key)}
        whole = plan.settings.years
        years: dict[int, str] = {0: say("all years").read(language)}
        years |= {year: str(year) for year in range(whole.first_year, whole.last_year + 1)}
        names = say("Funding source"), say("Year"), say("10,000 yuan")
        source = ui.select(sources, value="", label=names[0].read(language)).props("dense")
        year = ui.select(years, value=0, label=names[1].read(language)).props("dense")
        amount = ui.number(label=names[2].read(language), min=0).props("dense")
        for key, field, name in zip(("source", "year", "amount"), (source, year, amount), names, strict=True):
            self._explain(key, field, name)
        self._button(
            "add",
            say("Add a ceiling"),
            lambda: self._add_ceiling(source.value, year.value, amount.value),
            "dense outline",
        )

    def _explain(self, key: str, control: ui.element, name: Words) -> None:
        self._helps[key] = explain(control, HELPS[key], name, self._language)

    def _button(self, key: str, name: Words, action: Callable[[], object], look: str) -> ui.button:
        button = ui.button(name.read(self._language), on_click=action).props(look)
        self._explain(key, button, name)
        return button

    def _choose(
        self, key: str, label: Words, options: dict[Any, str], make: Callable[[Any], dict[str, Any]]
    ) -> ui.select:
        def changed() -> None:
            self._change(**make(chosen.value))

        chosen = ui.select(options, label=label.read(self._language), on_change=changed).props("dense")
        self._explain(key, chosen, label)
        chosen.set_visibility(len(options) > 1)
        return chosen

    def _set_delays(self) -> None:
        if not self._is_setting:
            self._session.set_delays(bool(self._delays.value))

    def _switch(self, key: str, label: Words, column: str) -> ui.switch:
        def changed() -> None:
            self._change(**{column: switch.value})

        switch = ui.switch(label.read(self._language), on_change=changed).props("dense")
        self._explain(key, switch, label)
        return switch

    def _number(self, key: str, label: Words, column: str) -> ui.number:
        """A number that counts when it is confirmed, by Enter or by leaving the field."""

        def changed() -> None:
            self._change(**{column: number.value})

        number = ui.number(label=label.read(self._language), min=0).props("dense clearable")
        for event in ("change", "clear"):
            number.on(event, changed)
        self._explain(key, number, label)
        return number

    def _change(self, **changes: Any) -> None:
        if self._is_setting:
            return
        scenario = self._session.scenario
        try:
            changed = Scenario.model_validate({**scenario.model_dump(), **changes})
        except ValueError:
            self._notice(say("Write a number of zero or more.").read(self._language))
            self.refresh()
            return
        self._session.change(changed)

    def _slide(self) -> None:
        if self._budgets:
            self._change(budget_wan_yuan=self._budgets[int(self._slider.value)])

    def _set_limit(self) -> None:
        """Without a limit, or with that of the step at which the slider stands."""
        if self._is_setting:
            return
        place = int(self._slider.value)
        known = self._budgets[place] if self._budgets else _find_pool(self._session.plan)
        self._change(budget_wan_yuan=None if self._no_limit.value else known)

    def _add_ceiling(self, source: str, year: int, amount: float | None) -> None:
        if amount is None or amount < 0:
            self._notice(say("Write a number of zero or more.").read(self._language))
            return
        said = {"funding_source": source or None, "year": year or None, "ceiling_wan_yuan": amount}
        self._change(budgets=(*self._session.scenario.budgets, Ceiling.model_validate(said)))

    def _show_ceilings(self, scenario: Scenario) -> None:
        language = self._language
        self._ceilings.clear()
        with self._ceilings:
            for each in scenario.budgets:
                source = (
                    FUNDING[each.funding_source].read(language)
                    if each.funding_source
                    else say("all money").read(language)
                )
                text = f"{source} {each.year or say('all years').read(language)}: {each.ceiling_wan_yuan:,.0f}"
                rest = tuple(other for other in scenario.budgets if other is not each)
                with ui.row().classes("w-full items-center justify-between no-wrap"):
                    ui.label(text)
                    remove = ui.button(icon="delete", on_click=lambda kept=rest: self._change(budgets=kept))
                    name_part(remove.props("flat dense"), f"{say('Remove').read(language)}: {text}")

    def _begin_anew(self) -> None:
        if not self._is_setting:
            name = str(self._start.value)
            self._session.change(self._session.plan.find_scenario(name), name)

    def _reset(self) -> None:
        self._session.change(self._session.plan.find_scenario(self._session.scenario_name))


def _set_milestone(value: int) -> dict[str, Any]:
    return {"milestone": value, "milestones": ()}


def _find_pool(plan: Plan) -> float:
    """The cost of the whole pool, 万元."""
    return float(max(round(sum(row.cost_wan_yuan or 0.0 for row in plan.projects) + 0.5), 1))


def _pays(plan: Plan, source: str) -> bool:
    return source == "unstated" or any(row.funding_source == source for row in plan.funding)


def _list_questions(plan: Plan) -> tuple[str, ...]:
    """The questions this plan's data can answer."""
    names: tuple[str, ...] = get_args(QuestionName)
    has_natures = any(row.nature == "binding" for row in plan.headline_indicators)
    has_abatement = any(row.form != "none_known" for row in plan.abatements)
    return tuple(
        name
        for name in names
        if ("points" not in name or plan.score_tiers)
        and ("abatement" not in name or has_abatement)
        and ("rule" not in name or has_natures)
    )


def _list_standards(plan: Plan) -> tuple[str, ...]:
    found = {row.standard for row in plan.targets}
    return ("plan", *(name for name in ("national", "provincial", "municipal") if name in found))
