using System.Runtime.CompilerServices;
using ActorRelay.Spool;

namespace ActorRelay.Inspection;

/// <summary>Bodies out of the spool's database, as they came: that is how they are repaired and sent again.</summary>
internal static class Exports
{
    public const string Type = "application/octet-stream";

    private const int PieceSize = 64 * 1024;

    /// <param name="question">Answered by <see cref="SpoolProtocol.Body"/>.</param>
    public static async Task<InspectionResult> BodyAsync(InspectionCall call, SpoolProtocol.IQuestion question, TimeSpan patience)
    {
        var body = await call.AskAsync<SpoolProtocol.Body>(question, patience);
        return new InspectionResult.Bytes(Type, ReadAsync(body.Content, call.Cancellation));
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        Stream content, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var _ = content;
        var piece = new byte[PieceSize];
        int length;
        while ((length = await content.ReadAsync(piece, cancellation)) > 0)
        {
            yield return piece.AsMemory(0, length);
        }
    }
}
