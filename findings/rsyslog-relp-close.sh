#!/usr/bin/env bash
# One would guess: imrelp answers each command with a code, as it answers `open` and `syslog`: "200 OK".
# What happens: `close` is answered by a `rsp` of length 0: no code and no text. A reader that wants 200 in each answer
# takes an orderly end for a failed one, and sends again what was confirmed.
# Version: rsyslog 8.2302.0 with librelp 1.11.0 (Debian 12). Source: measured before, run again here.
# What rests on it: RELP, which the relay knows by name (`relp://`) and does not speak yet. Its reader of answers goes by
# their numbers, and takes one to `close` that has no code for the orderly end.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/rsyslog.sh"

# exchange NUMBER COMMAND DATA: one frame onto the connection, and the receiver's answer from it into $answer. Its data may
# be of several lines, the length says how many.
exchange() {
  local number command rest length
  if [[ -n $3 ]]; then
    printf '%s %s %d %s\n' "$1" "$2" "${#3}" "$3" >&3
  else
    printf '%s %s 0\n' "$1" "$2" >&3
  fi
  IFS= read -r -t "$(seconds_left)" answer <&3 || cannot_run "no answer to $2."
  read -r number command length rest <<<"$answer"
  if ((length > ${#rest})); then
    IFS= read -r -t "$(seconds_left)" -N $((length - ${#rest})) rest <&3 || cannot_run "half an answer to $2."
  fi
  [[ $number == "$1" && $command == rsp ]] || changed "$2 is answered by '$answer'."
  echo "$2 is answered by '$answer'"
}

unpack_rsyslog
start_rsyslog imrelp '%msg%'
exec 3<>"/dev/tcp/127.0.0.1/$port"
exchange 1 open $'relp_version=0\nrelp_software=finding\ncommands=syslog'
[[ $answer == "1 rsp "*" 200 OK" ]] || changed "open is not answered by 200 OK."
exchange 2 syslog '<14>1 - host app - - - END-MARK'
[[ $answer == "2 rsp 6 200 OK" ]] || changed "syslog is not answered by 200 OK."
exchange 3 close ''
[[ $answer == "3 rsp 0" ]] || changed "the answer to close is not empty."
exec 3>&-
wait_for END-MARK
stop_receiver
echo "As described."
