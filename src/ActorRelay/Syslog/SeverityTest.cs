namespace ActorRelay.Syslog;

/// <summary>The severity of records in which a field has a certain value.</summary>
/// <param name="Field">Name of a top-level field.</param>
/// <param name="Match">How its value is looked at.</param>
/// <param name="Text">What it is compared with.</param>
/// <param name="Severity">0 to 7 (RFC 5424 section 6.2.1).</param>
internal sealed record SeverityTest(string Field, SeverityMatch Match, string Text, int Severity);
