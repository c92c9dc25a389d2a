namespace ActorRelay.Tests.Judge;

public sealed class MatrixTableSpecs
{
    [Fact]
    public void Should_be_a_table_that_Markdown_knows()
    {
        var records = new JobRecords(1, Job.Busy, 5000, DateTimeOffset.UnixEpoch);
        var verdict = new Verdict
        {
            Sent = new SentRecords(records),
            Ends =
            [
                new ConnectionEnd(0, EndKind.Abnormal, "Reset", 100, 2048), new ConnectionEnd(1, EndKind.Abnormal, "Reset", 100, 512),
                new ConnectionEnd(2, EndKind.Sender, "the sender closed", 100, 4096),
            ],
            Replay = 160 << 10,
            Arrived = 20_000,
            Lost = [new RecordId(0, 0, 0)],
            NeverRead = [],
            LostBeyondReplay = [new RecordId(0, 0, 1), new RecordId(0, 0, 2)],
            Duplicated = [.. records.Batch(0, 0)],
            DuplicateBytes = 100_000,
            Reordered = [],
            Fragments = [new Fragment(0, 10, ArrivedWhole: true)],
            Unknown = [],
            LongestLine = 400,
        };

        Assert.Equal(
            """
            | fault | framing | records | replay | ends | unread, at most | lost | duplicated | fragments | reordered | unknown | s |
            | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
            | reset | newline | 20,000 | 160 KiB | 2 abnormal, 0 orderly | 2 KiB | 1 + 2 beyond the replay | 250 (1.3 %) | 1 | 0 | 0 | 7 |

            """,
            MatrixTable.Of([new MatrixRow("reset", "newline", verdict, TimeSpan.FromSeconds(7.4))]));
    }
}
