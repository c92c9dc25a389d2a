using System.Collections.Immutable;
using System.Net;
using ActorRelay.Edge;
using Microsoft.AspNetCore.Http;

namespace ActorRelay.Tests.Edge;

public sealed class CallerAddressSpecs
{
    [Theory]
    [InlineData("192.0.2.7", true)]
    [InlineData("::ffff:192.0.2.7", true)]
    [InlineData("192.0.3.7", false)]
    [InlineData("2001:db8::1", true)]
    [InlineData("2001:db9::1", false)]
    [InlineData("198.51.100.9", true)]
    [InlineData("fe80::1%3", true)]
    public void Should_allow_networks_of_both_families(string peer, bool expected)
    {
        var callers = Callers(["192.0.2.0/24", "2001:db8::/32", "::ffff:198.51.100.0/120", "fe80::/10"], []);

        Assert.Equal(expected, callers.IsAllowed(IPAddress.Parse(peer), new HeaderDictionary()));
    }

    [Fact]
    public void Should_allow_everybody_when_nothing_is_set() =>
        Assert.True(Callers([], []).IsAllowed(IPAddress.Parse("203.0.113.1"), new HeaderDictionary()));

    [Theory]
    [InlineData("203.0.113.1", "203.0.113.1")]
    [InlineData("198.51.100.5, 203.0.113.1", "203.0.113.1")]
    [InlineData("203.0.113.1, 10.0.0.2", "203.0.113.1")]
    [InlineData("203.0.113.1,10.0.0.2 , 10.0.0.3", "203.0.113.1")]
    [InlineData("10.0.0.4, 10.0.0.2", "10.0.0.4")]
    [InlineData("garbage, 203.0.113.1", "203.0.113.1")]
    [InlineData("203.0.113.1:4711", "203.0.113.1")]
    [InlineData("2001:db8::1", "2001:db8::1")]
    [InlineData("[2001:db8::1]:4711", "2001:db8::1")]
    [InlineData("::ffff:203.0.113.1", "203.0.113.1")]
    public void Should_take_the_right_most_address_that_is_no_proxy(string forwarded, string expected) =>
        Assert.Equal(IPAddress.Parse(expected), Behind("10.0.0.1", ("X-Forwarded-For", forwarded)));

    [Theory]
    [InlineData("")]
    [InlineData("unknown")]
    [InlineData("203.0.113.1, ")]
    [InlineData("203.0.113.1, garbage, 10.0.0.2")]
    [InlineData("010.1.1.1")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("2130706433")]
    [InlineData("127.1")]
    [InlineData("999.1.1.1")]
    [InlineData("fe80::1%eth0")]
    public void Should_not_guess_at_garbage(string forwarded)
    {
        Assert.Null(Behind("10.0.0.1", ("X-Forwarded-For", forwarded)));
        Assert.False(Callers([], ["10.0.0.0/8"]).IsAllowed(
            IPAddress.Parse("10.0.0.1"), new HeaderDictionary { ["X-Forwarded-For"] = forwarded }));
    }

    [Fact]
    public void Should_read_several_headers_as_one_list() => Assert.Equal(
        IPAddress.Parse("203.0.113.1"),
        Callers([], ["10.0.0.0/8"]).Resolve(
            IPAddress.Parse("10.0.0.1"),
            new HeaderDictionary { ["X-Forwarded-For"] = new[] { "198.51.100.1, 203.0.113.1", "10.0.0.9" } }));

    [Fact]
    public void Should_take_the_connecting_address_when_nothing_was_forwarded()
    {
        Assert.Equal(IPAddress.Parse("203.0.113.1"), Behind("10.0.0.1", ("CF-Connecting-IP", "203.0.113.1")));
        Assert.Null(Behind("10.0.0.1", ("CF-Connecting-IP", "x")));
        Assert.Equal(
            IPAddress.Parse("203.0.113.2"),
            Behind("10.0.0.1", ("CF-Connecting-IP", "203.0.113.1"), ("X-Forwarded-For", "203.0.113.2")));
    }

    [Fact]
    public void Should_not_believe_a_peer_that_is_no_proxy() =>
        Assert.Equal(IPAddress.Parse("203.0.113.9"), Behind("203.0.113.9", ("X-Forwarded-For", "192.0.2.1")));

    [Fact]
    public void Should_take_the_proxy_itself_when_it_says_nothing() =>
        Assert.Equal(IPAddress.Parse("10.0.0.1"), Behind("::ffff:10.0.0.1"));

    [Fact]
    public void Should_allow_by_the_address_behind_the_proxy()
    {
        var callers = Callers(["192.0.2.0/24"], ["10.0.0.0/8"]);
        var proxy = IPAddress.Parse("10.0.0.1");

        Assert.True(callers.IsAllowed(proxy, new HeaderDictionary { ["X-Forwarded-For"] = "192.0.2.1" }));
        Assert.False(callers.IsAllowed(proxy, new HeaderDictionary { ["X-Forwarded-For"] = "192.0.3.1" }));
        Assert.False(callers.IsAllowed(proxy, new HeaderDictionary()));
        Assert.False(callers.IsAllowed(null, new HeaderDictionary()));
    }

    private static IPAddress? Behind(string peer, params (string Name, string Value)[] headers)
    {
        var dictionary = new HeaderDictionary();
        foreach (var (name, value) in headers)
        {
            dictionary[name] = value;
        }

        return Callers([], ["10.0.0.0/8"]).Resolve(IPAddress.Parse(peer), dictionary);
    }

    private static CallerAddress Callers(ImmutableArray<string> allowed, ImmutableArray<string> proxies) =>
        new(EdgeTestSettings.Edge with
        {
            AllowFrom = [.. allowed.Select(network => IPNetwork.Parse(network))],
            TrustedProxies = [.. proxies.Select(network => IPNetwork.Parse(network))],
        });
}
