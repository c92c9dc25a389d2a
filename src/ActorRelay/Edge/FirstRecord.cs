using System.Buffers;
using System.Text.Json;
using ActorRelay.Streams;

namespace ActorRelay.Edge;

/// <summary>
/// Finds the field names of a body's first record in its first 64 KiB once inflated. Bodies may begin with what
/// Logpush's <c>batch_prefix</c> and <c>record_prefix</c> put there, so a few objects are tried.
/// </summary>
internal static class FirstRecord
{
    private const int HeadLength = 64 * 1024;
    private const int MaxTries = 4;
    private const int MaxFields = 512;

    /// <summary>The first answer of <paramref name="recogniser"/> that is not null.</summary>
    /// <param name="recogniser">Tells by the names of fields.</param>
    /// <param name="members">Those of envelopes that routes unwrap: the first record inside is looked at first.</param>
    /// <returns>Null when there is none.</returns>
    public static string? Recognise(
        in ReadOnlySequence<byte> body, DatasetRecogniser recogniser, IReadOnlyCollection<string>? members = null)
    {
        var received = ArrayPool<byte>.Shared.Rent(HeadLength);
        var inflated = ArrayPool<byte>.Shared.Rent(HeadLength);
        try
        {
            var length = (int)Math.Min(body.Length, HeadLength);
            body.Slice(0, length).CopyTo(received);
            if (!GzipSeal.IsGzip(body))
            {
                return RecogniseText(received.AsSpan(0, length), recogniser, members ?? []);
            }

            var inflatedLength = BodyHead.Inflate(received, length, inflated.AsSpan(0, HeadLength), out _);
            return RecogniseText(inflated.AsSpan(0, inflatedLength), recogniser, members ?? []);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(received);
            ArrayPool<byte>.Shared.Return(inflated);
        }
    }

    private static string? RecogniseText(
        ReadOnlySpan<byte> text, DatasetRecogniser recogniser, IReadOnlyCollection<string> members)
    {
        foreach (var member in members)
        {
            if (FirstOf(text, member) is >= 0 and var first && recogniser(FieldNames(text[first..])) is { } dataset)
            {
                return dataset;
            }
        }

        for (var attempt = 0; attempt < MaxTries; attempt++)
        {
            var start = text.IndexOf((byte)'{');
            if (start < 0)
            {
                return null;
            }

            text = text[start..];
            if (recogniser(FieldNames(text)) is { } dataset)
            {
                return dataset;
            }

            text = text[1..];
        }

        return null;
    }

    /// <summary>Where the first record of an envelope begins that has its records in <paramref name="member"/>; or -1.</summary>
    private static int FirstOf(ReadOnlySpan<byte> text, string member)
    {
        var start = text.IndexOfAnyExcept(" \t\r\n"u8);
        if (start < 0 || text[start] != '{')
        {
            return -1;
        }

        var reader = new Utf8JsonReader(text[start..], isFinalBlock: false, default);
        try
        {
            while (reader.Read())
            {
                if (reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.PropertyName && NameOf(reader) == member)
                {
                    return reader.Read() && reader.TokenType == JsonTokenType.StartArray
                        && reader.Read() && reader.TokenType == JsonTokenType.StartObject
                            ? start + (int)reader.TokenStartIndex
                            : -1;
                }
            }
        }
        catch (JsonException)
        {
            // Not JSON from here on: the member was not found.
        }

        return -1;
    }

    /// <summary>
    /// Top-level names of the object that <paramref name="text"/> begins with, as far as it can be read.
    /// </summary>
    private static HashSet<string> FieldNames(ReadOnlySpan<byte> text)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var reader = new Utf8JsonReader(text, isFinalBlock: false, default);
        try
        {
            while (reader.Read() && names.Count < MaxFields)
            {
                if (reader.TokenType == JsonTokenType.EndObject && reader.CurrentDepth == 0)
                {
                    break;
                }

                if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1 && NameOf(reader) is { } name)
                {
                    names.Add(name);
                }
            }
        }
        catch (JsonException)
        {
            // Not JSON from here on; what was read may be enough.
        }

        return names;
    }

    /// <returns>Null when it is no text: it has a lone surrogate, or bytes that are no UTF-8.</returns>
    private static string? NameOf(in Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
