"""Words of the workbench that are chosen at run time."""

from collections.abc import Mapping

from peakfolio.words import Language, Words, say, say_in

TEXTS: Mapping[str, Words] = {
    "plan": say("Plan"),
    "uploaded": say("(uploaded)"),
    "no_result": say("No result: the work was stopped, or this scenario has no answer."),
    "undo": say("Undo"),
    "print": say("Print"),
    "own_plan": say("Upload / template"),
    "skip": say("Skip to the answer"),
    # tabs
    "overview": say("Overview"),
    "answer": say("Answer"),
    "projects": say("Projects"),
    "targets": say("Targets"),
    "delivery": say("Delivery"),
    "carbon": say("Carbon"),
    "compare": say("Compare"),
    "download": say("Download"),
    # panel
    "question": say("Question"),
    "budget": say("Total budget (10,000 yuan)"),
    "remove": say("Remove"),
    "year": say("Year"),
    "carry_over": say("Unspent money carries over"),
    "milestone": say("Milestone"),
    "standard": say("Standard"),
    "points_wanted": say("Points to reach"),
    "abatement_wanted": say("Abatement asked (10,000 t CO2 a year)"),
    "effects": say("Effects"),
    "shared": say("Use shared effects (no figure)"),
    "committed": say("Lock in projects under way"),
    "stop": say("Stop"),
    "save": say("Save scenario"),
    "question_cheapest": say("Cheapest for every target in reach"),
    "question_binding_first": say("Binding targets first"),
    "question_smallest_shortfall": say("Smallest weighted shortfall"),
    "question_most_points": say("Most points"),
    "question_cheapest_points": say("Cheapest for a number of points"),
    "question_cheapest_rule": say("Cheapest passing the Sichuan rule"),
    "question_cheapest_abatement": say("Cheapest for an abatement"),
    "question_most_abatement": say("Most abatement"),
    # state
    "ready": say("Ready"),
    "stopped": say("Stopped; what was found so far is kept."),
    "waiting": say("Being computed; shown when ready."),
    "step_model": say("posing the problem"),
    "step_frontier": say("budget frontier"),
    "step_outlook": say("carbon pathways"),
    "step_delivery": say("delivery of the projects"),
    "step_switches": say("other readings of the effects"),
    "step_solving": say("choosing"),
    # answer
    "cost": say("Cost"),
    "met": say("Targets met"),
    "chosen": say("Projects chosen"),
    "points": say("Points"),
    "proved": say("proved optimal"),
    "nothing_chosen": say("nothing was chosen; the reason stands below"),
    "not_proved": say("not proved optimal"),
    "switches": say("If the effects are read otherwise"),
    "frontier": say("What every budget buys (click to use)"),
    "use_budget": say("{money}: {reached}"),
    "wan_yuan": say("10,000 yuan"),
    # overview
    "lines": say_in("texts", "Lines"),
    "indicator_count": say("Indicators"),
    "project_count": say("Projects"),
    # tables
    "category": say("Category"),
    "all": say("all"),
    "id": say("No."),
    "name": say("Name"),
    "years": say("Years"),
    "role": say("Decision"),
    "why": say("Why"),
    "lock": say("Lock"),
    "lock_free": say("free"),
    "lock_in": say("must build"),
    "lock_out": say("must not"),
    "lock_of": say("Lock {name}"),
    "trace_of": say("Source of {name}"),
    "base": say("Base"),
    "target": say_in("texts", "Target"),
    "reached": say("Reached"),
    "gap": say("Missing"),
    "status": say("Result"),
    "evidence": say("Evidence"),
    "counts": say("Counts"),
    "status_met": say("met"),
    "status_missed": say("missed"),
    "status_met_at_base": say("met already"),
    "status_unknown": say("base unknown"),
    "status_untestable": say("untestable"),
    "status_left_out": say("left out"),
    "nature": say("Nature"),
    "nature_binding": say("binding"),
    "nature_anticipatory": say("anticipatory"),
    "nature_reference": say("reference"),
    "nature_unstated": say("not stated"),
    "state_done": say("in force"),
    "state_open": say("not in force"),
    "improves_somehow": say("improves, no figure says by how much"),
    "no_improvement": say("no improvement"),
    "shared_word": say("Shared"),
    "yes": say("yes"),
    "no": say("no"),
    # trace
    "trace": say("Where this number comes from"),
    "trace_value": say("Value"),
    "trace_basis": say("Basis"),
    "trace_source": say("Source"),
    "trace_written": say("As written"),
    "trace_formula": say("Formula"),
    "trace_reasoning": say("Reasoning"),
    "trace_note": say("Note"),
    "trace_sum": say("The sum of the rows below."),
    "trace_met": say("The targets met rest on these effects."),
    "trace_pathway": say(
        "The central path takes the central value of each figure; the probability is a share of {runs} draws within "
        "these ranges."
    ),
    "trace_none": say("No row of the package stands behind it."),
    "close": say("Close"),
    # delivery
    "sure": say("In time"),
    "no_delivery": say(
        "Delivery is not simulated: the switch is off, or this plan does not say what kind of work its projects are "
        "(delivery.csv)."
    ),
    # carbon
    # compare
    "current": say("current"),
    # upload and download
    "fault_file": say("File"),
    "fault_row": say("Row"),
    "fault_column": say("Column"),
    "fault_finding": say("Problem"),
    "fault_mend": say("How to mend it"),
    "template_xlsx": say("Template as xlsx"),
    "tables_zip": say("All result tables (CSV in a zip)"),
    "report_docx": say("Appraisal report (Word)"),
}


def read_text(key: str, language: Language, **fields: object) -> str:
    """A text in one language, with its fields filled in."""
    text = TEXTS[key].read(language)
    return text.format(**fields) if fields else text
