using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using ActorRelay.Configuration;
using ActorRelay.Records;
using ActorRelay.Streams;

namespace ActorRelay.Spool;

/// <summary>
/// Two files of at most a quarter of <c>quarantine.max-size</c> each: <c>quarantine.ndjson</c> is appended to and, when it
/// is full, takes the place of <c>quarantine.1.ndjson</c>, whose lines are evicted. Each line is a JSON object with the
/// batch, its dataset and source, the line's number, the reason and the line itself (<c>text</c>, or <c>base64</c> when
/// it is not UTF-8). Only the relay's own user can read them. One thread at a time.
/// </summary>
internal sealed class QuarantineFile : IDisposable
{
    /// <summary>People read it, and it is put into no web page: only what JSON wants escaped is.</summary>
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string _current;
    private readonly string _previous;
    private readonly long _quarter;
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private FileStream? _file;
    private Dictionary<string, int> _inCurrent;
    private Dictionary<string, int> _inPrevious;
    private Dictionary<string, int> _evicted = [];

    /// <exception cref="IOException">The folder cannot be made, or its files not be read.</exception>
    public QuarantineFile(string folder, long maxSize)
    {
        PrivateFiles.CreateFolder(folder);
        _current = Current(folder);
        _previous = Path.Combine(folder, "quarantine.1.ndjson");
        _quarter = maxSize / 4;
        _inCurrent = CountLines(_current);
        _inPrevious = CountLines(_previous);
    }

    /// <summary>Lines in both files, by dataset: what an earlier run of the relay set aside, when read at the start.</summary>
    public IEnumerable<KeyValuePair<string, int>> Held => _inCurrent.Concat(_inPrevious);

    /// <summary>Appends lines; on return they are on disk.</summary>
    /// <exception cref="IOException">They could not be written; nothing of them counts.</exception>
    public void Append(QuarantineProtocol.SetAside lines, DateTimeOffset now)
    {
        _buffer.ResetWrittenCount();
        foreach (var line in lines.Lines)
        {
            Write(lines, line, now);
        }

        MakeRoom(_buffer.WrittenCount);
        _file ??= PrivateFiles.OpenAppend(_current);
        var end = _file.Length;
        try
        {
            _file.Write(_buffer.WrittenSpan);
            _file.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            DropTail(end);
            throw;
        }

        _inCurrent[lines.Dataset] = _inCurrent.GetValueOrDefault(lines.Dataset) + lines.Lines.Length;
    }

    /// <summary>Lines deleted since the last call to make room, by dataset, whatever became of those they made room for.</summary>
    public IReadOnlyDictionary<string, int> TakeEvicted()
    {
        var evicted = _evicted;
        _evicted = [];
        return evicted;
    }

    public void Dispose() => _file?.Dispose();

    /// <summary>Sees that lines could be set aside in a folder, which is made when it is not there.</summary>
    /// <exception cref="IOException">They could not.</exception>
    /// <exception cref="UnauthorizedAccessException">They could not: this user may not.</exception>
    public static void Probe(string folder)
    {
        PrivateFiles.CreateFolder(folder);
        PrivateFiles.OpenAppend(Current(folder)).Dispose();
    }

    /// <summary>As <c>reason</c> says it.</summary>
    public static string Reason(RecordError error) => JsonNamingPolicy.KebabCaseLower.ConvertName(error.ToString());

    private static string Current(string folder) => Path.Combine(folder, "quarantine.ndjson");

    private void MakeRoom(int bytes)
    {
        var length = _file?.Length ?? (File.Exists(_current) ? new FileInfo(_current).Length : 0);
        if (length == 0 || length + bytes <= _quarter)
        {
            return;
        }

        _file?.Dispose();
        _file = null;
        File.Move(_current, _previous, overwrite: true);
        foreach (var (dataset, lines) in _inPrevious)
        {
            _evicted[dataset] = _evicted.GetValueOrDefault(dataset) + lines;
        }

        _inPrevious = _inCurrent;
        _inCurrent = [];
    }

    /// <summary>A half-written line would spoil the one after it; if even that fails, the file is opened anew next time.</summary>
    private void DropTail(long end)
    {
        try
        {
            _file!.SetLength(end);
        }
        catch (IOException)
        {
            _file!.Dispose();
            _file = null;
        }
    }

    private void Write(QuarantineProtocol.SetAside lines, QuarantineProtocol.Line line, DateTimeOffset now)
    {
        using (var json = new Utf8JsonWriter(_buffer, Readable))
        {
            json.WriteStartObject();
            json.WriteString("at", now);
            json.WriteString("batch", lines.Batch.Value);
            json.WriteString("dataset", lines.Dataset);
            json.WriteString("source", lines.Source);
            json.WriteNumber("line", line.Number);
            json.WriteString("reason", Reason(line.Error));
            json.WriteNumber("offset", line.Offset);
            if (System.Text.Unicode.Utf8.IsValid(line.Content))
            {
                json.WriteString("text", line.Content);
            }
            else
            {
                json.WriteBase64String("base64", line.Content);
            }

            json.WriteEndObject();
        }

        _buffer.Write("\n"u8);
    }

    private static Dictionary<string, int> CountLines(string path)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        if (!File.Exists(path))
        {
            return counts;
        }

        foreach (var line in File.ReadLines(path))
        {
            var dataset = DatasetOf(line);
            counts[dataset] = counts.GetValueOrDefault(dataset) + 1;
        }

        return counts;
    }

    private static string DatasetOf(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.GetProperty("dataset").GetString() ?? "unknown";
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return "unknown";
        }
    }
}
