# Several processes under one shell: who dies is started again, and all end when the shell is told to.
# shellcheck shell=bash

declare -A RUNNING=()

# Before a command that must not outlive the shell, should that be killed outright. Linux only; elsewhere nothing.
TIED=()
if setpriv --pdeathsig TERM true 2>/dev/null; then TIED=(setpriv --pdeathsig TERM); fi

# run_together NAME…: runs the functions of these names, each in a process of its own, until SIGTERM, SIGINT or SIGHUP.
# The first is the one for whose sake the others run: if it cannot even start, nothing else makes sense.
run_together() {
  local name pid code began first="$1"
  trap 'end_together; exit 0' INT TERM HUP
  trap end_together EXIT
  began=$SECONDS
  for name in "$@"; do start_one "$name"; done
  while true; do
    code=0
    wait -n -p pid "${!RUNNING[@]}" || code=$?
    name="${RUNNING[$pid]:-}"
    [ -n "$name" ] || continue
    unset "RUNNING[$pid]"
    if [ "$name" = "$first" ] && [ $((SECONDS - began)) -lt 5 ]; then
      fail "the $name did not start (exit $code)" "see the message above"
    fi
    say "✗ the $name ended (exit $code); it is started again"
    sleep 2
    start_one "$name"
  done
}

start_one() {
  "$1" </dev/null &
  RUNNING[$!]="$1"
}

# They get 30 s to end what they are at: a worker its task, the web its requests.
end_together() {
  local pid
  trap '' INT TERM HUP
  trap - EXIT
  [ ${#RUNNING[@]} -eq 0 ] && return
  kill -TERM "${!RUNNING[@]}" 2>/dev/null || true
  (sleep 30; kill -KILL "${!RUNNING[@]}" 2>/dev/null) &
  local clock=$!
  for pid in "${!RUNNING[@]}"; do wait "$pid" 2>/dev/null || true; done
  kill "$clock" 2>/dev/null || true
}
