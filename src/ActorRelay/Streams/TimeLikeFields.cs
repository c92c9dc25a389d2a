using System.Collections.Immutable;
using System.Text;
using ActorRelay.Records;
using ActorRelay.Syslog;

namespace ActorRelay.Streams;

/// <summary>Fields of one record whose values look like event times of today, by name; of what is in objects, by its path.</summary>
internal static class TimeLikeFields
{
    /// <summary>So many fields of one record are named.</summary>
    public const int Most = 5;

    private const int Deepest = 3;
    private const int LongestName = 64;

    /// <summary>So many values of one record are looked at.</summary>
    private const int MostValues = 512;

    /// <param name="record">One line, as valid JSON.</param>
    /// <param name="now">Times are those that a header could show for a record received now.</param>
    public static ImmutableArray<string> Of(ReadOnlySpan<byte> record, DateTimeOffset now)
    {
        var names = ImmutableArray.CreateBuilder<string>();
        var left = MostValues;
        Add(record, "", 1, new EventTimeWindow(now), names, ref left);
        return names.ToImmutable();
    }

    private static void Add(
        ReadOnlySpan<byte> json, string path, int depth, EventTimeWindow window, ImmutableArray<string>.Builder names, ref int left)
    {
        var fields = new TopLevelFields(json);
        while (names.Count < Most && left-- > 0 && fields.MoveNext())
        {
            if (fields.Name.Length > LongestName)
            {
                continue;
            }

            if (fields.Value[0] == '{' && depth < Deepest)
            {
                Add(fields.Value, $"{path}{Encoding.UTF8.GetString(fields.Name)}.", depth + 1, window, names, ref left);
            }
            else if (EventTime.TryRead(fields.Value, out var time) && window.Contains(time))
            {
                names.Add(path + Encoding.UTF8.GetString(fields.Name));
            }
        }
    }
}
