"""The WSGI application: published guides straight from their files, everything else from Django."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django_application = get_wsgi_application()

from config.front import front  # noqa: E402 - settings are read above
from config.starting import refuse_unready  # noqa: E402

refuse_unready()
application = front(django_application)
