using System.Collections.Immutable;

namespace ActorRelay.PetabridgeCmd;

/// <summary>A command of the palette <c>relay</c>, as the relay defines it.</summary>
/// <param name="Name">One word: pbm takes no more.</param>
/// <param name="Help">What it says or does.</param>
/// <param name="Arguments">What it takes; pbm has switches only.</param>
/// <param name="Run">It is given values by the arguments' names, and answers with lines; the last says whether all is well.</param>
internal sealed record PaletteCommand(
    string Name,
    string Help,
    ImmutableArray<PaletteArgument> Arguments,
    Func<IReadOnlyDictionary<string, string>, CancellationToken, IAsyncEnumerable<PaletteAnswer>> Run);

/// <param name="Name">Its name, and behind two dashes its switch.</param>
/// <param name="Help">What it is.</param>
/// <param name="IsMandatory">It may not be left out.</param>
internal sealed record PaletteArgument(string Name, string Help, bool IsMandatory);

/// <param name="Text">One or more lines.</param>
/// <param name="IsError">It is what went wrong, and nothing comes after it.</param>
internal sealed record PaletteAnswer(string Text, bool IsError = false);
