using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace ActorRelay.Commands;

/// <summary>The arguments of <c>send</c>. No message repeats a URL behind its path: the secret may be there.</summary>
internal static class SendCommandLine
{
    public const string SecretVariable = "RELAY_SECRET";

    private const int MostParallel = 64;

    public static Command Create()
    {
        var paths = new Argument<string[]>("PATH")
        {
            Description = "NDJSON files, gzip or not, and folders of them, as Logpush fills buckets; - is standard input, not gzip.",
            Arity = ArgumentArity.OneOrMore,
        };
        paths.Validators.Add(CheckPaths);
        var to = new Option<LogpushDestination>("--to")
        {
            Description = "The edge, with the dataset as its path: https://relay.example.com/http_requests. "
                + "?header_X-Logpush-Auth=SECRET is a header, as in a job's destination.",
            HelpName = "URL",
            Required = true,
            CustomParser = ParseTo,
        };
        var secret = Text("--secret", "The edge's secret. Others may see it in the list of processes: see --secret-file.", "S");
        var secretFile = Text(
            "--secret-file", $"File that holds the secret. Without any it is taken from the variable {SecretVariable}.", "FILE");
        var header = new Option<string>("--header")
        {
            Description = "Header that carries the secret.",
            HelpName = "NAME",
            DefaultValueFactory = _ => SendOptions.DefaultHeader,
        };
        var caCert = Text("--cacert", "File with the certificates (PEM) to trust instead of the system's.", "FILE");
        var records = Bounded(
            "--records", "Most records in a batch.", SendOptions.DefaultRecords, int.MaxValue, least: 1);
        var bytes = Bounded(
            "--bytes", "Most bytes in a batch before gzip.", SendOptions.DefaultBytes, 1_000_000_000, least: 1);
        var retries = Bounded("--retry", "How often to repeat a batch answered 503, or whose connection is refused or lost.", SendOptions.DefaultRetries, 1000);
        var parallel = Bounded("--parallel", "Most batches on their way at once.", 1, MostParallel, least: 1);
        var state = Text(
            "--state",
            "File that remembers what was answered 200, kept when all is sent, so that a later send takes only what is new. "
            + "[default: beside the first PATH, until all is sent]",
            "FILE");
        var command = new Command("send", "Posts NDJSON files the way Logpush does: a pre-flight, then gzip batches.")
        {
            paths, to, secret, secretFile, header, caCert, records, bytes, retries, parallel, state,
        };
        command.SetAction((parse, cancellation) =>
        {
            var destination = parse.GetRequiredValue(to);
            AddSecret(destination, parse.GetRequiredValue(header), parse.GetValue(secret), parse.GetValue(secretFile));
            var options = new SendOptions
            {
                Paths = parse.GetRequiredValue(paths),
                To = destination,
                CaCert = parse.GetValue(caCert),
                Records = (int)parse.GetRequiredValue(records),
                Bytes = parse.GetRequiredValue(bytes),
                Retries = (int)parse.GetRequiredValue(retries),
                Parallel = (int)parse.GetRequiredValue(parallel),
                State = parse.GetValue(state),
            };
            var configuration = parse.InvocationConfiguration;
            return SendCommand.RunAsync(options, configuration.Output, configuration.Error, cancellation);
        });
        return command;
    }

    private static void AddSecret(LogpushDestination to, string header, string? secret, string? file)
    {
        secret ??= file is null ? null : ReadSecret(file);
        if (secret is null && to.Headers.Count == 0)
        {
            secret = Environment.GetEnvironmentVariable(SecretVariable);
        }

        if (!string.IsNullOrEmpty(secret) && !to.TryAdd(header, secret))
        {
            throw new CommandFailedException("the secret cannot be sent: HTTP cannot carry it in a header of that name");
        }
    }

    private static string ReadSecret(string file)
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

    private static void CheckPaths(ArgumentResult argument)
    {
        var paths = argument.Tokens.Select(token => token.Value).ToList();
        if (paths.Any(path => path.Contains("://", StringComparison.Ordinal)))
        {
            argument.AddError("a URL is not a file to send: give it with --to");
        }

        if (paths.Count > 1 && paths.Contains("-"))
        {
            argument.AddError("- is standard input, and goes alone");
        }
    }

    private static LogpushDestination? ParseTo(ArgumentResult argument)
    {
        var text = argument.Tokens[0].Value;
        if (LogpushDestination.Parse(text) is { } to)
        {
            return to;
        }

        var shown = text.Contains('@', StringComparison.Ordinal) ? "" : $"{text.Split('?')[0]}: ";
        argument.AddError($"--to {shown}URL expected, such as https://relay.example.com/http_requests");
        return null;
    }

    private static Option<string> Text(string name, string description, string value) =>
        new(name) { Description = description, HelpName = value };

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
}
