"""An effect beside the gap it is to close, as a bar: how much at least, as reckoned, and at most."""

from dataclasses import dataclass

from nicegui import ui

from peakfolio.app.parts import name_part
from peakfolio.assess.assessment import Assessment
from peakfolio.assess.judging import Verdict
from peakfolio.plan.chains import Spread
from peakfolio.plan.plan import Plan
from peakfolio.report.chains import show_spread
from peakfolio.report.names import name_indicator, show_unit
from peakfolio.words import SEMICOLON, Language, Words, format_number, listing, say, show_share

WIDTH, HEIGHT, TOP = 560.0, 30.0, 6.0


@dataclass(frozen=True)
class Measured:
    """An effect without its sign, and the gap of its indicator; None where nothing is asked of it, or no number says how far it is."""

    spread: Spread
    gap: float | None

    @property
    def end(self) -> float:
        """Where the bar ends: at the larger of the two."""
        return max(self.spread.high, self.gap or 0.0) or 1.0

    def place(self, value: float) -> float:
        """Where a value lies on the bar."""
        return WIDTH * max(value, 0.0) / self.end


def find_gap(assessment: Assessment, indicator_id: str) -> float | None:
    """How much an indicator misses of what the plan asks; of the first standard where the plan itself asks nothing."""
    found: dict[str, Verdict] = {}
    for row in assessment.rows:
        for standard, verdicts in row.verdicts.items():
            for verdict in verdicts:
                if verdict.indicator_id == indicator_id and verdict.gap is not None:
                    found.setdefault(standard, verdict)
    chosen = found.get("plan") or next(iter(found.values()), None)
    return None if chosen is None else chosen.gap


def measure(spread: Spread, gap: float | None) -> Measured:
    """An effect against a gap: what falls is shown by its size."""
    ends = sorted(abs(each) for each in (spread.low, spread.high))
    low = 0.0 if spread.low <= 0 <= spread.high else ends[0]
    return Measured(Spread(low, abs(spread.central), ends[1]), gap)


def say_effect(plan: Plan, indicator_id: str, spread: Spread, gap: float | None) -> Words:
    """The effect with its range, the gap, and what part of it that is."""
    unit, measured = show_unit(plan.indicator_by_id[indicator_id].unit), measure(spread, gap)
    effect = say("Effect {effect}", effect=show_spread(spread, unit))
    if gap is None:
        return listing((effect, say("how far the indicator is from its target is not known")), SEMICOLON)
    if gap == 0:
        return listing((effect, say("no number is missing to the target")), SEMICOLON)
    shares = {name: show_share(min(getattr(measured.spread, name) / gap, 1.0)) for name in ("low", "central", "high")}
    return listing(
        (
            effect,
            say("gap {gap} {unit}", gap=format_number(gap, 2), unit=unit),
            say("it closes {central} of it ({low} to {high})", **shares),
        ),
        SEMICOLON,
    )


def show_range_bar(plan: Plan, indicator_id: str, spread: Spread, gap: float | None, language: Language) -> None:
    """The bar, and below it the same in words; the words are what a screen reader says."""
    measured, said = measure(spread, gap), say_effect(plan, indicator_id, spread, gap).read(language)
    low, central, high = (
        measured.place(each) for each in (measured.spread.low, measured.spread.central, measured.spread.high)
    )
    parts = [f'<rect x="0" y="{TOP}" width="{WIDTH}" height="18" fill="#eef1f4" stroke="#8a96a3"/>']
    if gap:
        parts.append(
            f'<rect x="0" y="{TOP}" width="{measured.place(gap):.1f}" height="18" fill="url(#pf-gap)" stroke="#8a96a3"/>'
        )
    parts += [
        f'<rect x="{low:.1f}" y="{TOP + 3}" width="{max(high - low, 2):.1f}" height="12" fill="#56B4E9" fill-opacity="0.85"/>',
        f'<rect x="{min(max(central - 1.5, 0), WIDTH - 3):.1f}" y="{TOP - 3}" width="3" height="24" fill="#0b3c5d"/>',
    ]
    pattern = (
        '<defs><pattern id="pf-gap" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect width="6" height="6" fill="#fff"/><line x1="0" y1="0" x2="0" y2="6" stroke="#D55E00" stroke-width="2"/></pattern></defs>'
    )
    svg = f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" class="pf-rangebar" preserveAspectRatio="none">{pattern}{"".join(parts)}</svg>'
    name = say("{indicator}: {effect}", indicator=name_indicator(plan, indicator_id), effect=said).read(language)
    name_part(ui.html(svg, sanitize=False).classes("w-full").props("role=img"), name)
    ui.label(said)
    if gap:
        ui.label(
            say("Hatched: the gap. Blue: from least to most; the dark line is what is reckoned with.").read(language)
        ).classes("pf-note")
