using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ActorRelay.Tests.Delivery;

/// <summary>What arrived at the far end: every line of a <see cref="NumberedBatch"/>, and everything that is none.</summary>
internal sealed partial class Arrivals
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

    private void Add(string line)
    {
        lock (_lock)
        {
            if (Numbered().Match(line) is { Success: true } match)
            {
                var batch = match.Groups["batch"].Value;
                _order.Add(batch);
                if (!_byBatch.TryGetValue(batch, out var numbers))
                {
                    _byBatch[batch] = numbers = [];
                }

                numbers.Add(int.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture));
            }
            else
            {
                _unknown.Add(line);
            }
        }
    }

    [GeneratedRegex(@"^(?<batch>b\d+) (?<number>\d+) \.*$")]
    private static partial Regex Numbered();

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
                arrivals.Add(Encoding.ASCII.GetString(_rest.GetBuffer(), 0, (int)_rest.Length));
                _rest.SetLength(0);
            }

            _rest.Write(bytes);
        }
    }
}
