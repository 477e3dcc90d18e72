# The private PostGIS cluster: one PostgreSQL of our own on a unix socket, reachable by nobody else.
# With DATABASE_URL set by the caller none of this runs.
# shellcheck shell=bash

# The server refuses to run as root, so root drops to the system's postgres user; anyone else runs it as themselves.
db_user() { if [ "$(id -u)" -eq 0 ]; then echo postgres; else id -un; fi; }

as_db_user() {
  if [ "$(id -u)" -eq 0 ]; then
    (cd / && setpriv --reuid=postgres --regid=postgres --init-groups env -i PATH="$PATH" LC_ALL=C.UTF-8 "$@")
  else
    (cd / && env -i PATH="$PATH" HOME="$HOME" LC_ALL=C.UTF-8 "$@")
  fi
}

# The newest server of the system (17 to 15) that has PostGIS beside it, or the one that made the existing cluster.
pg_bin() {
  local wanted="${1:-}" version
  for version in ${wanted:-17 16 15}; do
    if [ -x "/usr/lib/postgresql/$version/bin/postgres" ] &&
      [ -f "/usr/share/postgresql/$version/extension/postgis.control" ]; then
      echo "/usr/lib/postgresql/$version/bin"
      return
    fi
  done
  return 1
}

# var/pg where the database user can get at it and the socket's path stays within the kernel's 107 bytes;
# otherwise a short folder of our own in /var/tmp, which unlike /tmp survives a restart of the machine.
pg_home() {
  local home="$VAR/pg"
  if [ "${#home}" -gt 80 ] || ! as_db_user test -x "$ROOT" 2>/dev/null; then
    home="${GEO_LAPOR_DB_DIR:-/var/tmp}/geo_lapor-$(printf '%s' "$ROOT" | cksum | cut -d' ' -f1)"
  fi
  echo "$home"
}

db_ensure_home() {
  local home="$1" owner
  if [ ! -e "$home" ]; then
    mkdir -p "$(dirname "$home")" && mkdir -m 700 "$home" || return 1
    [ "$(id -u)" -ne 0 ] || chown postgres:postgres "$home"
  fi
  # /var/tmp is everybody's: a folder that someone else put there first is not ours to trust.
  owner="$(stat -c %U "$home")"
  [ "$owner" = "$(db_user)" ] || { echo "$home belongs to $owner, not to $(db_user)"; return 1; }
}

# A server whose data folder was deleted under it lives on for a minute, and in dying takes the new one's socket along.
db_stop_orphans() {
  local home="$1" process pid
  for process in /proc/[0-9]*; do
    if tr '\0' ' ' 2>/dev/null <"$process/cmdline" | grep -F -- "/postgres -D $home/data " >/dev/null; then
      pid="${process#/proc/}"
      kill -QUIT "$pid" || return 1
      while [ -d "/proc/$pid" ]; do sleep 0.1; done
    fi
  done
}

db_initialise() {
  local home="$1" bin me
  bin="$(pg_bin)" || return 1
  db_stop_orphans "$home" || return 1
  me="$(id -un)"
  as_db_user "$bin/initdb" -D "$home/data" -E UTF8 --locale=C.UTF-8 --locale-provider=icu --icu-locale=id-ID \
    --auth=peer --no-instructions || return 1
  as_db_user tee "$home/data/pg_hba.conf" <<<"local all all peer map=geo_lapor" || return 1
  as_db_user tee "$home/data/pg_ident.conf" <<<"geo_lapor $me geo_lapor
geo_lapor $(db_user) geo_lapor
geo_lapor $(db_user) $(db_user)" || return 1
  as_db_user tee -a "$home/data/postgresql.conf" <<<"
listen_addresses = ''
unix_socket_directories = '$home/run'
unix_socket_permissions = 0777  # pg_hba.conf decides who may enter
shared_buffers = 256MB
work_mem = 32MB
maintenance_work_mem = 256MB
max_wal_size = 2GB
jit = off  # its start-up costs more than our short queries
random_page_cost = 1.1
log_min_duration_statement = 2s
" || return 1
  # traversable for the socket's sake; the data folder itself stays 0700
  as_db_user mkdir -m 755 "$home/run" && as_db_user chmod 755 "$home"
}

db_running() { as_db_user "$1/pg_ctl" -D "$2/data" status >/dev/null 2>&1; }

db_start() {
  local home bin version=""
  home="$(pg_home)"
  db_ensure_home "$home" || return 1
  if as_db_user test -f "$home/data/PG_VERSION"; then
    version="$(as_db_user cat "$home/data/PG_VERSION")"
  else
    db_initialise "$home" || return 1
  fi
  bin="$(pg_bin "$version")" || { echo "PostgreSQL $version with PostGIS, which made $home/data, is not installed"; return 1; }
  if ! db_running "$bin" "$home"; then
    as_db_user "$bin/pg_ctl" -D "$home/data" -l "$home/server.log" -w -t 60 start || { tail -n 20 "$home/server.log"; return 1; }
  fi
  db_prepare "$bin" "$home/run"
}

db_stop() {
  local home bin
  home="$(pg_home)"
  as_db_user test -f "$home/data/PG_VERSION" 2>/dev/null || return 0
  bin="$(pg_bin "$(as_db_user cat "$home/data/PG_VERSION")")"
  ! db_running "$bin" "$home" || as_db_user "$bin/pg_ctl" -D "$home/data" -m fast -w stop
}

# The owner of the databases is no superuser; what needs one (PostGIS) is put into template1, so that every database
# made from it, also each test worker's, has it already. The platform serves as a role that owns nothing, made last:
# where it is, all is.
db_prepare() {
  local run="$2" psql=("$1/psql" -X -q -v ON_ERROR_STOP=1 -h "$2" -U "$(db_user)")
  if [ "$(as_db_user "${psql[@]}" -d postgres -Atc "SELECT count(*) FROM pg_roles WHERE rolname = 'geo_lapor_app'")" = 1 ]; then
    return 0
  fi
  if [ "$(as_db_user "${psql[@]}" -d postgres -Atc "SELECT count(*) FROM pg_database WHERE datname = 'geo_lapor'")" != 1 ]; then
    as_db_user "${psql[@]}" -d template1 -c "CREATE EXTENSION IF NOT EXISTS postgis" \
      -c "CREATE EXTENSION IF NOT EXISTS pg_trgm" -c "CREATE EXTENSION IF NOT EXISTS unaccent" \
      -c "CREATE EXTENSION IF NOT EXISTS btree_gist" &&
      as_db_user "${psql[@]}" -d postgres -c "CREATE ROLE geo_lapor LOGIN CREATEDB" &&
      as_db_user "${psql[@]}" -d postgres -c "CREATE DATABASE geo_lapor OWNER geo_lapor" || return 1
  fi
  as_db_user "${psql[@]}" -d postgres -c "DO \$\$ BEGIN CREATE ROLE geo_lapor_app NOLOGIN; GRANT geo_lapor_app TO geo_lapor;
    EXCEPTION WHEN duplicate_object THEN NULL; END \$\$" && echo "database ready at $run"
}

# "-c role=…" where the database has a role that may not rewrite history (manage.py secure_history); else nothing, and
# a line that says so.
serving_role() {
  if [ "$(psql -XAtq "${DATABASE_URL/postgis:/postgresql:}" -c "SELECT pg_has_role(r.oid, 'MEMBER')
    AND has_table_privilege(r.oid, to_regclass('reports_historyentry'), 'INSERT')
    FROM pg_roles r WHERE r.rolname = 'geo_lapor_app'" 2>/dev/null)" = t ]; then
    echo "-c role=geo_lapor_app"
  else
    say "the platform serves as the owner of its tables: see docs/operating.md, «The database»"
  fi
}

db_url() {
  local run
  run="$(pg_home)/run"
  echo "postgis://geo_lapor@/geo_lapor?host=${run//\//%2F}"
}

# Start what is needed and export where it is. An outside server is taken as given.
db_use() {
  if [ -z "${DATABASE_URL:-}" ]; then
    db_start || return 1
    DATABASE_URL="$(db_url)"
    export DATABASE_URL
  fi
}
