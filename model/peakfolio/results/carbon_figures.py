"""The data and the figures that only the answer on emissions needs."""

import pandas as pd
from matplotlib.figure import Figure

from peakfolio.carbon.driving import DRIVERS
from peakfolio.carbon.outlook import Outlook
from peakfolio.carbon.sensitivity import find_measure, find_sobol
from peakfolio.results.carbon_chart_data import make_index_data, make_project_wedges, name_subject
from peakfolio.results.carbon_charts import draw_indices
from peakfolio.results.carbon_wording import DRIVERS as DRIVER_NAMES
from peakfolio.results.carbon_wording import name_parameter
from peakfolio.results.tables import in_columns
from peakfolio.words import Language, say


def draw_sobol(outlook: Outlook, language: Language) -> Figure:
    """Sobol indices of the main pathway's emissions in the split year."""
    subject, year = name_subject(outlook.main), outlook.split_year
    found = find_sobol(outlook.main.model, find_measure("emissions", year))
    rows = [
        {
            "name": each.parameter.name,
            **in_columns("name", name_parameter(outlook.plan, each.parameter)),
            "first": each.first,
            "first_spread": each.first_spread,
            "total": each.total,
            "total_spread": each.total_spread,
        }
        for each in found
    ]
    columns = ["name", "name_zh", "name_en", "first", "first_spread", "total", "total_spread"]
    result = say("{subject}, {year}", subject=subject, year=year)
    return draw_indices(make_index_data(pd.DataFrame(rows, columns=columns)), result, language)


def list_all_wedges(outlook: Outlook) -> pd.DataFrame:
    """From the baseline to the main pathway by year: every driver's and every project's part, positive where it lowers emissions."""
    drivers = [
        {
            "year": year,
            "name": name,
            "kind": "lever",
            "amount_wan_tco2": -split.effects[name],
            **in_columns("name", DRIVER_NAMES[name]),
        }
        for year, split in outlook.wedges.items()
        for name in DRIVERS
    ]
    projects = make_project_wedges(outlook.main).assign(name_zh=lambda table: table["name"])
    table = pd.concat([pd.DataFrame(drivers), projects.assign(name_en=projects["name"])], ignore_index=True)
    return table.astype({"amount_wan_tco2": float, "year": int})
