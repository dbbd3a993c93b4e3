"""The money of a plan on a day: spent, still to come, and lost to what serves nothing that is asked."""

from dataclasses import dataclass

from peakfolio.plan.plan import Plan
from peakfolio.plan.progress_tables import ProjectReport
from peakfolio.plan.standing import Standing
from peakfolio.portfolio.answering import Answer

BEGUN = ("under_way", "done")
UNSIZED = ("shared", "proposed")  # effects of which nobody knows, or nobody has accepted, how much they bring


@dataclass(frozen=True)
class ProjectMoney:
    """What one project that has been reported on has cost, what is still to come of it (None is unknown), and whether it serves a target.

    ``serves`` is None where the plan names it for a target and nobody knows how much it brings.
    """

    project_id: str
    status: str
    spent_wan_yuan: float | None
    to_come_wan_yuan: float | None
    serves: bool | None


@dataclass(frozen=True)
class Money:
    """The money of all projects, 万元: ``to_come`` is what today's portfolio still costs, None without one."""

    projects: tuple[ProjectMoney, ...]
    to_come_wan_yuan: float | None

    @property
    def spent_wan_yuan(self) -> float:
        """What is known to have been spent."""
        return sum(each.spent_wan_yuan or 0.0 for each in self.projects)

    @property
    def lost_wan_yuan(self) -> float:
        """What of it went to projects that serve no target that is asked."""
        return sum(each.spent_wan_yuan or 0.0 for each in self.projects if each.serves is False)

    @property
    def unsized_wan_yuan(self) -> float:
        """What of it went to projects that are named for a target, and of which nobody knows how much they bring."""
        return sum(each.spent_wan_yuan or 0.0 for each in self.projects if each.serves is None)

    @property
    def owed_wan_yuan(self) -> float:
        """What is still owed for projects that are built; no part of what today's portfolio costs."""
        return sum(each.to_come_wan_yuan or 0.0 for each in self.projects if each.status == "done")

    @property
    def unknown(self) -> tuple[str, ...]:
        """The projects that have begun and of which nobody knows what was spent."""
        return tuple(each.project_id for each in self.projects if each.spent_wan_yuan is None)


def count_money(written: Plan, standing: Standing, now: Answer | None) -> Money:
    """The money by project that has begun or was dropped."""
    reports = standing.reports or {}
    rows = [row for row in written.projects if row.project_id in reports]
    told = (_tell_project(written, standing, reports[row.project_id]) for row in rows)
    projects = tuple(each for each in told if each.status in (*BEGUN, "dropped") or each.spent_wan_yuan)
    return Money(projects, None if now is None else now.verification.cost_wan_yuan)


def _tell_project(written: Plan, standing: Standing, report: ProjectReport) -> ProjectMoney:
    moved = standing.plan.project_by_id.get(report.project_id)
    rest = None if moved is None else moved.cost_wan_yuan
    if report.status == "done":
        rest = report.to_come_wan_yuan or 0.0
    return ProjectMoney(
        report.project_id, report.status, _find_spent(written, report), rest, _find_service(written, standing, report)
    )


def _find_spent(written: Plan, report: ProjectReport) -> float | None:
    """Money spent as reported, of what is done its final cost, else the printed cost less what is still to come."""
    cost = written.project_by_id[report.project_id].cost_wan_yuan
    if report.status == "done" and report.final_cost_wan_yuan is not None:
        return report.final_cost_wan_yuan
    if report.spent_wan_yuan is not None:
        return report.spent_wan_yuan
    if report.to_come_wan_yuan is not None and cost is not None and report.status != "dropped":
        return max(cost - report.to_come_wan_yuan, 0.0)
    return None


def _find_service(written: Plan, standing: Standing, report: ProjectReport) -> bool | None:
    """Whether a project serves what is asked: never one that was given up; one that is only named, nobody knows."""
    key = report.project_id
    if report.status == "dropped":
        return False
    asked = {row.indicator_id for row in (*written.targets, *standing.plan.targets) if row.is_used}
    own = [row for row in written.effects if row.action_id == key and row.indicator_id in asked]
    if any(row.basis not in UNSIZED for row in own):
        return True
    named = any(row.project_id == key and _is_asked(written, row.indicator_id, asked) for row in written.supports)
    return None if own or named else False


def _is_asked(plan: Plan, key: str | None, asked: set[str]) -> bool:
    """Whether something is asked of an indicator or a part of it."""
    return key is not None and any(row.indicator_id in asked for row in plan.find_parts(key))
