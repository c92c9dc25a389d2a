using System.Collections.Immutable;
using ActorRelay.Accounts;
using Akka.Actor;

namespace ActorRelay.Spool;

/// <summary>
/// <c>/user/spool/copies/BATCH</c>: one put. It reads the body, asks the one who put it what it is, writes both together, and
/// tells its parent how it ended. While it asks, nothing waits for it, and nothing is held but the last piece of the body.
/// </summary>
// reading -> asking    all of the body was read
// asking -> writing    it is known what it is
// each -> over         stored; or refused, failed, or given up, and then nothing of it stays
internal sealed class PutActor : UntypedActor, IWithTimers
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ISpoolStore _store;
    private readonly SpoolProtocol.Put _put;
    private readonly IActorRef _asker;
    private CancellationTokenRegistration _onCancel;
    private ISpoolUpload? _upload;

    public PutActor(ISpoolStore store, SpoolProtocol.Put put, IActorRef asker)
    {
        _store = store;
        _put = put;
        _asker = asker;
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <param name="put">The put; this disposes its body.</param>
    public static Props Props(ISpoolStore store, SpoolProtocol.Put put, IActorRef asker) =>
        Akka.Actor.Props.CreateBy(new Producer(store, put, asker));

    protected override void PreStart() => ReadAsync(_store, _put).PipeTo(Self, failure: e => new Failed(e));

    protected override void PostStop() => _onCancel.Dispose();

    /// <summary>The first state: the body is being read.</summary>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case WasRead { Upload: { Refusal: SpoolRefusal.None } upload }:
                var self = Self;
                _upload = upload;
                _onCancel = _put.Cancel.Register(() => self.Tell(GiveUp.Instance));
                Timers.StartSingleTimer(GiveUp.Instance, GiveUp.Instance, Patience);
                Become(IsAsking);
                _asker.Tell(new SpoolProtocol.Read(_put.Batch));
                break;
            case WasRead { Upload: var refused }:
                EndAsync(refused, new Ended(_put.Batch, _asker) { Put = SpoolPut.Refused(refused.Refusal) }).PipeTo(Self);
                break;
            default:
                OnEnd(message);
                break;
        }
    }

    private void IsAsking(object message)
    {
        switch (message)
        {
            case SpoolProtocol.Describe describe:
                Become(OnEnd);
                WriteAsync(_upload!, describe.Entry, new Ended(_put.Batch, Sender)).PipeTo(Self);
                break;
            case GiveUp:
                Become(OnEnd);
                var failure = new TimeoutException("what it is was not said in time");
                EndAsync(_upload!, new Ended(_put.Batch, _asker) { Failure = failure }).PipeTo(Self);
                break;
        }
    }

    private void OnEnd(object message)
    {
        var ended = message switch
        {
            Ended known => known,
            Failed failed => new Ended(_put.Batch, _asker) { Failure = failed.Failure },
            _ => null,
        };
        if (ended is not null)
        {
            Context.Parent.Tell(ended);
            Context.Stop(Self);
        }
    }

    private static async Task<WasRead> ReadAsync(ISpoolStore store, SpoolProtocol.Put put)
    {
        await using var body = put.Body;
        return new WasRead(await store.ReadAsync(put.Batch, body, put.Cancel));
    }

    private static async Task<Ended> WriteAsync(ISpoolUpload upload, SpoolEntry entry, Ended ended)
    {
        try
        {
            ended = ended with { Put = await upload.DescribeAsync(entry), Copies = entry.Copies };
        }
        catch (Exception e)
        {
            ended = ended with { Failure = e };
        }

        return await EndAsync(upload, ended);
    }

    /// <summary>What became of it stands, also when its upload cannot be disposed: else its asker would wait for ever.</summary>
    private static async Task<Ended> EndAsync(ISpoolUpload upload, Ended ended)
    {
        try
        {
            await upload.DisposeAsync();
            return ended;
        }
        catch (Exception e)
        {
            return ended with { Failure = ended.Failure ?? e };
        }
    }

    /// <summary>Put to its parent: it is over.</summary>
    /// <param name="Asker">Who is to be told: the one who described it, for that may be another than asked first.</param>
    public sealed record Ended(BatchId Batch, IActorRef Asker)
    {
        /// <summary>What became of it; null when it failed.</summary>
        public SpoolPut? Put { get; init; }

        /// <summary>The Receivers it waits for, when it is stored.</summary>
        public ImmutableArray<SpoolCopy> Copies { get; init; } = [];

        /// <summary>Of the store, or of the body: whoever gave it knows more.</summary>
        public Exception? Failure { get; init; }
    }

    /// <summary>One is made per put, and the usual expression would be taken apart each time.</summary>
    private sealed class Producer(ISpoolStore store, SpoolProtocol.Put put, IActorRef asker) : IIndirectActorProducer
    {
        public Type ActorType => typeof(PutActor);

        public ActorBase Produce() => new PutActor(store, put, asker);

        public void Release(ActorBase actor)
        {
        }
    }

    private sealed record WasRead(ISpoolUpload Upload);

    private sealed record Failed(Exception Failure);

    /// <summary>The one who put it is gone, or has not said what it is in time.</summary>
    private sealed record GiveUp
    {
        public static GiveUp Instance { get; } = new();
    }
}
