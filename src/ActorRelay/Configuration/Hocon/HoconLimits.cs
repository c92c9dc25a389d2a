namespace ActorRelay.Configuration.Hocon;

/// <summary>Bounds that no text an operator writes comes near, and that keep reading any other text short.</summary>
internal static class HoconLimits
{
    /// <summary>Objects, lists and dotted keys inside each other, in one text or once resolved.</summary>
    public const int Depth = 64;

    /// <summary>Characters of one file.</summary>
    public const int FileLength = 1024 * 1024;

    /// <summary>Files that may include each other in a row.</summary>
    public const int IncludeDepth = 8;

    /// <summary>Files in all.</summary>
    public const int Files = 64;

    /// <summary>Values and their characters once every <c>${}</c> is replaced.</summary>
    public const int Size = 4 * 1024 * 1024;

    /// <summary><c>${}</c> that refer to each other in a row.</summary>
    public const int ReferenceDepth = 64;

    /// <summary>Values that one key gets one after another, or beside each other, while <c>${}</c> are among them.</summary>
    public const int Parts = 256;

    /// <summary>Errors after which reading stops.</summary>
    public const int Errors = 50;
}
