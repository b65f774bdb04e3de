# shellcheck shell=bash
# Where Odoo can come from on this machine. Each source SOURCE has the
# functions SOURCE_up, SOURCE_down, SOURCE_runs and SOURCE_process.

choose_source() {
  SOURCE="${ODOO_SOURCE:-}"
  case "$SOURCE" in
    docker) docker_works || no_source "ODOO_SOURCE=docker, but no Docker engine with 'docker compose' answers" ;;
    debian) debian_works || no_source "ODOO_SOURCE=debian, but $DEBIAN_LACKS" ;;
    "")
      if docker_works; then
        SOURCE=docker
      elif debian_works; then
        SOURCE=debian
      else
        no_source "no Odoo can be had here: no Docker engine answers, and $DEBIAN_LACKS"
      fi
      ;;
    *) usage_error "ODOO_SOURCE is docker or debian, not $SOURCE" ;;
  esac
}

no_source() {
  say "$1" >&2
  exit 3
}
