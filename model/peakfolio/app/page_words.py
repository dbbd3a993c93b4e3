"""The words of the page around its tabs: their names, the stages of an answer, what each control of the head does."""

from collections.abc import Mapping

from peakfolio.words import Words, say

TABS: Mapping[str, Words] = {
    "overview": say("Overview"),
    "answer": say("Answer"),
    "projects": say("Projects"),
    "targets": say("Targets"),
    "review": say("Review of effects"),
    "delivery": say("Delivery"),
    "carbon": say("Carbon"),
    "lookback": say("Looking back"),
    "today": say("As of today"),
    "compare": say("Compare"),
    "download": say("Download"),
}
ASKING_TABS = ("answer", "projects", "targets", "review", "delivery", "carbon", "lookback", "today", "compare")
STAGE_WORDS = {
    "answer": say("posing the problem"),
    "frontier": say("budget frontier"),
    "outlook": say("carbon pathways"),
    "switches": say("other readings of the effects"),
    "delivery": say("delivery of the projects"),
    "information": say("what is worth knowing first"),
}
TITLE = say("Planner's workbench")
HELPS: Mapping[str, Words] = {  # of the head
    "plan": say("The plan that is open: one of those that come with peakfolio, or your own. Another plan keeps what you asked of this one."),
    "mine": say("My plans: save the open plan under a name, open, copy, rename or delete saved ones."),
    "county": say("Makes a plan of your own county from its documents: Word, PDF or text, and lists in Excel."),
    "upload": say("Opens a plan package or session file you have, and shows what a template looks like."),
    "undo": say("Takes back the last change of what is asked: budget, ceiling, lock, target, question. The answer before comes back."),
    "save": say("Keeps the settings and their answer under a name, to be set beside others under Compare."),
    "print": say("Prints the tab that is open."),
    "language": say("The whole page in the other language; what you asked stays."),
    "stop": say("Ends the computation at once. What is already found stays; Solve again, at the left, goes on."),
}  # fmt: skip
