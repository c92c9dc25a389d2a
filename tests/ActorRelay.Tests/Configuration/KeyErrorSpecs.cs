using ActorRelay.Configuration;

namespace ActorRelay.Tests.Configuration;

/// <summary>Whatever setting is wrong: the error names its file, line and key, what is allowed, and the nearest name.</summary>
public sealed class KeyErrorSpecs
{
    private const int Line = 3;

    public static TheoryData<string> Keys => [.. Reference.OfProgram().Keys];

    /// <summary>Below <c>expect</c> are names of datasets, and any is right.</summary>
    public static TheoryData<string> NamedKeys => [.. Reference.OfProgram().Keys.Where(key => !key.StartsWith("relay.expect.", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Keys))]
    public void Should_name_the_place_the_key_and_what_is_allowed(string key)
    {
        var result = SettingsReader.Read(Input(key, KeyName(key), "[[]]"));

        Assert.Null(result.Settings);
        var error = Assert.Single(result.Errors, error => error.Key.StartsWith(Concrete(key), StringComparison.Ordinal));
        Assert.Equal("f", error.Place.Source);
        Assert.Equal(Line, error.Place.Line);
        Assert.Matches("expected|set value or file", error.Message);
    }

    [Theory]
    [MemberData(nameof(NamedKeys))]
    public void Should_name_the_nearest_key(string key)
    {
        var name = KeyName(key);
        var result = SettingsReader.Read(Input(key, name + name[^1], "1"));

        var error = Assert.Single(result.Errors, error => error.Message.StartsWith("there is no such setting", StringComparison.Ordinal));
        Assert.Equal($"f:{Line}:1", error.Place.ToString());
        Assert.Equal(Concrete(key) + name[^1], error.Key);
        Assert.Equal($"there is no such setting; did you mean {name}?", error.Message);
    }

    private static string KeyName(string key) => key.Split('.')[^1];

    /// <summary>With a Receiver's and a field's name, and the first item of a list.</summary>
    private static string Concrete(string key) =>
        key.Replace("receivers.*", "receivers.siem").Replace("mask.*", "mask.Email").Replace(".*", "[0]");

    /// <summary>Settings that are right but for one line, the third, which has the name and the value.</summary>
    private static SettingsInput Input(string key, string name, string value)
    {
        var words = Concrete(key).Split('.');
        var open = string.Concat(words[..^1].Select(word => word.EndsWith("[0]", StringComparison.Ordinal) ? $"{word[..^3]} = [{{ " : $"{word} {{ "));
        var close = string.Concat(words[..^1].Reverse().Select(word => word.EndsWith("[0]", StringComparison.Ordinal) ? "}] " : "} "));
        var text = $"relay {{ edge.secrets = [{Reference.Secret}], receivers.siem.address = \"tcp://127.0.0.1:5514\" }}\n{open}\n{name} = {value}\n{close}";
        return new SettingsInput { Files = ["f"], FileReader = new MemoryFiles(("f", text)), WorkingDirectory = "/" };
    }
}
