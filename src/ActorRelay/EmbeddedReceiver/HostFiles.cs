using System.Buffers;

namespace ActorRelay.EmbeddedReceiver;

/// <summary>
/// Appends each message as one line to <c>HOST.log</c> in a directory, HOST being the message's HOSTNAME
/// (<see cref="SenderName"/>).
/// </summary>
/// <remarks>
/// At most <see cref="MaxOpen"/> files are open; the one used longest ago is closed for the next. When a file cannot be
/// written the call throws, which closes the sender's connection; the next message opens the file anew. Flushed means
/// handed to the operating system, not synced to disk. Files and the folder are their owner's alone, and there are at most
/// <see cref="MaxFiles"/>: whoever can send a message names its host, so what comes under more names goes into one file.
/// </remarks>
internal sealed class HostFiles : IMessageSink, IDisposable
{
    public const int MaxOpen = 64;

    /// <summary>Files in the folder, those found there too, beside the one for messages without a name of their own.</summary>
    public const int MaxFiles = 1024;

    private const string Ending = ".log";

    private const int FileBuffer = 64 * 1024;

    private readonly Lock _lock = new();
    private readonly string _directory;
    private readonly Dictionary<string, OpenFile> _files;
    private readonly Dictionary<string, OpenFile>.AlternateLookup<ReadOnlySpan<char>> _filesByName;
    private long _clock;
    private int _made;

    /// <summary>Creates the directory when it is missing.</summary>
    /// <exception cref="IOException">It cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be created.</exception>
    public HostFiles(string directory)
    {
        _directory = OperatingSystem.IsWindows()
            ? Directory.CreateDirectory(directory).FullName
            : Directory.CreateDirectory(
                directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
        _made = Directory.EnumerateFiles(_directory, "*" + Ending).Count();

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
                file = OpenOther(name.ToString());
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

    private OpenFile OpenOther(string name)
    {
        var isNew = name != SenderName.Unknown && !File.Exists(PathOf(name));
        if (isNew && _made >= MaxFiles)
        {
            return _files.GetValueOrDefault(SenderName.Unknown) ?? OpenNew(SenderName.Unknown);
        }

        var file = OpenNew(name);
        _made += isNew ? 1 : 0;
        return file;
    }

    private string PathOf(string name) => Path.Combine(_directory, name + Ending);

    private OpenFile OpenNew(string name)
    {
        if (_files.Count == MaxOpen)
        {
            Close(_files.Values.MinBy(file => file.LastUsed)!);
        }

        var options = new FileStreamOptions
        {
            Mode = FileMode.Append,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = FileBuffer,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return _files[name] = new OpenFile(name, new FileStream(PathOf(name), options));
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
