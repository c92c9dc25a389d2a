using System.Net;
using ActorRelay.Configuration;
using ActorRelay.Inspection;
using ActorRelay.Inspection.Page;
using ActorRelay.Spool;
using ActorRelay.Tests.Edge;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorRelay.Tests.Inspection;

public sealed class InspectionEndpointSpecs : TestKit
{
    private readonly TestProbe _inspection;
    private readonly InspectionEndpoint _endpoint;

    public InspectionEndpointSpecs()
    {
        _inspection = CreateTestProbe();
        _endpoint = new InspectionEndpoint(
            new CommandRunner(_inspection.Ref, EdgeTestSettings.Current(), TimeProvider.System, NullLogger<CommandRunner>.Instance),
            new PageEndpoint(_inspection.Ref, CancellationToken.None),
            new InspectionSettings { Listen = new ListenAddress(false, IPAddress.Loopback, 9180) });
    }

    [Fact]
    public async Task Should_say_that_an_actor_does_not_answer() =>
        Assert.Equal(
            (503, "the relay's actors do not answer"), await AskAsync("/relay/status", new Status.Failure(new AskTimeoutException("late"))));

    [Fact]
    public async Task Should_say_why_the_database_does_not() =>
        Assert.Equal((503, "disk full"), await AskAsync("/relay/audit", new SpoolProtocol.Unavailable("disk full")));

    [Fact]
    public async Task Should_say_what_is_not_there() =>
        Assert.Equal((404, "no batch"), await AskAsync("/relay/spool/show/x", new SpoolProtocol.NotThere("no batch")));

    [Theory]
    [InlineData("/relay/audit", "?from=2026-03-01", "2026-03-01T00:00:00.0000000+00:00")]
    [InlineData("/relay/audit", "?from=2026-03-01T12:00%2B09:00", "2026-03-01T03:00:00.0000000+00:00")]
    [InlineData("/relay/audit", "?from=2026-03-01T12:00:05.25Z", "2026-03-01T12:00:05.2500000+00:00")]
    public async Task Should_read_times_of_utc_and_others(string path, string query, string from)
    {
        var answering = _endpoint.HandleAsync(Get(path, query));
        var audit = await _inspection.ExpectMsgAsync<JournalProtocol.GetAudit>();
        _inspection.Reply(new SpoolProtocol.Unavailable(""));
        await answering;

        Assert.Equal(from, $"{audit.Query.From:O}");
    }

    [Fact]
    public async Task Should_take_how_long_ago_it_was()
    {
        var answering = _endpoint.HandleAsync(Get("/relay/audit", "?since=90m"));
        var audit = await _inspection.ExpectMsgAsync<JournalProtocol.GetAudit>();
        _inspection.Reply(new SpoolProtocol.Unavailable(""));
        await answering;

        Assert.InRange((audit.Query.To - audit.Query.From).TotalMinutes, 89.9, 90.1);
    }

    [Fact]
    public async Task Should_look_for_one_batch_in_all_of_the_journal()
    {
        var answering = _endpoint.HandleAsync(Get("/relay/audit/0123"));
        var audit = await _inspection.ExpectMsgAsync<JournalProtocol.GetAuditPage>();
        _inspection.Reply(new JournalProtocol.AuditPage([]));
        await answering;

        Assert.Equal(("0123", DateTimeOffset.UnixEpoch), (audit.Query.Batch, audit.Query.From));
    }

    [Theory]
    [InlineData("?from=03/01/2026")]
    [InlineData("?from=2026-03-02&to=2026-03-01")]
    [InlineData("?to=tomorrow")]
    [InlineData("?since=1")]
    [InlineData("?since=0s")]
    [InlineData("?since=1h&from=2026-03-01")]
    [InlineData("?since=1h&to=2026-03-01")]
    public async Task Should_refuse_other_times(string query)
    {
        var context = Get("/relay/audit", query);

        await _endpoint.HandleAsync(context);

        Assert.Equal(400, context.Response.StatusCode);
    }

    [Theory]
    [InlineData("POST", "/relay/quarantine/purge", "?yes=true&from=2026-01-01", "quarantine purge: it takes no from")]
    [InlineData("POST", "/relay/quarantine/purge", "?yes", "quarantine purge: yes: true or false expected")]
    [InlineData("POST", "/relay/quarantine/purge", "?yes=1", "quarantine purge: yes: true or false expected")]
    [InlineData("POST", "/relay/quarantine/purge", "?dataset=", "quarantine purge: dataset: one value expected, that is not empty")]
    [InlineData("POST", "/relay/quarantine/purge", "?dataset=a&dataset=b", "quarantine purge: dataset: one value expected, that is not empty")]
    [InlineData("POST", "/relay/spool/drop/a", "?dataset=a", "spool drop: it takes no dataset")]
    [InlineData("GET", "/relay/audit", "?form=2026-01-01", "audit: it takes no form")]
    [InlineData("GET", "/relay/quarantine/show", "", "it is used so: quarantine show NUMBER")]
    public async Task Should_refuse_what_a_command_does_not_take(string method, string path, string query, string error)
    {
        var context = Get(path, query);
        context.Request.Method = method;
        context.Request.Headers[InspectionEndpoint.ChangeHeader] = "1";

        await _endpoint.HandleAsync(context);

        Assert.Equal((400, error), await ErrorAsync(context));
        await _inspection.ExpectNoMsgAsync(TimeSpan.Zero);
    }

    [Fact]
    public async Task Should_answer_as_text_who_accepts_text()
    {
        var context = Get("/relay/datasets");
        context.Request.Headers.Accept = "text/plain";
        var answering = _endpoint.HandleAsync(context);
        await _inspection.ExpectMsgAsync<InspectionProtocol.GetDatasets>();
        _inspection.Reply(new InspectionProtocol.DatasetsReport([]));
        await answering;

        context.Response.Body.Position = 0;
        Assert.Equal("text/plain; charset=utf-8", context.Response.ContentType);
        Assert.Equal("datasets: 0\n", await new StreamReader(context.Response.Body).ReadToEndAsync());
    }

    [Theory]
    [InlineData("GET", "/relay/quarantine/export")]
    [InlineData("POST", "/relay/quarantine/purge")]
    [InlineData("GET", "/")]
    public async Task Should_ask_nobody_for_a_page_that_came_by_a_name_of_its_own(string method, string path)
    {
        var context = Get(path);
        context.Request.Method = method;
        context.Request.Headers[InspectionEndpoint.ChangeHeader] = "1";
        context.Request.Host = new HostString("rebound.example", 9180);

        await _endpoint.HandleAsync(context);

        Assert.Equal(421, context.Response.StatusCode);
        await _inspection.ExpectNoMsgAsync(TimeSpan.Zero);
    }

    private async Task<(int Status, string Error)> AskAsync(string path, object answer)
    {
        var context = Get(path);
        var answering = _endpoint.HandleAsync(context);
        await _inspection.ExpectMsgAsync<object>();
        _inspection.Reply(answer);
        await answering;
        return await ErrorAsync(context);
    }

    private static async Task<(int Status, string Error)> ErrorAsync(HttpContext context)
    {
        context.Response.Body.Position = 0;
        using var json = await System.Text.Json.JsonDocument.ParseAsync(context.Response.Body);
        return (context.Response.StatusCode, json.RootElement.GetProperty("error").GetString()!);
    }

    private static DefaultHttpContext Get(string path, string query = "")
    {
        var context = new DefaultHttpContext();
        context.Request.Method = "GET";
        context.Request.Host = new HostString("127.0.0.1", 9180);
        context.Request.Path = path;
        context.Request.QueryString = new QueryString(query);
        context.Response.Body = new MemoryStream();
        return context;
    }
}
