#!/usr/bin/env bash
# Builds ActorRelay and proves that it works. Needs the .NET 10 SDK and, for the tests with real receivers, a Debian or
# Ubuntu that reaches its package sources. Installs nothing and needs no root.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
receivers=$root/.receivers
apt=$receivers/apt
results=$root/artifacts/test-results
cd "$root"

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

usage() {
  cat <<'TEXT'
usage: ./build.sh [TARGET]

  test       receivers, build, format, then every test but the long ones (the default);
             at most 45 minutes on 2 cores
  long       the same with the long tests too
  build      restores and builds everything, Release
  format     fails when `dotnet format` would change something
  docs       writes the tables of settings in README.md and docs/settings.md again, from hocon/relay.hocon
  receivers  unpacks rsyslog and syslog-ng into .receivers/, for the tests to start
TEXT
}

say() { printf '\n== %s\n' "$*"; }
warn() { printf 'build.sh: %s\n' "$*" >&2; }
die() {
  warn "$@"
  exit 1
}

# apt with lists and cache of its own: no root, and the machine's own lists stay as they are.
private_apt_get() {
  apt-get -qq -o Dir::State="$apt/state" -o Dir::State::lists="$apt/lists" -o Dir::State::status=/var/lib/dpkg/status \
    -o Dir::Cache="$apt/cache" -o APT::Sandbox::User="$(id -un)" "$@"
}

# The package, then what it needs and this machine lacks. (An upgrade is no lack, and libc must stay the machine's own.)
needed_for() {
  echo "$1"
  private_apt_get --simulate --no-install-recommends install "$1" |
    awk -v package="$1" '$1 == "Inst" && $2 != package && $2 !~ /^libc6/ && $3 !~ /^\[/ { print $2 }'
}

# The two daemons conflict as installed packages; unpacked into folders of their own they do not.
unpack() {
  local package=$1 folder=$receivers/$2 downloads=$apt/$2 list deb
  list=$(needed_for "$package")
  rm -rf "$folder" "$downloads"
  mkdir -p "$folder" "$downloads"
  # shellcheck disable=SC2086 # a list of names
  (cd "$downloads" && private_apt_get download $list)
  for deb in "$downloads"/*.deb; do
    dpkg -x "$deb" "$folder"
  done
}

# A command that starts the daemon with the libraries and modules unpacked beside it: .receivers/bin/NAME.
link() {
  local name=$1 folder=$receivers/$2 modules_option=$3 module=$4 libraries modules
  libraries=$(find "$folder" -name '*.so.*' -printf '%h\n' | sort -u | paste -sd:)
  modules=$(dirname "$(find "$folder" -name "$module" -print -quit)")
  mkdir -p "$receivers/bin"
  cat >"$receivers/bin/$name" <<TEXT
#!/bin/sh
LD_LIBRARY_PATH='$libraries' exec '$folder/usr/sbin/$name' $modules_option '$modules' "\$@"
TEXT
  chmod +x "$receivers/bin/$name"
}

fetch_packages() {
  private_apt_get update
  unpack rsyslog rsyslog
  link rsyslogd rsyslog -M imptcp.so
  unpack syslog-ng-core syslog-ng
  link syslog-ng syslog-ng --module-path libafsocket.so
}

receivers_start() {
  "$receivers/bin/rsyslogd" -v && "$receivers/bin/syslog-ng" --version
}

fetch_receivers() {
  if receivers_start >/dev/null 2>&1; then
    return
  fi
  if ! command -v apt-get >/dev/null || ! command -v dpkg >/dev/null; then
    warn "rsyslog and syslog-ng are fetched as Debian packages, and this is neither Debian nor Ubuntu."
    return 1
  fi
  say "fetching rsyslog and syslog-ng into .receivers"
  mkdir -p "$apt/state" "$apt/lists/partial" "$apt/cache/archives/partial"
  # A function called in a condition runs without `set -e`, so the work is a process of its own.
  if ! "$root/build.sh" unpack-receivers >"$apt/log" 2>&1; then
    cat "$apt/log" >&2
    warn "rsyslog and syslog-ng could not be fetched: can apt-get reach this machine's package sources?"
    return 1
  fi
  if ! receivers_start >"$apt/log" 2>&1; then
    cat "$apt/log" >&2
    warn "rsyslog and syslog-ng were unpacked but do not start."
    return 1
  fi
  rm -rf "$apt"
}

receivers_or_less() {
  if fetch_receivers; then
    return
  fi
  if [[ ${CI:-} == true ]]; then
    die "without them this run would prove too little."
  fi
  warn "going on: the tests that need them are skipped."
}

build() {
  command -v dotnet >/dev/null || die "the .NET 10 SDK is missing: https://dotnet.microsoft.com/download"
  say "build"
  dotnet restore
  dotnet build --configuration Release --no-restore
}

format() {
  say "format"
  dotnet format --verify-no-changes --no-restore || die "run 'dotnet format' and commit what it changes."
}

docs() {
  say "docs"
  ACTORRELAY_UPDATE_DOCS=1 dotnet test --configuration Release tests/ActorRelay.Tests \
    --filter 'FullyQualifiedName~SettingsTableSpecs'
}

run_tests() {
  say "tests"
  rm -rf "$results"
  dotnet test --configuration Release --no-build --logger trx --results-directory "$results" \
    --blame-hang-timeout 15m --blame-hang-dump-type none "$@"
}

case ${1:-test} in
  test)
    receivers_or_less
    build
    format
    run_tests --filter 'Category!=Long'
    ;;
  long)
    receivers_or_less
    build
    format
    run_tests
    ;;
  build) build ;;
  format) format ;;
  docs) docs ;;
  receivers) fetch_receivers ;;
  unpack-receivers) fetch_packages ;; # for fetch_receivers
  -h | --help | help) usage ;;
  *)
    usage >&2
    exit 2
    ;;
esac
