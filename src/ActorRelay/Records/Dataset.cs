using System.Collections.Frozen;
using System.Collections.Immutable;

namespace ActorRelay.Records;

/// <summary>What the relay knows of a dataset. It never binds to it: Cloudflare adds fields every month.</summary>
/// <param name="Name">As in the Logpush job.</param>
/// <param name="EventTimeFields">Where the event time is: the first of these that a record has with a usable value.</param>
/// <param name="Fields">Names of fields it is known to have; empty where they are not known.</param>
internal sealed record Dataset(string Name, ImmutableArray<string> EventTimeFields, FrozenSet<string> Fields);
