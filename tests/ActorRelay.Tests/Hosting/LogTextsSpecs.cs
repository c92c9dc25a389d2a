using System.Reflection;
using ActorRelay.Configuration;
using ActorRelay.Hosting;
using ActorRelay.Tests.Configuration;
using Microsoft.Extensions.Logging;

namespace ActorRelay.Tests.Hosting;

/// <summary>What holds for all that is logged.</summary>
public sealed class LogTextsSpecs
{
    /// <summary>By it an operator can filter; without one it would be a hash of the method's name.</summary>
    [Fact]
    public void Should_have_an_event_id_of_its_own()
    {
        var messages = typeof(RunningRelay).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Select(method => (Method: method, Message: method.GetCustomAttribute<LoggerMessageAttribute>()))
            .Where(entry => entry.Message is not null && entry.Method.DeclaringType != typeof(LogForwarder))
            .ToList();

        Assert.True(messages.Count > 15);
        Assert.All(messages, entry => Assert.True(entry.Message!.EventId > 0, $"{entry.Method.DeclaringType}.{entry.Method.Name}"));
        Assert.Empty(messages.GroupBy(entry => entry.Message!.EventId).Where(same => same.Count() > 1).Select(same => same.Key));
    }

    /// <summary>Settings travel with batches through messages, and whoever logs a message would log them.</summary>
    [Fact]
    public void Should_show_no_password_when_settings_are_shown()
    {
        var settings = SettingsReader.Read("""
            relay {
              edge { listen = "http://127.0.0.1:0", secrets = ["a-secret-of-the-specs-0123456789"] }
              receivers.siem.address = "tcp://127.0.0.1:1"
              spool.store = "postgres:Host=127.0.0.1;Username=relay;Password=pass-of-the-specs"
            }
            akka.x = "pass-of-the-specs"
            """).Valid();

        Assert.DoesNotContain("of-the-specs", $"{settings} {settings.Spool} {settings.Edge} {string.Join(' ', settings.Edge.Secrets)}");
    }
}
