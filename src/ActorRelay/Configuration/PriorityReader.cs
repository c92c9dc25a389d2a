using System.Collections.Immutable;
using ActorRelay.Configuration.Hocon;
using ActorRelay.Syslog;

namespace ActorRelay.Configuration;

/// <summary>
/// Reads a Receiver's <c>priority</c>: one for all messages, or <c>{ facility, severity }</c>, where the severity is a
/// name, <c>dataset</c>, or <c>{ field, map, default }</c>.
/// </summary>
internal static class PriorityReader
{
    private const string Allowed = "FACILITY.SEVERITY such as auth.crit or local0.info, or a number from 0 to 191";
    private const string ByDataset = "dataset";

    private static readonly string AllowedFacility = $"one of {string.Join(", ", Priority.Facilities)}";
    private static readonly string AllowedSeverity = $"one of {string.Join(", ", Priority.Severities)}";

    public static (int Priority, SeverityRule? Severity) Read(SettingsSection receiver, OutputFormat profile)
    {
        if (receiver.Find("priority") is not HoconObject)
        {
            return (
                receiver.Number<int>("priority", Allowed, TryParse, profile.Priority),
                receiver.Has("priority") ? null : profile.Severity);
        }

        var section = receiver.Section("priority");
        var facility = section.Number<int>(
            "facility", AllowedFacility, IsFacility, profile.Priority / Priority.SeverityCount);
        var (severity, rule) = ReadSeverity(section, profile);
        return (facility * Priority.SeverityCount + severity, rule);
    }

    private static (int Severity, SeverityRule? Rule) ReadSeverity(SettingsSection priority, OutputFormat profile)
    {
        var byProfile = profile.Priority % Priority.SeverityCount;
        switch (priority.Find("severity"))
        {
            case null:
                return (byProfile, profile.Severity);
            case HoconText { Text: ByDataset }:
                return (byProfile, SeverityRule.ByDataset);
            case HoconObject:
                return (byProfile, ReadRule(priority.Section("severity")));
            default:
                var allowed = $"{AllowedSeverity}, {ByDataset}, or {{ field, map, default }}";
                return (priority.Number<int>("severity", allowed, IsSeverity), null);
        }
    }

    private static SeverityRule ReadRule(SettingsSection severity)
    {
        var field = severity.Text("field", mayBeEmpty: false);
        var map = severity.Section("map");
        var tests = ImmutableArray.CreateBuilder<SeverityTest>();
        foreach (var value in map.Members())
        {
            var found = map.Number<int>(value.Name, AllowedSeverity, IsSeverity);
            tests.Add(new SeverityTest(field, SeverityMatch.Is, value.Name, found));
        }

        if (tests.Count is 0 or > 256 && !severity.Log.HasFailed(map.Path))
        {
            severity.Error("map", "expected 1 to 256 values of the field with a severity for each, such as { block = warning }");
        }

        var usual = severity.Number<int>("default", AllowedSeverity, IsSeverity, SeverityRule.ByDataset.Default);
        return new SeverityRule(tests.ToImmutable(), usual);
    }

    private static bool TryParse(string text, out int priority) => Priority.TryParse(text, out priority, out _);

    private static bool IsFacility(string text, out int facility) => (facility = Priority.FindFacility(text)) >= 0;

    private static bool IsSeverity(string text, out int severity) => (severity = Priority.FindSeverity(text)) >= 0;
}
