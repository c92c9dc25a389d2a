using System.Collections;
using System.Text;
using ActorRelay.Tests.EndToEnd;

namespace ActorRelay.Tests.Judge;

/// <summary>Holds what one receiver got against what was sent and answered.</summary>
/// <param name="sent">The sender's book.</param>
/// <param name="expected">The line that a record has to become.</param>
/// <param name="replay">What the relay sends again of what a dead connection had acknowledged, in bytes.</param>
internal sealed class RecordJudge(SentRecords sent, Func<NumberedRecord, byte[]> expected, long replay)
{
    private const int ShownOfUnknown = 300;

    private readonly JobRecords _records = sent.Records;
    private readonly BitArray _arrived = new(sent.Records.Count);
    private readonly Dictionary<(int Job, int Batch), int> _latest = [];
    private readonly List<RecordId> _duplicated = [];
    private readonly List<RecordId> _reordered = [];
    private readonly List<(Arrival Arrival, IReadOnlyList<RecordId> Of)> _pieces = [];
    private readonly List<string> _unknown = [];
    private LineHeads? _heads;
    private long _duplicateBytes;
    private int _longest;

    /// <param name="log">What the receiver got.</param>
    /// <param name="seen">How the sender's connections ended, where that is not how the receiver's did.</param>
    public Verdict Judge(ArrivalLog log, IReadOnlyList<ConnectionEnd>? seen = null)
    {
        var ends = seen ?? log.Ends;
        foreach (var arrival in log.Arrivals)
        {
            Look(arrival);
        }

        var all = Enumerable.Range(0, _records.Count).Select(_records.At);
        var lost = all.Where(id => sent.IsAnswered(id) && !HasArrived(id)).ToList();
        var neverRead = Unread(ends, EndKind.Sender).Select(record => record.Id).ToHashSet();
        var beyond = Unread(ends, EndKind.Abnormal)
            .Where(record => record.BytesBehind >= replay)
            .Select(record => record.Id)
            .Except(neverRead)
            .ToHashSet();
        return new Verdict
        {
            Sent = sent,
            Ends = ends,
            Replay = replay,
            Arrived = _arrived.Cast<bool>().Count(arrived => arrived),
            Lost = [.. lost.Where(id => !beyond.Contains(id) && !neverRead.Contains(id))],
            NeverRead = [.. lost.Where(neverRead.Contains)],
            LostBeyondReplay = [.. lost.Where(beyond.Contains)],
            Duplicated = _duplicated,
            DuplicateBytes = _duplicateBytes,
            Reordered = _reordered,
            Fragments = [.. _pieces.Select(piece => new Fragment(
                piece.Arrival.Connection, piece.Arrival.Message.Length, piece.Of.Any(HasArrived)))],
            Unknown = _unknown,
            LongestLine = _longest,
        };
    }

    private static IEnumerable<UnreadRecord> Unread(IReadOnlyList<ConnectionEnd> ends, EndKind kind) =>
        ends.Where(end => end.Kind == kind).SelectMany(end => end.UnreadRecords ?? []);

    private void Look(Arrival arrival)
    {
        var line = arrival.Message;
        var known = RecordId.TryFind(line.Span, out var id) && _records.Contains(id) && sent.IsPosted(id);
        if (known)
        {
            var wanted = expected(_records.Record(id));
            if (arrival.IsWhole && line.Span.SequenceEqual(wanted))
            {
                Count(id, line.Length);
            }
            else if (wanted.AsSpan().StartsWith(line.Span))
            {
                // All but its end may have come too: without that nobody can say that nothing is missing.
                _pieces.Add((arrival, [id]));
            }
            else
            {
                AddUnknown(line.Span);
            }

            return;
        }

        // Nothing at all is no beginning.
        _heads ??= new LineHeads(_records, expected);
        var candidates = line.IsEmpty ? [] : _heads.BeginningWith(line).Where(sent.IsPosted).ToList();
        if (candidates.Count > 0)
        {
            _pieces.Add((arrival, candidates));
        }
        else
        {
            AddUnknown(line.Span);
        }
    }

    private void Count(RecordId id, int length)
    {
        _longest = Math.Max(_longest, length);
        if (HasArrived(id))
        {
            _duplicated.Add(id);
            _duplicateBytes += length;
            return;
        }

        _arrived[_records.IndexOf(id)] = true;
        var batch = (id.Job, id.Batch);
        if (_latest.TryGetValue(batch, out var before) && before > id.Ordinal)
        {
            _reordered.Add(id);
        }

        _latest[batch] = id.Ordinal;
    }

    private void AddUnknown(ReadOnlySpan<byte> line) =>
        _unknown.Add(Encoding.UTF8.GetString(line.Length > ShownOfUnknown ? line[..ShownOfUnknown] : line));

    private bool HasArrived(RecordId id) => _arrived[_records.IndexOf(id)];
}
