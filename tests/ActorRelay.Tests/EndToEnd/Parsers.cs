using System.Text.Json;
using ActorRelay.Syslog;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>Readers of CEF and LEEF that others wrote: given lines without a header, each says the parameters of each.</summary>
internal static class Parsers
{
    public static string Lognormalizer { get; } = Path.Combine(Repository.Root, ".parsers", "bin", "lognormalizer");

    private static string NsyslogParser { get; } = Path.Combine(Repository.Root, ".parsers", "nsyslog-parser");

    /// <summary>liblognorm, which rsyslog's mmnormalize is: its type cef; for LEEF names and values with a TAB behind each.</summary>
    public static async Task<List<Dictionary<string, string>>> LiblognormAsync(PayloadStyle payload, IReadOnlyList<string> lines)
    {
        using var folder = new TestFolder();
        await File.WriteAllTextAsync(folder.File("rules"), "version=2\nrule=:" + (payload == PayloadStyle.Cef
            ? "%f:cef%\n"
            : """LEEF:1.0|%vendor:char-to:|%|%product:char-to:|%|%version:char-to:|%|%event:char-to:|%|%{"name":"f","type":"repeat","parser":[{"type":"char-to","name":"k","extradata":"="},{"type":"literal","text":"="},{"type":"char-sep","name":"v","extradata":"\t"}],"while":{"type":"literal","text":"\t"}}%""" + "\n"));
        var answers = await AskAsync(folder, lines, $"'{Lognormalizer}' -r '{folder.File("rules")}' -e json");
        return [.. answers.Select(answer => payload == PayloadStyle.Cef
            ? Texts(Member(answer, "f", "Extensions").EnumerateObject().Select(static field => (field.Name, field.Value)))
            : Texts(Member(answer, "f").EnumerateArray().Select(static pair => (pair.GetProperty("k").GetString()!, pair.GetProperty("v")))))];
    }

    /// <summary>nsyslog-parser of npm.</summary>
    public static async Task<List<Dictionary<string, string>>> NsyslogAsync(IReadOnlyList<string> lines)
    {
        using var folder = new TestFolder();
        await File.WriteAllTextAsync(folder.File("ask.js"), $$"""
            const parse = require('{{NsyslogParser}}');
            for (const line of require('fs').readFileSync(0, 'utf8').split('\n').slice(0, -1))
              console.log(JSON.stringify(parse('<134>Nov  3 09:05:07 relay1 ' + line)));
            """);
        var answers = await AskAsync(folder, lines, $"node '{folder.File("ask.js")}'");
        return [.. answers.Select(answer => Texts(Member(answer, "fields").EnumerateObject().Select(static field => (field.Name, field.Value))))];
    }

    /// <summary>syslog-ng: csv-parser() for what is between the |, kv-parser() for what is behind the last.</summary>
    public static async Task<List<Dictionary<string, string>>> SyslogNgAsync(PayloadStyle payload, IReadOnlyList<string> lines)
    {
        var (columns, separator) = payload == PayloadStyle.Cef
            ? ("""columns("a","b","c","d","e","f","g","rest")""", "")
            : ("""columns("a","b","c","d","e","rest")""", """pair-separator("\t")""");
        await using var daemon = new ConfiguredDaemon("syslog-ng", (port, _, file) => $$"""
            @version: current
            source arriving { network(ip("127.0.0.1") port({{port}}) transport("tcp") flags(no-parse) log-msg-size(1000000)); };
            parser header { csv-parser({{columns}} delimiters("|") flags(greedy) dialect(escape-none) quote-pairs("")); };
            parser pairs { kv-parser(prefix(".kv.") {{separator}} template("${rest}")); };
            destination arrived { file("{{file}}" template("$(format-json --key .kv.* --rekey .kv.* --shift 4)\n") template-escape(no)); };
            log { source(arriving); parser(header); parser(pairs); destination(arrived); flags(flow-control); };

            """);
        await daemon.StartAsync();
        await StreamSender.SendAsync(daemon.Port, Framing.Newline, lines.Select(System.Text.Encoding.UTF8.GetBytes));
        await daemon.Arrived.ReachesAsync(lines.Count);
        await daemon.StopAsync();
        return [.. File.ReadLines(daemon.Arrived.Path).Select(static line =>
            Texts(JsonDocument.Parse(line).RootElement.EnumerateObject().Select(static field => (field.Name, field.Value))))];
    }

    private static async Task<List<JsonElement>> AskAsync(TestFolder folder, IReadOnlyList<string> lines, string command)
    {
        await File.WriteAllTextAsync(folder.File("lines"), string.Concat(lines.Select(static line => line + "\n")));
        await ChildProcess.RunAsync(folder.Path, "/bin/sh", "-c", $"{command} < '{folder.File("lines")}' > '{folder.File("answers")}'");
        var answers = File.ReadLines(folder.File("answers")).Select(static line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(lines.Count, answers.Count);
        return answers;
    }

    /// <summary>A member; of what was not read, an empty one.</summary>
    private static JsonElement Member(JsonElement answer, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            Assert.True(answer.TryGetProperty(name, out var next), $"it could not be read: {answer}");
            answer = next;
        }

        return answer;
    }

    private static Dictionary<string, string> Texts(IEnumerable<(string Name, JsonElement Value)> fields)
    {
        var result = new Dictionary<string, string>();
        foreach (var (name, value) in fields)
        {
            result[name] = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        }

        return result;
    }
}
