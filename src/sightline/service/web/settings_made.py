"""Settings that are longer than a line: made of those that are given."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF


def provider(env: environ.Env, issuer: str) -> dict[str, Any]:
    """The OpenID Connect provider, as allauth asks for it."""
    return {
        "provider_id": "elsewhere",
        "name": env.str("SIGHTLINE_OIDC_NAME", default="your organisation's account"),
        "client_id": env.str("SIGHTLINE_OIDC_CLIENT", default=""),
        "secret": env.str("SIGHTLINE_OIDC_SECRET", default=""),
        "settings": {
            "server_url": issuer,
            "oauth_pkce_enabled": True,
            "uid_field": env.str("SIGHTLINE_OIDC_SUBJECT", default="sub"),
        },
    }


def content_security(issuer: str) -> dict[str, list[str]]:
    """What a page may load and where its forms lead. ``issuer``: the provider's address, or ''."""
    there = urlsplit(issuer)
    return {
        "default-src": [NONE],
        "style-src": [SELF],
        # The one script of govuk-frontend's template: it says that JavaScript is there.
        "script-src": [SELF, "'sha256-GUQ5ad8JK5KmEWmROf3LZd9ge94daqNvd8xy9YS1iDw='"],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        # Browsers hold the redirect after a form to this too, hence the provider.
        "form-action": [SELF, *([f"{there.scheme}://{there.netloc}"] if issuer else [])],
    }


def logging(*, demo: bool) -> dict[str, Any]:
    """How the machine's own log is written: without addresses, queries or texts of errors."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"plain": {"()": "sightline.service.web.logs.Plain"}},
        "formatters": {
            # People read the demonstration's, machines the others'.
            "plain": {"()": f"sightline.service.web.logs.{'Formatter' if demo else 'Lines'}"}
        },
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "filters": ["plain"],
                "formatter": "plain",
            }
        },
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            "django": {"handlers": [], "level": "WARNING", "propagate": True},
            "django.server": {"handlers": [], "level": "CRITICAL", "propagate": True},
            "axes": {"level": "CRITICAL"},  # our own log has what it says
            "sightline": {"level": "INFO"},
            "sightline.requests": {"level": "WARNING" if demo else "INFO"},
        },
    }
