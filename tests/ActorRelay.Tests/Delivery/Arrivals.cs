using System.Globalization;
using System.Text;
using ActorRelay.Syslog;

namespace ActorRelay.Tests.Delivery;

/// <summary>
/// What arrived at the far end: every line of a <see cref="NumberedBatch"/>, and everything that is none.
/// </summary>
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

    /// <summary>Each line of the batch has come, once, in order.</summary>
    public void ShouldHaveAllOnce(NumberedBatch batch) => ShouldBeAll(batch, Of(batch));

    /// <summary>Each line of the batch has come, some perhaps again; in order, by when each first came.</summary>
    public void ShouldHaveAllInOrder(NumberedBatch batch) => ShouldBeAll(batch, [.. Of(batch).Distinct()]);

    /// <summary>A stream of lines from one connection.</summary>
    public Connection Open(Framing framing = Framing.Newline) => new(this, framing);

    private static void ShouldBeAll(NumberedBatch batch, IReadOnlyList<int> arrived)
    {
        var all = Enumerable.Range(0, batch.Made);
        Assert.True(
            arrived.SequenceEqual(all),
            $"{batch.Id}: missing {Show(all.Except(arrived))}; twice {Show(arrived
                .GroupBy(number => number).Where(group => group.Count() > 1).Select(group => group.Key))}; late {Show(arrived
                .Where((number, i) => i > 0 && number < arrived[i - 1]))}");
    }

    private static string Show(IEnumerable<int> numbers)
    {
        var all = numbers.Order().ToList();
        return all.Count == 0 ? "none" : $"{all.Count} from {all[0]} to {all[^1]}";
    }

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

    /// <summary>
    /// Cuts one connection's bytes into lines. What has no end when it closes is a fragment, and not a line.
    /// </summary>
    public sealed class Connection(Arrivals arrivals, Framing framing)
    {
        private readonly MemoryStream _rest = new();

        public void Add(ReadOnlySpan<byte> bytes)
        {
            _rest.Write(bytes);
            var rest = _rest.GetBuffer().AsSpan(0, (int)_rest.Length);
            while (TryCut(ref rest, out var line))
            {
                arrivals.Add(line);
            }

            var left = rest.ToArray();
            _rest.SetLength(0);
            _rest.Write(left);
        }

        private bool TryCut(ref Span<byte> rest, out Span<byte> line)
        {
            line = default;
            var head = rest.IndexOf(framing == Framing.Newline ? (byte)'\n' : (byte)' ');
            if (head < 0)
            {
                return false;
            }

            var (start, length) = framing == Framing.Newline
                ? (0, head) : (head + 1, int.Parse(rest[..head], NumberStyles.None, CultureInfo.InvariantCulture));
            if (start + length > rest.Length)
            {
                return false;
            }

            line = rest.Slice(start, length);
            rest = rest[(framing == Framing.Newline ? head + 1 : start + length)..];
            return true;
        }
    }
}
