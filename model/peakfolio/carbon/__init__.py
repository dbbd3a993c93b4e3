"""Carbon: how much a county emits, where that goes, and what moves it."""
