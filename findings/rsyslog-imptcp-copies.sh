#!/usr/bin/env bash
# One would guess: a line over the limit is cut once, or split into as many messages as it fills.
# What happens: imptcp with line feeds writes the first L bytes (L = maxMessageSize) again for each byte from the L-th on:
# a line of n bytes becomes n - L + 1 messages, all the same. One byte over the limit makes two of one.
# Version: rsyslog 8.2302.0 (Debian 12). Source: run here; nothing else was read for it.
# What rests on it: the relay's profile `rsyslog` frames by octet counting, and shortens below the Receiver's limit.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/rsyslog.sh"

unpack "${rsyslog_packages[@]}"
(rsyslogd -v) | head -n 1

limit=8096
for size in 8096 8097 8192 10000; do
  start_rsyslog imptcp '%rawmsg%'
  printf '<14>1 - host app - - - %s\n<14>1 - host app - - - END-MARK\n' "$(text $((size - 23)))" >"$work/in"
  send <"$work/in"
  stop_rsyslog
  copies=$(grep -cvF END-MARK "$work/out")
  lengths=$(grep -vF END-MARK "$work/out" | awk '{ print length($0) }' | sort -u | paste -sd' ')
  echo "a line of $size bytes: written $copies times, lengths $lengths"
  [[ $copies == $((size - limit + 1)) && $lengths == "$limit" ]] ||
    changed "expected $((size - limit + 1)) messages of $limit bytes."
done
echo "As described."
