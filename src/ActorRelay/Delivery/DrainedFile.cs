using System.Collections.Immutable;
using System.Text.Json;
using ActorRelay.Configuration;

namespace ActorRelay.Delivery;

/// <summary>
/// <c>drained.json</c> in <c>state-dir</c> names the Receivers that an operator has drained, so that they stay so over a
/// restart. There is none while none is drained.
/// </summary>
internal sealed class DrainedFile(string folder)
{
    private readonly string _path = Path.Combine(folder, "drained.json");

    /// <returns>Nothing when there is no such file.</returns>
    /// <exception cref="IOException">It cannot be read, or is not what <see cref="Save"/> wrote.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be read: this user may not.</exception>
    public ImmutableSortedSet<string> Load()
    {
        if (!File.Exists(_path))
        {
            return [];
        }

        try
        {
            return JsonSerializer.Deserialize<ImmutableSortedSet<string>>(File.ReadAllBytes(_path)) ?? [];
        }
        catch (JsonException)
        {
            throw new IOException($"{_path} is not a list of names: delete it, and drain again what is to be drained");
        }
    }

    /// <exception cref="IOException">It could not be written; the one before is still there.</exception>
    /// <exception cref="UnauthorizedAccessException">It could not be written: this user may not.</exception>
    public void Save(ImmutableSortedSet<string> receivers)
    {
        if (receivers.IsEmpty)
        {
            File.Delete(_path);
            return;
        }

        PrivateFiles.CreateFolder(folder);
        PrivateFiles.Replace(_path, JsonSerializer.SerializeToUtf8Bytes(receivers));
    }
}
