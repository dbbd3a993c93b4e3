"""How much of a file from outside is read, an uploaded package or a document: one place, each number with its reason.

How long tables, cells and names of a package may be is limited where packages are read (``plan/limits.py``), and how much time and
memory an upload may take where the workbench reads it apart.
"""

MOST_BYTES = 10 * 1024 * 1024  # of an uploaded package; the largest plan that ships has 0.2 MB as a zip
MOST_UNPACKED = 20 * 1024 * 1024  # of all its parts together
MOST_FILES = 200  # in an archive
MOST_RATIO = 200  # unpacked to packed of one part above LEAST_BOMB; tables reach 40
LEAST_BOMB = 1024 * 1024

MOST_ELEMENTS = 2_000_000  # of the XML of a workbook or a Word document
MOST_DEPTH = 64  # elements inside elements of a workbook
# elements that cost far more than their bytes: the library makes an object of each
MOST_OF = {
    "sheet": 100,
    "definedName": 1_000,
    "Relationship": 1_000,
    "Override": 1_000,
    "xf": 4_000,
    "font": 4_000,
    "fill": 4_000,
    "border": 4_000,
    "numFmt": 4_000,
    "cellStyle": 4_000,
    "dxf": 4_000,
}

MOST_DOCUMENT_BYTES = 50 * 1024 * 1024  # of a document: a plan with maps and photographs has 30 MB
MOST_DOCUMENT_PARTS = 5_000  # pictures are parts too; of them nothing is unpacked
MOST_DOCUMENT_UNPACKED = 64 * 1024 * 1024  # of the text of a Word document or a workbook; 200 pages by WPS have 15 MB
MOST_DOCUMENT_DEPTH = 128  # a drawing with a text box in a table in a table has 40
MOST_TEXT_BYTES = 20 * 1024 * 1024  # of a text, a CSV file or a web page
MOST_PAGES = 500  # of a PDF; a plan with its maps has 200
MOST_PAGE_LETTERS = (
    30_000  # of one page; a full page of a table in small print has 5,000. Pages beyond are drawings, and left out
)
MOST_PAGE_STROKES = 30_000  # lines and boxes of one page; a large table has 2,000, a map 100,000
MOST_PAGE_FIGURES = 2_000  # pictures and drawings inside each other on one page
MOST_PAGE_BYTES = 8 * 1024 * 1024  # of the commands that draw one page; a page of text has 0.1 MB
MOST_PDF_STREAM = 200 * 1024 * 1024  # what one packed part of a PDF may unpack to: a map as a picture has 60 MB
MOST_PDF_PACKINGS = 2  # how often a part may be packed; once is usual
MOST_TABLES = 2_000  # of a document; the longest plan seen has 60
MOST_TABLE_ROWS = 5_000  # of one table, as in a package
MOST_TABLE_COLUMNS = 100
MOST_CELLS = 400_000  # of all tables together, every cell of a merged area counted
MOST_PARAGRAPHS = 100_000
