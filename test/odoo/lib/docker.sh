# shellcheck shell=bash
# shellcheck disable=SC2034 # read by instance.sh
# Odoo from its official images, by compose.yaml. The volumes stay on `down`.

docker_works() {
  command -v docker >/dev/null && timeout 5 docker info >/dev/null 2>&1 &&
    docker compose version >/dev/null 2>&1
}

docker_images() {
  ODOO_IMAGE="odoo:$VERSION"
  case "$VERSION" in
    19) POSTGRES_IMAGE=postgres:17 ;;
    14) POSTGRES_IMAGE=postgres:13 ;;
  esac
}

compose() {
  docker_images
  ODOO_IMAGE="$ODOO_IMAGE" POSTGRES_IMAGE="$POSTGRES_IMAGE" HTTP_PORT="$HTTP_PORT" GEVENT_PORT="$GEVENT_PORT" \
    docker compose --project-name "odoo-mcp-server-$VERSION" --file "$ROOM/compose.yaml" "$@"
}

docker_layout() {
  docker_images
  PSQL=(compose exec -T postgres psql -U odoo)
  PG_DUMP=(compose exec -T postgres pg_dump -U odoo)
  ODOO=(compose run --rm -T odoo odoo)
  ODOO_OPTIONS=(-d "$DATABASE")
  DATABASE_OPTIONS=()
  [ "$VERSION" != 19 ] || DATABASE_OPTIONS=(--with-demo)
}

docker_up() {
  docker_layout
  compose stop odoo >"$LOGS/stop.log" 2>&1 || true
  check_ports
  # Only when one is missing: a warm start is to need no registry.
  if ! docker image inspect "$ODOO_IMAGE" "$POSTGRES_IMAGE" >/dev/null 2>&1; then
    step images "Docker images" compose pull --quiet
  fi
  step postgres "PostgreSQL" compose up --detach --wait postgres
  bring_up_database
  step odoo "Odoo" docker_serve
  touch "$INSTANCE/docker-installed"
}

docker_serve() {
  compose up --detach odoo
  if ! await_login docker_runs; then
    compose logs --tail 20 odoo
    return 1
  fi
}

docker_down() {
  compose down --remove-orphans >"$LOGS/down.log" 2>&1
}

docker_runs() {
  [ -n "$(compose ps --status running --quiet odoo 2>/dev/null)" ]
}

docker_process() {
  printf 'container %.12s' "$(compose ps --quiet odoo)"
}
