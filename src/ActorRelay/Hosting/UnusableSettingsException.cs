namespace ActorRelay.Hosting;

/// <summary>
/// Settings that read well, but that no relay can start with here. The message is one line that names the setting; trying
/// again without a change is no use.
/// </summary>
internal sealed class UnusableSettingsException(string message, Exception? cause = null) : Exception(message, cause);
