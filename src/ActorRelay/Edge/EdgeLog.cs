using System.Net;

namespace ActorRelay.Edge;

/// <summary>What the edge says. Never a byte of a body, a query or a header.</summary>
internal static partial class EdgeLog
{
    [LoggerMessage(101, LogLevel.Warning,
        "Posts to / are taken for {Dataset} where the fields of the first record say so, each by itself. "
        + "Put the dataset into the path of the job: /{Dataset}")]
    public static partial void Recognised(ILogger logger, string dataset);

    [LoggerMessage(102, LogLevel.Warning,
        "The dataset of {Count} post(s) to / since the last such warning cannot be told by the first record, so they are "
        + "called unknown. Put the dataset into the path of the job")]
    public static partial void NotRecognised(ILogger logger, long count);

    [LoggerMessage(103, LogLevel.Error, "Batch {Batch} failed at the edge")]
    public static partial void Failed(ILogger logger, string batch, Exception exception);

    [LoggerMessage(104, LogLevel.Information, "Pre-flight on {Path} answered, from {Caller}")]
    public static partial void PreflightAnswered(ILogger logger, string path, Caller caller);

    [LoggerMessage(105, LogLevel.Information, "Certificate {Path} read again")]
    public static partial void CertificateRead(ILogger logger, string path);

    [LoggerMessage(106, LogLevel.Error,
        "Certificate {Path} has changed and cannot be read; the one before stays in use")]
    public static partial void CertificateBroken(ILogger logger, string path, Exception exception);

    [LoggerMessage(107, LogLevel.Warning,
        "{Count} connection(s) since the last such warning came when there were as many as the edge takes, {Capacity} in all "
        + "and {Share} of one address; for each the one longest without a request is closed, or itself. The last is of {Peer}")]
    public static partial void TooManyConnections(ILogger logger, long count, int capacity, int share, IPAddress? peer);

    [LoggerMessage(108, LogLevel.Warning,
        "Refused {Count} post(s) on {Path} with {Status} since the last such warning: {Error}. The last came from {Caller}")]
    public static partial void Refused(ILogger logger, long count, string path, int status, string error, Caller caller);

    [LoggerMessage(109, LogLevel.Warning,
        "Closed {Count} connection(s) before TLS since the last such warning: their addresses are neither in edge.allow-from nor in "
        + "edge.trusted-proxies. The last is {Peer}")]
    public static partial void StrangerClosed(ILogger logger, long count, IPAddress peer);

    [LoggerMessage(120, LogLevel.Warning, "Certificate {Path} ({Subject}) {Words}")]
    public static partial void CertificateEndsSoon(ILogger logger, string path, string subject, string words);

    [LoggerMessage(121, LogLevel.Error, "Certificate {Path} ({Subject}) {Words}")]
    public static partial void CertificateEnds(ILogger logger, string path, string subject, string words);

    [LoggerMessage(122, LogLevel.Warning,
        "{Count} TLS handshake(s) failed since the last such warning, the latest with {Address}: {Reason}")]
    public static partial void HandshakeFailed(
        ILogger logger, long count, IPAddress? address, string reason, Exception? fault);

    [LoggerMessage(123, LogLevel.Warning,
        "{Count} connection(s) spoke no TLS on an https port since the last such warning, the latest from {Address}: "
        + "its job or proxy has to say https://")]
    public static partial void PlainOnHttps(ILogger logger, long count, IPAddress? address);
}
