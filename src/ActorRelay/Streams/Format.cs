using System.Collections.Immutable;
using System.Text.Unicode;
using ActorRelay.Records;
using ActorRelay.Syslog;
using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Stage;

namespace ActorRelay.Streams;

/// <summary>
/// Fourth step: turns each line into a syslog message for each Receiver of the route. Every branch is cut at the same
/// records, so that progress means the same for all. A line that cannot be delivered is set aside: nothing more is
/// taken in until quarantine has it on disk.
/// </summary>
internal sealed class Format : GraphStage<UniformFanOutShape<Block, Block>>
{
    private readonly FormatPlan _plan;

    public Format(FormatPlan plan)
    {
        _plan = plan;
        Shape = new UniformFanOutShape<Block, Block>(
            new Inlet<Block>("Format.In"),
            [.. plan.Outputs.Select((_, i) => new Outlet<Block>($"Format.Out{i}"))]);
    }

    public override UniformFanOutShape<Block, Block> Shape { get; }

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(Shape, _plan);

    private sealed class Logic : GraphStageLogic
    {
        /// <summary>So many bad lines are set aside at a time, which bounds what they hold on the heap.</summary>
        private const int MaxBad = 256;

        /// <summary>Of a line that is too long, quarantine keeps so much.</summary>
        private const int KeptOfTooLong = 64 * 1024;

        private readonly Inlet<Block> _in;
        private readonly FormatPlan _plan;
        private readonly FormatBranch[] _branches;
        private readonly Action _wake;
        private readonly ImmutableArray<QuarantineProtocol.Line>.Builder _bad;
        private StageActor _self = null!;
        private Block? _block;
        private bool _validUtf8;
        private bool _settingAside;
        private long _line;
        private int _records;

        public Logic(UniformFanOutShape<Block, Block> shape, FormatPlan plan)
            : base(shape)
        {
            _in = shape.In;
            _plan = plan;
            _branches = plan.CreateBranches(shape.Outlets.Cast<Outlet<Block>>());
            _wake = GetAsyncCallback(Advance);
            _bad = ImmutableArray.CreateBuilder<QuarantineProtocol.Line>();
            SetHandler(_in, onPush: Take, onUpstreamFinish: FinishIfIdle);
            foreach (var branch in _branches)
            {
                SetHandler(branch.Outlet, onPull: Advance);
            }
        }

        public override void PreStart()
        {
            _self = GetStageActor(OnQuarantine);
            _self.Watch(_plan.Quarantine);
        }

        public override void PostStop()
        {
            _block?.Return();
            foreach (var branch in _branches)
            {
                branch.ReturnBlock();
            }
        }

        private void Take()
        {
            _block = Grab(_in);
            _validUtf8 = Utf8.IsValid(_block.Content.Span);
            Advance();
        }

        private void FinishIfIdle()
        {
            if (_block is null && !_settingAside)
            {
                CompleteStage();
            }
        }

        private void Advance()
        {
            if (_settingAside || !_branches.All(branch => IsAvailable(branch.Outlet)))
            {
                return;
            }

            if (_block is null)
            {
                if (IsClosed(_in))
                {
                    CompleteStage();
                }
                else if (!HasBeenPulled(_in))
                {
                    Pull(_in);
                }
            }
            else if (TryRentOutputs())
            {
                Fill(_block);
            }
        }

        private bool TryRentOutputs()
        {
            foreach (var branch in _branches)
            {
                branch.Block ??= _plan.Lease.TryRent();
                if (branch.Block is null)
                {
                    _plan.Lease.WhenReturned(_wake);
                    return false;
                }
            }

            return true;
        }

        /// <summary>Formats until the input is used up, an output is full, or enough is bad; then sends on what there is.</summary>
        private void Fill(Block block)
        {
            var full = 0;
            while (block.Length > 0 && full == 0 && _bad.Count < MaxBad)
            {
                full = block.TooLong ? SetAsideTooLong(block) : FormatLine(block);
            }

            if (full > 0 && _branches[0].Block!.Lines == 0)
            {
                if (TryGrowOutputs(full))
                {
                    Fill(block);
                }

                return;
            }

            _plan.Progress.AddFramed(_records);
            _records = 0;
            if (block.Length == 0)
            {
                block.Return();
                _block = null;
            }

            if (IsNotNdjson())
            {
                var first = _bad[0];
                FailStage(new CorruptBodyException($"not NDJSON: line {first.Number} is not a JSON object"));
                return;
            }

            var pushed = PushOutputs();
            if (_bad.Count > 0)
            {
                SetBadAside();
            }
            else if (!pushed)
            {
                Advance();
            }
        }

        /// <summary>Formats one line into every branch, or into none. Returns the room it needs when one is full, else 0.</summary>
        private int FormatLine(Block block)
        {
            var source = block.Buffer.AsSpan(block.Start, block.Length + LineFormatter.Slack);
            LineResult result = default;
            foreach (var branch in _branches)
            {
                if (branch.Formatter is null)
                {
                    continue;
                }

                result = branch.Formatter.Format(source, _validUtf8, branch.Room);
                if (result.Status is LineStatus.Full)
                {
                    return result.Needed;
                }

                branch.Written = result.Written;
                if (result.Status is not LineStatus.Written)
                {
                    break;
                }
            }

            _line++;
            switch (result.Status)
            {
                case LineStatus.Written:
                    _records++;
                    Array.ForEach(_branches, branch => branch.Commit());
                    break;
                case LineStatus.Bad:
                    _records++;
                    AddBad(result, source[..result.Consumed]);
                    break;
            }

            block.Start += result.Consumed;
            block.Length -= result.Consumed;
            return 0;
        }

        private int SetAsideTooLong(Block block)
        {
            _line++;
            _records++;
            AddBad(
                new LineResult { Error = RecordError.TooLong },
                block.Content.Span[..Math.Min(block.Length, KeptOfTooLong)]);
            block.Length = 0;
            return 0;
        }

        private void AddBad(LineResult result, ReadOnlySpan<byte> line) => _bad.Add(
            new QuarantineProtocol.Line(_line, result.Error, result.ErrorOffset, line.TrimEnd("\r\n"u8).ToArray()));

        /// <summary>Nothing of the body so far even looks like a record: it is not a body with some bad lines.</summary>
        private bool IsNotNdjson() =>
            _bad.Count > 0
            && _bad.Count == _line
            && _plan.Input is InputStyle.Json
            && _bad.All(line => line.Error is RecordError.NotAnObject or RecordError.InvalidUtf8);

        private bool TryGrowOutputs(int needed)
        {
            foreach (var branch in _branches)
            {
                if (branch.Block!.Capacity >= needed)
                {
                    continue;
                }

                if (_plan.Lease.TryRentLarge(needed) is not { } larger)
                {
                    _plan.Lease.WhenLargeFree(_wake);
                    return false;
                }

                branch.ReturnBlock();
                branch.Block = larger;
            }

            return true;
        }

        private bool PushOutputs()
        {
            if (_branches[0].Block!.Lines == 0)
            {
                return false;
            }

            foreach (var branch in _branches)
            {
                branch.CopyTwin(_branches);
            }

            foreach (var branch in _branches)
            {
                Push(branch.Outlet, branch.TakeBlock(_plan.Progress.Framed));
            }

            return true;
        }

        private void SetBadAside()
        {
            _settingAside = true;
            _plan.Quarantine.Tell(
                new QuarantineProtocol.SetAside(_plan.Batch, _plan.Dataset, _plan.Source, _bad.DrainToImmutable()),
                _self.Ref);
        }

        private void OnQuarantine((IActorRef Sender, object Message) args)
        {
            switch (args.Message)
            {
                case QuarantineProtocol.Kept kept:
                    _settingAside = false;
                    _plan.Progress.AddQuarantined(kept.Lines);
                    if (_block is null && IsClosed(_in))
                    {
                        CompleteStage();
                    }
                    else
                    {
                        Advance();
                    }

                    break;
                case QuarantineProtocol.NotKept notKept:
                    FailStage(new NotSetAsideException(notKept.Reason));
                    break;
                case Terminated:
                    FailStage(new NotSetAsideException("quarantine has stopped"));
                    break;
            }
        }
    }
}
