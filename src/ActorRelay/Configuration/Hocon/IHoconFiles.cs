namespace ActorRelay.Configuration.Hocon;

/// <summary>Reads files for the reader, which touches nothing itself. Never throws.</summary>
internal interface IHoconFiles
{
    /// <summary>The path of a file as another one names it: relative to that file's folder, or absolute.</summary>
    /// <param name="name">As written.</param>
    /// <param name="relativeTo">The file that names it, or null for the working directory.</param>
    string Resolve(string name, string? relativeTo);

    /// <summary>The text of a file, or why it cannot be had.</summary>
    HoconFile Read(string path);
}
