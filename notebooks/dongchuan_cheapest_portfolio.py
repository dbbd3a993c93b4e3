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
# # Which of 东川's 44 projects do its 2025 targets need?
#
# The plan of 东川区 lists 42 indicators and 44 projects for 22.75 亿元. This notebook reads the plan, audits it, and asks for the
# cheapest portfolio that meets every 2025 target the pool can meet.

# %%
import pandas as pd

import peakfolio

plan = peakfolio.read_plan(peakfolio.find_region("dongchuan"))
print(len(plan.headline_indicators), "indicators,", len(plan.projects), "projects")

# %% [markdown]
# ## What the document says about itself, recomputed

# %%
findings = peakfolio.audit_plan(plan)
errors = [finding for finding in findings if finding.severity == "error"]
for finding in errors:
    print("-", finding.sentence.read("en"))

# %% [markdown]
# ## The answer

# %%
answer = peakfolio.answer_plan(plan)
chosen = [key for key in answer.choice.portfolio.starts if key in plan.project_by_id]
print(chosen, round(answer.verification.cost_wan_yuan, 2), "万元, proved:", answer.choice.portfolio.is_proved)
assert answer.choice.portfolio.is_proved

# %%
pd.DataFrame(
    [
        {"target": o.key, "reached": o.value, "missing": o.missing, "by": " ".join(o.serving), "shared": o.evidence != "figure"}
        for o in answer.verification.outcomes
    ]
)

# %% [markdown]
# ## What nothing in the pool can meet

# %%
pd.DataFrame([vars(reach) for reach in answer.choice.reaches])

# %% [markdown]
# ## How much of this rests on effects without a figure?
#
# Switching off shared effects leaves only what the document states or what follows from its quantities.

# %%
pd.DataFrame([vars(switch) for switch in answer.switches])
