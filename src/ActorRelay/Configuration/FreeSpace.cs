using System.Globalization;

namespace ActorRelay.Configuration;

/// <summary>A part of a disk, as operators write it: <c>5%</c>, or a size.</summary>
/// <param name="Share">0 to 1 of it; 0 when it is a size.</param>
/// <param name="Bytes">Or so many bytes; 0 when it is a share.</param>
internal sealed record FreeSpace(double Share, long Bytes)
{
    public const string Allowed = "a share from 0% to 95%, or a size such as 2 GiB";

    public static bool TryParse(string text, out FreeSpace? space)
    {
        space = null;
        if (text.TrimEnd().EndsWith('%'))
        {
            if (double.TryParse(
                text.TrimEnd()[..^1].Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) &&
                percent <= 95)
            {
                space = new FreeSpace(percent / 100, 0);
            }
        }
        else if (ByteSizes.TryParse(text, out var bytes))
        {
            space = new FreeSpace(0, bytes);
        }

        return space is not null;
    }
}
