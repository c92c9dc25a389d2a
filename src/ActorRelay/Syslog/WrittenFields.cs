using ActorRelay.Records;

namespace ActorRelay.Syslog;

/// <summary>The fields of a payload while it is written: shortening needs to know where they are.</summary>
internal sealed unsafe class WrittenFields
{
    private byte* _payload;

    /// <summary>In bytes from where the payload begins; keys and values as they are written.</summary>
    public FieldTable Table { get; } = new();

    public int Count => Table.Count;

    /// <summary>Begins a payload.</summary>
    public void Begin(byte* payload)
    {
        _payload = payload;
        Table.Clear();
    }

    /// <param name="key">Where the key begins.</param>
    /// <param name="keyEnd">Behind it.</param>
    /// <param name="value">Where the value begins.</param>
    /// <param name="end">Behind it.</param>
    /// <param name="kind">What the value is in the record, however it is written.</param>
    public void Add(byte* key, byte* keyEnd, byte* value, byte* end, FieldKind kind) => Table.Add(new RecordField(
        (int)(key - _payload), (int)(keyEnd - key), (int)(value - _payload), (int)(end - value), kind));

    /// <summary>The same of a parameter.</summary>
    public void Add(byte* key, byte* keyEnd, byte* value, byte* end, in WrittenField field) => Table.Add(
        new RecordField((int)(key - _payload), (int)(keyEnd - key), (int)(value - _payload), (int)(end - value), field.Kind)
        {
            IsKept = field.IsKept,
            LabelLength = field.LabelLength,
        });
}
