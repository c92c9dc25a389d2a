using ActorRelay.Configuration;

namespace ActorRelay.Commands;

/// <summary>
/// <c>send</c>: posts NDJSON files the way Logpush does, and stops at the first batch that is not answered 200.
/// </summary>
internal static class SendCommand
{
    /// <summary>Sends; progress goes to <paramref name="error"/>, the sums to <paramref name="output"/>.</summary>
    /// <exception cref="CommandFailedException">A path cannot be read, or there was no answer.</exception>
    internal static async Task<int> RunAsync(
        SendOptions options, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        var report = TextWriter.Synchronized(error);
        var leftOut = new List<string>();
        var files = Count(options, leftOut, report);
        if (!options.To.HasDataset)
        {
            report.WriteLine($"warning: there is no dataset in {options.To.Where}, so the relay must recognise it by each body: --to URL/DATASET");
        }

        using var client = new LogpushClient(options.To, options.CaCert, options.Retries, pause => report.WriteLine(SettingsText.OneLine($"  {pause}")));
        var preflight = await client.PreflightAsync(cancellation);
        report.WriteLine($"pre-flight: {preflight}");
        if (!preflight.IsAccepted)
        {
            return Fail(report, $"the pre-flight was not answered 200, so nothing was sent{Hint(preflight, options)}");
        }

        using var state = OpenState(options, report);
        using var run = new SendRun(options, files, client, state, report);
        try
        {
            await run.SendAsync(cancellation);
        }
        finally
        {
            output.WriteLine(run.Sums);
        }

        var goesOn = state is null ? "" : "; the same command goes on where this one ended";
        if (run.Refused is { } refused)
        {
            return Fail(report, $"not answered 200: {refused.What}{Hint(refused.Answer, options)}{goesOn}");
        }

        if (run.Unread > 0)
        {
            return Fail(report, $"{Quantity.Of(run.Unread, "file", "files")} could not be sent, see above{goesOn}");
        }

        return End(options, run, state, report);
    }

    private static int End(SendOptions options, SendRun run, SendState? state, TextWriter report)
    {
        if (options.State is null)
        {
            state?.Delete();
        }

        return run.Sums.Batches > 0 || run.SentBefore > 0
            ? ExitCode.Ok
            : Fail(report, $"nothing to send: there is no record in {string.Join(", ", options.Paths.Select(SettingsText.Printable))}");
    }

    /// <summary>How many there are, which makes progress readable, and finds what is missing before anything is sent.</summary>
    private static long Count(SendOptions options, List<string> leftOut, TextWriter report)
    {
        long files = 0, others = 0;
        foreach (var _ in NdjsonFiles.Below(options.Paths, path =>
        {
            others++;
            if (leftOut.Count < 3)
            {
                leftOut.Add(SettingsText.Printable(Path.GetFileName(path)));
            }
        }))
        {
            files++;
        }

        if (others > 0)
        {
            report.WriteLine(
                $"left out, not called as NDJSON is (.gz, .log, .json, .ndjson, .jsonl): {Quantity.Of(others, "file", "files")}, "
                + $"{string.Join(", ", leftOut)}{(others > leftOut.Count ? ", ..." : "")}");
        }

        return files;
    }

    /// <returns>Null where nothing can be remembered: of standard input, or where no file may be written.</returns>
    private static SendState? OpenState(SendOptions options, TextWriter report)
    {
        if (options.Paths.Contains(NdjsonFiles.StandardInput))
        {
            return null;
        }

        var path = options.State ?? SendState.Beside(options.Paths[0]);
        try
        {
            var state = SendState.Open(path, options.To.Where);
            if (state.IsResumed)
            {
                report.WriteLine($"going on: {SettingsText.Printable(path)} says what was answered 200 before, which is not sent again");
            }

            return state;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            var message = $"cannot remember what was sent in {SettingsText.Printable(path)}: {failure.Message}";
            if (options.State is not null || File.Exists(path))
            {
                throw new CommandFailedException(message, failure);
            }

            report.WriteLine(SettingsText.OneLine($"warning: {message} Name another file with --state, or all is sent again after an interruption."));
            return null;
        }
    }

    /// <summary>What to do about an answer, where that is known here.</summary>
    private static string Hint(LogpushAnswer answer, SendOptions options) => answer.Status switch
    {
        403 when options.To.Headers.Count == 0 =>
            $": no secret was given (--secret-file FILE, the variable {SendCommandLine.SecretVariable}, or ?header_{SendOptions.DefaultHeader}=SECRET in --to)",
        403 => ": the secret is not the edge's, or it does not take this address",
        404 => ": no route takes the dataset that the path names",
        413 => ": lower --bytes, or raise the relay's max-body and max-inflated",
        _ => "",
    };

    private static int Fail(TextWriter error, string message)
    {
        error.WriteLine(SettingsText.OneLine($"actorrelay: {message}"));
        return ExitCode.Failed;
    }
}
