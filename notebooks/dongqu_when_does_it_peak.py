# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # When does 东区 peak?
#
# 攀枝花市东区 is a steel and vanadium-titanium district (钒钛钢铁). Its plan for 2021-2025 promises, in an outlook on 2030, that carbon will have peaked
# (碳排放全面达峰, line 60). This notebook asks four things: what the document knows about carbon, when emissions peak under four pathways (情景), what
# its 48 projects change, and what a planner may sign. CO2 is in 万t (10,000 tonnes), energy in 万tce, money in 万元 (10,000 yuan).

# %%
from dataclasses import replace

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.ticker import MaxNLocator

import peakfolio
from peakfolio.carbon.abatement_costs import cost_abatements, list_unknown
from peakfolio.carbon.build import build_carbon
from peakfolio.carbon.ensemble import simulate_ensemble
from peakfolio.carbon.outlook import call_path
from peakfolio.carbon.parameters import list_centrals
from peakfolio.carbon.built import list_built
from peakfolio.carbon.sensitivity import find_measure, swing_parameters
from peakfolio.carbon.settings import EnsembleSettings, OutlookSettings
from peakfolio.carbon.simulation import simulate_paths
from peakfolio.render.paper import FONT, draw_chart
from peakfolio.report import names as wording
from peakfolio.report import palette
from peakfolio.report.carbon import caveats as carbon_caveats
from peakfolio.report.carbon import charts as carbon_charts
from peakfolio.report.carbon import deciding
from peakfolio.report.carbon import frames as carbon_chart_data
from peakfolio.report.carbon.frames import list_all_wedges
from peakfolio.report.carbon.names import FUELS, SECTORS, name_parameter
from peakfolio.report.carbon.tables import make_inventory_table, make_split_table, make_swing_table
from peakfolio.words import Name

# %matplotlib inline
fontManager.addfont(str(FONT))
plt.rcParams.update({"font.family": [FontProperties(fname=FONT).get_name(), "DejaVu Sans"], "font.size": 9})
pd.set_option("display.max_colwidth", 110)

RUNS, SEED = 2000, 0
SHAPES = ("step", "linear")
plan = peakfolio.read_plan(peakfolio.find_region("panzhihua-dongqu"))
answer = peakfolio.answer_plan(plan)
levers_only = replace(answer.choice.portfolio, starts={}, shares={})  # what projects do is looked at apart, further down
outlook = peakfolio.project_emissions(plan, levers_only, OutlookSettings(runs=RUNS, seed=SEED))
main, baseline = outlook.main, outlook.baseline
years = main.model.years
AT = {int(year): place for place, year in enumerate(years)}
place_name = plan.settings.region.name
PATHWAYS = {each.pathway_name: f"{each.pathway.title_en.split(':')[0]} {each.pathway.title_zh.split('：')[0]}" for each in outlook.projections}


def run_central(model):
    """Net energy CO2 of the central path, by year."""
    return simulate_paths(model, list_centrals(model.parameters)).net[0]


def find_chance(model, year=2030):
    """Probability of a peak by a year."""
    return float(simulate_ensemble(model, EnsembleSettings(RUNS, SEED)).peaked_by[AT[year]])


def name_project(key):
    name = wording.name_action(plan, key)
    return f"{key} {wording.shorten(name.read('en'), 46)}"


# %% [markdown]
# ## What the document knows
#
# Four figures. Energy is not printed, but GDP (地区生产总值) times energy per GDP (单位GDP能耗) gives it.

# %%
total = next(row for row in plan.energy if (row.sector, row.fuel) == ("all", "all"))
gdp = next(row for row in plan.drivers if row.driver == "gdp")
said = {row.quantity_id: row for row in plan.quantities}
rows = [
    ("GDP 地区生产总值, 2020", gdp.central, gdp.unit, gdp.lines),
    ("energy per GDP 单位GDP能耗, 2020", plan.find_base("I17").value, plan.indicator_by_id["I17"].unit, plan.find_base("I17").lines),
    ("fossil share of energy 化石能源, at least", said["Q_fossil_share"].value, "%", said["Q_fossil_share"].lines),
    ("five energy-intensive branches in industrial energy 五大高耗能行业", said["Q_five_energy_intensive_share"].value, "%",
     said["Q_five_energy_intensive_share"].lines),
    ("GDP growth of the five years before 近五年年均增长, more than", said["Q_gdp_growth"].value, "% a year", said["Q_gdp_growth"].lines),
]
print(f"energy = {total.formula} = {total.central} {total.unit} (taken as known to {total.low:g}-{total.high:g})")
assert abs(gdp.central * plan.find_base("I17").value - total.central) < 0.01
assert [row[3] for row in rows] == ["14", "332", "40", "22", "14"]
assert "碳排放全面达峰" in plan.source_by_id["C_pathways"].reasoning
assert len(plan.headline_indicators) == 35
assert not any("碳" in row.name_zh for row in plan.indicators)
pd.DataFrame(rows, columns=["figure", "value", "unit", "line"])

# %% [markdown]
# The rest is missing: no energy by fuel or sector, no tonne of CO2, no output of steel. The promise of line 60 is words. None of the 35 indicators
# names carbon (energy per GDP comes nearest), so no project has to serve it, and the cheapest portfolio never sees it.
#
# ## The inventory, and how uncertain it is
#
# Sectors and fuels are our assumptions, each with a range. Central values, energy CO2 in 2020:

# %%
inventory = make_inventory_table(main).to_frame()
table = inventory.pivot_table(index="sector", columns="fuel", values="co2_wan_t", aggfunc="sum", fill_value=0.0)
table = table[table.sum().sort_values(ascending=False).index].loc[table.sum(axis=1).sort_values(ascending=False).index]
table["total"] = table.sum(axis=1)
steel, coal = table.loc["energy_intensive", "total"] / table["total"].sum(), table["coal"].sum() / table["total"].sum()
print(f"{table['total'].sum():,.0f} 万t; energy-intensive industry {steel:.0%}, coal {coal:.0%}")
assert abs(table["total"].sum() - main.central.net[0, 0]) < 1e-6
assert abs(steel - 0.92) < 0.01
assert abs(coal - 0.82) < 0.01
table.index = [f"{SECTORS[name].read('en')} {SECTORS[name].read('zh')}" for name in table.index]
table.columns = [f"{FUELS[name].read('en')} {FUELS[name].read('zh')}" if name in FUELS else name for name in table.columns]
table.round(1)

# %% [markdown]
# Does it agree with "more than 90 % fossil"? Burnt fuels make up a little less than that; the fossil part of bought power fills the rest.

# %%
energy = inventory.groupby("fuel")["energy_wan_tce"].sum() / inventory["energy_wan_tce"].sum()
burnt, bought = 1 - energy["electricity"] - energy["non_fossil"], energy["electricity"]
print(f"burnt fossil fuel {burnt:.1%}, bought power {bought:.1%} of energy (coal equivalent)")
print(f"the document holds if {(0.9 - burnt) / bought:.0%} or more of bought power is fossil")
assert 0.88 < burnt < 0.90 < burnt + bought

# %%
measure = find_measure("emissions", int(years[0]))
rows = []
for each in swing_parameters(main.model, measure):
    name = name_parameter(plan, each.parameter)
    rows.append((name.read("en"), name.read("zh"), each.at_low, each.at_high, main.central.net[0, 0]))
base_swings = pd.DataFrame(rows, columns=["name_en", "name_zh", "low_result", "high_result", "central"])
base_swings["name"] = base_swings["name_en"]
low, median, high = (float(main.ensemble.fans["net"][row, 0]) for row in (0, 2, -1))
print(f"2020: median {median:,.0f} 万t, 90 % of the draws {low:,.0f}-{high:,.0f} ({low / median - 1:+.0%}, {high / median - 1:+.0%})")
width = (base_swings["high_result"] - base_swings["low_result"]).abs()
assert base_swings["name"][0] == "total energy use in the base year"
assert width[0] > 4 * width[1]
assert 0.10 < high / median - 1 < 0.15
assert -0.15 < low / median - 1 < -0.10
draw_chart(deciding.chart_tornado(
    carbon_chart_data.make_tornado_data(base_swings[width > 1]), Name("", "Energy CO2 of Dongqu in 2020 (万t), one figure at a time"), 2020
), "en")

# %% [markdown]
# One figure decides: total energy. The statistics office (统计局) and the steelworks (攀钢) should have it.
#
# ## Four pathways
#
# * **Baseline** (基准): policies as before, no project.
# * **As planned** (规划): the plan and the targets above it are met in time.
# * **Strengthened** (强化): faster saving and switching.
# * **Delayed** (滞后): as planned, but one plan period (规划期) late.
#
# GDP grows alike in all four, so they differ by policy only. Each has 2,000 draws from the ranges of its figures.

# %%
assert {row.pathway for row in plan.levers if row.lever == "gdp_growth"} == {"baseline"}  # all others take it over
draw_chart(carbon_charts.chart_pathways(carbon_chart_data.make_pathways_data(outlook.projections), place_name), "en")

# %%
draw_chart(carbon_charts.chart_fan(carbon_chart_data.make_fan_data(main), carbon_chart_data.name_subject(main)), "en")

# %%
chances = carbon_chart_data.make_chance_data(outlook.projections, outlook.other_chances, main.pathway_name)
draw_chart(carbon_charts.chart_chance(chances, place_name), "en")

# %% [markdown]
# `levers` in the table below says how the rates of growth, saving and switching (驱动参数) move from one plan period to the next: in steps (阶梯) or
# in straight lines (线性). "90 % of peaks" are the years between which that share of the draws peaks.

# %%
models, ensembles, rows = {}, {}, []
for each in outlook.projections:
    for shape in SHAPES:
        model = each.model.reshape(shape)
        found = simulate_ensemble(model, EnsembleSettings(RUNS, SEED))
        models[each.pathway_name, shape], ensembles[each.pathway_name, shape] = model, found
        call = call_path(run_central(model), years)
        span = [int(years[np.searchsorted(found.peaked_by / found.peaked_by[-1], share)]) for share in (0.05, 0.95)]
        rows.append((PATHWAYS[each.pathway_name], shape, call.year, call.level, found.peaked_by[AT[2030]], f"{span[0]}-{span[1]}"))
peaks = pd.DataFrame(rows, columns=["pathway", "levers", "central peak", "万t", "P(peak <= 2030)", "90 % of peaks"])
chance = {key: float(found.peaked_by[AT[2030]]) for key, found in ensembles.items()}
central = {key: call_path(run_central(model), years).year for key, model in models.items()}
assert all(call.kind == "peaked" for call in outlook.calls.values())
assert [central[name, "step"] for name in PATHWAYS] == [2035, 2025, 2025, 2030]
assert [central[name, "linear"] for name in PATHWAYS] == [2034, 2027, 2023, 2030]
assert chance["as_planned", "step"] > 0.99
assert chance["as_planned", "linear"] > 0.97
assert 0.30 < chance["baseline", "step"] < 0.40
assert 0.10 < chance["baseline", "linear"] < 0.17
assert chance["delayed", "step"] > 0.93
assert 0.70 < chance["delayed", "linear"] < 0.80
peaks.style.format({"万t": "{:,.0f}", "P(peak <= 2030)": "{:.1%}"}).hide()

# %% [markdown]
# If the plan's pace is kept, the central path of 东区 peaks in 2025 (steps) or 2027 (straight lines) at about 1,600 万t, and nearly all draws by 2030. With
# policies as before it peaks in the middle of the 2030s, some 14 % higher. A delay of five years puts the peak in 2030, with nearly a tenth more CO2.
# Published scenarios let the steel of all China peak in 2020, 2025 or 2030 (张攀路 et al. 2024), so none of this is out of the way.
#
# To peak is the easier promise. The nation's other target, CO2 per GDP 18 % lower in 2025 than in 2020, is met in fewer than half of the draws of the
# same pathway.

# %%
assert all(year in plan.source_by_id["C_steel_scenarios"].citation for year in ("2020", "2025", "2030"))
level = {name: outlook.calls[name].level for name in PATHWAYS}
higher = {name: level[name] / level["as_planned"] - 1 for name in ("baseline", "delayed")}
print("height of the peak against as planned:", ", ".join(f"{name} {share:+.0%}" for name, share in higher.items()))
assert 1590 < level["as_planned"] < 1625
assert 0.12 < higher["baseline"] < 0.16
assert 0.08 < higher["delayed"] < 0.10
for each in outlook.projections:
    (target, met), = each.ensemble.met.items()
    ratio = each.central.net[0] / each.central.gdp[0]
    print(f"CO2 per GDP {target}: met in {met:>4.0%} of the draws; central {ratio[5] / ratio[0] - 1:+.1%}  {PATHWAYS[each.pathway_name]}")
assert 0.38 < main.ensemble.met["2020-2025 -18%"] < 0.50
assert baseline.ensemble.met["2020-2025 -18%"] < 0.02

# %% [markdown]
# ## Why the peak sits on the end of a plan period
#
# Levers are set by plan period, because plans are. Within a period each rate is constant, so CO2 grows at nearly one pace and can turn only where the
# next period begins. The year of such a peak is a rounding to five years.

# %%
figure, panels = plt.subplots(1, 2, figsize=(8.6, 3.4), sharey=True)
for axes, name in zip(panels, ("baseline", "as_planned")):
    for shape, colour in zip(SHAPES, (palette.BLUE, palette.ORANGE)):
        path = run_central(models[name, shape])
        growth = 100 * (path[1:] / path[:-1] - 1)
        axes.plot(years[1:], growth, "o-" if shape == "linear" else "s-", color=colour, markersize=3, linewidth=1, label=f"{shape}: peak {central[name, shape]}")
    for end in (2025, 2030, 2035, 2045):
        axes.axvline(end + 0.5, color=palette.GREY, linewidth=0.6, linestyle=":")
    axes.axhline(0, color="black", linewidth=0.8)
    axes.set(xlim=(2020.5, 2046), ylim=(-6.5, 3.2), title=PATHWAYS[name])
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.legend(frameon=False, loc="lower left", title="levers")
    axes.spines[["top", "right"]].set_visible(False)
panels[0].set_ylabel("growth of CO2 (% a year); dotted: ends of periods")
figure.tight_layout()
plt.show()

# %%
ends = sorted({row.last_year for row in plan.levers if row.pathway == "baseline"} | {int(years[0])})
share_on_ends = {}
for key, found in ensembles.items():
    counts = found.peaks.by_year
    share_on_ends[key] = counts[[AT[year] for year in ends]].sum() / counts.sum()
    print(f"{key[0]:>12}, {key[1]:>6}: {share_on_ends[key]:.0%} of the peaks lie in the last year of a period (or in 2020)")
assert ends == [2020, 2025, 2030, 2035, 2045, 2060]
assert all(share > 0.9 for (_, shape), share in share_on_ends.items() if shape == "step")
assert all(share < 0.4 for (_, shape), share in share_on_ends.items() if shape == "linear")

# %% [markdown]
# In steps, more than 90 % of the peaks lie in the last year of a period. The others lie within one, where the shift between fuels bends a path that
# is nearly level. With straight lines the years spread out, as they would in life.
#
# This matters for the promise. 2030 is itself the end of a period, so steps count many a peak "by 2030" that straight lines put into 2031-2034. The
# chance of the baseline falls by more than half, that of the delayed pathway by a fifth. As planned hardly moves. A probability that changes so
# much with a choice of drawing should not be quoted to one per cent.

# %%
assert chance["baseline", "linear"] < 0.5 * chance["baseline", "step"]
assert 0.15 < 1 - chance["delayed", "linear"] / chance["delayed", "step"] < 0.27
assert chance["as_planned", "step"] - chance["as_planned", "linear"] < 0.02

# %% [markdown]
# ## What drives it
#
# From 2020 to 2030, as planned (LMDI-I, additive, end to end):

# %%
draw_chart(carbon_charts.chart_waterfall(
    carbon_chart_data.make_waterfall_data(outlook.change), Name("2020 年", "2020"), Name("2030 年", "2030"), carbon_chart_data.name_subject(main)
), "en")

# %%
split = make_split_table(outlook).to_frame().set_index("driver").round(1)
effects, distance = outlook.change.effects, outlook.distance.effects
assert abs(sum(effects.values()) - (outlook.change.end - outlook.change.start)) < 1e-6
assert max(effects, key=effects.get) == "gdp_per_head"
assert [name for name in sorted(effects, key=effects.get)][:3] == ["intensity", "structure", "fuel_mix"]
assert abs(effects["emission_factor"]) < 0.02 * effects["gdp_per_head"]
assert 0.45 < -effects["intensity"] / effects["gdp_per_head"] < 0.55
split

# %% [markdown]
# Growth adds half of the base year's emissions. Saving of energy (能耗强度) takes back half of that, structure and fuels share most of the rest. The grid
# does next to nothing: power in Sichuan is mostly water power already.
#
# And what keeps the plan below the baseline?

# %%
assert 0.45 < effects["gdp_per_head"] / outlook.change.start < 0.55
draw_chart(carbon_charts.chart_wedges(
    carbon_chart_data.make_wedge_data(baseline, main, list_all_wedges(outlook)), carbon_chart_data.name_subject(main)
), "en")

# %%
apart = outlook.distance.end - outlook.distance.start
chosen = [key for key in answer.choice.portfolio.starts]
print(f"2030: {apart:+,.0f} 万t against the baseline; energy intensity {distance['intensity'] / apart:.0%}, fuel mix {distance['fuel_mix'] / apart:.0%}, "
      f"structure {distance['structure'] / apart:.0%}, projects {abs(distance['projects'] / apart):.0%}")
known = {row.action_id for row in plan.abatements if row.form != "none_known"}
print("chosen portfolio:", " ".join(chosen), "- with a known abatement:", sorted(known & set(chosen)) or "none")
assert -240 < apart < -205
assert 0.95 < sum(distance[name] for name in ("intensity", "fuel_mix", "structure")) / apart < 1
assert distance["projects"] == 0
assert min(distance, key=distance.get) == "intensity"
late = {name: sum(split.effects[name] for year, split in outlook.wedges.items() if year > 2030) for name in distance}
assert late["fuel_mix"] < 0.5 * sum(late.values()) < 0
assert known & set(chosen) == {"P33", "P44"}

# %% [markdown]
# Levers, all of it, for these paths hold no project: first saving, after 2030 more and more the switch away from coal. So the whole distance rests on rates that
# we assumed. The portfolio that the plan's 2025 targets need holds two projects with a known effect on energy CO2, P33 and (hardly) P44. What they and the
# others do comes next.
#
# ## What the 48 projects do
#
# Let us build them all, in their printed years, and look at energy CO2 in 2030. Plus means more CO2.

# %%
pool = build_carbon(plan, "as_planned", list_built(plan, None, "all"))
nothing = run_central(models["as_planned", "step"])


def run_pool(level="central", own=None, shape="step"):
    """Central path with every project, its abatement at one level; ``own`` sets single projects apart."""
    model = pool.reshape(shape)
    values = list_centrals(model.parameters).copy()
    for each in model.projects:
        values[0, each.parameter] = getattr(model.parameters[each.parameter], (own or {}).get(each.action_id, level))
    return simulate_paths(model, values, in_detail=True)


def sum_by_project(paths, year=2030):
    """CO2 added by each project in a year (ledger A), 万t."""
    added = {}
    for number, each in enumerate(pool.projects):
        if each.ledger == "energy_co2":
            added[each.action_id] = added.get(each.action_id, 0.0) - paths.detail.projects[0, AT[year], number]
    return pd.Series(added)


CASES = {
    "all central 中值": run_pool(),
    "P33 cautious, others central": run_pool(own={"P33": "low"}),
    "all cautious 低值": run_pool("low"),
    "all hopeful 高值": run_pool("high"),
}
table = pd.DataFrame({name: sum_by_project(paths) for name, paths in CASES.items()})
table = table.loc[table["all central 中值"].abs().sort_values(ascending=False).index]
figure, axes = plt.subplots(figsize=(8.2, 3.9))
shown = table.head(10)
axes.barh(range(10), shown["all central 中值"], color=np.where(shown["all central 中值"] > 0, palette.RED, palette.GREEN))
axes.hlines(range(10), shown["all hopeful 高值"], shown["all cautious 低值"], color="black", linewidth=1)
axes.axvline(0, color="black", linewidth=0.8)
axes.set_yticks(range(10), [name_project(key) for key in shown.index])
axes.invert_yaxis()
axes.set_xlabel(f"CO2 added in 2030 (万t); black: range; {len(table) - 10} smaller ones not shown")
axes.set_title("The ten projects that move energy CO2 most", loc="left")
axes.spines[["top", "right"]].set_visible(False)
plt.show()

# %%
adding = table.index[table["all central 中值"] > 0]
works = ["P34", "P38", "P39", "P40"]
print(f"{len(table)} projects with a known effect on energy CO2: {len(adding)} add, {len(table) - len(adding)} save")
print("save:", ", ".join(name_project(key) for key in table.index.difference(adding)))
print(f"new works (P34 mine, P38 and P39 titanium, P40 graphite) add {table.loc[works, 'all central 中值'].sum():.1f} 万t "
      f"({table.loc[works, 'all hopeful 高值'].sum():.1f} to {table.loc[works, 'all cautious 低值'].sum():.1f})")
gwh = sum(row.central for row in plan.abatements if row.action_id in ("P33", "P13") and row.form == "electricity") / 1000
branch = [each.name for each in main.model.sectors].index("energy_intensive")
bought_gwh = 10 * main.central.detail.emissions[0, 0, branch, main.model.fuels.index("electricity")] / plan.factors.average_grid(
    plan.settings.carbon.grid, plan.settings.carbon.grid_years
)
print(f"P33 and P13 make {gwh:,.0f} GWh a year, {gwh / bought_gwh:.0%} of the {bought_gwh:,.0f} GWh that the inventory lets their branch buy")
assert 0.6 < gwh / bought_gwh < 0.75
assert set(table.index.difference(adding)) == {"P33", "P13", "P44"}
assert table.loc["P44"].abs().max() < 0.1
assert list(table.index[:2]) == ["P33", "P40"]
assert (table.loc[[*works, "P08", "P09", "P11", "P12"]] > 0).all().all()
assert (table.loc["P32"] >= 0).all()
assert 2.5 < table.loc[works, "all central 中值"].sum() < 4.5

# %% [markdown]
# Only two projects save more than a trifle: waste heat and gas to power at the steelworks (P33, 余热余能利用发电) and dry quenching of coke (P13, 干熄焦). New works add:
# graphite (P40), titanium (P38, P39), mining and dressing (P32, P34). So do filters, fans and reheating for cleaner air (P08, P09, P11, P12):
# cleaner air is not less carbon.
#
# ### The doubt about P33
#
# P33 saves about 7 万t in 2030 if its gas was flared before (放散). But the works reported in 2015 that almost none was (0.31 %). If the gas already made power
# in old sets, only the better efficiency counts, and a fifth is left.

# %%
assert "0.31%" in plan.source_by_id["E_pangang_gas"].citation
doubt = pd.DataFrame({"saved in 2030": {name: nothing[AT[2030]] - paths.net[0, AT[2030]] for name, paths in CASES.items()}})
doubt["% of CO2"] = 100 * doubt["saved in 2030"] / nothing[AT[2030]]
doubt["peak, levers in steps"] = [call_path(paths.net[0], years).year for paths in CASES.values()]
straight = (run_pool(shape="linear"), run_pool(own={"P33": "low"}, shape="linear"), run_pool("low", shape="linear"), run_pool("high", shape="linear"))
doubt["peak, straight lines"] = [call_path(paths.net[0], years).year for paths in straight]
p33 = table.loc["P33"]
print(f"P33 in 2030: {p33['all central 中值']:+.1f} 万t if the gas was flared, {p33['all cautious 低值']:+.1f} if it was used")
assert -7.3 < p33["all central 中值"] < -6.5
assert 0.18 < p33["all cautious 低值"] / p33["all central 中值"] < 0.21
assert doubt["saved in 2030"].iloc[0] > 2 > -2 > doubt["saved in 2030"].iloc[1]
assert (doubt["% of CO2"].abs() < 1).all()
assert set(doubt["peak, levers in steps"]) == {central["as_planned", "step"]}
assert set(doubt["peak, straight lines"]) == {central["as_planned", "linear"]}
doubt.round(2)

# %%
figure, axes = plt.subplots(figsize=(8.2, 3.4))
for (name, paths), colour, dash in zip(CASES.items(), (palette.BLUE, palette.ORANGE, palette.RED, palette.GREEN), ("-", "--", ":", "-.")):
    axes.plot(years, paths.net[0] - nothing, color=colour, linestyle=dash, label=name)
axes.axhline(0, color="black", linewidth=0.8)
axes.set(xlim=(2020, 2045), ylabel="CO2 added by all projects (万t)")
axes.set_title(f"All 48 projects against none, as planned ({len(table)} have a known effect)", loc="left")
axes.legend(frameon=False, loc="upper left", bbox_to_anchor=(1.0, 1.0))
axes.spines[["top", "right"]].set_visible(False)
plt.show()

# %%
drawn = {}
for label, own in (("P33 drawn", None), ("P33 central", "central"), ("P33 cautious", "low")):
    model = pool
    if own:
        fixed = [
            replace(each, distribution="fixed", central=getattr(each, own)) if each.name.startswith("abatement P33") else each
            for each in pool.parameters
        ]
        model = replace(pool, parameters=tuple(fixed))
    saved = []
    simulate_ensemble(model, EnsembleSettings(RUNS, SEED), store=lambda start, paths: saved.append((paths.gross - paths.net)[:, AT[2030]]))
    drawn[label] = np.concatenate(saved)
    print(f"{label:>13}: all projects together save in {np.mean(drawn[label] > 0):.0%} of the draws, median {np.median(drawn[label]):+.1f} 万t")
assert np.mean(drawn["P33 cautious"] > 0) < 0.01
assert 0.6 < np.mean(drawn["P33 central"] > 0) < 0.8
assert 0.28 < np.mean(drawn["P33 drawn"] > 0) < 0.40

# %% [markdown]
# So one question to the works, *where did this gas go before?*, decides whether the pool of 102 亿元 saves CO2 or adds it. Even the central value
# flatters it: most ranges reach further up than down, and with every figure drawn the pool saves in only a third of the draws. The year of the peak
# does not move in any of these cases, in steps or in straight lines: all projects together are less than one per cent of the district's CO2.
#
# Two remarks on the size. A saved MWh is worth little here because the grid of Sichuan is clean; at the national mean P33 would count about four times as
# much. And much is left out, which is not zero: no effect is known of the projects below that surely or likely add.

# %%
cost = sum(row.cost_wan_yuan for row in plan.projects)
grid = plan.factors.average_grid(plan.settings.carbon.grid, plan.settings.carbon.grid_years)
national = plan.factors.average_grid("China", plan.settings.carbon.grid_years)
print(f"{len(plan.projects)} projects, {cost / 1e4:.1f} 亿元; grid: Sichuan {grid:.3f}, China {national:.3f} kgCO2/kWh, ratio {national / grid:.1f}")
assert (len(plan.projects), round(cost / 1e4)) == (48, 102)
assert 3.4 < national / grid < 4.2
unknown = [row for row in list_unknown(plan) if "it adds" in (row.note or "")]
for row in unknown:
    print(f"{name_project(row.action_id)}: {row.reasoning}")
assert {row.action_id for row in unknown} >= {"P35", "P36", "P37", "P40"}

# %% [markdown]
# ## Which figures decide
#
# The level of 2030, as planned, one figure at a time from the low to the high end of its range:

# %%
swings = make_swing_table(outlook).to_frame()
swings["name"] = swings["name_en"]
level_names = list(swings["name"].head(3))
print(level_names)
assert level_names[0] == "total energy use in the base year"
assert all(name.startswith("GDP growth") for name in level_names[1:])
draw_chart(deciding.chart_tornado(
    carbon_chart_data.make_tornado_data(swings), Name("", "Dongqu, as planned: energy CO2 in 2030 (万t)"), 2030
), "en")

# %% [markdown]
# The year of the peak is another matter. Levers move in straight lines here, for steps would show jumps of five years only.

# %%
date_swings = {}
figure, panels = plt.subplots(1, 2, figsize=(9.4, 3.3), layout="constrained")
for axes, name in zip(panels, ("baseline", "as_planned")):
    found = swing_parameters(models[name, "linear"], find_measure("peak_year", 2030))
    date_swings[name] = {each.parameter.name: each for each in found}
    top, middle = [each for each in found if each.width > 0][:7], central[name, "linear"]
    for side, colour in (("at_low", palette.BLUE), ("at_high", palette.ORANGE)):
        axes.barh(range(len(top)), [getattr(each, side) - middle for each in top], left=middle, color=colour, height=0.55,
                  label=f"figure at its {side.removeprefix('at_')} end")
    labels = [name_parameter(plan, each.parameter).read("en").replace("energy-intensive industry", "steel etc.") for each in top]
    axes.set_yticks(range(len(top)), [wording.shorten(label, 56) for label in labels], fontsize=7)
    axes.invert_yaxis()
    axes.axvline(middle, color="black", linewidth=0.8)
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.set_title(f"{PATHWAYS[name]}: peak year", fontsize=9, loc="left")
    axes.spines[["top", "right"]].set_visible(False)
figure.legend(*panels[0].get_legend_handles_labels(), frameon=False, loc="outside lower center", ncols=2)
plt.show()
first = {name: next(iter(found)) for name, found in date_swings.items()}
print(first)
assert first == {"baseline": "gdp_growth 2031-2035", "as_planned": "gdp_growth 2026-2030"}
assert all(found["energy total"].width == 0 for found in date_swings.values())

# %% [markdown]
# The figure that blurs the level most, total energy, does not touch the date at all: it lifts every year alike. The date hangs on growth, and on saving
# in the steel industry, in the period in which the path should turn. What if GDP grows until 2030 as it did before 2020 (line 14)?

# %%
past = said["Q_gdp_growth"].value


def change_levers(wanted, change):
    """The plan with some of its levers changed."""
    return replace(plan, levers=tuple(change(row) if wanted(row) else row for row in plan.levers))


def shift(row, by):
    return row.model_copy(update={name: getattr(row, name) + by for name in ("low", "central", "high")})


fast = change_levers(lambda row: row.lever == "gdp_growth" and row.first_year <= 2026, lambda row: shift(row, past - row.central))
wide = change_levers(
    lambda row: row.distribution == "triangular",
    lambda row: row.model_copy(update={"low": 2 * row.low - row.central, "high": 2 * row.high - row.central}),
)
rows = []
for name in ("baseline", "as_planned"):
    for shape in SHAPES:
        faster, wider = (build_carbon(each, name).reshape(shape) for each in (fast, wide))
        call = call_path(run_central(faster), years)
        rows.append((PATHWAYS[name], shape, central[name, shape], call.year, call.level, chance[name, shape], find_chance(faster), find_chance(wider)))
columns = ["pathway", "levers", "peak", f"peak, GDP {past} %", "万t", "P by 2030", f"P, GDP {past} %", "P, ranges doubled"]
stress = pd.DataFrame(rows, columns=columns)
planned, before = stress[stress["pathway"] == PATHWAYS["as_planned"]], stress[stress["pathway"] == PATHWAYS["baseline"]]
assert list(planned[f"peak, GDP {past} %"]) == [2030, 2030]
assert planned[f"P, GDP {past} %"].iloc[0] > 0.99
assert 0.83 < planned[f"P, GDP {past} %"].iloc[1] < 0.91
assert planned["P, ranges doubled"].between(0.83, 0.97).all()
assert (planned["万t"] > 1.1 * level["as_planned"]).all()
assert before[["P by 2030", f"P, GDP {past} %", "P, ranges doubled"]].max().max() < 0.5
stress.style.format({"万t": "{:,.0f}"} | dict.fromkeys(columns[5:], "{:.0%}")).hide()

# %% [markdown]
# Then the plan's peak comes in 2030, more than a tenth higher and just in time: in straight lines the chance falls below nine in ten. Doubling the range of every
# lever (last column) does much the same. So "almost certain" is the certainty of our growth and our ranges, not of the world.
#
# ## What would let the baseline peak by 2030?
#
# Let the energy per unit of activity fall faster than in the baseline, by the same extra points a year in every sector. How many are needed? A
# bisection (二分法) on that lever, for the central path and for a chance of 90 %. Lower growth of GDP is shown for comparison.

# %%
EVER = 9999


def save_more(points, first, last=EVER, lever="intensity_change", shape="step"):
    """The baseline with a lever lowered by some points a year in the periods that begin between two years."""
    changed = change_levers(
        lambda row: row.pathway == "baseline" and row.lever == lever and first <= row.first_year <= last, lambda row: shift(row, -points)
    )
    return build_carbon(changed, "baseline").reshape(shape)


def bisect(holds, high=4.0, steps=12):
    """The least number of points for which something holds; nothing if it does not even at the high end."""
    low = 0.0
    if not holds(high):
        return float("nan")
    for _ in range(steps):
        middle = (low + high) / 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def peaks_by_2030(model):
    return call_path(run_central(model), years).year <= 2030


needs = {}
for shape in SHAPES:
    for label, first, last in (("2026 on", 2026, EVER), ("2026-2030 only", 2026, 2026), ("2031-2035 only", 2031, 2031)):
        needs[label, shape] = bisect(lambda points: peaks_by_2030(save_more(points, first, last, shape=shape)))
    needs["2026 on, 90 % chance", shape] = bisect(lambda points: find_chance(save_more(points, 2026, shape=shape)) >= 0.9, steps=7)
    needs["GDP growth lower, 2026 on", shape] = bisect(lambda points: peaks_by_2030(save_more(points, 2026, lever="gdp_growth", shape=shape)))
need = pd.Series(needs).unstack()[list(SHAPES)]
need.index.name = "extra points a year"
own = {(row.pathway, row.first_year): row.central for row in plan.levers if (row.lever, row.sector) == ("intensity_change", "energy_intensive")}
for year in (2026, 2031):
    rates = ", ".join(f"{name} {own[name, year]:+.1f}" for name in ("baseline", "as_planned", "strengthened"))
    print(f"energy intensity of steel and the like, {year}-{year + 4}, % a year: {rates}")
need.round(2)

# %%
extra = np.arange(0, 2.26, 0.25)
figure, axes = plt.subplots(figsize=(8.2, 3.8))
for shape, colour, marker in zip(SHAPES, (palette.BLUE, palette.ORANGE), "so"):
    by_extra = [100 * find_chance(save_more(points, 2026, shape=shape)) for points in extra]
    axes.plot(extra, by_extra, f"{marker}-", color=colour, label=f"levers: {shape}")
    assert all(after >= before for before, after in zip(by_extra, by_extra[1:]))
    axes.axvline(need.loc["2026 on", shape], color=colour, linestyle=":", linewidth=1, label=f"central path peaks by 2030 ({need.loc['2026 on', shape]:.2f})")
axes.axvspan(own["baseline", 2026] - own["as_planned", 2026], own["baseline", 2031] - own["as_planned", 2031], color=palette.GREY, alpha=0.3,
             label="what 'as planned' asks of steel beyond the baseline")
axes.set(xlim=(0, 2.25), ylim=(0, 100), xlabel="extra fall of energy intensity from 2026 on (percentage points a year)", ylabel="P(peak <= 2030), %")
axes.set_title("What the baseline would need", loc="left")
axes.legend(frameon=False, loc="lower right")
axes.spines[["top", "right"]].set_visible(False)
plt.show()

# %%
assert 0.28 < need.loc["2026 on", "step"] < 0.34
assert abs(need.loc["2031-2035 only", "step"] - need.loc["2026 on", "step"]) < 0.01
assert need.loc["2026-2030 only", "step"] > 4.5 * need.loc["2031-2035 only", "step"]
assert need.loc["2026 on", "linear"] > 1.5 * need.loc["2026 on", "step"]
assert need.loc["2026 on, 90 % chance", "step"] > 3 * need.loc["2026 on", "step"]
assert need.loc["2026-2030 only", "linear"] > need.loc["2031-2035 only", "linear"]
assert own["baseline", 2031] - own["as_planned", 2031] < need.loc["2026 on, 90 % chance", "step"] < need.loc["2026 on, 90 % chance", "linear"]
path = baseline.central.net[0]
rise, saved = path[AT[2035]] - path[AT[2030]], doubt["saved in 2030"].iloc[0]
print(f"the baseline rises by {rise:.0f} 万t from 2030 to 2035; all 48 projects save {saved:.1f}: {rise / saved:.0f} such pools")
assert 8 < rise / saved < 13

# %% [markdown]
# In the central case the baseline misses 2030 by little: a third of a point a year. Two lessons:
#
# * **A peak in 2030 is decided after 2030.** In steps, the extra saving works only because it lasts in 2031-2035. Saving only in 2026-2030 needs
#   five times as much: it must turn emissions in 2025 already, because they rise again after 2030. A plan that ends in 2025 cannot promise this alone.
# * **To be sure costs more.** A chance of 90 % needs three times the central value in steps, and still more points in straight lines. That is more than "as planned"
#   asks of saving in the steel industry (grey); there fuels and structure help.
#
# To close the gap with projects instead would take about ten such pools, at the central values.
#
# ## What a tonne costs
#
# Investment (投资), spread over the life of the project, for each tonne saved in a full year at today's grid factor. Fuel and operation are left out, because the
# plan prints neither. Interest is 0 in the figure, 0 and 5 % in the table.

# %%
draw_chart(deciding.chart_costs(carbon_chart_data.make_macc_data(outlook.costs), place_name), "en")

# %%
prices = {rate: {each.action_id: each for each in cost_abatements(plan, rate) if each.yuan_per_tonne} for rate in (0.0, 0.05)}
rows = [
    (name_project(key), rate, each.yuan_per_tonne, each.cheapest, each.dearest)
    for rate, found in prices.items() for key, each in found.items()
]
assert all(set(found) == {"P33", "P13", "P44"} for found in prices.values())
first, second = prices[0.0]["P33"], prices[0.0]["P13"]
assert 170 < first.yuan_per_tonne < 200
assert first.dearest > 5 * first.yuan_per_tonne
assert second.yuan_per_tonne > 15 * first.yuan_per_tonne
assert second.dearest is None
pd.DataFrame(rows, columns=["project", "interest", "yuan per tonne", "cheapest", "dearest"]).round(0)

# %% [markdown]
# The curve has two steps that count. P33 is cheap if its gas was flared, five times dearer if not. P13 is dear as a carbon project, but coke ovens are
# rebuilt to make coke and cleaner air, and it may save nothing if the old ones had dry quenching. P44 renews homes and saves a
# trifle beside, so its price a tonne says nothing of it. No other saving on the list can be bought by the tonne.
#
# ## What a planner may sign
#
# First, what it all rests on:

# %%
TABLES = {
    "EnergyUse": "inventory",
    "BaseDriver": "inventory",
    "FuelFactor": "emission factors",
    "Lever": "levers",
    "OtherEmission": "other gases and sink",
}
kinds = []
for each in main.model.parameters:
    if each.row is not None:
        source = plan.source_by_id.get(each.row.source_id) or plan.factors.source_by_id[each.row.source_id]
        kinds.append((TABLES[type(each.row).__name__], source.kind))
counts = pd.DataFrame(kinds, columns=["figures", "kind"]).value_counts().unstack(fill_value=0)
counts.loc["all"] = counts.sum()
print(carbon_caveats.list_carbon_caveats(outlook)[0].read("en"))
assert counts.loc["all", "document"] == 1
assert counts.loc["all", "assumption"] / counts.loc["all"].sum() > 0.95
counts

# %% [markdown]
# One figure comes from the document (GDP times energy per GDP), a few from published factors. The rest are assumptions, reasoned row by row.
#
# **May be signed** (可以签):
#
# * If growth, saving and switching keep the pace of "as planned", energy CO2 peaks by 2030. This holds in steps and in straight lines, and in about nine of ten
#   draws with doubled ranges. With the growth of the past it still holds on the central path, but without a year to spare.
# * With policies as before it more likely does not, in either shape, with either growth.
# * The project list does not decide the year of the peak.
#
# **May not be signed** (不可以签):
#
# * A peak year finer than a plan period, or a chance in per cent as if it were measured.
# * A level in tonnes: the base year alone is open by 12 % either way.
# * That the 48 projects save CO2, before the gas balance (煤气平衡) behind P33 is on the table.
# * Anything on total greenhouse gases (温室气体): process CO2 of steel and other gases are kept apart and are not in this peak.
#
# **Ask for, in this order**: the energy balance of the steelworks (fuels, bought power); where the gas of P33 went before; the energy assessments (节能审查) of
# P32, P34 and P40; binding figures for 2026-2035 (15th and 16th five-year plan), because that is where the peak is decided.

# %%
assert chance["baseline", "step"] < 0.5 < chance["as_planned", "linear"]
other = main.central.other[0, 0]
print(f"not in this peak: {other:,.0f} 万tCO2e of process CO2 and other gases in 2020 ({other / main.central.net[0, 0]:.0%} of energy CO2)")
assert abs(other / main.central.net[0, 0] - 0.03) < 0.02
