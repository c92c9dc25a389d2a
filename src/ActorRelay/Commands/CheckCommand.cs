using ActorRelay.Configuration;
using ActorRelay.Configuration.Hocon;

namespace ActorRelay.Commands;

/// <summary><c>check</c>: says everything that is wrong with the settings, or what they come to.</summary>
internal static class CheckCommand
{
    /// <param name="input">What settings are read from.</param>
    /// <param name="connect">Open a connection to each Receiver, and describe the edge's certificate.</param>
    /// <param name="output">What the settings come to.</param>
    /// <param name="error">Errors and warnings.</param>
    /// <param name="cancellation">Ends attempts to connect.</param>
    /// <returns>The exit code: 0; 1 when a Receiver or the certificate failed, or run would; 2 when the settings are wrong.</returns>
    public static async Task<int> RunAsync(
        SettingsInput input, bool connect, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        var result = SettingsReader.Read(input);
        foreach (var problem in result.Errors)
        {
            await error.WriteLineAsync(problem.ToString());
        }

        foreach (var warning in result.Warnings)
        {
            await error.WriteLineAsync($"warning: {warning}");
        }

        if (result.Settings is not { } settings)
        {
            if (!input.HasSettings)
            {
                await error.WriteLineAsync("nothing was set: name a file with --config FILE");
            }

            var errors = Quantity.Of(result.Errors.Length, "error", "errors");
            await error.WriteLineAsync(
                result.IsCutShort ? $"{errors}; the settings were not looked at further" : errors);
            return ExitCode.Wrong;
        }

        var reports = LookAround(input, result, settings, connect).ToList();
        await WriteAsync(reports.Where(report => report.Level != CheckLevel.Good), output, error);
        var isGood = reports.All(report => report.Level != CheckLevel.Failed);
        await WriteSettingsAsync(input, result, settings, isGood, output);
        if (connect)
        {
            await output.WriteLineAsync();
            await WriteAsync(reports.Where(report => report.Level == CheckLevel.Good), output, error);
            isGood &= await ConnectAsync(settings, output, error, cancellation);
        }

        return isGood ? ExitCode.Ok : ExitCode.Failed;
    }

    private static async Task WriteSettingsAsync(
        SettingsInput input, SettingsResult result, RelaySettings settings, bool isGood, TextWriter output)
    {
        await output.WriteLineAsync(isGood ? "OK" : "The settings are right, but run would fail here: see above");
        await output.WriteLineAsync();
        await output.WriteLineAsync("files:");
        foreach (var (what, path) in FilesOf(input, result, settings))
        {
            await output.WriteLineAsync(SettingsText.OneLine($"  {what}: {path}"));
        }

        await output.WriteLineAsync();
        await output.WriteLineAsync(Doors.Text);
        await output.WriteLineAsync();
        await output.WriteLineAsync("not at their defaults:");
        foreach (var changed in result.Changed)
        {
            await output.WriteLineAsync(
                SettingsText.OneLine($"  {changed.Key} = {changed.Value}  ({string.Join(", ", changed.Places)})"));
        }
    }

    /// <summary>Every file and folder, as an absolute path, that the relay reads or writes under these settings.</summary>
    private static IEnumerable<(string What, string Path)> FilesOf(
        SettingsInput input, SettingsResult result, RelaySettings settings)
    {
        foreach (var file in input.Files)
        {
            yield return ($"--config {file}", Path.GetFullPath(file, input.WorkingDirectory));
        }

        yield return ("relay.state-dir", settings.StateDir);
        if (settings.Edge.Tls is { } tls)
        {
            yield return ("relay.edge.tls.certificate", tls.Certificate);
            yield return ("relay.edge.tls.key", tls.Key);
            if (tls.ClientCa is not null)
            {
                yield return ("relay.edge.tls.client-ca", tls.ClientCa);
            }
        }

        if (settings.Inspection.Tls is { } inspectionTls)
        {
            yield return ("relay.inspection.tls.certificate", inspectionTls.Certificate);
            yield return ("relay.inspection.tls.key", inspectionTls.Key);
        }

        foreach (var secret in settings.Edge.Secrets.Where(secret => secret.File is not null))
        {
            yield return ($"{secret}", secret.File!);
        }

        foreach (var file in result.KeyFiles)
        {
            yield return file;
        }
    }

    /// <summary>What can be seen without asking anyone. The machine is looked at only where files are those of its disk.</summary>
    private static IEnumerable<CheckReport> LookAround(
        SettingsInput input, SettingsResult result, RelaySettings settings, bool connect)
    {
        var files = input.FileReader ?? new HoconDiskFiles(input.WorkingDirectory);
        IEnumerable<CheckReport> certificates =
        [
            .. settings.Edge.Tls is { } tls && settings.Edge.Listen.Any(a => a.Https)
                ? CertificateCheck.Look(tls, files, DateTimeOffset.UtcNow, whole: connect)
                : [],
            .. settings.Inspection is { Tls: { } own, Listen.Https: true }
                ? CertificateCheck.Look(own, files, DateTimeOffset.UtcNow, whole: false)
                : [],
        ];
        return input.FileReader is null
            ? [.. certificates, .. StartCheck.Look(settings), .. ExposureCheck.Look(settings, result.KeyFiles)]
            : certificates;
    }

    private static async Task<bool> ConnectAsync(
        RelaySettings settings, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        var reports = await Task.WhenAll(settings.Receivers
            .SelectMany(r => r.Addresses.Select(a => ReceiverProbe.ConnectAsync(r, a, cancellation))));
        await WriteAsync(reports, output, error);
        return reports.All(report => report.Level != CheckLevel.Failed);
    }

    private static async Task WriteAsync(IEnumerable<CheckReport> reports, TextWriter output, TextWriter error)
    {
        foreach (var report in reports)
        {
            await (report.Level == CheckLevel.Good ? output : error).WriteLineAsync(SettingsText.OneLine(report.ToString()));
        }
    }
}
