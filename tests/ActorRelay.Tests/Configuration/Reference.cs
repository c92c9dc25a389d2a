using System.Text.RegularExpressions;
using ActorRelay.Configuration;
using ActorRelay.Configuration.Hocon;
using ActorRelay.Tests.EndToEnd;

namespace ActorRelay.Tests.Configuration;

/// <summary><c>hocon/relay.hocon</c> as a list of what it shows.</summary>
internal sealed class Reference
{
    public const string Secret = "uAhX0dYxq4Nn8sT2bVwZ";

    private readonly string[] _lines;
    private readonly HoconObject _defaults;
    private readonly List<ReferenceEntry> _entries = [];

    /// <param name="text">The reference, or what a test made of it.</param>
    public Reference(string text)
    {
        Uncommented = Regex.Replace(text, @"^(\s*)#(?=\S| {2,}[^ ])", "$1", RegexOptions.Multiline);
        _lines = Uncommented.Split('\n');
        _defaults = (HoconObject)Load(text).Find("relay")!.Value;
        Collect("relay", (HoconObject)Load(Uncommented).Find("relay")!.Value);
    }

    public static Reference OfProgram() => new(SettingsReader.ReferenceText());

    /// <summary>With its examples made real: they come after the empty defaults, so they win.</summary>
    public string Uncommented { get; }

    /// <summary>Settings and the objects they are in, in the order of the file, <c>*</c> for names and items.</summary>
    public IReadOnlyList<ReferenceEntry> Entries => _entries;

    /// <summary>The keys of all settings.</summary>
    public SortedSet<string> Keys => [.. _entries.Where(entry => !entry.IsObject).Select(entry => entry.Key)];

    /// <summary>Files that its examples name.</summary>
    public static SettingsInput Input(string text) => new()
    {
        Texts = [("reference", text)],
        Environment = Variables(),
        WorkingDirectory = "/",
        FileReader = new MemoryFiles(("/state/old-secret", "xKq9LmW2vBn5Rt7YpZ")),
    };

    public static string[] Examples() =>
        [.. Directory.GetFiles(Path.Combine(Repository.Root, "hocon", "examples")).Order(StringComparer.Ordinal)];

    private static HoconObject Load(string text)
    {
        var loader = new HoconLoader(new MemoryFiles());
        loader.AddText("reference", text);
        var root = loader.Resolve(Variables());
        Assert.Empty(loader.Errors.All);
        return root;
    }

    private static Dictionary<string, string> Variables() =>
        new() { ["LOGPUSH_SECRET"] = Secret, ["PARTNER_SECRET"] = "bVwZuAhX0dYxq4Nn8sT2" };

    private void Collect(string path, HoconObject fields)
    {
        foreach (var field in fields.Fields)
        {
            var key = path is "relay.receivers" or "relay.routes.*.mask" ? $"{path}.*" : $"{path}.{field.Name}";
            Add(key, field);
            switch (field.Value)
            {
                case HoconObject inner:
                    Collect(key, inner);
                    break;
                case HoconList list:
                    var items = list.Items.OfType<HoconObject>().SelectMany(item => item.Fields).DistinctBy(f => f.Name);
                    Collect($"{key}.*", new HoconObject([.. items], list.Place));
                    break;
            }
        }
    }

    private void Add(string key, HoconField field)
    {
        // What has a default outside of comments is shown with it; the rest is in the example.
        var shown = Find(_defaults, key.Split('.')[1..]) ?? field;
        _entries.Add(new ReferenceEntry(key, shown.Value, CommentAbove(shown.KeyPlace.Line), shown.KeyPlace.Line));
    }

    private static HoconField? Find(HoconObject root, string[] path) => path.Length == 1
        ? root.Find(path[0])
        : (root.Find(path[0])?.Value as HoconObject) is { } inner ? Find(inner, path[1..]) : null;

    private string CommentAbove(int line)
    {
        var comment = new List<string>();
        for (var i = line - 2; i >= 0 && _lines[i].TrimStart().StartsWith('#'); i--)
        {
            comment.Insert(0, _lines[i].Trim()[1..].Trim());
        }

        return string.Join(' ', comment);
    }
}
