"""How a pathway goes on where the county has decided nothing: national ranges, period by period, for two pathways."""

from collections.abc import Iterator

from peakfolio.plan.carbon_tables import Lever
from peakfolio.plan.rows import Source
from peakfolio.plan.settings import Pathway

LEVERS_SOURCE = "starter_levers"
BASELINE, PLANNED = "baseline", "as_planned"
LAST_YEARS = (2025, 2030, 2035, 2045, 2060)
Range = tuple[float, float, float]
# Per period, from the one that ends in 2025: low, central, high.
BOTH: dict[tuple[str, str], tuple[Range, ...]] = {
    ("gdp_growth", "all"): ((2, 4.5, 7), (2, 4.2, 6.5), (1.5, 3.5, 5.5), (0.8, 2.6, 4.2), (0.3, 1.7, 3.2)),
    ("population_growth", "all"): (
        (-1.5, -0.3, 0.9),
        (-1.6, -0.4, 0.8),
        (-1.6, -0.5, 0.6),
        (-1.7, -0.7, 0.4),
        (-1.9, -0.9, 0.2),
    ),
}
OF_BASELINE: dict[tuple[str, str], tuple[Range, ...]] = {
    ("intensity_change", "all"): (
        (-3.5, -1.8, 0),
        (-3.4, -1.8, -0.2),
        (-3.2, -1.7, -0.2),
        (-3, -1.6, -0.2),
        (-2.8, -1.4, -0.1),
    ),
    ("fuel_shift", "coal"): ((-0.8, -0.3, 0.1),) * 5,
    ("fuel_shift", "electricity"): ((-0.1, 0.4, 0.9),) * 5,
    ("grid_factor_change", "all"): ((-3, -0.5, 2), (-4, -1.5, 0.5), (-4.5, -2, 0), (-5, -2.5, -0.5), (-5, -2.5, -0.5)),
}
OF_PLAN: dict[tuple[str, str], tuple[Range, ...]] = {
    ("intensity_change", "all"): (
        (-4.5, -2.9, -1),
        (-4.3, -2.7, -1),
        (-4, -2.4, -0.8),
        (-3.6, -2.1, -0.6),
        (-3.2, -1.7, -0.4),
    ),
    ("fuel_shift", "coal"): ((-1.1, -0.5, 0), (-1.2, -0.6, 0), (-1.2, -0.6, 0), (-1.2, -0.6, 0), (-1, -0.5, 0)),
    ("fuel_shift", "electricity"): ((0, 0.6, 1.2), (0, 0.8, 1.5), (0, 0.8, 1.5), (0, 0.8, 1.5), (0, 0.6, 1.2)),
    ("grid_factor_change", "all"): (
        (-4, -1.5, 1),
        (-5.5, -3, -0.5),
        (-6.5, -4, -1),
        (-7, -4.5, -1.5),
        (-7, -4.5, -1.5),
    ),
}
WHY = "A range for a county that has decided nothing; see the source."
WHY_ZH = "本县尚未确定时采用的区间，见来源说明。"


def list_levers(base_year: int) -> tuple[Lever, ...]:
    """The levers of both pathways from the year after the base year."""
    return tuple(
        row
        for pathway, levers in ((BASELINE, {**BOTH, **OF_BASELINE}), (PLANNED, OF_PLAN))
        for (lever, fuel), ranges in levers.items()
        for row in _list_periods(pathway, lever, fuel, base_year, ranges)
    )


def _list_periods(pathway: str, lever: str, fuel: str, base_year: int, ranges: tuple[Range, ...]) -> Iterator[Lever]:
    first = base_year + 1
    for last, (low, central, high) in zip(LAST_YEARS, ranges, strict=True):
        if last < first:
            continue
        yield Lever(
            pathway=pathway, lever=lever, fuel=fuel, first_year=first, last_year=last, low=low, central=central, high=high,
            reasoning=WHY, reasoning_zh=WHY_ZH, source_id=LEVERS_SOURCE,
        )  # fmt: skip
        first = last + 1


def name_pathways() -> dict[str, Pathway]:
    """The two pathways."""
    return {
        BASELINE: Pathway(
            title_zh="基准情景：政策照旧（起步值）", title_en="Baseline: policies as before (starter)", projects="none"
        ),
        PLANNED: Pathway(
            title_zh="按规划情景：全国目标（起步值）",
            title_en="As planned: national targets (starter)",
            projects="chosen",
        ),
    }


def cite_levers() -> Source:
    """Where the ranges come from."""
    return Source(
        source_id=LEVERS_SOURCE,
        kind="assumption",
        title="Pathways of a county that has decided nothing, from national targets",
        title_zh="本县尚未确定时按全国目标取的情景参数",
        reasoning="As planned: energy per GDP -13.5 % in 2021-2025 is 2.9 % a year (国发〔2021〕23号, which also asks for about 25 % non-fossil "
        "energy by 2030; 中发〔2021〕36号 for more than 80 % by 2060); later periods slow down. Baseline: about three fifths of that. Growth of "
        "GDP and people, shifts from coal to power and the fall of the grid factor are judgement, with ranges from stagnation to fast change, "
        "for counties differ more than provinces. Nothing here is the county's own.",
        reasoning_zh="按规划情景：2021—2025年单位GDP能耗下降13.5%，即年均2.9%（国发〔2021〕23号，并要求2030年非化石能源占比25%左右；中发〔2021〕36号要求"
        "2060年80%以上），以后各期放缓。基准情景约取其五分之三。经济和人口增长、煤改电、电网排放因子下降为判断值，区间自停滞至快速变化，"
        "因县际差异大于省际。均非本县数据。",
    )
