# shellcheck shell=bash
# shellcheck disable=SC2034 # read by instance.sh
# Odoo from Debian's own packages. debian-19.sh and debian-14.sh say where the
# parts of a version come from and how a command runs where they are:
#   INSIDE    the words before a command: unprivileged, empty environment
#   SERVICE   the folder the unprivileged user owns; THERE, the same as seen INSIDE
#   PG_BIN, ODOO_PROGRAM, GEVENT_OPTION, DATABASE_OPTIONS

debian_works() {
  local release
  release="$(os_release VERSION_ID)"
  DEBIAN_LACKS=""
  if [ "$(os_release ID)" != debian ]; then
    DEBIAN_LACKS="this is not Debian"
  elif [ "$(id -u)" != 0 ]; then
    DEBIAN_LACKS="installing Debian's packages needs root"
  elif [ "$VERSION" = 19 ] && [ "$release" != 12 ]; then
    DEBIAN_LACKS="Odoo 19 needs the Python libraries of Debian 12 (this is ${release:-unknown})"
  elif [ "$VERSION" = 14 ] && ! unshare --mount true 2>/dev/null; then
    DEBIAN_LACKS="Odoo 14 needs the right to mount /proc in a folder of its own"
  fi
  [ -z "$DEBIAN_LACKS" ]
}

os_release() {
  [ ! -r /etc/os-release ] || sed -n "s/^$1=\"\{0,1\}\([^\"]*\).*/\1/p" /etc/os-release
}

debian_layout() {
  "debian_${VERSION}_layout"
  PSQL=("${INSIDE[@]}" "$PG_BIN/psql" -h "$THERE/sockets" -U odoo)
  PG_DUMP=("${INSIDE[@]}" "$PG_BIN/pg_dump" -h "$THERE/sockets" -U odoo)
  ODOO=("${INSIDE[@]}" "${ODOO_PROGRAM[@]}")
  ODOO_OPTIONS=(-d "$DATABASE" --db_host "$THERE/sockets" --db_user odoo --data-dir "$THERE/data")
}

debian_up() {
  debian_layout
  end_process odoo TERM 10
  check_ports
  "debian_${VERSION}_install"
  make_service_folder
  if ! process_alive postgres; then step postgres "PostgreSQL" start_postgres; fi
  bring_up_database
  step odoo "Odoo" debian_serve
}

debian_down() {
  many_down
  end_process odoo TERM 10
  end_process postgres INT 20
}

debian_started() {
  process_alive odoo || process_alive postgres
}

debian_runs() {
  process_alive odoo && process_alive postgres
}

debian_process() {
  printf 'pid %s (PostgreSQL %s)' "$(recorded_pid odoo)" "$(recorded_pid postgres)"
}

make_service_folder() {
  mkdir -p "$SERVICE"/{home,data,sockets}
  chown 65534:65534 "$SERVICE" "$SERVICE"/*
  chmod 0700 "$SERVICE"
}

# A PostgreSQL of the instance's own. It listens on a Unix socket only, in a
# folder that nobody but its own user can enter, so it needs no port and no
# password, and cannot be taken for another one.
start_postgres() {
  if [ ! -d "$SERVICE/database" ]; then
    rm -rf "$SERVICE/database.partial"
    "${INSIDE[@]}" "$PG_BIN/initdb" --pgdata="$THERE/database.partial" --username=odoo --auth=trust \
      --encoding=UTF8 --locale=C.UTF-8 --no-sync
    mv "$SERVICE/database.partial" "$SERVICE/database"
  fi
  forget_stale_postmaster
  # Nothing here is worth surviving a power cut, and all of it is rebuilt in minutes.
  launch postgres "$LOGS/postgres-server.log" "${INSIDE[@]}" "$PG_BIN/postgres" -D "$THERE/database" \
    -k "$THERE/sockets" -c listen_addresses= -c fsync=off -c full_page_writes=off \
    -c synchronous_commit=off -c wal_level=minimal -c max_wal_senders=0 -c max_wal_size=2GB \
    -c shared_buffers=256MB -c jit=off
  local tries=0
  until ask_postgres "SELECT 1" 2>/dev/null; do
    tries=$((tries + 1))
    if [ "$tries" -gt 300 ] || ! process_alive postgres; then
      tail -n 20 "$LOGS/postgres-server.log"
      return 1
    fi
    sleep 0.1
  done
}

# After a restart of the machine the pid in PostgreSQL's own lock files may be
# that of another process of the same user, and PostgreSQL would not start.
forget_stale_postmaster() {
  local file="$SERVICE/database/postmaster.pid" pid
  if [ ! -f "$file" ] || ! read -r pid <"$file" || [ ! -r "/proc/$pid/cmdline" ]; then return 0; fi
  if ! tr '\0' ' ' <"/proc/$pid/cmdline" | grep -qF -- " -D $THERE/database "; then
    rm -f "$file" "$SERVICE"/sockets/.s.PGSQL.*
  fi
}

# -d loads the database in the first process, before it forks its workers.
debian_serve() {
  : >"$LOGS/odoo-server.log"
  launch odoo "$LOGS/odoo-server.log" "${ODOO[@]}" "${ODOO_OPTIONS[@]}" \
    --db-filter "^$DATABASE\$" --workers 2 --max-cron-threads 0 \
    --http-interface 127.0.0.1 --http-port "$HTTP_PORT" "$GEVENT_OPTION" "$GEVENT_PORT"
  if ! await_login process_alive odoo; then
    tail -n 20 "$LOGS/odoo-server.log"
    return 1
  fi
}
