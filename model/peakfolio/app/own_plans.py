"""What a visitor does with plans of their own: save, open, copy and delete them; whatever was asked of a plan goes with it."""

from collections.abc import Mapping

from peakfolio.app.saved_plans import (
    SavedPlan,
    clean_title,
    copy_plan,
    delete_saved,
    find_title,
    list_saved,
    refuse_more,
    write_label,
)
from peakfolio.app.sessions import FIRST_REGION, Session, open_folder, open_region
from peakfolio.plan.kept_work import Label
from peakfolio.words import Name, Words

UPLOADED = "uploaded"  # the entry of a plan of the visitor's own that has no name yet


def save_plan(session: Session, said: str) -> None:
    """Saves the open plan under a name. A plan that has a name stays as it is: from here on the copy is worked on.

    Raises PeakfolioError where the name is none, or the workbench keeps no more.
    """
    title = clean_title(said)
    refuse_more(session.place)
    root = session.root
    if root is not None and not session.is_saved and session.folder.parent == root:
        write_label(root, Label(title=title))
        session.version += 1
        return
    made = copy_plan(session.folder, session.place)
    write_label(made.parent, Label(title=title))
    if session.is_saved:
        session.shelve()
    session.move_plan(made)


def open_saved(session: Session, plan: SavedPlan) -> None:
    """Opens a saved plan with its scenarios. Raises what reading a plan raises."""
    if plan.root != session.root:
        session.open_plan(open_folder(plan.folder))


def clone_saved(session: Session, plan: SavedPlan) -> None:
    """A copy of a saved plan under a name of its own, with its scenarios; what is open stays open."""
    refuse_more(session.place)
    made = copy_plan(plan.folder, session.place)
    write_label(made.parent, Label(title=find_title(session.place, plan.title)))
    if plan.root == session.root:
        session.shelve()
    if plan.folder in session.shelf:
        session.shelf[made] = session.shelf[plan.folder]


def delete_plan(session: Session, plan: SavedPlan) -> None:
    """Deletes a saved plan; where it is open, the first shipped plan is opened in its place."""
    if plan.root == session.root:
        session.open_plan(open_region(FIRST_REGION))
    delete_saved(plan)


def name_entries(session: Session, regions: Mapping[str, Words]) -> tuple[Mapping[str, Words], str]:
    """The plans one can choose from, by key: shipped ones, saved ones that are not put away, and the open one; and which that is."""
    entries: dict[str, Words] = dict(regions)
    for plan in list_saved(session.place):
        if not plan.label.is_archived or plan.root == session.root:
            entries[plan.key] = Name(f"★ {plan.title}", f"★ {plan.title}")
    root = session.root
    if root is None:
        return entries, session.folder.name
    if root.name in entries:
        return entries, root.name
    return {**entries, UPLOADED: session.opened.plan.settings.region.name}, UPLOADED
