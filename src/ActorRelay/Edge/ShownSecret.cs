namespace ActorRelay.Edge;

/// <summary>What the secret of a post is worth.</summary>
/// <param name="Verdict">Whether it opens the path.</param>
/// <param name="Name"><c>secrets[].name</c>; empty when it is none of them.</param>
internal readonly record struct ShownSecret(SecretVerdict Verdict, string Name);
