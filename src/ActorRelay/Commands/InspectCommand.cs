using System.CommandLine;
using ActorRelay.Inspection;

namespace ActorRelay.Commands;

/// <summary>
/// <c>relay COMMAND</c>: asks a running relay's inspection listener, or has it do something. The commands are those of
/// <see cref="InspectionCommands"/>, with their words, options and help.
/// </summary>
internal static class InspectCommand
{
    public const string Name = "relay";

    public static Command Create()
    {
        var address = new RelayOptions();
        var json = new Option<bool>("--json") { Description = "Print the answer as JSON, for scripts.", Recursive = true };
        var relay = new Command(Name, "Asks a running relay, or has it do something: relay --help lists all it can be asked.") { json };
        address.AddTo(relay);
        foreach (var command in InspectionCommands.All)
        {
            var words = command.Name.Split(' ');
            var parent = words[..^1].Aggregate(relay, (at, word) => at.Subcommands.Single(inner => inner.Name == word));
            parent.Add(Create(command, words[^1], address, json));
        }

        return relay;
    }

    private static Command Create(
        InspectionCommand of, string word, RelayOptions address, Option<bool> json)
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
                Token = await address.TokenAsync(parse, cancellation),
            };
            return await RelayClient.RunAsync(
                address.Url(parse), question, parse.InvocationConfiguration.Output, raw, parse.InvocationConfiguration.Error, cancellation);
        });
        return command;
    }

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
}
