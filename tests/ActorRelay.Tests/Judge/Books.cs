namespace ActorRelay.Tests.Judge;

/// <summary>What the relay says became of the records of a run, once nothing of them is on its way any more.</summary>
/// <param name="Received">Framed, those that came again among them.</param>
/// <param name="Restored">Found in the spool at the start.</param>
/// <param name="Confirmed">By every Receiver.</param>
/// <param name="Repeated">Came again after that.</param>
/// <param name="Refused">Of posts that were not answered 2xx.</param>
/// <param name="LeftOut">Quarantined, filtered or evicted.</param>
/// <param name="Waiting">Spooled or in flight.</param>
internal sealed record Books(
    long Received, long Restored, long Confirmed, long Repeated, long Refused, long LeftOut, long Waiting)
{
    /// <summary>
    /// Where they are not what arrived, in words. Each record that was confirmed came, or the Receiver lost it; each that was
    /// answered 2xx was confirmed. Where nothing was refused, the three are the same.
    /// </summary>
    public IEnumerable<string> Untrue(Verdict verdict)
    {
        var sent = verdict.Sent;
        if (LeftOut + Waiting > 0)
        {
            yield return $"the books have {LeftOut} records left out and {Waiting} waiting, of valid ones that all came to their end: {this}";
        }

        var came = verdict.Arrived + verdict.Duplicated.Count;
        var lost = verdict.Lost.Count + verdict.LostBeyondReplay.Count + verdict.NeverRead.Count;
        if (Confirmed > came + lost)
        {
            yield return $"the books have {Confirmed} records confirmed, and {came} lines came whole, {lost} were lost";
        }

        if (Confirmed < sent.AnsweredCount)
        {
            yield return $"the books have {Confirmed} records confirmed, of {sent.AnsweredCount} that were answered 2xx";
        }

        if (sent is { UnansweredPosts: 0, GivenUpCount: 0 } && (Confirmed > verdict.Arrived + lost || Received + Restored != Confirmed))
        {
            yield return $"nothing was refused, {verdict.Arrived} records came and {lost} were lost, and the books say {this}";
        }
    }
}
