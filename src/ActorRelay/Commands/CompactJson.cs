using System.Text;
using System.Text.Json;

namespace ActorRelay.Commands;

/// <summary>
/// A JSON value as an <c>alog</c> line has it: what JavaScript's <c>JSON.stringify</c> writes, but numbers keep their
/// digits, and DEL, C1 controls and U+2028/2029 are escaped as well.
/// </summary>
/// <remarks>Plain and slow on purpose: it is the measure the relay's own writer is held to.</remarks>
internal static class CompactJson
{
    public static string Write(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(',', value.EnumerateObject().Select(Write)) + "}",
        JsonValueKind.Array => $"[{string.Join(',', value.EnumerateArray().Select(Write))}]",
        JsonValueKind.String => Quote(value.GetString()!),
        _ => value.GetRawText(),
    };

    private static string Write(JsonProperty field) => $"{Quote(field.Name)}:{Write(field.Value)}";

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            quoted.Append(c switch
            {
                '"' => "\\\"",
                '\\' => @"\\",
                '\b' => @"\b",
                '\f' => @"\f",
                '\n' => @"\n",
                '\r' => @"\r",
                '\t' => @"\t",
                _ when char.IsControl(c) || c is '\u2028' or '\u2029' => $@"\u{(int)c:x4}",
                _ => $"{c}",
            });
        }

        return quoted.Append('"').ToString();
    }
}
