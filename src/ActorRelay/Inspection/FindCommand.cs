using System.Buffers;
using System.Collections.Immutable;
using System.Diagnostics;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Text;
using ActorRelay.Batches;
using ActorRelay.Spool;

namespace ActorRelay.Inspection;

/// <summary>
/// <c>find TEXT</c>: where a record or a batch is. The name of a batch is looked up in the journal; any text in the lines that
/// were sent last, in quarantine, and in the bodies that are in the spool, as far as that can be done in a few seconds. It says
/// where it has looked, for what is not found may be where it has not.
/// </summary>
internal static class FindCommand
{
    private const int MostPlaces = 50;
    private const int ShortestText = 4;

    private static readonly byte[] GzipMagic = [0x1f, 0x8b];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>For each of quarantine and spool.</summary>
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(5);

    public static InspectionCommand Find { get; } = new(
        "find",
        "Where a batch (by its id), or any text such as a RayID or an address is: which batch, line, Receiver and connection, and when it was confirmed.",
        RunAsync)
    {
        Arguments = ["TEXT"],
        ShowsPayload = true,
    };

    private static async Task<InspectionResult> RunAsync(InspectionCall call)
    {
        var text = call.Arguments[0];
        if (text.Length < ShortestText)
        {
            throw new InspectionRefusedException(InspectionResult.Wrong, $"TEXT: {ShortestText} characters at least, so that it is not everywhere");
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        var places = ImmutableArray.CreateBuilder<FoundPlace>();
        var looked = ImmutableArray.CreateBuilder<string>();
        await InFlightAsync(call, text, places, looked);
        await InJournalAsync(call, text, places, looked);
        await InLastSentAsync(call, bytes, places, looked);
        await InQuarantineAsync(call, bytes, places, looked);
        await InSpoolAsync(call, text, bytes, places, looked);
        var report = new FindReport([.. places.Take(MostPlaces)], looked.ToImmutable());
        return InspectionResult.Of(report, () => Rows(report));
    }

    private static async Task InFlightAsync(
        InspectionCall call, string text, ImmutableArray<FoundPlace>.Builder places, ImmutableArray<string>.Builder looked)
    {
        var report = await call.AskAsync<BatchesProtocol.BatchesReport>(BatchesProtocol.GetBatches.Instance);
        places.AddRange(report.Batches.Where(of => of.Batch == text).Select(of => new FoundPlace("in flight", of.Batch, of.Dataset)
        {
            At = of.Received,
            State = $"{of.State}: {of.Confirmed} of {of.Framed} records confirmed so far",
        }));
        looked.Add($"in flight: the names of {report.Batches.Length} batches, not what is in them");
    }

    private static async Task InJournalAsync(
        InspectionCall call, string text, ImmutableArray<FoundPlace>.Builder places, ImmutableArray<string>.Builder looked)
    {
        var query = new JournalQuery(DateTimeOffset.UnixEpoch, call.Time.GetUtcNow()) { Batch = text };
        try
        {
            var page = await call.AskAsync<JournalProtocol.AuditPage>(new JournalProtocol.GetAuditPage(query, null), Patience);
            foreach (var row in page.Rows)
            {
                places.Add(new FoundPlace("journal", row.Batch.Value, row.Dataset) { At = row.Answered, State = $"answered: {row.Outcome}" });
                places.AddRange(row.Deliveries.Select(of => new FoundPlace("journal", row.Batch.Value, row.Dataset)
                {
                    Receiver = of.Receiver,
                    State = of.Done ? $"all it gets is confirmed, {of.Confirmed} records" : $"{of.Confirmed} records confirmed so far",
                }));
            }

            looked.Add("journal: the names of batches");
        }
        catch (InspectionRefusedException refused) when (refused.Status == InspectionResult.NotNow)
        {
            looked.Add($"journal: not looked at: {refused.Message}");
        }
    }

    private static async Task InLastSentAsync(
        InspectionCall call, byte[] text, ImmutableArray<FoundPlace>.Builder places, ImmutableArray<string>.Builder looked)
    {
        var sent = await call.AskAsync<InspectionProtocol.SentLines>(InspectionProtocol.GetSentLines.Instance);
        if (sent.Lines.IsOff)
        {
            looked.Add("sent: not looked at, for nothing of it is kept (inspection.find-memory)");
            return;
        }

        var since = sent.Lines.Since;
        var found = await Task.Run(() => sent.Lines.Find(text, MostPlaces), call.Cancellation);
        places.AddRange(found.Select(line => new FoundPlace("sent", line.Block.Batch.Value, line.Block.Dataset)
        {
            Line = line.Line is { } number ? $"{number}" : $"{line.After + 1} to {line.To}",
            Receiver = line.Block.Receiver,
            Connection = line.Block.Connection,
            At = line.Block.ConfirmedAt ?? line.Block.Taken,
            State = line.Block.ConfirmedAt is null ? "sent, not confirmed yet" : "confirmed",
        }));
        looked.Add($"sent: lines since {Units.Time(since)}");
    }

    private static async Task InQuarantineAsync(
        InspectionCall call, byte[] text, ImmutableArray<FoundPlace>.Builder places, ImmutableArray<string>.Builder looked)
    {
        var watch = Stopwatch.StartNew();
        var (after, count) = (0L, 0L);
        try
        {
            while (watch.Elapsed < Budget)
            {
                var page = await call.AskAsync<QuarantineQuestions.QuarantinedLines>(
                    new QuarantineQuestions.GetQuarantinedLines(null, after), Patience);
                if (page.Lines.Count == 0)
                {
                    looked.Add($"quarantine: all {count} lines, not whole bodies");
                    return;
                }

                places.AddRange(page.Lines.Where(line => line.Content.AsSpan().IndexOf(text) >= 0).Select(PlaceOf));
                (after, count) = (page.Lines[^1].Number, count + page.Lines.Count);
            }

            looked.Add($"quarantine: its oldest {count} lines, for there was no time for more");
        }
        catch (InspectionRefusedException refused) when (refused.Status == InspectionResult.NotNow)
        {
            looked.Add($"quarantine: not looked at: {refused.Message}");
        }
    }

    private static FoundPlace PlaceOf(QuarantinedItem line) => new("quarantine", line.Batch, line.Dataset)
    {
        Line = line.Line is { } number ? $"{number}" : null,
        At = line.At,
        State = $"set aside: {line.Reason}; relay quarantine show {line.Number}",
    };

    private static async Task InSpoolAsync(
        InspectionCall call, string text, byte[] bytes, ImmutableArray<FoundPlace>.Builder places, ImmutableArray<string>.Builder looked)
    {
        var watch = Stopwatch.StartNew();
        var count = 0;
        try
        {
            var spool = await call.AskAsync<SpoolProtocol.SpoolReport>(new SpoolProtocol.ListSpool(), Patience);
            foreach (var copies in (spool.Copies ?? []).GroupBy(copy => copy.Batch))
            {
                if (copies.Key != text && watch.Elapsed > Budget)
                {
                    break;
                }

                var line = copies.Key == text ? 0 : await LineInAsync(call, copies.Key, bytes, watch);
                places.AddRange(copies.Where(_ => line is not null).Select(copy => new FoundPlace("spool", copy.Batch, copy.Dataset)
                {
                    Line = line > 0 ? $"{line}" : null,
                    Receiver = copy.Receiver,
                    At = copy.Received,
                    State = line <= copy.ConfirmedTo && line > 0 ? "confirmed, the rest of its batch waits" : $"waits ({copy.State})",
                }));
                count++;
            }

            looked.Add($"spool: {count} of {spool.Batches} batches, the oldest");
        }
        catch (InspectionRefusedException refused) when (refused.Status == InspectionResult.NotNow)
        {
            looked.Add($"spool: not looked at: {refused.Message}");
        }
    }

    /// <returns>The line of the body, from 1, that has it; null when none has, or the body is gone.</returns>
    private static async Task<long?> LineInAsync(InspectionCall call, string batch, byte[] text, Stopwatch watch)
    {
        SpoolProtocol.Body body;
        try
        {
            body = await call.AskAsync<SpoolProtocol.Body>(new SpoolProtocol.ExportSpooled(batch), Patience);
        }
        catch (InspectionRefusedException refused) when (refused.Status == InspectionResult.NotFound)
        {
            return null;
        }

        var reader = PipeReader.Create(body.Content);
        var head = await reader.ReadAtLeastAsync(GzipMagic.Length, call.Cancellation);
        var isGzip = head.Buffer.Length >= GzipMagic.Length && head.Buffer.Slice(0, GzipMagic.Length).ToArray().AsSpan().SequenceEqual(GzipMagic);
        reader.AdvanceTo(head.Buffer.Start);
        await using var content = reader.AsStream();
        await using var plain = isGzip ? new GZipStream(content, CompressionMode.Decompress) : content;
        try
        {
            return await LineOfAsync(plain, text, watch, call.Cancellation);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static async Task<long?> LineOfAsync(Stream plain, byte[] text, Stopwatch watch, CancellationToken cancellation)
    {
        var piece = new byte[64 * 1024 + text.Length];
        var (kept, line) = (0, 1L);
        while (watch.Elapsed <= Budget && await plain.ReadAsync(piece.AsMemory(kept), cancellation) is > 0 and var length)
        {
            var content = piece.AsMemory(0, kept + length);
            if (content.Span.IndexOf(text) is >= 0 and var at)
            {
                return line + content.Span[..at].Count((byte)'\n');
            }

            // It may begin at the very end of this piece.
            kept = Math.Min(text.Length - 1, content.Length);
            line += content.Span[..^kept].Count((byte)'\n');
            content[^kept..].CopyTo(piece);
        }

        return null;
    }

    private static ReportRows Rows(FindReport report)
    {
        var rows = new ReportRows();
        if (report.Places.IsEmpty)
        {
            rows.Line("Not found.");
        }
        else
        {
            rows.Table(
                $"found: {report.Places.Length}{(report.Places.Length == MostPlaces ? ", there may be more" : "")}",
                ["where", "batch", "dataset", "line", "receiver", "connection", "at", "state"],
                report.Places.Select(of => (IReadOnlyList<string>)
                [
                    of.Where, of.Batch, of.Dataset, of.Line ?? "-", of.Receiver ?? "-", of.Connection ?? "-",
                    of.At is { } at ? Units.Time(at) : "-", of.State,
                ]));
        }

        rows.Title("Looked at");
        foreach (var place in report.Looked)
        {
            rows.Line(place);
        }

        return rows;
    }
}

/// <param name="Looked">Where it was looked, and where it was not.</param>
internal sealed record FindReport(ImmutableArray<FoundPlace> Places, ImmutableArray<string> Looked);

/// <param name="Where"><c>in flight</c>, <c>journal</c>, <c>sent</c>, <c>quarantine</c> or <c>spool</c>.</param>
internal sealed record FoundPlace(string Where, string Batch, string Dataset)
{
    /// <summary>Of the batch, from 1, or from where to where; null for the batch itself.</summary>
    public string? Line { get; init; }

    public string? Receiver { get; init; }

    /// <summary>By which it was confirmed.</summary>
    public string? Connection { get; init; }

    /// <summary>When it was confirmed, answered, set aside or received.</summary>
    public DateTimeOffset? At { get; init; }

    public string State { get; init; } = "";
}
