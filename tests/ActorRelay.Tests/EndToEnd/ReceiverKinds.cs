using ActorRelay.Syslog;

namespace ActorRelay.Tests.EndToEnd;

internal static class ReceiverKinds
{
    extension(ReceiverKind kind)
    {
        public Framing Framing => kind is ReceiverKind.RsyslogNewline or ReceiverKind.SyslogNgNetwork
            ? Framing.Newline
            : Framing.OctetCounting;

        public async Task<SyslogDaemon> StartAsync()
        {
            SyslogDaemon daemon = kind is ReceiverKind.RsyslogNewline or ReceiverKind.RsyslogOctetCounting
                ? new RsyslogReceiver()
                : new SyslogNgReceiver(kind.Framing);
            await daemon.StartAsync();
            return daemon;
        }
    }
}
