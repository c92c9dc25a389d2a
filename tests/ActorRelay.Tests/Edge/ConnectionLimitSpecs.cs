using ActorRelay.Edge;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;

namespace ActorRelay.Tests.Edge;

public sealed class ConnectionLimitSpecs
{
    private readonly LogLines _log = new();
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Should_close_one_more_than_it_takes_and_say_so_once_a_minute()
    {
        var limit = new ConnectionLimit(2, _time, _log);
        var ending = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var served = 0;
        await using var services = new ServiceCollection().BuildServiceProvider();
        var builder = new ConnectionBuilder(services);
        limit.Guard(builder);
        builder.Run(_ =>
        {
            served++;
            return ending.Task;
        });
        var serve = builder.Build();

        Task[] open = [serve(new DefaultConnectionContext()), serve(new DefaultConnectionContext())];
        foreach (var minutes in new[] { 0, 0, 2 })
        {
            _time.Advance(TimeSpan.FromMinutes(minutes));
            var refused = new DefaultConnectionContext();
            var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            refused.ConnectionClosed.Register(closed.SetResult);
            await serve(refused);
            await closed.Task.WaitAsync(TimeSpan.FromSeconds(20));
        }

        Assert.Equal(2, served);
        Assert.Equal(2, limit.Connections);
        Assert.Equal(2, _log.All.Count);

        ending.SetResult();
        await Task.WhenAll(open);
        Assert.Equal(0, limit.Connections);
        await serve(new DefaultConnectionContext());
        Assert.Equal(3, served);
    }
}
