namespace ActorRelay.Syslog;

/// <summary>The fields of a header that settings can give, each with a grammar of its own.</summary>
internal enum HeaderFieldKind
{
    /// <summary>
    /// HOSTNAME of RFC 3164: at most 255 letters, digits, <c>.</c>, <c>-</c> and <c>_</c>, a letter or digit at
    /// both ends. Receivers take what has a colon for a TAG (<c>sudo:</c>, an IPv6 address), and rsyslog what begins with
    /// another character too; where the settings come to no such name, it is the dataset's.
    /// </summary>
    LegacyHostname,

    /// <summary>
    /// HOSTNAME of RFC 5424: at most 255 printable ASCII characters (RFC 5424 section 6.2.4). Never empty, because
    /// the next field would be taken for it.
    /// </summary>
    Hostname,

    /// <summary>APP-NAME: at most 48 printable ASCII characters (RFC 5424 section 6.2.5).</summary>
    AppName,

    /// <summary>MSGID: at most 32 printable ASCII characters (RFC 5424 section 6.2.7).</summary>
    MsgId,

    /// <summary>
    /// TAG: at most 32 characters (RFC 3164 section 4.1.3), of which it allows letters and digits; <c>_ . - /</c> are
    /// kept too, for Receivers take them and names of datasets and programs hold them. May be empty: no TAG.
    /// </summary>
    Tag,
}
