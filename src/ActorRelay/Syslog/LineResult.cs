using ActorRelay.Records;

namespace ActorRelay.Syslog;

/// <summary>The result of formatting one line.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="Consumed">Bytes of the source it took, its line feed included; 0 when <see cref="LineStatus.Full"/>.</param>
/// <param name="Written">Bytes of the destination it took; 0 unless <see cref="LineStatus.Written"/>.</param>
/// <param name="Needed">Upper bound of the bytes it takes, when <see cref="LineStatus.Full"/>.</param>
/// <param name="Error">Why it is bad.</param>
/// <param name="ErrorOffset">Byte of the line, from 0, at which that was seen.</param>
internal readonly record struct LineResult(
    LineStatus Status, int Consumed, int Written, int Needed, RecordError Error, int ErrorOffset)
{
    /// <summary>What is to be known of it; none unless <see cref="LineStatus.Written"/>.</summary>
    public LineNotes Notes { get; init; }

    /// <param name="length">Of the line without its line feed.</param>
    /// <param name="error">Why.</param>
    /// <param name="offset">Byte of the line, from 0, at which that was seen.</param>
    public static LineResult Bad(int length, RecordError error, int offset) =>
        new(LineStatus.Bad, length + 1, 0, 0, error, offset);

    public static LineResult Blank(int length) => new(LineStatus.Blank, length + 1, 0, 0, RecordError.None, 0);

    public static LineResult Filtered(int length) => new(LineStatus.Filtered, length + 1, 0, 0, RecordError.None, 0);
}
