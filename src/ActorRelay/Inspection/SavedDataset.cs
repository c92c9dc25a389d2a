using System.Collections.Immutable;

namespace ActorRelay.Inspection;

/// <summary>A dataset as <see cref="DatasetsFile"/> has it. Its names are the file's.</summary>
internal sealed record SavedDataset(
    string Dataset,
    DateTimeOffset Since,
    DateTimeOffset LastSeen,
    ImmutableArray<InspectionProtocol.FieldReport> Fields,
    ImmutableArray<InspectionProtocol.FieldReport> EventTimes);
