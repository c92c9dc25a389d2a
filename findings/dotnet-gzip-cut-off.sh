#!/usr/bin/env bash
# One would guess: a gzip file that lacks its last bytes is an error to whoever inflates it, as it is to gunzip.
# What happens: GZipStream gives what it has and then the end, without an exception, wherever the file is cut. Without some
# or all of the eight bytes of the trailer (checksum and length) it gives all of the content; without more, a part of it;
# of the first bytes alone, and of no byte at all, nothing.
# The input is what an interrupted copy of a valid file leaves. gzip -t says "unexpected end of file" to all of them.
# Version: .NET 10.0.12, System.IO.Compression. Source: measured before, run again here; RFC 1952, section 2.3.1.
# What rests on it: the relay puts a member of its own behind a body, which is reached only when the body is whole; and
# send looks at the trailer of a file before it sends any of it.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/dotnet.sh"

compile <<'END'
using System.IO.Compression;
using System.Text;

var content = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 2000).Select(n => $"{{\"n\":{n}}}\n")));
var file = new MemoryStream();
using (var gzip = new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true))
{
    gzip.Write(content);
}

var whole = file.ToArray();
File.WriteAllBytes(args[0], whole);
Console.WriteLine($".NET {Environment.Version}: {content.Length} bytes, as gzip {whole.Length}");
foreach (var (name, from, to) in new[]
{
    ("1 to 8", 1, 8), ("16 to half", 16, whole.Length / 2), ("all but 10 to all", whole.Length - 10, whole.Length),
})
{
    Console.WriteLine($"without the last bytes, {name}: {string.Join(", ", Enumerable.Range(from, to - from + 1).Select(Read).Distinct())}");
}

string Read(int missing)
{
    try
    {
        using var inflated = new GZipStream(new MemoryStream(whole[..^missing]), CompressionMode.Decompress);
        var read = new MemoryStream();
        inflated.CopyTo(read);
        return read.Length == content.Length ? "all" : read.Length > 0 ? "a part" : "nothing";
    }
    catch (InvalidDataException e)
    {
        return e.GetType().Name;
    }
}
END
run "$work/whole.gz"
gzip -t "$work/whole.gz" || changed "gzip does not take the whole file."
for missing in 1 8 16 100; do
  ! head -c "-$missing" "$work/whole.gz" | gzip -t 2>"$work/log" || changed "gzip takes the file without $missing bytes."
  echo "gzip -t, without the last $missing: $(tail -n 1 "$work/log" | sed 's/^gzip: stdin: //' | tail -n 1)"
done

seen "without the last bytes, 1 to 8: all" || changed "without the trailer it does not give all."
seen "without the last bytes, 16 to half: a part" || changed "without more it does not give a part."
seen "without the last bytes, all but 10 to all: nothing" || changed "of a header, or of nothing, it gives something."
echo "As described."
