using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace ActorRelay.Configuration;

/// <summary>Reads <c>relay.expect { }</c>.</summary>
internal static partial class ExpectReader
{
    private const int Most = 256;

    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(90);

    public static ImmutableArray<ExpectedDataset> Read(SettingsSection relay, ImmutableArray<RouteSettings> routes)
    {
        var expect = relay.Section("expect", "{ \"audit_logs\" = 24h }");
        if (expect.Value.Fields.Length > Most)
        {
            relay.Error("expect", $"expected at most {Most} datasets, found {expect.Members().Length}");
            return [];
        }

        var expected = ImmutableArray.CreateBuilder<ExpectedDataset>();
        foreach (var field in expect.Members())
        {
            if (!Name().IsMatch(field.Name))
            {
                relay.Log.Error(
                    field.KeyPlace, expect.KeyOf(field.Name), null,
                    "the name of a dataset has 1 to 64 letters, digits, dots, dashes and underscores");
                continue;
            }

            expected.Add(new ExpectedDataset(field.Name, expect.Duration(field.Name, Shortest, Longest)));
            CatalogueChecks.CheckDataset(expect.Log, field.KeyPlace, expect.KeyOf(field.Name), null, field.Name);
            if (!routes.IsEmpty && DatasetRoutes.Find(routes, field.Name) is null)
            {
                expect.Log.Warn(field.KeyPlace, expect.KeyOf(field.Name), null, "no route takes this dataset, so nothing of it will come");
            }
        }

        return expected.ToImmutable();
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_.-]{1,64}\z")]
    private static partial Regex Name();
}
