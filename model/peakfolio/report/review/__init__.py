"""What is said of looking back: every forecast beside what came about, how good the forecasts were, and what is missing."""
