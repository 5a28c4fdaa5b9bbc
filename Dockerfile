# The portal as one image for web, worker, beat and the migration step; docker-compose.yml says how each is started.
# Nothing in it has to be written at run time, but /srv/portal/var, /tmp and /dev/shm.

FROM python:3.11-slim-bookworm AS build

RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /srv/portal
COPY requirements.txt .
RUN pip install --require-hashes --only-binary :all: -r requirements.txt

COPY . .
# The demonstration's settings suffice to gather static files; what they put into PORTAL_VAR does not come along.
RUN python -m config.messages && PORTAL_VAR=/tmp/build STATIC_ROOT=/srv/portal/staticfiles python manage.py collectstatic --no-input \
    && python -m compileall -q -x /staticfiles/ . \
    && pip uninstall --yes --quiet pip


FROM python:3.11-slim-bookworm

# What lays out and shapes the text of reports, and the font for Chinese; the other fonts come with requirements.txt.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home --home-dir /srv/portal portal \
    && install --directory --owner portal --group portal /srv/portal/var

ENV PATH=/opt/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 XDG_CACHE_HOME=/tmp/cache \
    STATIC_ROOT=/srv/portal/staticfiles PORTAL_VAR=/srv/portal/var HOST=0.0.0.0 PORT=8000
COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv/portal /srv/portal

WORKDIR /srv/portal
# The user portal, by number, so that an orchestrator sees that it is not root
USER 10001
VOLUME /srv/portal/var
EXPOSE 8000
CMD ["gunicorn", "--config", "config/gunicorn.py"]
