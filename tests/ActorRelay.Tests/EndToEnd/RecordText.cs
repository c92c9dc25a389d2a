using System.Globalization;
using System.Text;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>Writes one record, in all the ways that JSON leaves to the writer: escapes, blanks, forms of numbers.</summary>
internal sealed class RecordText
{
    private static readonly string[] Fragments =
    [
        "plain", " ", "=", "&", "?q=1&r=2", "https://a.example/", "たろうのPC", "日本語のテキスト", "émigré", "😀", "]", "%", "<b>", "'",
        "|", "{", "Key=", ", ", "\\\"", "\\\"quoted\\\"", "C:\\\\Windows\\\\", "\\n", "\\r\\n", "\\t", "\\b\\f", "\\/", "\\u0026",
        "\\u003d", "\\u0000", "\\u001b[31m", "\\u001F", "\\u007f", "\\u0085", "\\u2028", "\\u2029", "\\u3042", "\\u00e9",
        "\\ud83d\\ude00", "\\uD83D\\uDE00", "\\ud800 ", "\\udfff", "\u007f", "\u0080", "\u0085", "\u009b", "\u2028", "\u2029", "\ufeff",
        "\uffff", "00000000-0000-0000-0000-000000000000", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36",
    ];

    private static readonly string[] Numbers =
    [
        "0", "-0", "1", "-1", "0.5", "1.0", "1.50", "-12.250", "1e5", "1E+5", "2.5e-7", "1e400", "9007199254740993",
        "9223372036854775807", "-9223372036854775808", "18446744073709551615", "123456789012345678901234567890",
        "0.1234567890123456789012345678901234567890",
    ];

    private readonly StringBuilder _text = new(1500);
    private readonly Dice _dice;
    private readonly DateTimeOffset _time;
    private readonly bool _spacious;
    private bool _begun;

    public RecordText(Dice dice, DateTimeOffset newest)
    {
        _dice = dice;
        _time = newest.AddTicks(-(long)(dice.Next() % TimeSpan.TicksPerDay));
        _spacious = dice.Chance(5);
        _text.Append('{');
    }

    public void Number(string name, long number)
    {
        Name(name);
        _text.Append(CultureInfo.InvariantCulture, $"{number}");
    }

    public void Field(string name, FieldKind kind)
    {
        Name(name);
        Value(kind, depth: 0);
    }

    public string End()
    {
        Blank();
        return _text.Append('}').ToString();
    }

    private void Name(string name)
    {
        if (_begun)
        {
            Blank();
            _text.Append(',');
        }

        _begun = true;
        Blank();
        _text.Append('"').Append(name).Append('"');
        Blank();
        _text.Append(':');
        Blank();
    }

    private void Value(FieldKind kind, int depth)
    {
        switch (kind)
        {
            case FieldKind.Time:
                _text.Append(Time());
                break;
            case FieldKind.Milliseconds:
                _text.Append(_time.ToUnixTimeMilliseconds());
                break;
            case FieldKind.Text:
                Text(_dice.Below(7));
                break;
            case FieldKind.Word:
                _text.Append(CultureInfo.InvariantCulture, $"\"{_dice.Next():x}\"");
                break;
            case FieldKind.Address:
                _text.Append(CultureInfo.InvariantCulture, $"\"2001:db8::{_dice.Below(65536):x}\"");
                break;
            case FieldKind.Integer:
                _text.Append(_dice.Below(65536));
                break;
            case FieldKind.LongInteger:
                _text.Append((long)_dice.Next() | (1L << 60));
                break;
            case FieldKind.Number:
                _text.Append(_dice.Pick(Numbers));
                break;
            case FieldKind.Boolean:
                _text.Append(_dice.Chance(50) ? "true" : "false");
                break;
            case FieldKind.Texts:
                Many('[', ']', () => Text(_dice.Below(3)));
                break;
            case FieldKind.Integers:
                Many('[', ']', () => _text.Append(_dice.Below(1000)));
                break;
            case FieldKind.Object:
                Many('{', '}', () => Member(depth));
                break;
            case FieldKind.Objects:
                Many('[', ']', () => Many('{', '}', () => Member(depth)));
                break;
            case FieldKind.JsonText:
                _text.Append("""  "[{\"type\":\"1\",\"data\":\"\\u00e9 \\\"x\\\"\"}]"  """.Trim());
                break;
            case FieldKind.Anything:
                Anything(depth);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(kind));
        }
    }

    private void Member(int depth)
    {
        Text(1 + _dice.Below(2));
        Blank();
        _text.Append(':');
        Blank();
        Anything(depth + 1);
    }

    private void Anything(int depth)
    {
        FieldKind[] kinds =
        [
            FieldKind.Text, FieldKind.Number, FieldKind.Boolean, FieldKind.Word, FieldKind.Integers, FieldKind.Texts,
            .. depth < 4 ? [FieldKind.Object, FieldKind.Objects] : Array.Empty<FieldKind>(),
        ];
        if (_dice.Chance(20))
        {
            _text.Append("null");
        }
        else
        {
            Value(_dice.Pick(kinds), depth + 1);
        }
    }

    private void Many(char open, char close, Action one)
    {
        _text.Append(open);
        Blank();
        for (var i = _dice.Below(4); i > 0; i--)
        {
            one();
            Blank();
            if (i > 1)
            {
                _text.Append(',');
                Blank();
            }
        }

        _text.Append(close);
    }

    private void Text(int fragments)
    {
        _text.Append('"');
        for (var i = 0; i < fragments; i++)
        {
            _text.Append(_dice.Pick(Fragments));
        }

        _text.Append('"');
    }

    private string Time()
    {
        var seconds = _time.ToUnixTimeSeconds();
        var nanoseconds = (_time - DateTimeOffset.UnixEpoch).Ticks * 100;
        return _dice.Below(8) switch
        {
            0 => $"\"{_time:yyyy-MM-ddTHH:mm:ssZ}\"",
            1 => $"\"{_time:yyyy-MM-ddTHH:mm:ss.fffZ}\"",
            2 => $"\"{_time:yyyy-MM-ddTHH:mm:ss.fffffff}00Z\"",
            3 => $"\"{_time.ToOffset(TimeSpan.FromMinutes(570)):yyyy-MM-ddTHH:mm:sszzz}\"",
            4 => $"{seconds}",
            5 => $"{_time.ToUnixTimeMilliseconds()}",
            6 => $"{nanoseconds}",
            _ => $"\"{nanoseconds}\"",
        };
    }

    private void Blank()
    {
        if (_spacious)
        {
            _text.Append(_dice.Pick([" ", "", "\t", "  ", "\r"]));
        }
    }
}
