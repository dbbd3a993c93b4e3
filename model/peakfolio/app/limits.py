"""How long an upload may be read, and how many visitors there may be: what only the workbench limits, each number with its reason.

How much of a file is taken in is limited in ``importing/limits.py``, and how long tables, cells and names may be where packages are
read, for uploads and for everybody else.
"""

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
KEEP_SECONDS = 1.0  # at most so much work is lost where the workbench is killed
TIDY_SECONDS = 3600.0  # between two looks for the work of visitors long away
COOKIE_SECONDS = 400 * 24 * 3600  # for which a browser is known again; browsers keep no cookie longer

MOST_LINKS = 20  # of one visitor; a report in two languages has about 14 MB
LINK_SECONDS = 30 * 24 * 3600.0  # after which a read-only link leads nowhere

MOST_SAVED_PLANS = 40  # of one visitor
MOST_SAVED_BYTES = 200 * 1024 * 1024  # of one visitor; a plan with the texts of its documents has 1 to 3 MB
