FROM python:3.12-slim
ENV PYTHONUNBUFFERED=1 PORTAL_NO_BOOTSTRAP=1 DJANGO_SETTINGS_MODULE=unionportal.settings.production
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes -r requirements.txt && useradd --create-home portal
COPY . .
RUN SECRET_KEY=only-for-collecting-static-files-while-the-image-is-built ALLOWED_HOSTS=build \
    python manage.py collectstatic --noinput && mkdir -p /data/media && chown -R portal /app/var /data
USER portal
ENV MEDIA_ROOT=/data/media
EXPOSE 8000
CMD ["gunicorn", "unionportal.wsgi:application", "--bind", "0.0.0.0:8000", "--workers", "3", "--worker-class", "gthread", "--threads", "4"]
