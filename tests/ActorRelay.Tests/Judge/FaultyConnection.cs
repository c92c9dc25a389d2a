using System.Net;
using System.Net.Sockets;
using ActorRelay.Syslog;

namespace ActorRelay.Tests.Judge;

/// <summary>One connection of a <see cref="FaultyReceiver"/>: it reads, fails when its fault is due, and logs how it ended.</summary>
internal sealed class FaultyConnection
{
    private readonly FaultyReceiver _receiver;
    private readonly Socket _socket;
    private readonly int _number;
    private readonly JobRecords _records;
    private readonly MessageCutter _cutter;
    private readonly CancellationToken _stop;
    private readonly CancellationTokenSource _interrupt;
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[] _buffer = new byte[1 << 16];
    private Fault? _fault;
    private Fault? _forced;
    private long _read;
    private bool _isBehindBatch;
    private bool _isHalfClosed;

    public FaultyConnection(
        FaultyReceiver receiver, Socket socket, int number, JobRecords records, Fault? fault, CancellationToken stop)
    {
        _receiver = receiver;
        _socket = socket;
        PeerPort = ((IPEndPoint)socket.RemoteEndPoint!).Port;
        _number = number;
        _records = records;
        _cutter = new MessageCutter(receiver.Framing);
        _fault = fault;
        _stop = stop;
        _interrupt = CancellationTokenSource.CreateLinkedTokenSource(stop);
    }

    /// <summary>Where it came from.</summary>
    public int PeerPort { get; }

    public long ReadBytes => Interlocked.Read(ref _read);

    /// <summary>Its fault came.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>It has ended, or will never be read again.</summary>
    public bool IsOver => _over.Task.IsCompleted;

    /// <summary>The same, or there is nothing to read.</summary>
    public bool IsQuiet
    {
        get
        {
            try
            {
                return IsOver || _socket.Available == 0;
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return true;
            }
        }
    }

    /// <summary>A fault that ends it comes now; returns when it has.</summary>
    public Task FailAsync(FaultKind kind)
    {
        if (IsOver)
        {
            return Task.CompletedTask;
        }

        _forced = new Fault(kind, 0);
        _interrupt.Cancel();
        return _over.Task;
    }

    public async Task RunAsync()
    {
        try
        {
            while (await StepAsync())
            {
                // Until it ends.
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested || _forced is not null)
        {
            if (_stop.IsCancellationRequested)
            {
                Reset("the receiver was torn down");
            }
            else
            {
                await FailAsync(_forced!);
            }
        }
        catch (SocketException e)
        {
            End(EndKind.Abnormal, $"the sender ended it: {e.SocketErrorCode}", 0, null);
        }
        finally
        {
            // In order, unless it was reset: a sender that waits for it must see FIN.
            _over.TrySetResult();
            _socket.Dispose();
        }
    }

    /// <returns>Whether it goes on.</returns>
    private async Task<bool> StepAsync()
    {
        if (_fault is { } fault && IsDue(fault))
        {
            _fault = null;
            return await FailAsync(fault);
        }

        var wanted = _buffer.Length;
        if (_fault is not null)
        {
            wanted = _read < _fault.After ? (int)Math.Min(wanted, _fault.After - _read) : await NextStepAsync(_fault.Cut);
        }

        var read = wanted == 0 ? 0 : await _socket.ReceiveAsync(_buffer.AsMemory(0, wanted), _interrupt.Token);
        if (read == 0)
        {
            End(_isHalfClosed ? EndKind.Orderly : EndKind.Sender, _isHalfClosed ? "half-close" : "the sender closed", 0, null);
            return false;
        }

        Take(_buffer.AsSpan(0, read));
        return true;
    }

    private bool IsDue(Fault fault) => _read >= fault.After && fault.Cut switch
    {
        CutAt.MidLine => _cutter.Held.Length > 0,
        CutAt.BatchEnd => _isBehindBatch && _cutter.IsBetween,
        _ => true,
    };

    /// <summary>How much may be read so as not to miss the place; 0 at the end of the stream.</summary>
    private async Task<int> NextStepAsync(CutAt cut)
    {
        var there = await _socket.ReceiveAsync(_buffer, SocketFlags.Peek, _interrupt.Token);
        var step = _cutter.ToEndOfStep(_buffer.AsSpan(0, there));
        return cut == CutAt.MidLine && step > 1 ? step / 2 : step;
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        Interlocked.Add(ref _read, bytes.Length);
        _cutter.Take(bytes, message =>
        {
            _isBehindBatch = RecordId.TryFind(message, out var id) && _records.IsLastOfBatch(id);
            _receiver.Log.Add(_number, message);
        });
    }

    private async Task<bool> FailAsync(Fault fault)
    {
        // A black hole has come once nothing is let through any more.
        HasFailed = fault.Kind != FaultKind.BlackHole;
        switch (fault.Kind)
        {
            case FaultKind.Reset:
                Reset(fault.ToString());
                return false;
            case FaultKind.Close:
                Close(fault);
                return false;
            case FaultKind.HalfClose:
                _isHalfClosed = true;
                _socket.Shutdown(SocketShutdown.Send);
                return true;
            case FaultKind.Stall:
                await Task.Delay(fault.For, _interrupt.Token);
                return true;
            case FaultKind.StallForEver:
                await NeverAsync();

                // Where the sender has closed before, in order, it had waited for us in vain.
                Reset(fault.ToString(), TcpInfo.IsClosedByPeer(_socket) ? EndKind.Sender : EndKind.Abnormal);
                return false;
            case FaultKind.BlackHole:
                PacketFilter.Attach(_socket);
                _over.TrySetResult();
                var dark = _receiver.GoDarkAsync(fault.For);
                HasFailed = true;
                await dark;
                await NeverAsync();
                Reset(fault.ToString());
                return false;
            case FaultKind.Refuse:
                Reset(fault.ToString());
                _over.TrySetResult();
                await _receiver.RefuseAsync(fault.For);
                return false;
            default:
                throw new ArgumentOutOfRangeException(nameof(fault), fault.Kind, null);
        }
    }

    /// <summary>Until the test ends: it neither reads nor closes.</summary>
    private async Task NeverAsync()
    {
        _over.TrySetResult();
        await Task.Delay(Timeout.Infinite, _stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Reset(string cause, EndKind kind = EndKind.Abnormal)
    {
        // Nothing more is acknowledged from here on, so what is counted is what the sender has to send again.
        PacketFilter.Attach(_socket);
        var (unread, records) = UnreadBytes.Look(_socket, _cutter);
        _socket.Close(0);
        End(kind, cause, unread, records);
    }

    /// <summary>
    /// Reads all it has been sent, and closes. Nothing may be acknowledged from then on that nobody would read: so what
    /// still comes is not let in, and a reset follows the FIN, as after a close that leaves something unread.
    /// </summary>
    private void Close(Fault fault)
    {
        PacketFilter.Attach(_socket);
        while (_socket.Available > 0)
        {
            Take(_buffer.AsSpan(0, _socket.Receive(_buffer)));
        }

        _socket.Shutdown(SocketShutdown.Send);
        _socket.Close(0);
        End(EndKind.Orderly, fault.ToString(), 0, null);
    }

    private void End(EndKind kind, string cause, long unread, IReadOnlyList<UnreadRecord>? records)
    {
        if (_cutter is { Framing: Framing.Newline, Held.Length: > 0 })
        {
            _receiver.Log.Add(_number, _cutter.Held, isWhole: false);
        }

        _receiver.Log.Add(new ConnectionEnd(_number, kind, cause, _read, unread, records));
    }
}
