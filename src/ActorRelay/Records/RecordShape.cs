using System.Buffers.Binary;

namespace ActorRelay.Records;

/// <summary>
/// What records of one kind have in common: the names of their top-level fields, in any order, and how they write their
/// event time. Two that differ may share one with a chance of 1 in 2^64; the names are not kept.
/// </summary>
/// <param name="Names">A hash of the names.</param>
/// <param name="Fields">How many there are.</param>
/// <param name="EventTime">Of the first of the <see cref="EventTimeFields"/> that has a usable one.</param>
internal readonly record struct RecordShape(ulong Names, int Fields, EventTimeFormat EventTime)
{
    private const ulong Multiplier = 0x9E37_79B9_7F4A_7C15;

    /// <param name="record">One line, as valid JSON.</param>
    /// <param name="eventTimes">Where the event time may be.</param>
    public static RecordShape Of(ReadOnlySpan<byte> record, EventTimeFields eventTimes)
    {
        var wanted = eventTimes.Wanted;
        var names = 0UL;
        var count = 0;
        var best = eventTimes.Count;
        var format = EventTimeFormat.None;
        var fields = new TopLevelFields(record);
        while (fields.MoveNext())
        {
            count++;
            names += Hash(fields.Name);
            var slot = wanted.Find(fields.Name);
            for (var place = 0; slot >= 0 && place < best; place++)
            {
                if (wanted.Names[slot % wanted.Names.Length] == eventTimes.FieldOf(place)
                    && FormatAt(eventTimes, place, fields.Value) is not EventTimeFormat.None and var found)
                {
                    (best, format) = (place, found);
                }
            }
        }

        return new RecordShape(names, count, format);
    }

    private static EventTimeFormat FormatAt(EventTimeFields eventTimes, int place, ReadOnlySpan<byte> value)
    {
        var start = 0;
        return eventTimes.TryDescend(place, ref value, ref start) ? EventTimeFormats.Of(value) : EventTimeFormat.None;
    }

    private static ulong Hash(ReadOnlySpan<byte> name)
    {
        var hash = (ulong)name.Length * Multiplier;
        while (name.Length >= sizeof(ulong))
        {
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(name));
            name = name[sizeof(ulong)..];
        }

        var rest = 0UL;
        foreach (var b in name)
        {
            rest = rest << 8 | b;
        }

        return Mix(Mix(hash ^ rest));
    }

    private static ulong Mix(ulong hash)
    {
        hash *= Multiplier;
        return hash ^ hash >> 32;
    }
}
