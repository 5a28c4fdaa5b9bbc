#!/bin/sh
# In the container of PostgreSQL, once, when its volume is empty: makes the role `portal`, by which the portal runs and
# which owns no table. `bin/prepare.py` gives it its rights. Reads APPLICATION_PASSWORD, POSTGRES_USER, POSTGRES_DB.
set -eu
psql --set ON_ERROR_STOP=1 --set password="$APPLICATION_PASSWORD" \
    --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
CREATE ROLE portal LOGIN PASSWORD :'password';
SQL
