namespace ActorRelay.Delivery;

/// <summary>
/// What a failure of TLS means and how to mend it. OpenSSL names the alert (RFC 8446 section 6.2) only in the text of its error, and
/// other libraries in theirs; what is not known here is told as it came.
/// </summary>
internal static class TlsAlerts
{
    private static readonly (string[] Words, string Meaning)[] Known =
    [
        (["certificate required"], "it wants the relay to show a certificate: set tls.certificate and tls.key"),
        (["alert unknown ca"], "it does not know the authority of the relay's certificate (tls.certificate): give it that authority's certificate"),
        (["alert bad certificate", "alert certificate unknown", "alert access denied", "alert unsupported certificate"],
            "it refuses the relay's certificate (tls.certificate): is its name allowed there, and is it one for clients?"),
        (["alert certificate expired"], "the relay's certificate (tls.certificate) has expired: renew it"),
        (["alert certificate revoked"], "the relay's certificate (tls.certificate) was revoked"),
        (["alert protocol version", "unsupported protocol"], "it speaks no TLS 1.2 or 1.3"),
        (["alert handshake failure"], "it finds no cipher or certificate that suits: it may want the relay to show one (tls.certificate), or know old ciphers only"),
        (["alert unrecognized name", "unrecognized name"], "it has no certificate for the name it is asked for: set tls.server-name"),
        (["wrong version number", "packet length too long", "cannot determine the frame size", "record layer failure", "http request"],
            "what it answers is not TLS: does it speak TLS on port {0}?"),
    ];

    /// <param name="ofHandshake">It failed in the handshake.</param>
    /// <param name="hasCertificate">The relay shows one.</param>
    /// <param name="port">Of its address.</param>
    public static string Explain(Exception failure, bool ofHandshake, bool hasCertificate, int port)
    {
        var text = TextOf(failure);
        var words = text.Replace('_', ' ').ToLowerInvariant();
        foreach (var (known, meaning) in Known)
        {
            if (known.Any(word => words.Contains(word, StringComparison.Ordinal)))
            {
                return $"TLS: {meaning.Replace("{0}", $"{port}", StringComparison.Ordinal)}";
            }
        }

        if (ofHandshake && (words.Contains("unexpected eof", StringComparison.Ordinal) || words.Contains("reset by peer", StringComparison.Ordinal)))
        {
            return "TLS: it closed the connection in the midst of the handshake: does it speak TLS on port "
                + $"{port}{(hasCertificate ? ", and does it take the relay's certificate?" : ", or want the relay to show a certificate (tls.certificate)?")}";
        }

        return $"TLS: {text}";
    }

    /// <summary>The innermost says most; the outer ones say only that authentication failed.</summary>
    private static string TextOf(Exception failure)
    {
        var texts = new List<string>();
        for (var e = failure; e is not null; e = e.InnerException!)
        {
            texts.Add(e.Message);
        }

        return string.Join(": ", texts.Skip(Math.Max(0, texts.Count - 2)));
    }
}
