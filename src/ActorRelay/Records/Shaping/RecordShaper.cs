namespace ActorRelay.Records.Shaping;

/// <summary>
/// Writes a record anew as a route wants it. A pure function of record, line, time and of what it was made with: JSON in
/// and JSON out, so whatever formats records formats the result. Keeps buffers, so one thread at a time.
/// <para>
/// Runs of fields that stay as they are, are copied in one piece; nothing goes on the heap once the buffers are as large
/// as the records.
/// </para>
/// </summary>
internal sealed unsafe class RecordShaper(FieldShape shape, BatchNames batch)
{
    /// <summary>Bytes by which a record may become longer.</summary>
    public const int GrowthLimit = 128 * 1024;

    private readonly FieldTable _fields = new();
    private readonly ShapedText _text = new();
    private readonly ValueText _values = new();
    private readonly AddedValues _added = new(shape, batch);
    private readonly HashSet<FieldRule> _renamed = new(ReferenceEqualityComparer.Instance);
    private FieldRule?[] _ruleOf = [];
    private RuleCache? _rules;
    private FlattenedParts? _parts;
    private HiddenParts? _hidden;
    private byte* _record;

    /// <summary>Shapes a record.</summary>
    /// <param name="record">At the <c>{</c> of a record that a scanner has accepted; slack behind its line feed.</param>
    /// <param name="length">Of the record.</param>
    /// <param name="line">Number of the line, from 1.</param>
    /// <param name="time">The record's time, microseconds since 1970-01-01T00:00:00Z.</param>
    /// <param name="slack">Bytes behind the line feed that must be readable.</param>
    /// <returns>
    /// The new record, a line feed and slack; good until the next. Empty when it would be longer by more than
    /// <see cref="GrowthLimit"/>.
    /// </returns>
    public ReadOnlySpan<byte> Shape(byte* record, int length, long line, long time, int slack)
    {
        _record = record;
        _fields.Read(record);
        _text.Begin(length + GrowthLimit);
        _rules ??= new RuleCache(shape, _values);
        if (shape.Flatten)
        {
            _parts ??= new FlattenedParts(shape, _values);
            _parts.Begin(_text);
        }

        FindRules();
        _text.Append("{"u8);
        WriteFields();
        _added.Write(line, time, _text);
        _text.Append("}\n"u8);
        return _text.IsTooLong ? default : _text.WithSlack(slack);
    }

    /// <summary>Whether a value is null, an empty string, or an array or object with nothing in it.</summary>
    public static bool IsEmpty(byte* value, int length, FieldKind kind) => kind switch
    {
        FieldKind.String => length == 2,
        FieldKind.Null => true,
        FieldKind.Object or FieldKind.Array => JsonValue.SkipWhiteSpace(value + 1) == value + length - 1,
        _ => false,
    };

    private void FindRules()
    {
        var fields = _fields.Fields;
        if (_ruleOf.Length < fields.Length || _ruleOf.Length > FieldTable.LargestKept)
        {
            _ruleOf = new FieldRule?[Math.Max(fields.Length, FieldTable.UsualCapacity)];
        }

        var yields = false;
        for (var i = 0; i < fields.Length; i++)
        {
            var rule = _rules!.RuleOf(i, KeyOf(fields[i]));
            _ruleOf[i] = rule;
            yields |= rule?.YieldsTo is not null;
        }

        if (yields)
        {
            FindRenamed(fields);
        }
    }

    /// <summary>A field has to make way when another takes its name.</summary>
    private void FindRenamed(ReadOnlySpan<RecordField> fields)
    {
        _renamed.Clear();
        for (var i = 0; i < fields.Length; i++)
        {
            if (_ruleOf[i] is { NewKey: not null } rule
                && (rule.Mask is not null || (!IsTakenApart(fields[i]) && RuleOfWhole(fields[i]) is not { Drops: true })))
            {
                _renamed.Add(rule);
            }
        }
    }

    private void WriteFields()
    {
        var fields = _fields.Fields;
        var run = -1;
        for (var i = 0; i < fields.Length; i++)
        {
            ref readonly var field = ref fields[i];
            var rule = _ruleOf[i];
            if (rule is null && !IsMarked(field))
            {
                run = run < 0 ? i : run;
                continue;
            }

            WriteRun(fields, run, i);
            run = -1;
            WriteField(field, rule);
        }

        WriteRun(fields, run, fields.Length);
    }

    /// <summary>Something is done to the value, whatever the field's name.</summary>
    private bool IsMarked(in RecordField field) =>
        (shape.DropEmpty && IsEmpty(_record + field.ValueStart, field.ValueLength, field.Kind))
        || (shape.LooksInside && field.Kind is FieldKind.Object or FieldKind.Array);

    /// <summary>Copies fields that stay as they are, with what is between them.</summary>
    private void WriteRun(ReadOnlySpan<RecordField> fields, int first, int end)
    {
        if (first < 0)
        {
            return;
        }

        var start = fields[first].KeyStart - 1;
        _text.Separate();
        _text.Append(new ReadOnlySpan<byte>(
            _record + start, fields[end - 1].ValueStart + fields[end - 1].ValueLength - start));
    }

    private void WriteField(in RecordField field, FieldRule? rule)
    {
        var value = _record + field.ValueStart;
        var isEmpty = IsEmpty(value, field.ValueLength, field.Kind);
        if (IsTakenApart(field) && TryWriteParts(field))
        {
            return;
        }

        if (rule is { Drops: true }
            || (rule?.YieldsTo is { } other && _renamed.Contains(other))
            || (shape.DropEmpty && isEmpty && rule?.Mask is null))
        {
            return;
        }

        var hiding = rule?.Mask is not null ? rule : RuleOfWhole(field);
        if (hiding is { Drops: true })
        {
            return;
        }

        _text.Separate();
        _text.AppendKey(KeyOf(field), rule);
        _text.AppendValue(new ReadOnlySpan<byte>(value, field.ValueLength), hiding, _values);
    }

    /// <summary>
    /// What becomes of an array or object that is written whole, though a rule hides something in it: because nothing is
    /// taken apart, or because this goes beyond a limit. Then all of it is hidden.
    /// </summary>
    private FieldRule? RuleOfWhole(in RecordField field)
    {
        if (!shape.LooksInside || !IsNested(field))
        {
            return null;
        }

        _hidden ??= new HiddenParts(shape, _values);
        return _hidden.RuleOf(KeyOf(field), _record + field.ValueStart, namedOnly: !shape.Flatten);
    }

    private bool IsTakenApart(in RecordField field) => shape.Flatten && IsNested(field);

    private bool IsNested(in RecordField field) => field.Kind is FieldKind.Object or FieldKind.Array
        && !IsEmpty(_record + field.ValueStart, field.ValueLength, field.Kind);

    /// <summary>Takes a field apart, unless it is masked or left out as a whole.</summary>
    private bool TryWriteParts(in RecordField field)
    {
        var name = _values.OfContent(KeyOf(field));
        if (shape.Excludes(name) || shape.Find(name) is { Mask: not null } or { Drops: true })
        {
            return false;
        }

        return _parts!.TryWrite(KeyOf(field), shape.Includes(name), _record + field.ValueStart);
    }

    private ReadOnlySpan<byte> KeyOf(in RecordField field) => new(_record + field.KeyStart, field.KeyLength);
}
