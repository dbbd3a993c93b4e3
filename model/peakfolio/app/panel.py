"""The scenario panel: every setting of the question, each answered as soon as it is changed."""

from collections.abc import Callable
from typing import Any, get_args

from nicegui import ui

from peakfolio.app.parts import name_part, show_heading
from peakfolio.app.sessions import Session
from peakfolio.plan.plan import Plan
from peakfolio.plan.settings import Ceiling, Scenario
from peakfolio.plan.vocabulary import FundingSource, QuestionName
from peakfolio.plan.words import FUNDING, STANDARDS
from peakfolio.report.names import LEVELS
from peakfolio.words import Words, say

BASE = "base"
SLIDER_STEPS = 200
SLIDER_ROOM = 1.25
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
        """Fits the slider to what is known of costs and sets it; leaves alone whatever is being typed."""
        limit, budget = self._find_limit(), self._session.scenario.budget_wan_yuan
        self._slider.props.update({"max": limit, "step": max(round(limit / SLIDER_STEPS), 1)})
        self._slider.value = min(limit if budget is None else budget, limit)
        self._slider.update()

    def _build(self) -> None:
        language, plan = self._language, self._session.plan
        show_heading(say("Scenario"), language)
        names = {BASE: say("the plan's own scenario").read(language)}
        names |= {
            key: each.title_zh if language == "zh" else each.title_en for key, each in plan.settings.scenarios.items()
        }
        self._start = ui.select(
            names, label=say("Start from the plan's scenario").read(language), on_change=self._begin_anew
        )
        self._build_money(plan)
        questions = {key: QUESTION_NAMES[key].read(language) for key in _list_questions(plan)}
        self._question = self._choose(say("Question"), questions, lambda value: {"question": value})
        self._points = self._number(say("Points to reach"), "points")
        self._abatement = self._number(say("Abatement asked (10,000 t CO2 a year)"), "abatement_wan_tco2")
        years = list(plan.settings.years.milestones)
        self._milestone = self._choose(say("Milestone"), {year: str(year) for year in years}, _set_milestone)
        self._standard = self._choose(
            say("Standard"),
            {key: STANDARDS[key].read(language) for key in _list_standards(plan)},
            lambda value: {"standard": None if value == "plan" else value},
        )
        levels = {key: LEVELS[key].read(language) for key in LEVELS}
        self._effects = self._choose(say("Effects"), levels, lambda value: {"effects": value})
        self._shared = self._switch(
            say("As the document says: projects without a figure share the gap"), "use_shared_effects"
        )
        self._committed = self._switch(say("Lock in projects under way"), "lock_committed")
        self._delays = ui.switch(say("Simulate delays").read(language), on_change=self._set_delays).props("dense")
        with ui.row().classes("w-full gap-2 items-center q-mt-sm"):
            ui.button(say("Solve again").read(language), on_click=self._session.ask).props(
                "dense unelevated color=primary"
            )
            ui.button(say("Reset").read(language), on_click=self._reset).props("dense flat")

    def _build_money(self, plan: Plan) -> None:
        language, limit = self._language, _find_pool(plan)
        self._budget = self._number(say("Total budget (10,000 yuan)"), "budget_wan_yuan")
        self._slider = ui.slider(min=0, max=limit, step=max(round(limit / SLIDER_STEPS), 1))
        name_part(self._slider, say("Total budget, slider").read(language))
        self._slider.on("change", self._slide)
        self._no_limit = ui.checkbox(say("No limit in total").read(language), on_change=self._set_limit).props("dense")
        with ui.expansion(say("Ceilings by source and year").read(language)).props("dense").classes("w-full"):
            self._ceilings = ui.column().classes("w-full gap-1")
            sources: dict[str, str] = {"": say("all money").read(language)}
            sources |= {key: FUNDING[key].read(language) for key in get_args(FundingSource) if _pays(plan, key)}
            years: dict[int, str] = {0: say("all years").read(language)}
            years |= {
                year: str(year) for year in range(plan.settings.years.first_year, plan.settings.years.last_year + 1)
            }
            source = (
                ui.select(sources, value="", label=say("Funding source").read(language))
                .props("dense")
                .classes("w-full")
            )
            with ui.row().classes("w-full no-wrap gap-2"):
                year = ui.select(years, value=0, label=say("Year").read(language)).props("dense").classes("w-half")
                amount = ui.number(label=say("10,000 yuan").read(language), min=0).props("dense").classes("w-half")
            add = ui.button(say("Add a ceiling").read(language)).props("dense outline")
            add.on("click", lambda: self._add_ceiling(source.value, year.value, amount.value))
            self._carry_over = self._switch(say("Unspent money carries over"), "carry_over")

    def _choose(self, label: Words, options: dict[Any, str], make: Callable[[Any], dict[str, Any]]) -> ui.select:
        def changed() -> None:
            self._change(**make(chosen.value))

        chosen = ui.select(options, label=label.read(self._language), on_change=changed).props("dense")
        chosen.set_visibility(len(options) > 1)
        return chosen

    def _set_delays(self) -> None:
        if not self._is_setting:
            self._session.set_delays(bool(self._delays.value))

    def _switch(self, label: Words, column: str) -> ui.switch:
        def changed() -> None:
            self._change(**{column: switch.value})

        switch = ui.switch(label.read(self._language), on_change=changed).props("dense")
        return switch

    def _number(self, label: Words, column: str) -> ui.number:
        """A number that counts when it is confirmed, by Enter or by leaving the field."""

        def changed() -> None:
            self._change(**{column: number.value})

        number = ui.number(label=label.read(self._language), min=0).props("dense clearable")
        for event in ("change", "clear"):
            number.on(event, changed)
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

    def _find_limit(self) -> float:
        """The right end of the slider: a little beyond what all that can be reached costs, or the pool where that is not known."""
        pool, frontier = _find_pool(self._session.plan), self._session.found.frontier
        if not frontier:
            return float(self._slider.props["max"])
        wanted = max(SLIDER_ROOM * frontier[-1].cost_wan_yuan, self._session.scenario.budget_wan_yuan or 0.0)
        return float(max(min(round(wanted), pool), 1))

    def _slide(self) -> None:
        self._change(budget_wan_yuan=float(self._slider.value))

    def _set_limit(self) -> None:
        if not self._is_setting:
            self._change(budget_wan_yuan=None if self._no_limit.value else float(self._slider.value))

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
    """The cost of the whole pool, 万元: the right end of the slider."""
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
