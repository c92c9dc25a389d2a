using System.Text.Json;

namespace ActorRelay.Inspection;

/// <summary>What a command gives: a report, bytes, or an error. A door shows it in its own way.</summary>
internal abstract record InspectionResult
{
    /// <summary>What statuses HTTP has for an error; other doors only show its text.</summary>
    public const int Wrong = 400, NotAllowed = 403, NotFound = 404, NotSure = 409, Fault = 500, NotNow = 503;

    /// <summary>How reports are written, wherever they are written as JSON.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <param name="body">It serialises as the JSON of the answer.</param>
    /// <param name="rows">It makes what people read; null when that is made of the JSON.</param>
    public static InspectionResult Of(object body, Func<ReportRows>? rows = null) =>
        new Report(body, rows ?? (() => ReportRows.Of(body)));

    /// <param name="Body">It serialises as the JSON of the answer.</param>
    /// <param name="Rows">It makes what people read.</param>
    public sealed record Report(object Body, Func<ReportRows> Rows) : InspectionResult;

    /// <summary>An export, or a sample that goes on: pieces as they come. A piece of text ends with a line.</summary>
    /// <param name="Type">What the bytes are; <c>text/...</c> may be shown.</param>
    /// <param name="Pieces">Enumerated once. A failure in its midst means that this was not all.</param>
    public sealed record Bytes(string Type, IAsyncEnumerable<ReadOnlyMemory<byte>> Pieces) : InspectionResult;

    /// <param name="Status">As HTTP has them.</param>
    /// <param name="Text">What is wrong.</param>
    public sealed record Error(int Status, string Text) : InspectionResult
    {
        /// <summary>Nobody said that it is not done: it was asked for, and may be done later.</summary>
        public bool MayBeDone { get; init; }
    }
}
