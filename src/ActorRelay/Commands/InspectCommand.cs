using System.CommandLine;
using System.CommandLine.Parsing;
using ActorRelay.Inspection;

namespace ActorRelay.Commands;

/// <summary>
/// <c>relay COMMAND</c>: asks a running relay's inspection listener, or has it do something. The commands are those of
/// <see cref="InspectionCommands"/>, with their words, options and help.
/// </summary>
internal static class InspectCommand
{
    public const string Name = "relay";

    private const string TokenVariable = "ACTORRELAY_TOKEN";

    private const string DefaultUrl = "http://127.0.0.1:9180";

    public static Command Create()
    {
        var url = new Option<Uri>("--url")
        {
            Description = $"The relay's inspection.listen. Without it {DefaultUrl}.",
            HelpName = "URL",
            CustomParser = ParseUrl,
            DefaultValueFactory = _ => new Uri(DefaultUrl),
            Recursive = true,
        };
        var tokenFile = new Option<string>("--token-file")
        {
            Description = $"A file that holds the relay's inspection.token. Without it {TokenVariable} is the token, if it is set.",
            HelpName = "FILE",
            Recursive = true,
        };
        var json = new Option<bool>("--json") { Description = "Print the answer as JSON, for scripts.", Recursive = true };
        var relay = new Command(Name, "Asks a running relay, or has it do something: relay --help lists all it can be asked.") { url, tokenFile, json };
        foreach (var command in InspectionCommands.All)
        {
            var words = command.Name.Split(' ');
            var parent = words[..^1].Aggregate(relay, (at, word) => at.Subcommands.Single(inner => inner.Name == word));
            parent.Add(Create(command, words[^1], url, tokenFile, json));
        }

        return relay;
    }

    private static Command Create(
        InspectionCommand of, string word, Option<Uri> url, Option<string> tokenFile, Option<bool> json)
    {
        var command = new Command(word, of.Help);
        Argument<string>[] arguments =
        [
            .. of.Arguments.Select(name => new Argument<string>(name.Trim('[', ']'))
            {
                Arity = name.StartsWith('[') ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
            }),
        ];
        Option[] options = [.. of.Options.Select(OptionOf)];
        Array.ForEach(arguments, command.Add);
        Array.ForEach(options, command.Add);
        command.SetAction(async (parse, cancellation) =>
        {
            await using var raw = Console.OpenStandardOutput();
            var question = new RelayQuestion(
                [.. of.Name.Split(' '), .. arguments.Select(parse.GetValue).OfType<string>()],
                [.. options.Where(option => parse.GetResult(option) is { Implicit: false }).Select(option => (option.Name[2..], ValueOf(parse, option)))],
                parse.GetValue(json))
            {
                Token = await TokenAsync(parse.GetValue(tokenFile), cancellation),
            };
            return await RelayClient.RunAsync(
                parse.GetRequiredValue(url), question, parse.InvocationConfiguration.Output, raw, parse.InvocationConfiguration.Error, cancellation);
        });
        return command;
    }

    private static async Task<string?> TokenAsync(string? file, CancellationToken cancellation) => file is null
        ? Environment.GetEnvironmentVariable(TokenVariable)
        : (await File.ReadAllTextAsync(file, cancellation)).Trim();

    private static Option OptionOf(InspectionOption of)
    {
        string[] letters = of.Letter is { } letter ? [$"-{letter}"] : [];
        return of.IsFlag
            ? new Option<bool>($"--{of.Name}", letters) { Description = of.Help }
            : new Option<string>($"--{of.Name}", letters) { Description = of.Help, HelpName = of.Value };
    }

    private static string ValueOf(ParseResult parse, Option option) => option switch
    {
        Option<string> text => parse.GetRequiredValue(text),
        Option<bool> flag when parse.GetValue(flag) => "true",
        _ => "false",
    };

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
