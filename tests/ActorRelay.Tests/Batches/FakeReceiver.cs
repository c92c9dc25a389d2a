using System.Text;
using ActorRelay.Accounts;
using ActorRelay.Delivery;
using Akka.Actor;

namespace ActorRelay.Tests.Batches;

/// <summary>Stands in for a ReceiverActor: keeps the lines it confirms, and is down when its script says so.</summary>
internal sealed class FakeReceiver : ReceiveActor
{
    private readonly Queue<(IActorRef Stage, ReceiverProtocol.Deliver Delivered)> _held = new();
    private readonly HashSet<BatchId> _over = [];

    public FakeReceiver(string name, Script script)
    {
        Receive<ReceiverProtocol.Attach>(attach => attach.Stage.Tell(new ReceiverProtocol.Moved(1000, 0, 0)));
        Receive<ReceiverProtocol.Deliver>(delivered =>
        {
            _held.Enqueue((Sender, delivered));
            Go(name, script);
        });
        Receive<Script>(_ => Go(name, script));
        Receive<ReceiverProtocol.Detach>(detach =>
        {
            _over.Add(detach.Batch);
            while (_held.TryDequeue(out var held))
            {
                held.Delivered.Block.Return();
            }
        });
    }

    private void Go(string name, Script script)
    {
        while (_held.Count > 0 && script.IsDown | script.Confirms > 0)
        {
            var (stage, delivered) = _held.Dequeue();
            var block = delivered.Block;
            if (script.IsDown || _over.Contains(delivered.Batch))
            {
                _over.Add(delivered.Batch);
                stage.Tell(new ReceiverProtocol.Down(name));
            }
            else
            {
                script.Confirms--;
                script.Add(Encoding.UTF8.GetString(block.Content.Span));
                stage.Tell(new ReceiverProtocol.Moved(0, block.EndRecord, block.Lines));
            }

            block.Return();
        }
    }

    /// <summary>What a test makes of it; to be sent to it after a change.</summary>
    public sealed class Script
    {
        private readonly List<string> _lines = [];

        /// <summary>Blocks it still confirms; the next ones it holds.</summary>
        public int Confirms { get; set; } = int.MaxValue;

        /// <summary>The next block is answered so.</summary>
        public bool IsDown { get; set; }

        public string[] Lines
        {
            get
            {
                lock (_lines)
                {
                    return [.. _lines];
                }
            }
        }

        public void Add(string content)
        {
            lock (_lines)
            {
                _lines.AddRange(content.Split('\n')[..^1]);
            }
        }
    }
}
