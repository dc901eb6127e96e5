using System.Globalization;
using Causeway.Sys;

namespace Causeway;

/// <content>Those that another process made.</content>
public sealed partial class MemoryFile
{
    private const string LinkPrefix = "/memfd:";
    private const string LinkSuffix = " (deleted)";

    /// <summary>Makes one of a descriptor that was received or inherited, after checking that it is a memfd.</summary>
    /// <param name="descriptor">Duplicated; the caller keeps and disposes its own.</param>
    /// <remarks>What it may be used for is still the sender's choice: see <see cref="MapSealed"/> and <see cref="ThrowIfUnsealed"/>.</remarks>
    /// <exception cref="InvalidDataException">It is no memfd.</exception>
    /// <exception cref="SyscallException">EMFILE: out of descriptors.</exception>
    public static MemoryFile From(SafeFileDescriptor descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        return Own(descriptor.Duplicate());
    }

    /// <summary>Duplicates a descriptor of another process (pidfd_getfd(2)), after which both share the open file description.</summary>
    /// <param name="process">A pidfd, such as <see cref="UnixSocket"/> gives of its peer: it stands for that process even if its number is used again.</param>
    /// <param name="descriptor">The number there.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    /// <exception cref="InvalidDataException">It is no memfd.</exception>
    /// <exception cref="SyscallException">ESRCH: the process has ended. EBADF: it has no such descriptor. EPERM: this process may not look into it (ptrace(2)). EMFILE: out of descriptors.</exception>
    public static MemoryFile FromProcess(SafeFileDescriptor process, int descriptor)
    {
        ArgumentNullException.ThrowIfNull(process);
        ArgumentOutOfRangeException.ThrowIfNegative(descriptor);
        return TryGet(process, descriptor, out Errno error) ?? throw GetFailure(
            string.Create(CultureInfo.InvariantCulture, $"descriptor {descriptor} of the process of {process}"), error);
    }

    /// <summary>The same of a process by its number, which may be another's by now where it is no child of this one.</summary>
    /// <param name="processId">The process.</param>
    /// <param name="descriptor">The number there.</param>
    /// <inheritdoc cref="FromProcess(SafeFileDescriptor, int)" path="/exception"/>
    public static MemoryFile FromProcess(int processId, int descriptor)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(processId);
        ArgumentOutOfRangeException.ThrowIfNegative(descriptor);
        int number = LibC.pidfd_open(processId, 0);
        Errno error = Errno.Last;
        if (number < 0)
            throw SyscallFailure.Create("pidfd_open", Display(processId, descriptor), error, error == Errno.ESRCH || error == Errno.EINVAL ? "no such process, or no longer" : null);
        using SafeFileDescriptor process = new(number);
        return TryGet(process, descriptor, out error) ?? throw GetFailure(Display(processId, descriptor), error);
    }

    /// <summary>Opens the file behind another process's descriptor anew (/proc/PID/fd/N), with an access and a position of its own.</summary>
    /// <param name="processId">The process.</param>
    /// <param name="descriptor">The number there.</param>
    /// <param name="access">Read, or ReadWrite: as the file's permissions allow, whatever that descriptor was opened for.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, or neither Read nor ReadWrite.</exception>
    /// <exception cref="InvalidDataException">It is no memfd; nothing was opened.</exception>
    /// <exception cref="SyscallException">ENOENT: no such process or descriptor, or no /proc. EMFILE: out of descriptors.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: this process may not look into that one (ptrace(2)), or the file's permissions do not allow it.</exception>
    public static MemoryFile OpenOfProcess(int processId, int descriptor, FileAccess access = FileAccess.ReadWrite)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(processId);
        ArgumentOutOfRangeException.ThrowIfNegative(descriptor);
        int flags = MappingFlags.ToOpen(access);
        string path = string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/fd/{descriptor}");

        // The place alone first: to open a device or a FIFO is to use it.
        using SafeFileDescriptor place = OpenPath(path, LibC.O_PATH, path);
        _ = NameOf(place) ?? throw NoMemoryFile(path);
        return Own(OpenPath(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{place.Number}"), flags, path));
    }

    /// <summary>Messages say so; a call that succeeds makes no string.</summary>
    private static string Display(int processId, int descriptor) =>
        string.Create(CultureInfo.InvariantCulture, $"descriptor {descriptor} of process {processId}");

    private static MemoryFile? TryGet(SafeFileDescriptor process, int descriptor, out Errno error)
    {
        int number = LibC.pidfd_getfd(process, descriptor, 0);
        error = Errno.Last;
        return number >= 0 ? Own(new SafeFileDescriptor(number)) : null;
    }

    private static SyscallException GetFailure(string display, Errno error) => SyscallFailure.Create("pidfd_getfd", display, error,
        error == Errno.EPERM ? "this process may not look into that one: be its parent, of its user with kernel.yama.ptrace_scope=0, or root; or let it send the descriptor over a socket"
        : error == Errno.ESRCH ? "the process has ended"
        : error == Errno.EBADF ? "that process has no such descriptor"
        : null);

    /// <summary>Takes the descriptor over, or closes it.</summary>
    private static MemoryFile Own(SafeFileDescriptor descriptor)
    {
        try
        {
            // Only memfds and other files of tmpfs and hugetlbfs know seals, and of them only a memfd can be made without F_SEAL_SEAL.
            int seals = LibC.fcntl(descriptor, LibC.F_GET_SEALS, 0);
            if (seals >= 0 && (seals & LibC.F_SEAL_SEAL) == 0)
                return new MemoryFile(name: null, descriptor);

            // Sealed for good, as every other such file is from its beginning: its link says which it is.
            string? name = seals >= 0 ? NameOf(descriptor) : null;
            return new MemoryFile(name ?? throw NoMemoryFile(descriptor.ToString()), descriptor);
        }
        catch
        {
            descriptor.Dispose();
            throw;
        }
    }

    /// <summary>The name it was created with; null where it is no memfd, which has no name in any directory.</summary>
    private static string? NameOf(SafeFileDescriptor descriptor)
    {
        // Held, so that the link is not that of another file which got the number.
        using HandleHold hold = new(descriptor);
        FileStatus status = FileStatus.Of(descriptor, descriptor.ToString());
        if (!status.IsRegular || status.Links != 0)
            return null;
        string? link = new FileInfo(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{descriptor.Number}")).LinkTarget;
        return link is not null && link.StartsWith(LinkPrefix, StringComparison.Ordinal) && link.EndsWith(LinkSuffix, StringComparison.Ordinal)
            ? link[LinkPrefix.Length..^LinkSuffix.Length]
            : null;
    }

    private static SafeFileDescriptor OpenPath(string path, int flags, string display)
    {
        int number = LibC.open(path, flags | LibC.O_CLOEXEC | LibC.O_NONBLOCK, 0);
        Errno error = Errno.Last;
        return number >= 0 ? new SafeFileDescriptor(number) : throw SyscallFailure.Opening("open", display, error,
            error == Errno.ENOENT ? "no such process, or it has no such descriptor" : null);
    }

    private static InvalidDataException NoMemoryFile(string what) =>
        new($"{what} is no memfd: whatever it is, use what belongs to it, such as MemoryMapping.Map for a file");
}
