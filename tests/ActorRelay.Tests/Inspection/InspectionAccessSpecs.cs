using System.Net;
using System.Text;
using ActorRelay.Configuration;
using ActorRelay.Inspection;
using Microsoft.AspNetCore.Http;

namespace ActorRelay.Tests.Inspection;

public sealed class InspectionAccessSpecs
{
    private const string Token = "f00dfeedf00dfeed-0123456789";

    [Theory]
    [InlineData(true, "", "/relay/status", null, null)]
    [InlineData(true, Token, "/relay/status", null, 401)]
    [InlineData(true, Token, "/relay/status", "Bearer " + Token, null)]
    [InlineData(true, Token, "/relay/status", "bearer  " + Token, null)]
    [InlineData(true, Token, "/relay/status", "Bearer " + Token + "x", 401)]
    [InlineData(true, Token, "/relay/status", "Basic " + Token, 401)]
    [InlineData(true, Token, "/relay/status", Token, 401)]
    [InlineData(true, Token, "/", null, 401)]
    [InlineData(true, Token, "/events", null, 401)]
    [InlineData(true, Token, "/healthz", null, null)]
    [InlineData(false, "", "/relay/status", null, 403)]
    [InlineData(false, "", "/relay/status", "Bearer ", 403)]
    [InlineData(false, "", "/", null, 403)]
    [InlineData(false, "", "/healthz", null, null)]
    [InlineData(false, "", "/readyz", null, null)]
    [InlineData(false, "", "/metrics", null, null)]
    [InlineData(false, "", "/metrics/x", null, 403)]
    [InlineData(false, Token, "/relay/quarantine/export", null, 401)]
    [InlineData(false, Token, "/relay/quarantine/export", "Bearer " + Token, null)]
    public void Should_ask_for_the_token(bool loopback, string token, string path, string? authorization, int? status)
    {
        var context = new DefaultHttpContext();
        context.Request.Path = path;
        context.Request.Headers.Authorization = authorization;

        Assert.Equal(status, Access(loopback, token).Refusal(context.Request)?.Status);
    }

    [Fact]
    public async Task Should_give_a_browser_a_cookie_for_the_token_that_is_not_the_token()
    {
        var access = Access(loopback: false, Token);

        var login = await LoginAsync(access, Token);

        Assert.Equal((303, "/"), (login.StatusCode, login.Headers.Location.ToString()));
        var cookie = login.Headers.SetCookie.ToString();
        Assert.Contains("; secure; samesite=strict; httponly", cookie, StringComparison.Ordinal);
        Assert.DoesNotContain(Token, cookie, StringComparison.Ordinal);
        Assert.Null(Refusal(access, cookie.Split(';')[0])?.Status);
        Assert.Null(Refusal(Access(loopback: true, Token), cookie.Split(';')[0])?.Status);
        Assert.Equal(401, Refusal(Access(loopback: true, $"{Token}-new"), cookie.Split(';')[0])?.Status);
        Assert.Equal(401, Refusal(access, "actorrelay=")?.Status);
        Assert.Equal(401, Refusal(access, $"actorrelay={Token}")?.Status);
    }

    [Theory]
    [InlineData("wrong")]
    [InlineData("")]
    public async Task Should_give_none_for_another(string token)
    {
        var login = await LoginAsync(Access(loopback: false, Token), token);

        Assert.Equal((401, ""), (login.StatusCode, login.Headers.SetCookie.ToString()));
    }

    private static (int Status, string Error)? Refusal(InspectionAccess access, string cookie)
    {
        var context = new DefaultHttpContext();
        context.Request.Path = "/relay/status";
        context.Request.Headers.Cookie = cookie;
        return access.Refusal(context.Request);
    }

    private static async Task<HttpResponse> LoginAsync(InspectionAccess access, string token)
    {
        var form = Encoding.ASCII.GetBytes($"token={token}");
        var context = new DefaultHttpContext();
        context.Request.Method = "POST";
        context.Request.Scheme = "https";
        context.Request.Path = InspectionAccess.LoginPath;
        context.Request.ContentType = "application/x-www-form-urlencoded";
        context.Request.ContentLength = form.Length;
        context.Request.Body = new MemoryStream(form);
        context.Response.Body = new MemoryStream();
        await access.LoginAsync(context);
        return context.Response;
    }

    private static InspectionAccess Access(bool loopback, string token) => new(new InspectionSettings
    {
        Listen = new ListenAddress(false, loopback ? IPAddress.Loopback : null, 9180),
        Token = token,
    });
}
