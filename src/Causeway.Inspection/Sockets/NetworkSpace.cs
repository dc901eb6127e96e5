using System.Globalization;
using System.Text;
using Causeway.Sys;

namespace Causeway.Inspection.Sockets;

/// <summary>Reads the sockets of one network namespace.</summary>
/// <param name="builder">Where UNIX sockets go.</param>
/// <param name="connections">Where TCP sockets go.</param>
/// <param name="space">The namespace.</param>
internal sealed class NetworkSpace(SnapshotBuilder builder, TcpSockets connections, uint space)
{
    private bool _isInterrupted;
    private Errno _error;

    /// <summary>Whether the kernel refused to list UNIX sockets, as it would in any namespace.</summary>
    public bool IsRefused { get; private set; }

    /// <summary>Asks the kernel, on a thread that is in it; reads its tables where the kernel does not answer.</summary>
    public void Read()
    {
        DumpState state = UnixSockets.Read(builder, space, out _error);
        IsRefused = state == DumpState.Failed;

        // Of TCP the tables tell all but how many may wait at a listener.
        DumpState tcp = connections.Read(space, out _);
        if (IsRefused || tcp == DumpState.Failed)
        {
            using RawDescriptor thread = Open("/proc/thread-self");
            ReadTables(thread.Number, isUnix: IsRefused, isTcp: tcp == DumpState.Failed);
        }

        _isInterrupted = state == DumpState.Interrupted || tcp == DumpState.Interrupted;
    }

    /// <summary>Reads its tables from outside, by one of those who are said to be in it.</summary>
    /// <returns>False: none of them is there any more.</returns>
    public bool TryReadTables(IEnumerable<int> processes)
    {
        using ProcText text = new();
        foreach (int process in processes)
        {
            // What is below stays this process's, whoever has its pid.
            using RawDescriptor folder = Open(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}"));
            if (!folder.IsOpen || !ByteFields.TryBracketed(text.Target(folder.Number, "ns/net\0"u8, out _), out ulong inode) || inode != space)
                continue;
            ReadTables(folder.Number, isUnix: true, isTcp: true);
            return true;
        }

        return false;
    }

    /// <summary>Says what could not be seen.</summary>
    public void Tell()
    {
        if (IsRefused)
            builder.Add(new BlindSpot(BlindSpotKind.Source, 0, $"UNIX sockets without peers, queues and owners: the kernel does not list them (sock_diag: {_error}); let this process have netlink sockets (RestrictAddressFamilies= of a systemd unit), in a kernel with CONFIG_UNIX_DIAG"));
        if (_isInterrupted)
            builder.Add(new BlindSpot(BlindSpotKind.Source, 0, "the kernel's list of sockets changed whenever it was read: some may be missing; look again"));
    }

    private void ReadTables(int folder, bool isUnix, bool isTcp)
    {
        if (isUnix)
            SocketTables.ReadUnix(builder, space, folder);
        if (isTcp)
            connections.Add(space, SocketTables.Tcp(folder));
    }

    private static unsafe RawDescriptor Open(string folder)
    {
        fixed (byte* path = Encoding.ASCII.GetBytes(folder + '\0'))
        {
            int number = LibC.openat(LibC.AT_FDCWD, path, LibC.O_PATH | LibC.O_DIRECTORY | LibC.O_CLOEXEC, out Errno error);
            OwnLimit.ThrowIfReached(number < 0 ? error : default);
            return new RawDescriptor(number);
        }
    }
}
