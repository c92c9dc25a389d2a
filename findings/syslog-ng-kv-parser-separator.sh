#!/usr/bin/env bash
# One would guess: with pair-separator("\t"), only a TAB ends a value of kv-parser().
# What happens: a word behind a blank and before an equals sign is a name of its own all the same, so a value with ` b=` in it
# is cut there and an invented pair follows. Nothing is said.
# Version: syslog-ng 3.38.1 (Debian 12). Source: its documentation of kv-parser(), pair-separator().
# What rests on it: what docs/receivers.md says of LEEF read with kv-parser(); LEEF has no escape that could help.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/syslog-ng.sh"

unpack_syslog_ng
# shellcheck disable=SC2016 # the receiver's own variables
start_syslog_ng 'A <${kv.A}> b <${kv.b}> D <${kv.D}> $PROGRAM' 'kv-parser(prefix("kv.") pair-separator("\t"))'
{
  framed $'<14>1 - host with - - - A=x b=y\tD=z'
  framed $'<14>1 - host without - - - A=x b\tD=z'
  framed '<14>1 - host END-MARK - - - A=x'
} | send
stop_receiver

cat "$work/out"
grep -qxF 'A <x b> b <> D <z> without' "$work/out" || changed "a value with a blank is not read whole."
grep -qxF 'A <x> b <y> D <z> with' "$work/out" || changed "expected the value to be cut before b=."
echo "As described."
