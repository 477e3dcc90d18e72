# Settings of this installation: var/env, made once with secrets of its own. What the caller exports wins.
# shellcheck shell=bash

random_secret() { python - <<<'import secrets; print(secrets.token_urlsafe(48))'; }

make_env() {
  mkdir -p "$VAR/media" "$VAR/index" "$VAR/numba"
  [ -f "$VAR/env" ] || make_new_env
  # Secrets that an earlier version did not have
  grep -q '^TRACE_KEY=' "$VAR/env" || echo "TRACE_KEY=$(random_secret)" >>"$VAR/env"
}

make_new_env() {
  (
    umask 077
    {
      echo "# Made by script/setup; docs/operating.md explains each line."
      echo "SECRET_KEY=$(random_secret)"
      echo "IDENTITY_KEY=$(python - <<<'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())')"
      echo "ALLOWED_HOSTS=127.0.0.1,localhost"
    } >"$VAR/env.part"
    mv "$VAR/env.part" "$VAR/env"
  )
}

load_env() {
  local line key
  [ -f "$VAR/env" ] || fail "var/env is missing" "script/setup"
  while IFS= read -r line; do
    case "$line" in '' | '#'*) continue ;; esac
    key="${line%%=*}"
    [ -n "${!key+set}" ] || export "$key=${line#*=}"
  done <"$VAR/env"
}
