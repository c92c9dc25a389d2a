namespace ActorRelay.Tests.Spool;

/// <summary>A test that needs a disk that fails.</summary>
public sealed class FailingDiskFactAttribute : FactAttribute
{
    public FailingDiskFactAttribute() => Skip = FailingDisk.Missing;
}
