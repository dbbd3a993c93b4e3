"""What a run leaves behind: tables, figures, the report and the run folder."""
