using System.Buffers;
using ActorRelay.Accounts;
using ActorRelay.Batches;
using ActorRelay.Configuration;

namespace ActorRelay.Edge;

/// <summary>
/// A body for which there is no memory, as it comes: what was taken of it, whose room is given back once it was read, and
/// then the rest, straight from the socket. It keeps the body's head and hash for those who want to know what it is. When
/// reading fails, <see cref="End"/> says what the sender is answered.
/// <para>
/// Whoever reads it must not stop for long, for then its sender gives up; and whoever reads on after it was disposed gets
/// nothing, for by then its connection may carry another request.
/// </para>
/// </summary>
internal sealed class OverflowBody : BodyStream
{
    private readonly HttpContext _context;
    private readonly EdgeSettings _settings;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _tooSlow;
    private readonly CancellationTokenSource _pause;
    private readonly SemaphoreSlim _reading = new(1);
    private readonly CancellationTokenSource _stop;
    private readonly Upload? _upload;
    private readonly BodyHasher _hasher = new();
    private BodyBuffer? _taken;
    private ReadOnlySequence<byte> _begin;

    /// <param name="tooSlow">It ends the upload; this disposes it.</param>
    /// <param name="taken">What was taken already, which this disposes; null for nothing.</param>
    /// <param name="upload">The room of that, which this disposes.</param>
    public OverflowBody(
        HttpContext context,
        EdgeSettings settings,
        TimeProvider time,
        CancellationTokenSource tooSlow,
        BodyBuffer? taken,
        Upload? upload)
    {
        _context = context;
        _settings = settings;
        _time = time;
        _tooSlow = tooSlow;
        _pause = new CancellationTokenSource(BodyReads.LongestPause / 2, time);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(tooSlow.Token, _pause.Token, context.RequestAborted);
        Stop = _stop.Token;
        _taken = taken;
        _begin = taken?.Bytes ?? default;
        _upload = upload;
    }

    /// <summary>How it ended, when it was not read to its end; null while nothing is wrong with it.</summary>
    public ReceivedBody? End { get; private set; }

    /// <summary>When its last byte was read; null while it was not.</summary>
    public DateTimeOffset? Received { get; private set; }

    /// <summary>
    /// Ends when it is too slow, was left unread for too long, or its client has gone; and once it was read, when its answer
    /// is overdue.
    /// </summary>
    public CancellationToken Stop { get; }

    /// <summary>The first bytes of it are enough to see what its records look like.</summary>
    public ReadOnlySequence<byte> Head => _hasher.Head;

    /// <summary>The hash of all of it, once it was read.</summary>
    public BodyHash Hash() => _hasher.Finish();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await _reading.WaitAsync(CancellationToken.None);
        try
        {
            Stop.ThrowIfCancellationRequested();
            _pause.CancelAfter(Timeout.InfiniteTimeSpan);
            var read = _begin.IsEmpty ? await ReceiveAsync(buffer) : ReadTaken(buffer);
            _hasher.Append(buffer.Span[..read]);
            BytesRead += read;
            Received ??= read == 0 ? _time.GetUtcNow() : null;
            _pause.CancelAfter(read > 0 ? BodyReads.LongestPause : _settings.Deadline + LogpushEndpoint.AnswerGrace);
            return read;
        }
        catch (Exception e) when (End is null && (e is BadHttpRequestException || !_pause.IsCancellationRequested))
        {
            End = BodyReceiver.EndOf(_context, e, _tooSlow.IsCancellationRequested);
            throw;
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>
    /// What the request does when it is done with it, whoever may still be reading: a read under way ends, and there is
    /// none after it.
    /// </summary>
    public async Task EndAsync()
    {
        await _stop.CancelAsync();
        await _reading.WaitAsync(CancellationToken.None);
        ReleaseTaken();
        _hasher.Dispose();
        _stop.Dispose();
        _pause.Dispose();
        _tooSlow.Dispose();
        _reading.Release();
    }

    /// <summary>The spool has read it, or will not. The rest belongs to the request.</summary>
    protected override void Dispose(bool disposing)
    {
        ReleaseTaken();
        base.Dispose(disposing);
    }

    private int ReadTaken(Memory<byte> buffer)
    {
        var read = (int)Math.Min(buffer.Length, _begin.Length);
        _begin.Slice(0, read).CopyTo(buffer.Span);
        _begin = _begin.Slice(read);
        if (_begin.IsEmpty)
        {
            ReleaseTaken();
        }

        return read;
    }

    private async ValueTask<int> ReceiveAsync(Memory<byte> buffer)
    {
        var body = _context.Request.BodyReader;
        while (true)
        {
            var received = await BodyReads.ReadAsync(body, Stop);
            var read = (int)Math.Min(buffer.Length, received.Buffer.Length);
            received.Buffer.Slice(0, read).CopyTo(buffer.Span);
            body.AdvanceTo(received.Buffer.GetPosition(read));
            if (BytesRead + read > _settings.MaxBody)
            {
                End = new ReceivedBody.Refused(Answers.TooLarge(_settings));
                throw new IOException("the body is too large");
            }

            if (read > 0 || received.IsCompleted)
            {
                return read;
            }
        }
    }

    private void ReleaseTaken()
    {
        _begin = default;
        Interlocked.Exchange(ref _taken, null)?.Dispose();
        _upload?.Dispose();
    }
}
