namespace ActorRelay.Batches;

/// <summary>What <see cref="BatchesActor"/> knows of the copies that wait for one Receiver.</summary>
internal sealed class Backlog(string receiver, int copiesAtOnce)
{
    public string Receiver => receiver;

    /// <summary>Until the spool says that there is none.</summary>
    public bool MayHaveMore { get; set; }

    /// <summary>The spool has been asked for one, and has not answered.</summary>
    public bool IsClaiming { get; set; }

    /// <summary>The Receiver took nothing the last time.</summary>
    public bool Rests { get; set; }

    /// <summary>Copies on their way.</summary>
    public int Running { get; set; }

    /// <summary>One more may be on its way.</summary>
    public bool HasPlace => Running < copiesAtOnce;
}
