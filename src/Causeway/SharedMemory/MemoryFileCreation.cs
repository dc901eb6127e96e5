using System.Numerics;
using System.Text;
using Causeway.Sys;

namespace Causeway;

/// <summary>memfd_create(2), with what the running kernel knows of it.</summary>
internal static class MemoryFileCreation
{
    /// <summary>What the kernel leaves of NAME_MAX beside <c>memfd:</c>.</summary>
    public const int MaximumNameBytes = 249;

    private const uint WithoutExecution = 0x1B6; // rw-rw-rw-, as MFD_NOEXEC_SEAL makes it

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Whether the kernel knows MFD_EXEC and MFD_NOEXEC_SEAL (6.3): found out by the first refusal. A test turns it off.</summary>
    internal static bool KnowsExecutionFlags { get; set; } = true;

    /// <summary>Creates one of no size.</summary>
    public static SafeFileDescriptor Create(string name, MemoryFileOptions options)
    {
        Check(name, options);
        SafeFileDescriptor descriptor = Open(name, options, out bool isMarked);
        try
        {
            if (!isMarked && !options.Executable)
                Naming.Permissions.MakeExact(descriptor, name, WithoutExecution);

            // MFD_NOEXEC_SEAL allows sealing, whether asked for or not.
            if (isMarked && !options.Executable && !options.AllowSealing)
                MemoryFile.AddSeals(descriptor, name, MemoryFileSeals.Seal);
            return descriptor;
        }
        catch
        {
            descriptor.Dispose();
            throw;
        }
    }

    private static void Check(string name, MemoryFileOptions options)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Contains('\0', StringComparison.Ordinal))
            throw new ArgumentException("The name must have no NUL.", nameof(name));
        if (s_strict.GetByteCount(name) is > MaximumNameBytes and var bytes)
            throw new ArgumentException($"The name has {bytes} bytes; the limit is {MaximumNameBytes}.", nameof(name));
        if (options.HugePageBytes is { } huge && huge != 0 && (huge <= Environment.SystemPageSize || !BitOperations.IsPow2(huge)))
            throw new ArgumentException($"A huge page is a power of two above {Environment.SystemPageSize} bytes, or 0 for the default size; not {huge}.", nameof(options));
    }

    private static SafeFileDescriptor Open(string name, MemoryFileOptions options, out bool isMarked)
    {
        uint flags = LibC.MFD_CLOEXEC;
        if (options.AllowSealing)
            flags |= LibC.MFD_ALLOW_SEALING;
        if (options.HugePageBytes is { } huge)
            flags |= LibC.MFD_HUGETLB | (huge == 0 ? 0 : (uint)BitOperations.Log2((ulong)huge) << LibC.MFD_HUGE_SHIFT);
        isMarked = KnowsExecutionFlags;
        uint execution = options.Executable ? LibC.MFD_EXEC : LibC.MFD_NOEXEC_SEAL;
        int number = LibC.memfd_create(name, flags | (isMarked ? execution : 0));
        Errno error = Errno.Last;
        if (number < 0 && error == Errno.EINVAL && isMarked)
        {
            isMarked = false;
            number = LibC.memfd_create(name, flags);
            error = Errno.Last;
            if (number >= 0)
                KnowsExecutionFlags = false;
        }

        return number >= 0 ? new SafeFileDescriptor(number) : throw SyscallFailure.Opening("memfd_create", name, error,
            error == Errno.EACCES ? "vm.memfd_noexec=2 allows no executable one here"
            : options.HugePageBytes is null ? null
            : error == Errno.ENODEV || error == Errno.EINVAL ? "this machine has no huge pages of that size: ls /sys/kernel/mm/hugepages shows those it has"
            : null);
    }
}
