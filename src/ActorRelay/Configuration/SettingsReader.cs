using System.Collections.Immutable;
using ActorRelay.Configuration.Hocon;

namespace ActorRelay.Configuration;

/// <summary>
/// The one way from what an operator wrote to <see cref="RelaySettings"/>. Total: it always returns, with settings or
/// with every error there is. A pure function of its input and the files that names.
/// </summary>
internal static class SettingsReader
{
    /// <summary>What places call the embedded defaults.</summary>
    public const string ReferenceName = "built-in relay.hocon";

    private static readonly ImmutableArray<(string, LogLevel)> Levels =
    [
        ("trace", LogLevel.Trace), ("debug", LogLevel.Debug), ("info", LogLevel.Information),
        ("warning", LogLevel.Warning), ("warn", LogLevel.Warning), ("error", LogLevel.Error),
    ];

    /// <summary>Reads one text, without files or environment.</summary>
    public static SettingsResult Read(string text) => Read(new SettingsInput { Texts = [("settings", text)] });

    public static SettingsResult Read(SettingsInput input)
    {
        var disk = input.FileReader ?? new HoconDiskFiles(input.WorkingDirectory);
        var (files, others) = (new HoconFilesRead(disk), new HoconFilesRead(disk));
        var loader = new HoconLoader(files);
        loader.AddText(ReferenceName, ReferenceText());
        foreach (var file in input.Files)
        {
            loader.AddFile(file);
        }

        foreach (var (name, text) in input.Texts)
        {
            loader.AddText(name, text);
        }

        SettingsLayers.AddEnvironment(loader, input.Environment);
        foreach (var set in input.Sets)
        {
            SettingsLayers.AddSet(loader, set);
        }

        if (loader.Errors.Broken)
        {
            var known = HiddenTexts.Of(null, input.Environment);
            return Result(null, loader, known, new SettingsLog(incomplete: true, known), []) with
            {
                IsCutShort = true,
                SettingsFiles = files.Digests,
            };
        }

        var root = loader.Resolve(input.Environment);
        var hidden = HiddenTexts.Of(root, input.Environment);
        var home = input.Files.Concat(input.Texts.Select(text => text.Name)).FirstOrDefault();
        var log = new SettingsLog(incomplete: loader.Errors.All.Count > 0, hidden, home);
        var settings = ReadRoot(root, log, input, others);
        VariableChecks.Check(log, input.Environment, loader.Variables);
        return Result(settings, loader, hidden, log, new ChangedSettings(hidden).Find(root, ReadReference(disk))) with
        {
            Digests = SettingsDigests.Of(root),
            SettingsFiles = files.Digests,
            OtherFiles = others.Digests,
        };
    }

    /// <summary>The embedded <c>hocon/relay.hocon</c>: every setting, its default, one line of comment.</summary>
    public static string ReferenceText()
    {
        using var stream = typeof(SettingsReader).Assembly.GetManifestResourceStream("relay.hocon")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static RelaySettings? ReadRoot(HoconObject root, SettingsLog log, SettingsInput input, IHoconFiles files)
    {
        CheckRootKeys(root, log);
        if (root.Find("relay")?.Value is not HoconObject fields)
        {
            log.Error(root.Find("relay")?.Value.Place ?? root.Place, "relay", null, "expected an object { }");
            return null;
        }

        var relay = new SettingsSection(log, "relay", "relay", fields);
        var stateDir = FullPath(relay.Text("state-dir", mayBeEmpty: false), input.WorkingDirectory);
        var edge = new EdgeSettingsReader(Absolute, path => files.Read(Absolute(path))).Read(relay);
        var receivers = ReceiverSettingsReader.Read(relay, new TlsSettingsReader(Absolute, path => files.Read(Absolute(path))));
        var routes = new RouteSettingsReader(path => (Absolute(path), files.Read(Absolute(path)))).Read(relay, receivers);
        var settings = new RelaySettings
        {
            StateDir = stateDir,
            StopTimeout = relay.Duration("stop-timeout", TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)),
            ReloadOnChange = relay.Choice("reload-on-change", [("true", true), ("false", false)]),
            Blocks = relay.Integer("blocks", 16, 65_536),
            Edge = edge,
            Receivers = receivers,
            Routes = routes,
            Ledger = ReadLedger(relay.Section("ledger")),
            Quarantine = ReadQuarantine(relay.Section("quarantine")),
            Spool = new SpoolSettingsReader(Absolute).Read(relay),
            Journal = ReadJournal(relay.Section("journal")),
            Inspection = new InspectionSettingsReader(Absolute, path => files.Read(Absolute(path))).Read(relay),
            Expect = ExpectReader.Read(relay, routes),
            PetabridgeCmd = PetabridgeCmdSettings.Read(log, root),
            Log = ReadLog(relay),
            AkkaHocon = root.Find("akka") is { Value: HoconObject } akka
                ? HoconRenderer.RenderFields(new HoconObject([akka], root.Place))
                : "",
        };
        new SettingsChecks(log, root, input.Memory).Check(settings);
        log.ReportUnknownKeys();
        return settings;

        string Absolute(string path) => FullPath(path, stateDir);
    }

    private static QuarantineSettings ReadQuarantine(SettingsSection section) => new()
    {
        MaxSize = section.Size("max-size", 1L << 10, 1L << 40),
        MaxLines = section.Integer("max-lines", 1, 10_000_000),
    };

    private static LedgerSettings ReadLedger(SettingsSection ledger) => new()
    {
        Keep = ledger.Duration("keep", TimeSpan.Zero, TimeSpan.FromDays(7)),
        Answered = ledger.Duration("answered", TimeSpan.Zero, TimeSpan.FromDays(7)),
        MaxEntries = ledger.Integer("max-entries", 1, 10_000_000),
    };

    private static JournalSettings ReadJournal(SettingsSection journal) => new()
    {
        Keep = journal.Duration("keep", TimeSpan.FromDays(1), TimeSpan.FromDays(3650)),
        MaxEntries = journal.Integer("max-entries", 1000, 100_000_000),
    };

    private static LogSettings ReadLog(SettingsSection relay)
    {
        var log = relay.Section("log");
        return new LogSettings
        {
            Level = log.Choice("level", Levels),
            Json = log.Choice("format", [("text", false), ("json", true)]),
        };
    }

    private static void CheckRootKeys(HoconObject root, SettingsLog log)
    {
        foreach (var field in root.Fields)
        {
            switch (field.Name, field.Value)
            {
                case ("relay", _) or ("akka", HoconObject):
                    break;
                case ("akka", _):
                    log.Error(field.Value.Place, field.Name, null, "expected an object { }");
                    break;
                case ("petabridge", HoconObject { Fields: [{ Name: "cmd", Value: HoconObject }] }):
                    break;
                default:
                    log.Error(
                        field.KeyPlace, field.Name, null,
                        "at the top there are relay { }, akka { } and petabridge.cmd { }; " +
                        "settings of the relay go inside relay { }");
                    break;
            }
        }
    }

    private static SettingsResult Result(
        RelaySettings? settings,
        HoconLoader loader,
        HiddenTexts hidden,
        SettingsLog log,
        ImmutableArray<ChangedSetting> changed)
    {
        ImmutableArray<SettingsProblem> errors =
        [
            .. loader.Errors.All.Select(e => hidden.Clean(new SettingsProblem(e.Place, "", null, e.Message)))
                .Concat(log.Errors)
                .OrderBy(e => loader.OrderOf(e.Place.Source)).ThenBy(e => e.Place.Line == 0).ThenBy(e => e.Place.Line).ThenBy(e => e.Place.Column),
        ];
        return new SettingsResult
        {
            Settings = errors.IsEmpty ? settings : null,
            Errors = errors,
            Warnings =
            [
                .. loader.Errors.Warnings.Select(w => hidden.Clean(new SettingsProblem(w.Place, "", null, w.Message))),
                .. log.Warnings,
            ],
            Changed = changed,
            KeyFiles = log.Files,
            KeysRead = log.KeysRead,
        };
    }

    private static HoconObject ReadReference(IHoconFiles files)
    {
        var loader = new HoconLoader(files);
        loader.AddText(ReferenceName, ReferenceText());
        return loader.Resolve(ImmutableDictionary<string, string>.Empty);
    }

    private static string FullPath(string path, string relativeTo)
    {
        try
        {
            return Path.GetFullPath(path, relativeTo);
        }
        catch (ArgumentException)
        {
            return relativeTo;
        }
    }
}
