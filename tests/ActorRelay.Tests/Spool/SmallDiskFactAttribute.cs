namespace ActorRelay.Tests.Spool;

/// <summary>A test that needs a small disk.</summary>
public sealed class SmallDiskFactAttribute : FactAttribute
{
    public SmallDiskFactAttribute() => Skip = SmallDisk.Missing;
}
