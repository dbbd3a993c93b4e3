"""One form each: console, Word, workbook, page, figures, and the files of a run."""
