# shellcheck shell=bash
# Steps: one line each with what is done and how long it took; what the
# commands print goes to a log. Each step is a process group of its own, so
# that all of it can be ended, and so that two can run side by side.

STEPS=()

elapsed() {
  local microseconds=$((${EPOCHREALTIME/[.,]/} - ${1/[.,]/}))
  local tenths=$((microseconds / 100000))
  if [ "$tenths" -lt 100 ]; then
    printf '%d.%d s' $((tenths / 10)) $((tenths % 10))
  else
    printf '%d s' $(((tenths + 5) / 10))
  fi
}

step() {
  local name="$1" label="$2"
  shift 2
  begin_step "$name" "$@"
  finish_step "$name" "$label"
}

begin_step() {
  local name="$1"
  shift
  rm -f "$RUN/step-$name.took"
  set -m
  (
    set +m
    started=$EPOCHREALTIME
    "$@"
    elapsed "$started" >"$RUN/step-$name.took"
  ) </dev/null >"$LOGS/$name.log" 2>&1 9>&- &
  set +m
  record_process "step-$name" "$!"
  STEPS+=("$name:$!")
}

finish_step() {
  local name="$1" label="$2" entry pid="" started=$EPOCHREALTIME
  for entry in "${STEPS[@]}"; do
    if [ "${entry%%:*}" = "$name" ]; then pid="${entry#*:}"; fi
  done
  printf '  [odoo %s] %s ... ' "$VERSION" "$label"
  if ! wait "$pid"; then
    printf 'failed after %s\n' "$(elapsed "$started")"
    report_failure "$LOGS/$name.log"
    exit 1
  fi
  cat "$RUN/step-$name.took"
  printf '\n'
  rm -f "$RUN/step-$name.took" "$RUN/step-$name.process"
}

report_failure() {
  printf '\nThe last lines of %s:\n' "$1" >&2
  tail -n 20 "$1" | sed 's/^/    /' >&2
}

# Also those of an up that was killed, which is why it goes by the records.
end_steps() {
  local record
  for record in "$RUN"/step-*.process; do
    [ -f "$record" ] || continue
    record="${record##*/}"
    end_process "${record%.process}" TERM 10
  done
}
