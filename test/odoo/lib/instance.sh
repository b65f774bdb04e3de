# shellcheck shell=bash
# shellcheck disable=SC2153 # set by load_settings and choose_source
# An Odoo from whichever source: its database, its API keys, what is told of it.
# A source gives the words before a query, PSQL; those before a dump, PG_DUMP;
# those of a command of Odoo's, ODOO and ODOO_OPTIONS; and those a new database
# needs, DATABASE_OPTIONS.

odoo() {
  "${ODOO[@]}" "$@" "${ODOO_OPTIONS[@]}"
}

ask_postgres() {
  "${PSQL[@]}" --dbname=postgres --no-psqlrc --tuples-only --no-align --command="$1" </dev/null
}

# The same rows give the same text: PostgreSQL tells them in the order in which
# they lie on disk, and begins with a random word that differs at every dump.
dump_database() {
  # It warns of every circle of tables, at length.
  if ! "${PG_DUMP[@]}" --data-only --disable-triggers "$DATABASE" </dev/null 2>"$LOGS/dump.log" | sorted_dump; then
    report_failure "$LOGS/dump.log"
    return 1
  fi
}

sorted_dump() {
  # shellcheck disable=SC2016 # read by awk
  LC_ALL=C awk '
    inside && $0 == "\\." { close("LC_ALL=C sort"); inside = 0 }
    inside { print | "LC_ALL=C sort"; next }
    /^\\(un)?restrict / { next }
    { print; fflush() }
    /^COPY .* FROM stdin;$/ { inside = 1 }'
}

bring_up_database() {
  if ! database_ready; then
    step database "database $DATABASE with ${MODULES//,/, } and demo data" create_database
  fi
  if [ ! -f "$API_KEYS" ]; then step keys "API keys" make_api_keys; fi
}

# The mark is in the database itself: it is gone whenever the database is.
database_ready() {
  [ "$(ask_postgres "SELECT shobj_description(oid, 'pg_database')
    FROM pg_database WHERE datname = '$DATABASE'")" = ready ]
}

create_database() {
  rm -f "$API_KEYS"
  ask_postgres "DROP DATABASE IF EXISTS $DATABASE WITH (FORCE)"
  odoo -i "$MODULES" "${DATABASE_OPTIONS[@]}" --stop-after-init --no-http
  ask_postgres "COMMENT ON DATABASE $DATABASE IS 'ready'"
}

# The web page that makes keys wants a person's password again; the shell does not.
api_key_script() {
  cat <<'PYTHON'
keys = env['res.users.apikeys']
expiration = [None] if 'expiration_date' in keys._generate.__code__.co_varnames else []
for login in ('admin', 'demo'):
    user = env['res.users'].search([('login', '=', login)])
    # With sudo, or a key that never expires is refused to all but administrators.
    key = keys.with_user(user).sudo()._generate('rpc', 'odoo-mcp-server', *expiration)
    print('\nAPI-KEY %s=%s' % (login, key))
env.cr.commit()
PYTHON
}

make_api_keys() {
  umask 077
  api_key_script | odoo shell --no-http | sed -n 's/^API-KEY //p' >"$API_KEYS.partial"
  [ "$(wc -l <"$API_KEYS.partial")" -eq 2 ]
  mv "$API_KEYS.partial" "$API_KEYS"
}

api_key() {
  sed -n "s/^$1=//p" "$API_KEYS"
}

# await_login ALIVE: until the demo user can log in, while ALIVE holds. A login
# and not a version, so that the registry is loaded before anybody measures.
await_login() {
  await_login_at "$HTTP_PORT" "$DATABASE" "$@"
}

# await_login_at PORT DATABASE ALIVE
await_login_at() {
  local port="$1" database="$2" tries=0
  shift 2
  until login_answers "$port" "$database"; do
    tries=$((tries + 1))
    if [ "$tries" -gt 600 ] || ! "$@"; then return 1; fi
    sleep 0.2
  done
}

login_answers() {
  http_post "$1" /web/session/authenticate "{\"jsonrpc\":\"2.0\",\"params\":{\"db\":\"$2\",
    \"login\":\"$DEMO_LOGIN\",\"password\":\"$DEMO_PASSWORD\"}}" | grep -q '"uid": [0-9]'
}

# By bash alone: a bare machine has no curl.
http_post() {
  # shellcheck disable=SC2016 # expanded by the inner shell
  timeout 20 bash -c '
    exec 3<>"/dev/tcp/127.0.0.1/$0"
    printf "POST %s HTTP/1.0\r\nHost: 127.0.0.1:%s\r\nContent-Type: application/json\r\n" "$1" "$0" >&3
    printf "Content-Length: %d\r\n\r\n%s" "${#2}" "$2" >&3
    cat <&3' "$@" 2>/dev/null
}

check_ports() {
  check_port "$HTTP_PORT" "ODOO_${VERSION}_HTTP_PORT"
  check_port "$GEVENT_PORT" "ODOO_${VERSION}_GEVENT_PORT"
}

check_port() {
  if (: <"/dev/tcp/127.0.0.1/$1") 2>/dev/null; then
    fail "port $1 is taken by another process; choose another one with $2"
  fi
}

write_state() {
  printf 'url=%s\nsource=%s\n' "$URL" "$SOURCE" >"$RUN/state"
}

state_value() {
  [ -f "$RUN/state" ] || return 0
  sed -n "s/^$1=//p" "$RUN/state"
}

instance_runs() {
  local source
  source="$(state_value source)"
  [ -n "$source" ] && "${source}_runs"
}

instance_answers() {
  local url
  instance_runs || return 1
  url="$(state_value url)"
  http_post "${url##*:}" /web/webclient/version_info '{"jsonrpc":"2.0","params":{}}' |
    grep -q "\"server_version\": \"$VERSION"
}

instance_installed() {
  "debian_${VERSION}_installed" || [ -f "$INSTANCE/docker-installed" ]
}

print_info() {
  printf '{"version":"%s.0","source":"%s","url":"%s","database":"%s"' \
    "$VERSION" "$(state_value source)" "$(state_value url)" "$DATABASE"
  printf ',"login":"%s","password":"%s","demoLogin":"%s","demoPassword":"%s"' \
    "$LOGIN" "$PASSWORD" "$DEMO_LOGIN" "$DEMO_PASSWORD"
  printf ',"apiKeys":{"admin":"%s","demo":"%s"}}\n' "$(api_key admin)" "$(api_key demo)"
}
