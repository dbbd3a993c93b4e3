"""How much of anything is read, and how large a figure may be: one place, each number with its reason.

A county's plan is small: the five that ship hold at most 554 rows in a table, cells of 900 characters and costs of 400,000 万元. Every
limit lies far above that and far below what makes reading slow, fills the memory or overflows a sum. Reading a package takes at
most about 10 seconds and 500 MB whatever it holds.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from peakfolio.words import Words, say

# plan.toml; the longest that ships has 4 kB, and some text takes tomllib far longer than its length
MOST_SETTINGS_BYTES = 256 * 1024
MOST_TABLE_BYTES = 10 * 1024 * 1024  # one CSV file; Python's rows take about ten times the bytes
MOST_PACKAGE_BYTES = 20 * 1024 * 1024  # all files of a package together
MOST_ROWS = 5_000  # of one table; the checks between rows are made for thousands, not millions
MOST_ROWS_IN_ALL = 20_000  # of all tables of a package; about 5 s to read
MOST_LINES = 100_000  # of one CSV file, blank ones too: a spreadsheet may leave blank lines behind
MOST_COLUMNS = 100  # of one table; the widest has 26
MOST_CELL = 10_000  # characters of a cell or text; the longest that ships has 881
MOST_NAME = 100  # characters of a key such as P01
MOST_ENTRIES = 1_000  # of one list or table in plan.toml
MOST_DEPTH = 16  # brackets inside brackets, in plan.toml and in formulas; five are ever needed
MOST_KEY_PARTS = 8  # a.b.c in plan.toml; four are ever needed
MOST_DIGITS = 40  # of one number as written; Python stops at 4,300
MOST_FORMULA = 1_000  # characters of a formula; the longest that ships has 85
MOST_FAULTS = 1_000  # kept of one file; the rest is counted
MOST_SHOWN = 80  # characters of a cell that a fault repeats
MOST_FINDING = 600  # characters of a finding or mend

MOST_RUNS = 100_000  # draws of a pathway: 320 MB and 80 s for a county; a share is then known to 0.3 of a point
MOST_DELIVERY_RUNS = 100_000  # runs of a delivery: each keeps the months of every project, about 300 MB for 50 projects
MOST_DRAWS = 10_000  # draws of the effects: each is a portfolio of its own to solve
MOST_SEED = 2**31 - 1  # what HiGHS and numpy both take
MOST_SECONDS = 86_400.0  # a day for one solve
MOST_THREADS = 256
MOST_WORKERS = 256


@dataclass(frozen=True)
class Span:
    """The range a kind of figure may lie in, and what it is called."""

    name: Words
    least: float
    most: float

    @property
    def shown(self) -> str:
        """The range as a reader writes it."""
        return f"{show_bound(self.least)} – {show_bound(self.most)}"


def show_bound(value: float) -> str:
    """An end of a range as a reader writes it."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:g}"


LEAST_FIGURE = 1e-12  # a figure that is neither 0 nor at least this is a slip, and 1/figure would overflow a sum
MONEY = Span(say("money (万元)"), -1e10, 1e10)  # 100 万亿元, about one year's GDP of China
FIGURE = Span(say("a figure"), -1e12, 1e12)  # 1 万亿 of any unit; what is larger has a larger unit (亿元, 万吨)
POINTS = Span(say("points"), -1e6, 1e6)
PERCENT = Span(say("a percentage"), -1e6, 1e6)
MONTHS = Span(say("months"), 0, 600)  # 50 years
SPELL = Span(say("a number of years"), 0, 100)
COUNT = Span(say("a count"), 0, 100_000)
SEED = Span(say("a seed"), 0, MOST_SEED)
RUNS = Span(say("a number of draws"), 1, MOST_RUNS)
FACTOR = Span(say("a factor"), -1e6, 1e6)

# Columns of the tables and keys of plan.toml by the kind of their figure; whatever is not named is a figure or, where whole, a count.
SPANS: Mapping[str, Span] = {
    "cost_wan_yuan": MONEY,
    "operation_wan_yuan_per_year": MONEY,
    "amount_wan_yuan": MONEY,
    "ceiling_wan_yuan": MONEY,
    "budget_wan_yuan": MONEY,
    "cash_box_wan_yuan": MONEY,
    "points": POINTS,
    "pass_points": POINTS,
    "binding": POINTS,
    "anticipatory": POINTS,
    "reference": POINTS,
    "unstated": POINTS,
    "progress_percent": PERCENT,
    "construction_low": MONTHS,
    "construction_mode": MONTHS,
    "construction_high": MONTHS,
    "lag_years": SPELL,
    "ramp_years": SPELL,
    "life_years": SPELL,
    "duration_years": SPELL,
    "years_required": SPELL,
    "kg_per_kwh": FACTOR,
    "robust_budget": COUNT,
    "shared_high_factor": FACTOR,
    "grid_ratios": FACTOR,
}


def shorten(text: str, most: int = MOST_SHOWN) -> str:
    """A text as a message repeats it: its beginning, and how long it is where it is long."""
    flat = " ".join(text.split()) if len(text) <= most else " ".join(text[:most].split())
    return flat if len(text) <= most else f"{flat}… ({len(text):,})"


def measure_depth(text: str) -> int:
    """How deep brackets stand inside brackets."""
    depth = deepest = 0
    for letter in text:
        depth = max(depth + (letter in "([{") - (letter in ")]}"), 0)  # closing what was never opened hides nothing
        deepest = max(deepest, depth)
    return deepest
