"""Settings of a real installation. Refuses to start with a default secret, debug or unnamed hosts."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured

from unionportal.settings.base import *  # noqa: F403
from unionportal.settings.base import ALLOWED_HOSTS, DEBUG, SECRET_KEY

if DEBUG:
    raise ImproperlyConfigured("生产环境不能打开 DEBUG,请去掉环境变量 DEBUG 后重新启动。")
if len(SECRET_KEY) < 50 or SECRET_KEY.startswith("embedded-only"):
    raise ImproperlyConfigured("请设置环境变量 SECRET_KEY:至少 50 个字符的随机文字,且不要与他人共用。")
if "*" in ALLOWED_HOSTS or not any(ALLOWED_HOSTS):
    raise ImproperlyConfigured("请设置环境变量 ALLOWED_HOSTS:本系统的域名,多个用逗号隔开。")

IS_PRODUCTION = True
WHITENOISE_USE_FINDERS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31536000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
