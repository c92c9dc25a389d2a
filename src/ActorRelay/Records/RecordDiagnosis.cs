using System.Text;
using System.Text.Json;

namespace ActorRelay.Records;

/// <summary>
/// The slow path: reads a line that <see cref="RecordScanner"/> refused once more, with <see cref="Utf8JsonReader"/>,
/// to say why it is no record and at which byte. The scanner and this one must always agree on whether it is one.
/// </summary>
internal static class RecordDiagnosis
{
    /// <summary>Why a line is not a record.</summary>
    /// <param name="line">The line without its line feed; not blank.</param>
    /// <param name="offset">The byte, from 0, at which that was seen; the line's length where it ends too soon.</param>
    /// <returns><see cref="RecordError.None"/> when the line is a record after all.</returns>
    public static RecordError Explain(ReadOnlySpan<byte> line, out int offset)
    {
        offset = SkipSeparator(line, 0);
        if (offset == line.Length || line[offset] != '{')
        {
            return RecordError.NotAnObject;
        }

        if (FirstInvalidUtf8(line) is >= 0 and var invalid)
        {
            offset = invalid;
            return RecordError.InvalidUtf8;
        }

        var error = ExplainObject(line[offset..], out var length);
        offset += length;
        if (error != RecordError.None)
        {
            return error;
        }

        offset = SkipSeparator(line, offset);
        return offset == line.Length ? RecordError.None : RecordError.TrailingText;
    }

    /// <summary>The first byte that is not part of valid UTF-8, or -1.</summary>
    public static int FirstInvalidUtf8(ReadOnlySpan<byte> text)
    {
        var offset = 0;
        while (offset < text.Length)
        {
            if (Rune.DecodeFromUtf8(text[offset..], out _, out var length) != System.Buffers.OperationStatus.Done)
            {
                return offset;
            }

            offset += length;
        }

        return -1;
    }

    /// <summary>Skips white space, one comma (record_delimiter), and white space.</summary>
    private static int SkipSeparator(ReadOnlySpan<byte> line, int offset)
    {
        offset = SkipWhiteSpace(line, offset);
        return offset < line.Length && line[offset] == ',' ? SkipWhiteSpace(line, offset + 1) : offset;
    }

    private static int SkipWhiteSpace(ReadOnlySpan<byte> line, int offset)
    {
        while (offset < line.Length && line[offset] is (byte)' ' or (byte)'\t' or (byte)'\r')
        {
            offset++;
        }

        return offset;
    }

    /// <param name="text">Begins with <c>{</c>.</param>
    /// <param name="length">Of the object, or up to the error.</param>
    private static RecordError ExplainObject(ReadOnlySpan<byte> text, out int length)
    {
        // Not the final block: then a text that only ends too soon is no error to the reader.
        var state = new JsonReaderState(new JsonReaderOptions { MaxDepth = RecordScanner.MaxDepth + 1 });
        var reader = new Utf8JsonReader(text, isFinalBlock: false, state);
        try
        {
            while (reader.Read())
            {
                length = (int)reader.BytesConsumed;
                switch (reader.TokenType)
                {
                    case JsonTokenType.StartObject or JsonTokenType.StartArray
                        when reader.CurrentDepth >= RecordScanner.MaxDepth:
                        length = (int)reader.TokenStartIndex;
                        return RecordError.TooDeep;
                    case JsonTokenType.EndObject when reader.CurrentDepth == 0:
                        return RecordError.None;
                }
            }
        }
        catch (JsonException e)
        {
            length = (int)(e.BytePositionInLine ?? 0);
            return RecordError.InvalidJson;
        }

        length = text.Length;
        return RecordError.Truncated;
    }
}
