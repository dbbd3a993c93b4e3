"""What an indicator is a share of, and which works move it: by the words of its name, as the indicators are defined.

A route begins with a quantity of works in one unit, turns it with steps of the evidence and divides it by a figure of the county. The
first figure of a county that the plan holds is taken; where it holds none, the first is what must be asked for.
"""

from dataclasses import dataclass

from peakfolio.plan.tables import Indicator
from peakfolio.plan.vocabulary import ChainOperation
from peakfolio.words import Words, say

Turn = tuple[ChainOperation, str]  # operation, and the step of the evidence it takes


@dataclass(frozen=True)
class Figure:
    """A figure of the county: the key to give it, its unit, what it is, and the names under which a plan may hold it."""

    key: str
    unit: str
    name: Words
    names: tuple[str, ...] = ()


VILLAGES = Figure(
    "villages",
    "行政村",
    say("Administrative villages of the region"),
    ("农村生活污水治理率的分母", "行政村总数", "全区行政村", "行政村数", "行政村"),
)
HOUSEHOLDS = Figure(
    "rural_households",
    "户",
    say("Rural households"),
    ("农村户数", "农村总户数", "农户总数", "农村居民户数", "乡村户数"),
)
RURAL_PEOPLE = Figure(
    "rural_residents", "人", say("Rural residents"), ("农村常住人口", "村镇供水人口", "农村人口", "乡村人口")
)
URBAN_PEOPLE = Figure("urban_people", "人", say("Urban residents"), ("城镇常住人口", "城镇人口", "城市人口"))
RESIDENTS = Figure("residents", "人", say("Residents"), ("常住人口",))
LAND = Figure(
    "land_area",
    "平方公里",
    say("Land area of the region"),
    ("国土面积", "土地总面积", "辖区面积", "区域面积", "全区面积", "总面积"),
)
POLLUTED = Figure(
    "polluted_farmland", "亩", say("Contaminated farmland of the region"), ("受污染耕地面积", "受污染耕地")
)
POLLUTED_SHARE = Figure(
    "polluted_share",
    "-",
    say("Share of the farmland that is contaminated"),
    ("受污染耕地占耕地的比例", "受污染耕地比例", "受污染耕地占比"),
)
FARMLAND = Figure("farmland", "公顷", say("Farmland of the region"), ("耕地面积", "现有耕地面积", "耕地保有量", "耕地"))
TOWNS = Figure("towns", "个", say("Towns and subdistricts of the region"), ("镇街总数", "乡镇总数", "乡镇街道总数"))
OUTPUT = Figure("gdp", "亿元/年", say("Gross domestic product of a year"), ("地区生产总值", "国内生产总值"))
HOURS = Figure("full_load_hours", "h/a", say("Full-load hours of a year"), ("年利用小时数", "满负荷小时数"))
GAIN = Figure(
    "gain_on_treated_land", "百分点", say("Gain on the treated land, in percentage points"), ("治理区利用率提高幅度",)
)


@dataclass(frozen=True)
class Route:
    """From works in a unit to an indicator: turned, divided by figures of the county, turned again.

    ``per`` holds alternatives, the best first, each with all the figures it divides by. ``times_base`` says that what is left is a share
    of the indicator's own base; ``only`` names the classes it holds for.
    """

    unit: str
    turns: tuple[Turn, ...] = ()
    per: tuple[tuple[Figure, ...], ...] = ()
    times: tuple[Figure, ...] = ()
    then: tuple[Turn, ...] = ()
    times_base: bool = False
    only: tuple[str, ...] = ()


@dataclass(frozen=True)
class Whole:
    """What an indicator with one of some words in its name counts, by the routes to it, the surest first."""

    words: tuple[str, ...]
    routes: tuple[Route, ...]


BY_VILLAGE = Route("行政村", per=((VILLAGES,),))
OVER_LAND = Route("平方公里", per=((LAND,),))
WHOLES = (
    Whole(("农村生活污水", "农村污水"), (BY_VILLAGE,)),
    Whole(("农村生活垃圾", "无害化处理村"), (BY_VILLAGE,)),
    Whole(("卫生厕所",), (Route("户", per=((HOUSEHOLDS,),)),)),
    Whole(("饮用水卫生", "饮水安全"), (Route("人", per=((RURAL_PEOPLE,), (RESIDENTS,))), BY_VILLAGE)),
    Whole(
        ("城镇污水", "城镇生活污水", "城镇集中式污水", "城市污水"),
        (
            Route(
                "m3/d",
                (("divided_by", "domestic_water_nation"), ("divided_by", "urban_return_share")),
                ((URBAN_PEOPLE,),),
            ),
            Route("km", (("divided_by", "sewer_per_city_person"),), ((URBAN_PEOPLE,),)),
        ),
    ),
    Whole(("森林覆盖", "林草覆盖"), (OVER_LAND,)),
    Whole(("受污染耕地安全利用",), (Route("亩", per=((POLLUTED,), (FARMLAND, POLLUTED_SHARE))),)),
    Whole(("人均公园绿地",), (Route("ha", per=((URBAN_PEOPLE,),)),)),
    Whole(("治理水土流失面积", "水土流失治理面积"), (Route("平方公里"),)),
    Whole(("教育基地", "示范基地"), (Route("个"),)),
    Whole(("绿色矿山",), (Route("座"),)),
    Whole(("示范乡镇", "示范镇"), (Route("个", per=((TOWNS,),)),)),
    Whole(
        ("化肥亩均", "化肥施用"),
        (Route("亩", per=((FARMLAND,),), then=(("times", "nitrogen_cut_recommended_practice"),), times_base=True),),
    ),
    Whole(
        ("农药亩均", "农药使用", "农药施用"),
        (Route("亩", per=((FARMLAND,),), then=(("times", "pesticide_cut_drones"),), times_base=True),),
    ),
    Whole(("化肥利用率", "农药利用率"), (Route("亩", per=((FARMLAND,),), times=(GAIN,)),)),
    Whole(
        ("生态质量指数", "生态环境状况指数", "EI"),
        (
            Route(
                "平方公里",
                per=((LAND,),),
                then=(("times", "land_stress_moderate_erosion"), ("times", "ei_weight_land_stress")),
                only=("erosion_control",),
            ),
            Route(
                "平方公里", per=((LAND,),), then=(("times", "habitat_closed_forest"), ("times", "ei_weight_biology"))
            ),
        ),
    ),
    Whole(("生产总值能耗",), (Route("MW", per=((OUTPUT,),), times=(HOURS,)),)),
    Whole(("生产总值用水",), (Route("亩", (("times", "efficient_irrigation_saving_yangtze"),), ((OUTPUT,),)),)),
)


def find_routes(indicator: Indicator) -> tuple[Route, ...]:
    """The routes to an indicator, by the first words that stand in its name."""
    found = (each.routes for each in WHOLES if any(word in indicator.name_zh for word in each.words))
    return next(found, ())
