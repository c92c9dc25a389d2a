# Shared by the findings about syslog-ng. To be sourced.
source "$(dirname "${BASH_SOURCE[0]}")/packages.sh"

unpack_syslog_ng() {
  unpack syslog-ng-core=3.38.1-5+deb12u1 libivykis0=0.42.4-1 libnet1=1.1.6+dfsg-3.2 libwrap0=7.6.q-32 \
    libglib2.0-0 libpcre3
  modules=$(modules_beside libafsocket.so)
  (syslog_ng --version) | sed -n 1p
}

syslog_ng() {
  LD_LIBRARY_PATH=$libraries exec "$work/root/usr/sbin/syslog-ng" --module-path "$modules" "$@"
}

# start_syslog_ng TEMPLATE [PARSER]: what comes into a syslog() source is written into $work/out by the template, after the
# parser.
start_syslog_ng() {
  port=$(free_port)
  cat >"$work/conf" <<TEXT
@version: 3.38
source s { syslog(transport("tcp") ip("127.0.0.1") port($port)); };
destination d { file("$work/out" template("$1\n")); };
log { source(s); ${2:+parser { $2; \};} destination(d); };
TEXT
  start_receiver syslog_ng --foreground --no-caps --cfgfile "$work/conf" --persist-file "$work/persist" \
    --pidfile "$work/pid" --control "$work/control"
}
