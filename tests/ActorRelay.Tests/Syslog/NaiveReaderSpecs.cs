using System.Text;
using System.Text.RegularExpressions;
using ActorRelay.Records;
using ActorRelay.Syslog;
using ActorRelay.Tests.EndToEnd;

namespace ActorRelay.Tests.Syslog;

/// <summary>
/// What readers that know nothing of JSON get right and wrong of the golden records under each option, measured, and the
/// same as what docs/lines.md says. With ACTORRELAY_WRITE_GOLDEN=1 the page is written anew.
/// </summary>
public sealed partial class NaiveReaderSpecs
{
    private static readonly string Page = System.IO.Path.Combine(Repository.Root, "docs", "lines.md");

    [Fact]
    public void Should_be_what_the_page_says()
    {
        var measured = Tables();
        var text = File.ReadAllText(Page);
        if (GoldenFile.IsWriting)
        {
            text = Measured().Replace(text, match => $"{match.Groups[1].Value}{measured}{match.Groups[3].Value}");
            File.WriteAllText(Page, text);
        }

        Assert.Equal(measured, Measured().Match(text).Groups[2].Value);
    }

    [Theory]
    [InlineData("""UntrustedAction="none" Action="block" """, "Action", "none", "block", "block")]
    [InlineData("""URL="https://a/?Action=allow&x=1" Action="block" """, "Action", "allow&x=1\"", "block", "block")]
    [InlineData("""Name="a b" Port=443""", "Name", "a b", "a b", "a")]
    [InlineData("""Name="a b" Port=443""", "Port", "443", null, "443")]
    [InlineData("""Q="say \"hi\"" N=null E= D={"a b":1}""", "Q", "say \\", "say \\\"hi\\\"", "say")]
    [InlineData("""Q="say \"hi\"" N=null E= D={"a b":1}""", "N", "null", null, "null")]
    [InlineData("""Q="say \"hi\"" N=null E= D={"a b":1}""", "E", "", null, "")]
    [InlineData("""Q="say \"hi\"" N=null E= D={"a b":1}""", "D", "{\"a", null, "{\"a")]
    [InlineData("""Q="say \"hi\"" N=null E= D={"a b":1}""", "X", null, null, null)]
    public void Should_read_as_simple_products_do(string line, string key, params string?[] values) =>
        Assert.Equal(values, NaiveReader.All.Select(reader => reader.Read(line.Trim(), key)));

    private static string Tables()
    {
        var text = new StringBuilder("\n");
        foreach (var (name, read) in NaiveReader.All)
        {
            text.Append($"| {name} | strings | numbers, `true`, `false` | `null` | arrays, objects |\n|---|---|---|---|---|\n");
            foreach (var (option, format) in GoldenFile.Options.Prepend(("`alog` as it is", OutputProfiles.Alog)))
            {
                var label = option.StartsWith('`') ? option : $"`{option}`";
                text.Append($"| {label} | {string.Join(" | ", Measure(format, read))} |\n");
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    /// <summary>For strings, other scalars, null, and what is nested: how many are read right, of how many.</summary>
    private static IEnumerable<string> Measure(OutputFormat format, Func<string, string, string?> read)
    {
        var right = new int[4];
        var all = new int[4];
        foreach (var dataset in DatasetCatalogue.All.Select(static dataset => dataset.Name))
        {
            var record = GoldenFile.Record(dataset);
            var line = FormattedLine.Of(record, format, GoldenFile.ContextOf(dataset)).TrimEnd('\n')[$"<34>Nov  3 09:05:07 {dataset} ".Length..];
            var fields = JsonOracle.ReadRecord(Encoding.UTF8.GetBytes(record))!;
            var written = LineOracle.Output(fields, format, dataset);
            foreach (var field in written)
            {
                Count(fields.Any(one => one.Name == field.Key) ? field.Json : '{', read(line, field.Key) == Unquoted(field.Value));
            }

            foreach (var (name, _) in fields.Where(one => one.Value == "null" && written.All(field => field.Key != one.Name)))
            {
                Count('n', read(line, name) is null);
            }
        }

        void Count(char json, bool isRight)
        {
            var column = json switch { '"' => 0, 'n' => 2, '{' or '[' => 3, _ => 1 };
            all[column]++;
            right[column] += isRight ? 1 : 0;
        }

        return right.Zip(all, static (some, of) => $"{some} of {of}");
    }

    private static string Unquoted(string value) => value.StartsWith('"') ? value[1..^1] : value;

    [GeneratedRegex("(<!-- measured -->\n)(.*?)(<!-- end -->)", RegexOptions.Singleline)]
    private static partial Regex Measured();
}
