namespace ActorRelay.Commands;

/// <summary>Lines of a file, counted from 0.</summary>
/// <param name="From">The first.</param>
/// <param name="To">The one behind the last.</param>
internal readonly record struct LineRange(long From, long To);
