using ActorRelay.Syslog;
using ActorRelay.Tests.EndToEnd;

namespace ActorRelay.Tests.Judge;

/// <summary>That the judge sees all there is to see: each part of a verdict can be made to happen.</summary>
public sealed class RecordJudgeSpecs
{
    private const long Replay = 1000;

    private static readonly Func<NumberedRecord, byte[]> Expected = record => [.. "<34>"u8, .. record.Json];

    private readonly JobRecords _records = new(
        seed: 1, [new Job("gateway_http", "Datetime", "a", 5), new Job("dns_logs", "Timestamp", "b", 10)], perJob: 20,
        new DateTimeOffset(2026, 11, 3, 0, 5, 7, TimeSpan.Zero));

    private readonly SentRecords _sent;
    private readonly ArrivalLog _log = new();

    public RecordJudgeSpecs()
    {
        _sent = new SentRecords(_records);
        _sent.Post(All);
        _sent.Answer(All);
    }

    private IReadOnlyList<RecordId> All => [.. Enumerable.Range(0, _records.Count).Select(_records.At)];

    [Fact]
    public void Should_find_nothing_where_all_came_once_and_in_order()
    {
        // Batches and jobs mixed, as connections mix them.
        Arrive(All.OrderBy(id => id.Ordinal));

        var verdict = Judge();

        Assert.Equal(_records.Count, verdict.Arrived);
        AssertFound(verdict);
        Assert.Empty(new Promise(Framing.OctetCounting).Broken(verdict));
    }

    [Fact]
    public void Should_find_what_was_answered_and_never_came()
    {
        Arrive(All.Where(id => id != new RecordId(1, 0, 3)));

        var verdict = Judge();

        AssertFound(verdict, lost: [new RecordId(1, 0, 3)]);
        Assert.Equal(["1 records were answered 2xx and lost"], new Promise(Framing.Newline).Broken(verdict));
        Assert.Contains("lost        1: 1/0/3", verdict.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Should_not_call_lost_what_nobody_answered()
    {
        var sent = new SentRecords(_records);
        sent.Post(All);
        sent.Answer(All.Take(10));
        Arrive(All.Take(10));

        AssertFound(Judge(sent));
    }

    [Fact]
    public void Should_tell_apart_what_was_unread_further_back_than_the_replay_reaches()
    {
        RecordId deep = new(0, 1, 1), justInside = new(0, 1, 2), nowhere = new(0, 1, 3);
        Arrive(All.Except([deep, justInside, nowhere]));
        _log.Add(new ConnectionEnd(0, EndKind.Abnormal, "Reset", Read: 5000, Unread: 2000,
            [new UnreadRecord(deep, BytesBehind: Replay), new UnreadRecord(justInside, BytesBehind: Replay - 1)]));

        var verdict = Judge();

        Assert.Equal([deep], verdict.LostBeyondReplay);
        Assert.Equal([justInside, nowhere], verdict.Lost);
        Assert.Equal(2000, verdict.MostUnread);
    }

    [Fact]
    public void Should_find_what_came_again_and_hold_it_against_the_replay()
    {
        Arrive(All);
        Arrive([new RecordId(1, 1, 7), new RecordId(1, 1, 8)]);

        var verdict = Judge();

        AssertFound(verdict, duplicated: [new RecordId(1, 1, 7), new RecordId(1, 1, 8)]);
        Assert.Equal(verdict.Duplicated.Sum(id => Expected(_records.Record(id)).Length), verdict.DuplicateBytes);
        Assert.Equal([$"{verdict.DuplicateBytes} B came twice, where 0 B could"], new Promise(Framing.Newline).Broken(verdict));

        _log.Add(new ConnectionEnd(0, EndKind.Abnormal, "Reset", Read: 9000, Unread: 400, []));
        var excused = Judge();
        Assert.Equal(Replay - 400 + (1 << 16) + excused.LongestLine, Promise.DuplicateBound(excused));
        Assert.Empty(new Promise(Framing.Newline).Broken(excused));
    }

    [Fact]
    public void Should_excuse_duplicates_of_what_was_sent_again()
    {
        Arrive(All);
        Arrive([new RecordId(0, 0, 0)]);
        _sent.Post(_records.Batch(0, 0));

        Assert.Empty((new Promise(Framing.Newline) { IsSentAgain = true }).Broken(Judge()));
    }

    [Fact]
    public void Should_find_what_first_came_after_a_later_one_of_its_batch()
    {
        Arrive([new RecordId(0, 0, 0), new RecordId(0, 0, 2), new RecordId(0, 0, 1), new RecordId(0, 0, 0)]);
        Arrive(All.Except([new RecordId(0, 0, 0), new RecordId(0, 0, 1), new RecordId(0, 0, 2)]));

        var verdict = Judge();

        AssertFound(verdict, reordered: [new RecordId(0, 0, 1)], duplicated: [new RecordId(0, 0, 0)]);
        Assert.Contains("1 records came after a later one of their batch", new Promise(Framing.Newline).Broken(verdict));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(18)]
    [InlineData(60)]
    public void Should_find_a_fragment_and_its_whole_line(int length)
    {
        var line = Expected(_records.Record(new RecordId(1, 0, 4)));
        _log.Add(0, line.AsSpan(0, length), isWhole: false);
        _log.Add(new ConnectionEnd(0, EndKind.Abnormal, "Reset", length, 0, []));
        Arrive(All);

        var verdict = Judge();

        Assert.Equal([new Fragment(0, length, ArrivedWhole: true)], verdict.Fragments);
        Assert.Empty(verdict.Unknown);
        Assert.Empty(new Promise(Framing.Newline).Broken(verdict));
        Assert.Equal(["1 fragments, where 0 connections could leave one"], new Promise(Framing.OctetCounting).Broken(verdict));
    }

    [Fact]
    public void Should_find_a_fragment_whose_line_never_came()
    {
        var torn = new RecordId(1, 0, 4);
        var line = Expected(_records.Record(torn));
        _log.Add(0, line, isWhole: false);
        _log.Add(new ConnectionEnd(0, EndKind.Abnormal, "Reset", line.Length, 0, []));
        Arrive(All.Where(id => id != torn));

        var verdict = Judge();

        Assert.Equal([new Fragment(0, line.Length, ArrivedWhole: false)], verdict.Fragments);
        Assert.Contains("of some fragments no whole line came", new Promise(Framing.Newline).Broken(verdict));
    }

    [Fact]
    public void Should_find_lines_that_nobody_sent()
    {
        var line = Expected(_records.Record(new RecordId(1, 0, 4)));
        string[] made =
        [
            "<34>{\"RecordId\":\"7/0/0\",\"x\":1}", "something else", "", System.Text.Encoding.UTF8.GetString(line.AsSpan(5)),
            System.Text.Encoding.UTF8.GetString(line) + " ",
        ];
        Arrive(All);
        foreach (var text in made)
        {
            _log.Add(0, System.Text.Encoding.UTF8.GetBytes(text));
        }

        var verdict = Judge();

        Assert.Equal(made.Length, verdict.Unknown.Count);
        Assert.Contains($"{made.Length} lines are none that was sent", new Promise(Framing.Newline).Broken(verdict));
    }

    [Fact]
    public void Should_not_know_a_record_that_was_not_posted()
    {
        var sent = new SentRecords(_records);
        sent.Post(All.Skip(1));
        Arrive(All.Take(1));

        Assert.Single(Judge(sent).Unknown);
    }

    [Theory]
    [InlineData(40, 40, true)]
    [InlineData(41, 41, false)]
    [InlineData(40, 39, false)]
    [InlineData(39, 39, false)]
    [InlineData(20, 0, false)]
    public void Should_hold_the_books_against_what_arrived(long received, long confirmed, bool areTrue)
    {
        Assert.Equal(40, _records.Count);
        Arrive(All);

        var books = new Books(received, 0, confirmed, 0, 0, LeftOut: received - confirmed, Waiting: 0);

        Assert.Equal(areTrue, !books.Untrue(Judge()).Any());
    }

    [Fact]
    public void Should_let_the_books_have_confirmed_what_was_refused_and_came()
    {
        var sent = new SentRecords(_records);
        sent.Post(All);
        sent.Refuse();
        sent.Answer(All.Take(10));
        Arrive(All.Take(30));
        var books = new Books(Received: 50, 0, Confirmed: 30, Repeated: 10, Refused: 10, LeftOut: 0, Waiting: 0);

        Assert.Empty(books.Untrue(Judge(sent)));
        Assert.Single((books with { Confirmed = 9 }).Untrue(Judge(sent)));
        Assert.Single((books with { Confirmed = 31 }).Untrue(Judge(sent)));
    }

    private static void AssertFound(
        Verdict verdict, RecordId[]? lost = null, RecordId[]? duplicated = null, RecordId[]? reordered = null)
    {
        Assert.Equal(lost ?? [], verdict.Lost);
        Assert.Equal(duplicated ?? [], verdict.Duplicated);
        Assert.Equal(reordered ?? [], verdict.Reordered);
        Assert.Empty(verdict.LostBeyondReplay);
        Assert.Empty(verdict.Fragments);
        Assert.Empty(verdict.Unknown);
    }

    private void Arrive(IEnumerable<RecordId> ids)
    {
        foreach (var id in ids)
        {
            _log.Add(id.Job, Expected(_records.Record(id)));
        }
    }

    private Verdict Judge(SentRecords? sent = null) => new RecordJudge(sent ?? _sent, Expected, Replay).Judge(_log);
}
