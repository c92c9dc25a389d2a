using ActorRelay.Edge;

namespace ActorRelay.Tests.Edge;

public sealed class SecretUsesSpecs
{
    private static readonly DateTimeOffset Start = new(2026, 11, 3, 2, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Should_show_when_a_rotation_can_be_finished()
    {
        var secrets = new SecretUses(Start);
        for (var hour = 0; hour < 30; hour++)
        {
            secrets.Count(hour < 5 ? "spring" : "autumn", "/dns_logs", Start.AddHours(hour));
            secrets.Count(hour < 5 ? "spring" : "autumn", "/gateway_http", Start.AddHours(hour).AddMinutes(1));
        }

        secrets.Count("gone", "/x", Start.AddHours(29));
        var report = secrets.Report(["autumn", "spring", "unused"], Start.AddHours(29).AddMinutes(30));

        Assert.Equal(Start, report.Since);
        Assert.Equal(
            [
                new SecretReport("autumn", Start.AddHours(29).AddMinutes(1), "/gateway_http", 48),
                new SecretReport("spring", Start.AddHours(4).AddMinutes(1), "/gateway_http", 0),
                new SecretReport("unused", null, null, 0),
                new SecretReport("gone", Start.AddHours(29), "/x", 1) { IsRemoved = true },
            ],
            report.Secrets.AsEnumerable());
        Assert.Equal(10, secrets.Report(["spring"], Start.AddHours(5)).Secrets[0].UsesInDay);
    }
}
