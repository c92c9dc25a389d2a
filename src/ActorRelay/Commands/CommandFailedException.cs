namespace ActorRelay.Commands;

/// <summary>
/// A command cannot do what it was asked, for a reason outside the program (a file is missing, a port is taken). The
/// message is one line that the user sees as it is, so it names the thing and never holds a secret.
/// </summary>
internal sealed class CommandFailedException(string message, Exception? cause = null) : Exception(message, cause);
