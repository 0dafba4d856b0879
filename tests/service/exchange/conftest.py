"""What the tests of deliveries share."""

from tests.service.files.conftest import as_the_owner

__all__ = ["as_the_owner"]
