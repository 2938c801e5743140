"""The WSGI entry: what gunicorn serves."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application
from django.utils.module_loading import import_string

from unionportal.middleware import WholeBodies

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unionportal.settings")

application = WholeBodies(get_wsgi_application())
# By name: the models behind it can only be loaded now.
import_string("unionportal.safety.refuse_unsafe_start")()
