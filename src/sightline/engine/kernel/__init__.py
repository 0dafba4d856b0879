"""The fast evaluator: many files at once, as arrays."""

from __future__ import annotations

from sightline.engine.kernel.arrays import Bucket, bucket_of
from sightline.engine.kernel.evaluate import evaluate_many
from sightline.engine.kernel.rows import Rows
from sightline.engine.kernel.tables import bucket_from_tables

__all__ = ["Bucket", "Rows", "bucket_from_tables", "bucket_of", "evaluate_many"]
