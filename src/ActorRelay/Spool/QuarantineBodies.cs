using System.Buffers;
using ActorRelay.Configuration;
using ActorRelay.Streams;

namespace ActorRelay.Spool;

/// <summary>
/// Bodies that were set aside whole, each in a file of its own below <c>quarantine</c>, as it came: named by dataset,
/// source, hash and reason, and ended with <c>.gz</c> when it is gzip. They take at most half of
/// <c>quarantine.max-size</c>; for one that comes when there is no room the oldest are deleted. Only the relay's own
/// user can read them. One thread at a time.
/// </summary>
internal sealed class QuarantineBodies
{
    private const string Unfinished = ".part";

    private readonly string _folder;
    private readonly long _room;
    private readonly Queue<(string Path, long Length)> _files;
    private long _used;
    private int _evicted;

    /// <exception cref="IOException">The folder cannot be made or read.</exception>
    public QuarantineBodies(string stateDir, long maxSize)
    {
        _folder = Path.Combine(stateDir, "quarantine");
        _room = maxSize / 2;
        PrivateFiles.CreateFolder(_folder);
        var files = new DirectoryInfo(_folder).GetFiles();
        foreach (var file in files.Where(file => file.Extension == Unfinished))
        {
            file.Delete();
        }

        _files = new Queue<(string, long)>(files
            .Where(file => file.Extension != Unfinished)
            .OrderBy(file => file.LastWriteTimeUtc)
            .Select(file => (file.FullName, file.Length)));
        _used = _files.Sum(file => file.Length);
    }

    /// <summary>Bodies it holds.</summary>
    public int Count => _files.Count;

    /// <summary>Keeps a body; on return it is on disk. One that is there already stays as it is.</summary>
    /// <exception cref="IOException">It could not be written, or is larger than all the room there is.</exception>
    public void Keep(QuarantineProtocol.SetBodyAside body)
    {
        var path = Path.Combine(_folder, NameOf(body));
        if (File.Exists(path))
        {
            return;
        }

        if (body.Body.Length > _room)
        {
            throw new IOException($"its {body.Body.Length} bytes are more than half of relay.quarantine.max-size");
        }

        while (_used + body.Body.Length > _room)
        {
            DeleteOldest();
        }

        Write(path, body.Body);
        _files.Enqueue((path, body.Body.Length));
        _used += body.Body.Length;
    }

    /// <summary>Bodies deleted since the last call to make room, whatever became of the one they made room for.</summary>
    public int TakeEvicted()
    {
        var evicted = _evicted;
        _evicted = 0;
        return evicted;
    }

    /// <summary>Datasets and sources are letters, digits, dots, dashes and underscores, so they may be part of a name.</summary>
    private static string NameOf(QuarantineProtocol.SetBodyAside body)
    {
        var source = body.Source.Length == 0 ? "-" : body.Source;
        var extension = GzipSeal.IsGzip(body.Body) ? "gz" : "txt";
        return $"{body.Dataset}.{source}.{body.Hash}.{body.Reason}.{extension}";
    }

    private static void Write(string path, ReadOnlySequence<byte> body)
    {
        using var file = PrivateFiles.Create(path + Unfinished);
        foreach (var memory in body)
        {
            file.Write(memory.Span);
        }

        file.Flush(flushToDisk: true);
        File.Move(path + Unfinished, path);

        // Once more, for the name: what fsync writes of a file includes that it was renamed.
        file.Flush(flushToDisk: true);
    }

    private void DeleteOldest()
    {
        var (path, length) = _files.Peek();
        if (File.Exists(path))
        {
            File.Delete(path);
            _evicted++;
        }

        _files.Dequeue();
        _used -= length;
    }
}
