"""The planner's workbook: sheets one can tick, type and sum in, with what the model found in every cell that follows from others."""
