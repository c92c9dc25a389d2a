#!/usr/bin/env bash
# One would guess: a line over the limit is cut once, or split into as many messages as it fills.
# What happens: imptcp with line feeds writes the first L bytes (L = maxMessageSize) again for each byte from the L-th on:
# a line of n bytes becomes n - L + 1 messages, all the same. One byte over the limit makes two of one.
# Version: rsyslog 8.2302.0 (Debian 12); the newest source reads as if it were mended. Source: measured before, run again
# here.
# What rests on it: the relay's profile `rsyslog` frames by octet counting, and shortens to the Receiver's limit.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/rsyslog.sh"

unpack_rsyslog
limit_in_bytes=8096
for size in 8096 8097 8100; do
  start_rsyslog imptcp '%rawmsg%'
  printf '<14>1 - host app - - - %s\n<14>1 - host app - - - END-MARK\n' "$(text $((size - 23)))" | send
  stop_receiver
  copies=$(grep -cvF END-MARK "$work/out" || true)
  lengths=$(awk '!/END-MARK/ { print length($0) }' "$work/out" | sort -u | paste -sd' ')
  expected=$((size - limit_in_bytes + 1))
  echo "a line of $size bytes: written $copies times, lengths $lengths"
  [[ $copies == "$expected" && $lengths == "$limit_in_bytes" ]] ||
    changed "expected $expected messages of $limit_in_bytes bytes."
done
echo "As described."
