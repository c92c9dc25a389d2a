# Shared by the findings about rsyslog. To be sourced.
source "$(dirname "${BASH_SOURCE[0]}")/packages.sh"

unpack_rsyslog() {
  unpack rsyslog=8.2302.0-1+deb12u2 rsyslog-relp=8.2302.0-1+deb12u2 libestr0=0.1.11-1 libfastjson4=1.2304.0-1 \
    liblognorm5=2.0.6-4 librelp0=1.11.0-1
  modules=$(modules_beside imptcp.so)
  (rsyslogd -v) | sed -n 1p
}

rsyslogd() {
  LD_LIBRARY_PATH=$libraries exec "$work/root/usr/sbin/rsyslogd" -M "$modules" "$@"
}

# start_rsyslog INPUT TEMPLATE [ACTION]: what comes in is written into $work/out by the template, after the module ACTION.
start_rsyslog() {
  local load='' action=''
  if [[ -n ${3:-} ]]; then
    load="module(load=\"$3\")"
    action="action(type=\"$3\")"
  fi
  port=$(free_port)
  cat >"$work/conf" <<TEXT
global(workDirectory="$work")
module(load="$1")
$load
template(name="seen" type="string" string="$2\n")
ruleset(name="r") {
  $action
  action(type="omfile" file="$work/out" template="seen")
}
input(type="$1" port="$port" address="127.0.0.1" ruleset="r")
TEXT
  start_receiver rsyslogd -n -f "$work/conf" -i "$work/pid"
}
