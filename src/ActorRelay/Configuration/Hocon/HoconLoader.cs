namespace ActorRelay.Configuration.Hocon;

/// <summary>Merges files, texts and single settings into one tree, in the order in which they are given.</summary>
internal sealed class HoconLoader(IHoconFiles files)
{
    private readonly List<string> _open = [];
    private readonly List<string> _sources = [];
    private int _count;

    public HoconErrors Errors { get; } = new();

    public HoconNode.Object Root { get; } = new(new Place("", 0, 0));

    public void AddFile(string name) => AddFile(files.Resolve(name, null), new Place("--config", 0, 0), Root, 0);

    /// <param name="source">What places call it; an include in it is relative to the folder of that.</param>
    public void AddText(string source, string text) => Parse(source, text, Root, 0);

    /// <summary>
    /// Sets one key to a value written as HOCON, or to the text as it is where that is no HOCON value. <c>${}</c> and
    /// comments have no meaning here: a secret may contain either. Of a text in quotes, which nobody means to be a part of
    /// it, that is no way out: what cannot be read in them is an error.
    /// </summary>
    public void AddSetting(ReadOnlySpan<HoconKey> key, string text, Place place)
    {
        var ignored = new HoconErrors();
        var scanner = new HoconScanner(text, place.Source, comments: false);
        var isQuoted = text.Trim() is ['"', .., '"'];
        var value = (!isQuoted && text.Contains("${", StringComparison.Ordinal)) || text.Length > HoconLimits.FileLength
            ? null
            : new HoconParser(scanner, ignored, (_, at, _, _) => ignored.Add(at, "")).ParseOnlyValue();
        var isRead = value is not null && ignored.All.Count == 0 && (value is HoconNode.Text || !isQuoted);
        if (isQuoted && !isRead)
        {
            var problem = ignored.All.FirstOrDefault()?.Message ?? "expected one text";
            Errors.Add(place, $"what is in quotes cannot be read: {problem}; without quotes all is taken as it is");
            return;
        }

        new HoconMerge(Errors.Add).Put(Root, key, isRead ? At(value!, place) : new HoconNode.Text(text, false, place));
    }

    /// <summary>Orders sources as they were read; variables and sets come last.</summary>
    public int OrderOf(string source) => _sources.IndexOf(source) is var index and >= 0 ? index : int.MaxValue;

    /// <summary>Environment variables that some <c>${}</c> got its value from, known once all are resolved.</summary>
    public HashSet<string> Variables { get; } = new(StringComparer.Ordinal);

    public HoconObject Resolve(IReadOnlyDictionary<string, string> environment) =>
        new HoconResolver(Root, environment, Errors, Variables).Resolve();

    /// <summary>Lines and columns within a variable would only puzzle.</summary>
    private static HoconNode At(HoconNode node, Place place)
    {
        node.Place = place;
        switch (node)
        {
            case HoconNode.List list:
                list.Items.ForEach(item => At(item, place));
                break;
            case HoconNode.Append append:
                append.Elements.ForEach(element => At(element, place));
                break;
            case HoconNode.Object fields:
                foreach (var (name, slot) in fields.Fields.ToArray())
                {
                    fields.Fields[name] = new HoconNode.Slot(place, At(slot.Node, place));
                }

                break;
        }

        return node;
    }

    private void Include(string name, string including, Place place, HoconNode.Object target, int depth) =>
        AddFile(files.Resolve(name, including), place, target, depth);

    private void AddFile(string path, Place namedAt, HoconNode.Object target, int depth)
    {
        if (_open.Contains(path))
        {
            Errors.Add(namedAt, $"{path} includes itself");
        }
        else if (_open.Count > HoconLimits.IncludeDepth)
        {
            Errors.Add(namedAt, $"more than {HoconLimits.IncludeDepth} files include each other");
        }
        else if (++_count > HoconLimits.Files)
        {
            Errors.Add(namedAt, $"more than {HoconLimits.Files} files");
        }
        else
        {
            ReadFile(path, namedAt, target, depth);
        }
    }

    private void ReadFile(string path, Place namedAt, HoconNode.Object target, int depth)
    {
        var file = files.Read(path);
        if (file.Text is null)
        {
            // What the file would have said is missing, so nothing can be said of the whole.
            Errors.Break();
            Errors.Add(namedAt, $"cannot read {path}: {file.Error}");
            return;
        }

        _open.Add(path);
        Parse(path, file.Text, target, depth);
        _open.RemoveAt(_open.Count - 1);
    }

    private void Parse(string source, string text, HoconNode.Object target, int depth)
    {
        _sources.Add(source);
        if (text.Length > HoconLimits.FileLength)
        {
            Errors.Add(new Place(source, 1, 1), $"this is longer than {HoconLimits.FileLength} characters");
            Errors.Break();
            return;
        }

        var scanner = new HoconScanner(text, source, comments: true);
        new HoconParser(scanner, Errors, (name, place, into, at) => Include(name, source, place, into, at))
            .ParseFile(target, depth);
    }
}
