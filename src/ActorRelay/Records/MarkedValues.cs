namespace ActorRelay.Records;

internal readonly struct MarkedValues : IValueMarking
{
    public static bool IsOn => true;
}
