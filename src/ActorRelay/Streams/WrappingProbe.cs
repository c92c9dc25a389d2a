using System.Runtime.InteropServices;

namespace ActorRelay.Streams;

/// <summary>
/// Reads a body from its first byte to its last, to see whether its records stand in one array: the body is that array, or
/// an object (an envelope) that has it as a member. Only a body that is so to its end is taken for it; all else is NDJSON.
/// <para>
/// What is around the records must be JSON. A record that is none is set aside by itself later, unless it goes over more
/// than one line: then these may be lines of NDJSON behind one that was cut off, and the body is read as such.
/// </para>
/// </summary>
/// <param name="member">Of the envelope; empty when the body must be the array, null when any member will do.</param>
internal sealed class WrappingProbe(byte[]? member) : JsonTokens
{
    /// <summary>Deeper than that, nothing is told from anything.</summary>
    private const int MaxDepth = 1024;

    private readonly int _elementDepth = member is { Length: 0 } ? 1 : 2;
    private readonly List<bool> _areObjects = [];
    private readonly List<byte> _name = [];
    private Expected _expected = Expected.Value;
    private long _from = -1;
    private long _to = -1;
    private bool _inName;
    private bool _isFaulty;
    private bool _hasLines;

    private enum Expected
    {
        Value,
        ValueOrEnd,
        Name,
        NameOrEnd,
        Colon,
        CommaOrEnd,
        Nothing,
    }

    /// <summary>Any member will do: this one is not for unwrapping, but to tell who might want it.</summary>
    public bool IsHint => member is null;

    /// <summary>Records were found, though perhaps not their end.</summary>
    public bool HasRecords => _from >= 0 && !HasFailed;

    /// <summary>Of the member that has the records.</summary>
    public ReadOnlySpan<byte> Name => CollectionsMarshal.AsSpan(_name);

    /// <summary>The body was read to its end: null unless it is what it was read as.</summary>
    public Wrapping? End() => !HasFailed && _expected is Expected.Nothing && _to >= 0 ? new Wrapping(_from, _to) : null;

    private int Depth => _areObjects.Count;

    /// <summary>Inside the array, and inside one of its elements.</summary>
    private bool IsInElement => IsInArray && Depth > _elementDepth;

    private bool IsInArray => _from >= 0 && _to < 0;

    protected override void EndString() => _expected = _inName ? Expected.Colon : Expected.CommaOrEnd;

    protected override void TakePart(ReadOnlySpan<byte> part)
    {
        const int longest = 256;
        if (_inName && Depth == 1 && IsNameKept && _name.Count <= longest)
        {
            _name.AddRange(part[..Math.Min(part.Length, longest + 1)]);
        }
    }

    protected override void Take(byte b, long at)
    {
        switch (b)
        {
            case (byte)' ' or (byte)'\t' or (byte)'\r':
                break;
            case (byte)'\n':
                _hasLines = true;
                HasFailed |= _isFaulty;
                break;
            case (byte)'{' or (byte)'[':
                Open(b == '{', at);
                break;
            case (byte)'}' or (byte)']':
                Close(b == '}', at);
                break;
            case (byte)',':
                Expect(_expected is Expected.CommaOrEnd);
                _expected = Depth > 0 && _areObjects[^1] ? Expected.Name : Expected.Value;
                break;
            case (byte)':':
                Expect(_expected is Expected.Colon);
                _expected = Expected.Value;
                break;
            case (byte)'"':
                BeginString();
                break;
            default:
                Expect(IsValueExpected);
                BeginElement();
                _expected = Expected.CommaOrEnd;
                break;
        }
    }

    /// <summary>Of any member that will do, the first stays.</summary>
    private bool IsNameKept => member is not null || _to < 0;

    private bool IsValueExpected => _expected is Expected.Value or Expected.ValueOrEnd;

    private void BeginString()
    {
        _inName = _expected is Expected.Name or Expected.NameOrEnd;
        Expect(_inName || IsValueExpected);
        if (!_inName)
        {
            BeginElement();
        }
        else if (Depth == 1 && IsNameKept)
        {
            _name.Clear();
        }
    }

    private void Open(bool isObject, long at)
    {
        Expect(IsValueExpected);
        if (Depth == 0)
        {
            HasFailed |= isObject == (_elementDepth == 1);
        }

        BeginElement(isObject);
        var isArray = !isObject && Depth == _elementDepth - 1 && !HasFailed && IsMember;
        if (isArray && _from >= 0)
        {
            // The member is there twice, and nothing says which of them is meant.
            HasFailed = true;
        }
        else if (isArray)
        {
            _from = at + 1;
        }

        _areObjects.Add(isObject);
        _expected = isObject ? Expected.NameOrEnd : Expected.ValueOrEnd;
        HasFailed |= Depth > MaxDepth;
    }

    /// <summary>The array that is about to be opened is where the records are expected.</summary>
    private bool IsMember => member is null
        ? _from < 0
        : _elementDepth == 1 || Name.SequenceEqual(member);

    private void Close(bool isObject, long at)
    {
        if (Depth == 0 || _areObjects[^1] != isObject)
        {
            HasFailed = true;
            return;
        }

        // Behind the last record there may be a comma.
        var isLast = IsInArray && Depth == _elementDepth;
        Expect(_expected is Expected.CommaOrEnd or Expected.NameOrEnd or Expected.ValueOrEnd
            || (isLast && _expected is Expected.Value));
        if (isLast)
        {
            Leave(at);
        }

        _areObjects.RemoveAt(_areObjects.Count - 1);
        _expected = Depth == 0 ? Expected.Nothing : Expected.CommaOrEnd;
        _isFaulty &= IsInElement;
    }

    private void Leave(long at)
    {
        // Any member that holds nothing, or what is no record, is none that anybody would want unwrapped.
        if (member is null && _expected is Expected.ValueOrEnd)
        {
            _from = -1;
        }
        else
        {
            _to = at;
        }
    }

    /// <summary>The first element must be an object; what is none behind it is a bad line.</summary>
    private void BeginElement(bool isObject = false)
    {
        if (!IsInArray || Depth != _elementDepth)
        {
            return;
        }

        _hasLines = false;
        if (_expected is Expected.ValueOrEnd && !isObject)
        {
            _from = member is null ? -1 : _from;
            HasFailed |= member is not null;
        }
    }

    private void Expect(bool isRight)
    {
        if (!isRight)
        {
            _isFaulty = IsInElement;
            HasFailed |= !_isFaulty || _hasLines;
        }
    }
}
