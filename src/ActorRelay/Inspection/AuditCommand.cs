using System.Globalization;
using System.Text;
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
        "audit", "The journal: every batch, and whether each Receiver has confirmed it. Without times the last 24 hours.", RunAsync)
    {
        Options =
        [
            new("from", "What was received then or later, such as 2026-03-01.", "TIME"),
            new("to", "And before; without it now.", "TIME"),
            InspectionOption.Dataset,
            new("csv", "Each batch, as CSV."),
        ],
    };

    private static async Task<InspectionResult> RunAsync(InspectionCall call)
    {
        var now = call.Time.GetUtcNow();
        if (!TryTime(call.Option("to"), now, out var to) || !TryTime(call.Option("from"), to.AddDays(-1), out var from) || from >= to)
        {
            throw new InspectionRefusedException(InspectionResult.Wrong, $"from and to: {QueryTime.Examples}, from before to");
        }

        var audit = new JournalQuery(from, to) { Dataset = call.Option("dataset") };
        return call.Has("csv")
            ? new InspectionResult.Bytes("text/csv; charset=utf-8", RowsAsync(call, audit, await PageAsync(call, audit, null)))
            : await call.ReportAsync<JournalProtocol.AuditReport>(new JournalProtocol.GetAudit(audit), patience: Patience);
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
