# shellcheck shell=bash
# Processes that outlive this script, each recorded as "pid start-time" in
# $RUN/NAME.process: a pid alone may by now belong to somebody else.

as_nobody() {
  setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
}

# Sets the fields of /proc/PID/stat that follow the name, from the state on:
# 0 state, 1 parent, 2 group, 3 session, 19 start time. The name itself may
# hold spaces and brackets.
read_stat() {
  local line
  { read -r line <"/proc/$1/stat"; } 2>/dev/null || return 1
  read -r -a STAT <<<"${line##*) }"
}

is_alive() {
  local pid="$1" started="$2"
  read_stat "$pid" && [ "${STAT[0]}" != Z ] && [ "${STAT[19]}" = "$started" ]
}

record_process() {
  read_stat "$2" || return 0
  printf '%s %s\n' "$2" "${STAT[19]}" >"$RUN/$1.process"
}

recorded_pid() {
  local pid started
  [ -f "$RUN/$1.process" ] && read -r pid started <"$RUN/$1.process" && printf '%s' "$pid"
}

process_alive() {
  local pid started
  [ -f "$RUN/$1.process" ] && read -r pid started <"$RUN/$1.process" && is_alive "$pid" "$started"
}

# launch NAME LOG COMMAND...: in a session of its own. The record is written
# by the process itself before it becomes the command, so there is no moment
# at which it runs unrecorded. It must not keep this script's lock (9).
launch() {
  local name="$1" log="$2"
  shift 2
  rm -f "$RUN/$name.process"
  # shellcheck disable=SC2016 # expanded by the inner shell
  setsid bash -c '
    read -r line <"/proc/$$/stat"
    read -r -a stat <<<"${line##*) }"
    printf "%s %s\n" "$$" "${stat[19]}" >"$0.new"
    mv "$0.new" "$0"
    exec "$@"' "$RUN/$name.process" "$@" </dev/null >>"$log" 2>&1 9>&- &
  disown
  local tries=0
  until [ -f "$RUN/$name.process" ]; do
    tries=$((tries + 1))
    [ "$tries" -lt 100 ] || return 1
    sleep 0.05
  done
}

# Prints "pid start-time" of every process that descends from PID, or is of
# its session or process group, provided it is not older than PID itself.
family() {
  local root="$1" since="$2" entry pid found=1
  declare -A member=(["$root"]=1) start=()
  while [ "$found" = 1 ]; do
    found=0
    for entry in /proc/[0-9]*; do
      pid="${entry#/proc/}"
      if [ -n "${start[$pid]:-}" ] || ! read_stat "$pid"; then continue; fi
      if [ "$pid" = "$$" ] || [ "$pid" = "$BASHPID" ] || [ "${STAT[19]}" -lt "$since" ]; then continue; fi
      if [ "$pid" = "$root" ] || [ -n "${member[${STAT[1]}]:-}" ] ||
        [ "${STAT[2]}" = "$root" ] || [ "${STAT[3]}" = "$root" ]; then
        member[$pid]=1 start[$pid]="${STAT[19]}" found=1
      fi
    done
  done
  for pid in "${!start[@]}"; do printf '%s %s\n' "$pid" "${start[$pid]}"; done
}

any_alive() {
  local pid started
  while read -r pid started; do
    if [ -n "$pid" ] && is_alive "$pid" "$started"; then return 0; fi
  done <<<"$1"
  return 1
}

# end_process NAME SIGNAL SECONDS: asks with SIGNAL, and kills what is left.
end_process() {
  local name="$1" signal="$2" patience=$(($3 * 10)) root since target members pid started
  [ -f "$RUN/$name.process" ] || return 0
  read -r root since <"$RUN/$name.process" || { rm -f "$RUN/$name.process" && return 0; }
  # With another process in its place, none of its session can be left: a pid
  # is not given out again while a session has it for its number.
  if read_stat "$root" && [ "${STAT[19]}" != "$since" ]; then
    rm -f "$RUN/$name.process"
    return 0
  fi
  # A server sees to its own children; a step's shell would first wait for them.
  target="$root"
  [[ "$name" != step-* ]] || target="-$root"
  members="$(family "$root" "$since")"
  if ! is_alive "$root" "$since"; then
    patience=0
  else
    kill "-$signal" -- "$target" 2>/dev/null || true
  fi
  while [ "$patience" -gt 0 ] && any_alive "$members"; do
    sleep 0.1
    patience=$((patience - 1))
  done
  while read -r pid started; do
    if [ -n "$pid" ] && is_alive "$pid" "$started"; then kill -KILL "$pid" 2>/dev/null || true; fi
  done <<<"$members"
  rm -f "$RUN/$name.process"
}
