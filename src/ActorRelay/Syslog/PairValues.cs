using ActorRelay.Records;

namespace ActorRelay.Syslog;

/// <summary>Writes the values of key-value pairs as <c>quote</c>, <c>nested</c> and <c>null</c> say.</summary>
internal sealed unsafe class PairValues(QuoteStyle quote, NullStyle nulls, ControlEscapes escapes)
{
    /// <summary>Whether a field with such a value is left out.</summary>
    public bool Drops(FieldKind kind) => kind == FieldKind.Null && nulls == NullStyle.Drop;

    /// <summary>Writes a value that is no array or object, or an empty one. Needs no more room than it has plus two bytes.</summary>
    /// <returns>Behind it, or null when there is too little room.</returns>
    public byte* WriteScalar(byte* value, FieldKind kind, byte* target)
    {
        if (kind == FieldKind.String)
        {
            return JsonValue.Copy(value, target, escapes).Target;
        }

        var d = OpenQuote(target);
        if (kind != FieldKind.Null || nulls == NullStyle.Keep)
        {
            d = JsonValue.CopyOther(value, d, escapes).Target;
        }

        return d is null ? null : CloseQuote(d);
    }

    /// <summary>Writes a time in whole seconds since 1970-01-01T00:00:00Z.</summary>
    public byte* WriteSeconds(long seconds, byte* target) =>
        escapes.Reserve(Digits.Limit) ? CloseQuote(Digits.Write(seconds, OpenQuote(target))) : null;

    /// <summary>Writes any value as compact JSON, and that as a JSON string.</summary>
    public byte* WriteQuoted(byte* value, byte* target)
    {
        *target = (byte)'"';
        var start = target + 1;
        var end = JsonValue.CopyOther(value, start, escapes).Target;
        if (end is null)
        {
            return null;
        }

        // Compact JSON has no other characters that a string must escape: those in its own strings are escaped already.
        var written = new ReadOnlySpan<byte>(start, (int)(end - start));
        var marks = written.Count((byte)'"') + written.Count((byte)'\\');
        if (!escapes.Reserve(marks))
        {
            return null;
        }

        var d = end + marks;
        *d = (byte)'"';
        var behind = d + 1;
        for (var p = end; d > p;)
        {
            *--d = *--p;
            if (*p is (byte)'"' or (byte)'\\')
            {
                *--d = (byte)'\\';
            }
        }

        return behind;
    }

    private byte* OpenQuote(byte* target)
    {
        *target = (byte)'"';
        return quote == QuoteStyle.All ? target + 1 : target;
    }

    private byte* CloseQuote(byte* target)
    {
        *target = (byte)'"';
        return quote == QuoteStyle.All ? target + 1 : target;
    }
}
