using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using ActorRelay.Configuration.Hocon;

namespace ActorRelay.Configuration;

/// <summary>
/// A digest of each setting, by which two readings can be compared without keeping what is in them, secrets for one.
/// </summary>
internal static class SettingsDigests
{
    /// <returns>By key, in full: <c>relay.edge.deadline</c>. A list is one setting.</returns>
    public static ImmutableSortedDictionary<string, string> Of(HoconObject root)
    {
        var digests = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        Add("", root);
        return digests.ToImmutable();

        void Add(string path, HoconObject settings)
        {
            foreach (var field in settings.Fields)
            {
                var key = path.Length == 0 ? field.Name : $"{path}.{field.Name}";
                if (field.Value is HoconObject { Fields.IsEmpty: false } section)
                {
                    Add(key, section);
                }
                else
                {
                    digests[key] = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(HoconRenderer.Render(field.Value))));
                }
            }
        }
    }
}
