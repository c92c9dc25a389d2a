using System.Collections.Immutable;
using System.Text;
using ActorRelay.Configuration;
using ActorRelay.Inspection;
using ActorRelay.Records.Shaping;
using ActorRelay.Streams;
using ActorRelay.Syslog;
using ActorRelay.Tests.Delivery;
using ActorRelay.Tests.Edge;
using Akka.Actor;
using Akka.TestKit.Xunit2;

namespace ActorRelay.Tests.Inspection;

public sealed class DatasetsActorSpecs : TestKit
{
    private readonly string _folder = Directory.CreateTempSubdirectory("actorrelay-").FullName;
    private readonly ManualTime _time = new() { Begin = new DateTimeOffset(2026, 11, 2, 0, 0, 0, TimeSpan.Zero) };
    private long _received;
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

    [Fact]
    public async Task Should_warn_once_of_a_dataset_whose_records_have_no_event_time_and_name_what_looks_like_one()
    {
        var datasets = Start();
        for (var i = 0; i < 10; i++)
        {
            Look("{\"asn\":13335,\"unix_ts\":1793664307,\"event\":{\"time\":\"2026-11-03T00:05:07\"}}");
        }

        const string warning = "most records of gateway_http have no event time in Datetime, so their headers have the time of receipt: "
            + "unix_ts, event.time look like one; name it in event-time of the route, such as event-time = [\"unix_ts\"], or let the job "
            + "name it so";
        await EventFilter.Warning(message: warning).ExpectOneAsync(() => ReviewAsync(datasets));
        Assert.Equal([warning], Assert.Single((await ReportAsync(datasets)).Datasets).Warnings.AsEnumerable());

        for (var i = 0; i < 10; i++)
        {
            Look("{\"other\":1793664307}");
        }

        await EventFilter.Warning().ExpectAsync(0, () => ReviewAsync(datasets));
        Assert.Single(Assert.Single((await ReportAsync(datasets)).Datasets).Warnings);
        for (var i = 0; i < 10; i++)
        {
            Look("{\"Datetime\":1793664307}");
        }

        Assert.Empty(Assert.Single((await ReportAsync(datasets)).Datasets).Warnings);
    }

    [Theory]
    [InlineData("*", "{\"Datetime\":1793664307,\"visitor_ip\":1}", "SourceIP, FileInfo.name")]
    [InlineData("gateway_*", "{\"Datetime\":1793664307,\"source_ip\":1,\"fileinfo\":{}}", "")]
    [InlineData("gateway_http", "{\"Datetime\":1793664307,\"SourceIP\":1,\"FileInfo\":{}}", "Visitor")]
    [InlineData("dns_*", "{\"Datetime\":1793664307}", "")]
    public async Task Should_warn_of_fields_that_a_rule_hides_and_no_record_has(string route, string record, string missing)
    {
        var datasets = Start(routes: Hiding(route));
        for (var i = 0; i < DatasetWarnings.MissedAfterLooks; i++)
        {
            Look(record);
        }

        _received = DatasetWarnings.MissedAfter - 1;
        Assert.Empty(Assert.Single((await ReportAsync(datasets)).Datasets).Warnings);

        _received++;
        var expected = missing.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(name =>
            $"no record of gateway_http that was looked at has the field {name}, which relay.routes[1] masks or excludes; if the job "
            + "gives it another name, it goes out in clear: let the rule name it so");
        Assert.Equal(expected, Assert.Single((await ReportAsync(datasets)).Datasets).Warnings);
    }

    [Fact]
    public async Task Should_warn_of_a_hidden_field_that_is_gone_since_many_looks()
    {
        var datasets = Start(routes: Hiding("*"));
        _received = 1_000_000;
        Look("{\"Datetime\":1793664307,\"SourceIP\":1,\"FileInfo\":{}}");
        for (var i = 0; i < DatasetWarnings.MissedAfter; i++)
        {
            Assert.True(i % 100 != 0 || Assert.Single((await ReportAsync(datasets)).Datasets).Warnings.IsEmpty);
            Look("{\"Datetime\":1793664307,\"sourceAddress\":1,\"FileInfo\":{}}");
        }

        Assert.Contains(
            "field SourceIP", Assert.Single(Assert.Single((await ReportAsync(datasets)).Datasets).Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_not_let_strangers_push_out_what_is_remembered()
    {
        var seen = new SeenDatasets(_time, name => name == "ours");
        var saved = Enumerable.Range(0, SeenDatasets.Most + 50).Select(i => new SavedDataset($"a{i:d3}", _time.GetUtcNow(), _time.GetUtcNow(), [], []))
            .Append(new SavedDataset("http_requests", _time.GetUtcNow(), _time.GetUtcNow(), [], []))
            .Append(new SavedDataset("ours", _time.GetUtcNow(), _time.GetUtcNow(), [], []))
            .Append(new SavedDataset("zz-long-known", _time.GetUtcNow().AddDays(-1), _time.GetUtcNow(), [], []));
        new DatasetsFile(_folder).Save(saved);
        var datasets = Sys.ActorOf(DatasetsActor.Props(seen, new DatasetWarnings(EdgeTestSettings.Current(), _ => 0), _folder, _time));
        var names = (await ReportAsync(datasets)).Datasets.Select(dataset => dataset.Dataset).ToList();

        Assert.Equal(SeenDatasets.Most + 2, names.Count);
        Assert.Superset(new HashSet<string>(["http_requests", "ours", "zz-long-known"]), names.ToHashSet());
        Assert.Null(seen.Of("a-stranger", ["siem"]));
        Assert.NotNull(seen.Of("zz-long-known", ["siem"]));
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

    private IActorRef Start(string profile = "alog", ImmutableArray<RouteSettings>? routes = null)
    {
        ReceiverSettings siem = DeliverySettings.Receiver(1, new ReceiverAddress("127.0.0.1", 1)) with { Profile = profile };
        var warnings = new DatasetWarnings(
            EdgeTestSettings.Current(settings => settings with
            {
                Receivers = [siem, siem with { Name = "other", Profile = "alog" }],
                Routes = routes ?? [],
            }),
            name => name == "gateway_http" ? _received : 0);
        return Sys.ActorOf(DatasetsActor.Props(_seen, warnings, _folder, _time));
    }

    private static ImmutableArray<RouteSettings> Hiding(params string[] datasets) =>
    [
        new RouteSettings { Datasets = ["dns_logs"], Receivers = ["siem"], Input = InputStyle.Json },
        new RouteSettings
        {
            Datasets = [.. datasets],
            Receivers = ["siem"],
            Input = InputStyle.Json,
            Rules = RecordRules.None with
            {
                Shape = new FieldShape(
                    [],
                    [new FieldPattern("FileInfo.name", hides: true), new FieldPattern("Visit*", hides: true)],
                    [],
                    [("SourceIP", FieldMask.Text("***")), ("Visitor", FieldMask.Text("***"))],
                    []),
            },
        },
    ];

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
