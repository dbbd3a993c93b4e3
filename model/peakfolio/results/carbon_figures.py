"""Which figures the carbon chapter shows, and from which data each is drawn."""

import pandas as pd
from matplotlib.figure import Figure

from peakfolio.carbon.driving import DRIVERS
from peakfolio.carbon.outlook import Outlook
from peakfolio.carbon.sensitivity import find_measure, find_sobol
from peakfolio.language import Language, Sentence
from peakfolio.results.carbon_chart_data import (
    make_chance_data,
    make_fan_data,
    make_index_data,
    make_macc_data,
    make_mix_data,
    make_pathways_data,
    make_project_wedges,
    make_tornado_data,
    make_waterfall_data,
    make_wedge_data,
    name_subject,
)
from peakfolio.results.carbon_charts import (
    draw_chance,
    draw_fan,
    draw_indices,
    draw_macc,
    draw_mix,
    draw_pathways,
    draw_tornado,
    draw_waterfall,
    draw_wedges,
)
from peakfolio.results.carbon_tables import make_swing_table
from peakfolio.results.carbon_wording import DRIVERS as DRIVER_NAMES
from peakfolio.results.carbon_wording import name_parameter


def draw_outlook(outlook: Outlook, language: Language) -> dict[str, Figure]:
    """The figures of a carbon outlook, by name."""
    region = outlook.plan.settings.region
    place, subject = Sentence(region.name_zh, region.name_en), name_subject(outlook.main)
    base, year = outlook.main.model.base_year, outlook.split_year
    ends = (Sentence(f"{base} 年", f"{base}"), Sentence(f"{year} 年", f"{year}"))
    result = Sentence(
        f"{subject.zh} {year} 年能源活动二氧化碳（万tCO2）", f"{subject.en}, energy CO2 in {year} (10,000 t CO2)"
    )
    figures = {
        "carbon_pathways": draw_pathways(make_pathways_data(outlook.projections), place, language),
        "carbon_fan": draw_fan(make_fan_data(outlook.main), subject, language),
        "carbon_chance": draw_chance(make_chance_data(outlook.projections), place, language),
        "carbon_waterfall": draw_waterfall(make_waterfall_data(outlook.change), ends, subject, language),
        "carbon_wedges": draw_wedges(
            make_wedge_data(outlook.baseline, outlook.main, list_all_wedges(outlook)), subject, language
        ),
        "carbon_mix": draw_mix(make_mix_data(outlook.main), subject, language),
        "carbon_tornado": draw_tornado(make_tornado_data(make_swing_table(outlook, language)), result, language),
    }
    if outlook.costs:
        figures["carbon_macc"] = draw_macc(make_macc_data(outlook.costs), place, language)
    return figures


def draw_sobol(outlook: Outlook, language: Language) -> Figure:
    """Sobol indices of the main pathway's emissions in the split year."""
    subject, year = name_subject(outlook.main), outlook.split_year
    found = find_sobol(outlook.main.model, find_measure("emissions", year))
    rows = [(name_parameter(outlook.plan, each.parameter), each) for each in found]
    table = pd.DataFrame(
        [
            (each.parameter.name, name.zh, name.en, each.first, each.first_spread, each.total, each.total_spread)
            for name, each in rows
        ],
        columns=["name", "name_zh", "name_en", "first", "first_spread", "total", "total_spread"],
    )
    result = Sentence(f"{subject.zh}，{year} 年", f"{subject.en}, {year}")
    return draw_indices(make_index_data(table), result, language)


def list_all_wedges(outlook: Outlook) -> pd.DataFrame:
    """From the baseline to the main pathway by year: every driver's and every project's part, positive where it lowers emissions."""
    drivers = [
        {
            "year": year,
            "name": name,
            "kind": "lever",
            "amount_wan_tco2": -split.effects[name],
            "name_zh": DRIVER_NAMES[name].zh,
            "name_en": DRIVER_NAMES[name].en,
        }
        for year, split in outlook.wedges.items()
        for name in DRIVERS
    ]
    projects = make_project_wedges(outlook.main).assign(name_zh=lambda table: table["name"])
    table = pd.concat([pd.DataFrame(drivers), projects.assign(name_en=projects["name"])], ignore_index=True)
    return table.astype({"amount_wan_tco2": float, "year": int})
