"""A synthetic youth justice service and its partners: invented people, faults on purpose.

    made = service(seed=1, children=300)
    for file in made.files:
        evaluate(standard, file, known_at=made.known_at, on=made.on, watched=made.watched)

The same seed gives the same files on any machine. ``faults`` says what goes wrong and how often,
``check`` whether files hang together. The extract of ``returns`` writes them down:
``write_files(made.files, standard, folder, watched=made.watched, written=...)``.
"""

from sightline.synth.check import check
from sightline.synth.service import Service, service

__all__ = ["Service", "check", "service"]
