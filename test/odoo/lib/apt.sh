# shellcheck shell=bash
# Debian's packages: installed on the machine, or only downloaded.

# The packages that dpkg does not have, asked of dpkg and not of a marker:
# a cache may outlive the machine it was filled on.
missing_packages() {
  local installed
  installed="$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "$@" 2>/dev/null || true)"
  printf '%s\n' "$@" | grep -vxF -f <(sed -n 's/ installed$//p' <<<"$installed") || true
}

install_packages() {
  local missing
  mapfile -t missing < <(missing_packages "$@")
  [ "${#missing[@]}" -gt 0 ] || return 0
  # Completes what an interrupted installation left half configured.
  dpkg --configure -a
  apt_get_with_lists --yes --no-install-recommends --fix-broken install "${missing[@]}"
}

# Package lists are fetched only when the present ones (or none) do not do.
apt_get_with_lists() {
  apt_get "$@" || { apt_get update && apt_get "$@"; }
}

apt_get() {
  DEBIAN_FRONTEND=noninteractive apt-get --quiet --option DPkg::Lock::Timeout=300 \
    --option APT::Sandbox::User=root --option Dpkg::Use-Pty=0 "$@"
}

# The mirror this machine gets Debian from.
debian_mirror() {
  local mirror
  mirror="$(apt-get indextargets --format "\$(REPO_URI)" \
    "Created-By: Packages" "Release: $(os_release VERSION_CODENAME)" "Component: main" 2>/dev/null | head -n 1)"
  printf '%s' "${mirror:-http://deb.debian.org/debian}"
}

# fetch_from_suite SUITE PACKAGE...: the .deb files into the current folder, by
# lists of its own, so that the machine's apt never hears of the suite.
fetch_from_suite() {
  local suite="$1" own options keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  shift
  own="$PWD/$suite"
  mkdir -p "$own/lists/partial" "$own/cache/archives/partial"
  [ -f "$keyring" ] && keyring="[signed-by=$keyring]" || keyring=""
  printf 'deb %s %s %s main\n' "$keyring" "$(debian_mirror)" "$suite" >"$own/sources.list"
  options=(--option "Dir::Etc::sourcelist=$own/sources.list" --option Dir::Etc::sourceparts=-
    --option "Dir::State::Lists=$own/lists" --option "Dir::Cache=$own/cache"
    --option Acquire::Check-Valid-Until=false --option Acquire::Languages=none)
  apt_get "${options[@]}" update
  apt_get "${options[@]}" download "$@"
}
