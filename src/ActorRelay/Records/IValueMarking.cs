namespace ActorRelay.Records;

/// <summary>
/// Whether a scan tells what is among a record's values. Implemented by empty structs, so that a scanner which need not
/// tell is compiled without the question.
/// </summary>
internal interface IValueMarking
{
    static abstract bool IsOn { get; }
}
