using System.Globalization;
using System.Text;
using ActorRelay.Spool;

namespace ActorRelay.Inspection;

/// <summary>
/// <c>/relay/audit?from=&amp;to=&amp;dataset=&amp;csv=</c>: what the journal says, added up, or batch by batch as CSV.
/// Without times it is the last 24 hours.
/// </summary>
internal sealed class AuditEndpoint(InspectionAnswer answers, TimeProvider time)
{
    private const string Columns =
        "batch,hash,dataset,source,path,address,received,answered,bytes,outcome,records,first_event,last_event,secret,receivers\r\n";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public async Task HandleAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var now = time.GetUtcNow();
        if (!TryTime(query["to"], now, out var to) || !TryTime(query["from"], to.AddDays(-1), out var from) || from >= to)
        {
            await InspectionAnswer.FailAsync(
                context, StatusCodes.Status400BadRequest, $"from and to: {QueryTime.Examples}, from before to");
            return;
        }

        var audit = new JournalQuery(from, to) { Dataset = query["dataset"].FirstOrDefault() };
        if (query.ContainsKey("csv"))
        {
            await WriteRowsAsync(context, audit);
        }
        else if (await answers.AskAsync<JournalProtocol.AuditReport>(context, new JournalProtocol.GetAudit(audit), Patience) is { } report)
        {
            await InspectionAnswer.WriteAsync(context, StatusCodes.Status200OK, report);
        }
    }

    private async Task WriteRowsAsync(HttpContext context, JournalQuery audit)
    {
        JournalEntry? last = null;
        while (await answers.AskAsync<JournalProtocol.AuditPage>(
            context, new JournalProtocol.GetAuditPage(audit, last), Patience) is { } page)
        {
            var text = new StringBuilder(last is null ? Columns : "");
            foreach (var row in page.Rows)
            {
                Append(text, row);
            }

            await InspectionAnswer.WriteAsync(context, "text/csv; charset=utf-8", Encoding.UTF8.GetBytes(text.ToString()));
            if (page.Rows.Count == 0)
            {
                return;
            }

            last = page.Rows[^1];
        }
    }

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
