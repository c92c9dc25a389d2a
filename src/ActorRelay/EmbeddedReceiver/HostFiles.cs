using System.Buffers;

namespace ActorRelay.EmbeddedReceiver;

/// <summary>
/// Appends each message as one line to <c>HOST.log</c> in a directory, HOST being the message's HOSTNAME
/// (<see cref="SenderName"/>).
/// </summary>
/// <remarks>
/// At most <see cref="MaxOpen"/> files are open; the one used longest ago is closed for the next. When a file cannot be
/// written the call throws, which closes the sender's connection; the next message opens the file anew. Flushed means
/// handed to the operating system, not synced to disk.
/// </remarks>
internal sealed class HostFiles : IMessageSink, IDisposable
{
    public const int MaxOpen = 64;

    private const int FileBuffer = 64 * 1024;

    private readonly Lock _lock = new();
    private readonly string _directory;
    private readonly Dictionary<string, OpenFile> _files;
    private readonly Dictionary<string, OpenFile>.AlternateLookup<ReadOnlySpan<char>> _filesByName;
    private long _clock;

    /// <summary>Creates the directory when it is missing.</summary>
    /// <exception cref="IOException">It cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be created.</exception>
    public HostFiles(string directory)
    {
        _directory = Directory.CreateDirectory(directory).FullName;

        // Two names that differ only in case are one file there.
        _files = new(OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        _filesByName = _files.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Files open now.</summary>
    public int Open
    {
        get
        {
            lock (_lock)
            {
                return _files.Count;
            }
        }
    }

    public ValueTask TakeAsync(ReadOnlySequence<byte> message, CancellationToken cancellation)
    {
        Span<char> name = stackalloc char[SenderName.MaxLength];
        name = name[..SenderName.Read(message, name)];
        lock (_lock)
        {
            if (!_filesByName.TryGetValue(name, out var file))
            {
                file = OpenNew(name.ToString());
            }

            file.LastUsed = ++_clock;
            file.IsDirty = true;
            try
            {
                MessageLine.Write(file.Stream, message);
            }
            catch
            {
                Drop(file);
                throw;
            }
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask FlushAsync(CancellationToken cancellation)
    {
        lock (_lock)
        {
            foreach (var file in _files.Values.Where(file => file.IsDirty).ToArray())
            {
                try
                {
                    file.Stream.Flush();
                    file.IsDirty = false;
                }
                catch
                {
                    Drop(file);
                    throw;
                }
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Flushes and closes every file.</summary>
    /// <exception cref="IOException">One could not be written; all are closed nevertheless.</exception>
    public void Dispose()
    {
        lock (_lock)
        {
            while (_files.Count > 0)
            {
                Close(_files.Values.First());
            }
        }
    }

    private OpenFile OpenNew(string name)
    {
        if (_files.Count == MaxOpen)
        {
            Close(_files.Values.MinBy(file => file.LastUsed)!);
        }

        var path = Path.Combine(_directory, name + ".log");
        var shared = FileShare.ReadWrite | FileShare.Delete;
        var stream = new FileStream(path, FileMode.Append, FileAccess.Write, shared, FileBuffer);
        return _files[name] = new OpenFile(name, stream);
    }

    private void Close(OpenFile file)
    {
        _files.Remove(file.Name);
        file.Stream.Dispose();
    }

    /// <summary>Closes a file that has just failed, without hiding that failure behind the next.</summary>
    private void Drop(OpenFile file)
    {
        try
        {
            Close(file);
        }
        catch (IOException)
        {
        }
    }
}
