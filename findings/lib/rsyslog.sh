# Shared by the findings about rsyslog: unpacks pinned Debian packages into a temporary folder that goes with the script,
# starts rsyslogd from there on a free loopback port, and ends it again. To be sourced; Debian 12 only.

work=$(mktemp -d)
daemon=

cleanup() {
  stop_rsyslog
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 3' INT TERM

# Not run is neither "as described" (0) nor "changed" (1).
cannot_run() {
  echo "COULD NOT BE RUN: $*" >&2
  exit 2
}

changed() {
  echo "CHANGED: $*" >&2
  exit 1
}

private_apt() {
  local command=$1
  shift
  "apt-$command" -qq -o Dir::State="$work/apt" -o Dir::State::lists="$work/apt/lists" \
    -o Dir::State::status=/var/lib/dpkg/status -o Dir::Cache="$work/apt/cache" -o APT::Sandbox::User="$(id -un)" "$@"
}

# unpack PACKAGE=VERSION ...
unpack() {
  local deb
  mkdir -p "$work/apt/lists/partial" "$work/apt/cache/archives/partial" "$work/debs" "$work/root"
  private_apt get update >"$work/apt/log" 2>&1 || cannot_run "apt-get update failed: $(tail -n 1 "$work/apt/log")"
  (cd "$work/debs" && private_apt get download "$@") >"$work/apt/log" 2>&1 ||
    cannot_run "the pinned packages cannot be had: $(tail -n 1 "$work/apt/log")"
  for deb in "$work"/debs/*.deb; do
    dpkg -x "$deb" "$work/root"
  done
  libraries=$(find "$work/root" -name '*.so.*' -printf '%h\n' | sort -u | paste -sd:)
  modules=$(dirname "$(find "$work/root" -name imptcp.so -print -quit)")
}

rsyslogd() {
  LD_LIBRARY_PATH=$libraries exec "$work/root/usr/sbin/rsyslogd" -M "$modules" "$@"
}

free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 12000))
    if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      echo "$port"
      return
    fi
  done
}

# start_rsyslog MODULE TEMPLATE: what comes in is written into $work/out by the template.
start_rsyslog() {
  port=$(free_port)
  : >"$work/out"
  cat >"$work/conf" <<TEXT
global(workDirectory="$work")
module(load="$1")
template(name="seen" type="string" string="$2\n")
ruleset(name="r") { action(type="omfile" file="$work/out" template="seen") }
input(type="$1" port="$port" address="127.0.0.1" ruleset="r")
TEXT
  (rsyslogd -n -f "$work/conf" -i "$work/pid") >"$work/log" 2>&1 &
  daemon=$!
  local tries
  for ((tries = 0; tries < 300; tries++)); do
    kill -0 "$daemon" 2>/dev/null || cannot_run "rsyslogd ended: $(tail -n 1 "$work/log")"
    if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      return
    fi
    sleep 0.1
  done
  cannot_run "rsyslogd does not listen."
}

stop_rsyslog() {
  [[ -n $daemon ]] || return 0
  kill "$daemon" 2>/dev/null || true
  wait "$daemon" 2>/dev/null || true
  daemon=
}

# text N: that many letters.
text() { printf '%*s' "$1" '' | tr ' ' x; }

# send: what stands on the standard input, over one connection. The last line is a mark; it returns once that is written.
send() {
  cat >"/dev/tcp/127.0.0.1/$port"
  local tries
  for ((tries = 0; tries < 300; tries++)); do
    ! grep -q END-MARK "$work/out" || return 0
    sleep 0.1
  done
  cannot_run "the last message was not written within 30 s."
}

# shellcheck disable=SC2034 # for the scripts that source this
rsyslog_packages=(rsyslog=8.2302.0-1+deb12u2 libestr0=0.1.11-1 libfastjson4=1.2304.0-1 liblognorm5=2.0.6-4)
