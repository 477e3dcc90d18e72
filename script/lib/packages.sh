# What the system must bring, installed where it is missing. Debian 12+ and Ubuntu 24.04.
# shellcheck shell=bash

# "probe|package": the package is installed when the probe fails.
SYSTEM_PACKAGES=(
  "python3 -c 'import venv, ensurepip'|python3-venv"
  "command -v node|nodejs"
  "command -v npm|npm"
  "command -v msgfmt|gettext"
  "ldconfig -p | grep libgdal.so|gdal-bin"
  "test -r $CA_BUNDLE|ca-certificates"
  "ldconfig -p | grep libpangoft2-1.0.so.0|libpangoft2-1.0-0"  # WeasyPrint sets reports with Pango
  "ldconfig -p | grep libharfbuzz-subset.so.0|libharfbuzz-subset0"
)
TEST_PACKAGES=(
  "find_browser|chromium"
  "ldconfig -p | grep libatomic.so.1|libatomic1" # Playwright comes with a Node of its own that needs it
  "ls /usr/share/fonts/truetype/* | grep .|fonts-dejavu-core"
  "command -v wrk|wrk"
  "command -v ogr2ogr|gdal-bin" # reads /ogc/ as people do
)

find_browser() {
  local name
  for name in chromium google-chrome chromium-browser; do
    # Ubuntu's chromium-browser is a door to snap, which a test machine often lacks: only a browser that answers counts.
    if command -v "$name" >/dev/null && "$name" --version >/dev/null 2>&1; then command -v "$name"; return; fi
  done
  ls "$VAR"/browsers/chromium-*/chrome-linux*/chrome 2>/dev/null | tail -n 1 | grep .
}

postgres_package() {
  local version
  for version in 17 16 15; do
    if apt-cache show "postgresql-$version-postgis-3" 2>/dev/null | grep ^Package >/dev/null; then
      echo "postgresql-$version-postgis-3"
      return
    fi
  done
  return 1
}

missing_packages() {
  local entry
  for entry in "$@"; do
    eval "${entry%|*}" >/dev/null 2>&1 || echo "${entry##*|}"
  done
}

# Debian starts a server of its own with the package. We bring our own cluster, so it need not, unless one was there before.
no_main_cluster() {
  [ -d /etc/postgresql ] && [ -n "$(ls -A /etc/postgresql 2>/dev/null)" ] && return 0
  as_root mkdir -p /etc/postgresql-common/createcluster.d
  echo "create_main_cluster = false" | as_root tee /etc/postgresql-common/createcluster.d/geo_lapor.conf
}

apt_install() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"
}

install_system_packages() {
  local missing
  mapfile -t missing < <(missing_packages "$@")
  if [ -z "${DATABASE_URL:-}" ] && ! pg_bin >/dev/null; then missing+=(postgresql); fi
  [ "${#missing[@]}" -eq 0 ] && return 0
  command -v apt-get >/dev/null || { echo "missing: ${missing[*]}; no apt-get here, install their like by hand"; return 1; }
  as_root apt-get update || return 1
  if [ "${missing[-1]}" = postgresql ]; then
    no_main_cluster || return 1
    missing[-1]="$(postgres_package)" || { echo "no PostgreSQL 15 to 17 with PostGIS among the system's packages"; return 1; }
  fi
  echo "installing: ${missing[*]}"
  apt_install "${missing[@]}"
}

# Ubuntu has Chromium only as a snap: there Playwright's own build serves.
install_test_browser() {
  find_browser >/dev/null && return 0
  PLAYWRIGHT_BROWSERS_PATH="$VAR/browsers" python -m playwright install chromium &&
    as_root env PATH="$PATH" PLAYWRIGHT_BROWSERS_PATH="$VAR/browsers" python -m playwright install-deps chromium &&
    find_browser
}
