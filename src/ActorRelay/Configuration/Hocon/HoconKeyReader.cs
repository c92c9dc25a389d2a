using System.Collections.Immutable;

namespace ActorRelay.Configuration.Hocon;

/// <summary>
/// Reads dotted keys, such as <c>edge.max-body</c> or <c>"a.b".c</c>. Default after an error, which has then been
/// reported.
/// </summary>
internal static class HoconKeyReader
{
    /// <summary>What can stand neither in a key nor in a value without quotes.</summary>
    public const string Reserved = "$\"{}[]:=,+#`^?!@*&\\\u201C\u201D\uFF02";

    /// <param name="scanner">Stands at the key.</param>
    /// <param name="room">Elements it may have.</param>
    public static ImmutableArray<HoconKey> Read(HoconScanner scanner, int room, Action<Place, string> error)
    {
        var path = ImmutableArray.CreateBuilder<HoconKey>();
        while (true)
        {
            var place = scanner.Here;
            var name = scanner.Current == '"'
                ? HoconStringReader.Read(scanner, error)
                : ReadBare(scanner, place, error);
            if (name is null)
            {
                return default;
            }

            if (name.Length == 0)
            {
                error(place, "a key cannot be empty");
                return default;
            }

            path.Add(new HoconKey(name, place));
            if (path.Count > room)
            {
                error(place, $"this is nested deeper than {HoconLimits.Depth}");
                return default;
            }

            if (scanner.Current != '.')
            {
                return path.ToImmutable();
            }

            scanner.Next();
        }
    }

    public static bool IsBare(HoconScanner scanner) =>
        !scanner.AtEndOfLine && !char.IsWhiteSpace(scanner.Current) && !char.IsControl(scanner.Current) &&
        !Reserved.Contains(scanner.Current);

    private static string? ReadBare(HoconScanner scanner, Place place, Action<Place, string> error)
    {
        var start = scanner.Position;
        while (scanner.Current != '.' && IsBare(scanner))
        {
            scanner.Next();
        }

        if (scanner.Position > start)
        {
            return scanner.Text[start..scanner.Position];
        }

        error(place, $"expected a key, found {scanner.Found()}");
        return null;
    }
}
