namespace ActorRelay.Tests.EndToEnd;

/// <summary>The real receivers, by the way they read a stream.</summary>
public enum ReceiverKind
{
    RsyslogNewline,
    RsyslogOctetCounting,
    SyslogNgNetwork,
    SyslogNgSyslog,
}
