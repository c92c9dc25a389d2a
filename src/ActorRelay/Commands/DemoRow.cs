namespace ActorRelay.Commands;

/// <summary>What became of one upload.</summary>
/// <param name="Title">What the table calls it.</param>
/// <param name="Sent">Lines posted.</param>
/// <param name="Arrived">Messages that came to the Receiver.</param>
/// <param name="Correct">Those among them that are what they should be.</param>
/// <param name="SetAside">Lines the relay says it has set aside.</param>
/// <param name="Example">The first message that arrived, or null.</param>
/// <param name="Problem">What is wrong, or null when all is as it should be.</param>
internal sealed record DemoRow(
    string Title, int Sent, int Arrived, int Correct, long SetAside, string? Example, string? Problem);
