#!/usr/bin/env bash
# Real services beside the gateway, for tests and benchmarks: each on loopback,
# in a folder of its own, for whoever asked for it. Installed when missing.
set -euo pipefail

ROOM="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
for part in process apt; do
  # shellcheck source=/dev/null
  . "$ROOM/../odoo/lib/$part.sh"
done

readonly USAGE="usage: services.sh install redis|haproxy|prometheus|chromium...   what is missing, by apt (as root)
       services.sh up redis   --folder F --port N             start it; how to reach it, as JSON
       services.sh up haproxy --folder F --port N --to P,P    the same, in front of these ports in turn
       services.sh down       --folder F                      end what was started there"

usage_error() {
  printf '%s\n\n%s\n' "$1" "$USAGE" >&2
  exit 2
}

fail() {
  printf '%s\n' "$1" >&2
  exit 1
}

program_of() {
  case "$1" in
    redis) printf redis-server ;;
    haproxy) printf haproxy ;;
    prometheus) printf prometheus ;;
    chromium) printf chromium ;;
    *) usage_error "unknown service: $1" ;;
  esac
}

# One at a time on a machine: several tests may want the same at once.
install_service() {
  local program
  program="$(program_of "$1")"
  ! is_installed "$program" || return 0
  [ "$(id -u)" = 0 ] || fail "$program is missing; install it: apt-get install $program"
  (
    flock 8
    ! is_installed "$program" || exit 0
    without_starting install_packages "$program" >&2
  ) 8>"${TMPDIR:-/tmp}/odoo-mcp-services.lock"
}

is_installed() {
  PATH="$PATH:/usr/sbin" command -v "$1" >/dev/null
}

# Debian's packages start what they install; here that would be one nobody asked for.
without_starting() {
  local policy=/usr/sbin/policy-rc.d own=""
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod +x "$policy"
    own="$policy"
  fi
  "$@" || { [ -z "$own" ] || rm -f "$own"; return 1; }
  [ -z "$own" ] || rm -f "$own"
}

command_up() {
  local service="$1"
  [ -n "$PORT" ] || usage_error "--port is missing"
  install_service "$service"
  # HAProxy would share it with whoever has it.
  ! is_taken || fail "port $PORT is taken"
  mkdir -p "$FOLDER"
  "configure_$service" >"$FOLDER/$service.conf"
  "launch_$service"
  await_port "$service"
  printf '{"port":%s,"url":"%s://127.0.0.1:%s","pid":%s}\n' "$PORT" "$(scheme_of "$service")" "$PORT" "$(recorded_pid "$service")"
}

scheme_of() {
  [ "$1" = redis ] && printf redis || printf http
}

configure_redis() {
  printf '%s\n' "bind 127.0.0.1" "port $PORT" "dir $FOLDER" 'save ""' "appendonly no" "daemonize no"
}

launch_redis() {
  launch redis "$FOLDER/redis.log" redis-server "$FOLDER/redis.conf"
}

configure_haproxy() {
  [ -n "$TO" ] || usage_error "--to is missing"
  # What operators are given, before these gateways.
  sed -e '/^  server /d' -e "s/^  bind .*/  bind 127.0.0.1:$PORT/" "$ROOM/../../deploy/haproxy/haproxy.cfg"
  local port
  for port in ${TO//,/ }; do printf '  server gateway-%s 127.0.0.1:%s\n' "$port" "$port"; done
}

launch_haproxy() {
  PATH="$PATH:/usr/sbin" launch haproxy "$FOLDER/haproxy.log" haproxy -db -f "$FOLDER/haproxy.conf"
}

is_taken() {
  (: <"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null
}

await_port() {
  local tries=0
  until is_taken; do
    tries=$((tries + 1))
    if [ "$tries" -ge 100 ] || ! process_alive "$1"; then
      tail -n 20 "$FOLDER/$1.log" >&2
      command_down
      fail "$1 does not listen on port $PORT"
    fi
    sleep 0.1
  done
}

command_down() {
  local record
  for record in "$FOLDER"/*.process; do
    [ -f "$record" ] || continue
    record="${record##*/}"
    # One that a test has stopped hears nothing else.
    kill -CONT "$(recorded_pid "${record%.process}")" 2>/dev/null || true
    end_process "${record%.process}" TERM 5
  done
}

main() {
  local command="${1:-}" services=()
  [ -n "$command" ] || usage_error "a command is missing"
  shift
  FOLDER="" PORT="" TO=""
  while [ $# -gt 0 ]; do
    case "$1" in
      --folder) FOLDER="${2:-}"; shift 2 ;;
      --port) PORT="${2:-}"; shift 2 ;;
      --to) TO="${2:-}"; shift 2 ;;
      redis | haproxy | prometheus | chromium) services+=("$1"); shift ;;
      *) usage_error "unknown argument: $1" ;;
    esac
  done
  # Where process.sh keeps its records.
  RUN="$FOLDER"
  case "$command" in
    install) for service in "${services[@]}"; do install_service "$service"; done ;;
    up) [ -n "$FOLDER" ] && [ "${#services[@]}" = 1 ] || usage_error "a service and a folder are needed"
      command_up "${services[0]}" ;;
    down) [ -n "$FOLDER" ] || usage_error "--folder is missing"
      command_down ;;
    *) usage_error "unknown command: $command" ;;
  esac
}

main "$@"
