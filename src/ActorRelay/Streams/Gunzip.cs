using System.Buffers;
using System.IO.Compression;
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
        private readonly SequenceStream _compressed;
        private readonly Stream _inflated;
        private readonly byte[] _seal;
        private int _sealLength;
        private long _total;

        public Logic(Gunzip stage, BatchRun run)
            : base(stage.Shape)
        {
            _out = stage.Out;
            _run = run;
            _lease = run.Plan.Lease;
            var body = run.Body;
            var gzip = GzipSeal.IsGzip(body);
            _seal = new byte[gzip ? GzipSeal.Length : 0];
            _compressed = new SequenceStream(gzip ? GzipSeal.Close(body) : body);
            _inflated = gzip ? new GZipStream(_compressed, CompressionMode.Decompress) : _compressed;
            _wake = GetAsyncCallback(Fill);
            SetHandler(_out, this);
        }

        public override void OnPull() => Fill();

        public override void PostStop()
        {
            _inflated.Dispose();
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

            if (Inflate(block) is { } error)
            {
                block.Return();
                FailStage(error);
                return;
            }

            if (block.Length > 0)
            {
                Push(_out, block);
            }
            else
            {
                block.Return();
                CompleteStage();
            }
        }

        /// <summary>Fills a block, or leaves it empty at the end. What may be the seal is held back for the next.</summary>
        private BodyException? Inflate(Block block)
        {
            block.Start = Block.Headroom;
            var room = block.Buffer.AsSpan(Block.Headroom, Block.Size - Block.Headroom);
            _seal.AsSpan(0, _sealLength).CopyTo(room);
            var filled = _sealLength;
            try
            {
                int read;
                while (filled < room.Length && (read = _inflated.Read(room[filled..])) > 0)
                {
                    filled += read;
                }
            }
            catch (InvalidDataException)
            {
                return Corrupt($"corrupt gzip at or before byte {BodyPosition}");
            }

            if (filled < room.Length && _seal.Length > 0 && !EndsWithSeal(room[..filled]))
            {
                return Corrupt(
                    $"the gzip body is cut off, or other bytes follow it: its {BodyLength} bytes do not end with a gzip trailer");
            }

            _sealLength = Math.Min(_seal.Length, filled);
            block.Length = filled - _sealLength;
            room[block.Length..filled].CopyTo(_seal);
            _total += block.Length;
            return _total > _run.MaxInflated ? new InflatedTooLargeException(_run.MaxInflated) : null;
        }

        private static bool EndsWithSeal(ReadOnlySpan<byte> content) =>
            content.Length >= GzipSeal.Length && GzipSeal.IsIntact(content[^GzipSeal.Length..]);

        private long BodyLength => _compressed.Length - GzipSeal.MemberLength;

        private long BodyPosition => Math.Min(_compressed.Position, BodyLength);

        private static CorruptBodyException Corrupt(string message) => new(message);
    }
}
