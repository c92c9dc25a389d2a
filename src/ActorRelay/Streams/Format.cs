using ActorRelay.Syslog;
using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Stage;

namespace ActorRelay.Streams;

/// <summary>
/// Fourth step: turns each line into a syslog message for each Receiver that its routes name. Every branch is cut at the
/// same records, so that progress means the same for all; one that got none of them passes that cut over. A line that
/// cannot be delivered is set aside: nothing more is taken in until quarantine has it on disk.
/// </summary>
internal sealed class Format : GraphStage<UniformFanOutShape<Block, Block>>
{
    /// <param name="outputs">How many; the plan of each batch has as many.</param>
    public Format(int outputs) => Shape = new UniformFanOutShape<Block, Block>(
        new Inlet<Block>("Format.In"),
        [.. Enumerable.Range(0, outputs).Select(i => new Outlet<Block>($"Format.Out{i}"))]);

    public override UniformFanOutShape<Block, Block> Shape { get; }

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) =>
        new Logic(Shape, BatchRun.Of(inheritedAttributes).Plan);

    private sealed class Logic : GraphStageLogic
    {
        private readonly Inlet<Block> _in;
        private readonly Outlet<Block>[] _outs;
        private readonly FormatPlan _plan;
        private readonly FormatBranches _branches;
        private readonly BadLines _bad;
        private readonly SettingAside _aside;
        private readonly Action _wake;
        private readonly Action<FormatBranch, Block> _push;
        private Block? _block;
        private Exception? _failure;
        private long _line;
        private int _records;
        private int _filtered;

        public Logic(UniformFanOutShape<Block, Block> shape, FormatPlan plan)
            : base(shape)
        {
            _in = shape.In;
            _outs = [.. shape.Outlets.Cast<Outlet<Block>>()];
            _plan = plan;
            _branches = plan.CreateBranches(_outs);
            _bad = new BadLines(plan.Progress.Resume, plan.MaxBadLines);
            _aside = new SettingAside(plan, () => GetStageActor(OnQuarantine));
            _wake = GetAsyncCallback(Advance);
            _push = (branch, block) => Push(branch.Outlet, block);
            SetHandler(_in, onPush: Take, onUpstreamFinish: FinishIfIdle, onUpstreamFailure: FailIfIdle);
            foreach (var outlet in _outs)
            {
                SetHandler(outlet, onPull: Advance);
            }
        }

        public override void PostStop()
        {
            _block?.Return();
            _branches.ReturnBlocks();
        }

        private void Take()
        {
            _block = Grab(_in);
            Advance();
        }

        private void FinishIfIdle()
        {
            if (_block is null && !_aside.Waits)
            {
                End();
            }
        }

        /// <summary>What was read before it failed still goes out, and its bad lines into quarantine.</summary>
        private void FailIfIdle(Exception failure)
        {
            _failure = failure;
            FinishIfIdle();
        }

        private void End()
        {
            if (_failure is null)
            {
                CompleteStage();
            }
            else
            {
                FailStage(_failure);
            }
        }

        private void Advance()
        {
            if (_aside.Waits || !AreOutsAvailable())
            {
                return;
            }

            if (_block is not null)
            {
                if (_branches.TryRent())
                {
                    Fill(_block);
                }
                else
                {
                    _plan.Lease.WhenReturned(_wake);
                }
            }
            else if (IsClosed(_in))
            {
                End();
            }
            else if (!HasBeenPulled(_in))
            {
                Pull(_in);
            }
        }

        private bool AreOutsAvailable() => Array.TrueForAll(_outs, IsAvailable);

        /// <summary>Formats until the input is used up, an output is full, or enough is bad; then sends on what there is.</summary>
        private void Fill(Block block)
        {
            var needed = 0;
            while (block.Length > 0 && needed == 0 && !_bad.IsFull && !_bad.AreTooMany)
            {
                needed = block.TooLong ? SetAsideTooLong(block) : FormatLine(block);
            }

            if (needed > 0 && _branches.Records == 0 && _bad.Count == 0)
            {
                Grow(block, needed);
                return;
            }

            // No records to count: those of a body that has none are none, and others are not known.
            if (_aside.Refuses(_bad, _line, out var failure))
            {
                if (failure is not null)
                {
                    FailStage(failure);
                }

                return;
            }

            var repeated = _branches.TakeRepeated() + _bad.TakeRepeated();
            _plan.Progress.AddFramed(
                _records, _filtered, _branches.Records, _branches.HaveLines, repeated, _bad.Count);
            _branches.CountLines(_plan.Progress);
            _records = 0;
            _filtered = 0;
            if (block.Length == 0)
            {
                block.Return();
                _block = null;
            }

            SendOn();
        }

        private void SendOn()
        {
            var hasLines = _branches.Records > 0;
            _aside.Keep(_bad);
            _branches.Push(_plan.Progress.Framed, _push);
            if (!hasLines)
            {
                Advance();
            }
        }

        /// <summary>The next line is longer than a block, once formatted.</summary>
        private void Grow(Block block, int needed)
        {
            if (_branches.TryGrow(needed))
            {
                Fill(block);
            }
            else
            {
                _plan.Lease.WhenLargeFree(_wake);
            }
        }

        /// <summary>Returns the room the line needs, when there is too little for it; else 0.</summary>
        private int FormatLine(Block block)
        {
            var source = block.Buffer.AsSpan(block.Start, block.Length + LineFormatter.Slack);
            var record = _plan.Progress.Framed + _records;
            var result = _branches.Format(source, _line + 1, record);
            switch (result.Status)
            {
                case LineStatus.Full:
                    return result.Needed;
                case LineStatus.Written:
                    _records++;
                    break;
                case LineStatus.Filtered:
                    _records++;
                    _filtered++;
                    break;
                case LineStatus.Bad:
                    _records++;
                    _bad.Add(record, _line + 1, result.Error, result.ErrorOffset, source[..result.Consumed]);
                    break;
            }

            _line++;
            block.Start += result.Consumed;
            block.Length -= result.Consumed;
            return 0;
        }

        private int SetAsideTooLong(Block block)
        {
            _bad.AddTooLong(_plan.Progress.Framed + _records++, ++_line, block.Content.Span);
            block.Length = 0;
            return 0;
        }

        private void OnQuarantine((IActorRef Sender, object Message) args)
        {
            if (_aside.On(args.Message) is { } failure)
            {
                FailStage(failure);
            }
            else
            {
                if (IsClosed(_in))
                {
                    FinishIfIdle();
                }

                Advance();
            }
        }
    }
}
