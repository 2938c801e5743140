FROM python:3.12-slim
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PORTAL_NO_BOOTSTRAP=1 \
    DJANGO_SETTINGS_MODULE=unionportal.settings.production \
    PORTAL_VAR=/data/var MEDIA_ROOT=/data/media
WORKDIR /app
# pg_dump and pg_restore for manage.py backup and restore_drill.
RUN apt-get update && apt-get install -y --no-install-recommends postgresql-client && rm -rf /var/lib/apt/lists/*
COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes -r requirements.txt \
    && useradd --create-home portal && mkdir -p /data/media /data/var /data/backups
COPY . .
# The secret serves this one step only: production settings do not start without one.
RUN SECRET_KEY=only-for-collecting-static-files-while-the-image-is-built ALLOWED_HOSTS=build \
    python manage.py collectstatic --noinput && chown -R portal /data
USER portal
EXPOSE 8000
CMD ["gunicorn", "unionportal.wsgi", "--bind", "0.0.0.0:8000", "--workers", "3", "--worker-class", "gthread", "--threads", "4"]
