namespace ActorRelay.Records;

internal readonly struct UnmarkedValues : IValueMarking
{
    public static bool IsOn => false;
}
