using ActorRelay.Records;

namespace ActorRelay.Syslog;

/// <summary>Writes the record as compact JSON, field by field.</summary>
internal sealed unsafe class JsonFieldWriter(FieldNames first) : FieldWriter(first)
{
    protected override byte* Open(byte* target) => JsonPayload.Open(target);

    protected override byte* Close(byte* target) => JsonPayload.Close(target);

    protected override byte* WriteField(byte* key, int keyLength, byte* value, FieldKind kind, byte* target)
    {
        var d = JsonPayload.BeginKey(Written.Count > 0 ? JsonPayload.Separate(target) : target);
        var name = d;
        var next = JsonValue.CopyString(key, d, Escapes);
        if (next.IsRefused)
        {
            return null;
        }

        var nameEnd = next.Target - 1;
        d = JsonPayload.EndKey(nameEnd);
        var start = d;
        if (SecondsFor(value) is { } seconds)
        {
            d = Escapes.Reserve(Digits.Limit) ? Digits.Write(seconds, d) : null;
        }
        else
        {
            d = JsonValue.Copy(value, d, Escapes).Target;
        }

        if (d is not null)
        {
            Written.Add(name, nameEnd, start, d, kind);
        }

        return d;
    }
}
