using ActorRelay.Configuration;

namespace ActorRelay.Edge;

/// <summary>One certificate of the edge.</summary>
/// <param name="Path">The file it is in.</param>
/// <param name="Subject">Whose it is.</param>
/// <param name="From">When it begins.</param>
/// <param name="Until">When it ends.</param>
/// <param name="State">What is left of its lifetime.</param>
/// <param name="Words">The same in words.</param>
internal sealed record CertificateReport(
    string Path, string Subject, DateTimeOffset From, DateTimeOffset Until, CertificateState State, string Words);
