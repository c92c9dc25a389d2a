namespace ActorRelay.Tests.EndToEnd;

/// <summary>syslog-ng with TLS.</summary>
/// <param name="asksClients">It takes only clients with a certificate of its authority.</param>
internal sealed class SyslogNgTlsReceiver(TlsFiles files, bool asksClients, string whose = "server") : SyslogDaemon
{
    protected override string Configuration() => $$"""
        @version: current
        options { stats-freq(0); use-dns(no); dns-cache(no); log-msg-size({{LongestMessage}}); };
        source arriving {
          syslog(
            ip("127.0.0.1") port({{Port}}) transport("tls") flags(no-parse) log-msg-size({{LongestMessage}})
            max-connections(100) log-iw-size(10000)
            tls(
              cert-file("{{files.Certificate(whose)}}") key-file("{{files.Key(whose)}}") ca-file("{{files.Ca}}")
              peer-verify({{(asksClients ? "required-trusted" : "optional-untrusted")}})
            )
          );
        };
        destination arrived {
          file("{{Arrived.Path}}" template("${MSG}\n") template-escape(no) log-fifo-size(20000));
        };
        log { source(arriving); destination(arrived); flags(flow-control); };

        """;

    protected override ChildProcess Launch() => LaunchSyslogNg();
}
