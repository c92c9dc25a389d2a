namespace ActorRelay.Tests.EndToEnd;

/// <summary>rsyslog. It tells both framings apart by itself, message by message.</summary>
/// <param name="fromReadme">Configured as the README says instead: a parsed message, in a file for each dataset.</param>
internal sealed class RsyslogReceiver(bool fromReadme = false) : SyslogDaemon
{
    // No queue behind the input: a full one would drop messages after a while, where a busy disk has to hold up the
    // sender. And the message as it came: by default rsyslog rewrites control characters.
    protected override string Configuration() => fromReadme ? ReadmeRecipe.Read("rsyslog", Port, Folder.Path) : $"""
        global(
          workDirectory="{Folder.Path}"
          maxMessageSize="{LongestMessage}"
          parser.escapeControlCharactersOnReceive="off"
        )
        main_queue(queue.type="Direct")
        module(load="imptcp")
        template(name="as-it-came" type="string" string="%rawmsg%\n")
        input(type="imptcp" address="127.0.0.1" port="{Port}" maxFrameSize="{LongestMessage}")
        action(type="omfile" file="{Arrived.Path}" template="as-it-came")

        """;

    protected override ChildProcess Launch() => LaunchRsyslog();
}
