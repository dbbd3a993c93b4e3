# ---
# jupyter:
#   jupytext:
#     formats: py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 东川: what it takes to be 80 % sure
#
# On paper eight projects for 12,316 万元 bring home ten of Dongchuan's open targets by the end of 2025. On paper every project is finished
# in its printed year. Here every project goes through approval, design, tender, construction and acceptance, waits for desks, crews and
# money, and is slowed by rain. How sure are the ten targets then, which projects decide it, and what would make them 80 % sure?
#
# The months are mostly judgement (`scenarios/delivery/README.md`). The probabilities below say what follows from them.

# %%
from dataclasses import replace

import pandas as pd

import peakfolio
from peakfolio.delivery.delivered import deliver_portfolio
from peakfolio.delivery.model import WhatIf
from peakfolio.delivery.outlook import assess_delivery
from peakfolio.delivery.settings import RiskSettings, SimulationSettings
from peakfolio.delivery.what_if import compare_what_if
from peakfolio.report.delivery.summary import headline_delivery
from peakfolio.report.delivery.tables import make_chance_table, make_project_delivery_table, make_robust_table

pd.set_option("display.width", 160, "display.max_columns", 20, "display.max_colwidth", 48)

plan = peakfolio.read_plan(peakfolio.find_region("dongchuan"))
answer = peakfolio.answer_plan(plan)
outlook = assess_delivery(plan, answer.choice, RiskSettings(runs=300, curve=(0.25, 0.5, 0.6)))
print(headline_delivery(outlook).read("en"))

# %% [markdown]
# ## Which targets, and why
# Two targets sink the plan as printed. `I25b` rests on effects without a figure that close its gap exactly, and on P24, whose seven years begin
# in 2024 when special funds come late in the year: any delay leaves it short. `I17` needs both P12 and P21, and P21 has two years for
# twenty months of work and everything that comes before it.

# %%
print(make_chance_table(outlook).to_frame()[["indicator_id", "name_en", "written", "chosen", "secure"]].to_string(index=False))

# %%
columns = ["action_id", "start_year", "planned_end_year", "in_service_q50", "on_time", "waits_money", "breaks"]
print(make_project_delivery_table(outlook, "chosen").to_frame()[columns].to_string(index=False))

# %% [markdown]
# ## What helps
# The same runs, one thing changed. An earlier start is worth more than crews, desks or a larger cash box: nobody queues for those when only
# eight projects are built.

# %%
for each in outlook.differences:
    print(f"{each.change.kind:18} {each.change.subject:12} all in time {each.chance:6.1%}   targets missed {each.missed:.2f}   months {each.months:+.1f}")

# %% [markdown]
# ## 80 % sure
# All ten by the end of 2025 cannot be had at any price: more projects and earlier starts bring it to a little over one half. Two honest offers
# remain: promise nine in time, or all ten a year later.

# %%
choices = make_robust_table(outlook).to_frame()
print(choices[["asked", "alpha", "by", "cost_wan_yuan", "aims", "given_up", "in_sample", "fresh", "is_reached"]].to_string(index=False))
print(choices["projects"].iloc[1])

# %%
outlook.promise.portfolio.starts

# %% [markdown]
# ## How much of it is assumption
# If money came three months earlier, or if no luck were shared between projects, the picture moves, but not the verdict on the plan as
# printed: it leaves no slack.

# %%
earlier = compare_what_if(outlook.chosen, WhatIf("tranches_earlier"))
print(f"tranches three months earlier: {earlier.chance:.1%} against {outlook.chosen.chance:.1%}")
study = outlook.secure.study
alone = replace(study.model, conditions=replace(study.model.conditions, common_luck=0.0))
again = deliver_portfolio(replace(study, model=alone), outlook.secure, SimulationSettings(runs=300))
print(f"robust portfolio without shared luck: {again.chance:.1%} against {outlook.secure.chance:.1%}")
