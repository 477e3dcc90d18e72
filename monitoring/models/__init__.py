"""What is kept of figures."""

from monitoring.models.plans import ActionPlan, PlanEntry, PlanFigure, PlanState
from monitoring.models.snapshots import Snapshot, SnapshotRun, SubjectKind, Window

__all__ = ["ActionPlan", "PlanEntry", "PlanFigure", "PlanState", "Snapshot", "SnapshotRun", "SubjectKind", "Window"]
