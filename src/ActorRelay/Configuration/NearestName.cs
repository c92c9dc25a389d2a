namespace ActorRelay.Configuration;

/// <summary>Guesses what a misspelt name was meant to be.</summary>
internal static class NearestName
{
    /// <summary>The candidate that takes the fewest edits, if that is few enough to be no accident; else null.</summary>
    public static string? Find(string name, IEnumerable<string> candidates)
    {
        if (name.Length > 64)
        {
            return null;
        }

        var limit = Math.Max(1, name.Length / 3);
        return candidates
            .Select(c => (Name: c, Edits: Edits(name.ToLowerInvariant(), c)))
            .Where(c => c.Edits <= limit)
            .OrderBy(c => c.Edits).ThenBy(c => c.Name, StringComparer.Ordinal)
            .Select(c => c.Name)
            .FirstOrDefault();
    }

    /// <summary>Optimal string alignment: insert, delete, replace, swap neighbours.</summary>
    internal static int Edits(string a, string b)
    {
        var table = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            table[i, 0] = i;
        }

        for (var j = 0; j <= b.Length; j++)
        {
            table[0, j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var replace = table[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                table[i, j] = Math.Min(replace, 1 + Math.Min(table[i - 1, j], table[i, j - 1]));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    table[i, j] = Math.Min(table[i, j], 1 + table[i - 2, j - 2]);
                }
            }
        }

        return table[a.Length, b.Length];
    }
}
