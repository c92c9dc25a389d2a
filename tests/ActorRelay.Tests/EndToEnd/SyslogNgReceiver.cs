using ActorRelay.Syslog;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>syslog-ng, with the driver that reads a framing: <c>network()</c> for line feeds, <c>syslog()</c> for octet counts.</summary>
/// <param name="framing">How it reads the stream.</param>
/// <param name="fromReadme">Configured as the README says instead: a parsed message, in a file for each dataset.</param>
internal sealed class SyslogNgReceiver(Framing framing, bool fromReadme = false) : SyslogDaemon
{
    // no-parse leaves the whole message in MSG, and flow-control holds the sender up when the file is slow. The window
    // is shared out among max-connections, and the queue of the file has to take all of it.
    protected override string Configuration() => fromReadme ? ReadmeRecipe.Read("syslog-ng", Port, Folder.Path) : $$"""
        @version: current
        options { stats-freq(0); use-dns(no); dns-cache(no); log-msg-size({{LongestMessage}}); };
        source arriving {
          {{Driver}}(
            ip("127.0.0.1") port({{Port}}) transport("tcp") flags(no-parse) log-msg-size({{LongestMessage}})
            max-connections(100) log-iw-size(10000)
          );
        };
        destination arrived {
          file("{{Arrived.Path}}" template("${MSG}\n") template-escape(no) log-fifo-size(20000));
        };
        log { source(arriving); destination(arrived); flags(flow-control); };

        """;

    protected override ChildProcess Launch() => LaunchSyslogNg();

    private string Driver => framing == Framing.Newline ? "network" : "syslog";
}
