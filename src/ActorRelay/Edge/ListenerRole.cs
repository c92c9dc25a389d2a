using Microsoft.AspNetCore.Connections;

namespace ActorRelay.Edge;

/// <summary>
/// Which listener a connection came in by: a feature of the connection, which its requests inherit, so that one Kestrel
/// can serve the edge and inspection without looking at ports or Host headers.
/// </summary>
internal sealed class ListenerRole
{
    private ListenerRole(string name) => Name = name;

    public static ListenerRole Edge { get; } = new("edge");

    public static ListenerRole Inspection { get; } = new("inspection");

    public string Name { get; }

    /// <summary>Marks every connection of a listener.</summary>
    public void Mark(IConnectionBuilder listener) => listener.Use(next => connection =>
    {
        connection.Features.Set(this);
        return next(connection);
    });

    public override string ToString() => Name;
}
