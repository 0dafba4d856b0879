"""What casework keeps for a person and nobody else: views of a list, and drafts."""

from sightline.service.casework.models.draft import Draft
from sightline.service.casework.models.saved_view import SavedView

__all__ = ["Draft", "SavedView"]
