using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace ActorRelay.Edge;

/// <summary>
/// Lets Kestrel read what came before a client ended its sending side: it takes a body for cut short when it learns of the
/// end together with the body's last byte. Here the end is told once all before it was looked at.
/// </summary>
internal sealed class HalfClosedTransport(IDuplexPipe transport) : IDuplexPipe
{
    public PipeReader Input { get; } = new LateEnd(transport.Input);

    public PipeWriter Output => transport.Output;

    private sealed class LateEnd(PipeReader input) : PipeReader
    {
        private ReadOnlySequence<byte> _last;
        private SequencePosition _end;
        private bool _hasSeenAll;

        public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
        {
            // Not by comparing positions: one place may have two, at the end of a segment and at the beginning of the next.
            _hasSeenAll = _last.Slice(examined).IsEmpty;
            _last = default;
            input.AdvanceTo(consumed, examined);
        }

        public override void CancelPendingRead() => input.CancelPendingRead();

        public override void Complete(Exception? exception = null) => input.Complete(exception);

        public override ValueTask CompleteAsync(Exception? exception = null) => input.CompleteAsync(exception);

        public override bool TryRead(out ReadResult result)
        {
            var isRead = input.TryRead(out result);
            result = isRead ? Late(result) : result;
            return isRead;
        }

        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        {
            var reading = input.ReadAsync(cancellationToken);
            return reading.IsCompletedSuccessfully ? new ValueTask<ReadResult>(Late(reading.Result)) : WaitAsync(reading);
        }

        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        private async ValueTask<ReadResult> WaitAsync(ValueTask<ReadResult> reading) => Late(await reading);

        private ReadResult Late(ReadResult read)
        {
            var hasSeenAll = read.Buffer.IsEmpty || (_hasSeenAll && read.Buffer.End.Equals(_end));
            _last = read.Buffer;
            _end = read.Buffer.End;
            return new ReadResult(read.Buffer, read.IsCanceled, read.IsCompleted && hasSeenAll);
        }
    }
}
