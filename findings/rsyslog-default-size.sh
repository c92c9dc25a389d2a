#!/usr/bin/env bash
# One would guess: rsyslog's documented default of "8k" for a message is 8,192 bytes, as it is when "8k" is written out.
# What happens: the default is 8,096 bytes. Of an octet-counted message of 8,192 bytes the first 8,096 are written as one
# message, the next byte is gone, and the other 95 follow as a message of their own, without a header.
# Version: rsyslog 8.2302.0 (Debian 12), imtcp. Source: measured before, run again here.
# What rests on it: the relay's profile `rsyslog` shortens to 8,096 bytes and not to 8,192.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/rsyslog.sh"

unpack_rsyslog
start_rsyslog imtcp '%rawmsg%'
{
  for size in 8096 8192; do
    framed "<14>1 - host app - - - $(text $((size - 23)))"
  done
  framed '<14>1 - host app - - - END-MARK=='
} | send
stop_receiver

seen=$(awk '{ printf "%s%d", (NR > 1 ? " " : ""), length($0) }' "$work/out")
echo "sent, in bytes:    8096 8192 33"
echo "written, in bytes: $seen"
[[ $seen == "8096 8096 95 33" ]] || changed "expected 8096, then 8096 and a rest of 95, then 33."
echo "As described."
