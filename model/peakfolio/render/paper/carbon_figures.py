"""The data and the figures that only the answer on emissions needs."""

import pandas as pd
from matplotlib.figure import Figure

from peakfolio.carbon.outlook import CarbonOutlook
from peakfolio.carbon.sensitivity import find_measure, find_sobol
from peakfolio.render.paper.carbon import draw_indices
from peakfolio.report.carbon.frames import make_index_data, name_subject
from peakfolio.report.carbon.names import name_parameter
from peakfolio.report.names import in_columns
from peakfolio.words import Language, say


def draw_sobol(outlook: CarbonOutlook, language: Language) -> Figure:
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
