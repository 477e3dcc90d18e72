# The steps of script/setup, each of which does nothing where nothing is to be done.
# shellcheck shell=bash

fingerprint() { find "$@" -type f -printf '%p %s %T@\n' 2>/dev/null | sort | cksum; }

# once NAME INPUTS TITLE ADVICE COMMAND…: a step that is not done again while its inputs stay the same: files and
# folders named from the project's folder, where set_up has gone, for the way there may hold spaces.
once() {
  local stamp="$VAR/stamps/$1" inputs="$2"
  shift 2
  # shellcheck disable=SC2086  # several paths, none with a space
  [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(fingerprint $inputs)" ] && return
  step "$@"
  mkdir -p "$VAR/stamps"
  # shellcheck disable=SC2086
  fingerprint $inputs >"$stamp"
}

make_venv() { # requirements file
  if ! "$VENV/bin/python" -c '' 2>/dev/null; then
    rm -rf "$VENV"
    python3 -m venv "$VENV" || return 1
  fi
  "$VENV/bin/python" -m pip install -q --disable-pip-version-check --require-hashes -r "$ROOT/script/lib/uv.txt" &&
    "$VENV/bin/uv" pip install --python "$VENV/bin/python" --require-hashes -r "$1" || return 1
  # Django prefers psycopg 3 without a word where it finds it; the project is written for psycopg2.
  if "$VENV/bin/python" -c 'import psycopg' 2>/dev/null; then
    echo "psycopg (3) is in the environment and must not be"
    return 1
  fi
}

install_front_end() { npm ci --ignore-scripts --no-fund --no-audit; }

manage() { python "$ROOT/manage.py" "$@"; }

compile_messages() { manage compilemessages --ignore=.venv --ignore=node_modules --ignore=var; }

collect_static() { manage collectstatic --noinput --clear; }

prepare_database() {
  manage migrate --noinput && manage createcachetable && manage load_reference_data && manage secure_history
}

# set_up REQUIREMENTS PACKAGES…: all that both the platform and its tests stand on.
set_up() {
  local requirements="$1"
  shift
  cd "$ROOT" || return 1
  mkdir -p "$VAR"
  step "System packages" "run it as root or with sudo, or install the packages named above by hand" \
    install_system_packages "$@"
  [ -x "$VENV/bin/python" ] || rm -f "$VAR/stamps/${requirements%.txt}"
  once "${requirements%.txt}" "$requirements" "Python environment in .venv/" \
    "check that the package registry can be reached" make_venv "$ROOT/$requirements"
  [ -d "$ROOT/node_modules" ] || rm -f "$VAR/stamps/front-end"
  once front-end package-lock.json "Front-end files in node_modules/" \
    "check that the npm registry can be reached" install_front_end
  make_env
  load_env
  # In this shell, not a child: DATABASE_URL is for all that follows.
  step "Database" "see docs/operating.md, «The database»" db_use
  once messages "locale/id/LC_MESSAGES/django.po locale/en/LC_MESSAGES/django.po" "Translations" \
    "msgfmt names the line" compile_messages
}
