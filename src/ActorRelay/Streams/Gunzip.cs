using ActorRelay.Blocks;
using Akka.Streams;
using Akka.Streams.Stage;

namespace ActorRelay.Streams;

/// <summary>
/// First step: a body, gzip or plain by its first bytes, becomes blocks of inflated bytes. Content begins after
/// <see cref="Block.Headroom"/>. It inflates only when pulled and a block is to be had, so a bomb costs time, never
/// memory, and only up to <c>max-inflated</c>.
/// </summary>
internal sealed class Gunzip : GraphStage<SourceShape<Block>>
{
    /// <summary>Every block but the last holds at least so many bytes.</summary>
    public static int LeastOfFullBlock => Block.Size - Block.Headroom - GzipSeal.Length;

    private Outlet<Block> Out { get; } = new("Gunzip.Out");

    public override SourceShape<Block> Shape => new(Out);

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) =>
        new Logic(this, BatchRun.Of(inheritedAttributes));

    private sealed class Logic : OutGraphStageLogic
    {
        private readonly Outlet<Block> _out;
        private readonly BlockLease _lease;
        private readonly BatchRun _run;
        private readonly Action _wake;
        private readonly InflatedBody _body;

        public Logic(Gunzip stage, BatchRun run)
            : base(stage.Shape)
        {
            _out = stage.Out;
            _run = run;
            _lease = run.Plan.Lease;
            _body = new InflatedBody(run.Body, run.MaxInflated);
            _wake = GetAsyncCallback(Fill);
            SetHandler(_out, this);
        }

        public override void OnPull() => Fill();

        public override void PostStop()
        {
            _body.Dispose();
            _run.CloseBody();
        }

        private void Fill()
        {
            if (!IsAvailable(_out))
            {
                return;
            }

            if (_lease.TryRent() is not { } block)
            {
                _lease.WhenReturned(_wake);
                return;
            }

            block.Start = Block.Headroom;
            if (_body.Read(block.Buffer.AsSpan(Block.Headroom, Block.Size - Block.Headroom), out var length) is { } error)
            {
                block.Return();
                FailStage(error);
                return;
            }

            block.Length = length;
            if (length > 0)
            {
                _run.Plan.Progress.AddInflated(length);
                Push(_out, block);
            }
            else
            {
                block.Return();
                CompleteStage();
            }
        }
    }
}
