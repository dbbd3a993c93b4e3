"""The code words of a plan's tables as a person says them."""

from collections.abc import Mapping

from peakfolio.words import Words, say, say_in

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
ASKED: Mapping[str, Words] = {
    each: say_in("whose targets", "targets of the {standard}", standard=standard)
    for each, standard in STANDARDS.items()
}
CLASSES: Mapping[str, Words] = {
    "exceeded": say("exceeded"),
    "on_track": say("on track"),
    "behind": say("behind"),
    "adjust": say("to adjust"),
}
LEDGERS: Mapping[str, Words] = {
    "energy_co2": say("A energy CO2"),
    "other_ghg": say("B other greenhouse gases"),
    "sink": say("C sinks"),
}
