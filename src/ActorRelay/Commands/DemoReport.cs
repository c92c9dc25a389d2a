using System.Globalization;
using ActorRelay.Inspection;

namespace ActorRelay.Commands;

/// <summary>What the demo prints: arriving lines, the table, the verdict, what to do next.</summary>
internal sealed class DemoReport(TextWriter output, int width)
{
    private readonly List<DemoRow> _rows = [];
    private readonly List<string> _problems = [];

    public bool IsAllRight => _problems.Count == 0;

    public void Begin(Uri edge, string receiver)
    {
        output.WriteLine($"Relay     {edge.GetLeftPart(UriPartial.Authority)}");
        output.WriteLine($"Receiver  {receiver}");
        output.WriteLine("Sample batches are posted to it as Logpush does. The first line of each, as it arrives:");
        output.WriteLine();
    }

    public void Add(DemoRow row)
    {
        _rows.Add(row);
        if (row.Example is not null)
        {
            output.WriteLine(TextWidth.Shorten(row.Example, width));
        }

        AddProblem(row.Problem is null ? null : $"{row.Title}: {row.Problem}");
    }

    /// <param name="problem">What is wrong, or null.</param>
    public void AddProblem(string? problem)
    {
        if (problem is not null)
        {
            _problems.Add(problem);
        }
    }

    public void End(TimeSpan elapsed)
    {
        var first = Math.Max(_rows.Select(row => row.Title.Length).DefaultIfEmpty().Max(), "dataset".Length);
        output.WriteLine();
        WriteRow(first, "dataset", "sent", "arrived", "correct", "set aside");
        foreach (var row in _rows)
        {
            WriteRow(first, row.Title, row.Sent, row.Arrived, row.Correct, row.SetAside);
        }

        WriteRow(
            first,
            "total",
            _rows.Sum(row => row.Sent),
            _rows.Sum(row => row.Arrived),
            _rows.Sum(row => row.Correct),
            _rows.Sum(row => row.SetAside));
        output.WriteLine();
        _problems.ForEach(problem => output.WriteLine($"WRONG  {problem}"));
        if (IsAllRight)
        {
            WriteNext(elapsed);
        }
    }

    private void WriteNext(TimeSpan elapsed)
    {
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Every record arrived as it should, and bad lines were set aside, in {elapsed.TotalSeconds:0.0} s."));
        output.WriteLine();
        output.WriteLine(
            """
            Next:
              actorrelay run                  trial mode: a relay with a Receiver of its own, to post to by hand
              actorrelay check --config FILE  are your settings right? hocon/examples has some to begin with
              actorrelay run --config FILE    the relay; then point a Logpush job at it
            """);
    }

    private void WriteRow(int first, string title, params object[] cells) =>
        output.WriteLine(title.PadRight(first) + string.Concat(cells.Select(cell => $"{cell,11}")));
}
