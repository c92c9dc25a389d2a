using System.Collections.Immutable;
using System.Text;

namespace ActorRelay.Syslog;

/// <summary>A key that a standard names, and what of a dataset goes there.</summary>
/// <param name="Name">The key.</param>
/// <param name="Form">What it may hold; of a field that holds something else nothing goes there.</param>
/// <param name="Longest">The most bytes it may hold; of a longer value, what fits goes there.</param>
/// <param name="Fields">
/// The first of these that a record has goes there. Of <see cref="KeyForm.Url"/>, they are scheme, host and path, and
/// perhaps the query, of which one URL is made.
/// </param>
/// <param name="Label">What a key for anything is used for, which goes into a key of its own: <c>cs1Label=</c>; else nothing.</param>
internal sealed record StandardKey(string Name, KeyForm Form, int Longest, ImmutableArray<string> Fields, string Label = "")
{
    /// <summary>Fields that one can have.</summary>
    public const int MostFields = 4;

    /// <summary>Which of the fields of a URL holds its host.</summary>
    public const int HostPart = 1;

    /// <summary>Which of the fields of a URL holds its path.</summary>
    public const int PathPart = 2;

    /// <summary>Which of the fields of a URL holds its query, if one does.</summary>
    public const int QueryPart = 3;

    /// <summary>The key with its label, as it stands before the equals sign.</summary>
    public byte[] Head { get; } = Encoding.ASCII.GetBytes(Label.Length > 0 ? $"{Name}Label={Label} {Name}" : Name);

    /// <summary>How much of <see cref="Head"/> is the label.</summary>
    public int LabelLength => Head.Length - Name.Length;

    /// <summary>Where the same goes as an IPv6 address; null when there is no such key.</summary>
    public StandardKey? IfIPv6 { get; init; }
}
