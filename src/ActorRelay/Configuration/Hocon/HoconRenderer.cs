using System.Globalization;
using System.Text;

namespace ActorRelay.Configuration.Hocon;

/// <summary>
/// Writes a resolved tree as plain HOCON: every key and text in quotes, commas between everything, so that any
/// parser reads it the same way.
/// </summary>
internal static class HoconRenderer
{
    /// <summary>The fields of an object, one a line, without braces around them.</summary>
    public static string RenderFields(HoconObject root)
    {
        var text = new StringBuilder();
        foreach (var field in root.Fields)
        {
            AppendField(text, field);
            text.Append('\n');
        }

        return text.ToString();
    }

    /// <summary>A value on one line.</summary>
    public static string Render(HoconValue value)
    {
        var text = new StringBuilder();
        Append(text, value);
        return text.ToString();
    }

    private static void AppendField(StringBuilder text, HoconField field)
    {
        AppendQuoted(text, field.Name);
        text.Append(" : ");
        Append(text, field.Value);
    }

    private static void Append(StringBuilder text, HoconValue value)
    {
        switch (value)
        {
            case HoconText { Quoted: false, Text: "null" }:
                text.Append("null");
                break;
            case HoconText leaf:
                AppendQuoted(text, leaf.Text);
                break;
            case HoconList list:
                text.Append('[');
                for (var i = 0; i < list.Items.Length; i++)
                {
                    text.Append(i == 0 ? "" : ", ");
                    Append(text, list.Items[i]);
                }

                text.Append(']');
                break;
            case HoconObject fields:
                text.Append('{');
                for (var i = 0; i < fields.Fields.Length; i++)
                {
                    text.Append(i == 0 ? "" : ", ");
                    AppendField(text, fields.Fields[i]);
                }

                text.Append('}');
                break;
        }
    }

    private static void AppendQuoted(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' or '\\' => text.Append('\\').Append(c),
                < ' ' or '\u007F' or '\u2028' or '\u2029' =>
                    text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => text.Append(c),
            };
        }

        text.Append('"');
    }
}
