using System.Collections.Immutable;

namespace ActorRelay.Syslog;

/// <summary>How a Receiver wants its lines: header x payload x framing. Two Receivers with equal formats get equal bytes.</summary>
internal sealed record OutputFormat
{
    public required HeaderStyle Header { get; init; }

    public required PayloadStyle Payload { get; init; }

    public required Framing Framing { get; init; }

    /// <summary>facility * 8 + severity, 0 to 191 (RFC 5424 section 6.2.1).</summary>
    public required int Priority { get; init; }

    /// <summary>Where the severity comes from, if it is not that of <see cref="Priority"/>.</summary>
    public SeverityRule? Severity { get; init; }

    /// <summary>The zone of the header's TIMESTAMP. RFC 3164 carries none, so sender and Receiver must agree on it.</summary>
    public required TimeZoneInfo TimeZone { get; init; }

    /// <summary>HOSTNAME.</summary>
    public required HeaderTemplate Hostname { get; init; }

    /// <summary>APP-NAME under rfc5424, TAG (followed by a colon) under rfc3164; likewise. Empty: no TAG, <c>-</c> as APP-NAME.</summary>
    public required HeaderTemplate AppName { get; init; }

    /// <summary>MSGID under rfc5424, likewise. Empty: <c>-</c>.</summary>
    public required HeaderTemplate MsgId { get; init; }

    /// <summary>Which values of key-value pairs stand in quotes.</summary>
    public QuoteStyle Quote { get; init; }

    /// <summary>How arrays and objects stand in key-value pairs.</summary>
    public NestedStyle Nested { get; init; }

    /// <summary>How null stands in key-value pairs.</summary>
    public NullStyle Null { get; init; }

    /// <summary>How the field that holds the event time is written.</summary>
    public EventTimeStyle EventTimeField { get; init; }

    /// <summary>Fields that go before the others, in this order.</summary>
    public FieldNames First { get; init; }

    /// <summary>
    /// The most bytes a message may have without its framing; longer ones are shortened. 0 is no limit, and else it is at
    /// least <see cref="Shortening.SmallestLimit"/>.
    /// </summary>
    public int MaxMessage { get; init; }

    /// <summary>Fields that shortening does not touch.</summary>
    public FieldNames Keep { get; init; }

    /// <summary>Names of fields in the header.</summary>
    public ImmutableArray<string> HeaderFields =>
        [.. Hostname.Fields.Union(AppName.Fields).Union(Header == HeaderStyle.Rfc5424 ? MsgId.Fields : [])];

    /// <summary>The payload says how severe an event is, whatever PRI says.</summary>
    public bool HasEventSeverity => Payload is PayloadStyle.Cef or PayloadStyle.Leef;

    /// <summary>The payload has a place of its own for the event time.</summary>
    public bool HasEventTime => Payload is PayloadStyle.Cef or PayloadStyle.Leef;

    /// <summary>The payload is made of parameters, with names and values of a syntax of their own.</summary>
    public bool HasParameters => ParameterSyntax.Of(Payload) is not null;

    /// <summary>Whether payloads are other than what the scanner writes.</summary>
    public bool NeedsFieldWriter =>
        HasParameters || !First.IsEmpty || EventTimeField != EventTimeStyle.AsSent
        || (Payload == PayloadStyle.KeyValue && (Quote, Nested, Null) != (QuoteStyle.Strings, NestedStyle.Bare, NullStyle.Keep));
}
