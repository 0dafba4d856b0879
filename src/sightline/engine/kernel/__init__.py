"""The fast evaluator: many files at once, as arrays.

    bucket = bucket_of(files, standard)
    rows = evaluate_many(standard, bucket, known_at=..., on=..., watched=...)
    rows.to_arrow()

It carries out docs/concepts/meaning.md, and imports nothing of the reference evaluator that judges
it. The facts of a bucket of files lie side by side as arrays, those of one kind together in order
of file, start and id. What a selector matches and when it runs is worked out once a bucket,
however many duties ask. What answers a trigger is found by bisection (``np.searchsorted``) on file
and day in one number; minutes then refine what falls on the same day. A rolling recurrence is a
loop over step numbers, all spans side by side. What changed since is one more run of the part over
copies of the files concerned, frozen as they stood on their due days.
"""

from __future__ import annotations

from sightline.engine.kernel.arrays import Bucket, bucket_of
from sightline.engine.kernel.evaluate import evaluate_many
from sightline.engine.kernel.rows import Rows
from sightline.engine.kernel.tables import bucket_from_tables, columns_needed

__all__ = ["Bucket", "Rows", "bucket_from_tables", "bucket_of", "columns_needed", "evaluate_many"]
