using System.Collections.Immutable;
using System.Text.Json;

namespace ActorRelay.Records;

/// <summary>Reads the field names of a record without rewriting it: for decisions that are taken once, not for every line.</summary>
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
