using Causeway.Cli.Commands.Inspect.Doctor;
using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Output;
using Causeway.Inspection;
using Causeway.Inspection.Locks;
using Causeway.Inspection.Mounts;
using Causeway.Inspection.Sockets;
using Causeway.Sys;

namespace Causeway.Cli.Commands.Inspect;

/// <summary>FIFOs and sockets by their files, those that nobody has too. Nothing is opened.</summary>
internal static class IpcFiles
{
    private static readonly HashSet<string> s_said = [];

    /// <summary>Those below a directory, under the paths where they are; links are not followed. What the snapshot has is found as it has it, but for the name.</summary>
    /// <inheritdoc cref="CheckDirectory"/>
    public static IEnumerable<IpcObject> Under(string directory, InspectionSnapshot snapshot, IpcKinds kinds)
    {
        if (CheckDirectory(directory) is { } unread)
            Say(unread);
        foreach (string path in FileWalk.Under(Path.GetFullPath(directory), static skipped => Say($"{PrintableText.Of(skipped)} is not looked into: its file system may not answer"), unnamed: (path, type) => SayUnnamed(path, type, kinds)))
        {
            if (At(path) is { } found && kinds.Contains(found.Kind))
                yield return (snapshot.Find(found.Id) ?? BoundTo(snapshot, found)) is { } known ? known with { Name = path } : found;
        }
    }

    /// <summary>Fails unless there is such a directory.</summary>
    /// <returns>null where it can be listed; else what to say of it.</returns>
    /// <exception cref="NothingThereException">There is no such directory.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: whether there is one cannot be told.</exception>
    /// <exception cref="SyscallException">It cannot be opened.</exception>
    public static string? CheckDirectory(string directory)
    {
        Errno error = FileWalk.ErrorOf(directory);
        if (error == default)
            return null;
        if (FileWalk.IsMissing(error))
            throw new NothingThereException($"there is no directory {directory}");
        if (error == Errno.EACCES && Directory.Exists(directory))
            return $"{PrintableText.Of(directory)} is not looked into: {error.Name}, {error.Meaning}{ProcessBlindSpots.Remedy}";
        throw SyscallFailure.Opening("open", directory, error);
    }

    private static void SayUnnamed(byte[] path, byte type, IpcKinds kinds)
    {
        string? what = type switch
        {
            LibC.DT_FIFO when kinds.Contains(IpcKind.Fifo) => "a FIFO",
            LibC.DT_SOCK when kinds.Contains(IpcKind.Socket) => "a socket's file",
            _ => null,
        };
        if (what is not null)
            Say($"{ShellWord.Of(path)} is {what} and is not looked at: its name is no UTF-8; where nobody needs it: rm -- {ShellWord.Of(path)}");
    }

    /// <summary>Once, however often it is looked.</summary>
    private static void Say(string line)
    {
        if (s_said.Add(line))
            Console.Error.WriteLine($"causeway: {line}");
    }

    /// <summary>The FIFO or socket of a path; null where there is nothing, or something else.</summary>
    public static unsafe IpcObject? At(string path)
    {
        LibC.statx_t status;
        if (LibC.statx(path, &status) != 0)
            return null;
        uint device = IpcObjectId.Device(status.stx_dev_major, status.stx_dev_minor);
        UnixFileMode mode = (UnixFileMode)(status.stx_mode & 0xFFF);
        return (status.stx_mode & LibC.S_IFMT) switch
        {
            LibC.S_IFIFO => new FifoObject { Id = new IpcObjectId(IpcKind.Fifo, device, status.stx_ino), Name = path, UserId = status.stx_uid, Mode = mode },
            LibC.S_IFSOCK => new SocketFileObject { Id = new IpcObjectId(IpcKind.Socket, device, status.stx_ino), Name = path, UserId = status.stx_uid, Mode = mode, IsStale = SocketFiles.IsStale(path) },
            _ => null,
        };
    }

    private static IpcObject? BoundTo(InspectionSnapshot snapshot, IpcObject file) =>
        file is SocketFileObject ? snapshot.Objects.FirstOrDefault(one => one is UnixSocketObject socket && IsBoundTo(socket, (uint)file.Id.Space, file.Id.Number, file.Name!)) : null;

    /// <summary>Whether that is the socket's file, whatever it is called.</summary>
    /// <param name="socket">Any.</param>
    /// <param name="device">Of the file, as stat(2) has it.</param>
    /// <param name="inode">Of the file.</param>
    /// <param name="path">A path of the file: a socket has the file system's own device, and on btrfs and overlayfs stat(2) tells another.</param>
    /// <remarks>The kernel gives a connection that was accepted the file of its listener, too: that one is not bound there.</remarks>
    public static bool IsBoundTo(UnixSocketObject socket, uint device, ulong inode, string path) => socket.FileDevice is { } own && socket.FileInode == (uint)inode
        && (own == device || own == LockTable.IdAt(path)?.Space)
        && (socket.Type == UnixSocketType.Datagram || socket.State is InspectedSocketState.Listening or InspectedSocketState.Unconnected);
}
