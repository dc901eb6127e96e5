using System.Globalization;
using System.Text;
using Causeway.Sys;

namespace Causeway.Inspection.Mounts;

/// <summary>The kernel's own mounts of memory, which no list has: known by a memfd of this process, made and closed again.</summary>
internal static unsafe class MemoryMount
{
    private static readonly Lazy<(int Id, uint Device)[]> s_all = new(static () => [.. Of(0), .. Of(LibC.MFD_HUGETLB)]);

    /// <summary>Their numbers and devices, as long as the machine runs: of common pages, and of huge ones where there are any.</summary>
    public static IReadOnlyList<(int Id, uint Device)> All => s_all.Value;

    /// <summary>The number of the mount that a descriptor of this process is on.</summary>
    public static int? MountOf(SafeFileDescriptor descriptor)
    {
        using ProcText text = new();
        ReadOnlySpan<byte> info = text.Read(LibC.AT_FDCWD, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fdinfo/{descriptor.Number}\0")), out _);
        return DescriptorInfo.TryMount(info, out int id) ? id : null;
    }

    private static (int, uint)[] Of(uint flags)
    {
        int number = LibC.memfd_create("causeway", LibC.MFD_CLOEXEC | LibC.MFD_NOEXEC_SEAL | flags);

        // Before Linux 6.3 there is no such flag.
        if (number < 0)
            number = LibC.memfd_create("causeway", LibC.MFD_CLOEXEC | flags);
        if (number < 0)
            return [];
        using SafeFileDescriptor memory = new(number);
        LibC.statx_t status;
        return LibC.statx(memory, &status) == 0 && MountOf(memory) is { } id ? [(id, IpcObjectId.Device(status.stx_dev_major, status.stx_dev_minor))] : [];
    }
}
