using System.Globalization;
using System.Text;
using System.Text.Json;
using ActorRelay.Configuration;

namespace ActorRelay.Commands;

/// <summary>
/// What <c>send</c> remembers on disk: which lines of which file were answered 200, so that none of them goes out again
/// after an interruption. One line is added for each batch; the last may be torn, and then is not counted.
/// </summary>
/// <remarks>
/// A file is known by its path, size and time: one that was written again is another. It is locked while it is in use.
/// </remarks>
internal sealed class SendState : IDisposable
{
    private const string Format = "actorrelay send 1 ";

    private readonly Dictionary<string, List<LineRange>> _done = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _lengths = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly FileStream _file;

    private SendState(string path, FileStream file)
    {
        _path = path;
        _file = file;
    }

    /// <summary>Something was remembered when it was opened.</summary>
    public bool IsResumed { get; private set; }

    public bool IsEmpty => _done.Count == 0;

    /// <summary>Beside a file or a folder.</summary>
    public static string Beside(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)) + ".sending";

    /// <param name="path">Its file, which is made when it is not there.</param>
    /// <param name="where">Where to it is sent.</param>
    /// <exception cref="CommandFailedException">It is of a send to elsewhere, in use, or not one.</exception>
    /// <exception cref="IOException">It cannot be read or written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be.</exception>
    public static SendState Open(string path, string where)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var state = new SendState(path, new FileStream(path, options));
        try
        {
            state.Load(where);
            return state;
        }
        catch
        {
            state.Dispose();
            throw;
        }
    }

    /// <summary>What of a file was answered 200, in order and apart.</summary>
    /// <param name="file">As <see cref="Key"/> gives it.</param>
    /// <param name="isWhole">All of it.</param>
    public IReadOnlyList<LineRange> Done(string file, out bool isWhole)
    {
        lock (_lock)
        {
            var done = _done.GetValueOrDefault(file) ?? [];
            isWhole = _lengths.TryGetValue(file, out var length)
                && (length == 0 || (done.Count == 1 && done[0] == new LineRange(0, length)));
            return [.. done];
        }
    }

    public void Add(string file, LineRange lines)
    {
        lock (_lock)
        {
            Include(file, lines);
            Append($"lines {lines.From} {lines.To} {file}\n");
        }
    }

    /// <summary>A file has been read to its end, which is behind the last line that counts.</summary>
    public void AddLength(string file, long lines)
    {
        lock (_lock)
        {
            _lengths[file] = lines;
            Append($"length {lines} {lines} {file}\n");
        }
    }

    /// <summary>A file's path, size and time on one line.</summary>
    public static string Key(string file)
    {
        var info = new FileInfo(file);
        var path = JsonSerializer.Serialize(info.FullName);
        return string.Create(CultureInfo.InvariantCulture, $"{info.Length} {info.LastWriteTimeUtc.Ticks} {path}");
    }

    public void Delete() => File.Delete(_path);

    public void Dispose() => _file.Dispose();

    private void Load(string where)
    {
        using var reader = new StreamReader(_file, Encoding.UTF8, leaveOpen: true);
        var first = reader.ReadLine();
        if (first is not null && !first.StartsWith(Format, StringComparison.Ordinal))
        {
            throw new CommandFailedException(
                $"{SettingsText.Printable(_path)} is not what an earlier send left there: name another file with --state");
        }

        if (first is not null && first[Format.Length..] != where)
        {
            throw new CommandFailedException(
                $"{SettingsText.Printable(_path)} is of a send to {SettingsText.Printable(first[Format.Length..])}: delete it, or name another with --state");
        }

        while (reader.ReadLine() is { } line)
        {
            Read(line);
        }

        IsResumed = !IsEmpty;

        // Behind a torn line, which has no end.
        _file.Seek(0, SeekOrigin.End);
        Append(first is null ? $"{Format}{where}\n" : "\n");
    }

    private void Read(string line)
    {
        var parts = line.Split(' ', 4);
        if (parts.Length == 4 && parts[3].EndsWith('"')
            && long.TryParse(parts[1], CultureInfo.InvariantCulture, out var from)
            && long.TryParse(parts[2], CultureInfo.InvariantCulture, out var to))
        {
            if (parts[0] == "lines")
            {
                Include(parts[3], new LineRange(from, to));
            }
            else if (parts[0] == "length")
            {
                _lengths[parts[3]] = to;
            }
        }
    }

    private void Include(string file, LineRange lines)
    {
        if (!_done.TryGetValue(file, out var done))
        {
            _done[file] = done = [];
        }

        var at = done.FindIndex(range => range.To >= lines.From);
        at = at < 0 ? done.Count : at;
        while (at < done.Count && done[at].From <= lines.To)
        {
            lines = new LineRange(Math.Min(lines.From, done[at].From), Math.Max(lines.To, done[at].To));
            done.RemoveAt(at);
        }

        done.Insert(at, lines);
    }

    private void Append(string text)
    {
        _file.Write(Encoding.UTF8.GetBytes(text));
        _file.Flush();
    }
}
