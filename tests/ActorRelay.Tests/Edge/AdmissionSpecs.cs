using ActorRelay.Batches;
using ActorRelay.Edge;
using FsCheck.Xunit;

namespace ActorRelay.Tests.Edge;

public sealed class AdmissionSpecs
{
    private const long Segment = BodySegment.Size;
    private const long Largest = 1024 * Segment;

    [Fact]
    public void Should_reserve_a_known_length_at_once_in_whole_segments()
    {
        var admission = new Admission(10 * Segment, Largest);

        using var upload = Admit(admission, Segment + 1);

        Assert.Equal(2 * Segment, upload.Reserved);
        Assert.Equal(2 * Segment, admission.Report().Used);
        Assert.Equal(1, admission.Report().Uploads);
    }

    [Fact]
    public void Should_refuse_a_known_length_that_does_not_fit_now()
    {
        var admission = new Admission(10 * Segment, Largest);
        using var first = Admit(admission, 6 * Segment);

        Assert.Equal(AdmissionVerdict.NoRoom, admission.TryBegin(5 * Segment, out var second));

        Assert.Null(second);
        Assert.Equal(6 * Segment, admission.Report().Used);
        Assert.Equal(1, admission.Report().Refused);
        using var third = Admit(admission, 4 * Segment);
    }

    [Fact]
    public void Should_keep_the_room_of_a_received_body_until_its_batch_ends()
    {
        var admission = new Admission(4 * Segment, Largest);
        var upload = Admit(admission, 4 * Segment);

        Assert.True(upload.TryComplete(4 * Segment));
        Assert.Equal(0, admission.Report().Uploads);
        Assert.Equal(AdmissionVerdict.NoRoom, admission.TryBegin(1, out _));

        upload.Dispose();
        upload.Dispose();
        Assert.Equal(0, admission.Report().Used);
        using var next = Admit(admission, 4 * Segment);
    }

    [Fact]
    public async Task Should_double_what_a_growing_upload_holds_up_to_the_largest_step()
    {
        var admission = new Admission(1000 * Segment, Largest);
        using var upload = Admit(admission, null);
        var held = new List<long> { upload.Reserved / Segment };

        for (var i = 0; i < 6; i++)
        {
            Assert.True(await upload.ReserveAsync(upload.Reserved + 1, CancellationToken.None));
            held.Add(upload.Reserved / Segment);
        }

        Assert.Equal([1, 2, 4, 8, 16, 32, 48], held);
    }

    [Fact]
    public async Task Should_not_reserve_beyond_the_largest_body()
    {
        var admission = new Admission(1000 * Segment, 3 * Segment);
        using var upload = Admit(admission, null);

        Assert.True(await upload.ReserveAsync(2 * Segment, CancellationToken.None));
        Assert.True(await upload.ReserveAsync(3 * Segment, CancellationToken.None));

        Assert.Equal(3 * Segment, upload.Reserved);
    }

    [Fact]
    public async Task Should_give_back_what_a_whole_body_did_not_need()
    {
        var admission = new Admission(100 * Segment, Largest);
        using var upload = Admit(admission, null);
        await upload.ReserveAsync(5 * Segment, CancellationToken.None);
        await upload.ReserveAsync(6 * Segment, CancellationToken.None);

        Assert.True(upload.TryComplete(5 * Segment + 1));

        Assert.Equal(6 * Segment, upload.Reserved);
        Assert.Equal(6 * Segment, admission.Report().Used);
    }

    [Fact]
    public async Task Should_refuse_the_newest_upload_when_it_is_the_one_that_grows()
    {
        var admission = new Admission(2 * Segment, Largest);
        using var older = Admit(admission, null);
        using var newer = Admit(admission, null);

        Assert.False(await newer.ReserveAsync(2 * Segment, CancellationToken.None));

        Assert.True(newer.Refused.IsCancellationRequested);
        Assert.False(older.Refused.IsCancellationRequested);
    }

    [Fact]
    public async Task Should_refuse_the_newest_first_and_grant_its_room_to_the_older()
    {
        var admission = new Admission(4 * Segment, Largest);
        using var oldest = Admit(admission, Segment);
        using var older = Admit(admission, null);
        using var newer = Admit(admission, Segment);
        var newest = Admit(admission, Segment);

        var growing = older.ReserveAsync(2 * Segment, CancellationToken.None).AsTask();

        Assert.True(newest.Refused.IsCancellationRequested);
        Assert.False(newer.Refused.IsCancellationRequested);
        Assert.False(growing.IsCompleted);
        Assert.Equal(1, admission.Report().Waiting);

        newest.Dispose();
        Assert.True(await growing);
        Assert.Equal(2 * Segment, older.Reserved);
        Assert.Equal(4 * Segment, admission.Report().Used);
    }

    [Fact]
    public async Task Should_refuse_as_many_newer_uploads_as_the_older_needs_and_no_more()
    {
        var admission = new Admission(5 * Segment, Largest);
        using var oldest = Admit(admission, null);
        var others = Enumerable.Range(0, 4).Select(_ => Admit(admission, Segment)).ToList();

        var growing = oldest.ReserveAsync(3 * Segment, CancellationToken.None).AsTask();

        Assert.Equal([false, false, true, true], others.Select(upload => upload.Refused.IsCancellationRequested));
        others[3].Dispose();
        Assert.False(growing.IsCompleted);
        others[2].Dispose();
        Assert.True(await growing);
        others.ForEach(upload => upload.Dispose());
    }

    [Fact]
    public async Task Should_let_the_oldest_wait_for_batches_to_end()
    {
        var admission = new Admission(4 * Segment, Largest);
        var batch = Admit(admission, 3 * Segment);
        Assert.True(batch.TryComplete(3 * Segment));
        using var oldest = Admit(admission, null);

        var growing = oldest.ReserveAsync(4 * Segment, CancellationToken.None).AsTask();
        Assert.False(growing.IsCompleted);
        Assert.Equal(AdmissionVerdict.NoRoom, admission.TryBegin(0, out _));

        batch.Dispose();
        Assert.True(await growing);
    }

    [Fact]
    public async Task Should_not_refuse_others_for_an_upload_that_can_never_fit()
    {
        var admission = new Admission(4 * Segment, Largest);
        using var oldest = Admit(admission, null);
        using var newer = Admit(admission, Segment);

        Assert.False(await oldest.ReserveAsync(5 * Segment, CancellationToken.None));

        Assert.True(oldest.Refused.IsCancellationRequested);
        Assert.False(newer.Refused.IsCancellationRequested);
    }

    [Fact]
    public async Task Should_grant_strictly_by_age()
    {
        var admission = new Admission(6 * Segment, Largest);
        var batch = Admit(admission, 2 * Segment);
        batch.TryComplete(2 * Segment);
        using var first = Admit(admission, null);
        using var second = Admit(admission, null);
        var third = Admit(admission, 2 * Segment);

        var secondGrows = second.ReserveAsync(2 * Segment, CancellationToken.None).AsTask();
        Assert.True(third.Refused.IsCancellationRequested);
        var firstGrows = first.ReserveAsync(2 * Segment, CancellationToken.None).AsTask();

        third.Dispose();
        Assert.True(await firstGrows);
        Assert.True(await secondGrows);
        Assert.Equal(6 * Segment, admission.Report().Used);
        batch.Dispose();
    }

    [Fact]
    public async Task Should_stop_waiting_when_the_caller_does()
    {
        var admission = new Admission(2 * Segment, Largest);
        var batch = Admit(admission, Segment);
        batch.TryComplete(Segment);
        using var upload = Admit(admission, null);
        using var patience = new CancellationTokenSource();

        var growing = upload.ReserveAsync(2 * Segment, patience.Token).AsTask();
        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => growing);
        Assert.Equal(0, admission.Report().Waiting);
        batch.Dispose();
        Assert.Equal(Segment, admission.Report().Used);
        Assert.True(await upload.ReserveAsync(2 * Segment, CancellationToken.None));
    }

    [Fact]
    public async Task Should_end_the_wait_of_an_upload_that_is_disposed()
    {
        var admission = new Admission(2 * Segment, Largest);
        var batch = Admit(admission, Segment);
        batch.TryComplete(Segment);
        var upload = Admit(admission, null);
        var growing = upload.ReserveAsync(2 * Segment, CancellationToken.None).AsTask();

        upload.Dispose();

        Assert.False(await growing);
        Assert.Equal(0, admission.Report().Waiting);
        batch.Dispose();
    }

    [Fact]
    public async Task Should_not_refuse_a_body_that_is_whole()
    {
        var admission = new Admission(3 * Segment, Largest);
        using var oldest = Admit(admission, null);
        var whole = Admit(admission, 2 * Segment);
        Assert.True(whole.TryComplete(2 * Segment));

        var growing = oldest.ReserveAsync(2 * Segment, CancellationToken.None).AsTask();

        Assert.False(whole.Refused.IsCancellationRequested);
        Assert.False(growing.IsCompleted);
        whole.Dispose();
        Assert.True(await growing);
    }

    [Fact]
    public async Task Should_tell_a_refused_upload_when_it_completes_or_grows()
    {
        var admission = new Admission(2 * Segment, Largest);
        using var oldest = Admit(admission, null);
        using var newest = Admit(admission, Segment);
        _ = oldest.ReserveAsync(2 * Segment, CancellationToken.None).AsTask();

        Assert.False(newest.TryComplete(Segment));
        Assert.False(await newest.ReserveAsync(2 * Segment, CancellationToken.None));
    }

    [Fact]
    public async Task Should_admit_nobody_while_draining_and_end_when_all_room_is_back()
    {
        var admission = new Admission(4 * Segment, Largest);
        var upload = Admit(admission, Segment);

        var drained = admission.Drain();
        Assert.Equal(AdmissionVerdict.Draining, admission.TryBegin(1, out _));
        Assert.True(upload.TryComplete(Segment));
        Assert.False(drained.IsCompleted);

        upload.Dispose();
        await drained;
        Assert.Same(drained, admission.Drain());
    }

    [Fact]
    public void Should_drain_at_once_when_idle() => Assert.True(new Admission(Segment, Largest).Drain().IsCompleted);

    /// <summary>
    /// Random schedules, one thread: after every step the books must balance, and once refused uploads have let go and
    /// batches have ended, the oldest upload must hold what it asked for.
    /// </summary>
    [Property(MaxTest = 300)]
    public bool Should_always_let_the_oldest_finish(int seed)
    {
        var random = new Random(seed);
        var capacity = random.Next(1, 40);
        var admission = new Admission(capacity * Segment, Largest);
        var all = new List<Upload>();
        var asked = new Dictionary<Upload, long>();
        for (var step = 0; step < 200; step++)
        {
            var open = all.Where(upload => upload.State is not UploadState.Ended).ToList();
            var idle = open.Where(upload => upload.State is UploadState.Receiving && upload.Waiter is null).ToList();
            switch (random.Next(4))
            {
                case 0:
                    long? length = random.Next(2) == 0 ? random.Next(1, capacity + 1) * Segment : null;
                    if (admission.TryBegin(length, out var begun) == AdmissionVerdict.Admitted)
                    {
                        all.Add(begun!);
                    }

                    break;
                case 1 when idle.Count > 0:
                    var grows = idle[random.Next(idle.Count)];
                    asked[grows] = Math.Min(capacity * Segment, grows.Reserved + random.Next(1, 5) * Segment);
                    _ = grows.ReserveAsync(asked[grows], CancellationToken.None);
                    break;
                case 2 when idle.Count > 0:
                    var whole = idle[random.Next(idle.Count)];
                    Assert.True(whole.TryComplete(random.NextInt64(whole.Reserved + 1)));
                    break;
                case 3:
                    open.FirstOrDefault(u => u.State is UploadState.Received or UploadState.Refused)?.Dispose();
                    break;
            }

            var report = admission.Report();
            Assert.Equal(report.Used, all.Where(u => u.State is not UploadState.Ended).Sum(u => u.Reserved));
            Assert.InRange(report.Used, 0, report.Capacity);
            Assert.Equal(report.Waiting, all.Count(upload => upload.Waiter is not null));
        }

        var oldest = all.FirstOrDefault(upload => upload.State is UploadState.Receiving);
        all.Where(upload => upload.State is UploadState.Refused or UploadState.Received)
            .ToList()
            .ForEach(upload => upload.Dispose());
        if (oldest is not null)
        {
            Assert.True(oldest.State is UploadState.Receiving && oldest.Reserved >= asked.GetValueOrDefault(oldest));
        }

        all.ForEach(upload => upload.Dispose());
        return admission.Report() is { Used: 0, Uploads: 0, Waiting: 0 } && admission.Drain().IsCompleted;
    }

    /// <summary>Many threads: all end, nothing is lost, and the first to begin is never refused.</summary>
    [Fact]
    public async Task Should_keep_its_books_under_contention()
    {
        var admission = new Admission(64 * Segment, Largest);
        using var first = Admit(admission, null);
        var posts = Enumerable.Range(0, 50).Select(seed => Task.Run(async () =>
        {
            if (admission.TryBegin(seed % 3 == 0 ? 5 * Segment : null, out var upload) != AdmissionVerdict.Admitted)
            {
                return;
            }

            using (upload!)
            {
                for (var length = Segment; length <= 10 * Segment; length += Segment)
                {
                    if (!await upload!.ReserveAsync(length, CancellationToken.None))
                    {
                        return;
                    }

                    await Task.Yield();
                }

                upload!.TryComplete(10 * Segment);
            }
        })).ToList();

        for (var length = Segment; length <= 60 * Segment; length += Segment)
        {
            Assert.True(await first.ReserveAsync(length, CancellationToken.None));
            await Task.Yield();
        }

        await Task.WhenAll(posts).WaitAsync(TimeSpan.FromSeconds(30));
        first.Dispose();
        Assert.True(admission.Report() is { Used: 0, Uploads: 0, Waiting: 0 });
    }

    private static Upload Admit(Admission admission, long? length)
    {
        Assert.Equal(AdmissionVerdict.Admitted, admission.TryBegin(length, out var upload));
        return upload!;
    }
}
