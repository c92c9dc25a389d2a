#!/usr/bin/env bash
# One would guess: a fraction of a second with more than six digits is cut to six, or the time is refused.
# What happens: imtcp's RFC 5424 parser takes it, and rsyslog writes another time: seven digits come out as one byte that is
# no digit, and nine digits (one nanosecond) as thousandths of a second. Six digits come out as sent.
# Version: rsyslog 8.2302.0 (Debian 12). Source: run here; RFC 5424 allows one to six digits.
# What rests on it: no header that the relay writes has more than six fraction digits, though records may have nine.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/rsyslog.sh"

unpack "${rsyslog_packages[@]}"
(rsyslogd -v) | head -n 1

start_rsyslog imtcp '%timestamp:::date-rfc3339% %msg%'
for fraction in 123456 1234567 000000001; do
  printf '<14>1 2026-01-02T03:04:05.%sZ host app - - - sent-%s\n' "$fraction" "$fraction"
done >"$work/in"
printf '<14>1 2026-01-02T03:04:05Z host app - - - END-MARK\n' >>"$work/in"
send <"$work/in"
stop_rsyslog

LC_ALL=C cat -v "$work/out"
LC_ALL=C grep -aqF '05.123456Z sent-123456' "$work/out" || changed "six digits do not come out as sent."
! LC_ALL=C grep -aqE '05\.[0-9]+Z sent-1234567' "$work/out" || changed "seven digits come out as digits."
LC_ALL=C grep -aqF '05.001Z sent-000000001' "$work/out" || changed "a nanosecond is no longer written as a millisecond."
echo "As described."
