using System.CommandLine;
using System.CommandLine.Parsing;

namespace ActorRelay.Commands;

/// <summary><c>--url</c> and <c>--token-file</c>: which relay is asked, and what opens it. One instance, one command.</summary>
internal sealed class RelayOptions
{
    private const string DefaultUrl = "http://127.0.0.1:9180";
    private const string TokenVariable = "ACTORRELAY_TOKEN";

    private readonly Option<Uri> _url = new("--url")
    {
        Description = $"The relay's inspection.listen. Without it {DefaultUrl}.",
        HelpName = "URL",
        CustomParser = ParseUrl,
        DefaultValueFactory = _ => new Uri(DefaultUrl),
        Recursive = true,
    };

    private readonly Option<string> _tokenFile = new("--token-file")
    {
        Description = $"A file that holds the relay's inspection.token. Without it {TokenVariable} is the token, if it is set.",
        HelpName = "FILE",
        Recursive = true,
    };

    public void AddTo(Command command)
    {
        command.Add(_url);
        command.Add(_tokenFile);
    }

    public Uri Url(ParseResult parse) => parse.GetRequiredValue(_url);

    /// <summary>Null or empty for none.</summary>
    public async Task<string?> TokenAsync(ParseResult parse, CancellationToken cancellation) => parse.GetValue(_tokenFile) is { } file
        ? (await File.ReadAllTextAsync(file, cancellation)).Trim()
        : Environment.GetEnvironmentVariable(TokenVariable);

    private static Uri? ParseUrl(ArgumentResult argument)
    {
        var text = argument.Tokens[0].Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
        {
            return url;
        }

        argument.AddError($"--url {text}: URL expected, such as {DefaultUrl}");
        return null;
    }
}
