using System.Collections.ObjectModel;
using ActorRelay.Inspection;
using ActorRelay.Streams;
using Akka.Actor;
using Akka.Event;

namespace ActorRelay.Spool;

/// <summary>
/// <c>/user/spool</c>: owns the quarantine files. It blocks on the disk, so it runs on the dispatcher for that; a batch
/// that has something set aside waits for it, which bounds its mailbox to one message a batch. What cannot be written is
/// answered <see cref="QuarantineProtocol.NotKept"/>; it tries again with the next message.
/// </summary>
internal sealed class QuarantineActor : UntypedActor
{
    private readonly string _folder;
    private readonly long _maxSize;
    private readonly RecordAccounts _accounts;
    private readonly TimeProvider _time;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private QuarantineFile? _file;
    private QuarantineBodies? _bodies;
    private int _bodiesCounted;

    public QuarantineActor(string folder, long maxSize, RecordAccounts accounts, TimeProvider time)
    {
        _folder = folder;
        _maxSize = maxSize;
        _accounts = accounts;
        _time = time;
    }

    public static Props Props(string folder, long maxSize, RecordAccounts accounts, TimeProvider time) =>
        Akka.Actor.Props.Create(() => new QuarantineActor(folder, maxSize, accounts, time))
            .WithDispatcher("akka.actor.default-blocking-io-dispatcher");

    protected override void PreStart()
    {
        try
        {
            Open();
            OpenBodies();
            CountBodies();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _log.Error("Quarantine in {0} cannot be used: {1}", _folder, e.Message);
        }
    }

    protected override void PostStop()
    {
        _file?.Dispose();
        _accounts.Post(new BodyCounts { Quarantined = -_bodiesCounted });
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case QuarantineProtocol.SetAside lines:
                Keep(lines);
                break;
            case QuarantineProtocol.SetBodyAside body:
                Keep(body);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Keep(QuarantineProtocol.SetAside lines)
    {
        try
        {
            _file ??= Open();
            _file.Append(lines, _time.GetUtcNow());
            _log.Warning(
                "Batch {0} of {1}: set aside {2} of its lines, first line {3}: {4}",
                lines.Batch, lines.Dataset, lines.Lines.Length, lines.Lines[0].Number, QuarantineFile.Reason(lines.Lines[0].Error));
            lines.Progress.AddQuarantined(lines.Lines.Length);
            Sender.Tell(new QuarantineProtocol.Kept(lines.Batch));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _log.Error("Quarantine in {0} cannot be written, batch {1} is refused: {2}", _folder, lines.Batch, e.Message);
            Sender.Tell(new QuarantineProtocol.NotKept(lines.Batch, e.Message));
        }

        CountEvicted(_file?.TakeEvicted() ?? ReadOnlyDictionary<string, int>.Empty);
    }

    private void Keep(QuarantineProtocol.SetBodyAside body)
    {
        using var owner = body.Owner;
        try
        {
            OpenBodies().Keep(body);
            CountBodies();
            _log.Warning(
                "Batch {0} of {1}: set aside whole, {2} bytes, for it was refused before as {3}",
                body.Batch, body.Dataset, body.Body.Length, body.Reason);
            Sender.Tell(new QuarantineProtocol.Kept(body.Batch));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            CountBodies();
            _log.Error("Quarantine in {0} cannot take batch {1}, which is refused: {2}", _folder, body.Batch, e.Message);
            Sender.Tell(new QuarantineProtocol.NotKept(body.Batch, e.Message));
        }
    }

    private void CountBodies()
    {
        var evicted = _bodies?.TakeEvicted() ?? 0;
        if (evicted > 0)
        {
            _log.Error("Quarantine is full, raise relay.quarantine.max-size; bodies evicted: {0}", evicted);
        }

        var held = _bodies?.Count ?? 0;
        _accounts.Post(new BodyCounts { Quarantined = held - _bodiesCounted, Evicted = evicted });
        _bodiesCounted = held;
    }

    private void CountEvicted(IReadOnlyDictionary<string, int> evicted)
    {
        foreach (var (dataset, lines) in evicted)
        {
            _log.Error("Quarantine is full, raise relay.quarantine.max-size; lines of {0} evicted: {1}", dataset, lines);
            _accounts.Post(dataset, new RecordCounts { Quarantined = -lines, Evicted = lines });
        }
    }

    private QuarantineFile Open()
    {
        _file = new QuarantineFile(_folder, _maxSize);
        foreach (var (dataset, lines) in _file.Held)
        {
            _accounts.Post(dataset, new RecordCounts { Restored = lines, Quarantined = lines });
        }

        return _file;
    }

    private QuarantineBodies OpenBodies() => _bodies ??= new QuarantineBodies(_folder, _maxSize);
}
