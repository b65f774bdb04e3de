# shellcheck shell=bash
# One up or down at a time for each version. Only this script itself holds the
# lock, so a killed one sets it free; the steps it left running are then ended.

take_lock() {
  mkdir -p "$RUN" "$LOGS"
  exec 9>>"$INSTANCE/lock"
  if ! flock --timeout 1 9; then
    say "another odoo.sh is at work here (pid $(recorded_pid owner)): waiting for it"
    flock --timeout 1200 9 || fail "gave up waiting for the lock $INSTANCE/lock"
  fi
  record_process owner "$$"
  end_steps
}

drop_lock() {
  rm -f "$RUN/owner.process"
  exec 9>&-
}
