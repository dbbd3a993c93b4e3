"""The code words of a plan's tables as a person says them."""

from collections.abc import Mapping

from peakfolio.words import Name, Words, say

FUNDING: Mapping[str, Words] = {
    "government": say("government"),
    "special": say("special funds"),
    "central": say("central"),
    "provincial": say("provincial"),
    "municipal": say("municipal"),
    "local": say("local"),
    "enterprise": say("enterprise"),
    "social": say("social capital"),
    "bond": say("bond"),
    "loan": say("loan"),
    "unstated": say("not stated"),
}
STANDARDS: Mapping[str, Words] = {
    "plan": say("plan"),
    "text": say("text of the plan"),
    "national": say("national standard"),
    "provincial": say("provincial standard"),
    "municipal": say("municipal standard"),
}
ASKED: Mapping[str, Words] = {each: Name(name.zh, f"targets of the {name.en}") for each, name in STANDARDS.items()}
LEDGERS: Mapping[str, Words] = {
    "energy_co2": say("A energy CO2"),
    "other_ghg": say("B other greenhouse gases"),
    "sink": say("C sinks"),
}
