using ActorRelay.Syslog;

namespace ActorRelay.Tests.Syslog;

public sealed class PrioritySpecs
{
    [Theory]
    [InlineData("auth.crit", 34)]
    [InlineData("AUTH.Crit", 34)]
    [InlineData("4.2", 34)]
    [InlineData("34", 34)]
    [InlineData(" local0.info ", 134)]
    [InlineData("kern.emerg", 0)]
    [InlineData("0", 0)]
    [InlineData("local7.debug", 191)]
    [InlineData("191", 191)]
    [InlineData("user.warn", 12)]
    [InlineData("user.warning", 12)]
    [InlineData("security.error", 35)]
    [InlineData("local4.7", 167)]
    public void Should_read_names_and_numbers(string text, int priority)
    {
        Assert.True(Priority.TryParse(text, out var read, out var error), error);
        Assert.Equal(priority, read);
    }

    [Theory]
    [InlineData("", "facility.severity")]
    [InlineData("auth", "facility.severity")]
    [InlineData("auth.crit.x", "facility.severity")]
    [InlineData("192", "above 191")]
    [InlineData("-1", "facility.severity")]
    [InlineData("aut.crit", "'aut' is no facility: use one of kern, user")]
    [InlineData("24.2", "'24' is no facility")]
    [InlineData("auth.critt", "'critt' is no severity: use one of emerg, alert")]
    [InlineData("auth.8", "'8' is no severity")]
    public void Should_say_what_is_wrong(string text, string part)
    {
        Assert.False(Priority.TryParse(text, out _, out var error));
        Assert.Contains(part, error);
    }
}
