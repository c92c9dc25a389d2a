using System.ComponentModel;
using System.Diagnostics;

namespace ActorRelay.Benchmarks.EndToEnd;

/// <summary>
/// A process this benchmark started and will end. It gets lines on standard input and answers each with one line on
/// standard output. When this process dies without a word, the child sees the end of its input and ends by itself.
/// </summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Process _process;
    private readonly Queue<string> _complaints = new();

    private ChildProcess(Process process)
    {
        _process = process;
        Meter = new ProcessMeter(process);
        process.ErrorDataReceived += (_, line) => Remember(line.Data);
        process.BeginErrorReadLine();
    }

    public ProcessMeter Meter { get; }

    public int Id => _process.Id;

    /// <summary>Starts this same program in another role of the benchmark.</summary>
    public static ChildProcess StartRole(params ReadOnlySpan<string> arguments) =>
        Start(Path.Combine(AppContext.BaseDirectory, "ActorRelay.Benchmarks"), ["end-to-end", .. arguments]);

    public static ChildProcess Start(string file, params ReadOnlySpan<string> arguments)
    {
        var start = new ProcessStartInfo(file)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            return new ChildProcess(Process.Start(start)!);
        }
        catch (Win32Exception error)
        {
            throw new BenchmarkException(error.Message);
        }
    }

    /// <summary>The next line it prints.</summary>
    /// <exception cref="BenchmarkException">It ended instead, or said nothing for 30 s.</exception>
    public async Task<string> ReadLineAsync(CancellationToken cancellation)
    {
        try
        {
            return await _process.StandardOutput.ReadLineAsync(cancellation).AsTask().WaitAsync(Patience, cancellation)
                ?? throw await EndedAsync();
        }
        catch (TimeoutException)
        {
            throw new BenchmarkException($"{Name} said nothing for {Patience.TotalSeconds} s. {Complaints()}");
        }
    }

    /// <summary>Sends a line and returns the line that answers it.</summary>
    public async Task<string> AskAsync(string line, CancellationToken cancellation)
    {
        try
        {
            await _process.StandardInput.WriteLineAsync(line.AsMemory(), cancellation);
            await _process.StandardInput.FlushAsync(cancellation);
        }
        catch (IOException)
        {
            throw await EndedAsync();
        }

        return await ReadLineAsync(cancellation);
    }

    /// <summary>Reads on and forgets it, so that the child never waits for someone to read.</summary>
    public void IgnoreOutput() => _ = _process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);

    public async ValueTask DisposeAsync()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync().WaitAsync(Patience);
        }
        catch (InvalidOperationException)
        {
            // It has ended already.
        }

        _process.Dispose();
    }

    private string Name => Path.GetFileName(_process.StartInfo.FileName);

    private async Task<BenchmarkException> EndedAsync()
    {
        // Waits for the rest of what it said, too.
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return new BenchmarkException($"{Name} ended with exit code {_process.ExitCode}. {Complaints()}");
    }

    private void Remember(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_complaints)
        {
            _complaints.Enqueue(line);
            if (_complaints.Count > 20)
            {
                _complaints.Dequeue();
            }
        }
    }

    private string Complaints()
    {
        lock (_complaints)
        {
            return _complaints.Count == 0 ? "" : $"The last it said:\n  {string.Join("\n  ", _complaints)}";
        }
    }
}
