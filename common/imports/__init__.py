"""Importing spreadsheets: every row checked, all or nothing, each wrong cell named."""

from common.imports.job import Job, Row
from common.imports.kinds import Kind, ModelKind, refuse_future, refuse_reversed
from common.imports.lookup import Lookup

__all__ = ["Job", "Kind", "Lookup", "ModelKind", "Row", "refuse_future", "refuse_reversed"]
