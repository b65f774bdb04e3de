#!/usr/bin/env bash
# Real Odoo servers for the demo and the tests. See README.md beside this file.
# shellcheck disable=SC2153 # VERSION is set by load_settings
set -euo pipefail
# What is unpacked must be readable for the unprivileged user it is run by.
umask 022

ROOM="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
for part in settings process steps lock source instance apt debian debian-19 debian-14 docker many; do
  # shellcheck source=/dev/null
  . "$ROOM/lib/$part.sh"
done

readonly USAGE="usage: odoo.sh up     [--version 19|14]   start (19 when no version is given)
       odoo.sh down   [--version 19|14]   stop (both when no version is given)
       odoo.sh info   [--version 19|14]   how to reach it, as JSON
       odoo.sh status                     one line for each version
       odoo.sh shell  [--version 19|14]   run Python from standard input beside it, with env for the database
       odoo.sh dump   [--version 19|14]   its rows and sequences as SQL, in an order that only they decide
       odoo.sh many                       serve a copy of 19's database with 100,000 partners more; how to reach it, as JSON"

usage_error() {
  printf '%s\n\n%s\n' "$1" "$USAGE" >&2
  exit 2
}

command_up() {
  load_settings "${1:-19}"
  if instance_answers; then
    say "already running at $(state_value url)"
    return
  fi
  choose_source
  make_instance_folder
  take_lock
  # Another up may have finished while this one waited for the lock.
  if instance_answers; then
    say "already running at $(state_value url)"
    return
  fi
  trap 'interrupted 130' INT
  trap 'interrupted 143' TERM HUP
  trap 'end_steps' EXIT
  "${SOURCE}_up"
  write_state
  say "serves $URL (database $DATABASE, $LOGIN / $PASSWORD)"
}

# What a broken-off up has started is of use to nobody: the next one starts it again.
interrupted() {
  trap '' INT TERM HUP
  end_steps
  "${SOURCE}_down" || true
  printf '\n' >&2
  say "interrupted" >&2
  exit "$1"
}

command_down() {
  local version
  for version in ${1:-19 14}; do
    load_settings "$version"
    if [ ! -d "$INSTANCE" ]; then
      say "not installed"
      continue
    fi
    take_lock
    SOURCE="$(state_value source)"
    if [ "$SOURCE" != docker ] && ! debian_started; then
      say "not running"
    else
      stop_instance
    fi
    drop_lock
  done
}

stop_instance() {
  local started=$EPOCHREALTIME
  "${SOURCE:-debian}_down"
  rm -f "$RUN/state"
  say "stopped ($(elapsed "$started"))"
}

command_status() {
  local version
  for version in 19 14; do
    load_settings "$version"
    if instance_runs; then
      SOURCE="$(state_value source)"
      say "running at $(state_value url), source $SOURCE, $("${SOURCE}_process")"
    elif instance_installed; then
      say "stopped"
    else
      say "not installed"
    fi
  done
}

command_info() {
  need_running "${1:-19}"
  print_info
}

command_shell() {
  need_running "${1:-19}"
  "${SOURCE}_layout"
  odoo shell --no-http --log-level=critical
}

command_dump() {
  need_running "${1:-19}"
  "${SOURCE}_layout"
  dump_database
}

# Beside an Odoo 19 from Debian's packages that runs; `down` ends it with that one.
command_many() {
  need_running 19
  [ "$SOURCE" = debian ] || fail "is not from Debian's packages, which this needs"
  debian_layout
  many_up >&2
  print_many
}

need_running() {
  load_settings "$1"
  if ! instance_runs; then
    say "is not running; start it with: $ROOM/odoo.sh up --version $VERSION" >&2
    exit 1
  fi
  SOURCE="$(state_value source)"
}

main() {
  local command="${1:-}" version=""
  [ -n "$command" ] || usage_error "a command is missing"
  shift
  while [ $# -gt 0 ]; do
    case "$1" in
      --version) version="${2:-}"; shift; [ $# -eq 0 ] || shift ;;
      --version=*) version="${1#--version=}"; shift ;;
      *) usage_error "unknown argument: $1" ;;
    esac
    case "$version" in 19 | 14) ;; *) usage_error "--version is 19 or 14" ;; esac
  done
  case "$command" in
    up | down | info | status | shell | dump | many) "command_$command" "$version" ;;
    *) usage_error "unknown command: $command" ;;
  esac
}

main "$@"
