using System.Buffers;
using System.Collections.Immutable;

namespace ActorRelay.Syslog;

/// <summary>
/// How a payload of parameters writes names and values, as readers of it really read them: docs/receivers.md says why.
/// </summary>
internal sealed class ParameterSyntax
{
    private ParameterSyntax(string specials) =>
        Stops = SearchValues.Create([.. "\\\u007F"u8, 0xC2, 0xE2, .. specials.Select(static c => (byte)c)]);

    /// <summary>
    /// Names of letters and digits alone, <c>\</c> and <c>=</c> in values behind a backslash, <c>\n</c> for an end of a line; a
    /// <c>|</c> as it is.
    /// </summary>
    public static ParameterSyntax Cef { get; } = new("=")
    {
        Separator = (byte)' ',
        Escaped = [.. "\\="u8],
        Prefix = "cf",
        Shortened = "shortened",
        LongestName = 100,
        DropsOthers = true,
        Trims = true,
    };

    /// <summary>There is no escape for anything: a TAB becomes a blank, and what remains stands as it is.</summary>
    public static ParameterSyntax Leef { get; } = new("")
    {
        Separator = (byte)'\t',
        Escaped = [],
        Prefix = "cf_",
        Shortened = "_shortened",
        LongestName = 100,
        Trims = true,
    };

    /// <summary>
    /// Names of at most 32 characters (RFC 5424 section 6.3.3; rsyslog's mmpstrucdata reads nothing at all where one is
    /// longer), without a dot, at which syslog-ng would begin another element, and told apart in any case of letters, for
    /// mmpstrucdata makes them lower-case.
    /// </summary>
    public static ParameterSyntax StructuredData { get; } = new("\"]")
    {
        Separator = (byte)' ',
        Escaped = [.. "\\\"]"u8],
        Prefix = "cf_",
        Shortened = "_shortened",
        LongestName = 32,
        FoldsCase = true,
        IsQuoted = true,
    };

    /// <summary>Where copying a value stops: what is escaped in JSON or here, or may have to be.</summary>
    public SearchValues<byte> Stops { get; }

    /// <summary>Between two parameters.</summary>
    public required byte Separator { get; init; }

    /// <summary>What stands behind a backslash in values.</summary>
    public required ImmutableArray<byte> Escaped { get; init; }

    /// <summary>Before a name that is taken.</summary>
    public required string Prefix { get; init; }

    /// <summary>Name of the parameter that says what shortening has touched.</summary>
    public required string Shortened { get; init; }

    public required int LongestName { get; init; }

    /// <summary>What a name may not hold is left out; else it becomes <c>_</c>.</summary>
    public bool DropsOthers { get; init; }

    /// <summary>Names that differ in the case of letters alone are the same.</summary>
    public bool FoldsCase { get; init; }

    /// <summary>Values stand in quotes.</summary>
    public bool IsQuoted { get; init; }

    /// <summary>
    /// Values are plain text: blanks at their ends go, for readers differ in whether they do; an end of a line is <c>\n</c>,
    /// and a TAB a blank.
    /// </summary>
    public bool Trims { get; init; }

    /// <summary>A backslash stands for itself.</summary>
    public bool HasNoEscape => Escaped.IsEmpty;

    /// <summary>The syntax of a payload, or null when it has none of parameters.</summary>
    public static ParameterSyntax? Of(PayloadStyle payload) => payload switch
    {
        PayloadStyle.Cef => Cef,
        PayloadStyle.Leef => Leef,
        PayloadStyle.StructuredData => StructuredData,
        _ => null,
    };

    /// <summary>Whether a character may stand in a name as it is.</summary>
    public bool IsOfName(int value) =>
        value < 0x80 && (char.IsAsciiLetterOrDigit((char)value) || (!DropsOthers && value is '_' or '-'));
}
