FROM python:3.11-slim-bookworm

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 STATIC_ROOT=/srv/portal/staticfiles HOST=0.0.0.0 PORT=8000

# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /srv/portal portal

WORKDIR /srv/portal
COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements.txt

COPY . .
# The demonstration's settings suffice to gather static files; what they put into var/ does not stay in the image.
RUN PORTAL_VAR=/tmp/build python manage.py collectstatic --no-input \
    && rm -rf /tmp/build \
    && install --directory --owner portal --group portal /srv/portal/var

USER portal
VOLUME /srv/portal/var
EXPOSE 8000
CMD ["gunicorn", "--config", "config/gunicorn.py"]
