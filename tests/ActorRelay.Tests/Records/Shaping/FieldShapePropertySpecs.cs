using System.Text;
using ActorRelay.Records.Shaping;
using ActorRelay.Syslog;
using ActorRelay.Tests.Syslog;

namespace ActorRelay.Tests.Records.Shaping;

/// <summary>Random shapes over random records, against <see cref="RandomShape"/>'s plain reading and <see cref="LineOracle"/>.</summary>
public sealed class FieldShapePropertySpecs
{
    [Theory]
    [InlineData(1, "key-value")]
    [InlineData(2, "json")]
    public void Should_be_the_line_of_the_shaped_record(int seed, string payload)
    {
        var format = Formats.Of(
            HeaderStyle.Rfc3164, payload == "json" ? PayloadStyle.Json : PayloadStyle.KeyValue, Framing.Newline);
        var random = new Random(seed);
        var touched = 0;
        for (var i = 0; i < 1500; i++)
        {
            var shape = new RandomShape(random);
            var routes = new[] { new RouteOfOutput(ShapedLine.Rules(shape.Keys), true) };
            var formatter = new LineFormatter(format, FormattedLine.Context, [.. routes]);
            for (var j = 0; j < 20; j++)
            {
                var record = shape.Record();
                var shaped = shape.Shape(record);
                var expected = LineOracle.Framed(Encoding.UTF8.GetBytes(shaped), format, FormattedLine.Context)!;
                var destination = new byte[10_000];
                byte[] source = [.. Encoding.UTF8.GetBytes(record), (byte)'\n', .. new byte[LineFormatter.Slack]];
                var result = formatter.Format(source, destination);

                Assert.True(
                    destination.AsSpan(0, result.Written).SequenceEqual(expected),
                    $"{shape.Keys}\n{record}\n{shaped}\n{result.Status} {Encoding.UTF8.GetString(destination, 0, result.Written)}");
                touched += record == shaped ? 0 : 1;
            }
        }

        Assert.InRange(touched, 5_000, 29_000);
    }

    [Fact]
    public void Should_keep_nothing_on_the_heap_of_a_record()
    {
        var rules = ShapedLine.Rules(
            "where = \"a contains x\", exclude = z, rename { a = b }, mask { c { key = 0123456789abcdef } }, flatten = true");
        var formatter = new LineFormatter(OutputProfiles.Alog, FormattedLine.Context, [new RouteOfOutput(rules, true)]);
        byte[] source =
        [
            .. Encoding.UTF8.GetBytes("""{"a":"\u0041x","z":1,"c":"se\/cret","d":{"e":[1,2]}}"""), (byte)'\n', .. new byte[LineFormatter.Slack],
        ];
        var destination = new byte[4096];

        Assert.Equal(LineStatus.Written, formatter.Format(source, destination).Status);
        Assert.Equal(0, HeapUse.Of(() => formatter.Format(source, destination)));
    }
}
