using System.Text;
using ActorRelay.Configuration;
using ActorRelay.Inspection;
using ActorRelay.Tests.Delivery;
using ActorRelay.Tests.Edge;
using Akka.Actor;
using Akka.TestKit.Xunit2;

namespace ActorRelay.Tests.Inspection;

public sealed class DatasetsActorSpecs : TestKit
{
    private readonly string _folder = Directory.CreateTempSubdirectory("actorrelay-").FullName;
    private readonly ManualTime _time = new();
    private readonly SeenDatasets _seen;

    public DatasetsActorSpecs()
        : base(TestConfig.VirtualTime + "\nakka.loglevel = INFO") => _seen = new SeenDatasets(_time);

    private string File => Path.Combine(_folder, "datasets.json");

    [Fact]
    public async Task Should_log_and_save_what_is_new_and_remember_it()
    {
        var datasets = Start();
        Look("{\"Datetime\":1793664307}");
        await EventFilter.Info(message: "Dataset gateway_http: seen for the first time, with 1 field")
            .ExpectOneAsync(() => ReviewAsync(datasets));
        Look("{\"Datetime\":1793664307,\"New\":1}");
        await EventFilter.Info(message: "Dataset gateway_http: field New appeared").ExpectOneAsync(() => ReviewAsync(datasets));

        Assert.Contains("\"New\"", await System.IO.File.ReadAllTextAsync(File));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
        }

        await datasets.GracefulStop(TimeSpan.FromSeconds(20));
        var report = Assert.Single((await ReportAsync(Start())).Datasets);
        Assert.Equal(["Datetime", "New"], report.Fields.Select(field => field.Name));
    }

    [Fact]
    public async Task Should_save_rarely_when_nothing_is_new()
    {
        var datasets = Start();
        Look("{\"Datetime\":1793664307}");
        await ReviewAsync(datasets);
        System.IO.File.Delete(File);
        Look("{\"Datetime\":1793664307}");
        await ReviewAsync(datasets);
        Assert.False(System.IO.File.Exists(File));

        _time.Advance(TimeSpan.FromHours(1));
        await ReviewAsync(datasets);
        Assert.True(System.IO.File.Exists(File));
    }

    [Fact]
    public async Task Should_warn_once_of_event_times_that_the_profile_does_not_expect()
    {
        var datasets = Start();
        Look("{\"Datetime\":\"2026-11-03T00:05:07Z\"}");

        const string warning = "event times of gateway_http come as RFC 3339, and Receiver siem (profile alog) expects unix seconds: " +
            "set event-time-field = unix on it, or the job's timestamp_format to unix";
        await EventFilter.Warning(message: warning).ExpectOneAsync(async () =>
        {
            await ReviewAsync(datasets);
            await ReviewAsync(datasets);
        });
        Assert.Equal([warning], Assert.Single((await ReportAsync(datasets)).Datasets).Warnings.AsEnumerable());
    }

    [Theory]
    [InlineData("alog", "1793664307", false)]
    [InlineData("alog", "\"1793664307\"", true)]
    [InlineData("rsyslog", "1793664307123456789", false)]
    [InlineData("rsyslog", "\"2026-11-03T00:05:07Z\"", false)]
    public async Task Should_expect_unix_seconds_for_alog_only(string profile, string time, bool warns)
    {
        var datasets = Start(profile);
        Look($"{{\"Datetime\":{time}}}");

        Assert.Equal(warns, !Assert.Single((await ReportAsync(datasets)).Datasets).Warnings.IsEmpty);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{\"version\":2,\"datasets\":[]}")]
    [InlineData("{\"version\":1}")]
    [InlineData("{\"version\":1,\"datasets\":[null]}")]
    [InlineData("{\"version\":1,\"datasets\":[{\"dataset\":\"a\"}]}")]
    [InlineData("{\"version\":1,\"datasets\":[{\"dataset\":\"a\",\"fields\":[{}],\"eventTimes\":[]}]}")]
    public async Task Should_set_a_file_aside_that_it_cannot_read(string text)
    {
        await System.IO.File.WriteAllTextAsync(File, text);

        await EventFilter.Warning(start: "The datasets seen before cannot be read").ExpectOneAsync(async () =>
            Assert.Empty((await ReportAsync(Start())).Datasets));
        Assert.Equal(text, await System.IO.File.ReadAllTextAsync(File + ".bad"));
    }

    [Fact]
    public async Task Should_go_on_without_a_file_it_cannot_write_and_say_so_once()
    {
        Directory.CreateDirectory(File + ".new");
        var datasets = Start();
        Look("{\"Datetime\":1793664307}");

        await EventFilter.Warning(start: "The datasets seen cannot be saved").ExpectOneAsync(async () =>
        {
            await ReviewAsync(datasets);
            await ReviewAsync(datasets);
        });
        Directory.Delete(File + ".new");
        await ReviewAsync(datasets);
        Assert.True(System.IO.File.Exists(File));
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        Directory.Delete(_folder, recursive: true);
    }

    private IActorRef Start(string profile = "alog")
    {
        ReceiverSettings siem = DeliverySettings.Receiver(1, new ReceiverAddress("127.0.0.1", 1)) with { Profile = profile };
        return Sys.ActorOf(DatasetsActor.Props(_seen, [siem, siem with { Name = "other", Profile = "alog" }], _folder, _time));
    }

    private void Look(string record) => _seen.Of("gateway_http", ["siem"])!.Look(Encoding.UTF8.GetBytes(record));

    /// <summary>Once it has answered, it has done what came before.</summary>
    private async Task ReviewAsync(IActorRef datasets)
    {
        datasets.Tell(DatasetsActor.Review.Instance);
        await ReportAsync(datasets);
    }

    private async Task<InspectionProtocol.DatasetsReport> ReportAsync(IActorRef datasets)
    {
        datasets.Tell(InspectionProtocol.GetDatasets.Instance, TestActor);
        return await ExpectMsgAsync<InspectionProtocol.DatasetsReport>();
    }
}
