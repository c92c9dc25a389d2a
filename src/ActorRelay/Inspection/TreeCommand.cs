using System.Collections.Immutable;
using System.Globalization;
using ActorRelay.Configuration;
using Akka.Actor;

namespace ActorRelay.Inspection;

/// <summary><c>tree</c>: the actors there are below <c>/user</c>, what they are, and how many messages wait for each.</summary>
internal static class TreeCommand
{
    private const int DefaultDepth = 4;
    private const int MostDepth = 16;

    public static InspectionCommand Tree { get; } = new(
        "tree",
        "The actors, what they are, and how many messages wait for each.",
        call => call.ReportAsync<ActorNode>(new InspectionProtocol.GetTree(Depth(call)), node => Rows(node)))
    {
        Options = [new("depth", $"So many levels, {DefaultDepth} if not said, {MostDepth} at most.", "N", 'd')],
    };

    private static int Depth(InspectionCall call)
    {
        if (call.Option("depth") is not { } text)
        {
            return DefaultDepth;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var depth) && depth is > 0 and <= MostDepth
            ? depth
            : throw new InspectionRefusedException(InspectionResult.Wrong, $"depth: a number from 1 to {MostDepth}");
    }

    private static ReportRows Rows(ActorNode root)
    {
        var rows = new ReportRows();
        Add(root, "");
        return rows;

        void Add(ActorNode node, string indent)
        {
            rows.Line($"{indent}{node.Name}"
                + (node.Type.Length > 0 ? $"  {node.Type}" : "")
                + (node.Waiting > 0 ? $", {Units.Count(node.Waiting)} messages wait" : ""));
            foreach (var child in node.Children)
            {
                Add(child, indent + "  ");
            }

            if (node.Others > 0)
            {
                rows.Line($"{indent}  and {Units.Count(node.Others)} more");
            }
        }
    }
}

/// <summary>One actor, as it was when it was looked at.</summary>
/// <param name="Type">Its class; empty where that is not known.</param>
/// <param name="Waiting">Messages in its mailbox.</param>
/// <param name="Others">So many of its children are not listed.</param>
internal sealed record ActorNode(string Name, string Type, int Waiting, ImmutableArray<ActorNode> Children, int Others)
{
    /// <summary>So many children of one actor are listed: batches may be many.</summary>
    private const int MostChildren = 50;

    /// <summary>What is below an actor of this system. It looks at what Akka keeps of each, from outside.</summary>
    public static ActorNode Of(IActorRef actor, int depth)
    {
        if (actor is not ActorRefWithCell cell)
        {
            return new ActorNode(SettingsText.OneLine(actor.Path.Name), "", 0, [], 0);
        }

        List<IActorRef> children = [.. cell.Children.OrderBy(child => child.Path.Name, StringComparer.Ordinal)];
        var listed = depth > 1 ? Math.Min(children.Count, MostChildren) : 0;
        return new ActorNode(
            SettingsText.OneLine(actor.Path.Name),
            (cell.Underlying as ActorCell)?.Props.Type.Name ?? "",
            cell.Underlying.NumberOfMessages,
            [.. children.Take(listed).Select(child => Of(child, depth - 1))],
            children.Count - listed);
    }
}
