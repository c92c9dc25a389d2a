namespace ActorRelay.Configuration;

/// <summary>A dataset of which something should come: one entry of <c>relay.expect { }</c>.</summary>
/// <param name="Within">When nothing did for so long, somebody is to hear of it.</param>
internal sealed record ExpectedDataset(string Dataset, TimeSpan Within);
