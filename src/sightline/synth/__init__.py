"""A synthetic youth justice service and its partners: invented people, faults on purpose."""

from sightline.synth.check import check
from sightline.synth.service import Service, service

__all__ = ["Service", "check", "service"]
