#!/usr/bin/env bash
# One would guess: RFC 3164 has "the hostname, the IPv4 address, or the IPv6 address" as HOSTNAME, so each is read as one.
# What happens: rsyslog reads name and IPv4 address so. An IPv6 address is no host name to it: what stands before the
# first colon becomes TAG and program name, the rest of it and the real TAG become text, and HOSTNAME is the sender's
# name as the receiver knows it.
# Version: rsyslog 8.2302.0 (Debian 12), imtcp. Source: measured before, run again here; RFC 3164, section 4.1.2.
# What rests on it: under `header = "rfc3164"` the relay writes an address without its colons (`2001_db8__1`).
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/rsyslog.sh"

unpack_rsyslog
start_rsyslog imtcp 'host=%hostname% program=%programname% text=%msg%'
{
  for host in edge-1 192.0.2.1 2001:db8::1; do
    printf '<14>Nov  3 09:05:07 %s app: sent with %s\n' "$host" "$host"
  done
  printf '<14>Nov  3 09:05:07 edge-1 app: END-MARK\n'
} | send
stop_receiver

cat "$work/out"
for host in edge-1 192.0.2.1; do
  grep -qxF "host=$host program=app text= sent with $host" "$work/out" || changed "$host is not read as a host name."
done
! grep -qF 'host=2001:db8::1 ' "$work/out" || changed "the IPv6 address is read as a host name."
grep -qF ' program=2001 text=db8::1 app: sent with 2001:db8::1' "$work/out" ||
  changed "the IPv6 address is not cut at its first colon."
echo "As described."
