#!/usr/bin/env bash
# One would guess: mmpstrucdata keeps all values of a PARAM-NAME that an element has more than once, as an array perhaps:
# RFC 5424 has such an element among its own ("origin" with two "ip").
# What happens: only the last value is kept, and nothing is said. %structured-data% still has both.
# Version: rsyslog 8.2302.0 (Debian 12), mmpstrucdata. Source: measured before, run again here; RFC 5424, section 7.2.1.
# What rests on it: payload = "structured-data" has no name twice, in any case of letters, and a list is one value.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/rsyslog.sh"

unpack_rsyslog
start_rsyslog imtcp '%msg%: %structured-data% is read as %$!rfc5424-sd%' mmpstrucdata
{
  framed '<14>1 - host app - - [origin software="app" ip="192.0.2.1" ip="192.0.2.129"] sent'
  framed '<14>1 - host app - - - END-MARK'
} | send
stop_receiver

grep -F sent "$work/out" || true
grep -qF '[origin software="app" ip="192.0.2.1" ip="192.0.2.129"]' "$work/out" ||
  changed "%structured-data% is not as sent."
grep -qF '{ "origin": { "software": "app", "ip": "192.0.2.129" } }' "$work/out" ||
  changed "expected the last of the two values and nothing of the first."
echo "As described."
