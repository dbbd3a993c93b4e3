"""The planner's workbench in a browser: it shows, asks and keeps; it computes nothing itself."""
