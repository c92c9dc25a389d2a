using ActorRelay.Blocks;
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
        private readonly BlockLines _lines;
        private readonly BadLines _bad;
        private readonly SettingAside _aside;
        private readonly Action _wake;
        private readonly Action<FormatBranch, Block> _push;
        private Block? _block;
        private Exception? _failure;
        private long _grown = -1;

        public Logic(UniformFanOutShape<Block, Block> shape, FormatPlan plan)
            : base(shape)
        {
            _in = shape.In;
            _outs = [.. shape.Outlets.Cast<Outlet<Block>>()];
            _plan = plan;
            _branches = plan.CreateBranches(_outs);
            _bad = new BadLines(plan);
            _aside = new SettingAside(plan, _bad, Introduce);
            _lines = new BlockLines(plan, _branches, _bad);
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
            if (_block is null && !_aside.IsWaiting)
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
            if (_failure is null && _lines.AreUndecided)
            {
                Refuse();
            }
            else if (_failure is null)
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
            if (_aside.IsWaiting || !AreOutsAvailable())
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
            var needed = _lines.Format(block);
            if (needed > 0 && _branches.Records == 0 && (_bad.Count == 0 || _lines.AreUndecided))
            {
                Grow(block, needed);
                return;
            }

            if (_lines.AreUndecided)
            {
                LookOn(block);
                return;
            }

            if (_bad.AreTooMany)
            {
                // Lines that came since the last cut are left out.
                FailIf(_aside.TakeBack(_lines.Number));
                return;
            }

            _lines.PostCounts();
            ReturnIfEmpty(block);
            SendOn();
        }

        private void ReturnIfEmpty(Block block)
        {
            if (block.Length == 0)
            {
                block.Return();
                _block = null;
            }
        }

        private void LookOn(Block block)
        {
            if (_bad.IsFull || _bad.AreTooMany)
            {
                Refuse();
                return;
            }

            ReturnIfEmpty(block);
            Advance();
        }

        private void Refuse() => FailStage(_bad.NoRecords());

        private void SendOn()
        {
            var hasLines = _branches.Records > 0;
            if (_bad.Count > 0)
            {
                _aside.Begin();
            }

            _branches.Push(_plan.Progress.Framed, _push);
            if (!hasLines)
            {
                Advance();
            }
        }

        private IActorRef Introduce()
        {
            var self = GetStageActor(args => OnQuarantine(args.Item2));
            self.Watch(_plan.Quarantine);
            return self.Ref;
        }

        /// <summary>The next line is longer than a block, once formatted. What it says to need must be enough.</summary>
        private void Grow(Block block, int needed)
        {
            if (_grown == _lines.Number)
            {
                FailStage(new InvalidOperationException($"Line {_lines.Number + 1} needs more than the {needed} bytes it was given."));
            }
            else if (_branches.TryGrow(needed))
            {
                _grown = _lines.Number;
                Fill(block);
            }
            else
            {
                _plan.Lease.WhenLargeFree(_wake);
            }
        }

        private void OnQuarantine(object answer)
        {
            FailIf(_aside.Take(answer));
            if (_aside.IsWaiting)
            {
                return;
            }

            if (IsClosed(_in))
            {
                FinishIfIdle();
            }

            Advance();
        }

        private void FailIf(Exception? failure)
        {
            if (failure is not null)
            {
                FailStage(failure);
            }
        }
    }
}
