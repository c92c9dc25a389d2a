namespace ActorRelay.Tests.EndToEnd;

/// <summary>rsyslog with TLS, by one of its two libraries.</summary>
/// <param name="driver"><c>ossl</c> or <c>gtls</c>.</param>
/// <param name="asksClients">It takes only clients whose certificate has the relay's name.</param>
/// <param name="whose">Which certificate it shows.</param>
internal sealed class RsyslogTlsReceiver(TlsFiles files, string driver, bool asksClients, string whose = "server") : SyslogDaemon
{
    protected override string Configuration() => $"""
        global(
          workDirectory="{Folder.Path}"
          maxMessageSize="{LongestMessage}"
          parser.escapeControlCharactersOnReceive="off"
          DefaultNetstreamDriverCAFile="{files.Ca}"
          DefaultNetstreamDriverCertFile="{files.Certificate(whose)}"
          DefaultNetstreamDriverKeyFile="{files.Key(whose)}"
        )
        main_queue(queue.type="Direct")
        module(
          load="imtcp" StreamDriver.Name="{driver}" StreamDriver.Mode="1" maxFrameSize="{LongestFrame}"
          {(asksClients ? "StreamDriver.AuthMode=\"x509/name\" PermittedPeer=[\"relay.example.test\"]" : "StreamDriver.AuthMode=\"anon\"")}
        )
        template(name="as-it-came" type="string" string="%rawmsg%\n")
        input(type="imtcp" port="{Port}")
        action(type="omfile" file="{Arrived.Path}" template="as-it-came")

        """;

    protected override ChildProcess Launch() => LaunchRsyslog();

    /// <summary>The most that imtcp takes, octet counts included.</summary>
    private const int LongestFrame = 200_000;
}
