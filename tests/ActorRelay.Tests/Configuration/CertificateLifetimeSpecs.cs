using ActorRelay.Configuration;

namespace ActorRelay.Tests.Configuration;

public sealed class CertificateLifetimeSpecs
{
    private static readonly DateTimeOffset Now = new(2026, 12, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A third and a tenth of short lives; 30 and 14 days of long ones.</summary>
    [Theory]
    [InlineData(3650, 31, "Good")]
    [InlineData(3650, 30, "ExpiresSoon")]
    [InlineData(3650, 15, "ExpiresSoon")]
    [InlineData(3650, 14, "Expires")]
    [InlineData(90, 30.1, "Good")]
    [InlineData(90, 30, "ExpiresSoon")]
    [InlineData(90, 9.1, "ExpiresSoon")]
    [InlineData(90, 9, "Expires")]
    [InlineData(6, 2.1, "Good")]
    [InlineData(6, 1.9, "ExpiresSoon")]
    [InlineData(6, 0.5, "Expires")]
    [InlineData(90, 0, "Invalid")]
    [InlineData(90, -1, "Invalid")]
    [InlineData(90, 91, "Invalid")]
    public void Should_judge_by_the_share_of_its_life_that_is_left(double days, double left, string expected) =>
        Assert.Equal(expected, $"{Of(days, left).Judge(Now)}");

    [Theory]
    [InlineData(90, 60, "expires on 2027-01-30 12:00Z, in 60 days")]
    [InlineData(90, 20, "expires on 2026-12-21 12:00Z, in 20 days: renew it")]
    [InlineData(90, 0.5, "expires on 2026-12-02 00:00Z, in 12 hours: renew it")]
    [InlineData(90, -1, "expired on 2026-11-30 12:00Z, and Logpush refuses it: renew it")]
    [InlineData(90, 91, "is not valid before 2026-12-02 12:00Z: is the clock right?")]
    public void Should_say_when_and_what_to_do(double days, double left, string expected) =>
        Assert.Equal(expected, Of(days, left).Describe(Now));

    private static CertificateLifetime Of(double days, double left) =>
        new("CN=relay.example", Now.AddDays(left - days), Now.AddDays(left));
}
