# shellcheck shell=bash
# shellcheck disable=SC2034 # read by debian.sh and its neighbours
# Odoo 14 in a Debian 11 (bullseye) of its own, the last one that has it.
# /proc is mounted in a mount namespace that ends with its last process, so no
# mount is seen outside, and none is left however the process ends.

DEBIAN_14_PACKAGES=(odoo-14 postgresql-13 wkhtmltopdf fonts-dejavu-core
  python3-freezegun python3-num2words)

debian_14_layout() {
  SERVICE="$INSTANCE/root/srv"
  THERE=/srv
  in_chroot "$INSTANCE/root"
  INSIDE=("${IN_CHROOT[@]}" setpriv --reuid=65534 --regid=65534 --clear-groups --no-new-privs
    env --ignore-environment --chdir=/srv PATH=/usr/bin:/bin HOME=/srv/home LC_ALL=C.UTF-8 TZ=UTC)
  PG_BIN=/usr/lib/postgresql/13/bin
  ODOO_PROGRAM=(/usr/bin/odoo)
  GEVENT_OPTION=--longpolling-port
  DATABASE_OPTIONS=()
}

# Sets the words before a command that is to run in the chroot ROOT as root.
in_chroot() {
  # shellcheck disable=SC2016 # expanded by the inner shell
  IN_CHROOT=(unshare --mount bash -c 'mount -t proc proc "$0/proc" && exec chroot "$0" "$@"' "$1")
}

debian_14_installed() {
  [ -d "$INSTANCE/root" ]
}

debian_14_install() {
  if [ ! -d "$INSTANCE/root" ]; then
    if [ -n "$(missing_packages debootstrap)" ]; then
      step debootstrap "debootstrap" install_packages debootstrap
    fi
    step bullseye "Debian 11" unpack_debian_11
    step packages "Odoo 14 and its packages" install_odoo_14
  fi
}

unpack_debian_11() {
  local partial="$INSTANCE/root.partial"
  rm -rf --one-file-system "$partial"
  # Its Release file is old by now; what matters is who signed it.
  unshare --mount debootstrap --variant=minbase bullseye "$partial" "$(debian_mirror)"
}

install_odoo_14() {
  local partial="$INSTANCE/root.partial"
  prepare_debian_11 "$partial"
  in_chroot "$partial"
  "${IN_CHROOT[@]}" env DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin \
    apt-get --quiet --yes --no-install-recommends install "${DEBIAN_14_PACKAGES[@]}"
  rm -rf "$partial"/var/cache/apt/archives/*.deb "$partial"/var/lib/apt/lists/*
  mv "$partial" "$INSTANCE/root"
}

# Its apt goes the way the machine's own does (proxy, certificates, options),
# starts no service, and need not sync: an interrupted build is thrown away.
prepare_debian_11() {
  local root="$1" certificates=/etc/ssl/certs/ca-certificates.crt
  apt-config dump | grep '^Acquire::[^ ]* ".' >"$root/etc/apt/apt.conf.d/90machine" || true
  [ -f "$root$certificates" ] || [ ! -f "$certificates" ] || install -D "$certificates" "$root$certificates"
  printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
  chmod +x "$root/usr/sbin/policy-rc.d"
  printf 'force-unsafe-io\npath-exclude=/usr/share/doc/*\npath-exclude=/usr/share/man/*\n' \
    >"$root/etc/dpkg/dpkg.cfg.d/disposable"
  install -d "$root/etc/postgresql-common"
  printf 'create_main_cluster = false\n' >"$root/etc/postgresql-common/createcluster.conf"
}
