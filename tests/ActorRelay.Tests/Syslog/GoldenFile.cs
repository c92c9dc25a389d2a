using System.Text;
using ActorRelay.Syslog;
using ActorRelay.Tests.EndToEnd;

namespace ActorRelay.Tests.Syslog;

/// <summary>A record of a dataset, and what outputs make of it.</summary>
internal static class GoldenFile
{
    private const int Indent = 24;

    public static string Folder { get; } =
        System.IO.Path.Combine(Repository.Root, "tests", "ActorRelay.Tests", "Syslog", "Golden");

    public static bool IsWriting => Environment.GetEnvironmentVariable("ACTORRELAY_WRITE_GOLDEN") == "1";

    /// <summary>Outputs that differ from alog in one option.</summary>
    public static IReadOnlyList<(string Name, OutputFormat Format)> Options { get; } =
    [
        ("quote = all", OutputProfiles.Alog with { Quote = QuoteStyle.All }),
        ("nested = quoted", OutputProfiles.Alog with { Nested = NestedStyle.Quoted }),
        ("nested = flatten", OutputProfiles.Alog with { Nested = NestedStyle.Flatten }),
        ("null = empty", OutputProfiles.Alog with { Null = NullStyle.Empty }),
        ("null = drop", OutputProfiles.Alog with { Null = NullStyle.Drop }),
        ("event-time-field = unix", OutputProfiles.Alog with { EventTimeField = EventTimeStyle.Unix }),
        ("first = [...]", OutputProfiles.Alog with { First = First }),
        ("max-message = 480 B", OutputProfiles.Alog with { MaxMessage = 480 }),
    ];

    /// <summary>Outputs whose payload is made of parameters.</summary>
    public static IReadOnlyList<(string Name, OutputFormat Format)> Parameters { get; } =
    [
        ("cef", Formats.Of(HeaderStyle.Rfc3164, PayloadStyle.Cef, Framing.Newline)),
        ("leef", Formats.Of(HeaderStyle.Rfc3164, PayloadStyle.Leef, Framing.Newline)),
        ("structured-data", Formats.Of(HeaderStyle.Rfc5424, PayloadStyle.StructuredData, Framing.Newline)),
    ];

    /// <summary>Names that are the end of other names too.</summary>
    public static FieldNames First => new(["Action", "Host", "URL", "Status", "SourceIP"]);

    public static string Path(string dataset) => System.IO.Path.Combine(Folder, $"{dataset}.txt");

    public static string Record(string dataset) => File.ReadLines(Path(dataset)).First()[Indent..];

    public static LineContext ContextOf(string dataset) => FormattedLine.Context with { Dataset = dataset };

    /// <summary>The line of alog; of each option the payload, where it differs; the lines of rsyslog, CEF, LEEF and structured data.</summary>
    public static string Write(string dataset, string record)
    {
        var text = new StringBuilder();
        var alog = FormattedLine.Of(record, OutputProfiles.Alog, ContextOf(dataset));
        void Add(string name, string line) => text.Append(name.PadRight(Indent)).Append(line.TrimEnd('\n')).Append('\n');
        Add("record", record);
        Add("alog", alog);
        foreach (var (name, format) in Options)
        {
            var line = FormattedLine.Of(record, format, ContextOf(dataset));
            if (line != alog)
            {
                Add(name, line[$"<34>Nov  3 09:05:07 {dataset} ".Length..]);
            }
        }

        Add("rsyslog", FormattedLine.Of(record, OutputProfiles.Rsyslog, ContextOf(dataset)));
        foreach (var (name, format) in Parameters)
        {
            Add(name, FormattedLine.Of(record, format, ContextOf(dataset)));
        }

        return text.ToString();
    }
}
