using System.Text;
using ActorRelay.Records;

namespace ActorRelay.Tests.Records;

public sealed class Utf8RepairSpecs
{
    /// <summary>The examples of The Unicode Standard, section 3.9, tables 3-8 to 3-11; bytes as hex.</summary>
    [Theory]
    [InlineData("C0 AF E0 80 BF F0 81 82 41", "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFDA")]
    [InlineData("ED A0 80 ED BF BF ED AF 41", "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFDA")]
    [InlineData("F4 91 92 93 FF 41 80 BF 42", "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFDA\uFFFD\uFFFDB")]
    [InlineData("E1 80 E2 F0 91 92 F1 BF 41", "\uFFFD\uFFFD\uFFFD\uFFFDA")]
    [InlineData("61 E7 95 8C C3", "a界\uFFFD")]
    [InlineData("", "")]
    public void Should_replace_each_maximal_ill_formed_subsequence_by_one(string hex, string text) =>
        Assert.Equal(text, Repair(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal))));

    [Fact]
    public void Should_agree_with_the_platform_and_find_the_way_back()
    {
        var random = new Random(7);
        for (var i = 0; i < 5000; i++)
        {
            var bytes = new byte[random.Next(40)];
            random.NextBytes(bytes);
            for (var at = 0; at < bytes.Length; at++)
            {
                bytes[at] = random.Next(3) switch { 0 => (byte)'a', 1 => (byte)(bytes[at] | 0x80), _ => bytes[at] };
            }

            var expected = Encoding.UTF8.GetString(bytes);
            Assert.Equal(expected, Repair(bytes));
            var mark = random.Next(bytes.Length + 1);
            var marked = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes[..mark]));
            Assert.Equal(mark, Utf8Repair.Origin([.. bytes[..mark], (byte)'x'], marked.Length));
        }
    }

    private static string Repair(byte[] bytes)
    {
        var target = new byte[bytes.Length * Utf8Repair.Growth];
        return Encoding.UTF8.GetString(target, 0, Utf8Repair.Repair(bytes, target));
    }
}
