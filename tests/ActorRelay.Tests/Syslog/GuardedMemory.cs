using System.Runtime.InteropServices;

namespace ActorRelay.Tests.Syslog;

/// <summary>
/// Memory that ends where a page begins that nobody may touch: code that reads or writes one byte too far ends the
/// process. Where there is no mmap it is ordinary memory.
/// </summary>
internal sealed unsafe partial class GuardedMemory : IDisposable
{
    private const int ReadWrite = 3;
    private const int None = 0;
    private const int PrivateAnonymous = 0x22;

    private readonly byte* _start;
    private readonly nint _total;

    public GuardedMemory(int size)
    {
        Size = (size + Environment.SystemPageSize - 1) / Environment.SystemPageSize * Environment.SystemPageSize;
        _total = Size + Environment.SystemPageSize;
        if (OperatingSystem.IsLinux())
        {
            _start = (byte*)Map(0, _total, ReadWrite, PrivateAnonymous, -1, 0);
            if (_start == (byte*)-1 || Protect((nint)_start + Size, Environment.SystemPageSize, None) != 0)
            {
                throw new OutOfMemoryException();
            }
        }
        else
        {
            _start = (byte*)NativeMemory.AllocZeroed((nuint)_total);
        }
    }

    public int Size { get; }

    /// <summary>All of it.</summary>
    public Span<byte> Bytes => new(_start, Size);

    /// <summary>Its last <paramref name="length"/> bytes, right before the forbidden page.</summary>
    public Span<byte> Last(int length) => Bytes[^length..];

    public void Dispose()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = Unmap((nint)_start, _total);
        }
        else
        {
            NativeMemory.Free(_start);
        }
    }

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint Map(nint address, nint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static partial int Protect(nint address, nint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int Unmap(nint address, nint length);
}
