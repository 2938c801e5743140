"""Settings of a real installation: PostgreSQL, Redis, HTTPS. Refuses to start where it would be unsafe."""

from django.core.exceptions import ImproperlyConfigured

from unionportal.settings import base
from unionportal.settings.base import *  # noqa: F403
from unionportal.settings.environment import flag

PRODUCTION = True

if base.DEBUG:
    raise ImproperlyConfigured("正式运行不能打开 DEBUG,请去掉该环境变量后重新启动。")
if len(base.SECRET_KEY) < 50:
    raise ImproperlyConfigured("请设置环境变量 SECRET_KEY:至少 50 个字符的随机文字,不与他人共用。")
if "*" in base.ALLOWED_HOSTS:
    raise ImproperlyConfigured("请设置环境变量 ALLOWED_HOSTS:本系统的域名,多个用逗号隔开。")

# The container's own health check asks by this address.
ALLOWED_HOSTS = [*base.ALLOWED_HOSTS, "127.0.0.1"]

# A first try behind plain HTTP on an inner network is possible, but has to be asked for.
SECURE_SSL_REDIRECT = not flag("PORTAL_PLAIN_HTTP")
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if SECURE_SSL_REDIRECT else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE_SSL_REDIRECT
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT
if base.TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_TRUSTED_ORIGINS = base.CSRF_TRUSTED_ORIGINS or [f"https://{host}" for host in base.ALLOWED_HOSTS]

WHITENOISE_USE_FINDERS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
