using System.Text;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>What the tests need of any real receiver.</summary>
internal static class ReceiverChecks
{
    public static async Task WritesEveryByteAsync(ReceiverKind kind)
    {
        await using var receiver = await kind.StartAsync();

        await StreamSender.SendAsync(receiver.Port, kind.Framing, StreamSender.Nasty);
        await receiver.Arrived.ReachesAsync(StreamSender.Nasty.Count);
        await receiver.StopAsync();

        var arrived = receiver.Arrived.Read().Select(line => line.ToArray()).ToList();
        Assert.Equal(StreamSender.Nasty.Count, arrived.Count);
        Assert.All(arrived.Zip(StreamSender.Nasty), pair => Assert.True(pair.First.AsSpan().SequenceEqual(pair.Second)));
    }

    public static async Task GoesOnWhereItWasStoppedAsync(ReceiverKind kind)
    {
        await using var receiver = await kind.StartAsync();
        await StreamSender.SendAsync(receiver.Port, kind.Framing, Numbered(0, 1000));
        await receiver.Arrived.ReachesAsync(1000);

        await receiver.StopAsync();
        await receiver.StartAsync();
        await StreamSender.SendAsync(receiver.Port, kind.Framing, Numbered(1000, 1000));
        await receiver.Arrived.ReachesAsync(2000);
        await receiver.KillAsync();

        AssertInOrder(2000, receiver.Arrived);
    }

    public static async Task LosesNothingWhenItStallsAsync(ReceiverKind kind)
    {
        const int Messages = 100_000;
        await using var receiver = await kind.StartAsync();
        receiver.Freeze();

        var begun = 0;
        var sending = StreamSender.SendAsync(
            receiver.Port, kind.Framing, Numbered(0, Messages).TakeWhile(_ => Interlocked.Increment(ref begun) > 0));
        await Eventually.TrueAsync(() => Volatile.Read(ref begun) > 1000, () => "the sender does not begin");
        Assert.False(sending.IsCompleted, "more than the buffers between them hold was taken by a receiver that is frozen");
        receiver.Thaw();
        await sending;
        await receiver.Arrived.ReachesAsync(Messages);
        await receiver.StopAsync();

        AssertInOrder(Messages, receiver.Arrived);
    }

    private static IEnumerable<byte[]> Numbered(int first, int count) =>
        Enumerable.Range(first, count).Select(n => Encoding.ASCII.GetBytes($"<34>Nov  3 09:05:07 host tag: {n} {new string('-', 200)}"));

    private static void AssertInOrder(int count, LineFile arrived) =>
        Assert.Equal(Numbered(0, count).Select(Encoding.ASCII.GetString), File.ReadLines(arrived.Path));
}
