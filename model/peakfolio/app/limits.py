"""How much of an upload is read, and how many visitors there may be: what only the workbench limits, each number with its reason.

How long tables, cells and names may be is limited where packages are read, for uploads and for everybody else.
"""

MOST_BYTES = 10 * 1024 * 1024  # of an upload; the largest plan that ships has 0.2 MB as a zip
MOST_UNPACKED = 20 * 1024 * 1024  # of all its parts together
MOST_FILES = 200  # in an archive
MOST_RATIO = 200  # unpacked to packed of one part above LEAST_BOMB; tables reach 40
LEAST_BOMB = 1024 * 1024

MOST_ROWS = 5_000  # of one sheet; the longest table that ships has 554
MOST_ROWS_IN_ALL = 20_000  # of all sheets
MOST_COLUMNS = 100  # of one sheet; the widest table has 26
MOST_CELL = 32_767  # characters; what a spreadsheet program itself can hold
MOST_ELEMENTS = 2_000_000  # of the XML of a workbook
MOST_DEPTH = 64  # elements inside elements
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
MOST_FORMULAS = 50  # of one file named one by one; the rest is counted
MOST_SHOWN = 200  # faults listed on the page; the rest is counted

PROCESSOR_SECONDS = (
    8  # of the process that reads an upload; on a machine with a core to spare it ends within 10 seconds
)
WALL_SECONDS = 30.0  # from the moment it is ready to read: a sound plan is not refused because others compute
START_SECONDS = 60.0  # until it is ready: it loads the reader first
MOST_MEMORY = 500 * 1024 * 1024  # above what it has when it is ready
MOST_WRITTEN = 32 * 1024 * 1024  # one file on disk
MOST_SAID = 64 * 1024 * 1024  # what it hands back
READ_AT_ONCE = 2  # uploads; the next one waits

MOST_VISITORS = 32  # remembered
MOST_WORKERS = 8  # processes that answer
AWAY_SECONDS = 60.0  # after which a visitor without any work of their own may make room
IDLE_SECONDS = 30 * 60.0  # after which a process that has nothing to do is ended
FORGET_SECONDS = 7 * 24 * 3600.0  # after which the work of a visitor who never came back is forgotten
