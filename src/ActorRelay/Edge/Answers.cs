using System.Globalization;
using System.Text.Json;
using ActorRelay.Batches;
using ActorRelay.Streams;
using Microsoft.AspNetCore.Http;

namespace ActorRelay.Edge;

/// <summary>The one place where an outcome becomes an HTTP status, and an answer JSON.</summary>
internal static class Answers
{
    /// <summary>Seconds that Retry-After asks for: long enough not to press, short against Logpush's own patience.</summary>
    private const int RetryAfter = 5;

    public static int StatusOf(BatchOutcome outcome) => outcome switch
    {
        BatchOutcome.Confirmed or BatchOutcome.Preflight => StatusCodes.Status200OK,
        BatchOutcome.Invalid => StatusCodes.Status400BadRequest,
        BatchOutcome.Forbidden => StatusCodes.Status403Forbidden,
        BatchOutcome.NoRoute => StatusCodes.Status404NotFound,
        BatchOutcome.MethodNotAllowed => StatusCodes.Status405MethodNotAllowed,
        BatchOutcome.UploadTooSlow => StatusCodes.Status408RequestTimeout,
        BatchOutcome.TooLarge => StatusCodes.Status413PayloadTooLarge,
        BatchOutcome.NoRoom or BatchOutcome.NotConfirmed or BatchOutcome.NotSetAside or BatchOutcome.Draining =>
            StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };

    public static async Task WriteAsync(HttpResponse response, BatchId batch, BatchAnswer answer)
    {
        var status = StatusOf(answer.Outcome);
        response.StatusCode = status;
        response.ContentType = "application/json";
        switch (status)
        {
            case StatusCodes.Status503ServiceUnavailable:
                response.Headers.RetryAfter = RetryAfter.ToString(CultureInfo.InvariantCulture);
                break;
            case StatusCodes.Status405MethodNotAllowed:
                response.Headers.Allow = "POST, PUT";
                break;
        }

        await using (var json = new Utf8JsonWriter(response.BodyWriter))
        {
            Write(json, batch, answer);
        }

        await response.BodyWriter.FlushAsync();
    }

    private static void Write(Utf8JsonWriter json, BatchId batch, BatchAnswer answer)
    {
        json.WriteStartObject();
        json.WriteString("batch", batch.Value);
        json.WriteString("outcome", JsonNamingPolicy.KebabCaseLower.ConvertName(answer.Outcome.ToString()));
        if (answer.Records is { } records)
        {
            json.WriteNumber("records", records);
            json.WriteNumber("quarantined", answer.Quarantined);
        }

        if (answer.Detail is not null)
        {
            json.WriteString("error", answer.Detail);
        }

        json.WriteEndObject();
    }
}
