# Shared by the scripts in script/: where things are, how a step reports itself, what an error looks like.
# shellcheck shell=bash
set -euo pipefail

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)"
VENV="$ROOT/.venv"
VAR="$ROOT/var"
export PATH="$VENV/bin:$PATH:/usr/local/sbin:/usr/sbin:/sbin"
export NUMBA_CACHE_DIR="${NUMBA_CACHE_DIR:-$VAR/numba}"
export DJANGO_SETTINGS_MODULE="${DJANGO_SETTINGS_MODULE:-geo_lapor.settings.base}"
# A machine behind an inspecting proxy keeps its own authorities in the system's store: every client must look there.
CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt
if [ -r "$CA_BUNDLE" ]; then
  export SSL_CERT_FILE="${SSL_CERT_FILE:-$CA_BUNDLE}" NODE_EXTRA_CA_CERTS="${NODE_EXTRA_CA_CERTS:-$CA_BUNDLE}"
  export PIP_CERT="${PIP_CERT:-$CA_BUNDLE}" UV_NATIVE_TLS=true
fi
umask 022

say() { printf '%s\n' "$*" >&2; }

fail() { # message, advice
  printf '\n✗ %s\n' "$1" >&2
  [ -n "${2:-}" ] && printf '  → %s\n' "$2" >&2
  exit 1
}

# step "what it does" "what to do if it fails" command [args…]: runs it, hides its output unless it fails, says how long it took.
step() {
  local title="$1" advice="$2" log started
  shift 2
  mkdir -p "$VAR/log"
  log="$(mktemp "$VAR/log/step.XXXXXX")"
  started=$(date +%s.%N)
  printf '• %s … ' "$title" >&2
  if "$@" >"$log" 2>&1 </dev/null; then
    printf '%.1f s\n' "$(echo "$(date +%s.%N) $started" | awk '{print $1-$2}')" >&2
    rm -f "$log"
  else
    local code=$?
    printf 'failed (exit %s)\n' "$code" >&2
    tail -n 40 "$log" | sed 's/^/    /' >&2
    fail "$title failed; the whole output is in ${log#"$ROOT"/}" "$advice"
  fi
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"  # asks for the password on the terminal itself where it must
  else
    say "needs root: $*"
    return 1
  fi
}
