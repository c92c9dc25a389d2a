using System.IO.Pipelines;
using System.Net;
using ActorRelay.Edge;
using ActorRelay.Tests.EndToEnd;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;

namespace ActorRelay.Tests.Edge;

public sealed class ConnectionLimitSpecs
{
    private static readonly IPAddress Stranger = IPAddress.Parse("198.51.100.1");
    private static readonly IPAddress Proxy = IPAddress.Parse("10.0.0.1");

    private readonly LogLines _log = new();
    private readonly ManualTime _time = new();
    private readonly ConnectionLimit _limit = new(4, new CallerAddress(EdgeTestSettings.Edge with
    {
        TrustedProxies = [IPNetwork.Parse("10.0.0.0/8")],
    }));

    private readonly ConnectionDelegate _serve;
    private int _served;

    public ConnectionLimitSpecs() => _serve = Guard(_limit, closesStrangers: false);

    [Fact]
    public async Task Should_give_the_place_of_the_one_longest_without_a_request_to_a_new_one()
    {
        var connections = Enumerable.Range(0, 4).Select(i => Open(Address(i))).ToList();
        connections[0].Of.BeginRequest();
        connections[1].Of.BeginRequest();
        connections[1].Of.EndRequest();

        var fifth = Open(Address(4));
        Assert.False(fifth.IsClosed);
        await connections[2].ClosedAsync();
        var sixth = Open(Address(5));
        await connections[3].ClosedAsync();
        var seventh = Open(Address(6));
        await connections[1].ClosedAsync();

        Assert.Equal(4, _limit.Connections);
        Assert.False(connections[0].IsClosed || fifth.IsClosed || sixth.IsClosed || seventh.IsClosed);
        Assert.Single(_log.Warnings);
        Assert.Contains("4 in all and 2 of one address", _log.Warnings[0]);
        _time.Advance(TimeSpan.FromMinutes(2));
        Open(Address(7));
        Assert.Contains("3 connection(s)", _log.Warnings[1]);
    }

    [Fact]
    public async Task Should_close_a_new_one_when_all_have_requests()
    {
        for (var i = 0; i < 4; i++)
        {
            Open(Address(i)).Of.BeginRequest();
        }

        await Open(Address(4)).ClosedAsync();

        Assert.Equal(4, _limit.Connections);
        Assert.Equal(4, _served);
    }

    [Fact]
    public async Task Should_give_one_address_a_share_but_a_trusted_proxy_all()
    {
        var first = Open(Stranger);
        var second = Open(Stranger);
        var third = Open(Stranger);
        await first.ClosedAsync();
        second.Of.BeginRequest();
        third.Of.BeginRequest();
        await Open(Stranger).ClosedAsync();
        Assert.Equal(2, _limit.Connections);
        second.End();
        third.End();
        await Eventually.TrueAsync(() => _limit.Connections == 0, () => $"{_limit.Connections} connections are left");

        var proxied = Enumerable.Range(0, 4).Select(_ => Open(Proxy)).ToList();

        Assert.All(proxied, connection => Assert.False(connection.IsClosed));
        Assert.Equal(4, _limit.Connections);
    }

    [Fact]
    public async Task Should_count_the_addresses_of_one_IPv6_network_as_one()
    {
        var first = Open(IPAddress.Parse("2001:db8::1"));
        Open(IPAddress.Parse("2001:db8::2"));
        Open(IPAddress.Parse("2001:db8:0:1::1"));

        Open(IPAddress.Parse("2001:db8::3"));

        await first.ClosedAsync();
        Assert.Equal(3, _limit.Connections);
    }

    [Fact]
    public async Task Should_close_one_that_has_sent_no_request_in_time()
    {
        var silent = Open(Address(0));
        var used = Open(Address(1));
        used.Of.BeginRequest();
        used.Of.EndRequest();

        _time.Advance(ConnectionLimit.FirstRequest);

        await silent.ClosedAsync();
        Assert.False(used.IsClosed);
        Assert.InRange(ConnectionLimit.FirstRequest, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task Should_close_strangers_before_anything_else()
    {
        var limit = new ConnectionLimit(4, new CallerAddress(EdgeTestSettings.Edge with
        {
            AllowFrom = [IPNetwork.Parse("192.0.2.0/24")],
            TrustedProxies = [IPNetwork.Parse("10.0.0.0/8")],
        }));
        var serve = Guard(limit, closesStrangers: true);

        await new Opened(serve, Stranger).ClosedAsync();
        await new Opened(serve, Stranger).ClosedAsync();
        Assert.Equal(0, _served);
        Assert.False(new Opened(serve, IPAddress.Parse("192.0.2.9")).IsClosed);
        Assert.False(new Opened(serve, IPAddress.Parse("::ffff:192.0.2.9")).IsClosed);
        Assert.False(new Opened(serve, Proxy).IsClosed);

        Assert.Contains("198.51.100.1", Assert.Single(_log.Warnings));
    }

    private static IPAddress Address(int number) => new([192, 0, 2, (byte)number]);

    private Opened Open(IPAddress address) => new(_serve, address);

    private ConnectionDelegate Guard(ConnectionLimit limit, bool closesStrangers)
    {
        var builder = new ConnectionBuilder(new ServiceCollection().BuildServiceProvider());
        limit.Guard(builder, closesStrangers, _time, _log);
        builder.Run(connection =>
        {
            _served++;
            return ((TaskCompletionSource)connection.Items["ending"]!).Task;
        });
        return builder.Build();
    }

    private sealed class Opened
    {
        private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _ending = new();
        private readonly DefaultConnectionContext _connection = new();

        public Opened(ConnectionDelegate serve, IPAddress address)
        {
            _connection.RemoteEndPoint = new IPEndPoint(address, 1);
            _connection.Transport = new DuplexPipe();
            _connection.Items["ending"] = _ending;
            _connection.ConnectionClosed.Register(_closed.SetResult);
            _ = serve(_connection);
        }

        public bool IsClosed => _closed.Task.IsCompleted;

        public EdgeConnection Of => _connection.Features.Get<EdgeConnection>()!;

        public Task ClosedAsync() => _closed.Task.WaitAsync(TimeSpan.FromSeconds(20));

        public void End() => _ending.SetResult();

        private sealed class DuplexPipe : IDuplexPipe
        {
            private readonly Pipe _pipe = new();

            public PipeReader Input => _pipe.Reader;

            public PipeWriter Output => _pipe.Writer;
        }
    }
}
