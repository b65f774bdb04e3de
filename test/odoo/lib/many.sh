# shellcheck shell=bash
# shellcheck disable=SC2153,SC2154 # set by load_settings and debian_layout
# A copy of the database with 100,000 partners more, served beside it by a
# process of its own, for benchmarks: the tests' database stays as small as it is.

readonly MANY=many MANY_PARTNERS=100000
# What the database says of itself; another word where what is in it has changed.
readonly MANY_READY='ready: dated back'

many_up() {
  if ! many_ready; then step many "database $MANY with $MANY_PARTNERS partners more" create_many; fi
  if process_alive odoo-many; then return 0; fi
  check_port "$MANY_HTTP_PORT" "ODOO_${VERSION}_MANY_HTTP_PORT"
  step odoo-many "Odoo for it" serve_many
}

many_down() {
  end_process odoo-many TERM 10
}

many_ready() {
  [ "$(ask_postgres "SELECT shobj_description(oid, 'pg_database')
    FROM pg_database WHERE datname = '$MANY'")" = "$MANY_READY" ]
}

create_many() {
  ask_postgres "DROP DATABASE IF EXISTS $MANY WITH (FORCE)"
  ask_postgres "CREATE DATABASE $MANY"
  "${PG_DUMP[@]}" "$DATABASE" </dev/null | "${PSQL[@]}" --dbname="$MANY" --no-psqlrc --quiet --set=ON_ERROR_STOP=1
  "${PSQL[@]}" --dbname="$MANY" --no-psqlrc --quiet --set=ON_ERROR_STOP=1 <<SQL
INSERT INTO res_partner (name, complete_name, email, active, is_company, type, autopost_bills,
                         create_uid, write_uid, create_date, write_date)
SELECT 'Partner ' || n, 'Partner ' || n, 'partner' || n || '@example.com', true, false, 'contact', 'ask',
       1, 1, past, past
FROM generate_series(1, $MANY_PARTNERS) AS n,
     (SELECT now() AT TIME ZONE 'UTC' - interval '2 days' AS past) AS clock;
UPDATE res_partner SET commercial_partner_id = id WHERE commercial_partner_id IS NULL;
ANALYZE res_partner;
SQL
  ask_postgres "COMMENT ON DATABASE $MANY IS '$MANY_READY'"
}

serve_many() {
  launch odoo-many "$LOGS/odoo-many.log" "${ODOO[@]}" -d "$MANY" --db_host "$THERE/sockets" --db_user odoo \
    --data-dir "$THERE/data" --db-filter "^$MANY\$" --workers 2 --max-cron-threads 0 \
    --limit-memory-soft 4294967296 --limit-memory-hard 6442450944 \
    --http-interface 127.0.0.1 --http-port "$MANY_HTTP_PORT" "$GEVENT_OPTION" "$MANY_GEVENT_PORT"
  if ! await_login_at "$MANY_HTTP_PORT" "$MANY" process_alive odoo-many; then
    tail -n 20 "$LOGS/odoo-many.log"
    return 1
  fi
}

print_many() {
  printf '{"version":"%s.0","url":"http://127.0.0.1:%s","database":"%s","login":"%s","password":"%s"}\n' \
    "$VERSION" "$MANY_HTTP_PORT" "$MANY" "$LOGIN" "$PASSWORD"
}
