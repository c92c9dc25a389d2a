#!/usr/bin/env bash
# Builds ActorRelay and proves that it works. Needs the .NET 10 SDK and, for the tests with real receivers, PostgreSQL and
# Prometheus, a Debian or Ubuntu that reaches its package sources. Installs nothing and needs no root.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
receivers=$root/.receivers
postgresql=$root/.postgresql
prometheus=$root/.prometheus
parsers=$root/.parsers
apt=$root/artifacts/apt
results=$root/artifacts/test-results
cd "$root"

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

usage() {
  cat <<'TEXT'
usage: ./build.sh [TARGET]

  test        receivers, postgresql, prometheus, parsers, build, format, then every test but the long ones (the default);
              at most 45 minutes on 2 cores
  long        the same with the long tests too, and 3,000,000 random lines (ACTORRELAY_PROPERTY_CASES) instead of 200,000
  build       restores and builds everything, Release
  publish     the program with the .NET runtime, for Linux on x64, in artifacts/publish/: deploy/README.md installs it
  format      fails when `dotnet format` would change something
  docs        writes the tables of settings in README.md and docs/settings.md again, from hocon/relay.hocon, and that of
              metrics in docs/metrics.md
  receivers   unpacks rsyslog and syslog-ng into .receivers/, for the tests to start
  postgresql  unpacks PostgreSQL into .postgresql/, for the tests to start
  prometheus  unpacks Prometheus into .prometheus/, for the tests to start
  parsers     unpacks readers of CEF and LEEF into .parsers/, for the tests to ask; needs Node.js and npm
TEXT
}

say() { printf '\n== %s\n' "$*"; }
warn() { printf 'build.sh: %s\n' "$*" >&2; }
die() {
  warn "$@"
  exit 1
}

# apt with lists and cache of its own: no root, and the machine's own lists stay as they are.
private_apt() {
  local command=$1
  shift
  "apt-$command" -qq -o Dir::State="$apt/state" -o Dir::State::lists="$apt/lists" -o Dir::State::status=/var/lib/dpkg/status \
    -o Dir::Cache="$apt/cache" -o APT::Sandbox::User="$(id -un)" "$@"
}

# The package, then what it needs and this machine lacks. (An upgrade is no lack, and libc must stay the machine's own.)
needed_for() {
  echo "$1"
  private_apt get --simulate --no-install-recommends install "$1" |
    awk -v package="$1" '$1 == "Inst" && $2 != package && $2 !~ /^libc6/ && $3 !~ /^\[/ { print $2 }'
}

# unpack FOLDER PACKAGE...: each into a folder of its own, for the two receivers conflict as installed packages, unpacked they do not.
unpack() {
  local folder=$1 downloads=$apt/$2 list deb package
  shift
  list=$(for package in "$@"; do needed_for "$package"; done | sort -u)
  rm -rf "$folder" "$downloads"
  mkdir -p "$folder" "$downloads"
  # shellcheck disable=SC2086 # a list of names
  (cd "$downloads" && private_apt get download $list)
  for deb in "$downloads"/*.deb; do
    dpkg -x "$deb" "$folder"
  done
}

# Where the libraries are that were unpacked.
libraries_in() {
  find "$1" -name '*.so.*' -printf '%h\n' | sort -u | paste -sd:
}

# A command that starts the daemon with the libraries and modules unpacked beside it: .receivers/bin/NAME.
link_receiver() {
  local name=$1 folder=$receivers/$2 modules_option=$3 module=$4 modules
  modules=$(dirname "$(find "$folder" -name "$module" -print -quit)")
  mkdir -p "$receivers/bin"
  cat >"$receivers/bin/$name" <<TEXT
#!/bin/sh
LD_LIBRARY_PATH='$(libraries_in "$folder")' exec '$folder/usr/sbin/$name' $modules_option '$modules' "\$@"
TEXT
  chmod +x "$receivers/bin/$name"
}

# The same for .postgresql/bin/NAME. PostgreSQL refuses to run as root, so there it is `nobody` in a user namespace: to
# the kernel still root, and what it writes is the caller's own.
link_postgresql() {
  local name=$1 program
  program=$(find "$postgresql/usr/lib/postgresql" -path "*/bin/$name" -print -quit)
  mkdir -p "$postgresql/bin"
  cat >"$postgresql/bin/$name" <<TEXT
#!/bin/sh
nobody=
[ "\$(id -u)" != 0 ] || nobody='unshare --user --map-user=65534 --map-group=65534'
LD_LIBRARY_PATH='$(libraries_in "$postgresql")' exec \$nobody '$program' "\$@"
TEXT
  chmod +x "$postgresql/bin/$name"
}

unpack_receivers() {
  private_apt get update
  unpack "$receivers/rsyslog" rsyslog rsyslog-openssl rsyslog-gnutls rsyslog-relp
  link_receiver rsyslogd rsyslog -M imptcp.so
  unpack "$receivers/syslog-ng" syslog-ng-core
  link_receiver syslog-ng syslog-ng --module-path libafsocket.so
}

unpack_postgresql() {
  private_apt get update
  # `postgresql` has nothing in it but the name of the one with the version.
  unpack "$postgresql" "$(private_apt cache depends postgresql | grep -o 'postgresql-[0-9]*' | head -n 1)"
  link_postgresql initdb
  link_postgresql postgres
}

# The package has its web pages elsewhere, as links; the tests need none of them.
unpack_prometheus() {
  private_apt get update
  unpack "$prometheus" prometheus
  mkdir -p "$prometheus/bin"
  ln -sf ../usr/bin/prometheus ../usr/bin/promtool "$prometheus/bin/"
}

# Readers of CEF and LEEF that others wrote: liblognorm, which rsyslog's mmnormalize is, and nsyslog-parser for Node.js.
unpack_parsers() {
  private_apt get update
  unpack "$parsers/liblognorm" liblognorm-utils
  mkdir -p "$parsers/bin"
  cat >"$parsers/bin/lognormalizer" <<TEXT
#!/bin/sh
LD_LIBRARY_PATH='$(libraries_in "$parsers/liblognorm")' exec '$parsers/liblognorm/usr/bin/lognormalizer' "\$@"
TEXT
  chmod +x "$parsers/bin/lognormalizer"
  mkdir -p "$parsers/nsyslog-parser"
  (cd "$parsers/nsyslog-parser" && npm pack --silent nsyslog-parser@0.10.1 && tar xzf nsyslog-parser-0.10.1.tgz --strip-components 1)
}

parsers_start() {
  [[ -x $parsers/bin/lognormalizer ]] && node -e "require('$parsers/nsyslog-parser')"
}

receivers_start() {
  "$receivers/bin/rsyslogd" -v && "$receivers/bin/syslog-ng" --version &&
    find "$receivers" -name lmnsd_ossl.so | grep -q . && find "$receivers" -name lmnsd_gtls.so | grep -q .
}

postgresql_starts() {
  "$postgresql/bin/initdb" --version && "$postgresql/bin/postgres" --version
}

prometheus_starts() {
  "$prometheus/bin/prometheus" --version && "$prometheus/bin/promtool" --version
}

# fetch WHAT STARTS FOLDER TARGET
fetch() {
  local what=$1 starts=$2 folder=$3 target=$4
  if "$starts" >/dev/null 2>&1; then
    return
  fi
  if ! command -v apt-get >/dev/null || ! command -v dpkg >/dev/null; then
    warn "$what comes as Debian packages, and this is neither Debian nor Ubuntu."
    return 1
  fi
  say "fetching $what into $folder"
  mkdir -p "$apt/state" "$apt/lists/partial" "$apt/cache/archives/partial"
  # A function called in a condition runs without `set -e`, so the work is a process of its own.
  if ! "$root/build.sh" "$target" >"$apt/log" 2>&1; then
    cat "$apt/log" >&2
    warn "$what could not be fetched: can apt-get reach this machine's package sources?"
    return 1
  fi
  if ! "$starts" >"$apt/log" 2>&1; then
    cat "$apt/log" >&2
    warn "$what: unpacked, but it does not start."
    rm -rf "${root:?}/$folder"
    return 1
  fi
  rm -rf "$apt"
}

fetch_receivers() { fetch "rsyslog and syslog-ng" receivers_start .receivers unpack-receivers; }
fetch_postgresql() { fetch "PostgreSQL" postgresql_starts .postgresql unpack-postgresql; }
fetch_parsers() { fetch "parsers of CEF and LEEF" parsers_start .parsers unpack-parsers; }
fetch_prometheus() { fetch "Prometheus" prometheus_starts .prometheus unpack-prometheus; }

or_less() {
  if "$@"; then
    return
  fi
  if [[ ${CI:-} == true ]]; then
    die "without it this run would prove too little."
  fi
  warn "going on: the tests that need it are skipped."
}

# Whether the package for pbm restores here, found out once: PetabridgeCmd.props says it to every build from then on.
probe_pbm() {
  local probe=$root/artifacts/probe-pbm version props=$root/PetabridgeCmd.props
  if [[ ! -e $props ]]; then
    version=$(sed -n 's/.*"Petabridge.Cmd.Host" Version="\([^"]*\)".*/\1/p' Directory.Packages.props)
    mkdir -p "$probe"
    cat >"$probe/probe.csproj" <<TEXT
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
    <ManagePackageVersionsCentrally>false</ManagePackageVersionsCentrally>
  </PropertyGroup>
  <ItemGroup><PackageReference Include="Petabridge.Cmd.Host" Version="$version" /></ItemGroup>
</Project>
TEXT
    if dotnet restore "$probe/probe.csproj" >"$probe/log" 2>&1; then
      echo '<Project><PropertyGroup><PetabridgeCmd>true</PetabridgeCmd></PropertyGroup></Project>' >"$props"
    elif grep -q NU1101 "$probe/log"; then
      echo '<Project><PropertyGroup><PetabridgeCmd>false</PetabridgeCmd></PropertyGroup></Project>' >"$props"
    fi
    rm -rf "$probe"
  fi
  if grep -qs '<PetabridgeCmd>true<' "$props"; then
    echo "pbm: Petabridge.Cmd.Host restores here, so the door for pbm is built in"
  else
    echo "pbm: Petabridge.Cmd.Host does not restore here, so there is no door for pbm; its source is compiled against signatures," \
      "for the tests (remove PetabridgeCmd.props to try again)"
  fi
}

build() {
  command -v dotnet >/dev/null || die "the .NET 10 SDK is missing: https://dotnet.microsoft.com/download"
  say "build"
  probe_pbm
  dotnet restore
  dotnet build --configuration Release --no-restore
}

# All that a machine without .NET needs. Settings' reference and samples are in the program.
publish() {
  command -v dotnet >/dev/null || die "the .NET 10 SDK is missing: https://dotnet.microsoft.com/download"
  say "publish into artifacts/publish"
  probe_pbm
  rm -rf artifacts/publish
  dotnet publish src/ActorRelay --configuration Release --runtime linux-x64 --self-contained --output artifacts/publish
}

format() {
  say "format"
  dotnet format --verify-no-changes --no-restore || die "run 'dotnet format' and commit what it changes."
}

docs() {
  say "docs"
  ACTORRELAY_UPDATE_DOCS=1 dotnet test --configuration Release tests/ActorRelay.Tests \
    --filter 'FullyQualifiedName~SettingsTableSpecs|FullyQualifiedName~MetricsTableSpecs'
}

run_tests() {
  say "tests"
  rm -rf "$results"
  # Under nohup SIGHUP is ignored, by the relays that the tests start too, and then those that send it wait in vain.
  local heard=()
  if env --default-signal=HUP true 2>/dev/null; then
    heard=(env --default-signal=HUP)
  fi
  "${heard[@]}" dotnet test --configuration Release --no-build --logger trx --results-directory "$results" \
    --blame-hang-timeout 15m --blame-hang-dump-type none "$@"
}

case ${1:-test} in
  test)
    or_less fetch_receivers
    or_less fetch_postgresql
    or_less fetch_prometheus
    or_less fetch_parsers
    build
    or_less publish
    format
    run_tests --filter 'Category!=Long'
    ;;
  long)
    or_less fetch_receivers
    or_less fetch_postgresql
    or_less fetch_prometheus
    or_less fetch_parsers
    build
    or_less publish
    format
    export ACTORRELAY_PROPERTY_CASES=${ACTORRELAY_PROPERTY_CASES:-3000000}
    run_tests
    ;;
  build) build ;;
  publish) publish ;;
  format) format ;;
  docs) docs ;;
  receivers) fetch_receivers ;;
  postgresql) fetch_postgresql ;;
  prometheus) fetch_prometheus ;;
  parsers) fetch_parsers ;;
  unpack-receivers) unpack_receivers ;; # for fetch
  unpack-postgresql) unpack_postgresql ;;
  unpack-prometheus) unpack_prometheus ;;
  unpack-parsers) unpack_parsers ;;
  -h | --help | help) usage ;;
  *)
    usage >&2
    exit 2
    ;;
esac
