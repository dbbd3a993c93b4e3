"""The closed word lists of a plan package: what a cell of such a column may say.

A plan is compared, counted and optimised by these words, so an unknown word is a fault of the data and never a new
category.
"""

from typing import Literal

SourceKind = Literal["document", "publication", "assumption"]
IndicatorKind = Literal["numeric", "binary", "qualitative", "group"]
Nature = Literal["binding", "anticipatory", "reference", "unstated"]
Direction = Literal["more", "less", "none"]
Area = Literal["all", "urban", "township", "rural"]
Standard = Literal["plan", "national", "provincial", "municipal", "text"]
Terrain = Literal["mountains", "hills", "plains"]
SystemScope = Literal["county", "city"]
SystemReading = Literal["original", "plan", "reprint"]
TargetRelation = Literal[
    "at_least",
    "at_most",
    "above",
    "below",
    "equal",
    "between",
    "hold",
    "improve",
    "assigned",
    "assigned_or_hold",
    "done",
]
ObservationRole = Literal["base", "latest", "history"]
ProjectStatus = Literal["planned", "approved", "under_way", "done", "dropped"]
BreakKind = Literal["definition", "standard", "method", "area"]
ObservedQuantity = Literal[
    "gdp", "gdp_growth", "population", "energy", "electricity", "co2", "co2_intensity_change", "energy_intensity_change"
]
PathQuantity = Literal["co2_per_gdp", "energy_per_gdp", "non_fossil_share", "net_ghg", "wind_solar", "forest_stock"]
State = Literal["done", "partial", "not_done", "unknown"]
PrintedStatus = Literal["met", "partly_met", "not_met", "unknown"]
PrintedClass = Literal["exceeded", "on_track", "behind", "adjust"]
FundingSource = Literal[
    "government",
    "special",
    "central",
    "provincial",
    "municipal",
    "local",
    "enterprise",
    "social",
    "bond",
    "loan",
    "unstated",
]
EffectMode = Literal["adds", "reaches", "enables"]
EffectArrival = Literal["on_completion", "pro_rata", "each_year"]
EffectBasis = Literal["stated", "quantified", "estimated", "law", "order", "shared", "user", "proposed"]
ChainOperation = Literal["plus", "minus", "times", "divided_by", "at_most"]
ChainTaking = Literal["parameter", "cost", "unit_cost", "unit_effect"]
EffectKind = Literal["count", "load", "order", "survey", "none"]
Grade = Literal["official", "plan", "press", "reprint", "judgement"]
Divisibility = Literal["whole", "continuous", "integer"]
Ledger = Literal["energy_co2", "other_ghg", "sink"]
QuestionName = Literal[
    "cheapest",
    "binding_first",
    "smallest_shortfall",
    "most_points",
    "cheapest_points",
    "cheapest_rule",
    "cheapest_abatement",
    "most_abatement",
]
RelationKind = Literal["requires", "excludes", "together"]
ClaimKind = Literal[
    "project_cost_sum",
    "project_count",
    "category_count",
    "indicator_count",
    "status_count",
    "class_count",
    "score_sum",
    "ratio",
    "difference",
    "growth",
    "formula",
    "held_by_projects",
    "named",
    "not_recomputable",
]
QuantityDomain = Literal[
    "economy",
    "population",
    "energy",
    "power",
    "waste",
    "water",
    "forest",
    "land",
    "agriculture",
    "industry",
    "transport",
    "climate",
    "air",
    "administration",
]
Sector = Literal[
    "all", "primary", "energy_intensive", "industry", "construction", "transport", "services", "households"
]
Fuel = Literal[
    "all",
    "coal",
    "anthracite",
    "bituminous",
    "lignite",
    "coke",
    "oil",
    "crude",
    "gasoline",
    "diesel",
    "fuel_oil",
    "lpg",
    "natural_gas",
    "electricity",
    "non_fossil",
    "feedstock",
]
BalanceSector = Literal["primary", "industry", "construction", "transport", "trade", "other", "households"]
BalanceFuel = Literal["coal", "coke", "oil", "natural_gas", "heat", "electricity"]
EnergyKind = Literal["amount", "share"]
ElectricityAccount = Literal["equivalent", "calorific"]
Driver = Literal["gdp", "population", "value_added_share"]
Distribution = Literal["fixed", "triangular", "normal", "lognormal", "uniform", "empirical"]
Gas = Literal["co2", "ch4", "n2o"]
AbatementForm = Literal["co2", "ch4", "n2o", "electricity", "none_known"]
GridKind = Literal["average", "fossil"]
LeverName = Literal[
    "gdp_growth",
    "population_growth",
    "share_change",
    "intensity_change",
    "fuel_shift",
    "grid_factor_change",
    "item_change",
    "carbon_intensity_change",
]
PathwayProjects = Literal["none", "chosen", "all"]
LeverShape = Literal["step", "linear"]
WorkType = Literal["survey", "equipment", "building", "pipeline", "plant", "earthworks", "planting", "programme"]
ProjectSize = Literal["small", "medium", "large"]
Stage = Literal["approval", "design", "tender", "construction", "acceptance"]
Trade = Literal["consultants", "installers", "builders", "pipe_layers", "earthmovers", "foresters", "agencies"]
ConditionName = Literal[
    "tender_failure",
    "retender_months",
    "acceptance_failure",
    "rework_months",
    "advance_share",
    "paid_share",
    "rainy_pace",
    "winter_pace",
    "common_luck",
    "capacity_margin",
    "cash_box_share",
]
QueueRule = Literal["plan_order", "first_come", "criticality", "cost_effectiveness"]
