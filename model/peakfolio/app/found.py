"""What was asked of a plan and found: results that arrive part by part, saved scenarios, and the form in which both are kept."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from importlib.metadata import version
from math import isclose

from peakfolio.carbon.outlook import CarbonOutlook
from peakfolio.delivery.outlook import DeliveryOutlook
from peakfolio.plan.kept_work import KeptAnswer, KeptPlan, KeptStep
from peakfolio.plan.own_figures import choose_taken
from peakfolio.plan.plan import Plan
from peakfolio.plan.settings import Scenario
from peakfolio.plan.target_keys import TargetKey
from peakfolio.portfolio.answering import Answer, Switch
from peakfolio.portfolio.conceding import Concession
from peakfolio.portfolio.frontier import Frontier
from peakfolio.portfolio.information import Information
from peakfolio.report.chapters.brief_words import say_found
from peakfolio.report.names import show_money
from peakfolio.report.summary import tell_choice
from peakfolio.words import COMMA, Words, listing, say

SAME_MONEY = 1e-6  # two costs that differ by less are one, written by two machines
MOST_NAMED = 6  # projects named one by one
MOST_NAME = 40  # letters of a scenario's name


@dataclass
class Results:
    """What is known of the scenario in question so far; each part arrives on its own.

    ``concessions`` are what would resolve the conflict a refusal tells of.
    ``told`` are the headline figures, also those of an answer found earlier or elsewhere; ``differs`` says where the answer is not
    what was told.
    """

    answer: Answer | None = None
    frontier: Frontier | None = None
    outlook: CarbonOutlook | None = None
    switches: tuple[Switch, ...] | None = None
    delivery: DeliveryOutlook | None = None
    information: Information | None = None
    refusal: Words | None = None
    concessions: tuple[Concession, ...] = ()
    told: KeptAnswer | None = None
    differs: Words | None = None
    is_stopped: bool = False
    is_done: bool = False


@dataclass(frozen=True)
class SavedScenario:
    """A scenario somebody saved, with its findings."""

    scenario: Scenario
    found: Results


Step = tuple[str, Scenario, Results]


@dataclass(frozen=True)
class Shelved:
    """What was asked of one plan: the scenario with its name, the history, the saved scenarios; and what its answer was."""

    name: str
    scenario: Scenario
    past: tuple[Step, ...] = ()
    saved: tuple[tuple[str, SavedScenario], ...] = ()
    told: KeptAnswer | None = None

    def fit(self, plan: Plan) -> "Shelved":
        """What of it a plan, changed since, still takes."""
        return replace(
            self,
            scenario=fit_scenario(self.scenario, plan),
            past=tuple((name, fit_scenario(said, plan), found) for name, said, found in self.past),
            saved=tuple((name, replace(kept, scenario=fit_scenario(kept.scenario, plan))) for name, kept in self.saved),
        )

    def keep(self, region: str = "", folder: str = "") -> KeptPlan:
        """It as a file holds it: answers by their headline figures alone."""
        return KeptPlan(
            region=region,
            folder=folder,
            now=KeptStep(name=self.name, scenario=self.scenario, answer=self.told),
            past=tuple(KeptStep(name=name, scenario=said) for name, said, _ in self.past),
            saved=tuple(
                KeptStep(name=name, scenario=kept.scenario, answer=kept.found.told) for name, kept in self.saved
            ),
        )


def restore_shelf(kept: KeptPlan) -> Shelved:
    """What a file holds, without what was found but for the headline figures."""
    past = tuple((each.name, each.scenario, Results()) for each in kept.past)
    saved = tuple((each.name, SavedScenario(each.scenario, Results(told=each.answer))) for each in kept.saved)
    return Shelved(kept.now.name, kept.now.scenario, past, saved, kept.now.answer)


def fit_scenario(scenario: Scenario, plan: Plan) -> Scenario:
    """The scenario without figures, locks and targets of one's own that the plan, changed since, takes no more."""
    actions, indicators = {*plan.project_by_id, *plan.measure_by_id}, plan.indicator_by_id
    said = {
        "parameter_values": choose_taken(plan, scenario.parameter_values),
        "locked_in": tuple(each for each in scenario.locked_in if each in actions),
        "locked_out": tuple(each for each in scenario.locked_out if each in actions),
        "dropped_targets": tuple(each for each in scenario.dropped_targets if _is_known(each, indicators)),
        "target_values": {key: each for key, each in scenario.target_values.items() if _is_known(key, indicators)},
    }
    return scenario.model_copy(update=said)


def _is_known(target: str, indicators: Collection[str]) -> bool:
    return TargetKey(target).indicator_id in indicators


def sum_up(answer: Answer) -> KeptAnswer:
    """The headline figures of an answer."""
    outcomes = answer.verification.outcomes
    said = tell_choice(answer) if answer.is_undecided else say_found(answer)
    return KeptAnswer(
        version=version("peakfolio"),
        cost_wan_yuan=answer.verification.cost_wan_yuan,
        met=sum(each.is_met for each in outcomes),
        targets=len(outcomes),
        starts=dict(sorted(answer.choice.portfolio.starts.items())),
        headline_zh=said.zh,
        headline_en=said.en,
    )


def compare_told(told: KeptAnswer, now: KeptAnswer) -> Words | None:
    """In what an answer computed again differs from what was told before; None where it does not."""
    parts: list[Words] = []
    if not isclose(told.cost_wan_yuan, now.cost_wan_yuan, rel_tol=SAME_MONEY, abs_tol=SAME_MONEY):
        before, after = show_money(told.cost_wan_yuan), show_money(now.cost_wan_yuan)
        parts.append(say("cost {before} there, {after} here", before=before, after=after))
    if (told.met, told.targets) != (now.met, now.targets):
        before_met, after_met = f"{told.met}/{told.targets}", f"{now.met}/{now.targets}"
        parts.append(say("targets met {before} there, {after} here", before=before_met, after=after_met))
    other = [key for key in {**told.starts, **now.starts} if told.starts.get(key) != now.starts.get(key)]
    if other:
        named = listing(sorted(other)[:MOST_NAMED])
        parts.append(say("{count} projects chosen or begun otherwise ({named})", count=len(other), named=named))
    if not parts:
        return None
    return say(
        "Computed again, this answer differs from the one kept with the plan, which version {version} computed: {parts}. What stands "
        "here holds.",
        version=told.version,
        parts=listing(parts, COMMA),
    )
