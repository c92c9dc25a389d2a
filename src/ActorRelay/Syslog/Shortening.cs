using System.Collections.Immutable;
using System.Text.Json;
using ActorRelay.Records;

namespace ActorRelay.Syslog;

/// <summary>
/// Makes a payload that is too long fit, where it stands: what <see cref="FieldCuts"/> decides only makes it shorter, so
/// its parts move to the left. A last field names what was touched.
/// </summary>
internal sealed unsafe class Shortening
{
    /// <summary>The smallest limit of a message: what every Receiver of RFC 5424 must accept (section 6.1); the longest header fits in.</summary>
    public const int SmallestLimit = 480;

    /// <summary>Of what stands behind the last field.</summary>
    private const int LongestEnd = 128;

    private readonly bool _isJson;
    private readonly bool _isQuoted;
    private readonly byte _separator;
    private readonly bool _keepsBelow;
    private readonly ImmutableArray<byte[]> _kept;
    private readonly FieldTable _table = new();
    private readonly ShortenedNames _names;
    private readonly FieldCuts _cuts;
    private readonly byte[] _end = new byte[LongestEnd];
    private bool[] _isKept = [];

    /// <param name="format">The output.</param>
    /// <param name="eventTimeFields">Are kept as the output's own are.</param>
    public Shortening(OutputFormat format, ImmutableArray<string> eventTimeFields)
    {
        var syntax = ParameterSyntax.Of(format.Payload);
        _isJson = format.Payload == PayloadStyle.Json;
        _isQuoted = syntax?.IsQuoted ?? true;
        _separator = syntax?.Separator ?? (byte)(_isJson ? ',' : ' ');
        _keepsBelow = format.Payload == PayloadStyle.KeyValue && format.Nested == NestedStyle.Flatten;
        _kept = syntax is null ? [.. eventTimeFields.Concat(format.Keep.Names).Select(KeyOf)] : [];
        var nested = format.Quote == QuoteStyle.All && !_keepsBelow ? NestedStyle.Quoted : format.Nested;
        _names = new ShortenedNames(format.Payload, nested);
        _cuts = new FieldCuts(format.Payload, _names);
    }

    /// <summary>The mark of a cut, <c>…</c>.</summary>
    public static ReadOnlySpan<byte> Mark => "…"u8;

    /// <summary>Shortens a line of text, which has no fields: what is behind the room goes, and the mark ends it.</summary>
    /// <returns>The new length.</returns>
    public static int ShortenText(byte* text, int room)
    {
        var length = StringCut.TextAtMost(text, room - FieldCuts.MarkLength);
        Mark.CopyTo(new Span<byte>(text + length, FieldCuts.MarkLength));
        return length + FieldCuts.MarkLength;
    }

    /// <summary>Shortens a payload.</summary>
    /// <param name="payload">Where it begins, with 64 bytes of slack behind it.</param>
    /// <param name="length">Its length, more than <paramref name="room"/>.</param>
    /// <param name="room">The length it is to have at most.</param>
    /// <param name="written">Its fields, or null when the scanner has written it.</param>
    /// <returns>The new length.</returns>
    public int Shorten(byte* payload, int length, int room, FieldTable? written)
    {
        var table = written ?? Read(payload, length);
        FindKept(payload, table.Fields);
        _cuts.Make(payload, length, room, table.Fields, _isKept);
        return Apply(payload, length, table.Fields, _names.Write(payload, table.Fields, _cuts.Cuts));
    }

    /// <summary>A key as it stands in the payload.</summary>
    private byte[] KeyOf(string name)
    {
        byte[] json = [.. JsonEncodedText.Encode(name).EncodedUtf8Bytes, (byte)'"', .. new byte[LineFormatter.Slack]];
        var key = new byte[json.Length];
        var escapes = new ControlEscapes();
        fixed (byte* source = json, target = key)
        {
            var end = _isJson
                ? JsonValue.CopyString(source, target, escapes).Target - 1
                : KeyValuePayload.CopyKey(source, target);
            return key[..(int)(end - target)];
        }
    }

    private FieldTable Read(byte* payload, int length)
    {
        if (_isJson)
        {
            _table.Read(payload);
        }
        else
        {
            PairTable.Read(payload, length, _table);
        }

        return _table;
    }

    private void FindKept(byte* payload, ReadOnlySpan<RecordField> fields)
    {
        if (_isKept.Length < fields.Length || _isKept.Length > FieldTable.LargestKept)
        {
            _isKept = new bool[Math.Max(fields.Length, FieldTable.UsualCapacity)];
        }

        for (var i = 0; i < fields.Length; i++)
        {
            var key = new ReadOnlySpan<byte>(payload + fields[i].KeyStart, fields[i].KeyLength);
            _isKept[i] = fields[i].IsKept;
            foreach (var kept in _kept)
            {
                _isKept[i] |= key.StartsWith(kept)
                    && (key.Length == kept.Length || (_keepsBelow && key[kept.Length] == '.'));
            }
        }
    }

    private int Apply(byte* payload, int length, ReadOnlySpan<RecordField> fields, ReadOnlySpan<byte> names)
    {
        var quote = _isJson ? 1 : 0;
        var d = payload + fields[0].KeyStart - fields[0].LabelLength - quote;
        var start = d;
        var behind = fields[^1].ValueStart + fields[^1].ValueLength;
        var end = _end.AsSpan(0, length - behind);
        new ReadOnlySpan<byte>(payload + behind, end.Length).CopyTo(end);
        for (var i = 0; i < fields.Length; i++)
        {
            var cut = _cuts.Cuts[i];
            if (cut == FieldCuts.Dropped)
            {
                continue;
            }

            if (d != start)
            {
                *d++ = _separator;
            }

            ref readonly var field = ref fields[i];
            var key = field.KeyStart - field.LabelLength - quote;
            d = cut switch
            {
                FieldCuts.None => Move(payload, key, field.ValueStart + field.ValueLength, d),
                FieldCuts.Replaced => Replace(field.ValueLength, Move(payload, key, field.ValueStart, d)),
                _ => Append(_isQuoted ? "…\""u8 : "…"u8, Move(payload, key, field.ValueStart + (_isQuoted ? 1 : 0) + cut, d)),
            };
        }

        d = Append(end, Append(d == start ? names[1..] : names, d));
        return (int)(d - payload);
    }

    private static byte* Move(byte* payload, int from, int to, byte* target)
    {
        Buffer.MemoryCopy(payload + from, target, to - from, to - from);
        return target + (to - from);
    }

    private byte* Replace(int length, byte* target) => _isQuoted
        ? Append(" bytes>\""u8, Digits.Write(length, Append("\"<"u8, target)))
        : Append(" bytes>"u8, Digits.Write(length, Append("<"u8, target)));

    private static byte* Append(ReadOnlySpan<byte> text, byte* target)
    {
        text.CopyTo(new Span<byte>(target, text.Length));
        return target + text.Length;
    }
}
