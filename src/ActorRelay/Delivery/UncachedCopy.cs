using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ActorRelay.Delivery;

/// <summary>
/// Copies to memory that nobody will look at soon, around the processor's caches: what is kept to be sent again is
/// hardly ever read, and must not drive out what the path of the next batch works on.
/// </summary>
internal static unsafe class UncachedCopy
{
    private const int Step = 128;

    /// <param name="to">At least as long.</param>
    public static void Copy(ReadOnlySpan<byte> from, Span<byte> to)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(to.Length, from.Length);
        if (!Vector256.IsHardwareAccelerated || from.Length < 2 * Step)
        {
            from.CopyTo(to);
            return;
        }

        fixed (byte* source = from, target = to)
        {
            var done = (int)(-(nint)target & (Vector256<byte>.Count - 1));
            Unsafe.CopyBlockUnaligned(target, source, (uint)done);
            for (; done <= from.Length - Step; done += Step)
            {
                var a = Vector256.Load(source + done);
                var b = Vector256.Load(source + done + 32);
                var c = Vector256.Load(source + done + 64);
                var d = Vector256.Load(source + done + 96);
                Vector256.StoreAlignedNonTemporal(a, target + done);
                Vector256.StoreAlignedNonTemporal(b, target + done + 32);
                Vector256.StoreAlignedNonTemporal(c, target + done + 64);
                Vector256.StoreAlignedNonTemporal(d, target + done + 96);
            }

            Unsafe.CopyBlockUnaligned(target + done, source + done, (uint)(from.Length - done));
        }

        if (Sse.IsSupported)
        {
            // Such stores are not in order with others, and another thread may be the one that reads.
            Sse.StoreFence();
        }
    }
}
