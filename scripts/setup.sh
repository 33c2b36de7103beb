#!/usr/bin/env bash
# Installs missing tools and prints each step. Tools that are already installed are skipped.
#
#   scripts/setup.sh build     for a build: the wasm target, wasm-bindgen, npm packages
#   scripts/setup.sh test      for the tests: those for a build, and cargo-deny, wasm-pack, Chromium, ChromeDriver,
#                              redis-server, postgresql, openssl, valgrind
#   scripts/setup.sh heavy     for `make test-heavy`: those for a build, and cargo-hack and the target wasm32-wasip1
#   scripts/setup.sh notices   for `make notices`: cargo-about
set -euo pipefail
cd "$(dirname "$0")/.."

as_root=$([ "$(id -u)" = 0 ] || echo sudo)
say() { printf 'setup: %s\n' "$*"; }
have() { command -v "$1" >/dev/null 2>&1; }
need() {
  have "$1" && return
  say "$1 is not installed: $2" >&2
  exit 1
}

need cargo "install Rust 1.88 or later from https://rustup.rs or from the packages of your system"
need node "install Node 20 or later from https://nodejs.org or from the packages of your system"
need npm "it comes with Node, or in a package of its own"
PATH="${CARGO_HOME:-$HOME/.cargo}/bin:$PATH"

# Without rustup, the target must come from the system's packages.
rust_target() {
  if have rustup && ! rustup target list --installed | grep -qx "$1"; then
    say "adding the Rust target $1"
    rustup target add "$1"
  fi
}

# Cargo subcommands, each in one version, so that all machines say the same: cargo_tool NAME VERSION MINUTES [OPTION …]
cargo_tool() {
  [ "$(cargo "${1#cargo-}" --version 2>/dev/null)" = "$1 $2" ] && return
  say "installing $1 $2 (about $3 minutes)"
  cargo install --quiet --locked "$1" --version "$2" "${@:4}"
}

if [ "${1:-build}" = notices ]; then
  cargo_tool cargo-about 0.9.3 4 --features cli
  exit 0
fi

rust_target wasm32-unknown-unknown

# The wasm-bindgen CLI must have the same version as the crate in Cargo.lock.
version=$(sed -n '/^name = "wasm-bindgen"$/{n;s/^version = "\(.*\)"$/\1/p}' Cargo.lock)
if [ "$(wasm-bindgen --version 2>/dev/null)" != "wasm-bindgen $version" ]; then
  say "installing wasm-bindgen-cli $version (about 5 minutes)"
  cargo install --quiet wasm-bindgen-cli --version "$version"
fi

if ! cmp -s package-lock.json node_modules/.installed-lock; then
  say "installing npm packages"
  npm ci --no-audit --no-fund --loglevel=error
  cp package-lock.json node_modules/.installed-lock
fi

if [ "${1:-build}" = heavy ]; then
  rust_target wasm32-wasip1
  cargo_tool cargo-hack 0.6.46 2
fi

[ "${1:-build}" = test ] || exit 0

cargo_tool cargo-deny 0.20.2 5

if ! have wasm-pack; then
  say "installing wasm-pack (about 2 minutes)"
  cargo install --quiet wasm-pack --version 0.15.1
fi

apt_install() {
  need apt-get "install $* by the package manager of your system"
  say "installing $*"
  $as_root apt-get update -qq
  DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq "$@" >/dev/null
}

if ! { have chromium || have google-chrome; } || ! have chromedriver; then
  apt_install chromium chromium-driver
fi

if ! have redis-server; then
  # The tests start their own servers on free ports. Masking the service keeps Debian from starting another one.
  if have systemctl; then $as_root systemctl mask --quiet redis-server.service || true; fi
  apt_install redis-server
fi

# Debian keeps the server's programs out of the path, in a folder for each version.
if ! { have initdb || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; }; then
  # The tests start their own servers on free ports. This keeps Debian from creating and starting another one.
  apt_install postgresql-common
  $as_root sed -i 's/^#* *create_main_cluster .*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf
  apt_install postgresql
fi

have openssl || apt_install openssl
have valgrind || apt_install valgrind
