using System.Globalization;
using System.Text;

namespace ActorRelay.Tests.Delivery;

/// <summary>What arrived at the far end: every line of a <see cref="NumberedBatch"/>, and everything that is none.</summary>
internal sealed class Arrivals
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<int>> _byBatch = [];
    private readonly List<string> _unknown = [];
    private readonly List<string> _order = [];

    /// <summary>Names of batches in the order in which their lines came.</summary>
    public IReadOnlyList<string> Order
    {
        get
        {
            lock (_lock)
            {
                return [.. _order];
            }
        }
    }

    public IReadOnlyList<string> Unknown
    {
        get
        {
            lock (_lock)
            {
                return [.. _unknown];
            }
        }
    }

    /// <summary>Numbers of a batch in the order they came, repeated ones as often as they came.</summary>
    public IReadOnlyList<int> Of(NumberedBatch batch)
    {
        lock (_lock)
        {
            return _byBatch.TryGetValue(batch.Id.Value, out var numbers) ? [.. numbers] : [];
        }
    }

    /// <summary>Numbers of a batch in the order in which each first came.</summary>
    public IReadOnlyList<int> FirstOf(NumberedBatch batch) => [.. Of(batch).Distinct()];

    /// <summary>Each line of the batch has come, once, in order.</summary>
    public void ShouldHaveAllOnce(NumberedBatch batch) => Assert.Equal(Enumerable.Range(0, batch.Made), Of(batch));

    /// <summary>A stream of lines from one connection.</summary>
    public Connection Open() => new(this);

    private void Add(ReadOnlySpan<byte> line)
    {
        lock (_lock)
        {
            if (!TryParse(line, out var batch, out var number))
            {
                _unknown.Add(Encoding.UTF8.GetString(line));
                return;
            }

            _order.Add(batch);
            if (!_byBatch.TryGetValue(batch, out var numbers))
            {
                _byBatch[batch] = numbers = [];
            }

            numbers.Add(number);
        }
    }

    /// <summary>A line is whole only with its padding: a cut one is unknown.</summary>
    private static bool TryParse(ReadOnlySpan<byte> line, out string batch, out int number)
    {
        (batch, number) = ("", 0);
        var name = line.IndexOf((byte)' ');
        var end = line.LastIndexOf((byte)' ');
        if (name < 2 || end <= name || line[0] != 'b' || line[^1] != '$' || line[(end + 1)..^1].ContainsAnyExcept((byte)'.'))
        {
            return false;
        }

        batch = Encoding.ASCII.GetString(line[..name]);
        return int.TryParse(line[(name + 1)..end], NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>Cuts one connection's bytes into lines. What has no end when it closes is a fragment, and not a line.</summary>
    public sealed class Connection(Arrivals arrivals)
    {
        private readonly MemoryStream _rest = new();

        public void Add(ReadOnlySpan<byte> bytes)
        {
            while (bytes.IndexOf((byte)'\n') is >= 0 and var end)
            {
                _rest.Write(bytes[..end]);
                bytes = bytes[(end + 1)..];
                arrivals.Add(_rest.GetBuffer().AsSpan(0, (int)_rest.Length));
                _rest.SetLength(0);
            }

            _rest.Write(bytes);
        }
    }
}
