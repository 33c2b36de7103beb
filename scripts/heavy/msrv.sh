#!/usr/bin/env bash
# Builds the library with the oldest Rust that Cargo.toml declares, and the versions of Cargo.lock: with its default
# features, and with all of them. If that Rust cannot be installed, it prints NOT PROVED and passes.
set -euo pipefail
cd "$(dirname "$0")/../.."

say() { printf 'msrv: %s\n' "$*"; }

# A developer's own flags may be unknown to an older compiler.
export RUSTFLAGS=""

version=$(sed -n 's/^rust-version = "\(.*\)"$/\1/p' Cargo.toml | head -1)
[ -n "$version" ] || { say "Cargo.toml declares no rust-version" >&2; exit 1; }
case $version in *.*.*) toolchain=$version ;; *) toolchain=$version.0 ;; esac

if ! command -v rustup >/dev/null; then
  say "NOT PROVED: Rust $toolchain cannot be installed without rustup, which is not here"
  exit 0
fi
if ! rustc "+$toolchain" --version >/dev/null 2>&1; then
  say "installing Rust $toolchain"
  if ! rustup toolchain install "$toolchain" --profile minimal; then
    say "NOT PROVED: Rust $toolchain cannot be downloaded here"
    exit 0
  fi
fi

say "building the library with Rust $toolchain and its default features"
cargo "+$toolchain" build --package unanimous --lib --locked
say "building the library with Rust $toolchain and all features"
cargo "+$toolchain" build --package unanimous --lib --locked --all-features
say "proved: the library builds with Rust $toolchain"
