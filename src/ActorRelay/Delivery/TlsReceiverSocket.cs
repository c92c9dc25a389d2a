using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using ActorRelay.Configuration;

namespace ActorRelay.Delivery;

/// <summary>
/// TLS 1.2 or 1.3 over TCP (RFC 5425). What the Receiver's kernel has acknowledged is ciphertext, and is told as the content that is
/// in it whole.
/// <para>
/// Under TLS 1.3 a Receiver judges the relay's certificate after the relay's handshake has succeeded, and its kernel acknowledges
/// meanwhile what nobody will ever read. So nothing counts as acknowledged before the connection has lived for a while; one that ends
/// before that has confirmed nothing, and what went into it is sent again.
/// </para>
/// <para>
/// A Receiver that ends by itself tells nothing by that: its TLS library may hold what it has read and not looked at, where plain TCP
/// would have reset the connection. Only its end that follows ours says that it has read all.
/// </para>
/// </summary>
internal sealed class TlsReceiverSocket(ReceiverAddress address, ReceiverSettings settings, TimeProvider time) : IReceiverSocket
{
    /// <summary>
    /// Content of one write: as much as SslStream makes one write of its own of, so that a mark stands behind each.
    /// </summary>
    private const int Slice = 32 * 1024;

    /// <summary>For a Receiver to say that it refuses the certificate; longer where round trips take long.</summary>
    private static readonly TimeSpan ShortestProof = TimeSpan.FromSeconds(1);

    /// <summary>For close_notify to be written, at a close in good order.</summary>
    private static readonly TimeSpan ShutdownPatience = TimeSpan.FromSeconds(5);

    private readonly TcpReceiverSocket _socket = new(address, settings);
    private readonly CipherMarks _marks = new();
    private CipherStream? _cipher;
    private SslStream? _tls;
    private long _live;
    private TimeSpan _proof = ShortestProof;
    private bool _isProven;
    private volatile bool _isShutDown;

    public TcpInfo? Info => _socket.Info is { } info
        ? info with { Acknowledged = IsProven() ? _marks.Acknowledged(info.Acknowledged) : 0 }
        : null;

    public async Task ConnectAsync(CancellationToken cancellation)
    {
        await _socket.ConnectAsync(cancellation).ConfigureAwait(false);
        _cipher = new CipherStream(_socket);
        _tls = new SslStream(_cipher);
        string? complaint = null;
        var begun = time.GetTimestamp();
        try
        {
            var options = ReceiverTls.Of(settings.Tls).Options(address.Host, text => complaint = text);

            // Below TLS nothing can be cancelled, only ended.
            await using var ending = cancellation.UnsafeRegister(_ => _socket.Abort(), null);
            await _tls.AuthenticateAsClientAsync(options, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (cancellation.IsCancellationRequested)
        {
            throw new ReceiverTlsException(
                $"connected, but it has not answered the TLS handshake within {settings.ConnectTimeout.TotalSeconds:0.###} s: does it speak TLS on port {address.Port}?", e);
        }
        catch (Exception e) when (e is AuthenticationException or IOException or SocketException)
        {
            throw new ReceiverTlsException(
                complaint is null ? TlsAlerts.Explain(e, ofHandshake: true, HasCertificate, address.Port) : $"TLS: {complaint}", e);
        }

        // Three round trips, of which the handshake has taken one or two.
        var handshake = time.GetElapsedTime(begun);
        _proof = 3 * handshake > ShortestProof ? 3 * handshake : ShortestProof;
        _live = time.GetTimestamp();
    }

    public ValueTask<int> SendAsync(ReadOnlyMemory<byte> content)
    {
        var slice = content.Length > Slice ? content[..Slice] : content;
        var writing = Tls.WriteAsync(slice);
        if (writing.IsCompletedSuccessfully)
        {
            return ValueTask.FromResult(Mark(slice.Length));
        }

        return WaitAsync(writing, slice.Length);
    }

    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer)
    {
        int length;
        try
        {
            length = await Tls.ReadAsync(buffer).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException && !IsReset(e))
        {
            throw new ReceiverTlsException(TlsAlerts.Explain(e, ofHandshake: false, HasCertificate, address.Port), e);
        }

        if (length > 0 || _isShutDown)
        {
            return length;
        }

        throw new ReceiverTlsException(IsProven()
            ? "closed by the Receiver, which may not have read all that it had"
            : "closed right after the TLS handshake: it probably " + (HasCertificate
                ? "refuses the certificate that the relay shows (tls.certificate): is its authority known there, and its name allowed?"
                : "wants the relay to show a certificate: set tls.certificate and tls.key"));
    }

    public void ShutdownSend() => _ = ShutdownAsync();

    public void Abort()
    {
        _socket.Abort();
        _tls?.Dispose();
    }

    public void Dispose()
    {
        _socket.Dispose();
        _tls?.Dispose();
    }

    private SslStream Tls => _tls ?? throw new InvalidOperationException("Not connected.");

    private bool HasCertificate => settings.Tls.Certificate is not null;

    private bool IsProven() => _isProven = _isProven || time.GetElapsedTime(_live) >= _proof;

    private int Mark(int content)
    {
        _marks.Add(content, _cipher!.Written);
        return content;
    }

    private async ValueTask<int> WaitAsync(ValueTask writing, int content)
    {
        try
        {
            await writing.ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // Why it is so stands in what is read, if anywhere: that is waited for, as at a Receiver's close.
            throw new SocketException((int)SocketError.Shutdown);
        }

        return Mark(content);
    }

    /// <summary>
    /// Says that nothing more comes, by TLS and by TCP: a Receiver that reads to the end before it answers with its own end has read
    /// all then.
    /// </summary>
    private async Task ShutdownAsync()
    {
        try
        {
            // A refusal has come by then; after that, an end is an answer to this one.
            var left = _proof - time.GetElapsedTime(_live);
            await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, time).ConfigureAwait(false);
            _isShutDown = true;
            await Tls.ShutdownAsync().WaitAsync(ShutdownPatience, time).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException or TimeoutException)
        {
            // It is over already, or takes nothing; the pending read says so, or the wait for the Receiver's end does.
        }

        try
        {
            _socket.ShutdownSend();
        }
        catch (Exception e) when (e is ObjectDisposedException or InvalidOperationException)
        {
            // Likewise.
        }
    }

    private static bool IsReset(Exception e) => e is IOException { InnerException: SocketException } || e.GetBaseException() is SocketException;
}
