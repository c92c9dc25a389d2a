using ActorRelay.Edge;

namespace ActorRelay.Tests.Edge;

public sealed class PostTargetSpecs
{
    [Theory]
    [InlineData("/", "", null, "")]
    [InlineData("", "", null, "")]
    [InlineData("/", "?tags=host:a", null, "")]
    [InlineData("/", "?datasets=a", null, "")]
    [InlineData("/", "?dataset", null, "")]
    [InlineData("/http_requests", "", "http_requests", "")]
    [InlineData("/http_requests/", "", "http_requests", "")]
    [InlineData("/http_requests/zone-1/", "", "http_requests", "zone-1")]
    [InlineData("/http_requests/zone-1.example", "", "http_requests", "zone-1.example")]
    [InlineData("/http_requests", "?dataset=gateway_dns", "http_requests", "")]
    [InlineData("/", "?dataset=gateway_dns", "gateway_dns", "")]
    [InlineData("/", "?dataset=gateway_dns=", "gateway_dns", "")]
    [InlineData("/", "?dataset:gateway_dns", "gateway_dns", "")]
    [InlineData("/", "?dataset:gateway_dns=", "gateway_dns", "")]
    [InlineData("/", "?dataset%3Agateway_dns", "gateway_dns", "")]
    [InlineData("/", "?dataset%3Agateway_dns=", "gateway_dns", "")]
    [InlineData("/", "?dataset%3agateway_dns=", "gateway_dns", "")]
    [InlineData("/", "?tags=x&dataset=gateway_dns", "gateway_dns", "")]
    public void Should_read_every_form_of_a_target(string path, string query, string? dataset, string source) =>
        Assert.Equal(new PostTarget(dataset, source), PostTarget.Parse(path, query));

    [Theory]
    [InlineData("/a/b/c", "")]
    [InlineData("/a//", "")]
    [InlineData("/a/b//", "")]
    [InlineData("//", "")]
    [InlineData("//b", "")]
    [InlineData("/a b", "")]
    [InlineData("/データ", "")]
    [InlineData("/a%2Fb", "")]
    [InlineData("/", "?dataset=")]
    [InlineData("/", "?dataset:")]
    [InlineData("/", "?dataset==")]
    [InlineData("/", "?dataset=a/b")]
    [InlineData("/", "?dataset=a%20b")]
    public void Should_refuse_what_is_no_name(string path, string query) => Assert.Null(PostTarget.Parse(path, query));

    [Fact]
    public void Should_take_names_of_1_to_64_characters()
    {
        var longest = new string('a', 64);

        Assert.Equal(longest, PostTarget.Parse($"/{longest}/b", "")?.Dataset);
        Assert.Null(PostTarget.Parse($"/{longest}a", ""));
        Assert.Null(PostTarget.Parse($"/a/{longest}a", ""));
        Assert.Equal("a", PostTarget.Parse("/a", "")?.Dataset);
    }

    [Theory]
    [InlineData("/", "", "/")]
    [InlineData("/", "?dataset:a", "/a")]
    [InlineData("/a/b", "", "/a/b")]
    public void Should_name_itself_as_a_path(string path, string query, string expected) =>
        Assert.Equal(expected, PostTarget.Parse(path, query)?.Path);
}
