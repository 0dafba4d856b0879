"""What is owed: reads and checks the standard."""

from sightline.standard.faults import Fault, FaultyStandard
from sightline.standard.loader import load

__all__ = ["Fault", "FaultyStandard", "load"]
