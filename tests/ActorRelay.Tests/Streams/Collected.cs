using System.Text;
using ActorRelay.Blocks;

namespace ActorRelay.Tests.Streams;

/// <summary>What came out of a stage, block by block; the blocks themselves are returned at once.</summary>
public sealed class Collected
{
    private readonly List<(byte[] Content, bool TooLong)> _blocks = [];

    public IReadOnlyList<(byte[] Content, bool TooLong)> Blocks => _blocks;

    public byte[] Bytes => [.. _blocks.SelectMany(block => block.Content)];

    public string Text => Encoding.UTF8.GetString(Bytes);

    public string[] Lines => Text.Split('\n')[..^1];

    internal void Take(Block block)
    {
        _blocks.Add((block.Content.ToArray(), block.TooLong));
        block.Return();
    }
}
