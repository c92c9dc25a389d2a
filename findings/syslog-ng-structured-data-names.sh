#!/usr/bin/env bash
# One would guess: structured data that RFC 5424 allows comes out of syslog-ng's $SDATA as it went in.
# What happens: a dot in a PARAM-NAME moves what stands before it into the SD-ID: there is an element of a name that
# nobody sent, and the one that was sent is there twice, which the RFC forbids. Of a name that an element has more than
# once only the last value is kept. Neither is said.
# Version: syslog-ng 3.38.1 (Debian 12). Source: measured before, run again here; RFC 5424, sections 6.3.2, 6.3.3
# and 7.2.1.
# What rests on it: in payload = "structured-data" names have no dots but `_`, none comes twice, and a list is one value.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/syslog-ng.sh"

unpack_syslog_ng
# shellcheck disable=SC2016 # the receiver's own variables
start_syslog_ng '$MSG $SDATA'
{
  framed '<14>1 - host app - - [edge@32473 x="1" a.b="2" y="3"] dot'
  framed '<14>1 - host app - - [origin ip="192.0.2.1" ip="192.0.2.129"] repeated'
  framed '<14>1 - host app - - [edge@32473 x="1" a_b="2" y="3"] plain'
  framed '<14>1 - host app - - - END-MARK'
} | send
stop_receiver

cat "$work/out"
grep -qxF 'plain [edge@32473 x="1" a_b="2" y="3"]' "$work/out" || changed "names without a dot do not come out as sent."
grep -qxF 'dot [edge@32473 x="1"][edge@32473.a b="2"][edge@32473 y="3"]' "$work/out" ||
  changed "expected a name with a dot to end up in an element of its own."
grep -qxF 'repeated [origin ip="192.0.2.129"]' "$work/out" || changed "expected the last of the two values alone."
echo "As described."
