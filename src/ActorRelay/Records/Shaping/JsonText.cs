using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ActorRelay.Records.Shaping;

/// <summary>Texts of the settings as they stand in a record.</summary>
internal static class JsonText
{
    /// <summary>As a JSON string in UTF-8, with its quotes.</summary>
    public static byte[] Of(string text) => Encoding.UTF8.GetBytes(
        $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"");

    /// <summary>The same; but of a text that may be bare and is a number, true or false in JSON, that.</summary>
    public static byte[] Of(string text, bool mayBeBare)
    {
        if (!mayBeBare)
        {
            return Of(text);
        }

        var bare = Encoding.UTF8.GetBytes(text);
        var reader = new Utf8JsonReader(bare);
        try
        {
            return reader.Read() && reader.TokenType is JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False
                && reader.BytesConsumed == bare.Length && !reader.Read()
                    ? bare
                    : Of(text);
        }
        catch (JsonException)
        {
            return Of(text);
        }
    }
}
