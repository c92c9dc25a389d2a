using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using ActorRelay.Configuration;
using ActorRelay.Spool;

namespace ActorRelay.Inspection;

/// <summary>
/// <c>audit</c>: what the journal says, added up, or batch by batch as CSV. Without times it is the last 24 hours.
/// </summary>
internal static class AuditCommand
{
    private const string Columns =
        "batch,hash,dataset,source,path,address,received,answered,bytes,outcome,records,first_event,last_event,secret,receivers\r\n";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public static InspectionCommand Audit { get; } = new(
        "audit",
        "The journal: every batch, and whether each Receiver has confirmed it. Without times the last 24 hours; of one BATCH all.",
        RunAsync)
    {
        Arguments = ["[BATCH]"],
        Options =
        [
            new("since", "What was received so long ago or later, such as 1h; instead of from.", "DURATION"),
            new("from", "What was received then or later, such as 2026-03-01.", "TIME"),
            new("to", "And before; without it now.", "TIME"),
            InspectionOption.Dataset,
            new("csv", "Each batch, as CSV."),
        ],
    };

    private static async Task<InspectionResult> RunAsync(InspectionCall call)
    {
        var audit = Query(call);
        if (audit.Batch is not null && !call.Has("csv"))
        {
            return await BatchAsync(call, audit);
        }

        return call.Has("csv")
            ? new InspectionResult.Bytes("text/csv; charset=utf-8", RowsAsync(call, audit, await PageAsync(call, audit, null)))
            : await call.ReportAsync<JournalProtocol.AuditReport>(new JournalProtocol.GetAudit(audit), patience: Patience);
    }

    private static JournalQuery Query(InspectionCall call)
    {
        var now = call.Time.GetUtcNow();
        var batch = call.Arguments.FirstOrDefault();
        if (!TryTime(call.Option("to"), now, out var to)
            || !TryTime(call.Option("from"), batch is null ? to.AddDays(-1) : DateTimeOffset.UnixEpoch, out var from)
            || from >= to)
        {
            throw new InspectionRefusedException(InspectionResult.Wrong, $"from and to: {QueryTime.Examples}, from before to");
        }

        if (call.Option("since") is { } text)
        {
            if (call.Option("from") is not null || !Durations.TryParse(text, out var since) || since <= TimeSpan.Zero || since > now - DateTimeOffset.UnixEpoch)
            {
                throw new InspectionRefusedException(InspectionResult.Wrong, $"since: {Durations.Allowed}, and without from");
            }

            from = now - since;
            if (from >= to)
            {
                throw new InspectionRefusedException(InspectionResult.Wrong, "since: it begins behind to");
            }
        }

        return new JournalQuery(from, to) { Dataset = call.Option("dataset"), Batch = batch };
    }

    private static async Task<InspectionResult> BatchAsync(InspectionCall call, JournalQuery audit)
    {
        var page = await PageAsync(call, audit, null);
        return page.Rows.Count > 0
            ? InspectionResult.Of(AuditedBatch.Of(page.Rows[0]))
            : throw new InspectionRefusedException(
                InspectionResult.NotFound, $"the journal has no batch {SettingsText.Printable(audit.Batch!)} of that time");
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> RowsAsync(
        InspectionCall call, JournalQuery audit, JournalProtocol.AuditPage page)
    {
        yield return Encoding.UTF8.GetBytes(Columns);
        while (page.Rows.Count > 0)
        {
            var text = new StringBuilder();
            foreach (var row in page.Rows)
            {
                Append(text, row);
            }

            yield return Encoding.UTF8.GetBytes(text.ToString());
            page = await PageAsync(call, audit, page.Rows[^1]);
        }
    }

    private static Task<JournalProtocol.AuditPage> PageAsync(InspectionCall call, JournalQuery audit, JournalEntry? after) =>
        call.AskAsync<JournalProtocol.AuditPage>(new JournalProtocol.GetAuditPage(audit, after), Patience);

    /// <summary>RFC 4180. Of each Receiver: its name, records confirmed, records spooled, and whether that is all.</summary>
    private static void Append(StringBuilder text, JournalEntry row)
    {
        object?[] cells =
        [
            row.Batch, row.Hash, row.Dataset, row.Source, row.Path, row.Address, row.Received, row.Answered, row.Bytes,
            row.Outcome, row.Records, row.FirstEvent, row.LastEvent, row.Secret,
            string.Join(' ', row.Deliveries.Select(of => string.Create(
                CultureInfo.InvariantCulture, $"{of.Receiver}:{of.Confirmed}:{of.Resent}:{of.Spooled}:{(of.Done ? "done" : "open")}"))),
        ];
        text.AppendJoin(',', cells.Select(Cell)).Append("\r\n");
    }

    private static string Cell(object? value)
    {
        var text = value is DateTimeOffset at
            ? at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)
            : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        return text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }

    private static bool TryTime(string? text, DateTimeOffset otherwise, out DateTimeOffset time)
    {
        time = otherwise;
        return string.IsNullOrEmpty(text) || QueryTime.TryParse(text, out time);
    }
}

/// <summary>One batch of the journal. Order and names of its members are the answer's JSON.</summary>
internal sealed record AuditedBatch(
    string Batch,
    string Outcome,
    string Dataset,
    string Source,
    string Path,
    string Address,
    string Secret,
    string Hash,
    DateTimeOffset Received,
    DateTimeOffset Answered,
    long Bytes,
    long? Records,
    DateTimeOffset? FirstEvent,
    DateTimeOffset? LastEvent,
    ImmutableArray<JournalDelivery> Receivers)
{
    public static AuditedBatch Of(JournalEntry of) => new(
        of.Batch.Value, of.Outcome, of.Dataset, of.Source, of.Path, of.Address, of.Secret, of.Hash, of.Received, of.Answered,
        of.Bytes, of.Records, of.FirstEvent, of.LastEvent, of.Deliveries);
}
