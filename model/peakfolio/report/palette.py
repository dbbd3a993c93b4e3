"""Colours of Okabe and Ito (2008), safe for colour-blind readers, and the patterns that go with them."""

GREEN, ORANGE, GREY, BLUE, SKY, PURPLE, YELLOW, RED = (
    "#009E73",
    "#E69F00",
    "#BBBBBB",
    "#0072B2",
    "#56B4E9",
    "#CC79A7",
    "#F0E442",
    "#D55E00",
)
CYCLE = (BLUE, ORANGE, GREEN, PURPLE, SKY, RED, YELLOW, GREY)
HATCHES = ("", "///", "...", "xxx", "---")
