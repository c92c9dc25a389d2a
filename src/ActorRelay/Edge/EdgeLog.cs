using Microsoft.Extensions.Logging;

namespace ActorRelay.Edge;

/// <summary>What the edge says. Never a byte of a body, a query or a header.</summary>
internal static partial class EdgeLog
{
    [LoggerMessage(101, LogLevel.Warning,
        "Posts to / are taken for {Dataset}, by the fields of the first record. "
        + "Put the dataset into the path of the job: /{Dataset}")]
    public static partial void Recognised(ILogger logger, string dataset);

    [LoggerMessage(102, LogLevel.Warning,
        "The dataset of a post to / cannot be told by its first record, so it is called unknown. "
        + "Put the dataset into the path of the job")]
    public static partial void NotRecognised(ILogger logger);

    [LoggerMessage(103, LogLevel.Error, "Batch {Batch} failed at the edge")]
    public static partial void Failed(ILogger logger, string batch, Exception exception);

    [LoggerMessage(104, LogLevel.Information, "Pre-flight on {Path} answered")]
    public static partial void PreflightAnswered(ILogger logger, string path);

    [LoggerMessage(105, LogLevel.Information, "Certificate {Path} read again")]
    public static partial void CertificateRead(ILogger logger, string path);

    [LoggerMessage(106, LogLevel.Error,
        "Certificate {Path} has changed and cannot be read; the one before stays in use")]
    public static partial void CertificateBroken(ILogger logger, string path, Exception exception);

    [LoggerMessage(107, LogLevel.Warning,
        "The edge has {Connections} connections, as many as it takes; one more was closed")]
    public static partial void TooManyConnections(ILogger logger, int connections);

    [LoggerMessage(108, LogLevel.Warning,
        "Refused {Count} post(s) on {Path} with {Status} since the last such warning: {Error}")]
    public static partial void Refused(ILogger logger, long count, string path, int status, string error);

    [LoggerMessage(120, LogLevel.Warning, "Certificate {Path} ({Subject}) {Words}")]
    public static partial void CertificateEndsSoon(ILogger logger, string path, string subject, string words);

    [LoggerMessage(121, LogLevel.Error, "Certificate {Path} ({Subject}) {Words}")]
    public static partial void CertificateEnds(ILogger logger, string path, string subject, string words);

    [LoggerMessage(122, LogLevel.Warning,
        "{Count} TLS handshake(s) failed since the last such warning, the latest with {Address}: {Reason}")]
    public static partial void HandshakeFailed(ILogger logger, long count, string address, string reason);

    [LoggerMessage(123, LogLevel.Warning,
        "{Count} connection(s) spoke no TLS on an https port since the last such warning, the latest from {Address}: "
        + "its job or proxy has to say https://")]
    public static partial void PlainOnHttps(ILogger logger, long count, string address);
}
