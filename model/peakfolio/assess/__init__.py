"""How a plan stands against its targets, and what it says wrongly of itself."""
