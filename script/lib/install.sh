# The steps of script/setup, each of which does nothing where nothing is to be done.
# shellcheck shell=bash

# A step whose inputs have not changed since it last succeeded is not done again.
unchanged() { # stamp name, files…
  local stamp="$VAR/stamps/$1"
  shift
  [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(cat "$@" | cksum)" ]
}
stamp() {
  local name="$1"
  shift
  mkdir -p "$VAR/stamps"
  cat "$@" | cksum >"$VAR/stamps/$name"
}

make_venv() { # requirements file
  local requirements="$1"
  if ! "$VENV/bin/python" -c '' 2>/dev/null; then
    rm -rf "$VENV"
    python3 -m venv "$VENV" || return 1
  fi
  "$VENV/bin/python" -m pip install -q --disable-pip-version-check --require-hashes -r "$ROOT/script/lib/uv.txt" &&
    "$VENV/bin/uv" pip install --python "$VENV/bin/python" --require-hashes -r "$requirements" || return 1
  # Django prefers psycopg 3 without a word where it finds it; the project is written for psycopg2.
  if "$VENV/bin/python" -c 'import psycopg' 2>/dev/null; then
    echo "psycopg (3) is in the environment and must not be"
    return 1
  fi
}

install_front_end() { cd "$ROOT" && npm ci --ignore-scripts --no-fund --no-audit; }

compile_messages() { cd "$ROOT" && python manage.py compilemessages --ignore=.venv --ignore=node_modules; }

collect_static() { cd "$ROOT" && python manage.py collectstatic --noinput --clear; }

migrate() { cd "$ROOT" && python manage.py migrate --noinput && python manage.py createcachetable && python manage.py load_reference_data; }

set_up() { # requirements file, stamp name, system packages…
  local requirements="$1" stamp_name="$2"
  shift 2
  mkdir -p "$VAR"
  step "System packages" "run it as root or with sudo, or install the packages named above by hand" install_system_packages "$@"
  if ! unchanged "$stamp_name" "$requirements" || ! [ -x "$VENV/bin/python" ]; then
    step "Python environment in .venv/" "check that the package registry can be reached" make_venv "$requirements"
    stamp "$stamp_name" "$requirements"
  fi
  if ! unchanged npm "$ROOT/package-lock.json" || ! [ -d "$ROOT/node_modules" ]; then
    step "Front-end files in node_modules/" "check that the npm registry can be reached" install_front_end
    stamp npm "$ROOT/package-lock.json"
  fi
  make_env
  load_env
  step "Database" "see docs/operating.md, «The database»" db_use
  # db_use ran in this shell, so DATABASE_URL is known to all that follows
}
