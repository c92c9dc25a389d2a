using ActorRelay.Configuration.Hocon;

namespace ActorRelay.Configuration;

/// <summary>Puts environment variables and <c>--set</c> on top of what the files say.</summary>
internal static class SettingsLayers
{
    private const string Prefix = "RELAY__";

    private static readonly string[] RootKeys = ["relay", "akka", "petabridge"];

    /// <summary>A variable of this name sets something.</summary>
    public static bool IsSetting(string variable) => variable.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    /// <summary><c>RELAY__EDGE__MAX_BODY</c> is <c>relay.edge.max-body</c>; <c>RELAY__EDGE__LISTEN__0</c> an item of a list.</summary>
    public static void AddEnvironment(HoconLoader loader, IReadOnlyDictionary<string, string> environment)
    {
        // By length first, so that item 2 comes before item 10.
        foreach (var (name, value) in environment
            .Where(v => IsSetting(v.Key))
            .OrderBy(v => v.Key.Length).ThenBy(v => v.Key, StringComparer.Ordinal))
        {
            var place = new Place($"environment variable {name}", 0, 0);
            var words = name.Split("__");
            if (words.Length > HoconLimits.Depth / 2 || words.Contains(""))
            {
                loader.Errors.Add(place, "expected names with __ between them, such as RELAY__EDGE__LISTEN");
                continue;
            }

            loader.AddSetting(Path(loader.Root, words, place), value, place);
        }
    }

    /// <summary><c>key=value</c>; a key that begins with neither relay, akka nor petabridge is one of relay's.</summary>
    public static void AddSet(HoconLoader loader, string argument)
    {
        var scanner = new HoconScanner(argument, "--set", comments: false);
        var argumentPlace = new Place("--set", 0, 0);
        var key = HoconKeyReader.Read(
            scanner, HoconLimits.Depth / 2, (_, message) => loader.Errors.Add(argumentPlace, message));
        if (key.IsDefault)
        {
            return;
        }

        scanner.SkipSpace();
        if (scanner.Current != '=')
        {
            loader.Errors.Add(argumentPlace, "expected key=value, such as edge.max-body=64MiB");
            return;
        }

        scanner.Next();
        var place = new Place($"--set {string.Join('.', key.Select(k => k.Name))}", 0, 0);
        HoconKey[] path = [.. key.Select(k => new HoconKey(k.Name, place, IsItem(k.Name)))];
        loader.AddSetting(
            RootKeys.Contains(path[0].Name) ? path : [new HoconKey("relay", place), .. path],
            argument[scanner.Position..],
            place);
    }

    /// <summary>Names of variables have neither case nor dashes, so a name that the files use is looked for first.</summary>
    private static HoconKey[] Path(HoconNode.Object root, string[] words, Place place)
    {
        var path = new HoconKey[words.Length];
        HoconNode? node = root;
        for (var i = 0; i < words.Length; i++)
        {
            var fields = (node as HoconNode.Object)?.Fields;
            var plain = words[i].ToLowerInvariant().Replace('_', '-');
            var name = fields is null || fields.ContainsKey(plain)
                ? plain
                : fields.Keys.FirstOrDefault(k => IsSpelt(k, plain)) ?? plain;
            path[i] = new HoconKey(name, place, IsItem(name));
            node = fields?.GetValueOrDefault(name)?.Node;
        }

        return path;
    }

    private static bool IsSpelt(string key, string plain) =>
        key.Replace('_', '-').Equals(plain, StringComparison.OrdinalIgnoreCase);

    private static bool IsItem(string name) => name.Length <= 4 && name.All(char.IsAsciiDigit);
}
