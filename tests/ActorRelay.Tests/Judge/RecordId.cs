using System.Buffers.Text;
using System.Text;

namespace ActorRelay.Tests.Judge;

/// <summary>Which record it is: it says so itself, in its field <see cref="Field"/>.</summary>
/// <param name="Job">The Logpush job that sends it, from 0.</param>
/// <param name="Batch">The batch of that job it was made for, from 0, however often and wherever it is sent again.</param>
/// <param name="Ordinal">Its place in that batch, from 0.</param>
internal readonly record struct RecordId(int Job, int Batch, int Ordinal)
{
    /// <summary>The first field of every record; no other text of it contains this name.</summary>
    public const string Field = "RecordId";

    private static readonly byte[] Name = Encoding.ASCII.GetBytes(Field);

    /// <summary>Finds it in a line of any payload; a line that was cut within it has none.</summary>
    public static bool TryFind(ReadOnlySpan<byte> line, out RecordId id)
    {
        id = default;
        var at = line.IndexOf(Name);
        if (at < 0)
        {
            return false;
        }

        var rest = line[(at + Name.Length)..].TrimStart("\"=: "u8);
        if (!TryTake(ref rest, (byte)'/', out var job)
            || !TryTake(ref rest, (byte)'/', out var batch)
            || !TryTake(ref rest, (byte)'"', out var ordinal))
        {
            return false;
        }

        id = new RecordId(job, batch, ordinal);
        return true;
    }

    public override string ToString() => $"{Job}/{Batch}/{Ordinal}";

    private static bool TryTake(ref ReadOnlySpan<byte> text, byte end, out int number)
    {
        if (!Utf8Parser.TryParse(text, out number, out var digits) || digits == text.Length || text[digits] != end)
        {
            return false;
        }

        text = text[(digits + 1)..];
        return true;
    }
}
