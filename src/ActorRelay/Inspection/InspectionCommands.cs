using System.Collections.Immutable;

namespace ActorRelay.Inspection;

/// <summary>Every inspection command there is, in the order of help.</summary>
internal static class InspectionCommands
{
    public static ImmutableArray<InspectionCommand> All { get; } =
    [
        StatusCommands.Status,
        EdgeCommands.Jobs,
        .. DeliveryCommands.All,
        StatusCommands.Datasets,
        .. SpoolCommands.All,
        .. QuarantineCommands.All,
        EdgeCommands.Secrets,
        AuditCommand.Audit,
        FindCommand.Find,
        TailCommand.Tail,
        TreeCommand.Tree,
        DrainCommands.Drain,
        DrainCommands.Resume,
        ReloadCommand.Reload,
    ];

    private static readonly ImmutableDictionary<string, InspectionCommand> ByName =
        All.ToImmutableDictionary(command => command.Name);

    public static InspectionCommand? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>Finds the longest name that the words begin with; what is left of them are the arguments.</summary>
    public static (InspectionCommand Command, ImmutableArray<string> Arguments)? Find(ReadOnlySpan<string> words)
    {
        for (var length = Math.Min(2, words.Length); length > 0; length--)
        {
            if (Find(string.Join(' ', words[..length].ToArray())) is { } command)
            {
                return (command, [.. words[length..]]);
            }
        }

        return null;
    }
}
