using ActorRelay.Configuration;

namespace ActorRelay.Spool.Sqlite;

/// <summary>
/// A file beside the database that does nothing but take room. When the disk is full, whoever filled it, it is given up: a
/// drain needs no room for long, for what it deletes is used again, but it cannot begin without any. Nothing new is put
/// before it is back.
/// </summary>
internal sealed class SqliteReserve(string database)
{
    /// <summary>What the log may have that is not copied to the database's file yet, and as much for the log itself.</summary>
    private const long MostBytes = 8 << 20;

    /// <summary>Of a disk so small that this would be most of it, only a part.</summary>
    private const int PartOfDisk = 8;

    private readonly string _path = $"{database}-reserve";
    private readonly Lock _lock = new();
    private bool _held;

    /// <summary>It is there; or is made now, if the disk has that much room twice beside what is to stay free.</summary>
    public bool TryHold(DriveInfo disk, long minFree)
    {
        lock (_lock)
        {
            if (_held)
            {
                return true;
            }

            var size = Math.Min(MostBytes, disk.TotalSize / PartOfDisk);
            var file = new FileInfo(_path);
            var missing = size - (file.Exists ? file.Length : 0);
            return _held = missing <= 0 || (disk.AvailableFreeSpace - (2 * missing) >= minFree && TryWrite(missing));
        }
    }

    /// <summary>Gives the room up. False when it has been before.</summary>
    public bool Release()
    {
        lock (_lock)
        {
            _held = false;
            var wasThere = File.Exists(_path);
            File.Delete(_path);
            return wasThere;
        }
    }

    /// <summary>Written to its end, for a file that only has a length takes no room.</summary>
    private bool TryWrite(long bytes)
    {
        try
        {
            using var file = PrivateFiles.OpenAppend(_path);
            var zeros = new byte[1 << 16];
            for (var left = bytes; left > 0; left -= zeros.Length)
            {
                file.Write(zeros.AsSpan(0, (int)Math.Min(left, zeros.Length)));
            }

            file.Flush(flushToDisk: true);
            return true;
        }
        catch (IOException)
        {
            File.Delete(_path);
            return false;
        }
    }
}
