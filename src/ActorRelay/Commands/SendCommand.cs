using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics;
using System.Globalization;

namespace ActorRelay.Commands;

/// <summary>
/// <c>send</c>: posts an NDJSON file the way Logpush does, and stops at the first batch that is not answered 200.
/// </summary>
internal static class SendCommand
{
    public const string SecretVariable = "RELAY_SECRET";

    public static Command Create()
    {
        var file = new Argument<string>("FILE")
        {
            Description = "NDJSON file to send, gzip or not; - is standard input, not gzip.",
        };
        var to = new Option<Uri>("--to")
        {
            Description = "The edge, with the dataset as its path: https://relay.example.com/http_requests",
            HelpName = "URL",
            Required = true,
            CustomParser = ParseTo,
        };
        var secret = new Option<string>("--secret")
        {
            Description = "The edge's secret. Others may see it in the list of processes: see --secret-file.",
            HelpName = "S",
        };
        var secretFile = new Option<string>("--secret-file")
        {
            Description = $"File that holds the secret. Without either it is taken from the variable {SecretVariable}.",
            HelpName = "FILE",
        };
        var header = new Option<string>("--header")
        {
            Description = "Header that carries the secret.",
            HelpName = "NAME",
            DefaultValueFactory = _ => SendOptions.DefaultHeader,
        };
        var records = Bounded(
            "--records", "Most records in a batch.", SendOptions.DefaultRecords, int.MaxValue, least: 1);
        var bytes = Bounded(
            "--bytes", "Most bytes in a batch before gzip.", SendOptions.DefaultBytes, 1_000_000_000, least: 1);
        var retries = Bounded("--retry", "How often to repeat a batch answered 503.", SendOptions.DefaultRetries, 1000);
        var command = new Command("send", "Posts an NDJSON file the way Logpush does: a pre-flight, then gzip batches.")
        {
            file, to, secret, secretFile, header, records, bytes, retries,
        };
        command.SetAction((parse, cancellation) => RunAsync(
            new SendOptions
            {
                File = parse.GetRequiredValue(file),
                To = parse.GetRequiredValue(to),
                Header = parse.GetRequiredValue(header),
                Secret = ReadSecret(parse.GetValue(secret), parse.GetValue(secretFile)),
                Records = (int)parse.GetRequiredValue(records),
                Bytes = parse.GetRequiredValue(bytes),
                Retries = (int)parse.GetRequiredValue(retries),
            },
            parse.InvocationConfiguration.Output,
            parse.InvocationConfiguration.Error,
            cancellation));
        return command;
    }

    /// <summary>Sends; progress goes to <paramref name="error"/>, the sums to <paramref name="output"/>.</summary>
    /// <exception cref="CommandFailedException">The file cannot be read, or there was no answer.</exception>
    internal static async Task<int> RunAsync(
        SendOptions options, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        await using var source = NdjsonFile.Open(options.File);
        using var client = new LogpushClient(
            options.To, options.Header, options.Secret, options.Retries, pause => error.WriteLine($"  {pause}"));
        var preflight = await client.PreflightAsync(cancellation);
        error.WriteLine($"pre-flight: {preflight}");
        if (!preflight.IsAccepted)
        {
            return Fail(error, "the pre-flight was not answered 200, so nothing was sent");
        }

        var sums = new SendSums();
        await using var batches = new NdjsonBatches(source, options.Records, options.Bytes);
        while (await NextAsync(batches, options.File, cancellation) is { } batch)
        {
            var started = Stopwatch.GetTimestamp();
            var answer = await client.PostAsync(batch.Gzip, cancellation);
            var size = $"{SendSums.Size(batch.Bytes)} ({SendSums.Size(batch.Gzip.Length)} gzip)";
            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            var records = Quantity.OfRecords(batch.Records);
            error.WriteLine($"batch {sums.Batches + 1}: {records}, {size}: {answer}, {seconds:0.0} s");
            if (!answer.IsAccepted)
            {
                output.WriteLine(sums);
                return Fail(error, $"not answered 200: batch {sums.Batches + 1}, from record {sums.Records + 1}");
            }

            sums.Add(batch, answer);
        }

        output.WriteLine(sums);
        return sums.Batches == 0 ? Fail(error, $"nothing to send: there is no record in {options.File}") : ExitCode.Ok;
    }

    private static async Task<NdjsonBatch?> NextAsync(
        NdjsonBatches batches, string file, CancellationToken cancellation)
    {
        try
        {
            return await batches.NextAsync(cancellation);
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException)
        {
            throw new CommandFailedException($"cannot send {file}: {failure.Message}", failure);
        }
    }

    private static int Fail(TextWriter error, string message)
    {
        error.WriteLine($"actorrelay: {message}");
        return ExitCode.Failed;
    }

    private static string? ReadSecret(string? secret, string? file)
    {
        if (secret is null && file is not null)
        {
            if (Directory.Exists(file))
            {
                throw new CommandFailedException($"cannot read the secret: {file} is a folder");
            }

            try
            {
                return File.ReadAllText(file).Trim();
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                throw new CommandFailedException($"cannot read the secret: {failure.Message}", failure);
            }
        }

        return secret ?? Environment.GetEnvironmentVariable(SecretVariable);
    }

    private static Option<long> Bounded(string name, string description, long usual, long most, long least = 0)
    {
        return new Option<long>(name)
        {
            Description = description,
            HelpName = "N",
            DefaultValueFactory = _ => usual,
            CustomParser = argument =>
            {
                var text = argument.Tokens[0].Value;
                if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
                    && value >= least && value <= most)
                {
                    return value;
                }

                argument.AddError($"{name} {text}: a number from {least} to {most} expected");
                return usual;
            },
        };
    }

    private static Uri? ParseTo(ArgumentResult argument)
    {
        var text = argument.Tokens[0].Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
        {
            return url;
        }

        argument.AddError($"--to {text}: URL expected, such as https://relay.example.com/http_requests");
        return null;
    }
}
