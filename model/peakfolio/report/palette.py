"""The colours of all figures: some carry a judgement and stand for nothing else, the others tell categories apart.

The first are those of Okabe and Ito (2008), the others mostly the muted ones of Tol (2021); both are safe for colour-blind readers, with
a pattern beside where two parts lie upon each other.
"""

GREEN, MINT, ORANGE, RED, GREY = "#009E73", "#9AD6C3", "#E69F00", "#D55E00", "#BBBBBB"
BLUE, PURPLE, SKY, YELLOW = "#0072B2", "#CC79A7", "#56B4E9", "#F0E442"
JUDGEMENTS = (GREEN, MINT, ORANGE, RED, GREY, BLUE, PURPLE, SKY, YELLOW)
BLACK, SMOKE = "#000000", "#555555"
INDIGO, WINE, SAND, TEAL = "#332288", "#882255", "#DDCC77", "#44AA99"
ROSE, OLIVE, FOREST, VIOLET, AQUA = "#CC6677", "#999933", "#117733", "#AA4499", "#88CCEE"
COAL, COKE, OIL, PETROL, DIESEL, GAS = "#333333", "#8C8C8C", "#6B3A0A", "#F4C9A0", "#B9743C", "#B5D8F0"
CURRENT, RENEWED, STOCK, SALMON = "#FEE391", "#A1D76A", "#C7B8E6", "#FF9E8A"
PALE, DEEP = "#9ECAE1", "#1F4E79"  # two ends of one thing
CYCLE = (INDIGO, SAND, TEAL, WINE, OLIVE, ROSE, FOREST, AQUA, VIOLET)  # for what has no colour of its own
HATCHES = ("", "///", "...", "xxx", "---")
