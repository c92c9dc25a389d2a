using System.Buffers;
using System.Globalization;
using System.Text.Json;
using ActorRelay.Accounts;
using ActorRelay.Batches;

namespace ActorRelay.Edge;

/// <summary>
/// The one place where an outcome becomes an HTTP answer: a status, and a short JSON body. Cloudflare shows both to
/// whoever may read the job, so there is never a byte of the request in it.
/// </summary>
internal static class Answers
{
    /// <summary>Seconds, of every 503. Whether Logpush heeds it is not documented.</summary>
    private const int RetryAfter = 10;

    public static int StatusOf(BatchOutcome outcome) => outcome switch
    {
        BatchOutcome.Confirmed or BatchOutcome.Spooled or BatchOutcome.Repeat or BatchOutcome.Quarantined or BatchOutcome.Preflight =>
            StatusCodes.Status200OK,
        BatchOutcome.Invalid => StatusCodes.Status400BadRequest,
        BatchOutcome.Forbidden => StatusCodes.Status403Forbidden,
        BatchOutcome.NoRoute => StatusCodes.Status404NotFound,
        BatchOutcome.MethodNotAllowed => StatusCodes.Status405MethodNotAllowed,
        BatchOutcome.UploadTooSlow => StatusCodes.Status408RequestTimeout,
        BatchOutcome.TooLarge => StatusCodes.Status413PayloadTooLarge,
        BatchOutcome.NoRoom or BatchOutcome.NotConfirmed or BatchOutcome.NotSetAside or BatchOutcome.Draining =>
            StatusCodes.Status503ServiceUnavailable,
        BatchOutcome.Failed => StatusCodes.Status500InternalServerError,
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "has no status"),
    };

    /// <summary>Sends the answer; to a client that has gone it sends nothing, and does not fail.</summary>
    public static async Task WriteAsync(HttpContext context, BatchId batch, BatchAnswer answer)
    {
        var response = context.Response;
        var status = StatusOf(answer.Outcome);
        var body = BodyOf(batch, answer, status == StatusCodes.Status200OK);
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.ContentLength = body.WrittenCount;
        if (status == StatusCodes.Status503ServiceUnavailable)
        {
            response.Headers.RetryAfter = RetryAfter.ToString(CultureInfo.InvariantCulture);
        }
        else if (status == StatusCodes.Status405MethodNotAllowed)
        {
            response.Headers.Allow = "POST, PUT";
        }

        response.BodyWriter.Write(body.WrittenSpan);
        await response.CompleteAsync();
    }

    private static ArrayBufferWriter<byte> BodyOf(BatchId batch, BatchAnswer answer, bool isGood)
    {
        var body = new ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(body);
        json.WriteStartObject();
        json.WriteString("batch"u8, batch.Value);
        json.WriteString("outcome"u8, BatchOutcomeWord.Of(answer.Outcome));
        if (isGood)
        {
            if (answer.Records is { } records)
            {
                json.WriteNumber("records"u8, records);
            }

            json.WriteNumber("quarantined"u8, answer.Quarantined);
            if (answer.Filtered > 0)
            {
                json.WriteNumber("filtered"u8, answer.Filtered);
            }
        }
        else
        {
            json.WriteString("error"u8, answer.Detail ?? ErrorOf(answer.Outcome));
        }

        json.WriteEndObject();
        return body;
    }

    /// <summary>
    /// What an outcome says by itself: the error of an answer without a <see cref="BatchAnswer.Detail"/>.
    /// </summary>
    public static string ErrorOf(BatchOutcome outcome) => outcome switch
    {
        BatchOutcome.Invalid => "the body is neither gzip nor NDJSON, or is corrupt",
        BatchOutcome.Forbidden => "the secret is missing or wrong, or the address is not allowed",
        BatchOutcome.NoRoute => "no route takes this dataset",
        BatchOutcome.MethodNotAllowed => "use POST or PUT",
        BatchOutcome.UploadTooSlow => "the body did not arrive in time",
        BatchOutcome.TooLarge => "the body is larger than this relay takes",
        BatchOutcome.NoRoom => "no room for the body now",
        BatchOutcome.NotConfirmed => "a Receiver did not confirm in time",
        BatchOutcome.NotSetAside => "what has to be set aside could not be written to quarantine",
        BatchOutcome.Draining => "the relay is stopping",
        BatchOutcome.Failed => "a fault of the relay; its log has it under this batch",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "is no error"),
    };
}
