#!/usr/bin/env bash
# One would guess: a CEF line as the standard has it, the first name right behind the last `|`, is read whole.
# What happens: liblognorm's type `cef`, which rsyslog's mmnormalize uses, loses the first letter of the first name. With one
# blank before the name it is whole. Nothing is said.
# Version: liblognorm 2.0.6 (Debian 12). Source: ArcSight Common Event Format, revision 27, "Header Information" and its
# examples; liblognorm's documentation of its type cef.
# What rests on it: payload = "cef" writes one blank behind the last `|`.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/packages.sh"

unpack liblognorm-utils=2.0.6-4 liblognorm5=2.0.6-4 libestr0=0.1.11-1 libfastjson4=1.2304.0-1
printf 'version=2\nrule=:%%f:cef%%\n' >"$work/rules"
printf '%s\n' 'CEF:0|Vendor|Product|1|id|name|5|src=192.0.2.1 dst=192.0.2.2' 'CEF:0|Vendor|Product|1|id|name|5| src=192.0.2.1 dst=192.0.2.2' |
  LD_LIBRARY_PATH=$libraries timeout "$(seconds_left)" "$work/root/usr/bin/lognormalizer" -r "$work/rules" -e json >"$work/out" ||
  cannot_run "lognormalizer failed."

cat "$work/out"
sed -n 1p "$work/out" | grep -qF '"rc": "192.0.2.1", "dst": "192.0.2.2"' || changed "expected the first letter of src to be lost."
sed -n 2p "$work/out" | grep -qF '"src": "192.0.2.1", "dst": "192.0.2.2"' || changed "with a blank before it, src is not whole."
echo "As described."
