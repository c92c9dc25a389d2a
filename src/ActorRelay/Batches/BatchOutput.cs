using ActorRelay.Spool;

namespace ActorRelay.Batches;

/// <summary>What a batch owes one Receiver.</summary>
internal sealed class BatchOutput(string receiver)
{
    public string Receiver => receiver;

    /// <summary>No stage works on it any more.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>The Receiver has confirmed all that it gets.</summary>
    public bool IsConfirmed { get; private set; }

    /// <summary>The right to deliver what is spooled of it; null when there is none.</summary>
    public SpoolClaim? Claim { get; set; }

    /// <summary>The progress that was saved last.</summary>
    public SpoolProgress Saved { get; set; }

    /// <summary>Why it has ended; null when the Receiver has confirmed all.</summary>
    public Exception? Failure { get; private set; }

    public void End(Exception? failure)
    {
        HasEnded = true;
        IsConfirmed = failure is null;
        Failure = failure;
    }
}
