"""Looking back: what was forecast from what the plan's own date knew, what came about, and how good the forecasts were."""
