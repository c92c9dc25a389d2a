namespace ActorRelay.Records;

/// <summary>
/// What differs between the payloads that <see cref="RecordScanner{TPayload,TMarking}"/> can write. Implemented by empty structs,
/// so that each payload has a scanner of its own, compiled without a call or a branch for the choice.
/// <para>
/// What is written must never be longer than what was read for it, apart from what <see cref="ControlEscapes"/>
/// accounts for: that is what keeps the scanner inside its room.
/// </para>
/// </summary>
internal unsafe interface IRecordPayload
{
    /// <summary>For the record's <c>{</c>: at most 1 byte.</summary>
    static abstract byte* Open(byte* target);

    /// <summary>For the quote before a top-level key: at most 1 byte.</summary>
    static abstract byte* BeginKey(byte* target);

    /// <summary>For the quote and the colon behind a top-level key: at most 2 bytes.</summary>
    static abstract byte* EndKey(byte* target);

    /// <summary>For the comma between two top-level fields: at most 1 byte.</summary>
    static abstract byte* Separate(byte* target);

    /// <summary>For the record's <c>}</c>: at most 1 byte.</summary>
    static abstract byte* Close(byte* target);

    /// <summary>
    /// The rest of a top-level key, from its first character outside <c>[A-Za-z0-9_.@-]</c> up to its closing quote,
    /// at which the cursor that it returns stands.
    /// </summary>
    static abstract Cursor RestOfKey(byte* source, byte* target, ControlEscapes escapes);
}
