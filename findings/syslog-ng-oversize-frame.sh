#!/usr/bin/env bash
# One would guess: of an octet-counted message over log-msg-size() the rest is cut, as rsyslog does; or it is left out,
# since the count says where the next one begins.
# What happens: syslog-ng closes the connection at it. What stands before it is stored, it and all behind it are not,
# though they may have been written well. Sent again, the same message closes the next connection too. It is the count that is
# compared: 65,536, the default, is taken, and one more is not.
# Version: syslog-ng 3.38.1 (Debian 12), syslog() source. Source: measured before, run again here.
# What rests on it: the relay's profile `syslog-ng` shortens to 64 KiB, by default and not on demand.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/syslog-ng.sh"

# oversized NAME: one over the limit between two small ones, over a connection that the receiver is to close.
oversized() {
  exec 3<>"/dev/tcp/127.0.0.1/$port"
  {
    framed "<14>1 - host app - - - before-$1"
    framed "${largest}x"
    framed "<14>1 - host app - - - behind-$1"
  } >"$work/in"
  cat "$work/in" >&3 2>"$work/answer" || true
  # 124: still open. A reset is an end as good as an orderly one.
  timeout "$(answer_time)" cat <&3 >"$work/answer" 2>&1 || (($? != 124)) ||
    changed "the connection of the message over the limit stays open."
  exec 3>&-
  echo "closed by syslog-ng: connection $1"
}

answer_time() { echo $(($(seconds_left) < 20 ? $(seconds_left) : 20)); }

unpack_syslog_ng
header='<14>1 - host app - - - '
largest=$header$(text $((65536 - ${#header})))
# shellcheck disable=SC2016 # the receiver's own variables
start_syslog_ng '$MSG'
oversized first
oversized second
{
  framed "$largest"
  framed '<14>1 - host app - - - END-MARK'
} | send
stop_receiver

seen=$(awk '{ print (length($0) > 100 ? length($0) " bytes" : $0) }' "$work/out" | paste -sd,)
echo "stored: $seen"
[[ $seen == "before-first,before-second,$((65536 - ${#header})) bytes,END-MARK" ]] ||
  changed "expected the ones before, nothing of those behind, and the one of exactly 65,536 bytes."
echo "As described."
