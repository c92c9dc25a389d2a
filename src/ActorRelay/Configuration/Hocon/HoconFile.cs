namespace ActorRelay.Configuration.Hocon;

/// <summary>A file's text, or why it cannot be read; exactly one of both is set.</summary>
internal sealed record HoconFile(string? Text, string? Error);
