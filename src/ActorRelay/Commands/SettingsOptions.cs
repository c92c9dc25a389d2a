using System.CommandLine;

namespace ActorRelay.Commands;

/// <summary><c>--config FILE</c> and <c>--set key=value</c>, as often as wanted. One instance, one command.</summary>
internal sealed class SettingsOptions
{
    private readonly Option<string[]> _files = new("--config")
    {
        Description = "Settings file (HOCON); a later file overrides an earlier one.",
        HelpName = "FILE",
    };

    private readonly Option<string[]> _overrides = new("--set")
    {
        Description = "One setting, such as relay.edge.deadline=30s; overrides files and environment.",
        HelpName = "key=value",
    };

    public SettingsOptions() =>
        _overrides.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => token.Value.IndexOf('=') < 1))
            {
                result.AddError($"--set {token.Value}: key=value expected");
            }
        });

    public void AddTo(Command command)
    {
        command.Add(_files);
        command.Add(_overrides);
    }

    public bool AreGiven(ParseResult parse) =>
        parse.GetResult(_files) is not null || parse.GetResult(_overrides) is not null;

    public SettingsArguments Read(ParseResult parse) =>
        new([.. parse.GetValue(_files) ?? []], [.. parse.GetValue(_overrides) ?? []]);
}
