# Shared by all findings: unpacks pinned Debian packages into a temporary folder that goes with the script, starts a
# receiver from there on a free loopback port, and ends it again. To be sourced; Debian 12 only. Whatever it waits for, it
# waits no longer than until $limit, in seconds from the start.

work=$(mktemp -d)
daemon=
limit=100

cleanup() {
  stop_receiver
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

# Never 0, which timeout and read take for no limit and for no waiting at all.
seconds_left() { echo $((SECONDS < limit ? limit - SECONDS : 1)); }

private_apt() {
  local command=$1
  shift
  timeout --kill-after=5 "$(seconds_left)" "apt-$command" -qq -o Dir::State="$work/apt" \
    -o Dir::State::lists="$work/apt/lists" -o Dir::State::status=/var/lib/dpkg/status -o Dir::Cache="$work/apt/cache" \
    -o APT::Sandbox::User="$(id -un)" "$@"
}

# What stands after 124 of timeout, and otherwise apt's own last words.
apt_error() { if (($1 == 124)); then echo "no answer within $limit s"; else tail -n 1 "$work/apt/log"; fi; }

# unpack PACKAGE=VERSION ...: one without a version is a library of the system's own, needed only where it is lacking.
unpack() {
  local package deb wanted=()
  command -v apt-get >/dev/null || cannot_run "there is no apt-get."
  for package; do
    [[ $package != *=* && -n $(dpkg-query -W -f '${Version}' "$package" 2>/dev/null) ]] || wanted+=("$package")
  done
  mkdir -p "$work/apt/lists/partial" "$work/apt/cache/archives/partial" "$work/debs" "$work/root"
  private_apt get update >"$work/apt/log" 2>&1 || cannot_run "apt-get update failed: $(apt_error $?)"
  (cd "$work/debs" && private_apt get download "${wanted[@]}") >"$work/apt/log" 2>&1 ||
    cannot_run "the pinned packages cannot be had: $(apt_error $?)"
  for deb in "$work"/debs/*.deb; do
    dpkg -x "$deb" "$work/root"
  done
  libraries=$(find "$work/root" -name '*.so.*' -printf '%h\n' | sort -u | paste -sd:)
}

# modules_beside NAME: the folder of the unpacked module of that name.
modules_beside() { dirname "$(find "$work/root" -name "$1" -print -quit)"; }

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

# start_receiver COMMAND ...: returns once it listens on $port.
start_receiver() {
  : >"$work/out"
  ("$@") >"$work/log" 2>&1 &
  daemon=$!
  while ((SECONDS < limit)); do
    kill -0 "$daemon" 2>/dev/null || cannot_run "$1 ended: $(tail -n 1 "$work/log")"
    if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      return
    fi
    sleep 0.1
  done
  cannot_run "$1 does not listen: $(tail -n 1 "$work/log")"
}

stop_receiver() {
  [[ -n $daemon ]] || return 0
  local tries
  kill "$daemon" 2>/dev/null || true
  for ((tries = 0; tries < 50; tries++)); do
    kill -0 "$daemon" 2>/dev/null || break
    sleep 0.1
  done
  kill -KILL "$daemon" 2>/dev/null || true
  wait "$daemon" 2>/dev/null || true
  daemon=
}

# text N: that many letters.
text() { printf '%*s' "$1" '' | tr ' ' x; }

# framed MESSAGE: behind its octet count. (Bytes, since all that the findings send is ASCII.)
framed() { printf '%d %s' "${#1}" "$1"; }

# send: what stands on the standard input, over one connection. The last message holds END-MARK; it returns once that is
# written.
send() {
  timeout "$(seconds_left)" cat >"/dev/tcp/127.0.0.1/$port" || cannot_run "the receiver did not take all in time."
  wait_for END-MARK
}

# wait_for TEXT: until it is in what the receiver wrote.
wait_for() {
  while ((SECONDS < limit)); do
    ! grep -qaF "$1" "$work/out" || return 0
    sleep 0.1
  done
  cannot_run "the last message was not written in time."
}
