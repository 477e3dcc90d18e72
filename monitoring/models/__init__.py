"""What is kept of figures."""

from monitoring.models.snapshots import Snapshot, SnapshotRun, SubjectKind, Window

__all__ = ["Snapshot", "SnapshotRun", "SubjectKind", "Window"]
