using System.IO.Compression;

namespace ActorRelay.Edge;

/// <summary>Looks at the beginning of a body without taking it up.</summary>
internal static class BodyHead
{
    /// <summary>
    /// Inflates until <paramref name="destination"/> is full or the input ends, is cut short, or is corrupt.
    /// </summary>
    /// <param name="isSound">No fault was seen. Input that is cut short is none to this inflater.</param>
    /// <returns>Bytes inflated; those before a fault are good to look at.</returns>
    public static int Inflate(byte[] body, int length, Span<byte> destination, out bool isSound)
    {
        using var source = new MemoryStream(body, 0, length, writable: false);
        using var gzip = new GZipStream(source, CompressionMode.Decompress);
        var inflated = 0;
        try
        {
            while (inflated < destination.Length)
            {
                var read = gzip.Read(destination[inflated..]);
                if (read == 0)
                {
                    break;
                }

                inflated += read;
            }

            isSound = true;
        }
        catch (InvalidDataException)
        {
            isSound = false;
        }

        return inflated;
    }
}
