using ActorRelay.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorRelay.Tests.Hosting;

public sealed class LogTextSpecs
{
    [Fact]
    public void Should_be_one_line_that_steers_no_terminal_whatever_a_name_holds()
    {
        var line = new StringWriter();
        var entry = new LogEntry<string>(
            LogLevel.Warning, "ActorRelay.Edge", 7, "dataset a\u001b[2J\rb\nc\u009b\u0000", new IOException("d\u001b\nisk"),
            (state, _) => state);

        new LogText().Write(entry, null, line);

        Assert.Matches(
            @"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z warn: ActorRelay\.Edge\[7\] dataset a\\u001b\[2J b c\\u009b\\u0000 System\.IO\.IOException: d\\u001b isk$",
            $"{line}".TrimEnd('\n'));
    }
}
