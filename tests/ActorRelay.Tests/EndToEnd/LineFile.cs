using System.Buffers;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>A file that a receiver appends lines to.</summary>
internal sealed class LineFile(string path)
{
    private long _counted;
    private long _lines;

    public string Path => path;

    /// <summary>How many lines there are now; only what is new is read.</summary>
    public long Count()
    {
        if (!File.Exists(path))
        {
            return 0;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(1 << 20);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        file.Position = _counted;
        for (int read; (read = file.Read(buffer)) > 0; _counted += read)
        {
            _lines += buffer.AsSpan(0, read).Count((byte)'\n');
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return _lines;
    }

    /// <summary>Waits until there are at least <paramref name="count"/> lines, for as long as new ones keep coming.</summary>
    public async Task ReachesAsync(long count)
    {
        for (var seen = Count(); seen < count; seen = Count())
        {
            var before = seen;
            await Eventually.TrueAsync(() => Count() > before, () => $"{before} of {count} lines came, then no more");
        }
    }

    /// <summary>Ends the line that a receiver was killed in: what it writes next must not be taken for the rest of it.</summary>
    public async Task EndLineAsync()
    {
        await using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
        file.Seek(-Math.Min(1, file.Length), SeekOrigin.End);
        if (file.Length > 0 && file.ReadByte() != '\n')
        {
            file.WriteByte((byte)'\n');
        }
    }

    /// <summary>Each line, without its line feed. The memory is good until the next one.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Read()
    {
        if (!File.Exists(path))
        {
            yield break;
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        var buffer = new byte[1 << 20];
        var (start, end) = (0, 0);
        while (true)
        {
            var feed = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
            if (feed >= 0)
            {
                yield return buffer.AsMemory(start, feed);
                start += feed + 1;
                continue;
            }

            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
            if (end == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }

            var read = file.Read(buffer, end, buffer.Length - end);
            if (read == 0)
            {
                break;
            }

            end += read;
        }

        if (end > start)
        {
            yield return buffer.AsMemory(start, end - start);
        }
    }
}
