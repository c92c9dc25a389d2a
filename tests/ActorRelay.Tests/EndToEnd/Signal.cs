namespace ActorRelay.Tests.EndToEnd;

/// <summary>Signals as Linux numbers them.</summary>
internal enum Signal
{
    HangUp = 1,
    Quit = 3,
    Kill = 9,
    Terminate = 15,
    Continue = 18,
    Stop = 19,
}
