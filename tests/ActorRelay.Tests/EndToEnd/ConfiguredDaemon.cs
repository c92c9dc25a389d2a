namespace ActorRelay.Tests.EndToEnd;

/// <summary>A receiver with a configuration of the test's own.</summary>
/// <param name="program">rsyslogd or syslog-ng.</param>
/// <param name="configuration">Made of its port, its folder, and the file that <see cref="SyslogDaemon.Arrived"/> reads.</param>
internal sealed class ConfiguredDaemon(string program, Func<int, string, string, string> configuration) : SyslogDaemon
{
    protected override string Configuration() => configuration(Port, Folder.Path, Arrived.Path);

    protected override ChildProcess Launch() => program == "rsyslogd"
        ? ChildProcess.Start(Folder.Path, Repository.Daemon(program), "-n", "-f", Folder.File("conf"), "-i", Folder.File("pid"))
        : ChildProcess.Start(
            Folder.Path, Repository.Daemon(program), "--foreground", "--no-caps", "--stderr",
            "--cfgfile", Folder.File("conf"), "--persist-file", Folder.File("persist"),
            "--pidfile", Folder.File("pid"), "--control", Folder.File("control"));
}
