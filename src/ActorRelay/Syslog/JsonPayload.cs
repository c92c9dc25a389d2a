using ActorRelay.Records;

namespace ActorRelay.Syslog;

/// <summary>The record as compact JSON, its keys as they are.</summary>
internal readonly unsafe struct JsonPayload : IRecordPayload
{
    public static byte* Open(byte* target)
    {
        *target = (byte)'{';
        return target + 1;
    }

    public static byte* BeginKey(byte* target)
    {
        *target = (byte)'"';
        return target + 1;
    }

    public static byte* EndKey(byte* target)
    {
        target[0] = (byte)'"';
        target[1] = (byte)':';
        return target + 2;
    }

    public static byte* Separate(byte* target)
    {
        *target = (byte)',';
        return target + 1;
    }

    public static byte* Close(byte* target)
    {
        *target = (byte)'}';
        return target + 1;
    }

    public static Cursor RestOfKey(byte* source, byte* target, ControlEscapes escapes)
    {
        var end = JsonValue.CopyString(source, target, escapes);
        return end.IsRefused ? end : new Cursor(end.Source - 1, end.Target - 1);
    }
}
