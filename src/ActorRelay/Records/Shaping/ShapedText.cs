namespace ActorRelay.Records.Shaping;

/// <summary>A record while it is written anew. Keeps its buffer from record to record; one thread at a time.</summary>
internal sealed class ShapedText
{
    private const int UsualCapacity = 4096;

    /// <summary>A larger buffer is not kept.</summary>
    private const int LargestKept = 1 << 20;

    private byte[] _buffer = new byte[UsualCapacity];
    private int _limit;

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; }

    /// <summary>More was to be written than there may be; what there is, is not whole.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>What was written, then <paramref name="slack"/> bytes of any content.</summary>
    public ReadOnlySpan<byte> WithSlack(int slack)
    {
        EnsureRoom(slack);
        return _buffer.AsSpan(0, Length + slack);
    }

    /// <summary>Begins a record.</summary>
    /// <param name="limit">Bytes it may have.</param>
    public void Begin(int limit)
    {
        if (_buffer.Length > LargestKept)
        {
            _buffer = new byte[UsualCapacity];
        }

        (_limit, Length, IsTooLong) = (limit, 0, false);
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _limit - Length)
        {
            IsTooLong = true;
            return;
        }

        EnsureRoom(bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(Length));
        Length += bytes.Length;
    }

    /// <summary>A comma, unless this is the first field.</summary>
    public void Separate()
    {
        if (Length > 1)
        {
            Append(","u8);
        }
    }

    /// <summary>A field's key and its colon.</summary>
    /// <param name="key">As it stands in the record, without quotes.</param>
    /// <param name="rule">May have another.</param>
    public void AppendKey(ReadOnlySpan<byte> key, FieldRule? rule)
    {
        if (rule?.NewKey is { } newKey)
        {
            Append(newKey);
            Append(":"u8);
            return;
        }

        Append("\""u8);
        Append(key);
        Append("\":"u8);
    }

    /// <summary>A field's value.</summary>
    /// <param name="json">As it stands in the record.</param>
    /// <param name="rule">May mask it.</param>
    /// <param name="values">Reads what is to be masked.</param>
    public void AppendValue(ReadOnlySpan<byte> json, FieldRule? rule, ValueText values)
    {
        if (rule?.Mask is { } mask)
        {
            mask.Write(json, values, this);
        }
        else
        {
            Append(json);
        }
    }

    /// <summary>Takes back all behind the first <paramref name="length"/> bytes.</summary>
    public void Truncate(int length) => Length = length;

    private void EnsureRoom(int bytes)
    {
        if (_buffer.Length - Length < bytes)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, Length + bytes));
        }
    }
}
