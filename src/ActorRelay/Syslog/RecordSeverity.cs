using System.Collections.Immutable;
using System.Text;
using ActorRelay.Records;

namespace ActorRelay.Syslog;

/// <summary>Finds the severity of each record by a rule.</summary>
internal sealed class RecordSeverity
{
    private const int LongestText = 256;

    private readonly int _facility;
    private readonly ImmutableArray<(int Slot, SeverityMatch Match, byte[] Text, int Severity)> _tests;

    /// <param name="rule">The rule for the batch's dataset.</param>
    /// <param name="priority">Whose facility the messages have.</param>
    /// <param name="wanted">Has the fields of the rule.</param>
    public RecordSeverity(SeverityRule rule, int priority, WantedFields wanted)
    {
        _facility = priority / Priority.SeverityCount * Priority.SeverityCount;
        DefaultPriority = _facility + rule.Default;
        _tests =
        [
            .. rule.Tests.Select(test => (
                wanted.Names.IndexOf(test.Field), test.Match, Encoding.UTF8.GetBytes(test.Text), test.Severity)),
        ];
    }

    /// <summary>PRI of records of which no test holds, and of lines that are none.</summary>
    public int DefaultPriority { get; }

    /// <summary>PRI of a record, 0 to 191.</summary>
    public int PriorityOf(in RecordFields record)
    {
        Span<byte> buffer = stackalloc byte[LongestText];
        foreach (var (slot, match, text, severity) in _tests)
        {
            if (record.TryGetSimilar(slot, out var json, out _) && Holds(match, text, json, buffer))
            {
                return _facility + severity;
            }
        }

        return DefaultPriority;
    }

    private static bool Holds(SeverityMatch match, byte[] text, ReadOnlySpan<byte> json, Span<byte> buffer)
    {
        if (match == SeverityMatch.Holds)
        {
            return IndexOf(json, text) >= 0;
        }

        var value = FieldText.Of(json, buffer);
        return match switch
        {
            SeverityMatch.Is => Ascii.EqualsIgnoreCase(value, text) || value.SequenceEqual(text),
            SeverityMatch.Begins => value.Length >= text.Length && Ascii.EqualsIgnoreCase(value[..text.Length], text),
            _ => value.Length == 3 && value[0] == '5' && char.IsAsciiDigit((char)value[1]) && char.IsAsciiDigit((char)value[2]),
        };
    }

    private static int IndexOf(ReadOnlySpan<byte> json, byte[] text)
    {
        for (var at = 0; at + text.Length <= json.Length; at++)
        {
            if (Ascii.EqualsIgnoreCase(json.Slice(at, text.Length), text))
            {
                return at;
            }
        }

        return -1;
    }
}
