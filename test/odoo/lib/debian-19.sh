# shellcheck shell=bash
# shellcheck disable=SC2034 # read by debian.sh and its neighbours
# Odoo 19 on Debian 12. Only sid has the package, and its dependencies are
# sid's: so the libraries are Debian 12's, and Odoo is unpacked, not installed.
# PostgreSQL is unpacked beside it: installed, it would start a cluster on 5432.

DEBIAN_19_PACKAGES=(
  python3-{asn1crypto,babel,cbor2,chardet,cryptography,dateutil,docutils,freezegun}
  python3-{geoip2,gevent,greenlet,idna,jinja2,libsass,lxml,magic,markupsafe,num2words}
  python3-{ofxparse,openpyxl,openssl,passlib,pil,polib,psutil,psycopg2,pypdf2,qrcode}
  python3-{reportlab,requests,rjsmin,serial,stdnum,tz,urllib3,usb,vobject,werkzeug}
  python3-{xlrd,xlsxwriter,xlwt,zeep}
  wkhtmltopdf fonts-dejavu-core
  # The tests read printed PDFs with its pdftotext.
  poppler-utils
  # The tests send what no client would send with it.
  curl
  # What the unpacked PostgreSQL needs. Not libllvm14: jit is off.
  libgssapi-krb5-2 libicu72 libldap-2.5-0 liblz4-1 libpam0g libpq5 libreadline8
  libselinux1 libssl3 libstdc++6 libsystemd0 libxml2 libzstd1 tzdata
)

# Odoo's package has links to these scripts and fonts, by relative paths. Without
# them every page that a visitor sees before the login is answered with 500.
BESIDE_ODOO_19=(
  fonts-{font-awesome,inconsolata,ocr-b,roboto-unhinted} libjs-{jquery,jquery-form,underscore}
  postgresql-15 postgresql-client-15
)

debian_19_layout() {
  SERVICE="$INSTANCE/service"
  THERE="$SERVICE"
  INSIDE=(setpriv --reuid=65534 --regid=65534 --clear-groups --no-new-privs
    env --ignore-environment --chdir="$SERVICE" PATH=/usr/bin:/bin HOME="$SERVICE/home"
    LC_ALL=C.UTF-8 TZ=UTC PYTHONPATH="$INSTANCE/program/usr/lib/python3/dist-packages"
    PYTHONPYCACHEPREFIX="$SERVICE/bytecode")
  PG_BIN="$INSTANCE/program/usr/lib/postgresql/15/bin"
  ODOO_PROGRAM=(/usr/bin/python3 "$INSTANCE/program/usr/bin/odoo")
  GEVENT_OPTION=--gevent-port
  DATABASE_OPTIONS=(--with-demo)
}

debian_19_installed() {
  [ -d "$INSTANCE/program" ]
}

# What is unpacked needs nothing of what is installed, so both go on side by side.
debian_19_install() {
  local unpacking=""
  if [ ! -d "$INSTANCE/program" ]; then
    unpacking=program
    begin_step program unpack_odoo_19
  fi
  if [ -n "$(missing_packages "${DEBIAN_19_PACKAGES[@]}")" ]; then
    step packages "Debian packages" install_packages "${DEBIAN_19_PACKAGES[@]}"
  fi
  if [ -n "$unpacking" ]; then finish_step program "Odoo 19 and PostgreSQL 15"; fi
}

unpack_odoo_19() {
  local partial="$INSTANCE/program.partial" package
  rm -rf "$partial"
  mkdir -p "$partial/download"
  cd "$partial/download" || return
  fetch_from_suite sid odoo-19
  fetch_from_suite bookworm "${BESIDE_ODOO_19[@]}"
  for package in *.deb; do dpkg --extract "$package" "$partial"; done
  rm -rf "$partial/download"
  mv "$partial" "$INSTANCE/program"
}
