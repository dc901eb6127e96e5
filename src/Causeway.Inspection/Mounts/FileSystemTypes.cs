using System.Collections.Frozen;
using Causeway.Sys;

namespace Causeway.Inspection.Mounts;

/// <summary>Types of file systems, as mountinfo and /proc/filesystems call them.</summary>
internal static class FileSystemTypes
{
    /// <summary>Those that need nobody to answer. A type that is missing here is not asked, which is safe.</summary>
    private static readonly FrozenSet<string> s_local = new[]
    {
        "bcachefs", "btrfs", "cramfs", "erofs", "exfat", "ext2", "ext3", "ext4", "f2fs", "hfs", "hfsplus", "iso9660", "jffs2", "jfs", "minix", "msdos", "nilfs2", "ntfs3", "overlay", "reiserfs",
        "romfs", "squashfs", "ubifs", "udf", "vfat", "xfs", "zfs", "zonefs",
        "devtmpfs", "hugetlbfs", "ramfs", "tmpfs",
        "binder", "binfmt_misc", "bpf", "cgroup", "cgroup2", "configfs", "cpuset", "debugfs", "devpts", "efivarfs", "fusectl", "mqueue", "nsfs", "proc", "pstore", "resctrl", "securityfs", "selinuxfs",
        "smackfs", "sysfs", "tracefs",
    }.ToFrozenSet();

    /// <summary>Those that nobody mounts, and FUSE's, which tell what they remember when nothing else is asked for (AT_STATX_DONT_SYNC).</summary>
    private static readonly FrozenSet<string> s_harmless = new[]
    {
        "anon_inodefs", "autofs", "bdev", "dax", "drm", "guest-memfd", "iomem", "pidfs", "pipefs", "rootfs", "rpc_pipefs", "secretmem", "sockfs", "fuse", "fuseblk", "virtiofs",
    }.ToFrozenSet();

    /// <summary>Whether every type of this kernel (/proc/filesystems) tells of a file that is open without asking elsewhere: no NFS, no 9P, nothing unknown.</summary>
    public static bool NoneWaits()
    {
        using ProcText text = new();
        ReadOnlySpan<byte> rest = text.Read(LibC.AT_FDCWD, "/proc/filesystems\0"u8, out _);
        bool isRead = !rest.IsEmpty;
        while (ByteFields.TryLine(ref rest, out ReadOnlySpan<byte> line))
        {
            string name = ByteFields.Text(line[(line.LastIndexOf((byte)'\t') + 1)..]);
            if (!s_local.Contains(name) && !s_harmless.Contains(name))
                return false;
        }

        return isRead;
    }

    /// <summary>What they are, by their names.</summary>
    public static MountSort SortOf(ReadOnlySpan<byte> type)
    {
        string name = ByteFields.Text(type);
        return name == "mqueue" ? MountSort.Queue : s_local.Contains(name) ? MountSort.Local : MountSort.Foreign;
    }
}
