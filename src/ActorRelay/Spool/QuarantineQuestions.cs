using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace ActorRelay.Spool;

/// <summary>
/// What an operator asks of quarantine, and has done, by way of <c>/user/spool</c>. What batches say to it is in
/// <see cref="Accounts.QuarantineProtocol"/>.
/// </summary>
internal static class QuarantineQuestions
{
    /// <summary>Answered by <see cref="Quarantined"/>.</summary>
    /// <param name="Dataset">Only of this one; null for all.</param>
    public sealed record ListQuarantine(string? Dataset) : SpoolProtocol.IQuestion;

    /// <summary>Answered by <see cref="QuarantinedContent"/> or <see cref="SpoolProtocol.NotThere"/>.</summary>
    public sealed record ShowQuarantined(long Number) : SpoolProtocol.IQuestion;

    /// <summary>Give me lines. Answered by <see cref="QuarantinedLines"/>.</summary>
    /// <param name="Dataset">Only of this one; null for all.</param>
    /// <param name="After">Those behind this number; 0 for the beginning.</param>
    public sealed record GetQuarantinedLines(string? Dataset, long After) : SpoolProtocol.IQuestion
    {
        /// <summary>Only those that were not sent again.</summary>
        public bool OnlyNew { get; init; }

        /// <summary>Whole bodies too, which come without their content: <see cref="ExportQuarantined"/> gives that.</summary>
        public bool WithBodies { get; init; }
    }

    /// <summary>Items were sent again. Answered by <see cref="SpoolProtocol.Done"/>.</summary>
    public sealed record MarkReplayed(ImmutableArray<long> Numbers) : SpoolProtocol.IQuestion;

    /// <summary>A line or a body. Answered by <see cref="SpoolProtocol.Body"/> or <see cref="SpoolProtocol.NotThere"/>.</summary>
    public sealed record ExportQuarantined(long Number) : SpoolProtocol.IQuestion;

    /// <summary>Deletes from quarantine. Answered by <see cref="SpoolProtocol.Done"/> or <see cref="SpoolProtocol.NotSure"/>.</summary>
    /// <param name="Dataset">Only of this one; null for all.</param>
    /// <param name="Before">Only what was set aside before; null for all.</param>
    /// <param name="Yes">Else it is only said what would go.</param>
    public sealed record PurgeQuarantine(string? Dataset, DateTimeOffset? Before, bool Yes) : SpoolProtocol.IQuestion;

    /// <param name="Items">The oldest.</param>
    public sealed record Quarantined(ImmutableArray<QuarantineCount> Datasets, IReadOnlyList<QuarantinedItem> Items);

    /// <param name="Text">
    /// The line, of which bytes that are no UTF-8 show as U+FFFD; null for a body, and for a line that is withheld.
    /// </param>
    public sealed record QuarantinedContent(QuarantinedItem Item, string? Text)
    {
        /// <summary>Why the line is not shown, and how it is to be had; null, and not in the answer, when it is shown.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Withheld { get; init; }
    }

    /// <param name="Lines">With their content. Empty behind the last one.</param>
    /// <param name="Last">Number of the last item there is of any kind; 0 when there is none.</param>
    public sealed record QuarantinedLines(IReadOnlyList<QuarantinedItem> Lines, long Last);
}
