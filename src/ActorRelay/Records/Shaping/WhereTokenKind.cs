namespace ActorRelay.Records.Shaping;

internal enum WhereTokenKind
{
    End,

    /// <summary>Characters that need no quotes: a name, a value, or a word of the language.</summary>
    Word,

    /// <summary>Text in quotes, single or double: always a name or a value.</summary>
    Quoted,

    /// <summary><c>== != &lt; &lt;= &gt; &gt;=</c></summary>
    Operator,

    /// <summary>One of <c>( ) [ ] ,</c>.</summary>
    Mark,

    /// <summary>Nothing of these; the text says why.</summary>
    Error,
}
