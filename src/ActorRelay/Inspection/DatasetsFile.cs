using System.Collections.Immutable;
using System.Text.Json;
using ActorRelay.Configuration;

namespace ActorRelay.Inspection;

/// <summary>
/// <c>datasets.json</c> in <c>state-dir</c> has what was seen before. It is replaced as a whole; only its owner can read it.
/// </summary>
internal sealed class DatasetsFile(string folder)
{
    private const int Version = 1;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private readonly string _path = Path.Combine(folder, "datasets.json");

    /// <returns>Nothing when there is no such file.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be read: this user may not.</exception>
    /// <exception cref="InvalidDataException">It is not what <see cref="Save"/> wrote; it is kept as datasets.json.bad.</exception>
    public ImmutableArray<SavedDataset> Load()
    {
        if (!File.Exists(_path))
        {
            return [];
        }

        try
        {
            var content = JsonSerializer.Deserialize<Content>(File.ReadAllBytes(_path), Json);
            if (content is { Version: Version, Datasets.IsDefault: false } && content.Datasets.All(IsWhole))
            {
                return content.Datasets;
            }
        }
        catch (JsonException)
        {
            // Said below.
        }

        var bad = $"{_path}.bad";
        File.Move(_path, bad, overwrite: true);
        throw new InvalidDataException($"it is not what this version of the relay writes, and is now {bad}");
    }

    /// <exception cref="IOException">It could not be written; the one before is still there.</exception>
    /// <exception cref="UnauthorizedAccessException">It could not be written: this user may not.</exception>
    public void Save(IEnumerable<SavedDataset> datasets)
    {
        PrivateFiles.CreateFolder(folder);
        PrivateFiles.Replace(_path, JsonSerializer.SerializeToUtf8Bytes(new Content(Version, [.. datasets]), Json));
    }

    private static bool IsWhole(SavedDataset? dataset) =>
        dataset is { Dataset: not null, Fields.IsDefault: false, EventTimes.IsDefault: false }
        && dataset.Fields.Concat(dataset.EventTimes).All(field => field is { Name: not null });

    private sealed record Content(int Version, ImmutableArray<SavedDataset> Datasets);
}
