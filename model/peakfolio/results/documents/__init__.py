"""The documents of a run: one content, built once, rendered as Word file, workbook and web page."""
