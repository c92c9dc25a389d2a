#!/usr/bin/env bash
# One would guess: of a time with more than six fraction digits the rest is cut, or the time is refused.
# What happens: rsyslog takes it and writes another time: seven digits (.NET's "o") come out as one byte that is no digit,
# and nine digits, one nanosecond, as one millisecond. Six digits come out as sent.
# The input is valid: the header is the one that rsyslog's own forward format writes, with a time by RFC 3339, which has
# any number of fraction digits. (RFC 5424 allows six; there the same is seen.)
# Version: rsyslog 8.2302.0 (Debian 12), imtcp. Source: measured before, run again here; RFC 3339, section 5.6.
# What rests on it: no header that the relay writes has more than six fraction digits, though records may have nine.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/rsyslog.sh"

unpack_rsyslog
start_rsyslog imtcp '%timestamp:::date-rfc3339% %msg%'
{
  for fraction in 123456 1234567 000000001; do
    printf '<14>2026-01-02T03:04:05.%sZ host app: sent-%s\n' "$fraction" "$fraction"
  done
  printf '<14>2026-01-02T03:04:05Z host app: END-MARK\n'
} | send
stop_receiver

LC_ALL=C cat -v "$work/out"
seen() { LC_ALL=C grep -aqE "^2026-01-02T03:04:05\.$1Z +sent-$2\$" "$work/out"; }
seen 123456 123456 || changed "six digits do not come out as sent."
! seen '[0-9]+' 1234567 || changed "seven digits come out as digits."
seen 001 000000001 || changed "a nanosecond is not written as a millisecond."
echo "As described."
