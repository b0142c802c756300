# The product in one image: `docker run -p 8000:8000 forsa` is the embedded mode;
# compose.yaml starts the same image as web, sockets, worker and bell.

FROM docker.io/library/debian:bookworm-slim AS build
ARG PIP_CERT
RUN apt-get update -qq \
 && apt-get install -qq --no-install-recommends python3 python3-venv \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /srv/forsa
COPY requirements.lock .
RUN python3 -m venv /opt/venv \
 && /opt/venv/bin/pip install -q --no-cache-dir --no-compile --require-hashes -r requirements.lock \
 && find /opt/venv -type d -name tests -path '*/site-packages/*' -prune -exec rm -rf {} +
COPY . .
# Texts and static files are part of the image; data is not.
RUN STATIC_DIR=/srv/forsa/static VAR_DIR=/tmp/var /opt/venv/bin/python manage.py prepare --messages --static

FROM docker.io/library/debian:bookworm-slim
RUN apt-get update -qq \
 && apt-get install -qq --no-install-recommends python3 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /var/lib/forsa --create-home forsa
COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv/forsa /srv/forsa
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    STATIC_DIR=/srv/forsa/static \
    VAR_DIR=/var/lib/forsa \
    PORT=8000
WORKDIR /srv/forsa
USER forsa
VOLUME /var/lib/forsa
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=3s --start-period=90s \
  CMD ["python3", "-c", "import os, urllib.request as r; r.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/health/live', timeout=2)"]
CMD ["python", "manage.py", "start", "--host", "0.0.0.0"]
