using System.Security.Cryptography;
using System.Text;
using ActorRelay.Configuration;
using Microsoft.Net.Http.Headers;

namespace ActorRelay.Inspection;

/// <summary>
/// Who may ask: everybody on loopback while no token is set; else who shows <c>inspection.token</c>, a program in each request,
/// a browser once at <c>/login</c>. Probes and scrapers need none. Tokens are compared in the same time whatever was sent.
/// </summary>
internal sealed class InspectionAccess
{
    public const string LoginPath = "/login";

    private const string Scheme = "Bearer ";
    private const string CookieName = "actorrelay";
    private const long LongestForm = 4096;

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes);
    private readonly byte[]? _token;
    private readonly byte[] _cookie = [];
    private readonly string _cookieText = "";
    private readonly bool _isLoopback;

    public InspectionAccess(InspectionSettings settings)
    {
        _isLoopback = settings.Listen.IsLoopback;
        if (settings.Token.Length > 0)
        {
            // The cookie is not the token itself, and it stays good when the relay starts again.
            _token = DigestOf(settings.Token);
            _cookieText = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(settings.Token), "cookie of inspection"u8));
            _cookie = DigestOf(_cookieText);
        }
    }

    /// <returns>Null when the request may be answered; else the status and text to refuse it with.</returns>
    public (int Status, string Error)? Refusal(HttpRequest request)
    {
        if (BrowserGuard.IsOpen(request.Path) || (_token is null && _isLoopback))
        {
            return null;
        }

        if (_token is null)
        {
            return (StatusCodes.Status403Forbidden,
                "inspection.listen is no loopback address, and no token is set: set relay.inspection.token, or token-file");
        }

        return IsShown(request) ? null
            : (StatusCodes.Status401Unauthorized,
                "inspection.token is needed: Authorization: Bearer TOKEN; actorrelay relay takes it with --token-file or ACTORRELAY_TOKEN");
    }

    /// <summary>Takes the token that somebody types into the form of <see cref="LoginPath"/>, and gives a cookie for it.</summary>
    public async Task LoginAsync(HttpContext context)
    {
        var request = context.Request;
        if (!HttpMethods.IsPost(request.Method) || !request.HasFormContentType || request.ContentLength is null or > LongestForm)
        {
            await AskAsync(context, "");
            return;
        }

        var form = await request.ReadFormAsync(context.RequestAborted);
        if (_token is not null && !Matches(form["token"].ToString(), _token))
        {
            await AskAsync(context, "That is not the token.");
            return;
        }

        if (_token is not null)
        {
            context.Response.Cookies.Append(CookieName, _cookieText, new CookieOptions
            {
                HttpOnly = true,
                SameSite = Microsoft.AspNetCore.Http.SameSiteMode.Strict,
                Secure = request.IsHttps,
                Path = "/",
                IsEssential = true,
            });
        }

        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = "/";
    }

    /// <summary>A form for the token, for a browser that has not shown it.</summary>
    public static async Task AskAsync(HttpContext context, string complaint)
    {
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.ContentSecurityPolicy =
            "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'";
        await context.Response.WriteAsync(
            $$"""
            <!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>ActorRelay</title>
            <style>:root{color-scheme:light dark}body{font:1rem system-ui;margin:3rem auto;max-width:24rem;padding:0 1rem}
            input,button{font:inherit;padding:.4rem;width:100%;box-sizing:border-box;margin:.4rem 0}</style>
            <h1>ActorRelay</h1><form method="post" action="{{LoginPath}}"><label>inspection.token
            <input type="password" name="token" autocomplete="current-password" required autofocus></label>
            <button>Look inside</button></form><p role="alert">{{complaint}}</p></html>
            """,
            context.RequestAborted);
    }

    private bool IsShown(HttpRequest request)
    {
        var header = request.Headers[HeaderNames.Authorization].ToString();
        var isBearer = header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);
        return Matches(isBearer ? header[Scheme.Length..].Trim() : "", _token!) | Matches(request.Cookies[CookieName] ?? "", _cookie);
    }

    private bool Matches(string shown, byte[] digest) => CryptographicOperations.FixedTimeEquals(DigestOf(shown), digest);

    private byte[] DigestOf(string text) => HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(text));
}
