# shellcheck shell=bash
# shellcheck disable=SC2034 # read by the other parts
# Names, folders and ports of one version's instance.

readonly DATABASE=demo
readonly LOGIN=admin PASSWORD=admin DEMO_LOGIN=demo DEMO_PASSWORD=demo
readonly MODULES=base,contacts,crm,sale_management,account,stock

load_settings() {
  VERSION="$1"
  INSTANCE="$(instance_folder)"
  RUN="$INSTANCE/run"
  LOGS="$INSTANCE/logs"
  API_KEYS="$INSTANCE/api-keys"
  case "$VERSION" in
    19)
      HTTP_PORT="${ODOO_19_HTTP_PORT:-18069}"
      GEVENT_PORT="${ODOO_19_GEVENT_PORT:-18072}"
      MANY_HTTP_PORT="${ODOO_19_MANY_HTTP_PORT:-18169}"
      MANY_GEVENT_PORT="${ODOO_19_MANY_GEVENT_PORT:-18172}"
      ;;
    14)
      HTTP_PORT="${ODOO_14_HTTP_PORT:-14069}"
      GEVENT_PORT="${ODOO_14_GEVENT_PORT:-14072}"
      ;;
  esac
  URL="http://127.0.0.1:$HTTP_PORT"
}

cache_folder() {
  printf '%s/odoo-mcp-server' "${XDG_CACHE_HOME:-$HOME/.cache}"
}

# The real path: where make_instance_folder left a link, the link's target.
instance_folder() {
  local folder
  folder="$(cache_folder)/odoo-$VERSION"
  readlink -m "$folder"
}

# PostgreSQL refuses to run as root, and the unprivileged user cannot pass
# through root's home; a Unix socket's path is at most 107 bytes long as well.
# In either case the instance is in /var/cache, and the cache has a link to it.
make_instance_folder() {
  local cache link
  cache="$(cache_folder)"
  link="$cache/odoo-$VERSION"
  mkdir -p "$cache"
  if [ ! -e "$link" ] && [ ! -L "$link" ] && [ "$(id -u)" = 0 ]; then
    if [ "${#cache}" -gt 70 ] || ! as_nobody test -x "$cache"; then
      ln -s "/var/cache/odoo-mcp-server/$(cksum <<<"$cache" | cut -d' ' -f1)/odoo-$VERSION" "$link"
      INSTANCE="$(readlink -m "$link")"
    fi
  fi
  mkdir -p "$INSTANCE"
  load_settings "$VERSION"
  mkdir -p "$RUN" "$LOGS"
}

say() {
  printf '  [odoo %s] %s\n' "$VERSION" "$*"
}

fail() {
  say "$*" >&2
  exit 1
}
