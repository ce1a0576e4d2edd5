# A small image that runs Rehearsal as an ordinary user. Data is a volume; decks may be mounted over /app/content.
FROM python:3.12-slim-trixie AS build
WORKDIR /app
RUN python -m venv /venv
# Everything, so that one image serves alone, as several processes (python -m server --workers 3) or as one of several replicas.
COPY requirements.txt requirements-objects.txt requirements-workers.txt ./
RUN /venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check --require-hashes \
    -r requirements.txt -r requirements-objects.txt -r requirements-workers.txt

FROM python:3.12-slim-trixie
# pg_dump and pg_restore (17), for backups of PostgreSQL.
RUN apt-get update && apt-get install -y --no-install-recommends postgresql-client && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --create-home --shell /usr/sbin/nologin rehearsal \
    && mkdir /data && chown rehearsal:rehearsal /data
COPY --from=build /venv /venv
WORKDIR /app
COPY . .
RUN /venv/bin/python -m scripts.compress_scripts
USER rehearsal
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    REHEARSAL_DATA=/data \
    REHEARSAL_LOG_FORMAT=json
VOLUME /data
EXPOSE 8501
# Python asks, because the image has no curl.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8501/healthz', timeout=4)"]
STOPSIGNAL SIGTERM
CMD ["streamlit", "run", "app.py", "--server.port", "8501", "--server.address", "0.0.0.0"]
