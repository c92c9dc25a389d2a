using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using ActorRelay.Batches;
using ActorRelay.Configuration;
using ActorRelay.Edge;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace ActorRelay.Tests.Edge;

/// <summary>TLS, HTTP/2, several addresses: over real sockets.</summary>
public sealed class EdgeListenerSpecs : TestKit
{
    private readonly TestCertificates _files = new();
    private readonly TestProbe _batches;
    private readonly X509Certificate2 _authority = TestCertificates.Authority("relay test root");
    private readonly X509Certificate2 _intermediate;

    public EdgeListenerSpecs()
        : base("akka.test.single-expect-default = 20s")
    {
        _intermediate = TestCertificates.Authority("relay test intermediate", _authority);
        WriteServer("relay");
        _batches = CreateTestProbe();
        _batches.SetAutoPilot(new DelegateAutoPilot((_, message) =>
        {
            if (message is BatchesProtocol.Submit submit)
            {
                submit.Batch.Body.Dispose();
                submit.Answer.SetResult(new BatchAnswer(BatchOutcome.Confirmed, 1, 0, null));
            }

            return AutoPilot.KeepRunning;
        }));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Should_speak_both_versions_over_tls(int major)
    {
        await using var server = await StartAsync();
        using var client = server.Client(Handler());
        client.DefaultRequestVersion = new Version(major, major == 1 ? 1 : 0);
        client.DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        var large = new byte[3_000_000];
        new Random(1).NextBytes(large);

        foreach (var content in new[] { Bodies.Sized(large), Bodies.Chunked(large), Bodies.Chunked(Bodies.Gzip("x")) })
        {
            var response = await client.PostAsync("/a", content);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal(major, response.Version.Major);
        }

        var preflight = await client.PostAsync("/a", Bodies.Chunked(Bodies.Gzip("""{"content":"tests"}""")));
        Assert.Contains("preflight", await preflight.Content.ReadAsStringAsync());
        var tooLarge = await client.PostAsync("/a", Bodies.Chunked(new byte[EdgeTestSettings.Edge.MaxBody + 1]));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, tooLarge.StatusCode);
        Assert.Equal(0, server.State.Admission.Report().Used);
        Assert.Equal(0, server.State.Segments.Outstanding);
    }

    [Fact]
    public async Task Should_say_once_a_minute_who_gets_no_further_than_the_https_port()
    {
        var time = new ManualTime { Begin = DateTimeOffset.UtcNow };
        await using var server = await StartAsync(time: time);
        for (var i = 0; i < 3; i++)
        {
            await SendAsync(server, "POST /a HTTP/1.1\r\nHost: relay\r\n\r\n"u8.ToArray());
            await SendAsync(server, [22, 3, 1, 0, 2, 0, 0]);
            await SendAsync(server, []);
            await SendAsync(server, await HelloAsync(), refusal: [21, 3, 3, 0, 2, 2, 42]);
        }

        using var client = server.Client(Handler());
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync("/a", Bodies.Sized(Bodies.Gzip("x")))).StatusCode);
        await AwaitAssertAsync(() => Assert.Equal(0, server.State.Connections.Connections - 1));
        Assert.Equal(
            ["Warning 1 connection(s) spoke no TLS on an https port since the last such warning, the latest from 127.0.0.1",
                "Warning 1 TLS handshake(s) failed since the last such warning, the latest with 127.0.0.1"],
            server.Log.Warnings.Select(line => line[..line.IndexOf(": ", StringComparison.Ordinal)]));

        time.Advance(TimeSpan.FromMinutes(1));
        await SendAsync(server, "GET / HTTP/1.1\r\n\r\n"u8.ToArray());
        await SendAsync(server, [22, 3, 1, 0, 2, 0, 0]);

        await AwaitAssertAsync(() => Assert.Equal(4, server.Log.Warnings.Count));
        Assert.Contains(server.Log.Warnings, line => line.Contains("3 connection(s) spoke no TLS"));
        Assert.Contains(server.Log.Warnings, line => line.Contains("6 TLS handshake(s) failed"));
        Assert.Empty(server.Log.Errors);
    }

    [Fact]
    public async Task Should_give_back_the_room_of_a_stream_that_is_reset()
    {
        await using var server = await StartAsync();
        using var client = server.Client(Handler());
        client.DefaultRequestVersion = HttpVersion.Version20;
        client.DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        using var gone = new CancellationTokenSource();
        var post = client.PostAsync("/a", new GatedContent(new byte[1_000_000]), gone.Token);
        await AwaitAssertAsync(() => Assert.True(server.State.Admission.Report().Used >= 500_000));

        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => post);
        await AwaitAssertAsync(() => Assert.Equal(1, server.State.Requests.Abandoned));
        Assert.Equal(0, server.State.Admission.Report().Used);
        Assert.Equal(0, server.State.Segments.Outstanding);
        Assert.False(_batches.HasMessages);
    }

    [Fact]
    public async Task Should_answer_408_to_a_stream_that_stalls_and_keep_the_connection()
    {
        await using var server = await StartAsync(uploadTimeout: TimeSpan.FromMilliseconds(300));
        using var client = server.Client(Handler());
        client.DefaultRequestVersion = HttpVersion.Version20;
        client.DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact;

        foreach (var content in new[] { new GatedContent(new byte[100_000]), new GatedContent(new byte[100]) })
        {
            var response = await client.PostAsync("/a", content);

            Assert.Equal(HttpStatusCode.RequestTimeout, response.StatusCode);
            Assert.Contains("upload-too-slow", await response.Content.ReadAsStringAsync());
        }

        var after = await client.PostAsync("/a", Bodies.Sized(Bodies.Gzip("x")));
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
        Assert.Empty(server.Log.Errors);
        Assert.DoesNotContain(server.Log.Warnings, line => line.Contains("headers", StringComparison.Ordinal));
        Assert.Equal(0, server.State.Segments.Outstanding);
    }

    [Fact]
    public async Task Should_serve_a_new_certificate_without_a_restart()
    {
        var time = new ManualTime();
        await using var server = await StartAsync(time: time);
        Assert.Equal("CN=relay", await SubjectAsync(server));

        WriteServer("renewed");
        time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("CN=renewed", await SubjectAsync(server));
        File.WriteAllText(_files.PathOf("tls.key"), "nonsense");
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("CN=renewed", await SubjectAsync(server));
    }

    [Fact]
    public async Task Should_require_a_client_certificate_that_client_ca_issued()
    {
        using var otherAuthority = TestCertificates.Authority("someone else");
        using var good = TestCertificates.Leaf(_authority, "cloudflare", TestCertificates.ClientAuthentication);
        using var stranger = TestCertificates.Leaf(otherAuthority, "cloudflare", TestCertificates.ClientAuthentication);
        using var forServers = TestCertificates.Leaf(_authority, "cloudflare", TestCertificates.ServerAuthentication);
        using var expired = TestCertificates.Leaf(
            _authority, "cloudflare", TestCertificates.ClientAuthentication, daysLeft: 0);
        _files.WriteChain("clients.pem", otherAuthority);
        var time = new ManualTime();
        await using var server = await StartAsync("clients.pem", time);
        Assert.True(await IsServedAsync(server, stranger));
        Assert.False(await IsServedAsync(server, good));

        _files.WriteChain("clients.pem", _authority);
        time.Advance(TimeSpan.FromSeconds(2));

        Assert.True(await IsServedAsync(server, good));
        Assert.False(await IsServedAsync(server, stranger));
        Assert.False(await IsServedAsync(server, forServers));
        Assert.False(await IsServedAsync(server, expired));
        Assert.False(await IsServedAsync(server, null));
    }

    [Fact]
    public async Task Should_listen_on_every_address_and_know_the_ports()
    {
        var settings = EdgeTestSettings.Edge with
        {
            Listen =
            [
                new ListenAddress(false, IPAddress.Loopback, 0),
                new ListenAddress(false, null, 0),
                new ListenAddress(true, IPAddress.Loopback, 0),
            ],
            Tls = Tls(null),
        };
        await using var server = await EdgeServer.StartAsync(EdgeTestSettings.With(settings), _batches);
        using var client = server.Client(Handler());

        Assert.Equal(["http", "http", "https"], server.Urls.Select(url => url.Scheme));
        Assert.Equal(3, server.Urls.Select(url => url.Port).Distinct().Count());
        foreach (var url in server.Urls)
        {
            Assert.NotEqual(0, url.Port);
            var reachable = new UriBuilder(url) { Host = "127.0.0.1", Path = "/a" }.Uri;
            var response = await client.PostAsync(reachable, Bodies.Sized(Bodies.Gzip("x")));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [Fact]
    public async Task Should_close_peers_that_cannot_be_allowed_before_tls_and_answer_them_without()
    {
        await using var server = await EdgeServer.StartAsync(
            EdgeTestSettings.With(EdgeTestSettings.Edge with
            {
                Listen = [new ListenAddress(true, IPAddress.Loopback, 0), new ListenAddress(false, IPAddress.Loopback, 0)],
                Tls = Tls(null),
                AllowFrom = [IPNetwork.Parse("192.0.2.0/24")],
            }),
            _batches);
        using var client = server.Client(Handler());

        await Assert.ThrowsAsync<HttpRequestException>(() => client.PostAsync("/a", Bodies.Sized([1])));
        Assert.Contains("127.0.0.1", Assert.Single(server.Log.Warnings));
        Assert.Equal(HttpStatusCode.Forbidden, (await client.PostAsync(new Uri(server.Urls[1], "/a"), Bodies.Sized([1]))).StatusCode);
    }

    [Fact]
    public async Task Should_serve_others_while_strangers_are_silent_and_close_those_in_time()
    {
        var time = new ManualTime { Begin = DateTimeOffset.UtcNow.AddDays(-1) };
        await using var server = await StartAsync(time: time);
        var silent = new List<Socket>();
        for (var i = 0; i < 600; i++)
        {
            silent.Add(new Socket(SocketType.Stream, ProtocolType.Tcp));
            await silent[i].ConnectAsync(IPAddress.Loopback, server.Url.Port);
        }

        await AwaitAssertAsync(() => Assert.Equal(600, server.State.Connections.Connections), TimeSpan.FromSeconds(20));
        using var client = server.Client(Handler());
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync("/a", Bodies.Sized(Bodies.Gzip("x")))).StatusCode);

        time.Advance(ConnectionLimit.FirstRequest);
        await AwaitAssertAsync(() => Assert.Equal(1, server.State.Connections.Connections), TimeSpan.FromSeconds(20));
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync("/a", Bodies.Sized(Bodies.Gzip("x")))).StatusCode);
        silent.ForEach(socket => socket.Dispose());
        Assert.Empty(server.Log.Errors);
    }

    [Fact]
    public void Should_leave_slow_uploads_to_upload_timeout()
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(new EdgeState(EdgeTestSettings.Edge, TimeProvider.System)).BuildServiceProvider();
        var kestrel = new KestrelServerOptions { ApplicationServices = services };

        EdgeListener.Listen(kestrel, EdgeTestSettings.With(EdgeTestSettings.Edge));

        Assert.Null(kestrel.Limits.MinRequestBodyDataRate);
    }

    [Fact]
    public async Task Should_not_speak_https_without_a_certificate()
    {
        var settings = EdgeTestSettings.Edge with { Listen = [new ListenAddress(true, IPAddress.Loopback, 0)] };

        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            EdgeServer.StartAsync(EdgeTestSettings.With(settings), _batches));
    }

    protected override void AfterAll()
    {
        _files.Dispose();
        base.AfterAll();
    }

    /// <summary>What a client begins with.</summary>
    private static async Task<byte[]> HelloAsync()
    {
        using var written = new MemoryStream();
        await using var tls = new SslStream(written);
        await Assert.ThrowsAnyAsync<Exception>(() => tls.AuthenticateAsClientAsync("relay"));
        return written.ToArray();
    }

    /// <summary>Sends bytes as they are, and returns once the server has closed the connection.</summary>
    /// <param name="server">Where to.</param>
    /// <param name="bytes">None for a client that connects and goes.</param>
    /// <param name="refusal">What follows the server's first answer.</param>
    private static async Task SendAsync(EdgeServer server, byte[] bytes, byte[]? refusal = null)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, server.Url.Port);
        await socket.SendAsync(bytes);
        try
        {
            if (bytes.Length == 0)
            {
                socket.Shutdown(SocketShutdown.Send);
            }

            while (await socket.ReceiveAsync(new byte[16384], patience.Token) > 0)
            {
                await socket.SendAsync(refusal ?? []);
                refusal = null;
            }
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            // The server closed it without reading all.
        }
    }

    private static async Task<bool> IsServedAsync(EdgeServer server, X509Certificate2? certificate)
    {
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
        if (certificate is not null)
        {
            handler.SslOptions.ClientCertificateContext =
                SslStreamCertificateContext.Create(certificate, null, offline: true);
        }

        using var client = server.Client(handler);
        try
        {
            return (await client.PostAsync("/a", Bodies.Sized(Bodies.Gzip("x")))).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task<string?> SubjectAsync(EdgeServer server)
    {
        string? subject = null;
        var handler = Handler();
        var validate = handler.SslOptions.RemoteCertificateValidationCallback!;
        handler.SslOptions.RemoteCertificateValidationCallback = (sender, certificate, chain, errors) =>
        {
            subject = certificate?.Subject;
            return validate(sender, certificate, chain, errors);
        };
        using var client = server.Client(handler);
        Assert.True((await client.PostAsync("/a", Bodies.Sized(Bodies.Gzip("x")))).IsSuccessStatusCode);
        return subject;
    }

    /// <summary>Trusts the root alone, so the server must send its intermediate.</summary>
    private SocketsHttpHandler Handler() => new()
    {
        SslOptions =
        {
            RemoteCertificateValidationCallback = (_, certificate, chain, _) =>
            {
                chain!.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
                chain.ChainPolicy.CustomTrustStore.Add(_authority);
                return chain.Build((X509Certificate2)certificate!);
            },
        },
    };

    private TlsSettings Tls(string? clientCa) => new()
    {
        Certificate = _files.PathOf("tls.crt"),
        Key = _files.PathOf("tls.key"),
        ClientCa = clientCa is null ? null : _files.PathOf(clientCa),
    };

    private Task<EdgeServer> StartAsync(
        string? clientCa = null, TimeProvider? time = null, TimeSpan? uploadTimeout = null) => EdgeServer.StartAsync(
        EdgeTestSettings.With(EdgeTestSettings.Edge with
        {
            Listen = [new ListenAddress(true, IPAddress.Loopback, 0)],
            Tls = Tls(clientCa),
            UploadTimeout = uploadTimeout ?? EdgeTestSettings.Edge.UploadTimeout,
        }),
        _batches,
        time: time);

    private void WriteServer(string name)
    {
        using var leaf = TestCertificates.Leaf(_intermediate, name, TestCertificates.ServerAuthentication);
        _files.Write("tls.crt", "tls.key", leaf, _intermediate);
    }
}
