namespace ActorRelay.Tests.Streams;

/// <summary>Bodies of every shape that is known, and of some that are none.</summary>
internal sealed class RandomBody(Random random)
{
    private int _number;

    public string Next()
    {
        var count = random.Next(4) == 0 ? random.Next(0, 400) : random.Next(0, 12);
        var big = random.Next(6) == 0;
        switch (random.Next(8))
        {
            case 0:
                return Array(count, big);
            case 1:
                return $"{{\"source\":\"[x\",\"list\":[1,{{}}],\"events\":{Array(count, big)},\"count\":{count}}}{Maybe("\n")}";
            case 2:
                return string.Concat(Enumerable.Range(0, count).Select(_ => Record(big) + Maybe(",", " ", "\n")));
            case 3:
                // Something that is nearly an array or envelope, then good lines.
                return Maybe("[", "{\"events\":[") + Record(big) + Maybe("]", "}", ",", "]}", "}]", ",\n") + Lines(count, big: false);
            case 4:
                return BadLine() + "\n" + Lines(count, big);
            case 5:
                return string.Concat(Enumerable.Range(0, count).Select(_ => (random.Next(4) == 0 ? BadLine() : Record(big)) + Maybe("\n", "\r\n", "")));
            case 6:
                var array = Array(count, big);
                var brackets = array.Select((c, i) => (c, i)).Where(at => at.c is '[' or ']' or '{' or '}').ToList();
                return array.Remove(brackets[random.Next(brackets.Count)].i, 1) + Maybe("\n" + Lines(3, big: false));
            default:
                return Lines(count, big);
        }
    }

    private string Lines(int count, bool big) =>
        string.Concat(Enumerable.Range(0, count).Select(_ => Record(big) + "\n"));

    private string Array(int count, bool big)
    {
        var (before, between) = random.Next(3) switch { 0 => ("", ","), 1 => ("\n", ",\n"), _ => (" ", "\r\n,") };
        return "[" + before + string.Join(between, Enumerable.Range(0, count).Select(_ => Record(big))) + before + "]" + Maybe("\n");
    }

    private string Record(bool big)
    {
        var padding = random.Next(big ? 10 : 200) switch
        {
            0 => new string('x', random.Next(big ? 300_000 : 30_000)),
            < 3 => "}{,\\\"[\\\\",
            _ => "y",
        };
        return random.Next(8) switch
        {
            0 => $"{{\"n\":{_number++},\"p\":\"{padding}\",\"events\":[{{\"m\":1}},{{\"m\":[]}}]}}",
            1 => $"{{\"events\":[{{\"n\":{_number++}}}]}}",
            2 => "{}",
            _ => $"{{\"n\":{_number++},\"p\":\"{padding}\"}}",
        };
    }

    private string BadLine() => random.Next(10) switch
    {
        0 => "[\"x\"]",
        1 => $"{{\"n\":{_number++}}}}}",
        2 => "[{\"a\":[1,",
        3 => "{\"events\":[{\"a\":",
        4 => "[{\"a\":1}]",
        5 => "{\"a\":\"x",
        6 => "{\"a\":tru}{\"b\":1}",
        7 => "{\"events\":[{\"a\":1}",
        8 => "[\"" + new string('z', 300_000) + "\"]",
        _ => "x",
    };

    private string Maybe(params string[] texts) => random.Next(texts.Length + 1) is var i && i < texts.Length ? texts[i] : "";
}
