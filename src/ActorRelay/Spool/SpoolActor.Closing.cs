using Akka.Actor;

namespace ActorRelay.Spool;

/// <content>How it ends: the database is closed once nobody writes any more, and what is being opened is opened.</content>
internal sealed partial class SpoolActor
{
    /// <summary>The database is closed only when nobody writes any more, which is what <see cref="SpoolProtocol.Close"/> is for.</summary>
    protected override void PostStop() => _ = _store?.Store.DisposeAsync().AsTask();

    /// <summary>What is being opened is waited for too: nobody else could close it.</summary>
    private void CloseWhenIdle()
    {
        if (_closer is null || _running > 0 || _opening)
        {
            return;
        }

        var store = _store?.Store;
        _store = null;
        _fault = "the relay stops";
        (store?.DisposeAsync().AsTask() ?? Task.CompletedTask).PipeTo(Self, success: () => Shut.Instance);
    }

    private sealed record Shut
    {
        public static Shut Instance { get; } = new();
    }
}
