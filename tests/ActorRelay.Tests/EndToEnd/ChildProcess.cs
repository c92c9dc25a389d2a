using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>A process of a test: what it says is kept, and it does not outlive the test.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private const int KeptLines = 200;

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _said = new();
    private readonly ConcurrentQueue<string> _leaks = new();
    private readonly TaskCompletionSource<string?> _firstLine = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChildProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>The last lines of its standard output and error, for the message of a test that fails.</summary>
    public string Said => string.Join('\n', _said);

    /// <summary>Lines of these in which there was a secret, or something out of a record.</summary>
    public IReadOnlyCollection<string> Leaks => _leaks;

    /// <summary>Bytes of memory it has resident now.</summary>
    public long ResidentBytes => StatusKilobytes("VmRSS:") * 1024;

    /// <summary>The most it ever had.</summary>
    public long PeakResidentBytes => StatusKilobytes("VmHWM:") * 1024;

    public static ChildProcess Start(string folder, string file, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        var child = new ChildProcess(new Process { StartInfo = start });
        child._process.OutputDataReceived += (_, line) =>
        {
            child._firstLine.TrySetResult(line.Data);
            child.Keep(line.Data);
        };
        child._process.ErrorDataReceived += (_, line) => child.Keep(line.Data);
        child._process.Start();
        child._process.StandardInput.Close();
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Runs it to its end, which has to be a good one.</summary>
    public static async Task RunAsync(string folder, string file, params IEnumerable<string> arguments)
    {
        await using var child = Start(folder, file, arguments);
        Assert.True(await child.ExitedAsync() == 0, $"{file}: {child.Said}");
    }

    /// <summary>The first line of its standard output.</summary>
    /// <exception cref="InvalidOperationException">Standard output ended without one.</exception>
    public async Task<string> FirstLineAsync()
    {
        var line = await _firstLine.Task.WaitAsync(Eventually.Patience);
        return line ?? throw new InvalidOperationException($"It said nothing on standard output:\n{Said}");
    }

    public void Send(Signal signal) => Send(_process.Id, signal);

    /// <summary>Signals a child of a child.</summary>
    public static void Send(int process, Signal signal)
    {
        if (Kill(process, (int)signal) != 0)
        {
            throw new InvalidOperationException($"kill: errno {Marshal.GetLastPInvokeError()}");
        }
    }

    /// <summary>Its exit code, once it has ended and all it said was read.</summary>
    public async Task<int> ExitedAsync(TimeSpan? within = null)
    {
        using var patience = new CancellationTokenSource(within ?? Eventually.Patience);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"{_process.StartInfo.FileName} did not end:\n{Said}");
        }

        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Kill(int process, int signal);

    private void Keep(string? line)
    {
        if (line is null)
        {
            return;
        }

        if (Planted.IsIn(line))
        {
            _leaks.Enqueue(line);
        }

        _said.Enqueue(line);
        if (_said.Count > KeptLines)
        {
            _said.TryDequeue(out _);
        }
    }

    private long StatusKilobytes(string name)
    {
        var line = File.ReadLines($"/proc/{_process.Id}/status").First(l => l.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
    }
}
