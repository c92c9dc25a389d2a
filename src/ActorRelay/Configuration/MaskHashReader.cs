using System.Text;
using ActorRelay.Configuration.Hocon;
using ActorRelay.Records.Shaping;

namespace ActorRelay.Configuration;

/// <summary>Reads a mask <c>{ key or key-file, digits }</c>. Shows no key.</summary>
/// <param name="readFile">A file by its path: the absolute one, and the text.</param>
internal sealed class MaskHashReader(Func<string, (string Path, HoconFile File)> readFile)
{
    /// <summary>Fewer could be tried one by one, and with them every address and name there is.</summary>
    private const int ShortestKey = 16;

    private const int FewestDigits = 8;

    public FieldMask Read(SettingsSection mask)
    {
        var inline = mask.Has("key");
        if (inline == mask.Has("key-file"))
        {
            mask.Log.Error(
                mask.Value.Place, mask.Path, null,
                "set key or key-file, one of both; a field's name with a dot in it goes in quotes");
        }

        var key = mask.Log.HasFailed(mask.Path) ? "" : inline ? mask.Text("key") : ReadFile(mask);
        if (key.Length < ShortestKey && !mask.Log.HasFailed(mask.Path) && !mask.Log.HasFailed(mask.KeyOf(inline ? "key" : "key-file")))
        {
            mask.Log.Error(
                mask.PlaceOf(inline ? "key" : "key-file"), mask.KeyOf(inline ? "key" : "key-file"), null,
                $"expected a key of at least {ShortestKey} characters, such as openssl rand -hex 32 prints");
        }

        return FieldMask.Hash(
            Encoding.UTF8.GetBytes(key), mask.Integer("digits", FewestDigits, FieldMask.MaxDigits, FieldMask.MaxDigits));
    }

    private string ReadFile(SettingsSection mask)
    {
        var path = mask.Text("key-file", mayBeEmpty: false);
        if (mask.Log.HasFailed(mask.KeyOf("key-file")))
        {
            return "";
        }

        var (absolute, file) = readFile(path);
        mask.Log.AddFile(mask.KeyOf("key-file"), absolute);
        if (file.Text is null)
        {
            mask.Log.Error(
                mask.PlaceOf("key-file"), mask.KeyOf("key-file"), mask.Log.Show(path),
                $"cannot read it: {file.Error}");
        }

        var key = file.Text?.Trim() ?? "";
        mask.Log.Hide(key);
        return key;
    }
}
