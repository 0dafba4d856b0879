"""What a web server starts. It starts nothing whose settings are not safe."""

from __future__ import annotations

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from sightline.service.web.safety import refuse_unsafe

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sightline.service.web.settings")

refuse_unsafe(settings)
application = get_wsgi_application()
