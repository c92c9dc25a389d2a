namespace ActorRelay.Configuration.Hocon;

/// <summary>Where a value was written: the place an operator goes to in order to change it.</summary>
/// <param name="Source">A file as the operator named it, an environment variable, or a <c>--set</c>.</param>
/// <param name="Line">From 1; 0 where the source has no lines.</param>
/// <param name="Column">In UTF-16 units, from 1.</param>
internal readonly record struct Place(string Source, int Line, int Column)
{
    public override string ToString() => Line == 0 ? Source : $"{Source}:{Line}:{Column}";
}
