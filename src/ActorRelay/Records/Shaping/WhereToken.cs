namespace ActorRelay.Records.Shaping;

/// <param name="Kind">What it is.</param>
/// <param name="Text">Its characters, without quotes; of an error, the message.</param>
/// <param name="Column">Where it begins, from 1.</param>
internal readonly record struct WhereToken(WhereTokenKind Kind, string Text, int Column)
{
    public bool IsMark(string mark) => Kind == WhereTokenKind.Mark && Text == mark;

    public bool IsWord(string word) => Kind == WhereTokenKind.Word && Text == word;
}
