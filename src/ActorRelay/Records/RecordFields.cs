using System.Collections.Immutable;
using System.Text.Json;

namespace ActorRelay.Records;

/// <summary>Reads single things of a record without rewriting it: for decisions that are taken once, not for every line.</summary>
internal static class RecordFields
{
    /// <summary>The names of a record's top-level fields, in its own order.</summary>
    /// <param name="line">One line; white space and one comma before and behind the record are allowed.</param>
    /// <returns>False when the line is not a record.</returns>
    public static bool TryReadNames(ReadOnlySpan<byte> line, out ImmutableArray<string> names)
    {
        names = [];
        line = line.Trim(" \t\r\n"u8);
        if (line.IsEmpty || RecordDiagnosis.Explain(line, out _) != RecordError.None)
        {
            return false;
        }

        var found = ImmutableArray.CreateBuilder<string>();
        var reader = ReaderOf(line);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                found.Add(NameOf(ref reader));
                reader.Skip();
            }
        }

        names = found.ToImmutable();
        return true;
    }

    /// <summary>
    /// Where a top-level field's value is, as JSON, whatever escapes its key is written with. Of a key that is there
    /// twice, the last counts.
    /// </summary>
    /// <param name="record">A valid record, from its <c>{</c> to its <c>}</c>.</param>
    /// <param name="name">Of the field.</param>
    /// <param name="value">Which bytes of the record are its value.</param>
    public static bool TryFind(ReadOnlySpan<byte> record, string name, out Range value)
    {
        value = default;
        var found = false;
        var reader = ReaderOf(record);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            var wanted = reader.ValueTextEquals(name);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (wanted)
            {
                found = true;
                value = start..(int)reader.BytesConsumed;
            }
        }

        return found;
    }

    /// <summary>A reader at the record, which has checked already that its depth is allowed.</summary>
    private static Utf8JsonReader ReaderOf(ReadOnlySpan<byte> line) =>
        new(line[line.IndexOf((byte)'{')..(line.LastIndexOf((byte)'}') + 1)]);

    /// <summary>A lone surrogate cannot be decoded; such a name is like no other.</summary>
    private static string NameOf(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            return "\uFFFD";
        }
    }
}
