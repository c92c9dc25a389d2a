using System.Collections.Immutable;
using ActorRelay.Syslog;

namespace ActorRelay.Tests.Syslog;

/// <summary>Outputs with random options; half of them with the usual ones.</summary>
internal static class RandomFormat
{
    private static readonly string[] Names = ["URL", "Action", "a", "キー", "two words", "a.b", "Datetime", "DateTime", "", "tab\t", "x\u0085"];

    public static OutputFormat Create(Random random, HeaderStyle header, PayloadStyle payload, Framing framing)
    {
        var format = Formats.Of(header, payload, framing);
        if (random.Next(4) == 0)
        {
            return format;
        }

        return format with
        {
            Quote = Pick<QuoteStyle>(random),
            Nested = Pick<NestedStyle>(random),
            Null = Pick<NullStyle>(random),
            EventTimeField = Pick<EventTimeStyle>(random),
            First = random.Next(2) == 0 ? default : new FieldNames(SomeNames(random)),
            Keep = random.Next(2) == 0 ? default : new FieldNames(SomeNames(random)),
            MaxMessage = random.Next(3) switch { 0 => 0, 1 => 480 + random.Next(400), _ => 480 },
            Severity = random.Next(3) switch { 0 => null, 1 => SeverityRule.ByDataset, _ => ByField(random) },
            Priority = random.Next(192),
            Hostname = Template(random, format.Hostname),
            AppName = Template(random, format.AppName),
            MsgId = Template(random, format.MsgId),
        };
    }

    private static SeverityRule ByField(Random random) => new(
        [
            .. ((string[])["block", "500", "true", "x"])
                .Select(text => new SeverityTest("Action", SeverityMatch.Is, text, random.Next(8))),
        ],
        random.Next(8));

    private static HeaderTemplate Template(Random random, HeaderTemplate usual) => random.Next(4) switch
    {
        0 => "{URL}",
        1 => "{source}-{Action}-{a.b}{キー}",
        2 => "",
        _ => usual,
    };

    private static ImmutableArray<string> SomeNames(Random random) =>
        [.. Names.OrderBy(_ => random.Next()).Take(random.Next(4))];

    private static T Pick<T>(Random random)
        where T : struct, Enum => random.Next(2) == 0 ? default : random.GetItems(Enum.GetValues<T>(), 1)[0];
}
