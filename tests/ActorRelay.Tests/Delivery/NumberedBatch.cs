using System.Globalization;
using System.Text;
using ActorRelay.Accounts;
using ActorRelay.Blocks;
using ActorRelay.Syslog;

namespace ActorRelay.Tests.Delivery;

/// <summary>
/// A batch whose lines are numbered, so that the far end can tell which are lost, repeated or out of order.
/// </summary>
internal sealed class NumberedBatch : IDisposable
{
    private static int _batches;

    private readonly BlockLease _lease;
    private readonly int _lineLength;
    private readonly Framing _framing;

    public NumberedBatch(
        BlockPool pool, int lineLength = 100, int promised = 3, Framing framing = Framing.Newline)
    {
        _lease = pool.TryLease(promised, small: true) ?? throw new InvalidOperationException("The pool is too small for this test.");
        _lineLength = lineLength;
        _framing = framing;
        Id = new BatchId(string.Create(CultureInfo.InvariantCulture, $"b{Interlocked.Increment(ref _batches)}"));
    }

    public BatchId Id { get; }

    /// <summary>Lines made so far; also the number of the next.</summary>
    public int Made { get; private set; }

    /// <summary>A block of so many lines, which is the caller's.</summary>
    public Block Next(int lines = 100)
    {
        var block = _lease.TryRent() ?? throw new InvalidOperationException("The pool is too small for this test.");
        for (var i = 0; i < lines; i++)
        {
            var text = $"{Id} {Made++} ".PadRight(_lineLength - 2, '.') + "$";
            var line = Encoding.ASCII.GetBytes(_framing == Framing.Newline ? $"{text}\n" : $"{text.Length} {text}");
            line.CopyTo(block.Buffer, block.Length);
            block.Length += line.Length;
        }

        block.Lines = lines;
        block.EndRecord = Made;
        return block;
    }

    /// <summary>A block that is full.</summary>
    public Block NextFull() => Next(Block.Size / _lineLength);

    public void Dispose() => _lease.Dispose();
}
