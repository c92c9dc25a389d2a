using System.Text;
using ActorRelay.Records;

namespace ActorRelay.Tests.Records;

public sealed class DatasetCatalogueSpecs
{
    [Fact]
    public void Should_know_every_dataset_once()
    {
        Assert.Equal(37, DatasetCatalogue.All.Length);
        Assert.Equal(DatasetCatalogue.All.Length, DatasetCatalogue.All.DistinctBy(static dataset => dataset.Name).Count());
    }

    [Fact]
    public void Should_find_names_in_any_case() => Assert.Equal("http_requests", DatasetCatalogue.Find("HTTP_Requests")?.Name);

    [Fact]
    public void Should_look_in_the_usual_places_when_a_dataset_is_not_known() =>
        Assert.Equal(["Datetime", "Timestamp", "EdgeStartTimestamp"], DatasetCatalogue.EventTimeFieldsOf("tomorrows_logs").AsEnumerable());

    [Fact]
    public void Should_have_an_event_time_among_the_fields_of_each()
    {
        Assert.All(DatasetCatalogue.All, static dataset =>
            Assert.Contains(dataset.EventTimeFields, dataset.Fields.Contains));
    }

    [Fact]
    public void Should_recognise_each_by_all_its_fields()
    {
        Assert.All(DatasetCatalogue.All, static dataset =>
            Assert.Equal(dataset.Name, DatasetCatalogue.Recognise([.. dataset.Fields])));
    }

    [Theory]
    [InlineData("http_requests", "ClientIP,ClientRequestHost,ClientRequestMethod,ClientRequestURI,EdgeEndTimestamp,EdgeResponseStatus,EdgeStartTimestamp,RayID")]
    [InlineData("http_requests", "ClientIP,ClientRequestHost,EdgeStartTimestamp,RayID,AFieldOfNextYear")]
    [InlineData("http_requests", "ClientIP,ClientRequestHost,ClientRequestMethod,ClientRequestURI,EdgeEndTimestamp,EdgeResponseStatus,EdgeStartTimestamp,RayID,JA4,CacheCacheStatus,UserID")]
    [InlineData("firewall_events", "Action,ClientIP,ClientRequestHost,Datetime,RayID,RuleID,Source")]
    [InlineData("gateway_http", "Action,Datetime,Email,HTTPHost,URL,UserAgent")]
    [InlineData("gateway_dns", "Datetime,Email,QueryName,ResolverDecision,SrcIP")]
    [InlineData("gateway_network", "Action,Datetime,Email,SNI,SourceIP,TransportProtocol")]
    [InlineData("audit_logs", "ActionResult,ActionType,ActorEmail,When")]
    [InlineData("dns_logs", "ColoCode,EDNSSubnet,EDNSSubnetLength,QueryName,QueryType,ResponseCached,ResponseCode,SourceIP,Timestamp")]
    [InlineData(null, "Datetime,ClientIP")]
    [InlineData(null, "Timestamp")]
    [InlineData(null, "foo,bar,baz")]
    [InlineData(null, "Datetime,DeviceID,Email,PolicyID,PolicyName,UserID")]
    [InlineData(null, "EdgeStartTimestamp")]
    [InlineData(null, "ClientIP,Datetime,QueryName,HTTPHost,When,SNI")]
    public void Should_recognise_a_dataset_by_what_a_job_selected_or_say_nothing(string? dataset, string fields) =>
        Assert.Equal(dataset, DatasetCatalogue.Recognise(fields.Split(',')));

    [Theory]
    [InlineData("""{"a":1,"b":{"c":2},"\u0064":[{"e":3}]}""", "a,b,d")]
    [InlineData(" ,{ \"a\" : 1 } , \r\n", "a")]
    [InlineData("{}", "")]
    public void Should_read_field_names(string line, string names)
    {
        Assert.True(RecordFields.TryReadNames(Encoding.UTF8.GetBytes(line), out var read));
        Assert.Equal(names, string.Join(',', read));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"a\":1")]
    [InlineData("{\"a\":1}x")]
    public void Should_not_read_field_names_of_what_is_no_record(string line) =>
        Assert.False(RecordFields.TryReadNames(Encoding.UTF8.GetBytes(line), out _));
}
