using System.Buffers;
using System.Globalization;
using System.Text.Json;
using ActorRelay.Accounts;
using ActorRelay.Batches;
using ActorRelay.Configuration;

namespace ActorRelay.Edge;

/// <summary>
/// The one place where an outcome becomes an HTTP answer: a status, and a short JSON body. Cloudflare shows both to
/// whoever may read the job, so there is never a byte of the request in it.
/// </summary>
internal static class Answers
{
    /// <summary>Every 503 asks for this pause, in seconds. Whether Logpush heeds it is not documented.</summary>
    private const int RetryAfter = 10;

    private static readonly string[] CodingsNotTaken = ["zstd", "br", "deflate", "compress"];

    /// <summary>The answer to a post of which no batch came.</summary>
    public static BatchAnswer Refusal(BatchOutcome outcome, string? detail = null) => new(outcome, null, 0, detail);

    public static BatchAnswer TooLarge(EdgeSettings settings) =>
        Refusal(BatchOutcome.TooLarge, $"the body is larger than max-body, which is {settings.MaxBody} bytes");

    /// <summary>
    /// A refusal after which the connection cannot be used again, for nobody waits for the rest of the body, or knows where
    /// it ends: over HTTP/1 it is closed (RFC 9112 section 9.6); HTTP/2 resets the stream alone, and knows no such header.
    /// </summary>
    public static BatchAnswer LastRefusal(HttpContext context, BatchOutcome outcome, string? detail = null)
    {
        if (!HttpProtocol.IsHttp2(context.Request.Protocol))
        {
            context.Response.Headers.Connection = "close";
        }

        return Refusal(outcome, detail);
    }

    /// <summary>
    /// The bytes of a body decide what it is, and of brotli they tell nothing; so to one that cannot be read the answer also
    /// says what its sender calls it. The name is one of ours, never the sender's text.
    /// </summary>
    public static BatchAnswer Explain(HttpContext context, BatchAnswer answer)
    {
        if (answer is not { Outcome: BatchOutcome.Invalid, Detail: { } detail })
        {
            return answer;
        }

        var sent = context.Request.Headers.ContentEncoding.ToString();
        var coding = Array.Find(CodingsNotTaken, name => sent.Contains(name, StringComparison.OrdinalIgnoreCase));
        return coding is null
            ? answer
            : answer with { Detail = $"{detail}; its Content-Encoding is {coding}, and this relay takes gzip, or none" };
    }

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
        BatchOutcome.Draining => "the relay is draining",
        BatchOutcome.Failed => "a fault of the relay; its log has it under this batch",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "is no error"),
    };
}
